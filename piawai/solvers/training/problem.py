"""What the training plan is asked, and what it answers: plain frozen data, indexed by position."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Need:
    """A competency in which a person is known to fall short: `held < required`, both levels 0 to 5."""

    competency: str
    held: int
    required: int
    weight: float


@dataclass(frozen=True, slots=True)
class Person:
    """
    Someone who may be sent to training.

    `key` is opaque to the solver. `factor` multiplies what closing gaps is worth (1.5 where weak
    behaviour was the reason of a poor predicate). `hours_owed` are learning hours still owed this
    year. `ceilings` are positions in `Problem.ceilings` (the unit of placement and the office above
    it). `purse` is a position in `Problem.purses`: the budget line that pays this person's costs.
    """

    key: str
    needs: tuple[Need, ...] = ()
    factor: float = 1.0
    hours_owed: float = 0.0
    ceilings: tuple[int, ...] = ()
    purse: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """
    One run of a programme on offer.

    Days are `date.toordinal()`. `busy` is the first and last day on which a participant is taken
    (travel included); two sessions whose `busy` ranges meet cannot both be attended. `away` are the
    working days on which a participant is missing at the office (empty for an online session).
    `teaches` maps a competency to the level reached. Money is in whole rupiah: `fixed_cost` is paid
    once if the session runs, `cost` for each participant. It runs with `minimum` to `seats` people.
    """

    code: str
    programme: str
    busy: tuple[int, int]
    away: tuple[int, ...]
    hours: float
    seats: int
    minimum: int
    fixed_cost: int
    cost: int
    teaches: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """At most `limit` people of this group may be away on one working day."""

    key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Purse:
    """A budget line of a unit in whole rupiah; it pays what its people cost as participants, not fixed costs."""

    key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Duty:
    """Someone must attend at least one of these sessions (positions); `key` names the rule."""

    key: str
    person: int
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A session asks for `competency` at `level`, which the person does not hold on its first day."""

    competency: str
    level: int


@dataclass(frozen=True)
class Problem:
    """
    A year's planning problem. People and sessions are referred to by position in their tuples.

    `blocked` maps (person, session) to the code of why that person cannot attend at all (absent,
    contract ended, locked out, already attended ...): opaque here, handed back in explanations.
    `unmet` maps (person, session) to the prerequisites that only an earlier chosen session can meet
    (one that ends, `busy[1]`, before this one's `busy[0]` and teaches the competency to the level).
    `locked_in` pairs must be chosen. `moved` gives other ceilings for a pair where the person has
    been transferred by then, `paid_by` the purse that pays then. `preferred` pairs win between plans of
    equal gain. `gain_per_hour` is what one learning hour still owed is worth. `unknown` lists for a person
    the competencies that are required but have no valid evidence (worth nothing, but explained).
    """

    people: tuple[Person, ...]
    sessions: tuple[Session, ...]
    budget: int
    ceilings: tuple[Ceiling, ...] = ()
    purses: tuple[Purse, ...] = ()
    blocked: Mapping[tuple[int, int], str] = field(default_factory=dict)
    unmet: Mapping[tuple[int, int], tuple[Prerequisite, ...]] = field(default_factory=dict)
    locked_in: frozenset[tuple[int, int]] = frozenset()
    duties: tuple[Duty, ...] = ()
    moved: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    paid_by: Mapping[tuple[int, int], int | None] = field(default_factory=dict)
    preferred: frozenset[tuple[int, int]] = frozenset()
    unknown: Mapping[int, frozenset[str]] = field(default_factory=dict)
    gain_per_hour: float = 0.0

    def purse_of(self, *, person: int, session: int) -> int | None:
        """Return the budget line that pays for a pair, None where only the total does."""
        return self.paid_by.get((person, session), self.people[person].purse)


class Status(enum.StrEnum):
    """OPTIMAL: within the asked gap of the bound; FEASIBLE: time ran out first; INFEASIBLE: no plan keeps all rules."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class Rule(enum.StrEnum):
    """The kinds of rule a plan must keep."""

    SEATS = "seats"  # subject: session
    MINIMUM = "minimum"  # subject: session
    BUDGET = "budget"  # subject: none
    PURSE = "purse"  # subject: purse
    CEILING = "ceiling"  # subject: ceiling
    OVERLAP = "overlap"  # subject: person
    SAME_PROGRAMME = "same_programme"  # subject: person
    PREREQUISITE = "prerequisite"  # subject: person, session
    BLOCKED = "blocked"  # subject: person, session
    LOCKED_IN = "locked_in"  # subject: person, session
    DUTY = "duty"  # subject: duty (position in Problem.duties)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One rule of an irreducible conflicting set; the positions are set as its kind says."""

    rule: Rule
    person: int | None = None
    session: int | None = None
    subject: int | None = None  # ceiling, purse or duty


@dataclass(frozen=True, slots=True)
class Closed:
    """A gap an allocation closes by so many levels, counted once: by the earliest chosen session that reaches them."""

    competency: str
    levels: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """A person goes to a session. `closes` in order of competency code."""

    person: int
    session: int
    closes: tuple[Closed, ...]


@dataclass(frozen=True)
class Solution:
    """
    The plan found.

    `objective` is the exact gain of the allocations (never the solver's own figure), `bound` is
    proven: no plan gains more. `gap` = (bound - objective) / bound, 0 where the bound is 0.
    `greedy_objective` is what the plain choice reaches, None where it cannot keep the locks and
    duties. Allocations are ordered by session, then person. `cost` is the rupiah used.
    `seconds` of wall clock by stage: "model", "solver", "reading", "greedy", "total".
    """

    status: Status
    objective: float
    bound: float
    gap: float
    greedy_objective: float | None
    allocations: tuple[Allocation, ...]
    cost: int
    seconds: Mapping[str, float]
    conflicts: tuple[Conflict, ...] = ()


class Why(enum.StrEnum):
    """Why a person goes to a session, or what stood in the way: the first that applies, in this order."""

    CHOSEN = "chosen"
    BLOCKED = "blocked"  # detail: the code in Problem.blocked
    PREREQUISITE = "prerequisite"  # detail: competency, level
    NO_GAIN = "no_gain"  # teaches nothing this person lacks, and no hours are owed
    UNKNOWN = "unknown"  # would only touch competencies without valid evidence: assess first
    ALREADY_CLOSED = "already_closed"  # everything it gives is already given by `other`, chosen
    SAME_PROGRAMME = "same_programme"  # the programme is already attended in `other`
    OVERLAP = "overlap"  # meets `other`, chosen
    NOT_RUN = "not_run"  # the session does not run: too few, or not worth its fixed cost
    SEATS = "seats"  # full; the weakest seated gain is `other_gain` against this person's `gain`
    CEILING = "ceiling"  # on `day` the group `ceiling` has no one more to spare
    PURSE = "purse"  # the unit's budget line is used up
    BUDGET = "budget"  # the total is used up; the weakest use of it gains `other_gain` per million rupiah
    WITHIN_GAP = "within_gap"  # would fit; a better plan may exist inside the proven gap


@dataclass(frozen=True, slots=True)
class Explanation:
    """One session in the eyes of one person. `gain` is what it would add to the plan as it stands."""

    session: int
    why: Why
    gain: float
    code: str = ""  # with BLOCKED
    other: int | None = None  # a session
    other_gain: float | None = None
    competency: str = ""
    level: int | None = None
    ceiling: int | None = None
    purse: int | None = None
    day: int | None = None
