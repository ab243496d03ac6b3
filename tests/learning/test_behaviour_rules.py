"""FOLLOW-01 to FOLLOW-03: when, who, and what may be shown."""

import datetime as dt
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.learning.rules.behaviour import follow_up_due, follow_up_sample, may_be_shown
from piawai.learning.terms import Graduate

MOST = 30


class TestFollowUpDue:
    """FOLLOW-01: the same day so many months later, or the last of the month."""

    @pytest.mark.parametrize(
        ("ends_on", "months", "expected"),
        [
            pytest.param(dt.date(2026, 3, 9), 3, dt.date(2026, 6, 9), id="the same day"),
            pytest.param(dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28), id="no such day: the last of the month"),
            pytest.param(dt.date(2027, 11, 30), 3, dt.date(2028, 2, 29), id="a leap year"),
            pytest.param(dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28), id="six months on"),
            pytest.param(dt.date(2026, 6, 30), 6, dt.date(2026, 12, 30), id="december stays in the year"),
        ],
    )
    def test_returns(self, ends_on: dt.date, months: int, expected: dt.date) -> None:
        assert follow_up_due(ends_on=ends_on, months=months) == expected

    @given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 24))
    def test_who_ended_in_one_month_is_due_in_one_month(self, day: dt.date, months: int) -> None:
        first = follow_up_due(ends_on=day.replace(day=1), months=months)
        due = follow_up_due(ends_on=day, months=months)

        assert (due.year, due.month) == (first.year, first.month)


def graduates(*sizes: int) -> list[Graduate]:
    """Return people of units of some sizes."""
    found: list[Graduate] = []
    for unit, size in enumerate(sizes):
        found += [Graduate(len(found) + place, f"k{unit}-{place}", unit) for place in range(size)]
    return found


def drawn(
    people: list[Graduate], *, asked: frozenset[int] = frozenset(), before: frozenset[int] = frozenset()
) -> frozenset[int]:
    return follow_up_sample(people, most=MOST, seed="7 2026-3", asked=asked, before=before)


class TestFollowUpSample:
    """FOLLOW-02: at most thirty, by a lot that does not depend on who draws."""

    def test_all_where_they_are_few(self) -> None:
        people = graduates(10, 20)

        assert drawn(people) == {one.enrolment for one in people}

    def test_at_most_as_many_whatever_the_order(self) -> None:
        people = graduates(40, 30, 20)
        shuffled = random.Random(1).sample(people, len(people))

        assert drawn(people) == drawn(shuffled)
        assert len(drawn(people)) == MOST

    def test_another_seed_draws_others(self) -> None:
        people = graduates(90)
        other = follow_up_sample(people, most=MOST, seed="8 2026-3", asked=frozenset(), before=frozenset())

        assert drawn(people) != other

    def test_each_unit_in_proportion(self) -> None:
        people = graduates(60, 30, 10)
        units = {one.enrolment: one.unit for one in people}

        found = Counter(units[enrolment] for enrolment in drawn(people))

        assert all(abs(found[unit] - expected) <= 1 for unit, expected in enumerate((18, 9, 3)))

    def test_who_was_asked_stays_and_counts(self) -> None:
        people = graduates(90)
        asked = frozenset(range(60, 85))

        found = drawn(people, asked=asked)

        assert asked <= found
        assert len(found) == MOST

    def test_who_is_asked_day_by_day_is_who_was_drawn_at_once(self) -> None:
        people = graduates(50, 40)
        at_once = drawn(people)
        some = frozenset(sorted(at_once)[::3])

        assert drawn(people, asked=some) == at_once

    def test_who_was_asked_an_earlier_time_comes_first(self) -> None:
        people = graduates(90)
        before = frozenset(range(70, 90))

        assert before <= drawn(people, before=before)

    def test_nobody_more_where_the_limit_was_lowered(self) -> None:
        asked = frozenset(range(40))

        assert drawn(graduates(90), asked=asked) == asked


class TestMayBeShown:
    """FOLLOW-03: no figure of few, and none that tells of few by subtraction."""

    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            pytest.param([], False, id="nobody"),
            pytest.param([4], False, id="too few"),
            pytest.param([5], True, id="enough"),
            pytest.param([7, 3], False, id="the total would tell of three"),
            pytest.param([7, 3, 2], True, id="what remains is enough"),
            pytest.param([3, 3], True, id="enough together"),
            pytest.param([2, 2], False, id="too few together"),
            pytest.param([6, 0], True, id="an empty group hides nothing"),
        ],
    )
    def test_returns(self, parts: list[int], expected: bool) -> None:
        assert may_be_shown(parts, smallest=5) is expected
