from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piawai.solvers.training.conflicts import irreducible
from piawai.solvers.training.gains import allocations
from piawai.solvers.training.problem import (
    Ceiling,
    Conflict,
    Duty,
    Person,
    Prerequisite,
    Problem,
    Purse,
    Rule,
    Session,
    Status,
)
from piawai.solvers.training.rules import violations
from piawai.solvers.training.solving import solve
from tests.solvers.training.problems import a_person, a_problem, a_session, invented

PLENTY = 10**12


def conflicts_of(problem: Problem) -> set[Conflict]:
    solution = solve(problem=problem, gap=0.01, time_limit=30)
    assert solution.status is Status.INFEASIBLE
    return set(solution.conflicts)


def can_hold(*, problem: Problem, rules: set[Conflict]) -> bool:
    """Tell by trying every plan whether these rules, and what keeps people without lock or duty away, can all hold."""
    named = {person for person, _ in problem.locked_in} | {duty.person for duty in problem.duties}
    eased = _eased(problem, rules, named)
    ignored = {
        f"{rule}: person {person} in"
        for rule in (Rule.OVERLAP, Rule.SAME_PROGRAMME)
        for person in named
        if Conflict(rule, person=person) not in rules
    }
    every = list(product(range(len(problem.people)), range(len(problem.sessions))))
    for chosen in product((False, True), repeat=len(every)):
        pairs = {pair for pair, taken in zip(every, chosen, strict=True) if taken}
        broken = violations(problem=eased, allocations=allocations(problem=eased, pairs=pairs))
        if all(line.startswith(tuple(ignored)) for line in broken):
            return True
    return False


def _eased(problem: Problem, rules: set[Conflict], named: set[int]) -> Problem:
    """Return the problem with only these rules for the people named."""

    def holds(rule: Rule, pair: tuple[int, int]) -> bool:
        return pair[0] not in named or Conflict(rule, person=pair[0], session=pair[1]) in rules

    return replace(
        problem,
        sessions=tuple(
            replace(
                session,
                seats=session.seats if Conflict(Rule.SEATS, session=n) in rules else 99,
                minimum=session.minimum if Conflict(Rule.MINIMUM, session=n) in rules else 0,
            )
            for n, session in enumerate(problem.sessions)
        ),
        budget=problem.budget if Conflict(Rule.BUDGET) in rules else PLENTY,
        purses=tuple(
            purse if Conflict(Rule.PURSE, subject=n) in rules else Purse(purse.key, PLENTY)
            for n, purse in enumerate(problem.purses)
        ),
        ceilings=tuple(
            ceiling if Conflict(Rule.CEILING, subject=n) in rules else Ceiling(ceiling.key, 99)
            for n, ceiling in enumerate(problem.ceilings)
        ),
        blocked={pair: code for pair, code in problem.blocked.items() if holds(Rule.BLOCKED, pair)},
        unmet={pair: unmet for pair, unmet in problem.unmet.items() if holds(Rule.PREREQUISITE, pair)},
        locked_in=frozenset(pair for pair in problem.locked_in if holds(Rule.LOCKED_IN, pair)),
        duties=tuple(duty for n, duty in enumerate(problem.duties) if Conflict(Rule.DUTY, subject=n) in rules),
    )


LOCK_0 = Conflict(Rule.LOCKED_IN, person=0, session=0)
LOCK_1 = Conflict(Rule.LOCKED_IN, person=0, session=1)
BOTH = frozenset({(0, 0), (0, 1)})


class TestConflicts:
    """Rules that cannot all hold."""

    @pytest.mark.parametrize(
        ("person", "sessions", "changes", "expected"),
        [
            pytest.param(
                a_person(),
                (a_session(),),
                {"locked_in": frozenset({(0, 0)}), "blocked": {(0, 0): "absent"}},
                {LOCK_0, Conflict(Rule.BLOCKED, person=0, session=0)},
                id="locked in and blocked",
            ),
            pytest.param(
                a_person(),
                (a_session(), a_session(programme="other")),
                {"locked_in": BOTH},
                {LOCK_0, LOCK_1, Conflict(Rule.OVERLAP, person=0)},
                id="two at once",
            ),
            pytest.param(
                a_person(),
                (a_session(), a_session(busy=(7, 9), away=(7, 8))),
                {"locked_in": BOTH},
                {LOCK_0, LOCK_1, Conflict(Rule.SAME_PROGRAMME, person=0)},
                id="one programme twice",
            ),
            pytest.param(
                a_person(),
                (a_session(seats=0), a_session(number=1)),
                {"duties": (Duty("must", 0, (0, 1)),), "blocked": {(0, 1): "absent"}},
                {
                    Conflict(Rule.DUTY, subject=0),
                    Conflict(Rule.SEATS, session=0),
                    Conflict(Rule.BLOCKED, person=0, session=1),
                },
                id="a duty with no way to do it",
            ),
            pytest.param(
                a_person(),
                (a_session(minimum=2),),
                {"locked_in": frozenset({(0, 0)})},
                {LOCK_0, Conflict(Rule.MINIMUM, session=0)},
                id="nobody else to reach the minimum",
            ),
            pytest.param(
                a_person(),
                (a_session(fixed_cost=1),),
                {"locked_in": frozenset({(0, 0)}), "budget": 1_000_000},
                {LOCK_0, Conflict(Rule.BUDGET)},
                id="no money",
            ),
            pytest.param(
                a_person(purse=0),
                (a_session(),),
                {"locked_in": frozenset({(0, 0)}), "purses": (Purse("unit", 999_999),)},
                {LOCK_0, Conflict(Rule.PURSE, subject=0)},
                id="no money in the unit",
            ),
            pytest.param(
                a_person(ceilings=(0,)),
                (a_session(),),
                {"locked_in": frozenset({(0, 0)}), "ceilings": (Ceiling("unit", 0),)},
                {LOCK_0, Conflict(Rule.CEILING, subject=0)},
                id="nobody to spare",
            ),
            pytest.param(
                a_person(),
                (a_session(),),
                {"locked_in": frozenset({(0, 0)}), "unmet": {(0, 0): (Prerequisite("B", 2),)}},
                {LOCK_0, Conflict(Rule.PREREQUISITE, person=0, session=0)},
                id="a prerequisite nothing meets",
            ),
        ],
    )
    def test_are(
        self, person: Person, sessions: tuple[Session, ...], changes: dict[str, object], expected: set[Conflict]
    ) -> None:
        problem = replace(a_problem(), people=(person,), sessions=sessions)

        assert conflicts_of(replace(problem, **changes)) == expected  # type: ignore[arg-type]

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(seed=st.integers(0, 10**6))
    def test_are_irreducible(self, seed: int) -> None:
        problem = invented(seed=seed, people=3, sessions=3, tight=True)
        if solve(problem=problem, gap=0.0, time_limit=30).status is not Status.INFEASIBLE:
            return

        rules = conflicts_of(problem)

        assert not can_hold(problem=problem, rules=rules)
        for rule in rules:
            assert can_hold(problem=problem, rules=rules - {rule})


class TestIrreducible:
    """The filter that narrows a conflict down."""

    @settings(max_examples=60, derandomize=True)
    @given(guilty=st.sets(st.integers(0, 99), min_size=1, max_size=6))
    def test_finds_the_only_culprits(self, guilty: set[int]) -> None:
        rules = np.arange(100, dtype=np.int64)

        found = irreducible(rules=rules, conflicting=lambda kept: guilty <= set(kept.tolist()))

        assert set(found.tolist()) == guilty
