"""Reading what participants think of sessions."""

import datetime as dt

from django.db.models import Avg, Count, QuerySet

from piawai.learning.models import Enrolment, Feedback, Session
from piawai.learning.queries.presence import ATTENDING
from piawai.learning.terms import Opinion
from piawai.people.models import Person
from piawai.regulations import values

ASKED_FOR = dt.timedelta(days=30)  # after the last day of a session


def to_ask(*, person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """Return the enrolments of a person whose session ended lately and that are not answered yet."""
    rows = Enrolment.objects.filter(person=person, state__in=ATTENDING, feedback__isnull=True)
    lately = rows.filter(session__ends_on__lte=on, session__ends_on__gte=on - ASKED_FOR)
    return lately.select_related("session__programme").order_by("session__ends_on", "pk")


def opinion(*, session: Session, on: dt.date) -> Opinion:
    """Return what participants think of a session; below enough answers nothing but their number."""
    rows = Feedback.objects.filter(enrolment__session=session)
    found = rows.aggregate(many=Count("pk"), useful=Avg("useful"), taught=Avg("taught"), applied=Avg("applied"))
    if found["many"] < values.value("feedback_least", on=on).whole:
        return Opinion(found["many"])
    said = tuple(sorted(rows.exclude(said="").values_list("said", flat=True)))  # in no order that tells who
    return Opinion(found["many"], found["useful"], found["taught"], found["applied"], said)
