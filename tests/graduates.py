"""A session that is over, for tests of what follows from it."""

import datetime as dt
from decimal import Decimal

from piawai.competencies.services.standings import refresh
from piawai.learning.models import Certificate, Enrolment, Session
from piawai.learning.queries.certificates import certificates_of_session
from piawai.learning.services.results import lock_results, record_results
from piawai.learning.terms import EnrolmentState, Entry, ResultRow, SessionState
from piawai.people.models import Person
from tests import town

FIRST = town.TODAY - dt.timedelta(days=10)
LAST = FIRST + dt.timedelta(days=1)


def held(*people: Person, code: str = "S1", **more: object) -> Session:
    """Return a session that ended before today, with people who took part in it."""
    town.sessions(town.session_row(code, FIRST, **{"teaches": {"M.1": 3}, "mode": "DARING", **more}))
    Session.objects.filter(code=code).update(state=SessionState.OPEN, taken=len(people))
    session = Session.objects.get(code=code)
    Enrolment.objects.bulk_create(
        Enrolment(
            session=session,
            person=person,
            unit_id=person.post.unit_id,
            entry=Entry.INVITED,
            state=EnrolmentState.APPROVED,
            made_by=town.BY,
            made_at=town.NOW,
        )
        for person in people
    )
    return session


def scored(session: Session, scores: dict[Person, int | None], *, at: dt.datetime = town.NOW) -> int:
    """Record scores by person; None: passed without a test."""
    found = {row.person_id: row.pk for row in Enrolment.objects.filter(session=session)}
    rows = [
        ResultRow(
            found[person.pk],
            score=None if score is None else Decimal(score),
            passed=True if score is None else None,
        )
        for person, score in scores.items()
    ]
    return record_results(session=session, results=rows, pass_mark=None, on=town.TODAY, by=town.BY, at=at)


def locked(session: Session, *, on: dt.date = town.TODAY, at: dt.datetime = town.NOW) -> list[Certificate]:
    """Lock the results of a session and return the certificates, by number."""
    lock_results(session=session, on=on, by=town.BY, at=at, link="/")
    return list(certificates_of_session(session))


def graduate(person: Person, code: str = "S1", *, at: dt.datetime = town.NOW, **more: object) -> Certificate:
    """Return the certificate of somebody who passed a session of their own."""
    session = held(person, code=code, **more)
    scored(session, {person: 90}, at=at)
    [found] = locked(session, at=at)
    refresh(people_ids={person.pk}, on=town.TODAY, at=at)
    return found
