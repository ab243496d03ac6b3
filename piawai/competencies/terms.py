"""The words for competencies, levels and evidence."""

import datetime as dt
from collections.abc import Sequence
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
INTERNAL = frozenset({*RATED, Source.MAPPING})  # levels that ratings of colleagues make
ANSWERED_IN_ROUNDS = (*RATED, Source.ASSESSMENT_CENTER)  # of assessors: by hand, a sheet at a time
ASKED_IN_ROUNDS = (*ANSWERED_IN_ROUNDS, Source.TEST)  # a test has no sheet: its results come by file


OFFICIAL = frozenset({Source.ASSESSMENT_CENTER, Source.CACT})

# On one day the lower rank decides. Sources not named here are no formal evidence.
FORMAL_RANK = {Source.ASSESSMENT_CENTER: 0, Source.CACT: 0, Source.TEST: 1, Source.TRAINING: 2}

# What the model of raters weighs, by the place that each source has in it. The anchored ones have the scale.
WEIGHED = (*RATED[::-1], Source.TEST, Source.ASSESSMENT_CENTER, Source.CACT)
ANCHORED = OFFICIAL | {Source.TEST}
BY_OTHERS = frozenset(RATED) - {Source.SELF}  # without one of these there is no estimate


class Weight(models.TextChoices):
    """What evidence does for a level held, and if nothing, why."""

    DECIDES = "DECIDES", _("this one decides")
    COUNTS = "COUNTS", _("counts in the internal mapping")
    OVER = "OVER", _("no longer valid")
    NOT_YET = "NOT_YET", _("not yet")
    SUSPENDED = "SUSPENDED", _("suspended or revoked: it does not count")
    TOO_FEW = "TOO_FEW", _("too few raters: neither shown nor counted")
    GIVES_WAY = "GIVES_WAY", _("a newer or more formal result decides")
    WAITS = "WAITS", _("counts from the next estimate on")
    ALONE = "ALONE", _("an own rating alone decides nothing")


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
    RESTORED = "DIPULIHKAN", _("suspension ended")
    REVOKED = "DICABUT", _("revoked")


class Currency(models.TextChoices):
    """How a qualification stands on a day. Only the first two count."""

    CURRENT = "BERLAKU", _("valid")
    GRACE = "TENGGANG", _("in its grace period")
    NOT_YET = "BELUM", _("not valid yet")
    EXPIRED = "HABIS", _("run out")
    SUSPENDED = "DIBEKUKAN", _("suspended")
    REVOKED = "DICABUT", _("revoked")
    FAILED = "TIDAK_LULUS", _("not passed")


COUNTING = frozenset({Currency.CURRENT, Currency.GRACE})
CERTIFIED = (Source.TRAINING, Source.TEST)  # what a certificate may attest; official results come from their assessors


class RoundState(models.TextChoices):
    """How far a round has come. `rules.rounds.ROUND_STEPS` says what may follow what."""

    DRAFT = "KONSEP", _("draft")
    NOMINATING = "USULAN", _("raters are named")
    OPENING = "DIBUKA", _("being opened")
    OPEN = "TERBUKA", _("open")
    CLOSED = "DITUTUP", _("closed")
    REPORTING = "PELAPORAN", _("being reported")
    REPORTED = "DILAPORKAN", _("reported")
    CANCELLED = "DIBATALKAN", _("cancelled")


# States in which a round still needs the words that it asks with.
RUNNING = frozenset(RoundState) - {RoundState.REPORTED, RoundState.CANCELLED}


class RoundSample(models.TextChoices):
    """How much of what a round might ask is asked."""

    EVERYTHING = "SEMUA", _("everybody and everything")
    TELLING = "PENTING", _("only what is unknown or near the required level")
    DRAWN = "ACAK", _("a random sample of each job class and office")


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


Span = tuple[dt.date, dt.date | None]  # first and last day, inclusive; None: without end


def within(spans: Sequence[Span], day: dt.date) -> bool:
    """Return whether a day lies in one of the spans."""
    return any(first <= day and (last is None or day <= last) for first, last in spans)


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    A level found on a day; it counts from that day to `valid_until`, both inclusive.

    Not on the days of `without`, on which the certificate that it rests on is suspended or revoked. `low` to `high`
    are the levels that it may truly be; None where that is not known.
    """

    level: int
    source: str
    assessed_on: dt.date
    valid_until: dt.date
    low: int | None = None
    high: int | None = None
    without: tuple[Span, ...] = ()

    def counts_on(self, day: dt.date) -> bool:
        """Return whether it counts on a day."""
        return self.assessed_on <= day <= self.valid_until and not within(self.without, day)


@dataclass(frozen=True, slots=True)
class Validity:
    """
    For which days a qualification was given, inclusive; `valid_until` None: for good.

    To `grace_until` it still counts, and says so; None: there is no such time.
    """

    valid_from: dt.date
    valid_until: dt.date | None
    grace_until: dt.date | None = None
    passed: bool = True

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it counts, the days of grace included; None: there is none."""
        return self.valid_until if self.grace_until is None else self.grace_until


@dataclass(frozen=True, slots=True)
class Change:
    """Something that befell a qualification from a day on, to `ends_on` inclusive (None: open)."""

    kind: str
    starts_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """
    Something a person holds, from whatever source, and how it stands on a day.

    `number` is the row of the certificate; a result that no certificate attests has none (None), and no `title`.
    `until` is the last day on which it counts as known now, None for one without end. `reason` is why it was
    suspended or revoked, "" otherwise.
    """

    person_id: int
    competency: str
    competency_name: str
    level: int
    title: str
    source: str
    issuer: str
    valid_from: dt.date
    valid_until: dt.date | None
    until: dt.date | None
    state: Currency
    reason: str = ""
    number: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts on that day."""
        return self.state in COUNTING


@dataclass(frozen=True, slots=True)
class Held:
    """
    What someone holds on a day: the deciding evidence, and the newest valid official level beside it.

    `low` to `high` are the levels that it may truly be; None where it is stated, not estimated.
    """

    level: int
    source: str
    official: bool
    assessed_on: dt.date
    valid_until: dt.date
    official_level: int | None
    low: int | None = None
    high: int | None = None


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
class Opening:
    """What the end of something held means for a post: the level required, and held until then and from then on."""

    required: int
    before: int | None
    after: int | None

    @property
    def lacks(self) -> bool:
        """Whether less is known to be held from then on than is required, or nothing is known any more."""
        return self.after is None or self.after < self.required


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


@dataclass(frozen=True, slots=True)
class Rating:
    """
    What one rater said of one person in one competency. `assessor` is "" where nobody is named.

    `recorded_at` is when we learnt it; `corrects` says whether it took the place of another rating. `lacks` is the
    aspect that the rater names as missing most, "" for none.
    """

    person_id: int
    competency_id: int
    source: str
    assessed_on: dt.date
    valid_until: dt.date
    assessor: str
    level: int
    recorded_at: dt.datetime
    corrects: bool
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """
    Evidence as it may be shown: one rating, or a group of raters as one.

    `level` is a mean for groups; None where the group may not be shown, and `people` then too. `counts` says whether
    it is enough to be weighed at all. It does not count on the days of `without`. `lacks` are the aspects that it names
    as missing most: more than one where a group is divided.
    """

    source: str
    assessed_on: dt.date
    valid_until: dt.date
    level: float | None
    people: int | None
    counts: bool
    agency: str = ""
    without: tuple[Span, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """
    What is missing most at a gap by the ratings that are valid: aspects, who names them, and the newest day on which.

    More than one aspect where they are named equally often. Without any it is unknown, and `named_on` None.
    """

    aspects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    named_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    An assessment that may change a decision: which, how many minutes of people it takes, and how likely it changes it.

    `raters` is how many must be asked. `chance` is None where nothing is known yet: then any result decides.
    """

    source: str
    raters: int
    minutes: float
    chance: float | None
