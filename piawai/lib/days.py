"""Days as people write them."""

import datetime as dt

from django.utils import formats


def in_words(day: dt.date) -> str:
    """Return a day as people of the active language write it: 24 November 2026, with the month's name in theirs."""
    return formats.date_format(day, "DATE_FORMAT")
