"""Reading figures across areas. Every read takes a fixed number of queries, whatever the number of people."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from piawai.competencies.models import Competency, ServiceNeed, Standing
from piawai.competencies.queries.standings import dated_rows
from piawai.competencies.rules import levels
from piawai.competencies.terms import NINE, Held, Level, Origin, ProfilePeriod, Requirement
from piawai.development.models import Allocation
from piawai.development.queries.pages import that_hold
from piawai.insight.terms import Cover, Demanded, Fit, Heat, HeatRow, Leaving, NextSession, Spread, Tally, together
from piawai.learning.models import Outcome, Prerequisite
from piawai.people.models import Job, Person, Post, Service, Unit
from piawai.people.rules import retires_on
from piawai.regulations import values


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
    """Give group, competency id, people, known and levels."""
    return (
        rows.filter(**{f"{group.removesuffix('_id')}__isnull": False})
        .values_list(group, "competency_id")
        .annotate(
            people=Count("*"),
            known=Count("held"),
            levels=Sum("gap", default=0),
        )
        .values_list(group, "competency_id", "people", "known", "levels")
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
    total = {
        code: together(row.tallies[code] for row in found if code in row.tallies) for code, _name in codes.values()
    }
    return Heat(tuple(sorted(codes.values())), found, total)


def standings_in(*, scope: QuerySet[Person], unit: Unit, competency: Competency) -> QuerySet[Standing]:
    """Return the standings of people of a scope, placed in a unit or below, in one competency."""
    return all_standings_in(scope=scope, unit=unit).filter(competency=competency)


def all_standings_in(*, scope: QuerySet[Person], unit: Unit) -> QuerySet[Standing]:
    """Return the standings of people of a scope, placed in a unit or below, in every competency."""
    return Standing.objects.filter(person__in=scope, person__post__unit__path__startswith=unit.path).select_related(
        "person__post__unit", "person__post__job", "competency"
    )


def standings_of_own(*, scope: QuerySet[Person], unit: Unit, competency: Competency) -> QuerySet[Standing]:
    """Return the standings of people of a scope, placed in a unit itself, in one competency."""
    return standings_in(scope=scope, unit=unit, competency=competency).filter(person__post__unit=unit)


def sessions_teaching(*, competency: Competency, after: dt.date) -> list[NextSession]:
    """Return the sessions that begin after a day and teach a competency, earliest first."""
    return sessions_by_competency(competencies=[competency.pk], after=after).get(competency.pk, [])


def sessions_by_competency(*, competencies: Collection[int], after: dt.date) -> dict[int, list[NextSession]]:
    """Return the sessions that begin after a day and teach one of some competencies (ids), by it, earliest first."""
    asked = Prerequisite.objects.filter(session=OuterRef("session"), competency=OuterRef("competency")).values("level")
    rows = Outcome.objects.filter(competency__in=competencies, session__starts_on__gt=after)
    found: dict[int, list[NextSession]] = {}
    for competency, *session in rows.order_by("session__starts_on", "session__code").values_list(
        "competency_id",
        "session__code",
        "session__programme__name",
        "session__starts_on",
        "level",
        Coalesce(Subquery(asked), 0),
    ):
        found.setdefault(competency, []).append(NextSession(*session))
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


def present_people(scope: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people of a scope who hold a post today: code, name, grade, and the names of unit and job."""
    found = scope.filter(post__isnull=False).select_related("post__unit", "post__job")
    return found.only("code", "name", "grade", "post__unit__name", "post__job__name")


def with_post(scope: QuerySet[Person]) -> QuerySet[Person]:
    """Return the people of a scope with what heads a person's page; of job, unit and superior the names only."""
    return scope.select_related("post__unit", "post__job", "post__superior").only(
        *("code", "nip", "name", "title_before", "title_after", "grade"),
        *("post__person", "post__unit__name", "post__job__name", "post__superior__name"),
    )


def parents_of(unit: Unit) -> list[Unit]:
    """Return the units above a unit, the root first."""
    ends = [place + 1 for place, sign in enumerate(unit.path) if sign == "."]
    return list(Unit.objects.filter(path__in=[unit.path[:end] for end in ends[:-1]]).order_by("path"))


def superior_of(person: Person) -> Person | None:
    """Return a person's direct superior today, None where nobody is found or no post is held."""
    post = Post.objects.filter(person=person).select_related("superior").first()
    return post.superior if post else None


def jobs_found(words: str) -> QuerySet[Job]:
    """Return the jobs in whose name each of the words stands, by name."""
    found = Job.objects.order_by("name", "pk")
    for word in words.split():
        found = found.filter(name__icontains=word)
    return found


def fits(*, scope: QuerySet[Person], job: Job, on: dt.date, known_at: dt.datetime) -> list[Fit]:
    """
    Return how the present people in `scope` compare with a job, by name.

    What the job demands of whoever holds it; where nobody holds it now, only what it demands itself is known.
    A fixed number of queries, whatever the number of people.
    """
    people = scope.filter(post__isnull=False).select_related("post__unit", "post__job").order_by("name", "pk")
    rows = dated_rows(scope=scope, on=on, known_at=known_at)
    held_in = Post.objects.filter(job=job).order_by("pk").values_list("unit_id", flat=True).first()
    demands = rows.demanded(ProfilePeriod(job.pk, held_in, Origin.JOB, on, None), on)
    names = dict(Competency.objects.values_list("code", "name"))
    return [_fit(person, demands, rows.evidence.get(person.pk, {}), names, on) for person in people]


def _fit(
    person: Person,
    demands: Sequence[Requirement],
    evidence: Mapping[str, Sequence[Any]],
    names: Mapping[str, str],
    on: dt.date,
) -> Fit:
    held: dict[str, Held | None] = {
        row.competency: levels.held_on(evidence.get(row.competency, ()), on=on) for row in demands
    }
    match = levels.jpm(
        required={row.competency: row.level for row in demands},
        official={code: found.official_level if found else None for code, found in held.items()},
        nine=NINE,
    )
    shown = []
    for row in demands:
        found = held[row.competency]
        level, official = (found.level, found.official) if found else (None, False)
        shown.append(Demanded(row.competency, names[row.competency], row.level, row.critical, level, official))
    return Fit(person.code, person.name, person.post.job.name, person.post.unit.name, tuple(shown), match.capped)


def covers(*, scope: QuerySet[Person], units: QuerySet[Unit]) -> list[Cover]:
    """
    Return for each service of some units, and each competency it needs, who of `scope` holds it there or below.

    Holds for the day of the read models, by the levels held today. Four queries.
    """
    services = Service.objects.current().filter(unit__in=units).select_related("unit").order_by("name", "code")
    by_code = {service.code: service for service in services}
    needs = ServiceNeed.objects.current().filter(service_code__in=by_code, holders__gt=0).select_related("competency")
    asked = list(needs.order_by("service_code", "competency__code", "level"))
    wanted = {need.competency_id for need in asked}
    holders: dict[int, list[tuple[str, int, str, str]]] = {}
    standings = Standing.objects.filter(person__in=scope, competency__in=wanted, held__isnull=False)
    placed = standings.filter(person__post__isnull=False).order_by("person__name", "person_id")
    for competency, path, level, name, code in placed.values_list(
        "competency_id", "person__post__unit__path", "held", "person__name", "person__code"
    ):
        holders.setdefault(competency, []).append((path, level, name, code))  # type: ignore[arg-type]  # held
    found = []
    for need in asked:
        service = by_code[need.service_code]
        names = tuple(
            (name, code)
            for path, level, name, code in holders.get(need.competency_id, ())
            if level >= need.level and path.startswith(service.unit.path)
        )
        found.append(
            Cover(
                service.code,
                service.name,
                service.unit.siasn_id,
                service.unit.name,
                service.essential,
                need.competency.code,
                need.competency.name,
                need.level,
                need.holders,
                names,
            )
        )
    return found


def leaving(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime, years: int) -> list[Leaving]:
    """
    Return for each competency how many of those who meet what is required of them retire in this and later years.

    By the age of the class of the job held today; whose class cannot be told is left out. A fixed number of queries.
    """
    ages = {key: row.whole for key, row in values.mapping("retirement_age", on=on).values.items()}
    rows = dated_rows(scope=scope, on=on, known_at=known_at)
    ends: dict[int, int] = {}
    for person_id, born_on in scope.values_list("pk", "born_on"):
        post = rows.careers[person_id].on(on)
        age = ages.get(rows.job_class(person_id, post, on)) if post else None
        if age is not None:
            ends[person_id] = retires_on(born_on=born_on, age=age).year
    met = Standing.objects.filter(person__in=scope, gap=0).values_list("competency_id", "person_id")
    holders: Counter[int] = Counter()
    going: dict[int, Counter[int]] = {}
    for competency, person_id in met:
        holders[competency] += 1
        going.setdefault(competency, Counter())[ends.get(person_id, 0)] += 1
    span = range(on.year, on.year + years)
    known = Competency.objects.filter(pk__in=holders).order_by("code").values_list("pk", "code", "name")
    return [
        Leaving(code, name, holders[pk], tuple((year, going[pk][year]) for year in span)) for pk, code, name in known
    ]


def spread(competency: Competency) -> list[Spread]:
    """Return how each office stands in one competency, by name. Holds for the day of the read models. Two queries."""
    rows = Standing.objects.filter(competency=competency, person__post__isnull=False)
    counted = rows.values_list("person__post__office_id", "held", "gap").annotate(people=Count("pk")).order_by()
    offices: dict[int, Counter[tuple[int | None, int | None]]] = {}
    for office, held, gap, people in counted:
        offices.setdefault(office, Counter())[held, gap] += people
    found = []
    for unit in Unit.objects.filter(pk__in=offices).order_by("name", "pk"):
        tally = offices[unit.pk]
        unknown = sum(count for (held, _gap), count in tally.items() if held is None)
        met = sum(count for (held, gap), count in tally.items() if held is not None and not gap)
        by_level = tuple(sum(count for (held, _gap), count in tally.items() if held == level) for level in Level.values)
        people = sum(tally.values())
        found.append(Spread(unit.siasn_id, unit.name, people, unknown, met, people - unknown - met, by_level))
    return found
