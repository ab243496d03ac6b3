"""Sessions whose months are over, for tests of level 3."""

import datetime as dt

from django.utils import timezone

from piawai.learning.models import Enrolment, FollowUp, Session
from piawai.learning.rules.behaviour import follow_up_due
from piawai.learning.services.behaviour import answer_follow_up, invite_follow_ups
from piawai.lib import clock
from piawai.people.models import Person
from tests import graduates, town

LINK = "/perilaku/"
DUE = follow_up_due(ends_on=graduates.LAST, months=3)
LATER = follow_up_due(ends_on=graduates.LAST, months=6)


def passed(*people: Person, code: str = "S1", **more: object) -> Session:
    """Return a session that people passed, with locked results."""
    session = graduates.held(*people, code=code, **more)
    graduates.scored(session, dict.fromkeys(people, 90))
    graduates.locked(session)
    return session


def invited(*, on: dt.date = DUE) -> int:
    """Ask whoever is to be asked on a day, and return about how many."""
    return invite_follow_ups(on=on, at=town.NOW, by="", link=LINK)


def asked_now(enrolment: Enrolment, *, above: Person) -> None:
    """Ask a participant and a superior today, whenever the session ended."""
    today = timezone.localdate()
    for source, rater in (("DIRI", enrolment.person), ("ATASAN", above)):
        FollowUp.objects.create(
            enrolment=enrolment, months=3, source=source, rater=rater, due_on=today, until=today, made_at=clock.now()
        )


def answered(row: FollowUp, frequency: int | None = 4, *, said: str = "", hinders: tuple[str, ...] = ()) -> FollowUp:
    """Answer the same about each competency, on the day it is due."""
    taught = row.enrolment.session.outcomes.values_list("competency", flat=True)
    return answer_follow_up(
        follow_up=row,
        person=row.rater,
        seen=dict.fromkeys(taught, frequency),
        helps=["ATASAN"],
        hinders=hinders,
        said=said,
        on=row.due_on,
        at=town.NOW,
    )
