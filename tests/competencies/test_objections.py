"""A person does not agree with a level; BKPSDM looks at it again."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from piawai.audit.models import Event
from piawai.competencies.models import Assessment, Competency, Objection, Standing
from piawai.competencies.rules.objections import answer_due, objection_may_become
from piawai.competencies.services import objections
from piawai.competencies.terms import ObjectionState
from piawai.jobs.models import Message
from piawai.people.models import Person
from tests import town

WAITING, UPHELD = ObjectionState.WAITING, ObjectionState.UPHELD
REJECTED, WITHDRAWN = ObjectionState.REJECTED, ObjectionState.WITHDRAWN


def rated(*, source: str = "ATASAN") -> Person:
    """Return one person of whom one level is known, by a source."""
    town.units()
    town.dictionary()
    [person] = town.people(town.person_row(1))
    town.standard("Pengelola", "M.1", 3)
    town.assessed(person, "M.1", 1, on=town.TODAY - dt.timedelta(days=20), source=source)
    return person


def made(person: Person, *, code: str = "M.1", reason: str = "Saya memimpin tim sejak Mei.") -> Objection:
    competency = Competency.objects.get(code=code)
    return objections.make_objection(
        person=person, competency=competency, reason=reason, on=town.TODAY, at=town.NOW, tell=["bk"], link="/x/"
    )


def answered(objection: Objection, *, state: str = UPHELD, answer: str = "Benar.", by: str = "bk") -> None:
    objections.answer_objection(objection=objection, state=state, answer=answer, on=town.TODAY, by=by, at=town.NOW)


class TestObjectionMayBecome:
    """COMP-30: only one that waits moves, once."""

    @pytest.mark.parametrize("state", ObjectionState.values)
    @pytest.mark.parametrize("wanted", ObjectionState.values)
    def test_only_waiting_moves(self, state: str, wanted: str) -> None:
        moves = state == WAITING and wanted != WAITING

        assert objection_may_become(state=state, wanted=wanted) is moves


class TestAnswerDue:
    """COMP-31: the day of the objection does not count."""

    def test_counts_from_the_next_day(self) -> None:
        assert answer_due(made_on=dt.date(2026, 12, 20), days=14) == dt.date(2027, 1, 3)


@pytest.mark.django_db
class TestMakeObjection:
    """A person disputes what is held today."""

    def test_keeps_what_was_disputed_and_by_when_it_is_answered(self) -> None:
        found = made(rated())

        assert (found.level, found.source, found.due_on) == (1, "ATASAN", town.TODAY + dt.timedelta(days=14))
        assert Message.objects.get().to == "bk"
        assert Event.objects.get(action="competencies.make_objection").details == {"competency": "M.1"}

    @pytest.mark.parametrize(
        ("code", "reason", "refused"), [("M.1", " ", "reason_missing"), ("M.2", "Salah", "nothing_known")]
    )
    def test_is_refused_without_reason_or_level(self, code: str, reason: str, refused: str) -> None:
        person = rated()

        with pytest.raises(objections.UnableToObject) as refusal:
            made(person, code=code, reason=reason)

        assert refusal.value.code == refused

    def test_is_refused_while_one_waits(self) -> None:
        person = rated()
        made(person)

        with pytest.raises(objections.UnableToObject) as refusal:
            made(person)

        assert refusal.value.code == "waits"


@pytest.mark.django_db
class TestAnswerObjection:
    """BKPSDM replies; an internal level is set aside where the person is right."""

    def test_upheld_leaves_an_internal_level_unknown_from_today_and_known_before(self) -> None:
        person = rated()

        answered(made(person))

        standing = Standing.objects.get(person=person, competency__code="M.1")
        row = Assessment.objects.current().get(person=person)
        assert standing.held is None
        assert (row.level, row.valid_until, row.corrects is not None) == (1, town.TODAY - dt.timedelta(days=1), True)
        assert Message.objects.get(to=person.code).read_at is None

    def test_upheld_changes_nothing_in_an_official_result(self) -> None:
        person = rated(source="ASSESSMENT_CENTER")

        answered(made(person))

        assert Standing.objects.get(person=person, competency__code="M.1").held == 1

    def test_rejected_leaves_the_level(self) -> None:
        person = rated()

        answered(made(person), state=REJECTED)

        assert Standing.objects.get(person=person, competency__code="M.1").held == 1

    @pytest.mark.parametrize(("answer", "by", "code"), [(" ", "bk", "text_missing"), ("Benar.", "", "own")])
    def test_is_refused_without_words_and_for_oneself(self, answer: str, by: str, code: str) -> None:
        person = rated()
        objection = made(person)

        with pytest.raises(objections.UnableToAnswerObjection) as refusal:
            answered(objection, answer=answer, by=by or person.code)

        assert refusal.value.code == code

    def test_is_refused_twice_and_after_withdrawal(self) -> None:
        person = rated()
        objection = made(person)
        objections.withdraw_objection(objection=objection, at=town.NOW)

        with pytest.raises(objections.UnableToAnswerObjection) as refusal:
            answered(objection)
        with pytest.raises(objections.UnableToWithdrawObjection):
            objections.withdraw_objection(objection=objection, at=town.NOW)

        assert refusal.value.code == "decided"
        assert Standing.objects.get(person=person, competency__code="M.1").held == 1


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """Two who answer at the same moment: the first counts."""

    def test_one_answer_is_kept(self) -> None:
        if connection.vendor == "sqlite":
            pytest.skip("SQLite lets one write at a time; the answer after a decision above is the same case there")
        with transaction.atomic():
            objection = made(rated())
        found: list[str] = []
        together = threading.Barrier(2)

        def work(state: str) -> None:
            together.wait(10)
            try:
                answered(objection, state=state)
                found.append(state)
            except objections.UnableToAnswerObjection as refusal:
                found.append(refusal.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(state,)) for state in (UPHELD, REJECTED)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        objection.refresh_from_db()
        assert sorted(found) == sorted(["decided", objection.state])
