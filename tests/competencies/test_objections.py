"""A person does not agree with a level; BKPSDM looks at it again."""

import datetime as dt
import threading
from collections.abc import Collection
from typing import Any

import pytest
from django.db import connection, transaction

from piawai.audit.models import Event
from piawai.competencies.models import Assessment, Competency, Estimate, Objection, Standing
from piawai.competencies.queries.estimates import opinions
from piawai.competencies.queries.objections import ends_of_set_aside, sources_behind
from piawai.competencies.rules.objections import answer_due, objection_may_become
from piawai.competencies.services import objections
from piawai.competencies.services.estimates import fit_everybody
from piawai.competencies.terms import ObjectionState
from piawai.jobs.models import Message
from piawai.people.models import Person
from tests import town

WAITING, UPHELD = ObjectionState.WAITING, ObjectionState.UPHELD
REJECTED, WITHDRAWN = ObjectionState.REJECTED, ObjectionState.WITHDRAWN
RECENT = town.TODAY - dt.timedelta(days=20)
LATER = town.NOW + dt.timedelta(hours=2)  # on the same day


def rated(*, source: str = "ATASAN") -> Person:
    """Return one person of whom one level is known, by a source."""
    town.units()
    town.dictionary()
    [person] = town.people(town.person_row(1))
    town.standard("Pengelola", "M.1", 3)
    town.assessed(person, "M.1", 1, on=RECENT, source=source)
    return person


def rated_by_many() -> Person:
    """Return the same person with a group of five peers and three subordinates beside the superior, all in a fit."""
    person = rated()
    town.rated(person, "M.1", [3, 3, 4, 4, 4], on=RECENT)
    town.rated(person, "M.1", [5, 5, 5], on=RECENT, source="BAWAHAN")
    fit_everybody(on=town.TODAY, by=town.BY, at=town.NOW)
    return person


def made(person: Person, *, code: str = "M.1", reason: str = "Saya memimpin tim sejak Mei.") -> Objection:
    competency = Competency.objects.get(code=code)
    return objections.make_objection(
        person=person, competency=competency, reason=reason, on=town.TODAY, at=town.NOW, tell=["bk"], link="/x/"
    )


def answered(
    objection: Objection,
    *,
    state: str = UPHELD,
    answer: str = "Benar.",
    by: str = "bk",
    sources: Collection[str] = ("ATASAN",),
    at: dt.datetime = town.NOW,
) -> None:
    objections.answer_objection(
        objection=objection, state=state, answer=answer, on=at.date(), by=by, at=at, sources=sources
    )


def ends(person: Person) -> dict[tuple[dt.date, int], dt.date]:
    """Return the last day of each rating of a person, by its day and level."""
    rows = Assessment.objects.current().filter(person=person)
    return {(row.assessed_on, row.level): row.valid_until for row in rows}


def estimate(person: Person) -> Estimate:
    return Estimate.objects.current().filter(person=person).latest("estimated_on")


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

        answered(made(person), sources=())

        assert Standing.objects.get(person=person, competency__code="M.1").held == 1
        assert Objection.objects.get().set_aside == []

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


@pytest.mark.django_db
class TestSetAside:
    """Whoever upholds an objection chooses among the sources behind the level, each as a whole."""

    def test_offers_sources_that_count_and_hides_that_a_small_group_said_something(self) -> None:
        assert sources_behind(made(rated_by_many()), on=town.TODAY) == ["ATASAN", "REKAN"]

    def test_offers_nothing_of_an_official_result(self) -> None:
        assert sources_behind(made(rated(source="ASSESSMENT_CENTER")), on=town.TODAY) == []

    def test_of_one_source_leaves_the_level_that_the_others_make(self) -> None:
        person = rated_by_many()
        before = estimate(person)

        answered(made(person), sources=["ATASAN"])

        after = estimate(person)
        assert set(before.shares) == {"ATASAN", "REKAN"}
        assert set(after.shares) == {"REKAN"}
        assert after.mean > before.mean
        assert Standing.objects.get(person=person, competency__code="M.1").held == after.level

    def test_is_said_in_the_reply_and_in_the_log(self) -> None:
        answered(made(rated_by_many()), sources=["REKAN", "ATASAN"])

        [event] = Event.objects.filter(action="competencies.answer_objection")
        assert Objection.objects.get().set_aside == ["ATASAN", "REKAN"]
        assert event.details == {"state": UPHELD, "sources": ["ATASAN", "REKAN"]}

    def test_takes_a_group_whole_and_shows_it_no_more(self) -> None:
        person = rated_by_many()
        groups = {row.source: row for row in opinions(person, on=town.TODAY)[Competency.objects.get(code="M.1").pk]}

        answered(made(person), sources=["REKAN"])

        peers = Assessment.objects.current().filter(person=person, source="REKAN")
        left = {row.source: row for row in opinions(person, on=town.TODAY)[Competency.objects.get(code="M.1").pk]}
        assert {row.valid_until for row in peers} == {town.TODAY - dt.timedelta(days=1)}
        assert peers.count() == 5
        assert (groups["REKAN"].level, groups["REKAN"].people) == (3.6, 5)
        assert (left["REKAN"].level, left["REKAN"].people) == (None, None)
        assert set(estimate(person).shares) == {"ATASAN"}

    def test_of_everything_leaves_the_level_unknown(self) -> None:
        person = rated_by_many()

        answered(made(person), sources=["ATASAN", "REKAN"])

        assert Standing.objects.get(person=person, competency__code="M.1").held is None

    def test_of_all_others_leaves_the_level_unknown_since_an_own_rating_alone_decides_nothing(self) -> None:
        person = rated()
        town.assessed(person, "M.1", 4, on=RECENT, source="DIRI")
        fit_everybody(on=town.TODAY, by=town.BY, at=town.NOW)

        answered(made(person), sources=["ATASAN"])

        assert Standing.objects.get(person=person, competency__code="M.1").held is None

    def test_holds_against_a_file_that_states_again_what_was_known(self) -> None:
        person = rated()
        answered(made(person))

        town.assessed(person, "M.1", 1, on=RECENT, source="ATASAN", at=LATER)

        assert ends(person) == {(RECENT, 1): town.TODAY - dt.timedelta(days=1)}

    def test_holds_against_an_older_file_that_states_what_had_been_corrected_by_then(self) -> None:
        person = rated()
        town.assessed(person, "M.1", 2, on=RECENT, source="ATASAN")
        answered(made(person))

        town.assessed(person, "M.1", 1, on=RECENT, source="ATASAN", at=LATER)

        assert ends(person) == {(RECENT, 1): town.TODAY - dt.timedelta(days=1)}

    @pytest.mark.parametrize(
        ("on", "level"),
        [
            pytest.param(town.TODAY, 1, id="of the same day"),
            pytest.param(town.TODAY + dt.timedelta(days=1), 1, id="of a later day"),
            pytest.param(RECENT - dt.timedelta(days=5), 1, id="of an earlier day, not known before"),
            pytest.param(RECENT, 2, id="that corrects the level which was set aside"),
        ],
    )
    def test_lets_stand_what_comes_to_be_known_after_the_answer(self, on: dt.date, level: int) -> None:
        person = rated()
        answered(made(person))

        town.assessed(person, "M.1", level, on=on, source="ATASAN", at=LATER)

        assert ends(person)[on, level] > town.TODAY

    def test_takes_a_rating_of_the_same_day_that_was_known_but_not_one_recorded_after(self) -> None:
        person = rated()
        town.assessed(person, "M.1", 2, on=town.TODAY, source="ATASAN")
        answered(made(person))

        for level in (2, 3):
            town.assessed(person, "M.1", level, on=town.TODAY, source="ATASAN", at=LATER)

            assert (ends(person)[town.TODAY, level] > town.TODAY) is (level == 3)

    def test_ends_a_rating_before_the_answer_that_set_it_aside_not_before_a_later_one(self) -> None:
        person = rated()
        answered(made(person))
        town.assessed(person, "M.1", 2, on=town.TODAY, source="ATASAN", at=LATER)
        after = town.TODAY + dt.timedelta(days=3)
        answered(made(person), at=LATER + dt.timedelta(days=3))

        for on, level in ((RECENT, 1), (town.TODAY, 2)):
            town.assessed(person, "M.1", level, on=on, source="ATASAN", at=LATER + dt.timedelta(days=4))

        assert ends(person) == {
            (RECENT, 1): town.TODAY - dt.timedelta(days=1),
            (town.TODAY, 2): after - dt.timedelta(days=1),
        }

    def test_is_looked_up_with_as_many_queries_for_many_as_for_one(self, django_assert_num_queries: Any) -> None:
        person = rated()
        answered(made(person))

        with django_assert_num_queries(2):
            one = ends_of_set_aside(people_ids={person.pk})
        with django_assert_num_queries(2):
            everybody = ends_of_set_aside(people_ids=range(40_000))
        with django_assert_num_queries(1):
            others = ends_of_set_aside(people_ids={person.pk + 1})

        assert len(one) == 1
        assert everybody == one
        assert others == {}

    def test_leaves_other_people_and_competencies_alone(self) -> None:
        person = rated_by_many()
        [other] = town.people(town.person_row(2))
        town.assessed(other, "M.1", 2, on=RECENT, source="ATASAN")
        town.assessed(person, "M.2", 2, on=RECENT, source="ATASAN")

        answered(made(person), sources=["ATASAN"])

        valid = Assessment.objects.current().filter(source="ATASAN", valid_until__gte=town.TODAY)
        assert {(row.person, row.competency.code) for row in valid} == {(other, "M.1"), (person, "M.2")}

    @pytest.mark.parametrize(
        ("sources", "code"),
        [
            pytest.param([], "nothing_chosen", id="nothing"),
            pytest.param(["BAWAHAN"], "not_behind", id="a group too small to count"),
            pytest.param(["ATASAN", "DIRI"], "not_behind", id="a source that said nothing"),
            pytest.param(["UJI"], "not_behind", id="a test, which is no rating"),
        ],
    )
    def test_is_refused_with_what_changes_nothing(self, sources: list[str], code: str) -> None:
        person = rated_by_many()
        objection = made(person)

        with pytest.raises(objections.UnableToAnswerObjection) as refusal:
            answered(objection, sources=sources)

        objection.refresh_from_db()
        assert refusal.value.code == code
        assert (objection.state, objection.set_aside, objection.answer) == (WAITING, [], "")
        assert not Assessment.objects.filter(person=person, corrects__isnull=False).exists()
        assert not Message.objects.filter(to=person.code).exists()

    def test_is_not_done_where_the_level_stays(self) -> None:
        person = rated_by_many()

        answered(made(person), state=REJECTED, sources=["ATASAN", "REKAN"])

        assert Objection.objects.get().set_aside == []
        assert not Assessment.objects.filter(person=person, corrects__isnull=False).exists()


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
