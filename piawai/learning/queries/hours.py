"""Reading learning hours (JP) against the right of a year."""

import datetime as dt
from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from piawai.learning.models import CompletedTraining
from piawai.people.models import Person
from piawai.people.terms import Employment
from piawai.regulations import values

_PPPK = (Employment.PPPK, Employment.PPPK_PART_TIME)
_HOURS = DecimalField(max_digits=8, decimal_places=2)


def hours_of_year(*, scope: QuerySet[Person], year: int, on: dt.date) -> QuerySet[Any]:
    """
    Return people with a post, with `hours` of trainings that ended in a year, `right` and `short` (never below 0).

    What the right is follows from the employment; a right that nobody wrote down is that of a PNS.
    """
    last = last_day(year)
    pns, pppk = (values.value(f"annual_hours_{kind}", on=last).whole for kind in ("pns", "pppk"))
    rows = CompletedTraining.objects.current().filter(person=OuterRef("pk"), ends_on__year=year, ends_on__lte=on)
    hours = rows.order_by().values("person").annotate(total=Sum("hours")).values("total")
    zero = Value(0, output_field=_HOURS)
    found: QuerySet[Any] = (
        scope.filter(post__isnull=False)
        .select_related("post__unit")
        .annotate(
            hours=Coalesce(Subquery(hours, output_field=_HOURS), zero),
            right=Case(
                When(employment__in=_PPPK, then=Value(pppk)),
                default=Value(pns),
                output_field=_HOURS,
            ),
        )
        .annotate(short=Greatest(F("right") - F("hours"), zero, output_field=_HOURS))
    )
    return found


def hours_of(*, person: Person, on: dt.date) -> Any:
    """Return a person as `hours_of_year` has them in the year of a day, None where no post is held."""
    return hours_of_year(scope=Person.objects.filter(pk=person.pk), year=on.year, on=on).first()


def last_day(year: int) -> dt.date:
    """Return the day by which the right of a year is to be reached, inclusive."""
    return dt.date(year, 12, 31)


def years_with_hours(*, on: dt.date) -> list[int]:
    """Return the years in which anything was completed, and the one of a day, newest first."""
    found = {day.year for day in CompletedTraining.objects.current().dates("ends_on", "year")}
    return sorted(found | {on.year}, reverse=True)


def source_of(person: Person, *, year: int) -> tuple[str, bool]:
    """Return the source of a person's right in a year, and whether it is verified."""
    kind = "pppk" if person.employment in _PPPK else "pns"
    row = values.value(f"annual_hours_{kind}", on=last_day(year))
    return row.source, row.checked


def sources(*, year: int) -> list[tuple[str, bool]]:
    """Return the sources of the rights of a PNS and of a PPPK in a year, each with whether it is verified."""
    rows = [values.value(f"annual_hours_{kind}", on=last_day(year)) for kind in ("pns", "pppk")]
    return [(row.source, row.checked) for row in rows]
