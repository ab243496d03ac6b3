"""What a check found, cut to what a page shows and a table can hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from piawai.formats import tables
from piawai.formats.corrections import Corrections, corrected
from piawai.integrations.files.importing import KINDS, Report
from piawai.integrations.files.problems import Problem
from piawai.integrations.files.reading import places, seen, shown

MOST_ROWS = 300  # faulty rows kept for repair in the browser; the spreadsheet has them all
MOST_WARNINGS = 100
MOST_CELLS = 20  # faulty cells of a row; the rest comes with the next check
ABOUT = 3  # sound cells that tell whose row it is
SHORT = 40  # signs of one of those


def corrections_of(stored: Mapping[str, Any]) -> Corrections:
    """Return the corrections that are kept with a file."""
    cells = {int(row): found for row, found in stored.get("cells", {}).items()}
    return Corrections(cells, frozenset(stored.get("left_out", ())))


def counts(report: Report) -> dict[str, Any]:
    """Return the counts of a report, and nothing about anybody."""
    return {
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "missing": report.missing,
        "ignored_columns": [column[:SHORT] for column in report.ignored_columns],
        "errors": len(report.errors),
        "warnings": len(report.warnings),
    }


def findings(*, report: Report, path: Path, corrections: Corrections) -> dict[str, Any]:
    """Return counts, the first faulty rows with what stands in them, and the first warnings."""
    return {
        **counts(report),
        "faults": _faults(report, path, corrections) if report.errors else [],
        "listed_warnings": [
            {**warning.as_json(), "value": warning.seen} for warning in report.warnings[:MOST_WARNINGS]
        ],
    }


def faulty_rows(report: Report) -> int:
    """Return how many rows have an error."""
    return len({problem.row for problem in report.errors})


def _faults(report: Report, path: Path, corrections: Corrections) -> list[dict[str, Any]]:
    by_row: dict[int, list[Problem]] = {}
    for problem in report.errors:
        if problem.row in by_row or len(by_row) < MOST_ROWS:
            by_row.setdefault(problem.row, []).append(problem)
    kind = KINDS[report.kind]
    table = corrected(table=tables.read(path=path), corrections=corrections)
    keys = {column.name: key for column, key in places(table=table, columns=kind.columns)}
    required = {column.name for column in kind.columns if column.required}
    found = {
        row: {"row": row, "about": [], "cells": _cells(problems, {}, {}, required)} for row, problems in by_row.items()
    }
    for row in table.rows:
        if row.number not in by_row:
            continue
        problems = by_row[row.number]
        faulty = {problem.column for problem in problems}
        texts = {name: shown(raw=row.cells[key]) for name, key in keys.items()}
        about = [
            [name, seen(raw=row.cells[keys[name]])[:SHORT]]
            for name in texts
            if name in required and name not in faulty and texts[name]
        ]
        found[row.number]["about"] = about[:ABOUT]
        found[row.number]["cells"] = _cells(problems, keys, texts, required)
    return [found[row] for row in sorted(found)]


def _cells(
    problems: list[Problem], keys: Mapping[str, str], texts: Mapping[str, str], required: set[str]
) -> list[dict[str, Any]]:
    """Return the faulty cells of a row; `key` is "" where nothing can be written: the row as a whole, or no column."""
    cells: dict[str, dict[str, Any]] = {}
    for problem in problems:
        cell = cells.get(problem.column)
        if cell is None and len(cells) < MOST_CELLS:
            cell = cells[problem.column] = {
                "column": problem.column,
                "key": keys.get(problem.column, ""),
                "value": texts.get(problem.column, problem.value),
                "required": problem.column in required,
                "problems": [],
                "proposals": [],
            }
        if cell is not None:
            cell["problems"].append(problem.problem)
            cell["proposals"] = cell["proposals"] or list(problem.proposals)
    return list(cells.values())
