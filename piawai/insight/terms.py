"""The words of figures across areas."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """
    How a group of people stands in a competency: of `people` of whom it is required, `known` have valid evidence;
    these lack `levels` in all. Nobody: nothing is required there.
    """

    people: int = 0
    known: int = 0
    levels: int = 0

    @property
    def unknown(self) -> int:
        """How many have no valid evidence: unknown is not low."""
        return self.people - self.known

    @property
    def mean(self) -> float | None:
        """Mean gap in levels over those known; None where nobody is."""
        return self.levels / self.known if self.known else None

    def __add__(self, other: "Tally") -> "Tally":
        """Return both groups as one."""
        return Tally(self.people + other.people, self.known + other.known, self.levels + other.levels)


def together(tallies: Iterable[Tally]) -> Tally:
    """Return several groups as one."""
    people = known = levels = 0
    for tally in tallies:
        people += tally.people
        known += tally.known
        levels += tally.levels
    return Tally(people, known, levels)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a heat map: a unit (id as in UNOR, "" for the people placed directly in the unit shown)."""

    unit: str
    name: str
    tallies: dict[str, Tally]


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat map: competencies (code, name) by units, with the sums over all rows."""

    competencies: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]
    total: dict[str, Tally]


@dataclass(frozen=True, slots=True)
class NextSession:
    """The next session that brings someone to a level of a competency."""

    code: str
    programme: str
    starts_on: dt.date
    level: int


@dataclass(frozen=True, slots=True)
class Demanded:
    """One demand of a job and what a person holds of it: `held` None where nothing valid is known."""

    code: str
    name: str
    required: int
    critical: bool
    held: int | None
    official: bool

    @property
    def state(self) -> str:
        """Return whether the demand is met, short or unknown."""
        return "unknown" if self.held is None else "short" if self.held < self.required else "met"


@dataclass(frozen=True, slots=True)
class Fit:
    """
    How a person compares with a job: advice only. `official` is the capped match by official results, None unless all
    of the nine are measured: without it nobody stands before another.
    """

    code: str
    name: str
    job: str
    unit: str
    demands: tuple[Demanded, ...]
    official: float | None

    def names(self, state: str) -> tuple[str, ...]:
        """Return the names of the demands in a state."""
        return tuple(row.name for row in self.demands if row.state == state)

    @property
    def misses_critical(self) -> tuple[str, ...]:
        """Return the names of critical demands that are short: with one the job cannot be done."""
        return tuple(row.name for row in self.demands if row.critical and row.state == "short")


@dataclass(frozen=True, slots=True)
class Cover:
    """
    Whether a public service has the people it needs in a competency: `holders` of `needed` work in its unit or below.

    `names` are their names with their public codes.
    """

    service: str
    service_name: str
    unit: str
    unit_name: str
    essential: bool
    code: str
    name: str
    level: int
    needed: int
    names: tuple[tuple[str, str], ...]

    @property
    def holders(self) -> int:
        """How many hold it."""
        return len(self.names)

    @property
    def state(self) -> str:
        """Return none, one (nobody could take over), few (less than needed) or enough."""
        if not self.names:
            return "none"
        if len(self.names) == 1:
            return "one"
        return "few" if len(self.names) < self.needed else "enough"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Of `holders` who meet what is required of them in a competency today, how many retire, by year."""

    code: str
    name: str
    holders: int
    by_year: tuple[tuple[int, int], ...]

    @property
    def total(self) -> int:
        """How many of them retire in all these years."""
        return sum(count for _year, count in self.by_year)


@dataclass(frozen=True, slots=True)
class Spread:
    """How the people of an office stand in one competency: by level held, and how many are unknown, met and short."""

    unit: str
    name: str
    people: int
    unknown: int
    met: int
    short: int
    by_level: tuple[int, ...]
