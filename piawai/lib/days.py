"""Days as people write them."""

import datetime as dt
from functools import lru_cache

from django.utils import formats, timezone
from django.utils.translation import get_language


def in_words(day: dt.date) -> str:
    """Return a day as people of the active language write it: 24 November 2026, with the month's name in theirs."""
    return _written(day, get_language())


@lru_cache(maxsize=1_000)
def _written(day: dt.date, _language: str | None) -> str:
    """Return a day in words; a page names the same few again and again."""
    return formats.date_format(day, "DATE_FORMAT")


def moment_in_words(at: dt.datetime) -> str:
    """Return a moment as people of the active language write it, in the time of the place."""
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")
