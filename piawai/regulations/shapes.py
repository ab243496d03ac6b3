"""The shapes of a dated legal value, and how a look-up is refused."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from piawai.lib.errors import Refusal

Scalar = bool | int | float | str
Datum = Scalar | tuple[str, ...] | Mapping[str, Scalar]
Figure = int | float | Decimal | Fraction


class NotInForce(Refusal):
    """No row of a regulation applies on the day asked for. `name` and `on` say which and when."""

    def __init__(self, message: object, *, name: str, on: dt.date, code: str = "not_in_force") -> None:
        super().__init__(message, code=code)
        self.name = name
        self.on = on


class UnknownRegulation(NotInForce):
    """No regulation has the name, or it has another shape than the one asked for."""


class MalformedRegulation(Refusal):
    """A regulation file is faulty; the text names the file, the entry and the fault."""


@dataclass(frozen=True, kw_only=True)
class Provision:
    """
    One dated row of a regulation with its origin; the shapes below add what it says.

    It applies from `applies_from` until the next row of the same name starts. `checked` is true
    once somebody has read the value in the source. `reason` is empty unless it is local policy. `source_id` says the
    source in Indonesian where it is more than the name of a law, "" where it is not.
    """

    name: str
    description: str
    unit: str
    source: str
    applies_from: dt.date
    checked: bool
    reason: str
    note: str
    source_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Value(Provision):
    """One number, text, list of codes or small record. Ask for the type that you expect."""

    value: Datum

    @property
    def whole(self) -> int:
        """
        Return a whole number.

        :raises TypeError: if the value is anything else.
        """
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise self._not_a("a whole number")

    @property
    def number(self) -> float:
        """
        Return a number, whole or not.

        :raises TypeError: if the value is anything else.
        """
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return float(self.value)
        raise self._not_a("a number")

    @property
    def text(self) -> str:
        """
        Return a text or a single code.

        :raises TypeError: if the value is anything else.
        """
        if isinstance(self.value, str):
            return self.value
        raise self._not_a("a text")

    @property
    def codes(self) -> tuple[str, ...]:
        """
        Return a list of codes, in the order of the file.

        :raises TypeError: if the value is anything else.
        """
        if isinstance(self.value, tuple):
            return self.value
        raise self._not_a("a list of codes")

    @property
    def record(self) -> Mapping[str, Scalar]:
        """
        Return named fields; a field that does not apply is absent.

        :raises TypeError: if the value is anything else.
        """
        if isinstance(self.value, Mapping):
            return self.value
        raise self._not_a("a record")

    def _not_a(self, expected: str) -> TypeError:
        return TypeError(f"{self.name} holds {self.value!r}, which is not {expected}")


@dataclass(frozen=True)
class Band:
    """A category, and the least figure that reaches it."""

    at_least: float
    category: str


@dataclass(frozen=True, kw_only=True)
class Bands(Provision):
    """Cut-offs, highest first: a figure falls into the first band whose `at_least` it reaches."""

    bands: tuple[Band, ...]

    def category(self, figure: Figure) -> str:
        """
        Return the category of a figure, in the unit of the entry.

        The comparison is exact: a float counts as the decimal that it prints as.

        :raises ValueError: if the figure lies below the lowest cut-off or is no number.
        """
        exact = _exact(figure)
        for band in self.bands:
            if exact >= _exact(band.at_least):
                return band.category
        raise ValueError(f"{self.name}: {figure} lies below the lowest cut-off")


@dataclass(frozen=True, kw_only=True)
class Matrix(Provision):
    """A fixed look-up by row and column; never arithmetic."""

    cells: Mapping[str, Mapping[str, str]]

    def at(self, row: str, column: str) -> str:
        """
        Return the cell of a row and a column.

        :raises KeyError: if either is not in the matrix.
        """
        return self.cells[row][column]


@dataclass(frozen=True, kw_only=True)
class Lookup(Provision):
    """
    A dictionary from code to value, in the order of the file.

    Each key has an origin of its own: `checked` of the whole is true only when every key is.
    """

    values: Mapping[str, Value]

    def __contains__(self, key: object) -> bool:
        return key in self.values

    def at(self, key: str) -> Value:
        """
        Return the value of a key with its own source and mark; ask `key in lookup` first if unsure.

        :raises KeyError: if the key is not listed.
        """
        return self.values[key]


@dataclass(frozen=True, kw_only=True)
class Repealed(Provision):
    """Nothing: from this day the regulation is no longer in force."""


@dataclass(frozen=True)
class Entry:
    """Everything known under one name: its dated rows, oldest first, and the file it stands in."""

    name: str
    description: str
    unit: str
    shape: type[Provision]
    rows: tuple[Provision, ...]
    file: str


def _exact(figure: Figure) -> Fraction:
    return Fraction(str(figure)) if isinstance(figure, float) else Fraction(figure)
