"""The tables, a file a subject; Django finds them here."""

from piawai.learning.models.agreements import Agreement, AgreementFile, AgreementPrice, Order, PartnerMember
from piawai.learning.models.behaviour import FollowUp, FollowUpAnswer
from piawai.learning.models.catalogue import Duty, Meeting, Outcome, Prerequisite, Programme, Reservation, Session
from piawai.learning.models.certificates import Certificate, Counter, ExternalCertificate, Result
from piawai.learning.models.completed import CompletedTraining
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.models.feedback import Feedback
from piawai.learning.models.feeds import CalendarFeed
from piawai.learning.models.offers import Call, CallPartner, Offer
from piawai.learning.models.partners import Partner
from piawai.learning.models.payments import Payment
from piawai.learning.models.presence import ClosedList, Presence
from piawai.learning.models.quizzes import Attempt, Item, Quiz
from piawai.learning.models.study import PriorFile, PriorLearning, Study, StudyAim, StudyExtension

__all__ = [
    "Agreement",
    "AgreementFile",
    "AgreementPrice",
    "Attempt",
    "CalendarFeed",
    "Call",
    "CallPartner",
    "Certificate",
    "ClosedList",
    "CompletedTraining",
    "Counter",
    "Duty",
    "Enrolment",
    "ExternalCertificate",
    "Feedback",
    "FollowUp",
    "FollowUpAnswer",
    "Item",
    "Meeting",
    "Offer",
    "Order",
    "Outcome",
    "Partner",
    "PartnerMember",
    "Payment",
    "Prerequisite",
    "Presence",
    "PriorFile",
    "PriorLearning",
    "Programme",
    "Quiz",
    "Reservation",
    "Result",
    "Session",
    "Study",
    "StudyAim",
    "StudyExtension",
]
