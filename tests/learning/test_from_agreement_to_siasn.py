"""
The whole way of issue 5: agreed, planned, joined in three ways, attended by phones without network, tested, certified.

One of forty fails; everything that follows from a result follows for the other thirty-nine, and for nobody else.
"""

import datetime as dt
import json
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from piawai.competencies.models import Competency, Qualification, Standing
from piawai.competencies.services.evidence import new_assessment, record_assessments
from piawai.competencies.terms import Source
from piawai.integrations import badges, exports
from piawai.learning.models import Agreement, Certificate, Enrolment, Presence, Session
from piawai.learning.queries import presence, quizzes
from piawai.learning.queries.agreements import used
from piawai.learning.queries.completed import credited_hours
from piawai.learning.queries.hours import hours_of_year
from piawai.learning.queries.money import money_of
from piawai.learning.services import agreements, enrolments, payments
from piawai.learning.services import presence as attendance
from piawai.learning.services import quizzes as tests
from piawai.learning.services.results import lock_results, record_results
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import Doubt, EnrolmentState, Entry, Means, QuizKind, ResultRow, Scan, SessionState
from piawai.people.models import Person
from piawai.people.queries import everybody
from tests import presence as made
from tests import town

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 12, 7)  # a Monday
LAST = FIRST + dt.timedelta(days=1)
LATER = LAST + dt.timedelta(days=3)
SEATS, PEOPLE = 40, 41
FIXED, EACH = 1_000_000, 100_000
COST = FIXED + SEATS * EACH


def moment(day: dt.date, hour: int) -> dt.datetime:
    """Return an hour of a day, in the time of the place."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


@dataclass(frozen=True)
class Held:
    """What came of the way: the session with its people, who failed, and how often a phone sent something."""

    session: Session
    agreement: Agreement
    failed: Person
    waiting: Person
    sent: int

    @property
    def passed(self) -> set[int]:
        """Return who passed, by id."""
        return set(everybody().exclude(pk__in=[self.failed.pk, self.waiting.pk]).values_list("pk", flat=True))


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    people = a_town()
    session, agreement = planned()
    get_in(session, people)
    sent = attend(session)
    failed = presence.participants(session)[0].person
    take_the_test(session, failed)
    decide(session)
    session.refresh_from_db()
    agreement.refresh_from_db()
    return Held(session, agreement, failed, people[-1], sent)


def a_town() -> list[Person]:
    """Return people whose job asks for one level more than they were found to hold."""
    town.dictionary()
    town.units()
    rows = [town.person_row(number, siasn_id=f"PNS-{number}") for number in range(1, PEOPLE + 1)]
    people = town.people(*rows)
    town.standard("Pengelola", "M.1", 3)
    found = [
        new_assessment(
            person_id=person.pk,
            competency=Competency.objects.get(code="M.1"),
            level=2,
            source=Source.ASSESSMENT_CENTER,
            assessed_on=dt.date(2026, 3, 2),
        )
        for person in people
    ]
    record_assessments(assessments=found, on=town.TODAY, by=town.BY, at=town.NOW)
    return people


def planned() -> tuple[Session, Agreement]:
    """Sign an agreement, and plan a session under it."""
    costs: dict[str, Any] = {"participant_cost": EACH, "fixed_cost": FIXED}
    town.sessions(town.session_row("S1", FIRST, teaches={"M.1": 3}, seats=SEATS, mode="DARING", **costs))
    session = Session.objects.get(code="S1")
    said: dict[str, Any] = {"by": town.BY, "at": town.NOW}
    agreement = agreements.draft_agreement(
        partner=session.partner,
        kind="PKS",
        number="PKS/1",
        subject="Pelatihan",
        scope="",
        under=None,
        starts_on=town.TODAY,
        ends_on=LATER,
        people=SEATS,
        rupiah=COST,
        **said,
    )
    agreements.sign(agreement=agreement, revision=1, signed_on=town.TODAY, on=town.TODAY, by=town.BY, at=town.NOW)
    agreement.refresh_from_db()
    agreements.order(agreement=agreement, session=session, by=town.BY, at=town.NOW)
    session = open_session(session=session, steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)
    return session, agreement


def get_in(session: Session, people: list[Person]) -> None:
    """Let twenty be invited by the plan, twelve be nominated, and nine ask: for the last there is no seat left."""
    scopes = [Person.objects.filter(pk__in=[one.pk for one in part]) for part in (people[:20], people[20:32])]
    said: dict[str, Any] = {"session": session, "on": town.TODAY, "by": town.BY, "at": town.NOW, "link": "/"}
    enrolments.invite(scope=scopes[0].order_by("pk"), entry=Entry.PLAN, **said)
    for row in Enrolment.objects.filter(session=session).select_related("person", "session"):
        enrolments.accept(enrolment=row, on=town.TODAY, at=town.NOW)
    enrolments.nominate(scope=scopes[1].order_by("pk"), **said)
    for person in people[32:]:
        row = enrolments.ask(session=session, person=person, on=town.TODAY, at=town.NOW, head=None, link="/")
        enrolments.agree(enrolment=row, on=town.TODAY, by=town.BY, at=town.NOW, link="/")


def attend(session: Session) -> int:
    """
    Let most scan without network: what phones send comes later, in disorder, some of it twice, some after the end.

    Three sign on paper; the organiser closes each list and lets count what came too late. Return how often was sent.
    """
    chance = random.Random(5)
    meetings = list(session.meetings.order_by("number"))
    rows = list(presence.participants(session))
    scans = [
        made.scan(meeting, row, meeting.starts_at + dt.timedelta(minutes=place % 30))
        for meeting in meetings
        for place, row in enumerate(rows[3:])
    ]
    arriving = [*scans, *chance.sample(scans, 30)]  # an answer is lost: the phone sends again
    chance.shuffle(arriving)
    early, late = arriving[:70], arriving[70:]
    for scan in early:
        receive(scan, after=dt.timedelta(hours=chance.randint(0, 5)))
    for meeting in meetings:
        signed = [row.code for row in rows[:3]]
        attendance.record_list(
            meeting=meeting, before=(), after=signed, means=Means.PAPER, by=town.BY, at=meeting.ends_at
        )
        attendance.close_list(meeting=meeting, by=town.BY, at=meeting.ends_at + dt.timedelta(hours=1))
    for scan in late:
        receive(scan, after=dt.timedelta(days=2))
    for doubted in presence.doubtful(session):
        attendance.accept_scan(scan=doubted, by=town.BY, at=moment(LATER, 8))
    return len(arriving)


def receive(scan: Scan, *, after: dt.timedelta) -> None:
    """Take a scan so long after it was made."""
    at = scan.scanned_at + after
    attendance.take_scan(scan=replace(scan, sent_at=at), at=at)


def take_the_test(session: Session, failed: Person) -> None:
    """Let everybody take the test after, all but one with the right answer."""
    made.bank(session, 1)
    quiz = tests.set_quiz(session=session, kind=QuizKind.AFTER, count=1, minutes=30, by=town.BY, at=town.NOW)
    at = moment(LAST, 17)
    for row in presence.participants(session):
        attempt = tests.begin(quiz=quiz, person=row.person, on=LAST, at=at)
        [question] = quizzes.questions(attempt)
        tests.answer(attempt=attempt, item=question.item, option=0 if row.person == failed else 1, at=at)
        tests.submit(attempt=attempt, at=at)


def decide(session: Session) -> None:
    """Record what the tests reached, and lock it."""
    at = moment(LATER, 9)
    reached = quizzes.test_results(session=session, at=at, on=LATER)
    results = [ResultRow(enrolment, score=Decimal(str(found.after))) for enrolment, found in reached.items()]
    record_results(session=session, results=results, pass_mark=None, on=LATER, by=town.BY, at=at)
    lock_results(session=session, on=LATER, by=town.BY, at=at, link="/")


class TestFromAgreementToSiasn:
    """What must be true at the end; walked once, since it takes forty people."""

    def test_thirty_nine_of_forty_receive_all_that_follows(self, held: Held) -> None:
        pay(held)

        got_in(held)
        present_once(held)
        certified(held)
        counted(held)
        paid(held)
        reported(held)


def pay(held: Held) -> None:
    """Pay all that the session costs, in two parts; not a rupiah more."""
    said: dict[str, Any] = {"session": held.session, "paid_on": LATER, "note": "", "on": LATER, "by": town.BY}
    for document, share in (("SP2D-1", 4), ("SP2D-2", 6)):
        payments.record_payment(document=document, amount=COST * share // 10, at=moment(LATER, 11), **said)
    with pytest.raises(payments.UnableToRecordPayment) as refusal:
        payments.record_payment(document="SP2D-3", amount=1, at=moment(LATER, 12), **said)
    assert refusal.value.code == "too_much"


def got_in(held: Held) -> None:
    """Refuse other than twenty by the plan, twelve nominated, eight who asked, and one who waits."""
    of_session = Enrolment.objects.filter(session=held.session).exclude(state=EnrolmentState.WAITING)
    ways = [of_session.filter(entry=entry).count() for entry in (Entry.PLAN, Entry.NOMINATED, Entry.ASKED)]
    assert ways == [20, 12, 8]
    assert Enrolment.objects.get(person=held.waiting).state == EnrolmentState.WAITING
    assert held.session.state == SessionState.HELD


def present_once(held: Held) -> None:
    """Refuse anybody who is missing or counted twice at a meeting, whatever the phones did."""
    seen = list(Presence.objects.counting().values_list("enrolment", "meeting"))
    scans = Presence.objects.filter(means=Means.QR).select_related("meeting")
    assert len(seen) == len(set(seen)) == 2 * SEATS
    assert held.sent > scans.count()
    assert scans.exclude(doubt=Doubt.NONE).exists()
    assert not presence.doubtful(held.session).exists()
    assert all(row.made_at == row.scanned_at for row in scans)  # when it was scanned, not when it came


def certified(held: Held) -> None:
    """Refuse a certificate that does not verify, one of whoever failed, and one that was altered."""
    documents = exports.credentials().rows
    answers = [badges.check(text=json.dumps(document), on=LATER) for document in documents]
    altered = badges.check(text=json.dumps({**documents[0], "name": "Lain"}), on=LATER)
    assert len(answers) == 39
    assert all(answer.valid and answer.revoked is False for answer in answers)
    assert not altered.valid
    assert set(Certificate.objects.values_list("enrolment__person", flat=True)) == held.passed
    assert Enrolment.objects.get(person=held.failed).state == EnrolmentState.NOT_PASSED


def counted(held: Held) -> None:
    """Refuse hours or levels of anybody but those who passed."""
    hours = credited_hours(scope=everybody(), year=2026, known_at=moment(LATER, 10))
    right = {row.pk: (row.hours, row.short) for row in hours_of_year(scope=everybody(), year=2026, on=LATER)}
    gaps = dict(Standing.objects.filter(competency__code="M.1").values_list("person", "gap"))
    assert hours == dict.fromkeys(held.passed, Decimal(8))
    assert {right[person] for person in held.passed} == {(8, 12)}
    assert right[held.failed.pk] == (0, 20)
    assert {person for person, gap in gaps.items() if gap == 0} == held.passed
    assert gaps[held.failed.pk] == gaps[held.waiting.pk] == 1
    assert not Qualification.objects.filter(person=held.failed).exists()


def paid(held: Held) -> None:
    """Refuse totals that differ from what was agreed and paid."""
    money, under = money_of(held.session), used(held.agreement)
    assert (money.people, money.fixed + money.for_people, money.paid) == (SEATS, COST, COST)
    assert (under.ordered_people, under.ordered_rupiah) == (SEATS, COST)
    assert (under.held_people, under.committed, under.paid) == (SEATS, COST, COST)


def reported(held: Held) -> None:
    """Refuse a file for SIASN that lacks one of those who passed, or holds another."""
    courses, leadership = exports.siasn_kursus(), exports.siasn_diklat()
    passed = Person.objects.filter(pk__in=held.passed)
    assert (len(courses.rows), len(courses.skipped), len(leadership.rows)) == (39, 0, 0)
    assert {row["nomorSertipikat"] for row in courses.rows} == set(Certificate.objects.values_list("number", flat=True))
    assert {row["pnsOrangId"] for row in courses.rows} == set(passed.values_list("siasn_id", flat=True))
    assert {(row["jumlahJam"], row["tanggalKursus"]) for row in courses.rows} == {(8, "07-12-2026")}
