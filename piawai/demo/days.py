"""Small steps on the calendar."""

import datetime as dt


def month_start(*, year: int, month: int) -> dt.date:
    """Return the first day of the month; months past 12 run on into the next years."""
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def months_before(*, day: dt.date, months: int) -> dt.date:
    """Return the first day of the month so many months before the day's month."""
    return month_start(year=day.year, month=day.month - months)


def years_after(*, day: dt.date, years: int) -> dt.date:
    """Return the same day so many years later; 29 February becomes 28 where there is none."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


def is_weekday(day: dt.date) -> bool:
    """Return whether the day is Monday to Friday."""
    return day.weekday() < 5
