"""
The plain choice: again and again the pair with the best gain per rupiah, as long as it fits.

This is what a careful clerk could do by hand. The solver starts from it, and the plan is compared with
it. A rupiah counts a participant's cost with an even share of the session's fixed cost (per seat); what
costs nothing comes first.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from piawai.solvers.training.gains import Pair, marginal_gain, standalone_gains
from piawai.solvers.training.ledger import Ledger
from piawai.solvers.training.problem import Problem, Session, Why

Rank = tuple[float, float, int, int]  # -gain per rupiah, -gain, person, session: the smallest is the best


def greedy(*, problem: Problem, first: Iterable[Pair] = ()) -> frozenset[Pair] | None:
    """
    Return a plan that keeps every rule, or None where this way finds none that keeps the locks and duties.

    Locks and duties come first, with those needed to bring their sessions to the minimum, and the pairs of
    `first` that fit; then the best gain per rupiah. Sessions that stay below their minimum are cancelled,
    and what they had used is tried once more on the sessions that run.
    """
    wished = frozenset(first)
    ledger = Ledger(problem=problem)
    worth = standalone_gains(problem=problem)
    if not (_keep_locks(ledger) and _keep_duties(ledger, wished)):
        return None
    promised = [session for session, people in sorted(ledger.people.items()) if people]
    for person, session in _in_time(problem, wished - ledger.pairs):
        _put(ledger, person, session)
    if not _fill_to_minimum(ledger, worth, promised):
        return None
    _fill(ledger, worth, np.ones(len(problem.sessions), dtype=bool))
    _cancel_small(ledger)
    _fill(ledger, worth, _running(ledger))
    return ledger.pairs


def completed(*, problem: Problem, pairs: Iterable[Pair]) -> frozenset[Pair]:
    """
    Return the plan without what breaks a rule or adds nothing, and with every pair that still fits and gains.

    So nothing more can be had from it by adding a single pair to a session that runs.
    """
    ledger = Ledger(problem=problem)
    for person, session in _in_time(problem, pairs):
        if not ledger.obstacle(person=person, session=session):
            ledger.add(person=person, session=session)
    _cancel_small(ledger)
    _give_back(ledger)
    _fill(ledger, standalone_gains(problem=problem), _running(ledger))
    return ledger.pairs


def keeps_promises(*, problem: Problem, pairs: frozenset[Pair]) -> bool:
    """Tell whether everyone locked in is in the plan and every duty is done."""
    return problem.locked_in <= pairs and all(
        any((duty.person, session) in pairs for session in duty.sessions) for duty in problem.duties
    )


def _keep_locks(ledger: Ledger) -> bool:
    return all(_put(ledger, person, session) for person, session in _in_time(ledger.problem, ledger.problem.locked_in))


def _keep_duties(ledger: Ledger, wished: frozenset[Pair]) -> bool:
    """Give each person with a duty a session: one wished for, else one that runs anyway, else the best per rupiah."""
    for duty in ledger.problem.duties:
        person = duty.person
        if ledger.sessions[person] & set(duty.sessions):
            continue
        order = [
            ((person, session) not in wished, not ledger.people[session], _rank(ledger, person, session))
            for session in duty.sessions
        ]
        ranked = [session for _, session in sorted(zip(order, duty.sessions, strict=True))]
        if not any(_put(ledger, person, session) for session in ranked):
            return False
    return True


def _put(ledger: Ledger, person: int, session: int) -> bool:
    """Add the pair and tell True, or tell False where something stands in the way."""
    if ledger.obstacle(person=person, session=session):
        return False
    ledger.add(person=person, session=session)
    return True


def _fill_to_minimum(ledger: Ledger, worth: NDArray[np.float64], promised: Iterable[int]) -> bool:
    """Bring the sessions promised to somebody to their minimum; False where too few people can come."""
    for session in promised:
        missing = ledger.problem.sessions[session].minimum - len(ledger.people[session])
        for person in np.argsort(-worth[:, session], kind="stable").tolist():
            if missing <= 0:
                break
            if person not in ledger.people[session]:
                missing -= _put(ledger, person, session)
        if missing > 0:
            return False
    return True


def _rank(ledger: Ledger, person: int, session: int) -> Rank:
    """Return where the pair stands in the order of choice: smaller is better."""
    added = marginal_gain(
        problem=ledger.problem, person=person, session=session, sessions=ledger.sessions.get(person, ())
    )
    price = _price(ledger.problem.sessions[session])
    return (-added / price if price else -np.inf, -added, person, session)


def _price(session: Session) -> float:
    """Return the rupiah of a participant with an even share of the fixed cost."""
    return session.cost + session.fixed_cost / max(session.seats, 1)


def _fill(ledger: Ledger, worth: NDArray[np.float64], allowed: NDArray[np.bool_]) -> None:
    """
    Add the best pair of the allowed sessions that fits and gains, until there is none.

    A gain only shrinks as a plan grows, so a pair is weighed again only when its turn comes. One that
    waits for a prerequisite comes back when the person gets another session.
    """
    problem = ledger.problem
    queue = _queue(ledger, worth, allowed)
    waiting: dict[int, list[Rank]] = defaultdict(list)
    while queue:
        entry = heapq.heappop(queue)
        _, _, person, session = entry
        if ledger.spent + problem.sessions[session].cost > problem.budget:
            continue
        obstacle = ledger.obstacle(person=person, session=session)
        if obstacle is not None:
            if obstacle.why is Why.PREREQUISITE:
                waiting[person].append(entry)
            continue
        again = _rank(ledger, person, session) if ledger.sessions.get(person) else entry
        if again > entry:
            if again[1] < 0:
                heapq.heappush(queue, again)
            continue
        ledger.add(person=person, session=session)
        for other in waiting.pop(person, ()):
            heapq.heappush(queue, other)


def _queue(ledger: Ledger, worth: NDArray[np.float64], allowed: NDArray[np.bool_]) -> list[Rank]:
    """Return the pairs that could still be added, best first, at what they are worth on their own."""
    problem = ledger.problem
    left = problem.budget - ledger.spent
    affordable = np.array(
        [
            one.cost + (0 if ledger.people[position] else one.fixed_cost) <= left
            and len(ledger.people[position]) < one.seats
            for position, one in enumerate(problem.sessions)
        ],
        dtype=bool,
    )
    possible = (worth > 0) & (allowed & affordable)
    for pair in ledger.pairs:
        possible[pair] = False
    persons, sessions = np.nonzero(possible)
    gains = worth[persons, sessions]
    prices = np.array([_price(one) for one in problem.sessions])[sessions]
    ratios = np.divide(gains, prices, out=np.full(len(gains), np.inf), where=prices > 0)
    order = np.lexsort((sessions, persons, -gains, -ratios))
    columns = (-ratios[order], -gains[order], persons[order], sessions[order])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _running(ledger: Ledger) -> NDArray[np.bool_]:
    """Return the sessions to which one person more may be added: those that run, or need no more than one."""
    return np.array(
        [bool(ledger.people[position]) or one.minimum <= 1 for position, one in enumerate(ledger.problem.sessions)],
        dtype=bool,
    )


def _cancel_small(ledger: Ledger) -> None:
    """Cancel the sessions below their minimum, with what people could attend only thanks to them."""
    while small := [
        (person, session)
        for session, people in ledger.people.items()
        for person in people
        if len(people) < ledger.problem.sessions[session].minimum or ledger.unmet(person=person, session=session)
    ]:
        for person, session in small:
            ledger.remove(person=person, session=session)


def _give_back(ledger: Ledger) -> None:
    """Take out whoever gains nothing from a seat, where no rule needs them there."""
    problem = ledger.problem
    for person, session in _in_time(problem, ledger.pairs):
        kept = ledger.sessions[person]
        people = len(ledger.people[session])
        spare = people > problem.sessions[session].minimum or people == 1
        if not spare or (person, session) in problem.locked_in:
            continue
        if marginal_gain(problem=problem, person=person, session=session, sessions=kept) > 0:
            continue
        ledger.remove(person=person, session=session)
        needed = any(ledger.unmet(person=person, session=other) for other in kept) or any(
            duty.person == person and session in duty.sessions and not kept & set(duty.sessions)
            for duty in problem.duties
        )
        if needed:
            ledger.add(person=person, session=session)


def _in_time(problem: Problem, pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs in order of the sessions' first day, so that what others need comes first."""
    return sorted(pairs, key=lambda pair: (problem.sessions[pair[1]].busy[0], pair))
