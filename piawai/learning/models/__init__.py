"""The tables, a file a subject; Django finds them here."""

from piawai.learning.models.catalogue import Duty, Meeting, Outcome, Prerequisite, Programme, Reservation, Session
from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.models.partners import Partner
from piawai.learning.models.presence import ClosedList, Presence

__all__ = [
    "ClosedList",
    "CompletedTraining",
    "Duty",
    "Enrolment",
    "Meeting",
    "Outcome",
    "Partner",
    "Prerequisite",
    "Presence",
    "Programme",
    "Reservation",
    "Session",
]
