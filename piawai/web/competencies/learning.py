"""What a person's page says of learning hours: had, due, missing, until when."""

import datetime as dt
from typing import Any

from piawai.learning.queries import hours as queries
from piawai.web import law, lists


def hours(person: Any, *, on: dt.date) -> dict[str, object] | None:
    """Return the hours of a person in the year of a day against the right; None where no post is held."""
    found = queries.hours_of(person=person, on=on)
    if found is None:
        return None
    source, checked = queries.source_of(found, year=on.year)
    return {
        "year": str(on.year),
        "had": amount(found.hours),
        "due": amount(found.right),
        "missing": amount(found.short) if found.short else "",
        "until": lists.words(queries.last_day(on.year)),
        "source": law.doubted(source, checked=checked),
    }


def amount(value: Any) -> str:
    """Return hours in words, whole where they are whole."""
    return lists.words(int(value) if value == int(value) else float(value))
