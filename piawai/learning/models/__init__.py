"""The tables, a file a subject; Django finds them here."""

from piawai.learning.models.agreements import Agreement, AgreementFile, AgreementPrice, Order, PartnerMember
from piawai.learning.models.catalogue import Duty, Meeting, Outcome, Prerequisite, Programme, Reservation, Session
from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.models.feeds import CalendarFeed
from piawai.learning.models.offers import Call, CallPartner, Offer
from piawai.learning.models.partners import Partner
from piawai.learning.models.payments import Payment

__all__ = [
    "Agreement",
    "AgreementFile",
    "AgreementPrice",
    "CalendarFeed",
    "Call",
    "CallPartner",
    "CompletedTraining",
    "Duty",
    "Enrolment",
    "Meeting",
    "Offer",
    "Order",
    "Outcome",
    "Partner",
    "PartnerMember",
    "Payment",
    "Prerequisite",
    "Programme",
    "Reservation",
    "Session",
]
