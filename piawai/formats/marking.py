"""The faulty rows of a file as a spreadsheet, each problem marked in its cell, to be repaired and imported again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.worksheet import Worksheet

from piawai.formats.headers import canonical
from piawai.formats.tables import Row
from piawai.formats.writing import Formats, finish, legal, new_workbook, sheet_name, write_cell, write_text

_FAULT_COLOUR = "#F8C7C0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """
    A problem in a file, in words.

    `row` is the row's number in the file; `column` is the header in any writing, "" where the whole row is meant.
    """

    row: int
    column: str
    problem: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultWords:
    """The words of the marked file in the reader's language: the sheet's name and the two added headers."""

    sheet: str = "Perbaikan"
    row: str = "Baris asal"
    problems: str = "Masalah"


def write_faults(
    *,
    target: Path | BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Row],
    faults: Iterable[Fault],
    words: FaultWords,
) -> None:
    """
    Write those of `rows` that have a fault, cells as they were, in the order of `headers` (those of the file).

    Faulty cells are coloured and carry the problem as a comment. The row's number and all its problems come in two
    last columns, which an import ignores. A fault of the header row is a comment on the header.
    """
    found: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        found[fault.row].append(fault)
    added = {canonical(header=words.row), canonical(header=words.problems)}  # there from an earlier repair
    headers = [header for header in headers if canonical(header=header) not in added]
    columns = [canonical(header=header) for header in headers]
    workbook = new_workbook(target=target, options={})
    sheet = workbook.add_worksheet(sheet_name(name=words.sheet))
    sheet.freeze_panes(1, 0)
    plain, marked = (Formats.of(workbook=workbook, look=look) for look in ({}, {"bg_color": _FAULT_COLOUR}))
    bold = workbook.add_format({"bold": True, "bottom": 1})
    for at, header in enumerate([*headers, words.row, words.problems]):
        sheet.set_column(at, at, min(max(len(header) + 4, 12), 40))
        write_text(worksheet=sheet, row=0, column=at, text=header, look=bold)
    sheet.set_column(len(headers) + 1, len(headers) + 1, 80)
    last = 0
    for row in rows:
        problems = found.pop(row.number, None)
        if problems is None:
            continue
        last += 1
        by_column = _by_column(problems)
        for at, column in enumerate(columns):
            formats = marked if column in by_column else plain
            value = row.cells.get(column)
            if value is not None or column in by_column:
                write_cell(worksheet=sheet, row=last, column=at, value=value, formats=formats)
            if column in by_column:
                _comment(sheet, last, at, by_column[column])
        sheet.write_number(last, len(headers), row.number)
        write_text(
            worksheet=sheet, row=last, column=len(headers) + 1, text=" ".join(_told(fault) for fault in problems)
        )
    _comment_headers(sheet, columns, found)
    sheet.autofilter(0, 0, last, len(headers) + 1)
    finish(workbook=workbook)


def _by_column(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Return the problems by canonical header, "" for the row as a whole."""
    problems: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        problems[canonical(header=fault.column)].append(fault.problem)
    return dict(problems)


def _comment_headers(sheet: Worksheet, columns: Sequence[str], faults: Mapping[int, list[Fault]]) -> None:
    """Put the faults that belong to no given row on the headers, the last one taking what names no column."""
    problems = _by_column(fault for row in sorted(faults) for fault in faults[row])
    for at, column in enumerate(columns):
        if column in problems:
            _comment(sheet, 0, at, problems.pop(column))
    rest = [problem for left in problems.values() for problem in left]
    if rest:
        _comment(sheet, 0, len(columns) + 1, rest)


def _comment(sheet: Worksheet, row: int, column: int, problems: Sequence[str]) -> None:
    sheet.write_comment(row, column, legal(text="\n".join(problems)), {"author": "", "x_scale": 2})


def _told(fault: Fault) -> str:
    return f"{fault.column}: {fault.problem}" if fault.column else fault.problem
