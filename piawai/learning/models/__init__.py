"""The tables, a file a subject; Django finds them here."""

from piawai.learning.models.catalogue import Duty, Meeting, Outcome, Prerequisite, Programme, Reservation, Session
from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.models.feedback import Feedback
from piawai.learning.models.partners import Partner
from piawai.learning.models.presence import ClosedList, Presence
from piawai.learning.models.quizzes import Attempt, Item, Quiz

__all__ = [
    "Attempt",
    "ClosedList",
    "CompletedTraining",
    "Duty",
    "Enrolment",
    "Feedback",
    "Item",
    "Meeting",
    "Outcome",
    "Partner",
    "Prerequisite",
    "Presence",
    "Programme",
    "Quiz",
    "Reservation",
    "Session",
]
