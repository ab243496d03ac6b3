"""
Reads a table out of an XLSX or CSV file, by content and not by name.

Cells come raw, as the file holds them; `piawai.formats.cells` makes values of them. A formula is never
evaluated: its cell gives the result that was saved with it, as it is. Where that result is an error, or none
was saved, the cell gives the error's text (`#N/A`, `#UNCALCULATED!`), which every converter of
`piawai.formats.cells` refuses. A text is a text, also where it starts with `=`.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from piawai.formats.csv_files import CsvFile
from piawai.formats.headers import canonical
from piawai.formats.kinds import file_kind
from piawai.formats.limits import MEBIBYTE, Limits, UnableToReadTable
from piawai.formats.packages import sheet_facts
from piawai.formats.raw_cells import Raw
from piawai.formats.sheet_scan import Facts

__all__ = ["Limits", "Raw", "Row", "Table", "UnableToReadTable", "canonical", "read"]

NOTES_SHEETS = frozenset({"petunjuk", "instructions"})  # of our own templates, canonical: never the table


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row: its number in the sheet (from 1) and its cells by canonical header, in column order."""

    number: int
    cells: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Rows(Iterable[Row]):
    """The filled rows below the header, in order. May be iterated again; a CSV file is then read again."""

    records: Callable[[], Iterator[tuple[int, Sequence[Raw]]]]
    header_row: int
    positions: Sequence[tuple[int, str]]

    def __iter__(self) -> Iterator[Row]:
        """
        Give row after row.

        :raises UnableToReadTable: `row_too_wide` (`row`, `cells`, `headers`), for CSV only, where a filled cell
            stands beyond the last header, as after a stray delimiter.
        """
        for number, record in self.records():
            if number <= self.header_row:
                continue
            cells = {key: record[at] if at < len(record) else None for at, key in self.positions}
            if not all(_is_blank(cell) for cell in cells.values()):
                yield Row(number, cells)


@dataclass(frozen=True, slots=True)
class Table:
    """
    The table in a file.

    `headers` are the non-empty ones as they stand, in column order; `columns` the same in canonical form;
    `header_row` is the header's row number. `sha256` is the file's, in hex. `sheet` is the name of the sheet
    read ("" for CSV) and `other_sheets` names further visible sheets with content, which are not read.
    """

    headers: tuple[str, ...]
    columns: tuple[str, ...]
    header_row: int
    rows: Iterable[Row]
    sha256: str
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


def read(*, path: Path, limits: Limits = Limits()) -> Table:  # noqa: B008  # frozen
    """
    Return the table in an XLSX or CSV file.

    The first filled row is the header. Empty rows are skipped and keep their number. An empty cell is `None`.
    Of an XLSX file the first visible sheet with content is read. Rows of a CSV file are streamed: the file
    must stay in place until they are read.

    :raises UnableToReadTable: with a `code` for what is wrong with the file as a whole.
    """
    sha256 = _fingerprint(path, limits)
    kind = file_kind(path=path, limits=limits)
    if kind == "csv":
        return _table_of_csv(path, limits, sha256)
    if kind == "xlsx":
        return _table_of_xlsx(path, limits, sha256)
    raise UnableToReadTable("not_a_table", {"found": kind})


def _fingerprint(path: Path, limits: Limits) -> str:
    try:
        if path.is_dir():
            raise UnableToReadTable("not_a_file")
        size = path.stat().st_size
        if size == 0:
            raise UnableToReadTable("empty_file")
        if size > limits.packed:
            raise UnableToReadTable("file_too_large", {"most": limits.packed})
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(MEBIBYTE):
                digest.update(chunk)
    except FileNotFoundError as missing:
        raise UnableToReadTable("missing_file") from missing
    except OSError as refused:
        raise UnableToReadTable("unopenable_file", {"reason": refused.strerror or ""}) from refused
    return digest.hexdigest()


def _table_of_csv(path: Path, limits: Limits, sha256: str) -> Table:
    file = CsvFile(path, limits)

    def records() -> Iterator[tuple[int, Sequence[Raw]]]:
        for number, record in enumerate(file, start=1):
            yield number, [cell or None for cell in record]

    header_row, headers = _header(records())
    width = len(headers)
    for number, record in records():  # the whole file, so that no row refuses it later
        if any(not _is_blank(cell) for cell in record[width:]):
            raise UnableToReadTable("row_too_wide", {"row": number, "cells": len(record), "headers": width})
    return _table(records, header_row, headers, sha256)


def _table_of_xlsx(path: Path, limits: Limits, sha256: str) -> Table:
    facts = sheet_facts(path=path, limits=limits)
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        names = [_visible_name(found) for found in workbook.sheets_metadata]
        if len(names) != len(facts):
            raise UnableToReadTable("damaged", {"part": ""})
        filled = [
            at
            for at, name in enumerate(names)
            if name and facts[at].filled and canonical(header=name) not in NOTES_SHEETS
        ]
        if not filled:
            raise UnableToReadTable("no_header")
        sheet = workbook.get_sheet_by_index(filled[0])
    except calamine.CalamineError as broken:
        raise UnableToReadTable("damaged", {"part": ""}) from broken
    records = _records(sheet, facts[filled[0]])
    header_row, headers = _header(records())
    others = tuple(names[at] for at in filled[1:])
    return _table(records, header_row, headers, sha256, sheet=sheet.name, other_sheets=others)


def _visible_name(found: calamine.SheetMetadata) -> str:
    """Return the name of a sheet that may be read, "" for a hidden one or a chart."""
    usable = found.visible == calamine.SheetVisibleEnum.Visible and found.typ == calamine.SheetTypeEnum.WorkSheet
    return found.name if usable else ""


def _records(sheet: calamine.CalamineSheet, facts: Facts) -> Callable[[], Iterator[tuple[int, Sequence[Raw]]]]:
    errors: dict[int, list[tuple[int, str]]] = {}
    for (row, column), shown in facts.errors.items():
        errors.setdefault(row, []).append((column, shown))
    left = sheet.start[1] if sheet.start else 0

    def records() -> Iterator[tuple[int, Sequence[Raw]]]:
        number = 0
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            record: list[Raw] = [None] * left + [_raw(cell) for cell in cells]
            yield number, _with_errors(record, errors.get(number, ()))
        for later in sorted(row for row in errors if row > number):  # below the last cell with a value
            yield later, _with_errors([], errors[later])

    return records


def _with_errors(record: list[Raw], errors: Iterable[tuple[int, str]]) -> list[Raw]:
    for column, shown in errors:
        record.extend([None] * (column - len(record)))
        record[column - 1] = shown
    return record


def _raw(cell: object) -> Raw:
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, int | float | dt.date):  # a bool is an int, a moment is a date
        return cell
    if isinstance(cell, dt.timedelta):
        return cell / dt.timedelta(days=1)  # the number that stands in the cell
    return str(cell)


def _header(records: Iterator[tuple[int, Sequence[Raw]]]) -> tuple[int, list[str]]:
    for number, record in records:
        if not all(_is_blank(cell) for cell in record):
            headers = [_header_text(cell) for cell in record]
            while headers[-1] == "":
                headers.pop()
            return number, headers
    raise UnableToReadTable("no_header")


def _header_text(cell: Raw) -> str:
    if _is_blank(cell):
        return ""
    whole = isinstance(cell, float) and cell.is_integer()  # such as a year
    return f"{cell:.0f}" if whole else str(cell).strip()


def _table(
    records: Callable[[], Iterator[tuple[int, Sequence[Raw]]]],
    header_row: int,
    headers: list[str],
    sha256: str,
    *,
    sheet: str = "",
    other_sheets: tuple[str, ...] = (),
) -> Table:
    positions: list[tuple[int, str]] = []
    seen: dict[str, str] = {}
    for at, header in enumerate(headers):
        key = canonical(header=header)
        if not key:
            continue
        if key in seen:
            raise UnableToReadTable("duplicate_header", {"header": header, "other": seen[key]})
        seen[key] = header
        positions.append((at, key))
    if not positions:
        raise UnableToReadTable("no_header")
    return Table(
        headers=tuple(seen.values()),
        columns=tuple(seen),
        header_row=header_row,
        rows=Rows(records, header_row, positions),
        sha256=sha256,
        sheet=sheet,
        other_sheets=other_sheets,
    )


def _is_blank(cell: Raw) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
