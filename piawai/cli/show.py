"""Showing results: numbers as the chosen language writes them, tables, files."""

import contextlib
import datetime as dt
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import formats
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text

from piawai.lib import days

ROWS_ON_A_TERMINAL = 40


def number(value: float, *, decimals: int = 0) -> str:
    """Return a number, rounded, as the active language writes it: 1.234,5 in Indonesian."""
    return formats.number_format(round(value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)


def rupiah(value: int) -> str:
    """Return an amount of money: Rp1.500.000.000 in Indonesian."""
    return f"Rp{number(value)}"


def percent(fraction: float, *, decimals: int = 1) -> str:
    """Return a fraction in percent."""
    return f"{number(fraction * 100, decimals=decimals)}%"


def day(value: dt.date) -> str:
    """Return a day in words: 24 November 2026."""
    return days.in_words(value)


def moment(value: dt.datetime) -> str:
    """Return a moment in words, with its time zone: 24 November 2026 10.05 WIB."""
    return f"{day(value)} {value:%H.%M} {value:%Z}"


def seconds(value: float) -> str:
    """Return a span of time."""
    return _("%(seconds)s s") % {"seconds": number(value, decimals=1)}


def say(*lines: str) -> None:
    """Print lines of the answer."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def note(*lines: str) -> None:
    """Print lines beside the answer: refusals, warnings, progress."""
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def write(text: str, *, output: Path | None) -> None:
    """Print a text, or write it to the file that was asked for."""
    if output is None:
        say(text)
    else:
        output.write_text(f"{text}\n", encoding="utf-8")


def write_json(content: object, *, output: Path | None = None) -> None:
    """Print JSON, or write it to the file that was asked for. Days are ISO texts."""
    write(json.dumps(content, ensure_ascii=False, indent=2, default=str), output=output)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand `right`."""

    title: str
    right: bool = False


def plain_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as aligned text."""
    titles = [column.title for column in columns]
    widths = [max(map(len, cells)) for cells in zip(titles, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        placed = [
            cell.rjust(width) if column.right else cell.ljust(width)
            for cell, width, column in zip(cells, widths, columns, strict=True)
        ]
        return "  ".join(placed).rstrip()

    return "\n".join([line(titles), line(["-" * width for width in widths]), *map(line, rows)])


def write_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], *, output: Path | None = None) -> int:
    """
    Print a table and return how many rows were left out.

    On a terminal the first rows only, drawn; into a file or a pipe all of them, as aligned text.
    """
    console = Console(highlight=False)
    if output is not None or not console.is_terminal:
        write(plain_table(columns, rows), output=output)
        return 0
    table = Table()
    for column in columns:
        table.add_column(Text(column.title), justify="right" if column.right else "left")
    for row in rows[:ROWS_ON_A_TERMINAL]:
        table.add_row(*map(Text, row))
    console.print(table)
    return max(0, len(rows) - ROWS_ON_A_TERMINAL)


@contextlib.contextmanager
def into(output: Path | None) -> Iterator[None]:
    """Send the answer to the file that was asked for, None for standard output. The file is written at the end."""
    if output is None:
        yield
        return
    answer = io.StringIO()
    with contextlib.redirect_stdout(answer):
        yield
    output.write_text(answer.getvalue(), encoding="utf-8")


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """
    Keep what a library in C prints by itself out of the answer, which may be JSON.

    HiGHS greets on the process's standard output before it can be told not to.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


@dataclass
class Steps:
    """The steps of a long command: shown while they last, and how many seconds each took."""

    taken: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """
        Show a step: turning on a terminal, as a plain line with its seconds once it is done.

        What it gives may be told how far the step is; only a terminal shows that.
        """
        console = Console(stderr=True, highlight=False)
        start = time.perf_counter()
        if console.is_terminal:
            with console.status(Text(title)) as status:
                yield lambda words: status.update(Text(f"{title}: {words}"))
        else:
            yield lambda _words: None
        self.taken[title] = time.perf_counter() - start
        note(f"  {title}: {seconds(self.taken[title])}")
