from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from piawai.solvers.training.gains import (
    allocations,
    closes,
    cost,
    gain,
    marginal_gain,
    person_gain,
    standalone_gains,
)
from piawai.solvers.training.problem import Allocation, Closed, Need, Problem, Session
from tests.solvers.training.problems import a_person, a_problem, a_session, invented

TO_TWO = a_session(number=0, teaches={"A": 2})
TO_THREE = a_session(number=1, teaches={"A": 3})
TO_FIVE = a_session(number=2, teaches={"A": 5})
OTHER = a_session(number=3, teaches={"B": 5})


def _with(sessions: tuple[Session, ...], *, people: int = 1, gain_per_hour: float = 0.0, **person: Any) -> Problem:
    """Return people, all changed as asked, and these sessions."""
    plain = a_problem(sessions=0, gain_per_hour=gain_per_hour)
    return replace(plain, people=(a_person(**person),) * people, sessions=sessions)


class TestPersonGain:
    """Weight times levels closed, times the factor, and hours owed."""

    @pytest.mark.parametrize(
        ("sessions", "expected"),
        [
            pytest.param((), 0.0, id="nothing without a session"),
            pytest.param((TO_TWO,), 1.0, id="one level of two"),
            pytest.param((TO_FIVE,), 2.0, id="never more than the gap"),
            pytest.param((TO_TWO, TO_THREE, TO_FIVE), 2.0, id="a gap closed twice counts once"),
            pytest.param((OTHER,), 0.0, id="nothing for what is not needed"),
        ],
    )
    def test_counts_levels(self, sessions: tuple[Session, ...], expected: float) -> None:
        problem = _with(sessions)

        assert person_gain(problem=problem, person=0, sessions=range(len(sessions))) == expected

    def test_weighs_needs_and_multiplies_by_the_factor(self) -> None:
        needs = (Need("A", 1, 3, 2.0), Need("B", 0, 1, 5.0))
        problem = _with((TO_TWO, OTHER), needs=needs, factor=1.5)

        assert person_gain(problem=problem, person=0, sessions={0, 1}) == 1.5 * (2.0 + 5.0)

    def test_counts_hours_up_to_those_owed_without_the_factor(self) -> None:
        problem = _with((OTHER, OTHER), needs=(), factor=1.5, hours_owed=15.0, gain_per_hour=0.02)

        assert person_gain(problem=problem, person=0, sessions={0}) == pytest.approx(0.2)
        assert person_gain(problem=problem, person=0, sessions={0, 1}) == pytest.approx(0.3)


class TestMarginalGain:
    """What one session adds to the others."""

    def test_is_what_the_others_leave_open(self) -> None:
        problem = _with((TO_TWO, TO_FIVE))

        assert marginal_gain(problem=problem, person=0, session=1, sessions={0}) == 1.0

    def test_of_a_chosen_session_is_what_would_be_lost(self) -> None:
        problem = _with((TO_TWO, TO_FIVE))

        assert marginal_gain(problem=problem, person=0, session=0, sessions={0, 1}) == 0.0


class TestStandaloneGains:
    """A table of what each session is worth on its own."""

    def test_agrees_with_each_single_gain(self) -> None:
        problem = invented(seed=7, people=9, sessions=7, tight=False)

        table = standalone_gains(problem=problem)

        for (person, session), value in np.ndenumerate(table):
            assert value == pytest.approx(person_gain(problem=problem, person=person, sessions={session}))


class TestCloses:
    """Which levels a session closes: counted once, for the earliest that reaches them."""

    def test_counts_a_level_for_the_first_session_that_reaches_it(self) -> None:
        problem = _with((TO_FIVE, TO_TWO))

        found = closes(problem=problem, person=0, sessions={0, 1})

        assert found == {1: (Closed("A", 1),), 0: (Closed("A", 1),)}

    def test_takes_the_first_code_among_sessions_of_one_day(self) -> None:
        late, early = (a_session(code=code, teaches={"A": 3}) for code in ("Z", "Y"))
        problem = _with((late, early))

        assert closes(problem=problem, person=0, sessions={0, 1}) == {1: (Closed("A", 2),), 0: ()}

    def test_lists_competencies_in_order(self) -> None:
        both = a_session(teaches={"B": 2, "A": 2})
        problem = _with((both,), needs=(Need("B", 0, 2, 1.0), Need("A", 1, 2, 1.0)))

        assert closes(problem=problem, person=0, sessions={0}) == {0: (Closed("A", 1), Closed("B", 2))}


class TestPlan:
    """A whole plan: its gain, its cost and its allocations."""

    def test_gains_what_its_people_gain(self) -> None:
        problem = a_problem(people=3, sessions=2)

        assert gain(problem=problem, pairs={(0, 0), (0, 1), (2, 1)}) == 4.0

    def test_costs_each_participant_and_each_running_session_once(self) -> None:
        problem = _with((a_session(cost=3, fixed_cost=100), a_session(cost=5, fixed_cost=1000)), people=2)

        assert cost(problem=problem, pairs={(0, 0), (1, 0)}) == 106

    def test_lists_allocations_by_session_then_person(self) -> None:
        problem = a_problem(people=2, sessions=2)

        found = allocations(problem=problem, pairs={(1, 0), (0, 1), (0, 0)})

        assert found == (
            Allocation(0, 0, (Closed("A", 2),)),
            Allocation(1, 0, (Closed("A", 2),)),
            Allocation(0, 1, ()),
        )
