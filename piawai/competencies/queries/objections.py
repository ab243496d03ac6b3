"""Reading objections to levels."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Case, Min, QuerySet, When
from django.utils import timezone

from piawai.competencies.models import Assessment, Objection
from piawai.competencies.queries.estimates import ratings, ratings_valid
from piawai.competencies.rules.estimates import counting
from piawai.competencies.terms import INTERNAL, RATED, ObjectionState, Source
from piawai.people.models import Person
from piawai.regulations import values

MOST_NAMED = 5_000  # people asked for one by one; for more, everything is read: SQLite allows 32,766 variables


def objections(*, scope: QuerySet[Person]) -> QuerySet[Objection]:
    """Return the objections of everybody in `scope`, with person and competency; `answered` is 0 for waiting."""
    waits = Case(When(state=ObjectionState.WAITING, then=0), default=1)
    found = Objection.objects.filter(person__in=scope).select_related("person__post__unit", "competency")
    return found.annotate(answered=waits)


def waiting(*, except_of: Person | None) -> QuerySet[Objection]:
    """Return the objections that wait for whoever answers them: those of others."""
    found = Objection.objects.filter(state=ObjectionState.WAITING)
    return found if except_of is None else found.exclude(person=except_of)


def first_due(*, except_of: Person | None) -> dt.date | None:
    """Return when the first of the objections that wait for whoever answers them is due; None where none waits."""
    found: dt.date | None = waiting(except_of=except_of).aggregate(first=Min("due_on"))["first"]
    return found


def sources_behind(objection: Objection, *, on: dt.date) -> list[Source]:
    """
    Return whose ratings count for a disputed internal level on a day, by source; none where it is not internal.

    Peers and subordinates are one source each, whole, where they are enough to count: who and how many is not told.
    """
    if objection.source not in INTERNAL:
        return []
    about = Person.objects.filter(pk=objection.person_id)
    rows = ratings_valid(scope=about, on=on).filter(competency=objection.competency_id, source__in=RATED)
    counted = counting(ratings(rows), smallest=values.value("smallest_group_shown", on=on).whole)
    found = {row.source for row in counted}
    return [source for source in RATED if source in found]


def ends_of_set_aside(*, people_ids: Collection[int]) -> dict[tuple[Any, ...], dt.date]:
    """
    Return the last day on which ratings that upheld objections set aside count: by what tells them apart, and level.

    A rating was set aside if it was known when the objection was answered (recorded by then, also where corrected
    since); it ends the day before the first such answer. What was recorded later, or says another level, is new.
    """
    upheld = Objection.objects.filter(state=ObjectionState.UPHELD).exclude(set_aside=[])
    if len(people_ids) <= MOST_NAMED:
        upheld = upheld.filter(person__in=people_ids)
    answers: dict[tuple[int, int, str], list[dt.datetime]] = defaultdict(list)
    for row in upheld:
        for source in row.set_aside:
            if row.answered_at is not None:  # an upheld one is answered
                answers[row.person_id, row.competency_id, source].append(row.answered_at)
    if not answers:
        return {}
    found: dict[tuple[Any, ...], dt.date] = {}
    known = Assessment.objects.filter(person__in=upheld.values("person"), source__in=RATED)
    for rating in known:
        for answered_at in answers.get((rating.person_id, rating.competency_id, rating.source), ()):
            day = timezone.localdate(answered_at)
            if rating.recorded_at <= answered_at and rating.assessed_on <= day:
                key = (*rating.key, rating.level)
                found[key] = min(found.get(key, day), day - dt.timedelta(days=1))
    return found
