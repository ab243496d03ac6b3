"""Decisions about rounds of ratings: what may follow what, what a sheet costs, what is late, what is reported."""

import datetime as dt
from collections.abc import Mapping

from piawai.competencies.terms import IN_GROUPS, RoundState

_DRAFT, _NAMING, _OPENING, _OPEN = RoundState.DRAFT, RoundState.NOMINATING, RoundState.OPENING, RoundState.OPEN
_CLOSED, _REPORTING, _REPORTED = RoundState.CLOSED, RoundState.REPORTING, RoundState.REPORTED
_CANCELLED = RoundState.CANCELLED

ROUND_STEPS: Mapping[str, frozenset[str]] = {
    _DRAFT: frozenset({_NAMING, _OPENING, _CANCELLED}),
    _NAMING: frozenset({_OPENING, _CANCELLED}),
    _OPENING: frozenset({_OPENING, _OPEN, _CANCELLED}),
    _OPEN: frozenset({_CLOSED, _CANCELLED}),
    _CLOSED: frozenset({_REPORTING}),
    _REPORTING: frozenset({_REPORTING, _REPORTED}),
    _REPORTED: frozenset(),
    _CANCELLED: frozenset(),
}


def round_may_become(*, now: str, then: str) -> bool:
    """
    Return whether a round in one state may be put into another. Only the naming of raters may be left out.

    An opening or a report that was broken off is begun once more. No report that has begun is given up: some of the
    answers are evidence by then.

    Rule: COMP-50
    Source: docs/decisions/0019-rounds-write-evidence.md; local policy
    """
    return then in ROUND_STEPS[now]


def sheet_minutes(*, source: str, questions: int, minutes: Mapping[str, float]) -> float:
    """
    Return how long a sheet is thought to take: `minutes` of one question by source, times the questions.

    Rule: COMP-51
    Source: local policy, regulations rating_minutes
    Unit: minutes
    """
    return minutes[source] * questions


def is_late(*, closes_on: dt.date, on: dt.date) -> bool:
    """
    Return whether what is answered on a day comes after the last day of its round, which is in time itself.

    Rule: COMP-52
    Source: local policy, regulations late_answer_days
    """
    return on > closes_on


def closes_by_itself(*, closes_on: dt.date, late_days: int, on: dt.date) -> bool:
    """
    Return whether a round is to be closed on a day: the days of late answers are over.

    Rule: COMP-53
    Source: local policy, regulations late_answer_days
    """
    return on > closes_on + dt.timedelta(days=late_days)


def is_reported(*, source: str, raters: int, smallest: int) -> bool:
    """
    Return whether answers of so many raters about one person and competency become evidence.

    Peers and subordinates count as a group of at least the smallest that is shown; smaller groups stay in the sheets.

    Rule: COMP-54
    Source: docs/decisions/0019-rounds-write-evidence.md
    """
    return source not in IN_GROUPS or raters >= smallest


def quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """
    Return the first and last day of the calendar quarter of a day, by which the minutes of a rater are counted.

    Rule: COMP-55
    Source: local policy, regulations most_rating_minutes
    """
    first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    after = (first + dt.timedelta(days=95)).replace(day=1)
    return first, after - dt.timedelta(days=1)
