"""Reading performance results."""

import datetime as dt

from django.db.models import QuerySet

from piawai.people.models import Person
from piawai.performance.models import Result
from piawai.performance.terms import YEAR


def last_results(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> dict[int, Result]:
    """
    Return the last result of everybody in `scope` that has one, by person id, as known at a moment.

    The last is the one whose period ended latest, by `on`; on the same day the annual one.
    """
    found: dict[int, Result] = {}
    rows = Result.objects.known_at(known_at).filter(person__in=scope, ends_on__lte=on)
    for row in sorted(rows, key=lambda row: (row.ends_on, row.period == YEAR)):
        found[row.person_id] = row
    return found
