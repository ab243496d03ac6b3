"""
What an allocation is worth, exactly: the one place where the gain of a plan is defined.

The gain of a person with the chosen sessions S is

    factor × Σ over needs of weight × (max over S of min(required, level taught) - held)+
    + gain_per_hour × min(hours_owed, Σ hours of S)

and the gain of a plan is the sum over its people. A plan is passed around as a set of pairs
(person, session), both positions in the problem.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

from piawai.solvers.training.problem import Allocation, Closed, Need, Prerequisite, Problem, Session

Pair = tuple[int, int]


def gain(*, problem: Problem, pairs: Iterable[Pair]) -> float:
    """Return what the plan is worth: the sum of its people's gains, in order of person (so always the same float)."""
    return sum(
        person_gain(problem=problem, person=person, sessions=sessions)
        for person, sessions in sorted(sessions_by_person(pairs=pairs).items())
    )


def person_gain(*, problem: Problem, person: int, sessions: Collection[int]) -> float:
    """Return what attending exactly these sessions is worth for the person; 0 with no sessions."""
    one = problem.people[person]
    chosen = [problem.sessions[session] for session in sorted(sessions)]
    levels = one.factor * sum(need.weight * _levels_closed(need, chosen) for need in one.needs)
    return levels + problem.gain_per_hour * min(one.hours_owed, sum(session.hours for session in chosen))


def marginal_gain(*, problem: Problem, person: int, session: int, sessions: Collection[int]) -> float:
    """
    Return what the session adds for a person who attends the other `sessions` too.

    `session` itself may be among `sessions`: then this is what would be lost without it.
    """
    others = [other for other in sessions if other != session]
    if not others:
        return person_gain(problem=problem, person=person, sessions=[session])
    return person_gain(problem=problem, person=person, sessions=[*others, session]) - person_gain(
        problem=problem, person=person, sessions=others
    )


def closes_a_gap(*, problem: Problem, person: int, session: int) -> bool:
    """Tell whether the session, taken alone, teaches something that the person is known to lack."""
    return any(_levels_closed(need, [problem.sessions[session]]) for need in problem.people[person].needs)


def standalone_gains(*, problem: Problem) -> NDArray[np.float64]:
    """Return a table, a row for each person and a column for each session, of what it is worth on its own."""
    found = np.zeros((len(problem.people), len(problem.sessions)))
    if problem.gain_per_hour:
        owed = np.array([person.hours_owed for person in problem.people])
        hours = np.array([session.hours for session in problem.sessions])
        found += problem.gain_per_hour * np.minimum.outer(owed, hours)
    teaching = _teaching(problem.sessions)
    for position, person in enumerate(problem.people):
        for need in person.needs:
            for session, level in teaching.get(need.competency, ()):
                steps = min(need.required, level) - need.held
                if steps > 0:
                    found[position, session] += person.factor * need.weight * steps
    return found


def allocations(*, problem: Problem, pairs: Iterable[Pair]) -> tuple[Allocation, ...]:
    """Return the plan as allocations with what each closes, ordered by session, then person."""
    found = [
        Allocation(person, session, closed)
        for person, sessions in sessions_by_person(pairs=pairs).items()
        for session, closed in closes(problem=problem, person=person, sessions=sessions).items()
    ]
    return tuple(sorted(found, key=lambda allocation: (allocation.session, allocation.person)))


def closes(*, problem: Problem, person: int, sessions: Collection[int]) -> dict[int, tuple[Closed, ...]]:
    """
    Return for each of these sessions the levels of the person's gaps that it closes, in order of competency.

    A level is counted once: for the session that starts first (by `busy`, then code) of those that reach it.
    """
    found: dict[int, tuple[Closed, ...]] = {}
    reached = {need.competency: need.held for need in problem.people[person].needs}
    for session in in_order_of_time(problem=problem, sessions=sessions):
        closed = []
        for need in sorted(problem.people[person].needs, key=lambda need: need.competency):
            level = min(need.required, problem.sessions[session].teaches.get(need.competency, 0))
            if level > reached[need.competency]:
                closed.append(Closed(need.competency, level - reached[need.competency]))
                reached[need.competency] = level
        found[session] = tuple(closed)
    return found


def cost(*, problem: Problem, pairs: Iterable[Pair]) -> int:
    """Return the rupiah a plan uses: each participant's cost, and the fixed cost of each session that runs."""
    chosen = [session for _, session in pairs]
    return sum(problem.sessions[session].cost for session in chosen) + sum(
        problem.sessions[session].fixed_cost for session in set(chosen)
    )


def in_order_of_time(*, problem: Problem, sessions: Iterable[int]) -> list[int]:
    """Return the sessions by first busy day, then code."""
    return sorted(sessions, key=lambda one: (problem.sessions[one].busy[0], problem.sessions[one].code))


def sessions_by_person(*, pairs: Iterable[Pair]) -> dict[int, set[int]]:
    """Return the sessions of each person in the plan; who goes nowhere is left out."""
    found: dict[int, set[int]] = defaultdict(set)
    for person, session in pairs:
        found[person].add(session)
    return dict(found)


def can_meet(*, problem: Problem, enabler: int, session: int, wanted: Prerequisite) -> bool:
    """Tell whether attending `enabler` meets this prerequisite of `session`: it ends before, and teaches enough."""
    earlier = problem.sessions[enabler]
    ends_before = earlier.busy[1] < problem.sessions[session].busy[0]
    return ends_before and earlier.teaches.get(wanted.competency, 0) >= wanted.level


def _levels_closed(need: Need, sessions: Iterable[Session]) -> int:
    """Return the levels of the need that the best of these sessions closes."""
    reached = need.held
    for session in sessions:
        reached = max(reached, session.teaches.get(need.competency, 0))
    return max(0, min(need.required, reached) - need.held)


def _teaching(sessions: Iterable[Session]) -> dict[str, list[tuple[int, int]]]:
    """Return for each competency the sessions that teach it, with the level reached."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for position, session in enumerate(sessions):
        for competency, level in session.teaches.items():
            found[competency].append((position, level))
    return found
