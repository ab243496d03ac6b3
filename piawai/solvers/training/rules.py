"""Whether a plan keeps every rule: checked plainly, apart from the model and the greedy choice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from piawai.solvers.training.problem import Allocation, Problem

Pair = tuple[int, int]


def violations(*, problem: Problem, allocations: Sequence[Allocation]) -> list[str]:
    """Return a line for each rule that the plan breaks, beginning with the rule's name; empty where it keeps all."""
    pairs = [(allocation.person, allocation.session) for allocation in allocations]
    return [
        *(f"seats: {pair} twice" for pair, times in Counter(pairs).items() if times > 1),
        *_sessions(problem, pairs),
        *_money(problem, pairs),
        *_ceilings(problem, pairs),
        *_clashes(problem, pairs),
        *_prerequisites(problem, pairs),
        *(f"blocked: {pair}" for pair in pairs if pair in problem.blocked),
        *(f"locked_in: {pair} is missing" for pair in sorted(problem.locked_in - set(pairs))),
        *(
            f"duty: {duty.key} is not done"
            for duty in problem.duties
            if not any((duty.person, session) in pairs for session in duty.sessions)
        ),
    ]


def _sessions(problem: Problem, pairs: Iterable[Pair]) -> Iterator[str]:
    for session, people in sorted(Counter(session for _, session in pairs).items()):
        asked = problem.sessions[session]
        if people > asked.seats:
            yield f"seats: {people} people in {asked.code} with {asked.seats}"
        if people < asked.minimum:
            yield f"minimum: {people} people in {asked.code} that needs {asked.minimum}"


def _money(problem: Problem, pairs: Sequence[Pair]) -> Iterator[str]:
    spent = sum(problem.sessions[session].cost for _, session in pairs)
    spent += sum(problem.sessions[session].fixed_cost for session in {session for _, session in pairs})
    if spent > problem.budget:
        yield f"budget: {spent} of {problem.budget}"
    for position, purse in enumerate(problem.purses):
        used = sum(problem.sessions[s].cost for p, s in pairs if problem.purse_of(person=p, session=s) == position)
        if used > purse.limit:
            yield f"purse: {used} of {purse.limit} in {purse.key}"


def _ceilings(problem: Problem, pairs: Iterable[Pair]) -> Iterator[str]:
    away: dict[tuple[int, int], set[int]] = {}
    for person, session in pairs:
        for ceiling in problem.moved.get((person, session), problem.people[person].ceilings):
            for day in problem.sessions[session].away:
                away.setdefault((ceiling, day), set()).add(person)
    for (ceiling, day), people in sorted(away.items()):
        if len(people) > problem.ceilings[ceiling].limit:
            yield f"ceiling: {len(people)} of {problem.ceilings[ceiling].key} away on day {day}"


def _clashes(problem: Problem, pairs: Sequence[Pair]) -> Iterator[str]:
    chosen: dict[int, list[int]] = {}
    for person, session in pairs:
        chosen.setdefault(person, []).append(session)
    for person, sessions in sorted(chosen.items()):
        for one, other in combinations(sorted(set(sessions)), 2):
            first, second = problem.sessions[one], problem.sessions[other]
            if first.busy[0] <= second.busy[1] and second.busy[0] <= first.busy[1]:
                yield f"overlap: person {person} in {first.code} and {second.code}"
            if first.programme == second.programme:
                yield f"same_programme: person {person} in {first.code} and {second.code}"


def _prerequisites(problem: Problem, pairs: Iterable[Pair]) -> Iterator[str]:
    attended = set(pairs)
    for person, session in sorted(attended):
        for wanted in problem.unmet.get((person, session), ()):
            earlier = (
                problem.sessions[other]
                for who, other in attended
                if who == person and problem.sessions[other].busy[1] < problem.sessions[session].busy[0]
            )
            if not any(one.teaches.get(wanted.competency, 0) >= wanted.level for one in earlier):
                yield f"prerequisite: {wanted.competency} for person {person} in session {session}"
