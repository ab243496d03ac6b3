"""Why someone goes to a session, or what stands in the way: read off the plan as it stands."""

from collections.abc import Iterable
from functools import cached_property

from piawai.solvers.training.gains import in_order_of_time, marginal_gain
from piawai.solvers.training.ledger import Ledger, Obstacle
from piawai.solvers.training.problem import Allocation, Explanation, Problem, Why

NOTHING = 1e-12  # a gain that is no more than rounding
MILLION = 1_000_000  # rupiah


def explain(*, problem: Problem, allocations: Iterable[Allocation], person: int) -> list[Explanation]:
    """
    Return for one person an explanation of each session, in the order of the problem's sessions.

    The first reason of `Why` that applies is given. Someone who gains nothing from a session that
    touches a competency of unknown level is told to be assessed first (UNKNOWN), not that there is no gain.
    """
    plan = _Plan(problem, allocations)
    return [plan.explanation(person, session) for session in range(len(problem.sessions))]


class _Plan:
    """A plan to be explained."""

    def __init__(self, problem: Problem, allocations: Iterable[Allocation]) -> None:
        self.problem = problem
        self.ledger = Ledger(problem=problem, pairs=[(one.person, one.session) for one in allocations])

    def explanation(self, person: int, session: int) -> Explanation:
        """Return the first reason that applies to the pair."""
        gain = self._gain(person, session)
        if session in self.ledger.sessions.get(person, ()):
            return Explanation(session, Why.CHOSEN, gain)
        obstacle = (
            self.ledger.barred(person=person, session=session)
            or self._pointless(person, session, gain)
            or self.ledger.clash(person=person, session=session)
            or self._short(person, session)
        )
        if obstacle is None:
            return Explanation(session, Why.WITHIN_GAP, gain)
        wanted = obstacle.prerequisite
        return Explanation(
            session=session,
            why=obstacle.why,
            gain=gain,
            code=obstacle.code,
            other=obstacle.other,
            other_gain=self._other_gain(obstacle, session),
            competency=wanted.competency if wanted else "",
            level=wanted.level if wanted else None,
            ceiling=obstacle.ceiling,
            purse=obstacle.purse,
            day=obstacle.day,
        )

    def _gain(self, person: int, session: int) -> float:
        """Return what the session adds to what the person gains from the others."""
        chosen = self.ledger.sessions.get(person, set())
        return marginal_gain(problem=self.problem, person=person, session=session, sessions=chosen)

    def _pointless(self, person: int, session: int, gain: float) -> Obstacle | None:
        """Return why the session would add nothing, where it would not."""
        if gain > NOTHING:
            return None
        if marginal_gain(problem=self.problem, person=person, session=session, sessions=()) > NOTHING:
            return Obstacle(Why.ALREADY_CLOSED, other=self._instead(person, session))
        unknown = self.problem.unknown.get(person, frozenset())
        touched = unknown & self.problem.sessions[session].teaches.keys()
        return Obstacle(Why.UNKNOWN if touched else Why.NO_GAIN)

    def _instead(self, person: int, session: int) -> int:
        """Return the chosen session, the earliest among equals, that leaves the least for this one to add."""
        chosen = in_order_of_time(problem=self.problem, sessions=self.ledger.sessions[person])
        return min(
            chosen,
            key=lambda other: marginal_gain(problem=self.problem, person=person, session=session, sessions=(other,)),
        )

    def _short(self, person: int, session: int) -> Obstacle | None:
        """Return that the session does not run, or what there is not enough of to add the person."""
        shortage = self.ledger.shortage(person=person, session=session)
        one_is_enough = self.problem.sessions[session].minimum <= 1
        if not self.ledger.people[session] and (shortage or not one_is_enough):
            return Obstacle(Why.NOT_RUN)
        return shortage

    def _other_gain(self, obstacle: Obstacle, session: int) -> float | None:
        """Return the weakest use of what is short: of the seats, or of the money."""
        if obstacle.why is Why.SEATS:
            seated = self.ledger.people[session]
            return min((self._gain(person, session) for person in seated), default=None)
        return self._weakest_per_million if obstacle.why is Why.BUDGET else None

    @cached_property
    def _weakest_per_million(self) -> float | None:
        """Return the least that a chosen pair gains per million rupiah of its cost; None where all are free."""
        return min(
            (
                self._gain(person, session) * MILLION / self.problem.sessions[session].cost
                for person, session in self.ledger.pairs
                if self.problem.sessions[session].cost
            ),
            default=None,
        )
