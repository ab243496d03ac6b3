"""The words of access: roles, permissions and how far each reaches."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum, unique

from django.db import models
from django.utils.translation import gettext_lazy as _

from piawai.people.models import Person

# Local policy, no law: long enough to read what was drawn, short enough not to become a standing right.
SAMPLE_LASTS = dt.timedelta(days=30)
MOST_SAMPLED = 50  # people of one sample
MOST_SAMPLES = 5  # of one account in that time, ended or not: drawing again and again would be choosing
SAMPLED_OF = 3  # at most one in so many of a unit in that time: who could read more would have drawn the unit


class Role(models.TextChoices):
    """
    What someone is to the organisation. The first three follow from posts, day by day; the others are granted.

    The duty officer comes with its part.
    """

    EMPLOYEE = "pegawai", _("employee")
    SUPERIOR = "atasan", _("direct superior")
    HEAD = "pimpinan", _("head of a unit")
    OPERATOR = "operator", _("operator of a unit")
    BKPSDM = "bkpsdm", "BKPSDM"
    SECRETARY = "sekda", _("regional secretary (Sekda)")
    MAYOR = "wali_kota", _("mayor")
    INSPECTORATE = "inspektorat", _("inspectorate")
    ASSESSOR = "asesor", _("assessor")
    PARTNER = "mitra", _("partner institution")


GRANTED = (Role.OPERATOR, Role.BKPSDM, Role.SECRETARY, Role.MAYOR, Role.INSPECTORATE, Role.ASSESSOR, Role.PARTNER)
STAFF = frozenset(GRANTED)  # short sessions, TOTP


class ProposalKind(models.TextChoices):
    """What is proposed about a role."""

    GRANT = "beri", _("grant")
    END = "akhiri", _("end")


class ProposalState(models.TextChoices):
    """How far a proposal has come. Only one that waits changes, once."""

    WAITING = "MENUNGGU", _("waiting")
    APPROVED = "DISETUJUI", _("approved")
    REFUSED = "DITOLAK", _("refused")
    WITHDRAWN = "DITARIK", _("withdrawn")


@unique
class Permission(StrEnum):
    """What can be done, by object of the access matrix (O1 to O22) and verb."""

    PEOPLE_LIST = "O1.L"
    PERSON_READ = "O1.R"
    PEOPLE_EXPORT = "O1.X"
    CORRECTION_ASK = "O1.C"
    CORRECTIONS_ANSWER = "O1.A"
    SCORES_LIST = "O3.L"
    SCORES_READ = "O3.R"
    SCORES_EXPORT = "O3.X"
    AGGREGATES_READ = "O3.G"
    FIT_READ = "O3.A"
    ROUNDS_READ = "O4.L"
    ROUNDS_MANAGE = "O4.C"
    ROUND_PROGRESS = "O4.G"
    SHEETS_ANSWER = "O4.U"
    SHEETS_ASSESS = "O4.A"
    NOMINATIONS_CONFIRM = "O4.S"
    ASSESSORS_KEEP = "O4.X"
    PERFORMANCE_LIST = "O5.L"
    OBJECTION_MAKE = "O6.C"
    OBJECTIONS_READ = "O6.R"
    OBJECTIONS_ANSWER = "O6.A"
    PLAN_READ = "O7.R"
    PLAN_EXPORT = "O7.X"
    PLAN_FIGURES = "O7.G"
    PLAN_DRAFT = "O7.C"
    PLAN_APPROVE = "O7.A"
    LOCKS_CHANGE = "O9.C"
    ENROLMENTS_READ = "O9.R"
    ENROLMENTS_EXPORT = "O9.X"
    ENROLMENT_ASK = "O9.D"
    ENROLMENTS_AGREE = "O9.A"
    ENROLMENTS_KEEP = "O9.U"
    CATALOGUE_READ = "O8.R"
    SESSIONS_KEEP = "O8.A"
    STANDARDS_READ = "O8.S"
    NEEDS_SEND = "O8.N"
    DICTIONARY_CHANGE = "O8.U"
    STANDARDS_CHANGE = "O8.C"
    PARTNERS_KEEP = "O8.K"
    MONEY_READ = "O8.M"
    PARTNER_SESSIONS = "O8.T"
    HOURS_READ = "O10.H"
    ATTENDANCE_LIST = "O10.L"
    ATTENDANCE_READ = "O10.R"
    ATTENDANCE_TAKE = "O10.U"
    TEST_TAKE = "O10.S"
    BEHAVIOUR_ANSWER = "O10.B"
    BEHAVIOUR_FIGURES = "O10.G"
    ITEMS_KEEP = "O10.C"
    RESULTS_RECORD = "O10.T"
    RESULTS_LOCK = "O10.A"
    CERTIFICATES_READ = "O11.R"
    CERTIFICATES_EXPORT = "O11.X"
    CERTIFICATE_UPLOAD = "O11.C"
    QUALIFICATIONS_LIST = "O11.L"
    QUALIFICATIONS_CHANGE = "O11.A"
    STUDY_ASK = "O9.S"
    STUDIES_READ = "O9.L"
    STUDY_SUPPORT = "O9.H"
    STUDIES_KEEP = "O9.K"
    PRIOR_ASK = "O11.D"
    PRIOR_KEEP = "O11.K"
    PRIOR_ASSESS = "O11.S"
    IMPORTS_READ = "O18.R"
    IMPORTS_MAKE = "O18.C"
    LOG_READ = "O19.R"
    SAMPLES_DRAW = "O19.C"
    ACCOUNTS_LIST = "O20.L"
    ACCOUNTS_RESET = "O20.U"
    ROLES_CHANGE = "O20.C"


class Reach(IntEnum):
    """How far a permission goes, for people: nobody, oneself, direct staff, a sample drawn, units led, everybody."""

    NONE = 0
    OWN = 1
    STAFF = 2
    SAMPLE = 3
    UNIT = 4
    ALL = 5


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role someone holds today; `path` is the path of the unit it is held for, "" for the whole organisation."""

    role: str
    path: str = ""
    unit: str = ""  # its name, for the reader
    siasn_id: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """
    Who reads: the account, the person behind it (None where there is none), and the roles held today.

    `samples` are the ids of the samples that last today, for the inspectorate; `unread` counts the messages that wait.
    """

    code: str
    name: str
    person: Person | None
    roles: tuple[HeldRole, ...]
    samples: tuple[int, ...] = ()
    unread: int = 0

    @property
    def is_staff(self) -> bool:
        """Whether a role is held that asks for short sessions and a second factor."""
        return any(held.role in STAFF for held in self.roles)

    @property
    def leads(self) -> bool:
        """Whether the reader is the head of a unit today."""
        return any(held.role == Role.HEAD for held in self.roles)
