"""What several kinds check about days."""

import datetime as dt

from piawai.integrations.files.reading import Line, Reading


def check_not_future(reading: Reading, line: Line, column: str) -> None:
    """Refuse a day after the day of the import: what is found or done lies in the past."""
    if line[column] is not None and line[column] > reading.on:
        reading.refuse(line, column, "future_day", {"on": reading.on})


def check_not_before_birth(reading: Reading, line: Line, column: str, born_on: dt.date) -> None:
    """Refuse a day on which the person was not yet born."""
    if line[column] is not None and line[column] < born_on:
        reading.refuse(line, column, "before_birth", {"born": born_on})


def check_order(reading: Reading, line: Line, first: str, last: str) -> None:
    """Refuse a last day before the first."""
    if line[first] is not None and line[last] is not None and line[last] < line[first]:
        reading.refuse(line, last, "ends_before_start", {"first": line[first]})
