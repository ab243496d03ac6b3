"""The end of a session: results, what follows from them, certificates and their revocation."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.competencies.models import Assessment, Qualification, QualificationEvent, Standing
from piawai.jobs.models import Job, Message
from piawai.learning.models import (
    Attempt,
    Certificate,
    CompletedTraining,
    Counter,
    Enrolment,
    Meeting,
    Result,
    Session,
)
from piawai.learning.queries.completed import credited_hours
from piawai.learning.services import certificates as certificate_services
from piawai.learning.services import quizzes
from piawai.learning.services.certificates import UnableToPrintCertificates, UnableToRevokeCertificate
from piawai.learning.services.numbers import draw
from piawai.learning.services.presence import take_scan
from piawai.learning.services.results import (
    UnableToLockResults,
    UnableToRecordResults,
    lock_results,
    record_results,
)
from piawai.learning.terms import EnrolmentState, ResultRow, SessionState
from piawai.people.models import Person
from piawai.people.queries import everybody
from tests import graduates, presence, town
from tests.graduates import FIRST, LAST, graduate, held, locked, scored

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
LATER = town.NOW + HOUR


@pytest.fixture
def three() -> list[Person]:
    town.dictionary()
    town.units()
    found = town.people(*[town.person_row(number, job="Analis Ahli Muda", kind="2") for number in (1, 2, 3)])
    town.standard("Analis Ahli Muda", "M.1", 3)
    return found


def record(session: Session, row: ResultRow, *, on: dt.date = town.TODAY, by: str = town.BY) -> int:
    return record_results(session=session, results=[row], pass_mark=None, on=on, by=by, at=town.NOW)


def lock(session: Session, *, on: dt.date = town.TODAY, by: str = town.BY) -> int:
    return lock_results(session=session, on=on, by=by, at=town.NOW, link="/")


def states(session: Session) -> list[str]:
    return list(Enrolment.objects.filter(session=session).order_by("person__nip").values_list("state", flat=True))


class TestRecordResults:
    """Corrected until they are locked."""

    def test_keeps_score_mark_and_the_hours_of_the_session(self, three: list[Person]) -> None:
        session = held(*three)

        scored(session, {three[0]: 90, three[1]: 60})

        rows = Result.objects.order_by("enrolment__person__nip").values_list("passed", "score", "pass_mark", "hours")
        assert list(rows) == [(True, *map(Decimal, (90, 70, 8))), (False, *map(Decimal, (60, 70, 8)))]
        assert Event.objects.filter(action="learning.record_results").count() == 1

    def test_corrects_in_place(self, three: list[Person]) -> None:
        session = held(*three)
        scored(session, {three[0]: 90})

        scored(session, {three[0]: 50})

        assert Result.objects.get().passed is False

    def test_a_session_may_have_its_own_mark(self, three: list[Person]) -> None:
        session = held(*three)
        row = ResultRow(Enrolment.objects.earliest("pk").pk, score=Decimal(75))

        record_results(session=session, results=[row], pass_mark=Decimal(80), on=town.TODAY, by=town.BY, at=town.NOW)

        assert (Result.objects.get().passed, Result.objects.get().pass_mark) == (False, Decimal(80))

    @pytest.mark.parametrize(
        ("row", "code"),
        [
            pytest.param({}, "contradicts", id="nothing said"),
            pytest.param({"score": Decimal(60), "passed": True}, "contradicts", id="passed below the mark"),
            pytest.param({"score": Decimal(101)}, "score", id="more than all points"),
            pytest.param({"passed": True, "hours": Decimal(9)}, "hours", id="more hours than the session has"),
        ],
    )
    def test_refuses(self, three: list[Person], row: dict[str, object], code: str) -> None:
        session = held(three[0])

        with pytest.raises(UnableToRecordResults) as refusal:
            record(session, ResultRow(Enrolment.objects.get().pk, **row))  # type: ignore[arg-type]

        assert refusal.value.code == code
        assert not Result.objects.exists()

    def test_refuses_passed_without_a_score_against_a_failed_test(self, three: list[Person]) -> None:
        session = held(*three[:2])
        presence.bank(session, 2)
        test = presence.quiz(session, count=2)
        first, second = Enrolment.objects.filter(session=session).order_by("person__nip")
        attempt = quizzes.begin(quiz=test, person=first.person, on=LAST, at=town.NOW)
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=town.NOW)

        with pytest.raises(UnableToRecordResults) as refusal:
            record(session, ResultRow(first.pk, passed=True), on=LAST)
        record(session, ResultRow(second.pk, passed=True), on=LAST)  # who has not taken it: the organiser says so

        assert refusal.value.code == "test_failed"
        assert list(Result.objects.values_list("enrolment", "passed")) == [(second.pk, True)]

    def test_refuses_before_it_begins_and_after_it_is_over(self, three: list[Person]) -> None:
        session = held(three[0])
        row = ResultRow(Enrolment.objects.get().pk, passed=True)
        with pytest.raises(UnableToRecordResults) as early:
            record(session, row, on=FIRST - dt.timedelta(days=1))
        Session.objects.update(state=SessionState.CANCELLED)

        with pytest.raises(UnableToRecordResults) as refusal:
            record(session, row)

        assert (early.value.code, refusal.value.code) == ("not_begun", "not_open")

    def test_refuses_whoever_holds_no_seat_and_ones_own(self, three: list[Person]) -> None:
        session = held(*three)
        other = held(three[0], code="S2")
        row = ResultRow(Enrolment.objects.get(session=other).pk, passed=True)

        with pytest.raises(UnableToRecordResults) as refusal:
            record(session, row)
        with pytest.raises(UnableToRecordResults) as own:
            record(other, row, by=three[0].code)

        assert (refusal.value.code, own.value.code) == ("not_seated", "own")


class TestLockResults:
    """All that follows, at once."""

    def test_whoever_passed_gets_everything_and_the_others_nothing(self, three: list[Person]) -> None:
        session = held(*three)
        scored(session, {three[0]: 90, three[1]: 60, three[2]: None})

        found = locked(session)

        session.refresh_from_db()
        assert states(session) == ["SELESAI", "TIDAK_LULUS", "SELESAI"]
        assert session.state == SessionState.HELD
        assert [row.number for row in found] == ["00001/SERT/2026", "00002/SERT/2026"]
        assert {row.enrolment.person for row in found} == {three[0], three[2]}
        assert credited_hours(scope=everybody(), year=2026, known_at=town.NOW) == {three[0].pk: 8, three[2].pk: 8}

    def test_the_level_is_evidence_of_a_training_and_never_official(self, three: list[Person]) -> None:
        certificate = graduate(three[0])

        row = Assessment.objects.get()
        assert (row.source, row.level, row.assessed_on) == ("PELATIHAN", 3, LAST)
        held_by = Qualification.objects.get()
        assert (held_by.reference, held_by.valid_until) == ("no:00001/sert/2026", certificate.valid_until)
        standing = Standing.objects.get(person=three[0], competency__code="M.1")
        assert (standing.held, standing.gap, standing.official) == (3, 0, False)

    def test_below_the_mark_gives_no_competency_and_says_so(self, three: list[Person]) -> None:
        User.objects.create(
            name=three[0].name, email="a@example.id", created_at=town.NOW, code=three[0].code, language="en"
        )
        session = held(three[0])
        scored(session, {three[0]: 60})

        assert locked(session) == []

        assert not Assessment.objects.exists()
        assert not CompletedTraining.objects.exists()
        assert not Counter.objects.exists()
        assert "no competency and no certificate" in Message.objects.get().body

    def test_a_session_without_competencies_has_certificates_without_end(self, three: list[Person]) -> None:
        certificate = graduate(three[0], teaches={})

        assert certificate.valid_until is None
        assert not Qualification.objects.exists()
        assert CompletedTraining.objects.get().certificate == certificate.number

    def test_in_parts_the_session_is_held_with_the_last(self, three: list[Person]) -> None:
        session = held(*three[:2])
        scored(session, {three[0]: 90})
        locked(session)
        session.refresh_from_db()
        assert session.state == SessionState.OPEN

        scored(session, {three[1]: 80})
        found = locked(session)

        session.refresh_from_db()
        assert session.state == SessionState.HELD
        assert [row.number for row in found] == ["00001/SERT/2026", "00002/SERT/2026"]

    def test_a_locked_result_is_not_corrected_and_nothing_is_locked_twice(self, three: list[Person]) -> None:
        session = held(*three[:2])
        scored(session, {three[0]: 90})
        locked(session)

        with pytest.raises(UnableToRecordResults) as refusal:
            scored(session, {three[0]: 50})
        with pytest.raises(UnableToLockResults) as nothing:
            lock(session)

        assert (refusal.value.code, nothing.value.code) == ("not_seated", "nothing")

    def test_refuses_to_let_pass_who_was_not_at_enough_meetings(self, three: list[Person]) -> None:
        session = held(*three[:2])
        scored(session, dict.fromkeys(three[:2], 90))
        begins = timezone.make_aware(dt.datetime.combine(FIRST, dt.time(8)))
        meeting = Meeting.objects.create(session=session, number=1, starts_at=begins, ends_at=begins + 8 * HOUR)
        there = Enrolment.objects.get(session=session, person=three[0])
        take_scan(scan=presence.scan(meeting, there, begins), at=begins)

        with pytest.raises(UnableToLockResults) as refusal:
            lock(session)

        assert refusal.value.code == "absent"
        assert three[1].name in str(refusal.value)
        assert three[0].name not in str(refusal.value)
        assert not Certificate.objects.exists()

    def test_refuses_before_the_last_day_and_ones_own(self, three: list[Person]) -> None:
        session = held(three[0])
        scored(session, {three[0]: 90})

        with pytest.raises(UnableToLockResults) as early:
            lock(session, on=LAST - dt.timedelta(days=1))
        with pytest.raises(UnableToLockResults) as own:
            lock(session, by=three[0].code)
        lock(session)
        with pytest.raises(UnableToLockResults) as over:
            lock(session)

        assert (early.value.code, own.value.code, over.value.code) == ("not_over", "own", "not_open")

    def test_numbers_begin_anew_with_the_year(self, three: list[Person]) -> None:
        graduate(three[0])
        session = held(three[1], code="S2")
        scored(session, {three[1]: 90})

        [found] = locked(session, on=dt.date(2027, 1, 4))

        assert (found.number, found.status_index) == ("00001/SERT/2027", 1)

    def test_what_a_list_named_before_counts_once(self, three: list[Person]) -> None:
        before = CompletedTraining.objects.create(
            person=three[0],
            reference=f"kursus:program s1|{FIRST.isoformat()}",
            name="Program S1",
            form=3,
            hours=6,
            starts_on=FIRST,
            ends_on=LAST,
            recorded_at=town.NOW,
        )

        graduate(three[0])

        now = CompletedTraining.objects.current().get()
        assert (now.corrects_id, now.hours, now.certificate) == (before.pk, Decimal(8), "00001/SERT/2026")


class TestDraw:
    """Numbers without gaps."""

    def test_one_after_the_other_in_each_series(self) -> None:
        assert [
            list(draw(series="2026", many=2)),
            list(draw(series="2027", many=1)),
            list(draw(series="2026", many=1)),
        ] == [
            [1, 2],
            [1],
            [3],
        ]


class TestRevoke:
    """Revoked for good, with the competencies."""

    def revoke(self, certificate: Certificate, *, reason: str = "Ijazah palsu", by: str = town.BY) -> None:
        certificate_services.revoke_certificate(
            certificate=certificate, reason=reason, on=town.TODAY, by=by, at=LATER, link="/"
        )

    def test_takes_the_competency_with_it_and_leaves_the_hours(self, three: list[Person]) -> None:
        certificate = graduate(three[0])

        self.revoke(certificate)

        certificate.refresh_from_db()
        assert certificate.revoked_reason == "Ijazah palsu"
        assert QualificationEvent.objects.get().kind == "DICABUT"
        assert Standing.objects.get(person=three[0], competency__code="M.1").held is None
        assert credited_hours(scope=everybody(), year=2026, known_at=LATER) == {three[0].pk: 8}

    @pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), ("Lagi", "revoked")])
    def test_refuses_without_reason_and_a_second_time(self, three: list[Person], reason: str, code: str) -> None:
        certificate = graduate(three[0])
        if code == "revoked":
            self.revoke(certificate)

        with pytest.raises(UnableToRevokeCertificate) as refusal:
            self.revoke(certificate, reason=reason)

        assert refusal.value.code == code

    def test_refuses_ones_own(self, three: list[Person]) -> None:
        with pytest.raises(UnableToRevokeCertificate) as refusal:
            self.revoke(graduate(three[0]), by=three[0].code)

        assert refusal.value.code == "own"

    def test_leaves_alone_what_was_revoked_before(self, three: list[Person]) -> None:
        certificate = graduate(three[0], teaches={"M.1": 3, "M.2": 2})
        self.revoke(certificate)

        assert QualificationEvent.objects.count() == 2


class TestAskToPrint:
    """All certificates of a session in one file, in the background."""

    def ask(self, session: Session) -> Job:
        return certificate_services.ask_to_print(session=session, site="https://example.id", by="bk", at=town.NOW)

    def test_the_same_work_is_not_asked_for_twice(self, three: list[Person]) -> None:
        session = graduate(three[0]).enrolment.session

        assert self.ask(session) == self.ask(session)

    def test_refuses_where_there_are_none(self, three: list[Person]) -> None:
        with pytest.raises(UnableToPrintCertificates) as refusal:
            self.ask(graduates.held(three[0]))

        assert refusal.value.code == "none"


class TestTables:
    """The last word, whoever writes."""

    def test_an_enrolment_is_done_by_state_alone(self, three: list[Person]) -> None:
        certificate = graduate(three[0])

        assert certificate.enrolment.state == EnrolmentState.DONE
        assert len(certificate.code) == 26
