import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piawai.solvers.training.gains import cost, gain
from piawai.solvers.training.problem import Duty, Problem, Solution, Status
from piawai.solvers.training.rules import violations
from piawai.solvers.training.solving import solve
from tests.solvers.training.problems import (
    a_person,
    a_problem,
    a_session,
    best_by_trying,
    invented,
    tiny_problems,
)


def pairs_of(solution: Solution) -> set[tuple[int, int]]:
    return {(allocation.person, allocation.session) for allocation in solution.allocations}


class TestSolve:
    """The plan that gains most."""

    @settings(max_examples=250, deadline=None, derandomize=True)
    @given(problem=tiny_problems())
    def test_agrees_with_trying_every_plan(self, problem: Problem) -> None:
        best = best_by_trying(problem=problem)

        solution = solve(problem=problem, gap=0.0, time_limit=30)

        if best is None:
            assert solution.status is Status.INFEASIBLE
            assert solution.conflicts
        else:
            assert solution.status is Status.OPTIMAL
            assert solution.objective == pytest.approx(best[0], rel=1e-6)
            assert violations(problem=problem, allocations=solution.allocations) == []

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 10**6), people=st.integers(15, 60))
    def test_keeps_every_rule_between_greedy_and_bound(self, seed: int, people: int) -> None:
        problem = invented(seed=seed, people=people, sessions=10, tight=False)

        solution = solve(problem=problem, gap=0.01, time_limit=20)

        if solution.status is Status.INFEASIBLE:
            return
        pairs = pairs_of(solution)
        assert violations(problem=problem, allocations=solution.allocations) == []
        assert solution.objective == gain(problem=problem, pairs=pairs)
        assert solution.cost == cost(problem=problem, pairs=pairs) <= problem.budget
        assert solution.objective >= (solution.greedy_objective or 0.0)
        assert solution.bound >= solution.objective
        assert solution.status is Status.OPTIMAL
        assert solution.gap <= 0.01 + 1e-6

    @settings(max_examples=10, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 10**6))
    def test_bounds_what_a_more_patient_search_finds(self, seed: int) -> None:
        problem = invented(seed=seed, people=30, sessions=8, tight=False)

        rough, exact = (solve(problem=problem, gap=gap, time_limit=20) for gap in (0.2, 0.0))

        assert rough.objective <= exact.objective + 1e-6
        assert exact.objective <= rough.bound + 1e-6

    def test_answers_the_same_when_asked_again(self) -> None:
        problem = invented(seed=3, people=60, sessions=12, tight=False)

        first, second = (solve(problem=problem, gap=0.005, time_limit=30) for _ in range(2))

        assert replace(first, seconds={}) == replace(second, seconds={})

    def test_prints_nothing(self) -> None:
        """Where the solver prints, it does so below Python, so another process has to look."""
        asked = (
            "from tests.solvers.training.problems import a_problem\n"
            "from piawai.solvers.training.solving import solve\n"
            "solve(problem=a_problem(people=2), gap=0, time_limit=9)"
        )

        done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True)

        assert (done.stdout, done.stderr) == ("", "")

    def test_says_how_long_each_stage_took(self) -> None:
        solution = solve(problem=a_problem(people=2, sessions=2), gap=0.01, time_limit=10)

        assert set(solution.seconds) == {"greedy", "model", "solver", "reading", "total"}

    @pytest.mark.parametrize(
        ("people", "sessions"),
        [pytest.param(0, 0, id="nothing"), pytest.param(2, 0, id="no sessions"), pytest.param(0, 2, id="no people")],
    )
    def test_plans_nothing_for(self, people: int, sessions: int) -> None:
        solution = solve(problem=a_problem(people=people, sessions=sessions), gap=0.01, time_limit=10)

        assert (solution.status, solution.bound, solution.allocations) == (Status.OPTIMAL, 0.0, ())

    def test_does_not_run_a_session_that_is_not_worth_its_fixed_cost(self) -> None:
        sessions = (a_session(number=0, fixed_cost=9_000_000), a_session(number=1))
        problem = replace(a_problem(people=3), sessions=sessions, budget=10_000_000)

        assert pairs_of(solve(problem=problem, gap=0.0, time_limit=10)) == {(0, 1), (1, 1), (2, 1)}

    def test_never_spends_a_rupiah_too_many(self) -> None:
        sessions = (a_session(cost=1_234_567), a_session(number=1, cost=2_345_678, teaches={"B": 1}))
        people = (a_person(), a_person(needs=()), a_person())
        asked = replace(a_problem(), people=people, sessions=sessions, locked_in=frozenset({(1, 1)}))
        enough = 2 * 1_234_567 + 2_345_678

        spent = [
            solve(problem=replace(asked, budget=rupiah), gap=0.0, time_limit=10) for rupiah in (enough, enough - 1)
        ]

        assert [solution.objective for solution in spent] == [4.0, 2.0]

    def test_sends_someone_who_gains_nothing_where_others_could_not_go_otherwise(self) -> None:
        problem = replace(a_problem(), people=(a_person(), a_person(needs=())), sessions=(a_session(minimum=2),))

        assert pairs_of(solve(problem=problem, gap=0.0, time_limit=10)) == {(0, 0), (1, 0)}

    def test_prefers_what_is_preferred_between_equal_plans(self) -> None:
        problem = replace(a_problem(people=5), sessions=(a_session(seats=1),))

        for person in range(5):
            asked = replace(problem, preferred=frozenset({(person, 0)}))
            assert pairs_of(solve(problem=asked, gap=0.0, time_limit=10)) == {(person, 0)}

    def test_stays_with_the_preferred_plan_where_it_is_good_enough(self) -> None:
        problem = invented(seed=11, people=60, sessions=12, tight=False)
        before = pairs_of(solve(problem=problem, gap=0.01, time_limit=20))

        again = solve(problem=replace(problem, preferred=frozenset(before)), gap=0.01, time_limit=20)

        assert pairs_of(again) == before

    def test_does_not_give_up_gain_for_what_is_preferred(self) -> None:
        sessions = (a_session(seats=1),)
        people = (a_person(), a_person(factor=1.001))
        problem = replace(a_problem(), people=people, sessions=sessions, preferred=frozenset({(0, 0)}))

        assert pairs_of(solve(problem=problem, gap=0.0, time_limit=10)) == {(1, 0)}

    def test_keeps_duties_where_the_plain_choice_cannot(self) -> None:
        """Person 0 takes the only seat of the session that person 1 must have, unless one looks ahead."""
        sessions = (a_session(number=0, seats=1, cost=1), a_session(number=1, seats=1))
        duties = (Duty("either", 0, (0, 1)), Duty("only", 1, (0,)))
        problem = replace(a_problem(people=2), sessions=sessions, duties=duties)

        solution = solve(problem=problem, gap=0.0, time_limit=10)

        assert solution.greedy_objective is None
        assert pairs_of(solution) == {(0, 1), (1, 0)}

    def test_returns_the_plain_choice_or_better_and_a_bound_when_there_is_no_time(self) -> None:
        problem = invented(seed=5, people=60, sessions=12, tight=False)

        solution = solve(problem=problem, gap=0.0, time_limit=0.0)

        assert solution.status is Status.FEASIBLE
        assert solution.objective >= (solution.greedy_objective or 0.0)
        assert violations(problem=problem, allocations=solution.allocations) == []
        assert solution.bound >= solve(problem=problem, gap=0.02, time_limit=30).objective
