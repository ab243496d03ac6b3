"""Keeping everybody's standing true."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max, QuerySet

from piawai.competencies.models import Competency, Standing, StandingPeriod
from piawai.competencies.queries import standings as queries
from piawai.competencies.rules import levels as rules
from piawai.competencies.terms import Stand
from piawai.lib import bulk
from piawai.lib.locks import one_at_a_time
from piawai.people.models import Person
from piawai.people.queries import everybody, posts_hold_on
from piawai.people.services.present import refresh_posts

ALL = None  # no narrowing: everybody
_MOST_NAMED = 5_000  # more people than this are not named one by one in a query: then everybody is refreshed
_SAYS = tuple(field.attname for field in Standing._meta.concrete_fields if field.name not in ("id", "as_of"))


@transaction.atomic
def refresh(*, people_ids: Collection[int] | None, on: dt.date, at: dt.datetime) -> None:
    """
    Compute the standing of some people (None: everybody) anew for a day, as known at `at`.

    Part of the transaction of whatever caused it; not an audit event of its own, since it states nothing new.
    Whoever waited for another writer, or whose clock runs behind, still takes in what that one has recorded.
    """
    if people_ids is not None and not people_ids:
        return
    one_at_a_time("import")
    at = max(at, StandingPeriod.objects.aggregate(last=Max("refreshed_at"))["last"] or at)
    named = people_ids is not None and len(people_ids) <= _MOST_NAMED
    scope = Person.objects.filter(pk__in=people_ids) if named and people_ids is not None else everybody()
    rows = queries.dated_rows(scope=scope, on=on, known_at=at)
    ids = {competency.code: competency.pk for competency in Competency.objects.all()}
    law = queries.law_digest()
    standings: list[Standing] = []
    periods: list[StandingPeriod] = []
    for person_id in rows.careers:
        now = rows.stands(person_id, on)
        days, first = rules.change_days(
            now=now,
            on=on,
            boundaries=rows.boundaries(person_id),
            later=lambda day, person_id=person_id: rows.stands(person_id, day),  # type: ignore[misc]
        )
        periods.append(StandingPeriod(person_id=person_id, as_of=on, changes_on=first, refreshed_at=at, law=law))
        standings += [_standing(person_id, ids[code], stand, on, days.get(code)) for code, stand in now.items()]
    StandingPeriod.objects.filter(person__in=scope).delete()
    bulk.insert(StandingPeriod, periods)
    _write(standings, Standing.objects.filter(person__in=scope), on)


def _write(standings: Sequence[Standing], stored: QuerySet[Standing], on: dt.date) -> None:
    """Leave exactly `standings` in place of what is `stored`; a row that says the same only gets the new day."""
    known = {row[1:]: row[0] for row in stored.values_list("pk", *_SAYS)}
    said = {tuple(getattr(row, name) for name in _SAYS): row for row in standings}
    stale = [pk for says, pk in known.items() if says not in said]
    if len(stale) == len(known):
        stored.delete()
    else:
        for start in range(0, len(stale), _MOST_NAMED):
            Standing.objects.filter(pk__in=stale[start : start + _MOST_NAMED]).delete()
        stored.exclude(as_of=on).update(as_of=on)
    bulk.insert(Standing, [row for says, row in said.items() if says not in known])


def _standing(person_id: int, competency_id: int, stand: Stand, on: dt.date, changes_on: dt.date | None) -> Standing:
    held = stand.held
    return Standing(
        person_id=person_id,
        competency_id=competency_id,
        required=stand.requirement.level,
        weight=stand.requirement.weight,
        origin=stand.requirement.origin,
        critical=stand.requirement.critical,
        also=",".join(f"{origin}:{level}" for origin, level in stand.requirement.also),
        held=held.level if held else None,
        gap=stand.gap,
        source=held.source if held else "",
        official=held.official if held else False,
        official_level=held.official_level if held else None,
        assessed_on=held.assessed_on if held else None,
        valid_until=held.valid_until if held else None,
        as_of=on,
        changes_on=changes_on,
    )


@transaction.atomic
def refresh_due(*, on: dt.date, at: dt.datetime) -> int:
    """Refresh the posts and standings that no longer hold on a day, and return how many people's standings."""
    one_at_a_time("import")
    if not posts_hold_on(on):
        refresh_posts(on=on, at=at)
    due = set(queries.due_people(on=on).values_list("pk", flat=True))
    if due:
        refresh(people_ids=due, on=on, at=at)
    return len(due)
