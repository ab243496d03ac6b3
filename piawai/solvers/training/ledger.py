"""What a plan has used so far, and what stands in the way of one pair more."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from piawai.solvers.training.gains import Pair, can_meet
from piawai.solvers.training.problem import Prerequisite, Problem, Why


@dataclass(frozen=True, slots=True)
class Obstacle:
    """The first thing that keeps a pair out of a plan; fields as in `Explanation`."""

    why: Why
    code: str = ""
    prerequisite: Prerequisite | None = None
    other: int | None = None
    ceiling: int | None = None
    purse: int | None = None
    day: int | None = None


class Ledger:
    """A plan that grows pair by pair, with the seats, rupiah and days away that it takes."""

    def __init__(self, *, problem: Problem, pairs: Iterable[Pair] = ()) -> None:
        self.problem = problem
        self.sessions: dict[int, set[int]] = defaultdict(set)  # by person
        self.people: dict[int, set[int]] = defaultdict(set)  # by session
        self.spent = 0
        self.spent_of: Counter[int] = Counter()  # by purse
        self.away: Counter[tuple[int, int]] = Counter()  # people by (ceiling, day)
        for person, session in pairs:
            self.add(person=person, session=session)

    @property
    def pairs(self) -> frozenset[Pair]:
        """Return the plan as it stands."""
        return frozenset((person, session) for person, chosen in self.sessions.items() for session in chosen)

    def ceilings(self, *, person: int, session: int) -> tuple[int, ...]:
        """Return the ceilings that count this person away for this session."""
        usual = self.problem.people[person].ceilings
        return tuple(dict.fromkeys(self.problem.moved.get((person, session), usual)))

    def add(self, *, person: int, session: int) -> None:
        """Put the pair into the plan, without asking whether it fits."""
        self._count(person, session, 1)
        if not self.people[session]:
            self.spent += self.problem.sessions[session].fixed_cost
        self.sessions[person].add(session)
        self.people[session].add(person)

    def remove(self, *, person: int, session: int) -> None:
        """Take the pair out of the plan."""
        self._count(person, session, -1)
        self.sessions[person].discard(session)
        self.people[session].discard(person)
        if not self.people[session]:
            self.spent -= self.problem.sessions[session].fixed_cost

    def obstacle(self, *, person: int, session: int) -> Obstacle | None:
        """Return what keeps the pair, not chosen yet, out of the plan, or nothing; minima are not looked at."""
        return (
            self.barred(person=person, session=session)
            or self.clash(person=person, session=session)
            or self.shortage(person=person, session=session)
        )

    def barred(self, *, person: int, session: int) -> Obstacle | None:
        """Return why the person may not attend at all as the plan stands: blocked, or a prerequisite not met."""
        if (person, session) in self.problem.blocked:
            return Obstacle(Why.BLOCKED, code=self.problem.blocked[person, session])
        unmet = self.unmet(person=person, session=session)
        return Obstacle(Why.PREREQUISITE, prerequisite=unmet[0]) if unmet else None

    def unmet(self, *, person: int, session: int) -> list[Prerequisite]:
        """Return the prerequisites that no other session chosen for the person meets."""
        return [
            wanted
            for wanted in self.problem.unmet.get((person, session), ())
            if not any(
                can_meet(problem=self.problem, enabler=other, session=session, wanted=wanted)
                for other in self.sessions.get(person, ())
            )
        ]

    def clash(self, *, person: int, session: int) -> Obstacle | None:
        """Return the person's chosen session that is of the same programme or meets this one in time."""
        asked = self.problem.sessions[session]
        others = [(other, self.problem.sessions[other]) for other in sorted(self.sessions.get(person, ()))]
        for other, chosen in others:
            if chosen.programme == asked.programme:
                return Obstacle(Why.SAME_PROGRAMME, other=other)
        for other, chosen in others:
            if chosen.busy[0] <= asked.busy[1] and asked.busy[0] <= chosen.busy[1]:
                return Obstacle(Why.OVERLAP, other=other)
        return None

    def shortage(self, *, person: int, session: int) -> Obstacle | None:
        """Return what there is not enough of: seats, people to spare, the unit's money or the total."""
        asked = self.problem.sessions[session]
        if len(self.people[session]) >= asked.seats:
            return Obstacle(Why.SEATS)
        for ceiling in self.ceilings(person=person, session=session):
            limit = self.problem.ceilings[ceiling].limit
            for day in asked.away:
                if self.away[ceiling, day] >= limit:
                    return Obstacle(Why.CEILING, ceiling=ceiling, day=day)
        purse = self.problem.purse_of(person=person, session=session)
        if purse is not None and self.spent_of[purse] + asked.cost > self.problem.purses[purse].limit:
            return Obstacle(Why.PURSE, purse=purse)
        price = asked.cost + (0 if self.people[session] else asked.fixed_cost)
        return Obstacle(Why.BUDGET) if self.spent + price > self.problem.budget else None

    def _count(self, person: int, session: int, times: int) -> None:
        """Count what a participant takes, or give it back (`times` -1)."""
        taken = self.problem.sessions[session]
        self.spent += times * taken.cost
        purse = self.problem.purse_of(person=person, session=session)
        if purse is not None:
            self.spent_of[purse] += times * taken.cost
        for ceiling in self.ceilings(person=person, session=session):
            for day in taken.away:
                self.away[ceiling, day] += times
