"""The words for people, posts and places."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As in SIASN."""

    MALE = "M", _("male")
    FEMALE = "F", _("female")


class Employment(models.TextChoices):
    """The kinds of civil servant."""

    PNS = "PNS", "PNS"
    CPNS = "CPNS", "CPNS"
    PPPK = "PPPK", "PPPK"
    PPPK_PART_TIME = "PPPK_PARUH_WAKTU", "PPPK paruh waktu"
    UNKNOWN = "", _("not stated")


class JobKind(models.TextChoices):
    """SIASN's kinds of job (JENIS JABATAN ID)."""

    STRUCTURAL = "1", "Struktural"
    FUNCTIONAL = "2", "Fungsional tertentu"
    DOUBLE = "3", "Rangkap"
    GENERAL = "4", "Pelaksana"
    UNKNOWN = "", _("not stated")


class JobClass(models.TextChoices):
    """The classes of job that legal defaults speak of (kelompok jabatan)."""

    JPT_UTAMA = "JPT_UTAMA", "JPT Utama"
    JPT_MADYA = "JPT_MADYA", "JPT Madya"
    JPT_PRATAMA = "JPT_PRATAMA", "JPT Pratama"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"
    PENGAWAS = "PENGAWAS", "Pengawas"
    PELAKSANA = "PELAKSANA", "Pelaksana"
    JF_PEMULA = "JF_PEMULA", "JF Pemula"
    JF_TERAMPIL = "JF_TERAMPIL", "JF Terampil"
    JF_MAHIR = "JF_MAHIR", "JF Mahir"
    JF_PENYELIA = "JF_PENYELIA", "JF Penyelia"
    JF_AHLI_PERTAMA = "JF_AHLI_PERTAMA", "JF Ahli Pertama"
    JF_AHLI_MUDA = "JF_AHLI_MUDA", "JF Ahli Muda"
    JF_AHLI_MADYA = "JF_AHLI_MADYA", "JF Ahli Madya"
    JF_AHLI_UTAMA = "JF_AHLI_UTAMA", "JF Ahli Utama"


class EventKind(models.TextChoices):
    """What can befall a person's post (kejadian)."""

    LEAVE = "CUTI", _("leave")
    STUDY_ASSIGNMENT = "TUGAS_BELAJAR", _("study assignment")
    ACTING = "PLT", _("acting head, post vacant (PLT)")
    DAILY_ACTING = "PLH", _("acting head, holder away (PLH)")
    TRAVEL = "DINAS_LUAR", _("official travel")
    DUTY = "JAGA", _("on duty")
    TRANSFER = "MUTASI", _("transfer")
    CONTRACT_END = "AKHIR_KONTRAK", _("end of contract")
    RETIREMENT = "PENSIUN", _("retirement")


ABSENCES = (EventKind.LEAVE, EventKind.STUDY_ASSIGNMENT, EventKind.TRAVEL, EventKind.DUTY)
ACTING_POSTS = (EventKind.ACTING, EventKind.DAILY_ACTING)
DEPARTURES = (EventKind.CONTRACT_END, EventKind.RETIREMENT)


class HolidayKind(models.TextChoices):
    """Kinds of special day (libur). On a day of Ramadan hours people work, only shorter."""

    HOLIDAY = "LIBUR", _("public holiday")
    JOINT_LEAVE = "CUTI_BERSAMA", _("joint leave")
    RAMADAN_HOURS = "JAM_RAMADAN", _("Ramadan hours")


DAYS_OFF = (HolidayKind.HOLIDAY, HolidayKind.JOINT_LEAVE)


class CorrectionSubject(models.TextChoices):
    """What of one's own data can be said to be wrong."""

    BASIC = "DATA_POKOK", _("basic data")
    POST = "JABATAN", _("post and unit")
    COMPETENCY = "KOMPETENSI", _("competency")
    TRAINING = "PELATIHAN", _("training")
    PERFORMANCE = "KINERJA", _("performance")
    CONTACT = "KONTAK", _("phone and e-mail")


class CorrectionState(models.TextChoices):
    """How far a request for correction has come."""

    WAITING = "MENUNGGU", _("Waiting")
    GRANTED = "DISETUJUI", _("Granted")
    REFUSED = "TIDAK_DISETUJUI", _("Not granted")
    WITHDRAWN = "DIBATALKAN", _("Withdrawn")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a file states it. `parent` is the parent's SIASN id, "" for a root; `leader` a NIP or SIASN id."""

    siasn_id: str
    name: str
    parent: str = ""
    echelon: str = ""
    kind: str = ""
    leader: str = ""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as a file names it: by SIASN id, by name, or both."""

    siasn_id: str
    name: str
    kind: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """
    A person as an export states it: `fields` are columns of `Person` (without code), then the present post.

    `job_since_on` is TMT JABATAN, None where the file does not say.
    """

    fields: dict[str, object]
    unit_id: int
    job: JobRow
    job_since_on: dt.date | None = None

    @property
    def nip(self) -> str:
        """The NIP."""
        return str(self.fields["nip"])

    @property
    def siasn_id(self) -> str:
        """SIASN's id of the person, "" where the file does not say."""
        return str(self.fields.get("siasn_id", ""))


@dataclass(frozen=True, slots=True)
class PlacementPeriod:
    """A post from a day on, until the next one."""

    starts_on: dt.date
    unit_id: int
    job_id: int


@dataclass(frozen=True, slots=True)
class Career:
    """
    Where someone works, day by day. `placements` in order of day; `departs_on` is the first day out
    (retired, contract ended) until a post that begins later, None where no end is known; `statuses` say in
    order of day whether the legal status counts from that day on, the first also for all days before.
    """

    person_id: int
    statuses: tuple[tuple[dt.date, bool], ...]
    placements: tuple[PlacementPeriod, ...]
    departs_on: dt.date | None = None

    def on(self, day: dt.date) -> PlacementPeriod | None:
        """Return the post held on `day`; None before the first, after departure or without a status that counts."""
        held = None
        for period in self.placements:
            if period.starts_on > day:
                break
            held = period
        gone = self.departs_on is not None and day >= self.departs_on
        if held is None or not self._counts(day) or (gone and held.starts_on < (self.departs_on or day)):
            return None
        return held

    def boundaries(self) -> tuple[dt.date, ...]:
        """Return the days on which the post held may change."""
        ends = () if self.departs_on is None else (self.departs_on,)
        statuses = (starts_on for starts_on, _counts in self.statuses)
        return (*(period.starts_on for period in self.placements), *statuses, *ends)

    def _counts(self, day: dt.date) -> bool:
        begun = [counts for starts_on, counts in self.statuses if starts_on <= day]
        return begun[-1] if begun else self.statuses[0][1]
