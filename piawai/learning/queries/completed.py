"""Reading completed training."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db.models import QuerySet, Sum

from piawai.learning.models import CompletedTraining
from piawai.learning.terms import KnownTraining
from piawai.people.models import Person


def credited_hours(*, scope: QuerySet[Person], year: int, known_at: dt.datetime) -> dict[int, Decimal]:
    """Return the learning hours (JP) of trainings that ended in a year, by person id; nobody with none is listed."""
    rows = CompletedTraining.objects.known_at(known_at).filter(person__in=scope, ends_on__year=year)
    return dict(rows.values_list("person_id").annotate(hours=Sum("hours")))


def known_trainings(*, people: Collection[int]) -> dict[int, dict[str, KnownTraining]]:
    """Return the known trainings of some people, by person id and reference; whoever has none is in it too."""
    found: dict[int, dict[str, KnownTraining]] = {person: {} for person in people}
    rows = CompletedTraining.objects.current().values_list("person_id", "reference", "name", "starts_on", "certificate")
    for person, reference, name, starts_on, number in rows.order_by("pk").iterator():
        if person in found:
            found[person][reference] = KnownTraining(name, starts_on, number)
    return found


def attended(*, scope: QuerySet[Person], known_at: dt.datetime) -> set[tuple[int, str]]:
    """Return which courses people have completed, as (person id, course name)."""
    rows = CompletedTraining.objects.known_at(known_at).filter(person__in=scope)
    return set(rows.values_list("person_id", "name"))
