"""Decisions about performance: the predicate, the last day of a period, what a weak predicate means."""

import calendar
import datetime as dt

from piawai.performance.terms import BELOW_GOOD, QUARTERS, YEAR, Rating


def period_end(*, year: int, period: str) -> dt.date:
    """
    Return the last day of a period: of the year, of a quarter (TW1 to TW4), of a month (01 to 12).

    Rule: PERF-01
    Source: PermenPANRB 6/2022 (periodic and annual evaluation)

    :raises ValueError: if the period has another name.
    """
    if period == YEAR:
        month = 12
    elif period in QUARTERS:
        month = 3 * (QUARTERS.index(period) + 1)
    else:
        month = int(period)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def weak_by_behaviour(*, predicate: str, behaviour: int) -> bool:
    """
    Return whether a predicate is below Baik and behaviour was the reason.

    In the matrix only behaviour below expectation makes Kurang, and Sangat Kurang needs it.

    Rule: PERF-02
    Source: PermenPANRB 6/2022, matrix of predicates
    """
    return predicate in BELOW_GOOD and behaviour == Rating.BELOW
