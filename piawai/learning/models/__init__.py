"""The tables, a file a subject; Django finds them here."""

from piawai.learning.models.catalogue import Duty, Meeting, Outcome, Prerequisite, Programme, Reservation, Session
from piawai.learning.models.certificates import Certificate, Counter, ExternalCertificate, Result
from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.models.partners import Partner

__all__ = [
    "Certificate",
    "CompletedTraining",
    "Counter",
    "Duty",
    "Enrolment",
    "ExternalCertificate",
    "Meeting",
    "Outcome",
    "Partner",
    "Prerequisite",
    "Programme",
    "Reservation",
    "Result",
    "Session",
]
