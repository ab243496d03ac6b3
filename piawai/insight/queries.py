"""Reading figures across areas. Every read takes a fixed number of queries, whatever the number of people."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from piawai.competencies.models import Assessment, Competency, Standing
from piawai.development.models import Allocation
from piawai.development.queries.pages import that_hold
from piawai.insight.terms import Heat, HeatRow, NextSession, Tally
from piawai.learning.models import Outcome
from piawai.people.models import Person, Post, Unit


def unit_heat(unit: Unit) -> Heat:
    """
    Return how a unit stands: a row for each unit directly below (with all below it), and one for its own people.

    Holds for the day of the read models. Three queries.
    """
    below = list(Unit.objects.filter(path__startswith=unit.path).order_by("name", "pk"))
    children = [row for row in below if row.parent_id == unit.pk]
    at = len(unit.path)
    step = len(children[0].path) - at if children else 0
    child_of = {row.pk: row.path[at : at + step] for row in below}
    names = {row.path[at:]: row for row in children}
    sums: dict[str, dict[int, Tally]] = {}
    inside = Standing.objects.filter(person__post__unit__path__startswith=unit.path)
    for unit_id, competency, *counts in _tallied(inside, "person__post__unit_id"):
        row = sums.setdefault(child_of[unit_id], {})
        row[competency] = row.get(competency, Tally()) + Tally(*counts)
    rows = [("", unit.name, sums[""])] if "" in sums else []
    rows += [(child.siasn_id, child.name, sums[key]) for key, child in names.items() if key in sums]
    return _heat(rows)


def city_heat() -> Heat:
    """Return how every office stands, by name. Holds for the day of the read models. Three queries."""
    offices: dict[int, dict[int, Tally]] = {}
    for office, competency, *counts in _tallied(Standing.objects.all(), "person__post__office_id"):
        offices.setdefault(office, {})[competency] = Tally(*counts)
    units = Unit.objects.filter(pk__in=offices).order_by("name", "pk")
    return _heat([(unit.siasn_id, unit.name, offices[unit.pk]) for unit in units])


def _tallied(rows: QuerySet[Standing], group: str) -> Iterable[tuple[Any, ...]]:
    """Give group, competency id, people, known, short and levels."""
    return (
        rows.filter(**{f"{group.removesuffix('_id')}__isnull": False})
        .values_list(group, "competency_id")
        .annotate(
            people=Count("pk"),
            known=Count("held"),
            short=Count("pk", filter=Q(gap__gt=0)),
            levels=Sum("gap", default=0),
        )
        .values_list(group, "competency_id", "people", "known", "short", "levels")
        .order_by()
    )


def _heat(rows: list[tuple[str, str, dict[int, Tally]]]) -> Heat:
    wanted = {pk for _unit, _name, tallies in rows for pk in tallies}
    codes = {
        pk: (code, name) for pk, code, name in Competency.objects.values_list("pk", "code", "name") if pk in wanted
    }
    found = tuple(
        HeatRow(unit, name, {codes[pk][0]: tally for pk, tally in tallies.items()}) for unit, name, tallies in rows
    )
    total: dict[str, Tally] = {}
    for row in found:
        for code, tally in row.tallies.items():
            total[code] = total.get(code, Tally()) + tally
    return Heat(tuple(sorted(codes.values())), found, total)


def standings_in(*, scope: QuerySet[Person], unit: Unit, competency: Competency) -> QuerySet[Standing]:
    """Return the standings of people of a scope, placed in a unit or below, in one competency."""
    return Standing.objects.filter(
        person__in=scope, person__post__unit__path__startswith=unit.path, competency=competency
    ).select_related("person__post__unit", "person__post__job")


def sessions_teaching(*, competency: Competency, after: dt.date) -> list[NextSession]:
    """Return the sessions that begin after a day and teach a competency, earliest first."""
    rows = Outcome.objects.filter(competency=competency, session__starts_on__gt=after)
    found = rows.order_by("session__starts_on", "session__code").values_list(
        "session__code", "session__programme__name", "session__starts_on", "level"
    )
    return [NextSession(*row) for row in found]


def sessions_by_competency(*, competencies: Collection[int], after: dt.date) -> dict[int, list[NextSession]]:
    """Return the sessions that begin after a day and teach one of some competencies (ids), by it, earliest first."""
    rows = Outcome.objects.filter(competency__in=competencies, session__starts_on__gt=after)
    found: dict[int, list[NextSession]] = {}
    for competency, code, programme, starts_on, level in rows.order_by(
        "session__starts_on", "session__code"
    ).values_list("competency_id", "session__code", "session__programme__name", "session__starts_on", "level"):
        found.setdefault(competency, []).append(NextSession(code, programme, starts_on, level))
    return found


def planned_sessions(*, scope: QuerySet[Person]) -> dict[int, set[str]]:
    """Return for each person (id) of a scope the codes of the sessions that the plan of each year gives."""
    found: dict[int, set[str]] = {}
    rows = Allocation.objects.filter(plan__in=that_hold().values("pk"), person__in=scope)
    for person, session in rows.values_list("person_id", "session__code"):
        found.setdefault(person, set()).add(session)
    return found


def competency_named(code: str) -> QuerySet[Competency]:
    """Return the competency of a code, or nothing."""
    return Competency.objects.filter(code=code)


def standings_of(person: Person) -> QuerySet[Standing]:
    """Return where a person stands in each required competency, in the order of the dictionary."""
    return Standing.objects.filter(person=person).select_related("competency").order_by("competency__code")


def evidence_of(person: Person) -> dict[int, list[Assessment]]:
    """Return all uncorrected evidence of a person by competency id, newest first."""
    found: dict[int, list[Assessment]] = {}
    for row in Assessment.objects.current().filter(person=person).order_by("-assessed_on", "source"):
        found.setdefault(row.competency_id, []).append(row)
    return found


def present_people(scope: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people of a scope who hold a post today, with unit and job."""
    return scope.filter(post__isnull=False).select_related("post__unit", "post__job")


def parents_of(unit: Unit) -> list[Unit]:
    """Return the units above a unit, the root first."""
    ends = [place + 1 for place, sign in enumerate(unit.path) if sign == "."]
    return list(Unit.objects.filter(path__in=[unit.path[:end] for end in ends[:-1]]).order_by("path"))


def superior_of(person: Person) -> Person | None:
    """Return a person's direct superior today, None where nobody is found or no post is held."""
    post = Post.objects.filter(person=person).select_related("superior").first()
    return post.superior if post else None
