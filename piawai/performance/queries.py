"""Reading performance results."""

import datetime as dt

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from piawai.people.models import Person
from piawai.performance.models import Result
from piawai.performance.terms import BELOW_GOOD, YEAR


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


def below_good(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> QuerySet[Person]:
    """
    Return the present people in `scope` whose last predicate is below Baik, with `predicate`, `behaviour`, `ended_on`.

    The last is the one of `last_results`.
    """
    annual = Case(When(period=YEAR, then=1), default=0)
    results = Result.objects.known_at(known_at).filter(person=OuterRef("pk"), ends_on__lte=on)
    last = results.order_by("-ends_on", annual.desc(), "-pk")
    ever = Result.objects.filter(predicate__in=BELOW_GOOD).values("person")  # of few is the last to be looked up
    people = scope.filter(post__isnull=False, pk__in=ever).annotate(
        predicate=Subquery(last.values("predicate")[:1]),
        behaviour=Subquery(last.values("behaviour")[:1]),
        ended_on=Subquery(last.values("ends_on")[:1]),
    )
    return people.filter(predicate__in=BELOW_GOOD)
