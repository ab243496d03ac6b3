"""The words of training."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from piawai.lib.days import in_words
from piawai.regulations.values import Provision


class Mode(models.TextChoices):
    """How a session is held."""

    IN_PERSON = "LURING", _("in person")
    ONLINE = "DARING", _("online")
    MIXED = "CAMPURAN", _("mixed")


class PartnerKind(models.TextChoices):
    """What kind of institution a partner is."""

    UNKNOWN = "", _("not stated")
    UNIVERSITY = "PERGURUAN_TINGGI", _("university or polytechnic")
    CENTRE = "BALAI", _("training centre of the government")
    AGENCY = "INSTANSI", _("other government agency")
    PROFESSION = "PROFESI", _("professional body")
    COMPANY = "SWASTA", _("company or foundation")
    OWN = "SENDIRI", _("our own organisation")


class SessionState(models.TextChoices):
    """Where a session stands. Whether one that is open has begun is told by its days."""

    OFFERED = "DITAWARKAN", _("on offer")
    OPEN = "DIBUKA", _("open: people can be enrolled")
    HELD = "SELESAI", _("held")
    CANCELLED = "DIBATALKAN", _("cancelled")


class Entry(models.TextChoices):
    """How somebody came to be enrolled."""

    PLAN = "RENCANA", _("the year's plan")
    INVITED = "UNDANGAN", _("invited by BKPSDM")
    NOMINATED = "USULAN", _("nominated by the head")
    ASKED = "PERMOHONAN", _("own request")
    SUBSTITUTE = "PENGGANTI", _("in place of somebody else")


class EnrolmentState(models.TextChoices):
    """Where an enrolment stands."""

    PROPOSED = "DIUSULKAN", _("Proposed")
    ASKED = "DIMINTA", _("Asked for")
    INVITED = "DIUNDANG", _("Invited")
    WAITING = "DAFTAR_TUNGGU", _("Waiting list")
    APPROVED = "DISETUJUI", _("Approved")
    DONE = "SELESAI", _("Done")
    NOT_PASSED = "TIDAK_LULUS", _("Not passed")
    REFUSED = "DITOLAK", _("Not approved")
    DECLINED = "TIDAK_HADIR", _("Declined")
    EXPIRED = "KEDALUWARSA", _("Expired")
    CANCELLED = "DIBATALKAN", _("Cancelled")


class EnrolmentAction(models.TextChoices):
    """What moves an enrolment from one state to the next."""

    APPROVE = "setujui", _("approved")
    QUEUE = "antrekan", _("put on the waiting list")
    REFUSE = "tolak", _("not approved")
    PROMOTE = "panggil", _("called from the waiting list")
    ACCEPT = "terima", _("accepted")
    DECLINE = "berhalangan", _("declined")
    EXPIRE = "lewat_waktu", _("not answered in time")
    CANCEL = "batalkan", _("cancelled")
    PASS = "luluskan", _("passed")
    FAIL = "tidak_luluskan", _("not passed")


class CallState(models.TextChoices):
    """Where a need that was sent to partners stands."""

    OPEN = "DIBUKA", _("open for offers")
    TAKEN = "DIPILIH", _("an offer is taken")
    CLOSED = "DITUTUP", _("closed without an offer taken")


class OfferState(models.TextChoices):
    """Where an offer stands."""

    MADE = "DIAJUKAN", _("made")
    WITHDRAWN = "DITARIK", _("withdrawn")
    TAKEN = "DIPILIH", _("taken")
    LEFT = "TIDAK_DIPILIH", _("not taken")


SHORTCOMINGS = {
    "level": _("reaches a lower level"),
    "seats": _("has fewer seats than people"),
    "days": _("outside the days asked for"),
    "money": _("costs more than there is"),
}


class ExternalState(models.TextChoices):
    """Where a certificate that somebody else issued stands."""

    WAITING = "MENUNGGU", _("waiting to be checked")
    ACCEPTED = "DITERIMA", _("accepted")
    REFUSED = "DITOLAK", _("refused")


class CertificateState(models.TextChoices):
    """What is said to whoever checks a certificate."""

    VALID = "SAH", _("Genuine and valid")
    ENDED = "BERAKHIR", _("Genuine, but its validity has ended")
    REVOKED = "DICABUT", _("Revoked")
    UNKNOWN = "TIDAK_DITEMUKAN", _("Not found")


SEATED = (EnrolmentState.INVITED, EnrolmentState.APPROVED)  # they hold a seat of a session to come
ON_THE_WAY = (EnrolmentState.PROPOSED, EnrolmentState.ASKED, EnrolmentState.WAITING)  # they may come to hold one
LIVE = (*SEATED, *ON_THE_WAY)


class Way(models.TextChoices):
    """A way of learning that fits what is missing."""

    CLASS = "PELATIHAN", _("a class or a course")
    PRACTICE = "PRAKTIK", _("practice with coaching, mentoring or guidance at work")
    TALK = "PERCAKAPAN", _("a talk with the superior, and coaching")
    ASK = "TANYAKAN", _("perhaps a class; ask first what is missing")


COACHING_FORMS = (14, 15, 24)  # SIASN's ids of coaching, mentoring and guidance at the workplace


@dataclass(frozen=True, slots=True)
class SessionRow:
    """
    A session as the catalogue file states it: hours in JP, money in whole rupiah.

    `teaches` and `asks` map competency codes to levels; `duties` are the job classes it is mandatory for.
    """

    code: str
    programme: str
    form: int
    partner: str
    starts_on: dt.date
    ends_on: dt.date
    hours: Decimal
    seats: int
    participant_cost: int
    minimum: int = 1
    fixed_cost: int = 0
    place: str = ""
    mode: str = "LURING"
    account_code: str = ""
    teaches: Mapping[str, int] = field(default_factory=dict)
    asks: Mapping[str, int] = field(default_factory=dict)
    duties: tuple[str, ...] = ()


# Why somebody cannot be enrolled, by code. Placeholders are filled by `queries.obstacles`.
OBSTACLES = {
    "not_open": _("The session is not open."),
    "begun": _("The session has begun on %(day)s."),
    "enrolled": _("Enrolled here already: %(state)s."),
    "not_serving": _("No post is held on all days of the session (contract, retirement)."),
    "absent": _("Away on days of the session: %(kind)s from %(first)s to %(last)s."),
    "overlap": _("Enrolled in %(session)s on the same days."),
    "same_programme": _("The same programme is under way in %(session)s."),
    "prerequisite": _("The session asks for %(competency)s at level %(level)s, which is not held on its first day."),
    "ceiling": _("On %(day)s %(unit)s has nobody more to spare: at most %(most)s of %(people)s may be away."),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps somebody from being enrolled: a code of `OBSTACLES` and what fills its placeholders."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        words = {name: in_words(one) if isinstance(one, dt.date) else one for name, one in self.details.items()}
        return str(OBSTACLES[self.code]) % words


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of people who were to be enrolled, by person id: seated, waiting, on the way, refused and why."""

    seated: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    proposed: tuple[int, ...] = ()
    refused: Mapping[int, Obstacle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """When and where a part of a session is held; `day` is the first moment's day in the time of the place."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    day: dt.date
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fitting:
    """
    What fits a gap: ways of learning, and the official names of the forms, the likeliest to help first.

    `law` is the list of forms. Without forms it is not known what is missing.
    """

    ways: tuple[Way, ...]
    forms: tuple[str, ...]
    law: Provision


@dataclass(frozen=True, slots=True)
class OfferRow:
    """What a partner offers, as its form states it: hours in JP, money in whole rupiah."""

    programme: str
    form: int
    level: int
    starts_on: dt.date
    ends_on: dt.date
    hours: Decimal
    seats: int
    participant_cost: int
    fixed_cost: int = 0
    place: str = ""
    mode: str = "LURING"
    note: str = ""


class AgreementKind(models.TextChoices):
    """What an agreement with a partner is."""

    MOU = "MOU", _("memorandum of understanding (MoU)")
    WORK = "PKS", _("cooperation agreement (PKS)")


class AgreementState(models.TextChoices):
    """Where an agreement stands. Whether a signed one is valid today is told by its days."""

    DRAFT = "DRAF", _("draft")
    SIGNED = "DITANDATANGANI", _("signed")
    ENDED = "DIAKHIRI", _("ended")


HOLDS = (*SEATED, EnrolmentState.DONE, EnrolmentState.NOT_PASSED)  # a seat that costs money


@dataclass(frozen=True, slots=True)
class Used:
    """What an agreement is used for: people and rupiah ordered, people who hold a seat, rupiah committed and paid."""

    ordered_people: int
    ordered_rupiah: int
    held_people: int
    committed: int
    paid: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many cases."""

    hits: int
    cases: int


@dataclass(frozen=True, slots=True)
class PartnerResults:
    """
    What came of a partner's sessions, each with the number of cases; `least` cases are needed to show a share.

    `on_time`: results that were locked within so many `days`.
    """

    passed: Share
    reached: Share
    cancelled: Share
    on_time: Share
    days: int
    least: int


@dataclass(frozen=True, slots=True)
class SessionMoney:
    """What a session costs and was paid, in whole rupiah: `people` hold a seat, each takes `hours` (JP)."""

    session: int
    code: str
    programme: str
    partner: str
    starts_on: dt.date
    people: int
    hours: Decimal
    fixed: int
    for_people: int
    paid: int

    @property
    def committed(self) -> int:
        """What is committed: the fixed cost and the cost of everybody who holds a seat."""
        return self.fixed + self.for_people


class Means(models.TextChoices):
    """How it is known that somebody was there."""

    QR = "QR", _("code scanned")
    PAPER = "KERTAS", _("paper list")
    LIST = "DAFTAR", _("list of the organiser")


class Doubt(models.TextChoices):
    """What keeps a scan from counting until the organiser decides."""

    NONE = "", _("none")
    LATE = "TERLAMBAT", _("came after the list was closed")
    OUTDATED = "KEDALUWARSA", _("scanned after the code had run out")
    NO_SEAT = "TANPA_KURSI", _("holds no seat in this session")
    LOCKED = "TERKUNCI", _("came after the result was locked")


class AtMeeting(models.TextChoices):
    """How somebody stands to one meeting."""

    PRESENT = "HADIR", _("present")
    ABSENT = "TIDAK_HADIR", _("absent")
    IN_DOUBT = "MENUNGGU", _("a scan waits for the organiser")
    TO_COME = "AKAN_DATANG", _("still to come")


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of attendance: its key, what is doubted about it, and the key of the row that it takes back ("" none)."""

    key: str
    doubt: str = ""
    withdraws: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """
    What a phone sends: a key of its own, what it scanned, who it is, and when by its own clock.

    `meeting` and `participant` are signed texts (`queries.presence`).
    """

    key: UUID
    meeting: str
    participant: str
    scanned_at: dt.datetime
    sent_at: dt.datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """How many of the meetings of a session somebody attended; `enough` is None where it has none."""

    attended: int
    meetings: int
    enough: bool | None


class ItemKind(models.TextChoices):
    """What an item of a test is."""

    CHOICE = "PILIHAN", _("multiple choice")
    CASE = "KASUS", _("short case with choices")


class ItemState(models.TextChoices):
    """Where an item of a test stands. One that is published never changes: a new version takes its place."""

    DRAFT = "DRAF", _("draft")
    PUBLISHED = "TERBIT", _("published")
    REPLACED = "DIGANTI", _("replaced")


class QuizKind(models.TextChoices):
    """When a test of a session is taken."""

    BEFORE = "AWAL", _("test before")
    AFTER = "AKHIR", _("test after")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What stands in an item: its text, the options, the place of the right one (0 first), the competency (id)."""

    kind: str
    text: str
    options: tuple[str, ...]
    right: int
    competency: int | None = None


@dataclass(frozen=True, slots=True)
class BankRow:
    """
    An item as a file has it: the programme (id), what stands in it, and whether it is to be published.

    `unstated` names what the file does not speak of (kind, competency): that stays as it is known.
    """

    programme: int
    row: ItemRow
    publish: bool = False
    unstated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a test as its reader sees it: `options` in the reader's own order, each with its true place."""

    number: int
    item: int
    case: bool
    text: str
    options: tuple[tuple[int, str], ...]
    chosen: int | None


@dataclass(frozen=True, slots=True)
class QuizResult:
    """
    What somebody reached in the tests of a session, in percent; None where a test was not taken or does not exist.

    `passed` is None where no test after is set, or it can still be taken; who never took it has not passed.
    """

    before: int | None
    after: int | None
    mark: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What participants think of a session: the answers, and from enough of them on the means and what they wrote."""

    answers: int
    useful: float | None = None
    taught: float | None = None
    applied: float | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultRow:
    """
    The result of an enrolment (id): a score from 0 to 100, or where there was no test, whether it was passed.

    `hours` in JP, None for those of the session.
    """

    enrolment: int
    score: Decimal | None = None
    passed: bool | None = None
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KnownTraining:
    """What is known of a completed training: its name, its first day, and the certificate's number ("" for none)."""

    name: str
    starts_on: dt.date
    number: str


class StudyKind(models.TextChoices):
    """How somebody studies for a degree."""

    ASSIGNMENT = "TUGAS", _("study assignment: away from the post")
    PERMISSION = "IZIN", _("study permission: beside the post")


class StudyState(models.TextChoices):
    """Where a study stands. Whether one that is granted has begun is told by its days."""

    ASKED = "DIMINTA", _("Asked for")
    SUPPORTED = "DIDUKUNG", _("Supported by the head")
    GRANTED = "DIBERIKAN", _("Granted")
    FINISHED = "SELESAI", _("Finished")
    ENDED = "DIAKHIRI", _("Ended without a degree")
    REFUSED = "DITOLAK", _("Not granted")
    WITHDRAWN = "DITARIK", _("Withdrawn")


class StudyAction(models.TextChoices):
    """What moves a study from one state to the next."""

    SUPPORT = "dukung", _("supported")
    GRANT = "berikan", _("granted")
    REFUSE = "tolak", _("not granted")
    WITHDRAW = "tarik", _("withdrawn")
    EXTEND = "perpanjang", _("extended")
    FINISH = "selesaikan", _("finished")
    END = "akhiri", _("ended")
    TAKE_BACK = "batalkan", _("taken back before it began")


STUDY_UNDER_WAY = (StudyState.ASKED, StudyState.SUPPORTED, StudyState.GRANTED)


class Degree(models.TextChoices):
    """The degree that a study aims at, by SIASN's id of the level of education."""

    D1 = "20", "D-I"
    D2 = "25", "D-II"
    D3 = "30", "D-III"
    D4 = "35", "D-IV"
    S1 = "40", "S-1"
    PROFESSION = "42", _("professional education")
    S2 = "45", "S-2"
    SPECIALIST = "47", _("specialist")
    SUBSPECIALIST = "49", _("subspecialist")
    S3 = "50", "S-3"


class Funding(models.TextChoices):
    """Who pays for a study."""

    REGION = "APBD", _("regional budget (APBD)")
    STATE = "APBN", _("state budget (APBN)")
    SCHOLARSHIP = "BEASISWA", _("scholarship of another institution")
    OWN = "MANDIRI", _("own means")


# What a study asks of whoever wants it, by code: what is asked, and what it is called. Filled by `rules.study`.
DEMANDS = {
    "service_years": _("at least %(least)s years of service by the first day"),
    "performance": _("the last performance result is at least Baik"),
    "remaining_service": _("after the study at least %(least)s times its length is left until retirement"),
    "permanent": _("appointed for good (PNS)"),
    "serving": _("a post is held on the first day"),
    "absence": _("no other absence is recorded for these days: %(kind)s from %(first)s to %(last)s"),
    "under_way": _("no other study is asked for or granted for these days"),
}


class Finding(models.TextChoices):
    """How a demand stands."""

    MET = "TERPENUHI", _("met")
    UNMET = "BELUM", _("not met")
    UNKNOWN = "BELUM_DIKETAHUI", _("not known")


@dataclass(frozen=True, slots=True)
class Demand:
    """
    What a study asks of somebody: a code of `DEMANDS`, how it stands, and where it is written.

    Only what is `checked` in its source keeps somebody from a study; what is not is said, and somebody decides.
    """

    code: str
    finding: Finding
    source: str
    checked: bool
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def refuses(self) -> bool:
        """Whether it keeps somebody from the study."""
        return self.checked and self.finding == Finding.UNMET

    def __str__(self) -> str:
        words = {name: in_words(one) if isinstance(one, dt.date) else one for name, one in self.details.items()}
        return str(DEMANDS[self.code]) % words


@dataclass(frozen=True, slots=True)
class Written:
    """A legal value as a rule is handed it: where it stands, and whether somebody has read it there."""

    value: int | tuple[str, ...]
    source: str
    checked: bool

    @property
    def number(self) -> int:
        """The value as a whole number."""
        if not isinstance(self.value, int):
            raise TypeError(f"{self.value} is no number")
        return self.value

    @property
    def codes(self) -> tuple[str, ...]:
        """The value as codes."""
        if isinstance(self.value, int):
            raise TypeError(f"{self.value} is no list of codes")
        return self.value


@dataclass(frozen=True, slots=True)
class StudyLaw:
    """
    What the law asks of whoever studies; None for what no rule in force asks.

    Years of service before, predicates of which the last must be one, kinds of employment, how many times the length
    of the study must be left until retirement.
    """

    service_years: Written | None
    predicates: Written | None
    employment: Written | None
    remaining: Written | None


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """
    What is known of whoever wants to study. None and "": not known.

    `away` is the kind, the first and the last day of another study assignment in these days; `under_way` whether
    another study is asked for or granted. `retires_checked`: the age of retirement was read in its source.
    """

    employment: str
    appointed_on: dt.date | None
    predicate: str
    retires_on: dt.date | None
    serving: bool
    under_way: bool
    away: tuple[str, dt.date, dt.date | None] | None = None
    retires_checked: bool = True


@dataclass(frozen=True, slots=True)
class StudyAsked:
    """A study as whoever asks for it states it; `aims` are codes of the competencies it is for."""

    kind: str
    institution: str
    programme: str
    degree: str
    starts_on: dt.date
    ends_on: dt.date
    funding: str
    words: str = ""
    aims: tuple[str, ...] = ()


class PriorState(models.TextChoices):
    """Where the recognition of prior learning stands."""

    ASKED = "DIMINTA", _("Asked for")
    ASSIGNED = "DINILAI", _("With an assessor")
    RECOGNISED = "DIAKUI", _("Recognised")
    REFUSED = "DITOLAK", _("Not recognised")
    WITHDRAWN = "DITARIK", _("Withdrawn")


PRIOR_OPEN = (PriorState.ASKED, PriorState.ASSIGNED)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it was handed in."""

    name: str
    content: bytes


class Frequency(models.IntegerChoices):
    """How often a behaviour shows at work."""

    NEVER = 1, _("never")
    SELDOM = 2, _("seldom")
    SOMETIMES = 3, _("sometimes")
    OFTEN = 4, _("often")
    ALWAYS = 5, _("always")


class Surrounding(models.TextChoices):
    """What at work helps or hinders the use of what was learnt."""

    TIME = "WAKTU", _("time and workload")
    CHANCE = "KESEMPATAN", _("tasks in which it can be used")
    TOOLS = "SARANA", _("tools, systems and data")
    SUPERIOR = "ATASAN", _("support of the superior")
    COLLEAGUES = "REKAN", _("support of colleagues")
    RULES = "ATURAN", _("procedures and rules")
    TRAINING = "MATERI", _("what was taught itself")


@dataclass(frozen=True, slots=True)
class Graduate:
    """Somebody who passed a session: the enrolment (id, and its random code), and the unit (id)."""

    enrolment: int
    code: str
    unit: int


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What is asked about: a competency (id), the level that the session reaches, and what shows that level."""

    competency: int
    name: str
    level: int
    signs: tuple[str, ...]


# Behaviour seen at work is told apart by how many months after the end, and by who says so (`Source`).
Wave = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Followed:
    """
    What of a session, or of all sessions of a programme (`session` ""), shows at work.

    `asked` and `answered` count by wave; `means` (1 to 5) lack what nobody saw, or too few to be shown.
    """

    programme: str
    number: int
    session: str
    partner: str
    ends_on: dt.date
    asked: Mapping[Wave, int]
    answered: Mapping[Wave, int]
    means: Mapping[Wave, float]


@dataclass(frozen=True, slots=True)
class BehaviourSeen:
    """How often a competency shows at work: by wave the mean (1 to 5), and how many people it was seen of."""

    competency: str
    people: Mapping[Wave, int]
    means: Mapping[Wave, float]


@dataclass(frozen=True, slots=True)
class Hindrances:
    """
    What helps and hinders, by who says so (`Source`): how many answer, how often each is named, and in own words.

    Where too few answer there is their number alone.
    """

    source: str
    raters: int
    helps: Mapping[str, int] = field(default_factory=dict)
    hinders: Mapping[str, int] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    shown: bool = False
