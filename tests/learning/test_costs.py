"""What learning costs for each hour and closed gap, and which gaps it closed."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from piawai.development.models import UnitBudget
from piawai.development.queries.reached import PARTNER, SESSION, UNIT, Reached, reached
from piawai.learning.models import Enrolment, Session
from piawai.learning.queries import hours
from piawai.learning.queries.closed import closed_gaps
from piawai.learning.rules.costs import closes_gap, cost_of_each, split
from piawai.learning.services.certificates import revoke_certificate
from piawai.people.models import Person, Unit
from tests import town
from tests.graduates import FIRST, held, locked, scored

LATER = town.NOW + dt.timedelta(hours=1)


class TestClosesGap:
    """COST-01: what was held fell short, and what the training gives evidence of does not."""

    @pytest.mark.parametrize(
        ("held_before", "given", "expected"),
        [
            pytest.param(2, 3, True, id="just reached"),
            pytest.param(2, 4, True, id="more than demanded"),
            pytest.param(1, 2, False, id="better, and still short"),
            pytest.param(3, 4, False, id="met before"),
            pytest.param(None, 3, False, id="not known before is no gap"),
            pytest.param(1, None, False, id="no evidence"),
        ],
    )
    def test_returns(self, held_before: int | None, given: int | None, expected: bool) -> None:
        assert closes_gap(required=3, held=held_before, reached=given) is expected


class TestCostOfEach:
    """COST-02: whole rupiah, nothing where there is none."""

    def test_is_rounded_to_whole_rupiah(self) -> None:
        assert cost_of_each(amount=1_000, many=Decimal("1.5")) == 667

    @pytest.mark.parametrize(("amount", "many"), [(1_000, 0), (0, 3), (1_000, Decimal(0))])
    def test_is_unknown_where_there_is_none(self, amount: int, many: int) -> None:
        assert cost_of_each(amount=amount, many=many) is None


class TestSplit:
    """COST-03: parts that add up."""

    @pytest.mark.parametrize(("amount", "parts"), [(10, 3), (0, 4), (7, 7), (2, 5), (10**13 + 1, 39)])
    def test_adds_up_and_differs_by_a_rupiah_at_most(self, amount: int, parts: int) -> None:
        found = split(amount=amount, parts=parts)

        assert (sum(found), len(found)) == (amount, parts)
        assert max(found) - min(found) <= 1


@pytest.fixture
def four(db: None) -> list[Person]:
    """Return four people whose job demands M.1 at level 3: two short of it, one not, one not known."""
    town.dictionary()
    town.units()
    found = town.people(*[town.person_row(number, job="Analis Ahli Muda", kind="2") for number in (1, 2, 3, 4)])
    town.standard("Analis Ahli Muda", "M.1", 3)
    for person, level in zip(found, (1, 2, 3), strict=False):
        town.assessed(person, "M.1", level, on=FIRST - dt.timedelta(days=60))
    return found


def closed() -> dict[Person, int]:
    found = closed_gaps(year=FIRST.year, on=town.TODAY, known_at=LATER)
    return {row.person: found[row.pk] for row in Enrolment.objects.filter(pk__in=found).select_related("person")}


def finished(people: list[Person], *, failing: Person | None = None, code: str = "S1", **more: object) -> Session:
    session = held(*people, code=code, **more)
    scored(session, {person: 10 if person == failing else 90 for person in people})
    locked(session)
    return session


class TestClosedGaps:
    """Which gaps the sessions of a year closed."""

    def test_counts_who_was_short_and_passed(self, four: list[Person]) -> None:
        finished(four, failing=four[1])

        assert closed() == {four[0]: 1, four[2]: 0, four[3]: 0}

    def test_a_level_too_low_closes_nothing(self, four: list[Person]) -> None:
        finished(four, teaches={"M.1": 2})

        assert set(closed().values()) == {0}

    def test_what_the_post_does_not_demand_is_no_gap(self, four: list[Person]) -> None:
        finished(four, teaches={"M.2": 3})

        assert set(closed().values()) == {0}

    def test_a_session_of_one_day_does_not_hide_its_own_gap(self, four: list[Person]) -> None:
        finished(four, ends_on=FIRST)

        assert closed()[four[0]] == 1

    def test_the_gap_is_that_of_the_first_day(self, four: list[Person]) -> None:
        town.assessed(four[0], "M.1", 4, on=FIRST)
        town.assessed(four[1], "M.1", 4, on=FIRST + dt.timedelta(days=3))
        finished(four)

        assert (closed()[four[0]], closed()[four[1]]) == (0, 1)

    def test_a_revoked_certificate_closes_nothing(self, four: list[Person]) -> None:
        session = held(*four)
        scored(session, dict.fromkeys(four, 90))
        own = next(row for row in locked(session) if row.enrolment.person == four[0])
        revoke_certificate(certificate=own, reason="Keliru", on=town.TODAY, by=town.BY, at=town.NOW, link="/")

        assert (closed()[four[0]], closed()[four[1]]) == (0, 1)

    def test_another_year_has_none(self, four: list[Person]) -> None:
        finished(four)

        assert closed_gaps(year=FIRST.year - 1, on=town.TODAY, known_at=LATER) == {}

    def test_takes_as_many_queries_for_one_as_for_all(self, four: list[Person]) -> None:
        finished(four[:1])
        with CaptureQueriesContext(connection) as one:
            closed_gaps(year=FIRST.year, on=town.TODAY, known_at=LATER)
        finished(four[1:], code="S2")

        with CaptureQueriesContext(connection) as four_:
            closed_gaps(year=FIRST.year, on=town.TODAY, known_at=LATER)

        assert len(four_) <= len(one)


class TestReached:
    """The same totals however the year is cut."""

    @pytest.fixture
    def sessions(self, four: list[Person]) -> None:
        finished(four[:3], fixed_cost=1_000, participant_cost=100)
        finished(four[3:], code="S2", partner="Lain", participant_cost=50)
        unit = Unit.objects.get(pk=four[0].post.unit_id)
        UnitBudget.objects.create(unit=unit, year=FIRST.year, rupiah=1, recorded_at=town.NOW)

    def cut(self, by: str, *, smallest: int = 0) -> list[Reached]:
        return reached(year=FIRST.year, cut=by, smallest=smallest, on=town.TODAY, known_at=LATER)

    @pytest.mark.parametrize("by", [SESSION, PARTNER, UNIT])
    def test_adds_up(self, sessions: None, by: str) -> None:
        rows = self.cut(by)

        assert sum(row.people for row in rows) == 4
        assert sum(row.committed for row in rows) == 1_350
        assert sum(row.hours for row in rows) == 32
        assert sum(row.closed or 0 for row in rows) == 2

    def test_says_what_each_costs_and_nothing_where_none_is(self, sessions: None) -> None:
        first, second = self.cut(SESSION)

        assert (first.hour, first.closed, first.gap, first.gap_paid) == (54, 2, 650, None)
        assert (second.closed, second.gap) == (0, None)

    def test_does_not_tell_of_few_people(self, sessions: None) -> None:
        assert [row.closed for row in self.cut(SESSION, smallest=3)] == [2, None]
        assert [row.closed for row in self.cut(PARTNER, smallest=3)] == [2, None]
        assert {row.closed for row in self.cut(UNIT, smallest=3)} == {None}

    def test_what_a_session_without_seats_costs_is_nobodys(self, four: list[Person]) -> None:
        held(code="S3", fixed_cost=500)

        [row] = self.cut(UNIT)

        assert (row.name, row.people, row.committed, row.hour) == (None, 0, 500, None)


class TestHoursOf:
    """One person's hours against the right."""

    def test_names_right_missing_and_day(self, four: list[Person]) -> None:
        finished(four[:1])

        own = hours.hours_of(person=four[0], on=town.TODAY)

        assert (own.hours, own.right, own.short) == (8, 20, 12)
        assert hours.last_day(2026) == dt.date(2026, 12, 31)
        assert hours.source_of(own, year=2026) == hours.sources(year=2026)[0]

    def test_of_a_pppk_has_another_source(self, four: list[Person]) -> None:
        Person.objects.update(employment="PPPK")

        own = hours.hours_of(person=four[0], on=town.TODAY)

        assert hours.source_of(own, year=2026) == hours.sources(year=2026)[1]
