"""A heat map as a page shows it: cells with words, colours in five steps, small groups hidden where asked."""

import datetime as dt
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from piawai.formats import reports
from piawai.insight import rules
from piawai.insight.terms import Heat, HeatRow, Tally
from piawai.regulations import values
from piawai.web.lists import words

STEPS = (0.25, 0.5, 1.0, 1.5)  # mean gaps from which a cell is darker: a way to show, not a judgement
TOGETHER = "*"  # the key of the last row, which sums up
Link = Callable[[str, str], str]  # unit and competency to an address, "" for none


class Cell(NamedTuple):
    """One cell: the mean gap of those known, how dark, how many are known and unknown. Cheap: a city has hundreds."""

    mean: str = "–"
    step: int | None = None
    known: int = 0
    unknown: int = 0
    url: str = ""
    hidden: bool = False
    label: str = ""
    why: str = ""  # hidden, in words
    short: str = ""  # known of all, or that it is hidden, in a few signs


_EMPTY = Cell()


@dataclass(frozen=True)
class Row:
    """One unit."""

    label: str
    url: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """One competency."""

    label: str
    code: str
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """The whole map, with the sums as its last row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    why: str = ""  # some cells are hidden, in words


def shown(heat: Heat, *, row_link: Link, cell_link: Link) -> Shown:
    """Return a heat map for a reader who may see the people behind it."""
    return _shown(heat, row_link, cell_link, hidden={})


def shown_in_groups(heat: Heat, *, row_link: Link, cell_link: Link, on: dt.date) -> Shown:
    """Return a heat map for a reader who sees aggregates only: small groups are hidden."""
    smallest = values.value("smallest_group_shown", on=on).whole
    hidden = {
        code: rules.hidden_groups(
            {row.unit: row.tallies[code].known for row in heat.rows if code in row.tallies}, smallest=smallest
        )
        | ({TOGETHER} if 0 < heat.total[code].known < smallest else frozenset())
        for code, _name in heat.competencies
    }
    cell = Cell(
        mean=_("hidden"),
        hidden=True,
        why=_("hidden, for groups under %(count)s people") % {"count": smallest},
        short=f"< {smallest}",
    )
    return _shown(heat, row_link, cell_link, hidden, cell)


def _shown(
    heat: Heat, row_link: Link, cell_link: Link, hidden: dict[str, frozenset[str]], instead: Cell = _EMPTY
) -> Shown:
    rows = []
    language = get_language()
    for row in (*heat.rows, HeatRow(TOGETHER, _("Together"), heat.total)):
        link = _nowhere if row.unit == TOGETHER else cell_link
        cells = tuple(
            instead._replace(label=name)
            if row.unit in hidden.get(code, ())
            else _cell(row.tallies.get(code), name, link(row.unit, code), language)
            for code, name in heat.competencies
        )
        rows.append(Row(row.name, "" if row.unit == TOGETHER else row_link(row.unit, ""), cells))
    why = instead.why if any(cell.hidden for row in rows for cell in row.cells) else ""
    return Shown(tuple(Column(name, code) for code, name in heat.competencies), tuple(rows), why)


def _nowhere(_unit: str, _code: str) -> str:
    return ""


def _cell(tally: Tally | None, name: str, url: str, language: str | None) -> Cell:
    if tally is None or not tally.people:
        return Cell(label=name)
    short = f"{tally.known}/{tally.people}"
    exact = tally.mean
    if exact is None:
        return Cell("?", None, 0, tally.unknown, url, label=name, short=short)
    mean = round(exact, 1)  # as it is read: two cells with the same figure have the same colour
    written = _written(mean, language)
    return Cell(written, bisect(STEPS, mean), tally.known, tally.unknown, url, label=name, short=short)


@lru_cache(maxsize=1_000)
def _written(mean: float, _language: str | None) -> str:
    """Return a mean as people of the language write it; a city has hundreds, and few different ones."""
    return words(mean)


def report(map_: Shown, *, title: str, head: tuple[str, ...]) -> reports.Report:
    """Return a heat map as plain data, for a file: mean gap and how many are known, in two columns each."""
    columns = [reports.ReportColumn(_("Unit"), False)]
    for column in map_.columns:
        columns.append(reports.ReportColumn(column.label, True))
        columns.append(reports.ReportColumn(_("known"), True))
    rows = []
    for row in map_.rows:
        line: list[str | int | float | dt.date | None] = [row.label]
        for cell in row.cells:
            line += [cell.mean, None if cell.hidden else cell.known]
        rows.append(tuple(line))
    return reports.Report(title=title, head=head, columns=tuple(columns), rows=tuple(rows))
