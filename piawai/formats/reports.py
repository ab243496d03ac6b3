"""A list or table with its head, as plain data: what becomes a PDF or a spreadsheet."""

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal

from piawai.formats.writing import Sheet, write_xlsx

Value = str | int | float | Decimal | dt.date | None
_SHEET = "Piawai"
_NARROWEST, _WIDEST, _LOOKED_AT = 10, 60, 200


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column: its head, and whether it holds numbers."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """
    A table with what is said above it: `head` holds lines such as filter, day and source, already in words.

    Each row has one value a column; None is an empty cell.
    """

    title: str
    head: tuple[str, ...]
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Value, ...], ...]


def xlsx(report: Report) -> bytes:
    """Return a report as a spreadsheet: title and head first, an empty row, the heads of columns, the rows."""
    labels = tuple(column.label for column in report.columns)
    above: list[tuple[Value, ...]] = [*((line,) for line in report.head), (), labels]
    target = io.BytesIO()
    sheet = Sheet(name=_SHEET, headers=(report.title,), rows=[*above, *report.rows], widths=_widths(report))
    write_xlsx(target=target, sheets=[sheet])
    return target.getvalue()


def _widths(report: Report) -> tuple[float, ...]:
    """Return how wide each column is, by its head and its first rows."""
    return tuple(
        float(
            min(
                _WIDEST,
                max(
                    _NARROWEST,
                    len(column.label),
                    *(len(str(row[place])) for row in report.rows[:_LOOKED_AT] if row[place] is not None),
                    0,
                ),
            )
        )
        + 2
        for place, column in enumerate(report.columns)
    )
