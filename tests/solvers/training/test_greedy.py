from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from piawai.solvers.training.gains import allocations, gain
from piawai.solvers.training.greedy import completed, greedy
from piawai.solvers.training.problem import Duty, Prerequisite
from piawai.solvers.training.rules import violations
from tests.solvers.training.problems import a_problem, a_session, invented


class TestGreedy:
    """The plain choice: the best gain per rupiah first."""

    def test_prefers_the_cheaper_of_two_equal_sessions(self) -> None:
        sessions = (a_session(number=0, cost=2_000_000), a_session(number=1, cost=1_000_000))
        problem = replace(a_problem(), sessions=sessions)

        assert greedy(problem=problem) == frozenset({(0, 1)})

    def test_cancels_a_session_below_its_minimum_and_uses_what_it_frees(self) -> None:
        sessions = (a_session(number=0, minimum=2, cost=1), a_session(number=1))
        problem = replace(a_problem(), sessions=sessions)

        assert greedy(problem=problem) == frozenset({(0, 1)})

    def test_keeps_locks_and_duties_before_better_uses(self) -> None:
        sessions = (a_session(number=0, seats=1, teaches={"B": 1}), a_session(number=1, seats=1))
        problem = replace(
            a_problem(people=2),
            sessions=sessions,
            budget=2_000_000,
            locked_in=frozenset({(0, 0)}),
            duties=(Duty("must", 1, (1,)),),
        )

        assert greedy(problem=problem) == frozenset({(0, 0), (1, 1)})

    def test_brings_a_locked_session_to_its_minimum(self) -> None:
        problem = replace(
            a_problem(people=2), sessions=(a_session(minimum=2, teaches={}),), locked_in=frozenset({(0, 0)})
        )

        assert greedy(problem=problem) == frozenset({(0, 0), (1, 0)})

    def test_finds_nothing_where_a_lock_cannot_be_kept(self) -> None:
        assert greedy(problem=a_problem(locked_in=frozenset({(0, 0)}), blocked={(0, 0): "absent"})) is None

    def test_comes_back_to_a_session_once_its_prerequisite_is_met(self) -> None:
        sessions = (
            a_session(number=0, teaches={"A": 2}, cost=5_000_000),
            a_session(number=1, teaches={"A": 3}, cost=1_000_000),
        )
        problem = replace(a_problem(), sessions=sessions, unmet={(0, 1): (Prerequisite("A", 2),)})

        assert greedy(problem=problem) == frozenset({(0, 0), (0, 1)})

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 10**6), tight=st.booleans())
    def test_keeps_every_rule(self, seed: int, tight: bool) -> None:
        problem = invented(seed=seed, people=20, sessions=8, tight=tight)

        pairs = greedy(problem=problem)

        if pairs is not None:
            assert violations(problem=problem, allocations=allocations(problem=problem, pairs=pairs)) == []


class TestCompleted:
    """A plan without what is useless, and with whatever still fits."""

    def test_gives_back_a_seat_that_adds_nothing(self) -> None:
        problem = a_problem(sessions=2)

        assert completed(problem=problem, pairs={(0, 0), (0, 1)}) == {(0, 1)}

    def test_adds_who_still_fits_a_session_that_runs(self) -> None:
        problem = replace(a_problem(people=3), sessions=(a_session(minimum=2),))

        assert completed(problem=problem, pairs={(0, 0), (1, 0)}) == {(0, 0), (1, 0), (2, 0)}

    def test_leaves_out_what_breaks_a_rule(self) -> None:
        problem = a_problem(people=2, budget=1_000_000)

        assert completed(problem=problem, pairs={(0, 0), (1, 0)}) == {(0, 0)}

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 10**6))
    def test_never_gains_less_from_a_plan_that_keeps_the_rules(self, seed: int) -> None:
        problem = invented(seed=seed, people=20, sessions=8, tight=False)
        pairs = greedy(problem=problem) or frozenset()

        more = completed(problem=problem, pairs=pairs)

        assert gain(problem=problem, pairs=more) >= gain(problem=problem, pairs=pairs) - 1e-9
