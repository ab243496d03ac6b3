"""The words of figures across areas."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """
    How a group of people stands in a competency: of `people` of whom it is required, `known` have valid evidence,
    `short` of these hold less than required, by `levels` in all. Nobody: nothing is required there.
    """

    people: int = 0
    known: int = 0
    short: int = 0
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
        return Tally(
            self.people + other.people, self.known + other.known, self.short + other.short, self.levels + other.levels
        )


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
    """
    The next session that brings someone to a level of a competency.

    `asks` is the level of the same competency that it asks of participants, 0 for none.
    """

    code: str
    programme: str
    starts_on: dt.date
    level: int
    asks: int = 0
