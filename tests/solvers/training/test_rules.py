from dataclasses import replace

import pytest

from piawai.solvers.training.gains import Pair, allocations
from piawai.solvers.training.problem import Ceiling, Duty, Prerequisite, Problem, Purse
from piawai.solvers.training.rules import violations
from tests.solvers.training.problems import a_person, a_problem, a_session

MILLION = 1_000_000
GROUP = replace(a_problem(people=0), people=(a_person(ceilings=(0,), purse=0),) * 2, ceilings=(Ceiling("unit", 1),))
WANTED = {(0, 1): (Prerequisite("A", 3),)}


class TestViolations:
    """The rules that a plan breaks."""

    @pytest.mark.parametrize(
        ("problem", "pairs", "rule"),
        [
            pytest.param(a_problem(people=2, sessions=1), {(0, 0), (1, 0)}, "", id="a plan that keeps all"),
            pytest.param(
                replace(a_problem(people=2), sessions=(a_session(seats=1),)), {(0, 0), (1, 0)}, "seats", id="seats"
            ),
            pytest.param(
                replace(a_problem(people=2), sessions=(a_session(minimum=2),)), {(0, 0)}, "minimum", id="minimum"
            ),
            pytest.param(
                a_problem(people=2, budget=2 * MILLION - 1), {(0, 0), (1, 0)}, "budget", id="budget by one rupiah"
            ),
            pytest.param(
                replace(a_problem(budget=MILLION), sessions=(a_session(fixed_cost=1),)),
                {(0, 0)},
                "budget",
                id="budget by the fixed cost",
            ),
            pytest.param(
                replace(GROUP, ceilings=(Ceiling("", 2),), purses=(Purse("", MILLION),)),
                {(0, 0), (1, 0)},
                "purse",
                id="purse",
            ),
            pytest.param(replace(GROUP, purses=(Purse("", 9 * MILLION),)), {(0, 0), (1, 0)}, "ceiling", id="ceiling"),
            pytest.param(
                replace(a_problem(), sessions=(a_session(), a_session(programme="other", busy=(2, 5)))),
                {(0, 0), (0, 1)},
                "overlap",
                id="overlap on a single day",
            ),
            pytest.param(
                replace(a_problem(), sessions=(a_session(), a_session(busy=(7, 8)))),
                {(0, 0), (0, 1)},
                "same_programme",
                id="same programme",
            ),
            pytest.param(a_problem(sessions=2, unmet=WANTED), {(0, 1)}, "prerequisite", id="prerequisite"),
            pytest.param(a_problem(sessions=2, unmet=WANTED), {(0, 0), (0, 1)}, "", id="prerequisite met before"),
            pytest.param(a_problem(blocked={(0, 0): "absent"}), {(0, 0)}, "blocked", id="blocked"),
            pytest.param(a_problem(locked_in=frozenset({(0, 0)})), set(), "locked_in", id="locked in"),
            pytest.param(a_problem(duties=(Duty("must", 0, (0,)),)), set(), "duty", id="duty"),
        ],
    )
    def test_names(self, problem: Problem, pairs: set[Pair], rule: str) -> None:
        found = violations(problem=problem, allocations=allocations(problem=problem, pairs=pairs))

        assert [line.partition(":")[0] for line in found[:1]] == ([rule] if rule else [])

    def test_counts_a_moved_person_at_the_new_unit(self) -> None:
        problem = replace(GROUP, purses=(Purse("", 9 * MILLION),), moved={(1, 0): ()})

        assert violations(problem=problem, allocations=allocations(problem=problem, pairs={(0, 0), (1, 0)})) == []
