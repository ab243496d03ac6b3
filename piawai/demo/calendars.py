"""Holidays of the demo city: fixed days exactly, movable ones by calculation and therefore marked "perkiraan"."""

import datetime as dt
from collections.abc import Iterator

from piawai.demo.cells import Table
from piawai.demo.days import is_weekday

HEADERS = ("TANGGAL", "NAMA", "JENIS")
HOLIDAY, JOINT_LEAVE, RAMADAN_HOURS = "LIBUR", "CUTI_BERSAMA", "JAM_RAMADAN"
_GUESS = " (perkiraan)"
_FIXED = (
    (1, 1, "Tahun Baru Masehi"),
    (5, 1, "Hari Buruh Internasional"),
    (6, 1, "Hari Lahir Pancasila"),
    (8, 17, "Hari Kemerdekaan Republik Indonesia"),
    (12, 25, "Hari Raya Natal"),
)
_ISLAMIC = (
    (7, 27, "Isra Mikraj Nabi Muhammad SAW"),
    (10, 1, "Hari Raya Idulfitri"),
    (10, 2, "Hari Raya Idulfitri, hari kedua"),
    (12, 10, "Hari Raya Iduladha"),
    (1, 1, "Tahun Baru Islam"),
    (3, 12, "Maulid Nabi Muhammad SAW"),
)
_RAMADAN, _SHAWWAL = 9, 10
_ISLAMIC_EPOCH = dt.date(622, 7, 19).toordinal()  # tabular calendar, civil epoch, in the Gregorian calendar
_NEW_MOON = dt.datetime(2000, 1, 6, 18, 14, tzinfo=dt.UTC)
_MONTH = dt.timedelta(days=29.530588853)


def holidays(*, on: dt.date) -> Table:
    """Return the special days from `on` to the end of the next year, in order."""
    rows: dict[dt.date, tuple[str, str]] = {}
    for year in (on.year, on.year + 1):
        for day, name, kind in _special_days(year):
            rows.setdefault(day, (name, kind))
    return Table(HEADERS, tuple((day, *rows[day]) for day in sorted(rows) if day >= on))


def days_off(*, table: Table) -> frozenset[dt.date]:
    """Return the days on which nobody works, weekends aside."""
    return frozenset(day for day, _, kind in table.rows if isinstance(day, dt.date) and kind != RAMADAN_HOURS)


def _special_days(year: int) -> Iterator[tuple[dt.date, str, str]]:
    """Return holidays first, then joint leave, then days of Ramadan hours: what comes first holds for a day."""
    for month, number, name in _FIXED:
        yield dt.date(year, month, number), name, HOLIDAY
    for month, number, name in _ISLAMIC:
        for day in _islamic_days(year, month, number):
            yield day, name + _GUESS, HOLIDAY
    yield _moon(dt.date(year, 1, 20), half=0), "Tahun Baru Imlek" + _GUESS, HOLIDAY
    yield _moon(dt.date(year, 3, 2), half=0) + dt.timedelta(days=1), "Hari Suci Nyepi" + _GUESS, HOLIDAY
    yield _moon(dt.date(year, 5, 3), half=1), "Hari Raya Waisak" + _GUESS, HOLIDAY
    easter = _easter(year)
    yield easter - dt.timedelta(days=2), "Wafat Yesus Kristus", HOLIDAY
    yield easter, "Hari Paskah", HOLIDAY
    yield easter + dt.timedelta(days=39), "Kenaikan Yesus Kristus", HOLIDAY
    for first in _islamic_days(year, _SHAWWAL, 1):
        for shift in (-1, 2, 3, 4):
            day = first + dt.timedelta(days=shift)
            if is_weekday(day):
                yield day, "Cuti bersama Idulfitri" + _GUESS, JOINT_LEAVE
    if is_weekday(dt.date(year, 12, 24)):
        yield dt.date(year, 12, 24), "Cuti bersama Natal" + _GUESS, JOINT_LEAVE
    for first in _islamic_days(year, _RAMADAN, 1):
        last = _islamic_to_day(_islamic_year(first), _SHAWWAL, 1)
        for number in range(first.toordinal(), last.toordinal()):
            day = dt.date.fromordinal(number)
            if is_weekday(day):
                yield day, "Jam kerja Ramadan" + _GUESS, RAMADAN_HOURS


def _islamic_to_day(year: int, month: int, day: int) -> dt.date:
    """Return the Gregorian day of a date of the tabular Islamic calendar."""
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return dt.date.fromordinal(_ISLAMIC_EPOCH + days - 1)


def _islamic_year(day: dt.date) -> int:
    return (30 * (day.toordinal() - _ISLAMIC_EPOCH) + 10646) // 10631


def _islamic_days(year: int, month: int, day: int) -> list[dt.date]:
    """Return every time the Islamic date falls in the Gregorian year: once, seldom twice."""
    about = _islamic_year(dt.date(year, 7, 1))
    found = (_islamic_to_day(about + shift, month, day) for shift in (-1, 0, 1))
    return [day for day in found if day.year == year]


def _moon(earliest: dt.date, *, half: int) -> dt.date:
    """Return the day of the first mean new moon (`half=0`) or full moon (1) from a day on, in Indonesian time."""
    start = dt.datetime(earliest.year, earliest.month, earliest.day, tzinfo=dt.UTC)
    first = _NEW_MOON + _MONTH * (half / 2)
    months = -((first - start) // _MONTH)
    moment = first + _MONTH * (months - 1)
    while moment < start:
        moment += _MONTH
    return (moment + dt.timedelta(hours=7)).date()


def _easter(year: int) -> dt.date:
    """Return Easter Sunday (Gauss, Gregorian, in Meeus's form)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, quarter = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    weekday = (32 + 2 * quarter + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)
