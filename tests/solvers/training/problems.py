"""Invented planning problems for the tests."""

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

from hypothesis import strategies as st

from piawai.solvers.training.gains import Pair, allocations, gain
from piawai.solvers.training.problem import (
    Ceiling,
    Duty,
    Need,
    Person,
    Prerequisite,
    Problem,
    Purse,
    Session,
)
from piawai.solvers.training.rules import violations

COMPETENCIES = ("A", "B", "C")


def a_person(**fields: Any) -> Person:
    """Return someone who needs two levels of A, changed as asked."""
    return replace(Person(key="somebody", needs=(Need("A", 1, 3, 1.0),)), **fields)


def a_session(*, number: int = 0, teaches: Mapping[str, int] | None = None, **fields: Any) -> Session:
    """Return a session on days of its own that teaches A up to 3, changed as asked."""
    first = 10 * number
    plain = Session(
        code=f"S{number}",
        programme=f"P{number}",
        busy=(first, first + 2),
        away=(first, first + 1, first + 2),
        hours=10.0,
        seats=10,
        minimum=1,
        fixed_cost=0,
        cost=1_000_000,
        teaches={"A": 3} if teaches is None else teaches,
    )
    return replace(plain, **fields)


def a_problem(*, people: int = 1, sessions: int = 1, **fields: Any) -> Problem:
    """Return people who all need what all sessions teach, with money for everybody, changed as asked."""
    plain = Problem(
        people=tuple(a_person(key=f"person {n}") for n in range(people)),
        sessions=tuple(a_session(number=n) for n in range(sessions)),
        budget=1_000_000_000,
    )
    return replace(plain, **fields)


def invented(*, seed: int, people: int, sessions: int, tight: bool) -> Problem:
    """Return a problem with every kind of rule; a tight one has many locks, duties and blocked pairs."""
    chance = random.Random(seed)
    every_pair = list(product(range(people), range(sessions)))
    offers = tuple(_session(chance, number, people) for number in range(sessions))
    unmet = {
        pair: (Prerequisite(chance.choice(COMPETENCIES), chance.randint(1, 3)),)
        for pair in every_pair
        if chance.random() < 0.15
    }
    often, locked = (0.3, 0.15) if tight else (0.02, 1 / len(every_pair))
    return Problem(
        people=tuple(_person(chance, number) for number in range(people)),
        sessions=offers,
        budget=chance.randint(people, 4 * people) * 1_000_000,
        ceilings=tuple(Ceiling(f"unit {n}", chance.randint(1, max(2, people // 5))) for n in range(3)),
        purses=tuple(Purse(f"purse {n}", chance.randint(people // 2, 2 * people) * 1_000_000) for n in range(2)),
        blocked={pair: "absent" for pair in every_pair if chance.random() < (0.25 if tight else 0.1)},
        unmet=unmet,
        locked_in=frozenset(pair for pair in every_pair if chance.random() < locked),
        duties=tuple(
            Duty(f"duty {n}", n, tuple(sorted(chance.sample(range(sessions), min(sessions, 2)))))
            for n in range(people)
            if chance.random() < often
        ),
        moved={pair: (chance.randrange(3),) for pair in every_pair if chance.random() < 0.1},
        paid_by={pair: chance.choice((None, 0, 1)) for pair in every_pair if chance.random() < 0.1},
        preferred=frozenset(pair for pair in every_pair if chance.random() < 0.1),
        gain_per_hour=chance.choice((0.0, 0.02)),
    )


def _person(chance: random.Random, number: int) -> Person:
    needs = []
    for competency in chance.sample(COMPETENCIES, chance.randint(0, 3)):
        held = chance.randint(0, 3)
        needs.append(Need(competency, held, chance.randint(held + 1, 5), chance.choice((1.0, 2.0, 2.5))))
    return Person(
        key=f"person {number}",
        needs=tuple(needs),
        factor=chance.choice((1.0, 1.5)),
        hours_owed=chance.choice((0.0, 20.0)),
        ceilings=tuple(chance.sample(range(3), chance.randint(0, 2))),
        purse=chance.choice((None, 0, 1)),
    )


def _session(chance: random.Random, number: int, people: int) -> Session:
    first = chance.randint(1, 12)
    last = first + chance.randint(0, 3)
    online = chance.random() < 0.2
    seats = chance.randint(1, max(2, people // 2))
    return Session(
        code=f"S{chance.randint(10, 99)}-{number}",
        programme=f"P{chance.randrange(number + 2)}",
        busy=(first, last),
        away=() if online else tuple(range(first, last + 1)),
        hours=float(chance.choice((4, 8, 16, 30))),
        seats=seats,
        minimum=chance.randint(0, seats),
        fixed_cost=chance.choice((0, 0, 500_000, 2_000_000)),
        cost=chance.choice((0, 500_000, 1_000_001, 2_000_000)),
        teaches={competency: chance.randint(1, 5) for competency in chance.sample(COMPETENCIES, chance.randint(1, 2))},
    )


def tiny_problems() -> st.SearchStrategy[Problem]:
    """Return problems of at most four people and four sessions, small enough to try every plan."""
    return st.builds(
        invented,
        seed=st.integers(0, 10**6),
        people=st.integers(1, 4),
        sessions=st.integers(1, 4),
        tight=st.booleans(),
    )


def best_by_trying(*, problem: Problem) -> tuple[float, frozenset[Pair]] | None:
    """Return the best of all plans and what it gains, or None where no plan keeps every rule."""
    options = [_choices(problem, person) for person in range(len(problem.people))]
    best: tuple[float, frozenset[Pair]] | None = None
    for choice in product(*options):
        pairs = frozenset(pair for pairs in choice for pair in pairs)
        gained = gain(problem=problem, pairs=pairs)
        if best is not None and gained <= best[0]:
            continue
        if not violations(problem=problem, allocations=allocations(problem=problem, pairs=pairs)):
            best = (gained, pairs)
    return best


def _choices(problem: Problem, person: int) -> list[tuple[Pair, ...]]:
    """Return the sets of sessions that break no rule of the person alone."""
    alone = replace(
        problem,
        locked_in=frozenset(pair for pair in problem.locked_in if pair[0] == person),
        duties=tuple(duty for duty in problem.duties if duty.person == person),
    )
    every = [(person, session) for session in range(len(problem.sessions))]
    return [
        pairs
        for size in range(len(every) + 1)
        for pairs in combinations(every, size)
        if not any(
            line.partition(":")[0] not in ("minimum", "budget")
            for line in violations(problem=alone, allocations=allocations(problem=problem, pairs=pairs))
        )
    ]
