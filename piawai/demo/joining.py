"""
Sessions of the demo city that are open, and how people get into them: by the plan, nominated, at their own request.

Everything goes through the services that the site uses. The demo's plan is still a draft, so that a visitor can
propose and approve it; those whom it sends to one session are invited all the same, to show what that is. What concerns
the demo's own accounts stays open: it is for the visitor.
"""

import contextlib
import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from piawai.accounts.models import User
from piawai.demo.accounts import OFFICE, office
from piawai.development.models import Allocation
from piawai.learning.models import Enrolment, Session
from piawai.learning.queries.catalogue import sessions_after
from piawai.learning.queries.joining import candidates
from piawai.learning.services import enrolments
from piawai.learning.services.sessions import open_session, set_meetings
from piawai.learning.terms import EnrolmentState, Entry, MeetingRow, SessionState
from piawai.people.models import Person, Unit, UnitHead

SOON = dt.timedelta(days=14)  # a session that begins earlier is nothing for a visitor to look at
NOMINATED, ASKED, AGREED, BEYOND = 6, 5, 2, 4  # people: nominated, asking, agreed to, and more than there are seats
LINK, WAITING = "/pelatihan-saya/", "/pendaftaran/"


@transaction.atomic
def enrol(*, on: dt.date, by: str, at: dt.datetime) -> int:
    """Open sessions, get people into them, and return how many are enrolled or wait. Where too few are on offer: 0."""
    offered = list(sessions_after(on + SOON).filter(state=SessionState.OFFERED))
    shown = office(OFFICE)
    head = UnitHead.objects.filter(unit=shown).select_related("person").first()
    if len(offered) < 4 or shown is None or head is None:
        return 0
    visitors = frozenset(User.objects.filter(demo=True).values_list("code", flat=True))
    planned = _planned(offered, visitors)
    rest = [session for session in offered if session != planned]
    small = min(rest, key=lambda session: (session.seats, session.starts_on, session.code))
    nominated, asked = [session for session in rest if session != small][:2]
    team = Person.objects.filter(post__unit__path__startswith=shown.path).exclude(code__in=visitors)
    _by_plan(planned, visitors, on=on, by=by, at=at)
    _by_nomination(nominated, team, shown, head.person.code, on=on, by=by, at=at)
    _by_request(asked, team, head.person, on=on, by=by, at=at)
    _beyond_the_seats(small, visitors, on=on, by=by, at=at)
    return Enrolment.objects.filter(session__in=offered).count()


def _planned(offered: list[Session], visitors: frozenset[str]) -> Session:
    """Return the session to which the plan sends a visitor's person or, where it sends none, most people."""
    rows = Allocation.objects.filter(session__in=offered)
    own = rows.filter(person__code__in=visitors).order_by("session__starts_on", "session__code").first()
    if own is not None:
        return next(session for session in offered if session.pk == own.session_id)
    counted = {session.pk: rows.filter(session=session).count() for session in offered}
    return max(offered, key=lambda session: counted[session.pk])


def _by_plan(session: Session, visitors: frozenset[str], *, on: dt.date, by: str, at: dt.datetime) -> None:
    """Invite whom the plan sends; of three two accept, and the first declines."""
    session = open_session(session=session, steps=1, kept={}, on=on, by=by, at=at)
    _meet(session, by=by, at=at)
    people = Person.objects.filter(pk__in=Allocation.objects.filter(session=session).values("person")).order_by("pk")
    enrolments.invite(session=session, scope=people, entry=Entry.PLAN, on=on, by=by, at=at, link=LINK)
    invited = Enrolment.objects.filter(session=session, state=EnrolmentState.INVITED).exclude(person__code__in=visitors)
    for number, row in enumerate(invited.select_related("person", "session").order_by("pk")):
        if number == 0:
            enrolments.decline(enrolment=row, reason="Bertugas di posko pada hari itu.", on=on, at=at, link=LINK)
        elif number % 3:
            enrolments.accept(enrolment=row, on=on, at=at)


def _by_nomination(
    session: Session, team: QuerySet[Person], shown: Unit, head: str, *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """Keep seats for an office, and let its head nominate those who lack most."""
    kept = {shown.pk: min(NOMINATED // 2, session.seats)}
    session = open_session(session=session, steps=1, kept=kept, on=on, by=by, at=at)
    people = _first(session, team, NOMINATED)
    enrolments.nominate(session=session, scope=people, on=on, by=head, at=at, link=LINK)


def _by_request(
    session: Session, team: QuerySet[Person], head: Person, *, on: dt.date, by: str, at: dt.datetime
) -> None:
    """Let people ask where two decide: the head has agreed to some, BKPSDM to one of these."""
    session = open_session(session=session, steps=2, kept={}, on=on, by=by, at=at)
    made = []
    for person in _first(session, team, ASKED):
        with contextlib.suppress(enrolments.UnableToEnrol):
            made.append(enrolments.ask(session=session, person=person, on=on, at=at, head=head.pk, link=WAITING))
    for number, row in enumerate(made[:AGREED]):
        with contextlib.suppress(enrolments.UnableToEnrol):  # of a small office nobody more can be spared
            agreed = enrolments.agree(enrolment=row, on=on, by=head.code, at=at, link=LINK)
            if number == 0:
                enrolments.approve(enrolment=agreed, on=on, by=by, at=at, link=LINK)


def _beyond_the_seats(session: Session, visitors: frozenset[str], *, on: dt.date, by: str, at: dt.datetime) -> None:
    """Invite more people than there are seats: the last wait."""
    session = open_session(session=session, steps=1, kept={}, on=on, by=by, at=at)
    people = _first(session, Person.objects.exclude(code__in=visitors), session.seats + BEYOND)
    enrolments.invite(session=session, scope=people, entry=Entry.INVITED, on=on, by=by, at=at, link=LINK)


def _first(session: Session, scope: QuerySet[Person], count: int) -> QuerySet[Person]:
    found: QuerySet[Any] = candidates(session=session, scope=scope)
    found = found.order_by("-lacks", "name", "pk")
    return Person.objects.filter(pk__in=[person.pk for person in found[:count]]).order_by("pk")


def _meet(session: Session, *, by: str, at: dt.datetime) -> None:
    """Set a meeting from 8 to 16 o'clock on each day of a session."""
    length = (session.ends_on - session.starts_on).days + 1
    days = [session.starts_on + dt.timedelta(days=number) for number in range(length)]
    rows = [
        MeetingRow(
            timezone.make_aware(dt.datetime.combine(day, dt.time(8))),
            timezone.make_aware(dt.datetime.combine(day, dt.time(16))),
            day,
        )
        for day in days
    ]
    set_meetings(session=session, meetings=rows, by=by, at=at)
