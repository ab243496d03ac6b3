"""Cells as real exports hold them: text dates, numbers as text, apostrophes, blanks around a value."""

import datetime as dt
import random
from dataclasses import dataclass

Cell = str | int | dt.date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A spreadsheet of the demo city: its headers and rows, in the order in which they are written."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def untidy_day(*, rng: random.Random, day: dt.date | None) -> Cell:
    """Return a day as a true date, as d-m-Y text or, seldom, as ISO text."""
    if day is None:
        return None
    draw = rng.random()
    if draw < 0.55:
        return f"{day:%d-%m-%Y}"
    return day if draw < 0.92 else day.isoformat()


def untidy_number(*, rng: random.Random, number: int) -> Cell:
    """Return a number, now and then as text."""
    return str(number) if rng.random() < 0.12 else number


def untidy_digits(*, rng: random.Random, digits: str) -> Cell:
    """Return digits as text, often with the apostrophe that spreadsheets leave in front."""
    return f"'{digits}" if rng.random() < 0.6 else digits


def untidy_text(*, rng: random.Random, text: str) -> Cell:
    """Return a text, now and then with blanks behind it."""
    return f"{text} " if rng.random() < 0.03 else text


def nothing(*, rng: random.Random) -> Cell:
    """Return one of the ways in which exports say nothing: an empty cell or the text `null`."""
    return "null" if rng.random() < 0.3 else None
