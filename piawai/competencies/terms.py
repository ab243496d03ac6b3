"""The words for competencies, levels and evidence."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of competency."""

    MANAGERIAL = "MANAJERIAL", "Manajerial"
    SOCIO_CULTURAL = "SOSIAL_KULTURAL", "Sosial kultural"
    TECHNICAL = "TEKNIS", "Teknis"
    GOVERNMENT = "PEMERINTAHAN", "Pemerintahan"
    EMERGENCY = "KEDARURATAN", "Kedaruratan"


# The eight managerial competencies and the socio-cultural one: JPM and the defaults of job classes are over these.
NINE = ("M.1", "M.2", "M.3", "M.4", "M.5", "M.6", "M.7", "M.8", "SK.1")


class Level(models.IntegerChoices):
    """The scale of PermenPANRB 38/2017."""

    AWARE = 1, _("1 understands, with guidance")
    BASIC = 2, _("2 basic, on one's own")
    INTERMEDIATE = 3, _("3 intermediate, leads and improves")
    ADVANCED = 4, _("4 advanced, coaches the organisation")
    EXPERT = 5, _("5 expert, sets policy")


class Aspect(models.TextChoices):
    """What an indicator is about; it decides between a class, practice and a talk."""

    KNOWLEDGE = "PENGETAHUAN", _("knowledge")
    SKILL = "KETERAMPILAN", _("skill")
    ATTITUDE = "SIKAP", _("attitude")
    UNKNOWN = "", _("not stated")


class Source(models.TextChoices):
    """Where evidence comes from, as in the penilaian file."""

    ASSESSMENT_CENTER = "ASSESSMENT_CENTER", _("assessment centre")
    CACT = "CACT", _("computer-assisted test of BKN (CACT)")
    TEST = "UJI", _("competence test")
    TRAINING = "PELATIHAN", _("passed training")
    SUPERIOR = "ATASAN", _("superior's rating")
    PEER = "REKAN", _("peers' rating")
    SUBORDINATE = "BAWAHAN", _("subordinates' rating")
    SELF = "DIRI", _("own rating")
    MAPPING = "PEMETAAN", _("internal mapping")


# What a file or a rater may state; internal mapping is worked out from ratings, never stated.
STATED = tuple(source for source in Source if source != Source.MAPPING)
RATED = (Source.SUPERIOR, Source.PEER, Source.SUBORDINATE, Source.SELF)  # by people who work together
IN_GROUPS = frozenset({Source.PEER, Source.SUBORDINATE})  # shown, and counted, as a group only


OFFICIAL = frozenset({Source.ASSESSMENT_CENTER, Source.CACT})

# On one day the lower rank decides. Sources not named here are shown and never decide.
FORMAL_RANK = {Source.ASSESSMENT_CENTER: 0, Source.CACT: 0, Source.TEST: 1, Source.TRAINING: 2}


class VersionState(models.TextChoices):
    """How binding the words of a version are."""

    DRAFT = "KONSEP", _("draft")
    PUBLISHED = "TERBIT", _("published")
    RETIRED = "DITARIK", _("retired")


class RelationKind(models.TextChoices):
    """How one competency stands to another."""

    BROADER = "LEBIH_LUAS", _("is broader than")
    REQUIRES = "MENSYARATKAN", _("requires")
    EQUALS = "SAMA", _("is the same as")


class ProfileOrigin(models.TextChoices):
    """Why a profile counts besides that of the own post."""

    ACTING = "PLT", _("acting duty")
    EMERGENCY = "DARURAT", _("emergency role")


class QualificationChange(models.TextChoices):
    """What can befall a qualification before it ends by itself."""

    SUSPENDED = "DIBEKUKAN", _("suspended")
    REVOKED = "DICABUT", _("revoked")


class RoundState(models.TextChoices):
    """How far a round has come. `rules.ROUND_STEPS` says what may follow what."""

    DRAFT = "KONSEP", _("draft")
    NOMINATING = "USULAN", _("raters are named")
    OPEN = "TERBUKA", _("open")
    CLOSED = "DITUTUP", _("closed")
    REPORTED = "DILAPORKAN", _("reported")
    CANCELLED = "DIBATALKAN", _("cancelled")


# States in which a round still needs the words that it asks with.
RUNNING = frozenset({RoundState.DRAFT, RoundState.NOMINATING, RoundState.OPEN, RoundState.CLOSED})


class NominationState(models.TextChoices):
    """What became of a rater's being named."""

    PROPOSED = "DIUSULKAN", _("proposed")
    CONFIRMED = "DISETUJUI", _("confirmed")
    REFUSED = "DITOLAK", _("refused")


class SheetState(models.TextChoices):
    """How far a rater has come with a sheet."""

    NOT_BEGUN = "BELUM", _("not begun")
    BEGUN = "DIISI", _("being filled in")
    SENT = "TERKIRIM", _("sent")
    SET_ASIDE = "DISISIHKAN", _("set aside")


class ObjectionState(models.TextChoices):
    """What became of an objection. Only one that waits changes, once."""

    WAITING = "MENUNGGU", _("waiting")
    UPHELD = "DITERIMA", _("upheld")
    REJECTED = "DITOLAK", _("rejected")
    WITHDRAWN = "DITARIK", _("withdrawn")


class Origin(models.TextChoices):
    """Where a requirement comes from."""

    JOB = "JOB", _("standard of the job")
    CLASS = "CLASS", _("default of the job class")
    ACTING = "ACTING", _("acting duty")
    EMERGENCY = "EMERGENCY", _("emergency role")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A level found on a day; it counts from that day to `valid_until`, both inclusive."""

    level: int
    source: str
    assessed_on: dt.date
    valid_until: dt.date


@dataclass(frozen=True, slots=True)
class Held:
    """What someone holds on a day: the deciding evidence, and the newest valid official level beside it."""

    level: int
    source: str
    official: bool
    assessed_on: dt.date
    valid_until: dt.date
    official_level: int | None


@dataclass(frozen=True, slots=True)
class Requirement:
    """
    A competency that a post demands at a level, with its weight and where that comes from.

    Whoever lacks a `critical` one cannot do the job. `also` holds the lower demands of other profiles that count for
    the person at the same time: origin and level.
    """

    competency: str
    level: int
    weight: int
    origin: str
    critical: bool = False
    also: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class StandardPeriod:
    """A row of a job's standard: from a day on, until the next row of the same competency."""

    competency: str
    kind: str
    level: int
    weight: int
    starts_on: dt.date
    critical: bool = False
    retired_on: dt.date | None = None  # from this day on nobody is asked about the competency


PROFILE_ORIGINS = {ProfileOrigin.ACTING.value: Origin.ACTING, ProfileOrigin.EMERGENCY.value: Origin.EMERGENCY}


@dataclass(frozen=True, slots=True)
class ProfilePeriod:
    """A job's profile that counts besides that of the own post, both days inclusive; None: open."""

    job_id: int
    unit_id: int | None
    origin: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Stand:
    """One required competency of one person on a day: what is demanded, what is held (None: unknown)."""

    requirement: Requirement
    held: Held | None

    @property
    def gap(self) -> int | None:
        """Levels short, 0 where the demand is met; None where nothing is known: unknown is not low."""
        return None if self.held is None else max(0, self.requirement.level - self.held.level)


@dataclass(frozen=True, slots=True)
class GapRow:
    """One requirement of one person as reports list it. `unit` is the UNOR id of the post, `nip` personal."""

    person_id: int
    nip: str
    name: str
    unit: str
    unit_name: str
    job: str
    competency: str
    competency_name: str
    required: int
    origin: str
    weight: int
    held: int | None
    gap: int | None
    assessed_on: dt.date | None
    valid_until: dt.date | None
    source: str
    official: bool


@dataclass(frozen=True, slots=True)
class Jpm:
    """
    Job person match in percent, unweighted, over official levels.

    `capped` counts no competency above what is demanded, so that a strong one hides no weak one. Both are
    None unless all of the nine are measured: `measured` of `of`.
    """

    raw: float | None
    capped: float | None
    measured: int
    of: int


@dataclass(frozen=True, slots=True)
class Match:
    """
    A person's job person match with its categories: for filling a post and for mapping the workforce.

    Both categories are "" where the match is incomplete. `rules_from` are the days from which the bands apply.
    """

    jpm: Jpm
    filling: str
    mapping: str
    rules_from: tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one level: what it means, and its behaviours as pairs of aspect and text, in order."""

    description: str
    indicators: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Used:
    """What a competency is used for: how many jobs demand it, of how many people, and so on."""

    jobs: int
    people: int
    ratings: int
    services: int
    rounds: int
    running_rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A level of a competency in words, as a dictionary file states it row by row."""

    code: str
    kind: str
    name: str
    definition: str
    level: int
    description: str
    number: int
    indicator: str
    aspect: str
    legal_basis: str
    starts_on: dt.date

    @property
    def key(self) -> tuple[str, dt.date, int, int]:
        """Which row of the dictionary this is."""
        return (self.code, self.starts_on, self.level, self.number)
