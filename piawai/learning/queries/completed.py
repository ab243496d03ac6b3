"""Reading completed training."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db.models import QuerySet, Sum

from piawai.learning.models import CompletedTraining
from piawai.people.models import Person


def credited_hours(*, scope: QuerySet[Person], year: int, known_at: dt.datetime) -> dict[int, Decimal]:
    """Return the learning hours (JP) of trainings that ended in a year, by person id; nobody with none is listed."""
    rows = CompletedTraining.objects.known_at(known_at).filter(person__in=scope, ends_on__year=year)
    return dict(rows.values_list("person_id").annotate(hours=Sum("hours")))


def references(*, people: Collection[int]) -> dict[tuple[int, str], str]:
    """Return the certificate number of the known trainings of some people, by person id and reference."""
    rows = CompletedTraining.objects.current().values_list("person_id", "reference", "certificate")
    return {(person, reference): number for person, reference, number in rows.iterator() if person in people}


def attended(*, scope: QuerySet[Person], known_at: dt.datetime) -> set[tuple[int, str]]:
    """Return which courses people have completed, as (person id, course name)."""
    rows = CompletedTraining.objects.known_at(known_at).filter(person__in=scope)
    return set(rows.values_list("person_id", "name"))
