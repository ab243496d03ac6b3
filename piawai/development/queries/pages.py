"""What the pages of the plan show: rows of the latest plan and of decisions, within a scope of people."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, FloatField, IntegerField, Max, QuerySet, Sum, Value, When

from piawai.competencies.models import Standing
from piawai.competencies.terms import Level
from piawai.development import rules
from piawai.development.models import Allocation, AnnualPlan, Lock
from piawai.development.terms import SolverStatus
from piawai.learning.models import Outcome, Session
from piawai.people.models import Person
from piawai.performance import rules as performance
from piawai.performance.queries import last_results
from piawai.regulations import values

_MATCHES = 20  # people shown for a name; more words narrow it


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a plan falls to a scope of people; `rupiah` is what is paid for each of them, without fixed costs."""

    people: int
    sessions: int
    seats: int
    rupiah: int


def latest() -> AnnualPlan | None:
    """Return the plan made last that has a solution, else the last attempt, without the packed problem."""
    newest = AnnualPlan.objects.defer("problem").order_by("-pk")
    return newest.exclude(status=SolverStatus.INFEASIBLE).first() or newest.first()


def part(*, plan: AnnualPlan, scope: QuerySet[Person]) -> Part:
    """Return how much of a plan falls to the people in `scope`."""
    found = plan.allocations.filter(person__in=scope).aggregate(
        people=Count("person", distinct=True),
        sessions=Count("session", distinct=True),
        seats=Count("pk"),
        rupiah=Sum("session__participant_cost"),
    )
    return Part(found["people"], found["sessions"], found["seats"], found["rupiah"] or 0)


def allocations(*, plan: AnnualPlan | None, scope: QuerySet[Person]) -> QuerySet[Allocation]:
    """
    Return who in `scope` goes where in a plan, nobody without a plan.

    `unit_name` is the unit of today's post, None for whoever holds none.
    """
    rows = Allocation.objects.filter(plan=plan) if plan is not None else Allocation.objects.none()
    return (
        rows.filter(person__in=scope)
        .select_related("person", "session__programme")
        .annotate(unit_name=F("person__post__unit__name"))
    )


def planned_sessions(*, plan: AnnualPlan | None, scope: QuerySet[Person]) -> list[tuple[str, str]]:
    """Return code and programme of the sessions to which somebody in `scope` goes, in order of day."""
    if plan is None:
        return []
    taken = Allocation.objects.filter(plan=plan, person__in=scope)
    rows = Session.objects.filter(pk__in=taken.values("session")).order_by("starts_on", "code")
    return list(rows.values_list("code", "programme__name"))


def locks(*, scope: QuerySet[Person]) -> QuerySet[Lock]:
    """Return the decisions by hand that hold for people in `scope`; `unit_name` as for allocations."""
    return (
        Lock.objects.current()
        .filter(person__in=scope)
        .select_related("person", "session__programme")
        .annotate(unit_name=F("person__post__unit__name"))
    )


def people_named(*, scope: QuerySet[Person], words: str) -> list[Person]:
    """Return the first people of a scope who hold a post and whose name has all the words, by name."""
    found = scope.filter(post__isnull=False).select_related("post__unit")
    for word in words.split():
        found = found.filter(name__icontains=word)
    return list(found.order_by("name", "pk")[:_MATCHES])


def to_assess(
    *, scope: QuerySet[Person], year: int, on: dt.date, known_at: dt.datetime, limit: int
) -> QuerySet[Person]:
    """
    Return the people whose assessment would tell most, at most `limit`, with what makes them so.

    As `priorities.assess_first`, but from the read model of today: `on` is today. `worth` is the largest gain
    that could come to light, `unknown` counts the requirements without evidence; `unit_name` and `job_name` are
    those of today's post.
    """
    taught = _taught(year, on)
    unknown: dict[int, list[tuple[int, int, int]]] = {}
    rows = Standing.objects.filter(person__in=scope, held__isnull=True)
    for person, code, required, weight in rows.values_list("person_id", "competency__code", "required", "weight"):
        unknown.setdefault(person, []).append((weight, required, taught.get(code, 0)))
    results = last_results(scope=scope, on=on, known_at=known_at)
    weak = {
        person
        for person, result in results.items()
        if performance.weak_by_behaviour(predicate=result.predicate, behaviour=result.behaviour)
    }
    factor = values.value("weak_behaviour_factor", on=on).number
    per_level = values.value("gap_level_gain", on=on).number
    worth = {
        person: rules.worth_of_assessing(
            gaps, lowest=min(Level.values), factor=factor if person in weak else 1.0, gain_per_level=per_level
        )
        for person, gaps in unknown.items()
    }
    first = sorted(worth, key=lambda person: (-worth[person], -len(unknown[person]), person))[:limit]
    return scope.filter(pk__in=first).annotate(
        worth=_by_person({person: worth[person] for person in first}, FloatField()),
        unknown=_by_person({person: len(unknown[person]) for person in first}, IntegerField()),
        unit_name=F("post__unit__name"),
        job_name=F("post__job__name"),
    )


def _taught(year: int, on: dt.date) -> dict[str, int]:
    """Return the highest level that a year's sessions after a day teach, by competency code."""
    rows = Outcome.objects.filter(session__starts_on__year=year, session__starts_on__gt=on)
    return dict(rows.values_list("competency__code").annotate(highest=Max("level")).order_by())


def _by_person(found: Mapping[int, float], kind: Any) -> Case:
    cases = [When(pk=person, then=Value(value)) for person, value in found.items()]
    return Case(*cases, default=Value(0), output_field=kind)
