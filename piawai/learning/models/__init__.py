"""The tables, a file a subject; Django finds them here."""

from piawai.learning.models.catalogue import Duty, Meeting, Outcome, Prerequisite, Programme, Reservation, Session
from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.models.feeds import CalendarFeed
from piawai.learning.models.offers import Call, CallPartner, Offer
from piawai.learning.models.partners import Partner

__all__ = [
    "CalendarFeed",
    "Call",
    "CallPartner",
    "CompletedTraining",
    "Duty",
    "Enrolment",
    "Meeting",
    "Offer",
    "Outcome",
    "Partner",
    "Prerequisite",
    "Programme",
    "Reservation",
    "Session",
]
