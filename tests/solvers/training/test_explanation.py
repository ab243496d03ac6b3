from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piawai.solvers.training.explanation import explain
from piawai.solvers.training.gains import Pair, allocations, gain
from piawai.solvers.training.greedy import greedy
from piawai.solvers.training.problem import Ceiling, Explanation, Need, Prerequisite, Problem, Purse, Why
from piawai.solvers.training.rules import violations
from tests.solvers.training.problems import a_person, a_problem, a_session, invented

MILLION = 1_000_000


def explained(problem: Problem, *, pairs: set[Pair], session: int) -> Explanation:
    """Return what person 0 is told about the session."""
    plan = allocations(problem=problem, pairs=pairs)
    return explain(problem=problem, allocations=plan, person=0)[session]


class TestExplain:
    """Why someone goes to a session, or what stood in the way."""

    def test_has_an_entry_for_each_session_in_order(self) -> None:
        found = explain(problem=a_problem(sessions=3), allocations=(), person=0)

        assert [explanation.session for explanation in found] == [0, 1, 2]

    @pytest.mark.parametrize(
        ("changes", "pairs", "expected"),
        [
            pytest.param({}, {(0, 1)}, Explanation(1, Why.CHOSEN, 2.0), id="chosen"),
            pytest.param(
                {"blocked": {(0, 1): "leave"}}, set(), Explanation(1, Why.BLOCKED, 2.0, code="leave"), id="blocked"
            ),
            pytest.param(
                {"unmet": {(0, 1): (Prerequisite("A", 3),)}},
                set(),
                Explanation(1, Why.PREREQUISITE, 2.0, competency="A", level=3),
                id="prerequisite",
            ),
            pytest.param(
                {"people": (a_person(needs=(Need("B", 1, 2, 1.0),)),)},
                set(),
                Explanation(1, Why.NO_GAIN, 0.0),
                id="nothing lacked that it teaches",
            ),
            pytest.param(
                {"people": (a_person(needs=()),), "unknown": {0: frozenset({"A"})}},
                set(),
                Explanation(1, Why.UNKNOWN, 0.0),
                id="touches only what is unknown",
            ),
            pytest.param(
                {}, {(0, 0)}, Explanation(1, Why.ALREADY_CLOSED, 0.0, other=0), id="closed by another session"
            ),
            pytest.param(
                {"sessions": (a_session(teaches={"A": 2}), a_session(number=1, programme="P0"))},
                {(0, 0)},
                Explanation(1, Why.SAME_PROGRAMME, 1.0, other=0),
                id="same programme",
            ),
            pytest.param(
                {"sessions": (a_session(teaches={"A": 2}), a_session(programme="other"))},
                {(0, 0)},
                Explanation(1, Why.OVERLAP, 1.0, other=0),
                id="overlap",
            ),
            pytest.param(
                {"sessions": (a_session(), a_session(number=1, minimum=2))},
                set(),
                Explanation(1, Why.NOT_RUN, 2.0),
                id="too few",
            ),
            pytest.param(
                {"sessions": (a_session(), a_session(number=1, fixed_cost=10**10))},
                set(),
                Explanation(1, Why.NOT_RUN, 2.0),
                id="not worth its fixed cost",
            ),
            pytest.param(
                {"people": (a_person(), a_person(factor=2.0)), "sessions": (a_session(), a_session(number=1, seats=1))},
                {(1, 1)},
                Explanation(1, Why.SEATS, 2.0, other_gain=4.0),
                id="full",
            ),
            pytest.param(
                {"people": (a_person(ceilings=(0,)),) * 2, "ceilings": (Ceiling("unit", 1),)},
                {(1, 1)},
                Explanation(1, Why.CEILING, 2.0, ceiling=0, day=10),
                id="nobody to spare",
            ),
            pytest.param(
                {"people": (a_person(purse=0),) * 2, "purses": (Purse("unit", MILLION),)},
                {(1, 1)},
                Explanation(1, Why.PURSE, 2.0, purse=0),
                id="the unit's money is used",
            ),
            pytest.param(
                {"people": (a_person(), a_person(factor=3.0)), "budget": MILLION},
                {(1, 1)},
                Explanation(1, Why.BUDGET, 2.0, other_gain=6.0),
                id="the money is used",
            ),
            pytest.param({"people": (a_person(),) * 2}, {(1, 1)}, Explanation(1, Why.WITHIN_GAP, 2.0), id="would fit"),
        ],
    )
    def test_gives(self, changes: dict[str, Any], pairs: set[Pair], expected: Explanation) -> None:
        problem = replace(a_problem(sessions=2), **changes)

        assert explained(problem, pairs=pairs, session=1) == expected

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 10**6), left_out=st.integers(0, 5))
    def test_is_true(self, seed: int, left_out: int) -> None:
        """Adding the pair breaks the rule that is given as the reason, and no rule where it would fit."""
        problem = invented(seed=seed, people=12, sessions=6, tight=False)
        pairs = frozenset(sorted(greedy(problem=problem) or ())[left_out:])
        plan = allocations(problem=problem, pairs=pairs)
        known = set(violations(problem=problem, allocations=plan))

        for person in range(len(problem.people)):
            for found in explain(problem=problem, allocations=plan, person=person):
                more = pairs | {(person, found.session)}
                broken = {
                    line.partition(":")[0]
                    for line in violations(problem=problem, allocations=allocations(problem=problem, pairs=more))
                    if line not in known
                }
                self._check(found, broken)
                if found.why is not Why.CHOSEN:
                    added = gain(problem=problem, pairs=more) - gain(problem=problem, pairs=pairs)
                    assert found.gain == pytest.approx(added, abs=1e-9)

    def _check(self, found: Explanation, broken: set[str]) -> None:
        if found.why is Why.WITHIN_GAP:
            assert broken <= {"minimum"}  # a session that was too small in the plan already
            assert found.gain > 0
        elif found.why in (Why.NO_GAIN, Why.UNKNOWN, Why.ALREADY_CLOSED):
            assert found.gain == pytest.approx(0.0)
        elif found.why is Why.NOT_RUN:
            assert broken
        elif found.why is not Why.CHOSEN:
            assert found.why.value in broken
