"""Who is asked what about whom: nobody beyond the time there is, groups whole or not at all, the telling first."""

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piawai.solvers.rating.planning import PEER, SELF, SUBORDINATE, SUPERIOR, Limits, Plan, Ratee, plan_round

MINUTES = {SELF: 1.0, SUPERIOR: 1.0, PEER: 1.0, SUBORDINATE: 1.0}
ALL = frozenset(MINUTES)


def limits(**more: object) -> Limits:
    plain: dict[str, Any] = {"sources": ALL, "minutes": MINUTES, "most_minutes": 30.0, "group": 5, "spares": 0}
    return Limits(**{**plain, **more})


def unit(size: int, *, competencies: int = 9, telling: float = 0.5) -> list[Ratee]:
    """Return a unit: person 0 leads, the others are each other's peers."""
    members = list(range(1, size))
    wanted = {f"M.{number}": telling for number in range(1, competencies + 1)}
    head = Ratee(0, wanted, None, (), tuple(members))
    return [head, *(Ratee(one, wanted, 0, tuple(other for other in members if other != one), ()) for one in members)]


def planned(ratees: list[Ratee], *, spent: dict[int, float] | None = None, **more: object) -> Plan:
    numbers = {ratee.person: random.Random(ratee.person).random() for ratee in ratees}
    return plan_round(ratees, limits=limits(**more), spent=spent or {}, order=lambda person: numbers.get(person, 0.0))


class TestPlanRound:
    def test_a_small_unit_is_asked_everything_that_makes_sense(self) -> None:
        plan = planned(unit(3, competencies=2))
        assert Counter(sheet.source for sheet in plan.sheets) == {SELF: 3, SUPERIOR: 2}
        assert plan.groups_too_small == 3

    def test_peers_are_asked_as_a_whole_group(self) -> None:
        plan = planned(unit(8, competencies=2), sources=frozenset({PEER}))
        raters = Counter((sheet.ratee, competency) for sheet in plan.sheets for competency in sheet.competencies)
        assert set(raters.values()) == {5}

    def test_more_are_asked_than_a_group_needs_where_there_is_time(self) -> None:
        plan = planned(unit(12, competencies=2), sources=frozenset({PEER}), spares=2)
        raters = Counter((sheet.ratee, competency) for sheet in plan.sheets for competency in sheet.competencies)
        assert set(raters.values()) == {7}

    def test_nobody_is_asked_for_more_while_a_group_is_lacking(self) -> None:
        tight: dict[str, Any] = {"sources": frozenset({PEER}), "most_minutes": 9.0}
        bare, plan = (planned(unit(12), spares=spares, **tight) for spares in (0, 2))
        assert {(sheet.ratee, one) for sheet in bare.sheets for one in sheet.competencies} == {
            (sheet.ratee, one) for sheet in plan.sheets for one in sheet.competencies
        }
        assert plan.left_out == bare.left_out
        assert plan.longest <= 9.0

    def test_the_head_of_many_is_asked_the_most_telling(self) -> None:
        people = unit(60)
        sure = [Ratee(one.person, dict.fromkeys(one.telling, 0.01), one.superior, one.peers, ()) for one in people]
        unsure = [*sure[:-1], people[-1]]
        plan = planned(unsure, sources=frozenset({SUPERIOR}))
        assert plan.minutes == {0: 30.0}
        last = next(sheet for sheet in plan.sheets if sheet.ratee == 59)
        assert len(last.competencies) == 9
        assert plan.left_out["no_time"]

    def test_minutes_given_before_count(self) -> None:
        plan = planned(unit(3, competencies=5), spent={1: 28.0})
        assert plan.minutes[1] == 2.0

    def test_the_same_colleagues_are_asked_about_a_person(self) -> None:
        plan = planned(unit(9, competencies=2), sources=frozenset({PEER}))
        assert max(Counter(sheet.ratee for sheet in plan.sheets).values()) <= 8
        together = [sheet for sheet in plan.sheets if len(sheet.competencies) == 2]
        assert len(together) > len(plan.sheets) / 2

    def test_is_the_same_every_time(self) -> None:
        assert planned(unit(20)).sheets == planned(unit(20)).sheets

    @settings(max_examples=60, deadline=None)
    @given(
        st.integers(2, 25),
        st.integers(1, 9),
        st.sets(st.sampled_from(sorted(ALL)), min_size=1),
        st.floats(1, 40),
        st.integers(0, 3),
    )
    def test_never_asks_beyond_the_limits(
        self, size: int, competencies: int, sources: set[str], most: float, spares: int
    ) -> None:
        people = unit(size, competencies=competencies)
        plan = planned(people, sources=frozenset(sources), most_minutes=most, spares=spares)
        assert plan.longest <= most + 1e-6
        counted: Counter[int] = Counter()
        groups: Counter[tuple[int, str, str]] = Counter()
        for sheet in plan.sheets:
            assert sheet.source in sources
            assert (sheet.rater == sheet.ratee) == (sheet.source == SELF)
            assert len(set(sheet.competencies)) == len(sheet.competencies)
            counted[sheet.rater] += len(sheet.competencies)
            for competency in sheet.competencies:
                groups[sheet.ratee, competency, sheet.source] += 1
        assert {rater: float(count) for rater, count in counted.items()} == pytest.approx(plan.minutes)
        asked = [count for (_ratee, _code, source), count in groups.items() if source in {PEER, SUBORDINATE}]
        assert all(5 <= count <= 5 + spares for count in asked)
