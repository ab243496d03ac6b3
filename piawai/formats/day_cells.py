"""Days as spreadsheets hold them: date cells, texts and Excel's serial numbers."""

import datetime as dt
import math
import re

from piawai.formats.raw_cells import Raw, UnreadableCell, plain

FIRST_YEAR, LAST_YEAR = 1900, 2200

_SERIAL = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,15})?")
_CLOCK = r"(?:[T ][0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})" + _CLOCK)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})" + _CLOCK)


def day(*, value: Raw) -> dt.date | None:
    """
    Return the day in a cell, `None` when empty; a time of day is dropped.

    Takes a date cell, `d-m-Y`, `d/m/Y`, `Y-m-d`, ISO text with a time, and the Excel serial number, as number
    or text. A number from 1900 to 2200 is refused, as it is rather a year than a day of 1905.

    :raises UnreadableCell: `not_a_day`, `impossible_day`, `year_not_day`, `day_out_of_range` (`least`, `most`: years)
        or `formula_error`.
    """
    if isinstance(value, bool):
        raise UnreadableCell("not_a_day")
    if isinstance(value, dt.datetime):
        return _in_range(value.date())
    if isinstance(value, dt.date):
        return _in_range(value)
    if isinstance(value, int | float):
        return _from_serial(float(value) if abs(value) < 10**9 else math.inf)
    found = plain(value=value or "")
    if not found:
        return None
    if _SERIAL.fullmatch(found):
        return _from_serial(float(found))
    if match := _DAY_FIRST.fullmatch(found):
        return _calendar(year=match[4], month=match[3], number=match[1])
    if match := _YEAR_FIRST.fullmatch(found):
        return _calendar(year=match[1], month=match[2], number=match[3])
    raise UnreadableCell("not_a_day")


def _from_serial(serial: float) -> dt.date:
    if not math.isfinite(serial):
        raise UnreadableCell("not_a_day")
    if FIRST_YEAR <= serial <= LAST_YEAR:
        raise UnreadableCell("year_not_day")
    number = math.floor(serial)
    if number == 60:  # Excel believes that 1900 was a leap year
        raise UnreadableCell("impossible_day")
    first = dt.date(1899, 12, 30 if number > 60 else 31)
    last = (dt.date(LAST_YEAR, 12, 31) - first).days
    if not 1 <= number <= last:
        raise UnreadableCell("day_out_of_range", {"least": FIRST_YEAR, "most": LAST_YEAR})
    return first + dt.timedelta(days=number)


def _calendar(*, year: str, month: str, number: str) -> dt.date:
    try:
        found = dt.date(int(year), int(month), int(number))
    except ValueError as impossible:
        raise UnreadableCell("impossible_day") from impossible
    return _in_range(found)


def _in_range(found: dt.date) -> dt.date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableCell("day_out_of_range", {"least": FIRST_YEAR, "most": LAST_YEAR})
    return found
