"""Reading the rows of a file by the columns of its kind, and gathering every problem on the way."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from piawai.formats.cells import Detail, Raw, UnreadableCell, text
from piawai.formats.headers import canonical
from piawai.formats.tables import Table
from piawai.integrations.files.columns import Column
from piawai.integrations.files.problems import Problem, worded
from piawai.lib import days
from piawai.lib.facts import Fact

Count = Callable[[int], None]

MOST_PROBLEMS = 20_000  # more would help nobody, and cost memory

_MOST_REMEMBERED = 1_000  # texts of a column
_TOLD_EVERY = 50  # rows
_EMPTY: tuple[object, ...] = (None, "", (), {})


@dataclass(slots=True)
class Line:
    """
    A row of a file: its values by column name. A column that is absent, empty or unreadable gives its empty value.

    `faulty` says that something about the row keeps the file from being stored.
    """

    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, Raw]
    faulty: bool = False

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def shown(self, column: str) -> str:
        """Return what stands in the cell, as text."""
        return shown(raw=self.cells.get(column))


@dataclass
class Reading:
    """
    A file while it is checked: its lines, what is wrong with them, and the day and moment of the import.

    `given` are the columns of the kind that the file has; `ignored` its headers that the kind does not know;
    `sha256` tells the file from any other.
    """

    columns: Sequence[Column]
    on: dt.date
    by: str
    at: dt.datetime
    sha256: str = ""
    given: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    cut: bool = False

    @property
    def sound(self) -> list[Line]:
        """The lines with no error found so far."""
        return [line for line in self.lines if not line.faulty]

    def refuse(self, line: Line, column: str, code: str, details: Mapping[str, Detail] | None = None) -> None:
        """Note an error: the file will not be stored."""
        line.faulty = True
        if len(self.errors) < MOST_PROBLEMS:
            self.errors.append(_problem(line, column, code, details))
        elif not self.cut:
            self.cut = True
            self.errors.append(_problem(line, "", "more_problems", details))

    def doubt(self, line: Line, column: str, code: str, details: Mapping[str, Detail] | None = None) -> None:
        """Note a warning: the row is stored, but deserves a second look."""
        if len(self.warnings) < MOST_PROBLEMS:
            self.warnings.append(_problem(line, column, code, details))

    def problems_in_order(self) -> tuple[list[Problem], list[Problem]]:
        """Return errors and warnings, each by row and then by column as the template has them."""
        order = {column.name: at for at, column in enumerate(self.columns)}

        def place(problem: Problem) -> tuple[int, int]:
            return problem.row, order.get(problem.column, -1)

        return sorted(self.errors, key=place), sorted(self.warnings, key=place)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many rows of a file were new, changed or unchanged, and how much that is known the file does not name."""

    new: int
    changed: int
    unchanged: int
    missing: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """
    A kind of file. `order` is its place among the kinds when a whole city is imported.

    `check` looks at every line, notes all problems, and returns what `store` records by the one service it calls.
    `one_of` names columns of which one at least must be filled in.
    """

    name: str
    order: int
    columns: tuple[Column, ...]
    check: Callable[[Reading], Any]
    store: Callable[[Reading, Any], Stored]
    one_of: tuple[str, ...] = ()


class Seen:
    """Which line first stated a key; a later one with the same key is refused, naming the first."""

    def __init__(self, reading: Reading, column: str, what: str) -> None:
        self._reading, self._column, self._what = reading, column, what
        self._first: dict[object, Line] = {}

    def add(self, line: Line, key: object) -> bool:
        """Note the key of a line and return whether it is the first to have it."""
        first = self._first.setdefault(key, line)
        if first is not line:
            details: dict[str, Detail] = {"row": first.number, "key": self._what}
            self._reading.refuse(line, self._column, "repeated_key", details)
        return first is line


class Agreement:
    """What the first line with a key says; a later one that says otherwise is refused, naming the first."""

    def __init__(self, reading: Reading, column: str, what: str) -> None:
        self._reading, self._column, self._what = reading, column, what
        self._first: dict[object, tuple[Line, object]] = {}

    def add(self, line: Line, key: object, says: object) -> None:
        """Note what a line says, unless it says nothing."""
        if says in _EMPTY:
            return
        first, said = self._first.setdefault(key, (line, says))
        if said != says:
            other = first.shown(self._column)
            details: dict[str, Detail] = {"row": first.number, "other": other, "key": self._what}
            self._reading.refuse(line, self._column, "disagrees", details)

    def says(self, key: object, default: Any) -> Any:
        """Return what was said first of a key."""
        return self._first[key][1] if key in self._first else default


def read(*, table: Table, kind: Kind, on: dt.date, by: str, at: dt.datetime, told: Count | None = None) -> Reading:
    """Return the lines of a table with all that is wrong with single cells; `told` hears how many rows are read."""
    found = places(table=table, columns=kind.columns)
    known = {canonical(header=name) for column in kind.columns for name in (column.name, *column.aliases)}
    reading = Reading(
        columns=kind.columns,
        on=on,
        by=by,
        at=at,
        sha256=table.sha256,
        given=frozenset(column.name for column, _key in found),
        ignored=tuple(header for header, key in zip(table.headers, table.columns, strict=True) if key not in known),
    )
    header = Line(table.header_row, {}, {})
    if table.other_sheets:
        reading.doubt(header, "", "other_sheets", {"sheets": table.other_sheets})
    lacking = _refuse_missing_columns(reading, kind, header)
    empty = {column.name: column.read(value=None) for column in kind.columns if column.read}
    readers = [(column, key, _Reader(column)) for column, key in found]
    for row in table.rows:
        values = dict(empty)
        line = Line(row.number, values, {column.name: row.cells[key] for column, key in found}, faulty=lacking)
        for column, key, reader in readers:
            _read_cell(reading, line, values, column, reader, row.cells[key])
        one_of = [name for name in kind.one_of if name in reading.given]
        if one_of and all(name not in line.cells or text_is_empty(line, name) for name in one_of):
            reading.refuse(line, one_of[0], "missing_one_of", {"columns": kind.one_of})
        reading.lines.append(line)
        if told is not None and len(reading.lines) % _TOLD_EVERY == 0:
            told(len(reading.lines))
        if reading.cut:
            break
    return reading


def leave_unstated(reading: Reading, facts: Iterable[Fact], fields: Mapping[str, str]) -> None:
    """Let facts keep what is known of them in the fields (by column) whose columns the file does not have."""
    absent = frozenset(field for column, field in fields.items() if column not in reading.given)
    for fact in facts:
        fact.unstated |= absent


def text_is_empty(line: Line, column: str) -> bool:
    """Return whether a cell was left empty, which is not the same as unreadable."""
    if line[column] not in _EMPTY:
        return False
    try:
        return not text(value=line.cells.get(column))
    except UnreadableCell:
        return False


def places(*, table: Table, columns: Sequence[Column]) -> list[tuple[Column, str]]:
    """Return the columns of the kind that the table has and are stored, with the canonical header of each."""
    found = []
    for column in columns:
        keys = (canonical(header=name) for name in (column.name, *column.aliases))
        key = next((key for key in keys if key in table.columns), "")
        if key and column.read is not None:
            found.append((column, key))
    return found


def _refuse_missing_columns(reading: Reading, kind: Kind, header: Line) -> bool:
    missing = [column.name for column in kind.columns if column.required and column.name not in reading.given]
    if kind.one_of and not reading.given.intersection(kind.one_of):
        missing.append(" / ".join(kind.one_of))
    if missing:
        reading.refuse(header, ", ".join(missing), "missing_columns", {"columns": tuple(missing)})
    return bool(missing)


def _read_cell(
    reading: Reading, line: Line, values: dict[str, Any], column: Column, reader: "_Reader", raw: Raw
) -> None:
    if raw is not None:
        try:
            values[column.name] = reader.value(raw)
        except UnreadableCell as fault:
            reading.refuse(line, column.name, fault.code, fault.details)
            return
    if column.required and values[column.name] in _EMPTY:
        reading.refuse(line, column.name, "missing_value")


class _Reader:
    """Reads the cells of a column and remembers what texts mean, since most columns repeat themselves."""

    def __init__(self, column: Column) -> None:
        self._read = column.read
        self._known: dict[str, Any] = {}

    def value(self, raw: Raw) -> Any:
        if not isinstance(raw, str):
            return self._read(value=raw) if self._read else None
        if raw in self._known:
            return self._known[raw]
        value = self._read(value=raw) if self._read else None
        if len(self._known) < _MOST_REMEMBERED:
            self._known[raw] = value
        return value


def _problem(line: Line, column: str, code: str, details: Mapping[str, Detail] | None) -> Problem:
    return worded(
        row=line.number,
        column=column,
        value=line.shown(column),
        seen=seen(raw=line.cells.get(column)),
        code=code,
        details=details or {},
    )


def shown(*, raw: Raw) -> str:
    """Return what stands in a cell, as text, also where it cannot be read."""
    if isinstance(raw, float) and not raw.is_integer():
        return repr(raw)
    if isinstance(raw, float) and abs(raw) >= 10**15:
        return f"{raw:.15g}"
    try:
        return text(value=raw)
    except UnreadableCell:
        return str(raw).strip()


def seen(*, raw: Raw) -> str:
    """Return what stands in a cell as people read it: a cell that is a day in words, all others as `shown`."""
    if isinstance(raw, dt.datetime):
        return days.in_words(raw.date()) if raw.time() == dt.time.min else shown(raw=raw)
    return days.in_words(raw) if isinstance(raw, dt.date) else shown(raw=raw)
