"""Reads the demo city's untidy cells back, without the formats package: an independent eye."""

import datetime as dt
from collections.abc import Iterator, Mapping

from piawai.demo.cells import Cell, Table

ON = dt.date(2026, 11, 24)
NOTHING = {"", "null"}


def text(cell: Cell) -> str:
    found = "" if cell is None else str(cell).strip().removeprefix("'")
    return "" if found in NOTHING else found


def day(cell: Cell) -> dt.date | None:
    if isinstance(cell, dt.date):
        return cell
    found = text(cell)
    if not found:
        return None
    if found[4] == "-":
        return dt.date.fromisoformat(found)
    number, month, year = found.split("-")
    return dt.date(int(year), int(month), int(number))


def a_day(cell: Cell) -> dt.date:
    found = day(cell)
    assert found is not None
    return found


def records(table: Table) -> Iterator[Mapping[str, Cell]]:
    """The rows that hold anything, by header."""
    for row in table.rows:
        assert len(row) == len(table.headers)
        if any(cell is not None for cell in row):
            yield dict(zip(table.headers, row, strict=True))


def levels(cell: Cell) -> dict[str, int]:
    """`M.3:3; T.IT.1:2×4` by code, without the numbers of holders."""
    parts = [part.split(":") for part in text(cell).split(";") if part.strip()]
    return {code.strip(): int(level.split("×")[0]) for code, level in parts}
