"""A session under way, for the tests of attendance and of tests: two meetings, people with seats."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from piawai.learning.models import Attempt, Enrolment, Meeting, Quiz, Session
from piawai.learning.queries import presence as queries
from piawai.learning.services import presence as services
from piawai.learning.services import quizzes
from piawai.learning.terms import EnrolmentState, Entry, ItemRow, QuizKind, Scan, SessionState
from piawai.lib import clock
from piawai.people.models import Person
from tests import town


def under_way(*people: Person, code: str = "S1", first: dt.date | None = None) -> Session:
    """Return a session of two days from `first` (today where it is not said), with a seat for each of some people."""
    first = first or timezone.localdate()
    town.sessions(town.session_row(code, first))
    Session.objects.filter(code=code).update(state=SessionState.OPEN)
    session = Session.objects.get(code=code)
    for number in (1, 2):
        begins = timezone.make_aware(dt.datetime.combine(first + dt.timedelta(days=number - 1), dt.time()))
        ends = begins + dt.timedelta(hours=23)
        Meeting.objects.create(session=session, number=number, starts_at=begins, ends_at=ends)
    enrolled(session, people)
    return session


def enrolled(session: Session, people: Sequence[Person]) -> list[Enrolment]:
    """Give each of some people a seat in a session."""
    return [
        Enrolment.objects.create(
            session=session,
            person=person,
            unit=person.post.unit,
            entry=Entry.INVITED,
            state=EnrolmentState.APPROVED,
            made_by=town.BY,
            made_at=town.NOW,
        )
        for person in people
    ]


def doubted(session: Session) -> None:
    """Let somebody of a session scan after the list was closed."""
    meeting = session.meetings.get(number=1)
    at = meeting.starts_at + dt.timedelta(hours=1)
    services.close_list(meeting=meeting, by=town.BY, at=at)
    services.take_scan(scan=scan(meeting, queries.participants(session)[0], at), at=at)


def scanned(session: Session) -> None:
    """Let somebody of a session scan at its first meeting."""
    meeting = session.meetings.earliest("number")
    services.take_scan(scan=scan(meeting, queries.participants(session)[0], meeting.starts_at), at=meeting.starts_at)


def scan(meeting: Meeting, enrolment: Enrolment, at: dt.datetime, **more: object) -> Scan:
    """Return a scan that a participant makes and sends at a moment, unless `more` says otherwise."""
    plain = {
        "key": uuid4(),
        "meeting": queries.meeting_text(meeting),
        "participant": queries.participant_text(enrolment),
        "scanned_at": at,
        "sent_at": at,
        "device": "",
    }
    return Scan(**{**plain, **more})  # type: ignore[arg-type]


def bank(session: Session, many: int) -> None:
    """Publish items of a session's programme; option 1 is the right one of each."""
    for number in range(many):
        row = ItemRow("PILIHAN", f"Soal {number}?", ("salah", "benar", "entah"), 1)
        item = quizzes.record_item(programme=session.programme_id, row=row, by=town.BY, at=town.NOW)
        quizzes.publish_item(item=item, by=town.BY, at=town.NOW)


def quiz(session: Session, *, count: int, kind: QuizKind = QuizKind.AFTER) -> Quiz:
    """Set a test of half an hour for a session."""
    return quizzes.set_quiz(session=session, kind=kind, count=count, minutes=30, by=town.BY, at=town.NOW)


def begun(session: Session) -> Attempt:
    """Let somebody of a session that ends today begin its test after, from a bank of two items."""
    bank(session, 2)
    person = queries.participants(session)[0].person
    return quizzes.begin(quiz=quiz(session, count=2), person=person, on=session.ends_on, at=clock.now())
