"""How many learning hours (JP) a training counts by its form."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_MONTHS = 12


def hours_counted(
    *, conversion: Mapping[str, Any] | None, first: dt.date, last: dt.date, stated: Decimal | None
) -> Decimal | None:
    """
    Return the hours (JP) that a training counts; None where neither its certificate nor the rule tells any.

    `conversion` is what `hours_conversion` holds for its form: without one the stated hours count. Where the
    certificate comes first, stated hours count; else they are worked out from the days, an activity counting once. How
    many sessions were held (`per` session) only the certificate can tell. Never more than the most of a day or month.

    Rule: HOURS-01
    Source: hours_conversion in regulations/data/learning.toml, unverified
    """
    if conversion is None:
        return stated
    days = (last - first).days + 1
    found = Decimal(str(conversion["hours"])) * (days if conversion["per"] == "day" else 1)
    if stated is not None and (conversion["certificate_first"] or conversion["per"] == "session"):
        found = stated
    if "most_hours" not in conversion:
        return found
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    times = days if conversion["most_per"] == "day" else months
    return min(found, Decimal(str(conversion["most_hours"])) * times)
