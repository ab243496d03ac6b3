"""
The facts from which a reader's tasks follow.

What is only counted is given as rows, so that all of it is counted in one statement (lib.counting).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, Exists, OuterRef, QuerySet, When

from piawai.competencies.models import Standing
from piawai.competencies.queries import qualifications
from piawai.development.models import Allocation, AnnualPlan
from piawai.development.queries.pages import that_hold
from piawai.development.terms import PlanState, SolverStatus
from piawai.people.models import CorrectionRequest, Person, Post, Unit
from piawai.people.terms import CorrectionState
from piawai.regulations import values

Rows = dict[str, QuerySet[Any, Any]]


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """How many competencies the own post demands, and how many are met, short or unknown."""

    required: int
    met: int
    short: int
    unknown: int


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session to which the plan in force sends the reader; `decided` where that plan is approved."""

    programme: str
    starts_on: dt.date
    decided: bool


@dataclass(frozen=True, slots=True)
class WidestGap:
    """The competency with the widest mean gap over everybody of whom it is known."""

    code: str
    name: str
    mean: float
    known: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that waits for somebody; `cost` in rupiah."""

    number: int
    year: int
    state: str
    cost: int


def own_rows(*, person: Person, answered_since: dt.datetime) -> Rows:
    """Return what concerns a person: the standings, and the own requests for correction that wait or were answered."""
    standings = Standing.objects.filter(person=person)
    requests = CorrectionRequest.objects.filter(person=person)
    return {
        "required": standings,
        "met": standings.filter(gap=0),
        "unknown": standings.filter(held__isnull=True),
        "own_waiting": requests.filter(state=CorrectionState.WAITING),
        "own_answered": requests.filter(answered_at__gte=answered_since),
    }


def own_standing(facts: Mapping[str, int]) -> OwnStanding:
    """Return where a person stands, from the counts of `own_rows`."""
    required, met, unknown = facts["required"], facts["met"], facts["unknown"]
    return OwnStanding(required, met, required - met - unknown, unknown)


def corrections_waiting(*, person: Person | None) -> QuerySet[CorrectionRequest]:
    """Return the requests for correction that wait for whoever answers them: those of others."""
    waiting = CorrectionRequest.objects.filter(state=CorrectionState.WAITING)
    return waiting if person is None else waiting.exclude(person=person)


def own_sessions(*, person: Person, on: dt.date) -> list[OwnSession]:
    """Return the sessions from a day on to which the plan of each year sends a person, earliest first."""
    plans = that_hold().values("pk")
    rows = Allocation.objects.filter(person=person, plan__in=plans, session__starts_on__gte=on)
    ordered = rows.order_by("session__starts_on", "session__code")
    return [
        OwnSession(programme, starts_on, state == PlanState.APPROVED)
        for programme, starts_on, state in ordered.values_list(
            "session__programme__name", "session__starts_on", "plan__state"
        )
    ]


def unknown_in(*, scope: QuerySet[Person]) -> QuerySet[Any, Any]:
    """Return the people in `scope` who have competencies without valid evidence."""
    return Standing.objects.filter(person__in=scope, held__isnull=True).values("person").distinct()


def running_out(*, scope: QuerySet[Person], on: dt.date) -> QuerySet[Any, Any]:
    """Return what the people of a scope hold that runs out within the days of the warning."""
    days = values.value("qualification_warning_days", on=on).whole
    return qualifications.running_out(scope=scope, on=on, until=on + dt.timedelta(days=days))


def fault_rows() -> Rows:
    """Return what stands in the way of a whole picture. Units without people need no head."""
    return {
        "units_without_head": Unit.objects.filter(Exists(Post.objects.filter(unit=OuterRef("pk"))), head__isnull=True),
        "people_without_standard": Post.objects.filter(~Exists(Standing.objects.filter(person=OuterRef("person")))),
    }


def widest_gap(*, on: dt.date) -> WidestGap | None:
    """
    Return the competency in which the organisation falls short most; None where nothing is known or short.

    Competencies of which fewer people are known than may be shown as a group do not count.
    """
    smallest = values.value("smallest_group_shown", on=on).whole
    rows = Standing.objects.filter(held__isnull=False).values("competency__code", "competency__name")
    known = rows.annotate(mean=Avg("gap"), known=Count("pk")).filter(known__gte=smallest)
    widest = known.order_by("-mean", "competency__code").first()
    if widest is None or not widest["mean"]:
        return None
    return WidestGap(widest["competency__code"], widest["competency__name"], float(widest["mean"]), widest["known"])


def waiting_plan() -> Plan | None:
    """Return the newest plan that waits for a decision or, where none does, the newest that has a solution."""
    solved = AnnualPlan.objects.exclude(status=SolverStatus.INFEASIBLE).defer("problem")
    waits = Case(When(state=PlanState.PROPOSED, then=0), default=1)
    found = solved.order_by(waits, "-pk").first()
    if found is None:
        return None
    return Plan(found.pk, found.year, found.state, found.cost)
