"""The facts from which a reader's tasks follow: one query each, whatever the number of people."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Case, Count, Exists, Min, OuterRef, Q, QuerySet, When

from piawai.competencies.models import Standing
from piawai.development.models import Allocation, AnnualPlan
from piawai.development.queries.pages import decided_first
from piawai.development.terms import PlanState, SolverStatus
from piawai.people.models import CorrectionRequest, Person, Unit
from piawai.people.terms import CorrectionState
from piawai.performance.queries import below_good
from piawai.regulations import values


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """How many competencies the own post demands, and how many are met, short or unknown."""

    required: int
    met: int
    short: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Corrections:
    """Requests for correction: those of others that wait, since when, and the own ones by how far they came."""

    waiting: int
    waiting_since: dt.datetime | None
    own_waiting: int
    own_answered: int


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session to which the plan in force sends the reader; `decided` where that plan is approved."""

    programme: str
    starts_on: dt.date
    decided: bool


@dataclass(frozen=True, slots=True)
class UnitUnknown:
    """People of the units led who have competencies without valid evidence, and how many such competencies."""

    people: int
    competencies: int


@dataclass(frozen=True, slots=True)
class Faults:
    """What stands in the way of a whole picture: units without a head, people of whom nothing is required."""

    units_without_head: int
    people_without_standard: int


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


def own_standing(*, person: Person) -> OwnStanding:
    """Return where a person stands, in counts."""
    found = Standing.objects.filter(person=person).aggregate(
        required=Count("pk"), met=Count("pk", filter=Q(gap=0)), unknown=Count("pk", filter=Q(held__isnull=True))
    )
    short = found["required"] - found["met"] - found["unknown"]
    return OwnStanding(found["required"], found["met"], short, found["unknown"])


def corrections(*, person: Person | None, answered_since: dt.datetime) -> Corrections:
    """Return the requests for correction of others, and the own ones answered since a moment, in counts."""
    own = Q(person=person) if person is not None else Q(pk__in=())
    waits = Q(state=CorrectionState.WAITING)
    others = waits & ~Q(person=person) if person is not None else waits
    answered = own & Q(answered_at__gte=answered_since)
    rows = CorrectionRequest.objects.filter(waits | answered)
    found = rows.aggregate(
        waiting=Count("pk", filter=others),
        since=Min("made_at", filter=others),
        own_waiting=Count("pk", filter=own & waits),
        own_answered=Count("pk", filter=answered),
    )
    return Corrections(found["waiting"], found["since"], found["own_waiting"], found["own_answered"])


def own_sessions(*, person: Person, on: dt.date) -> list[OwnSession]:
    """Return the sessions from a day on to which the plan in force sends a person, earliest first."""
    plan = decided_first().values("pk")[:1]
    rows = Allocation.objects.filter(person=person, plan_id=plan, session__starts_on__gte=on)
    ordered = rows.order_by("session__starts_on", "session__code")
    return [
        OwnSession(programme, starts_on, state == PlanState.APPROVED)
        for programme, starts_on, state in ordered.values_list(
            "session__programme__name", "session__starts_on", "plan__state"
        )
    ]


def unknown_in(*, scope: QuerySet[Person]) -> UnitUnknown:
    """Return how much is unknown of the people in `scope`."""
    rows = Standing.objects.filter(person__in=scope, held__isnull=True)
    found = rows.aggregate(people=Count("person", distinct=True), competencies=Count("pk"))
    return UnitUnknown(found["people"], found["competencies"])


def to_coach(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> int:
    """Return of how many people in `scope` the last predicate is below Baik."""
    return below_good(scope=scope, on=on, known_at=known_at).count()


def faults() -> Faults:
    """Return what stands in the way of a whole picture, in counts. Units without people need no head."""
    bare = ~Exists(Standing.objects.filter(person=OuterRef("posts__person")))
    found = Unit.objects.filter(posts__isnull=False).aggregate(
        headless=Count("pk", filter=Q(head__isnull=True), distinct=True), bare=Count("posts", filter=bare)
    )
    return Faults(found["headless"], found["bare"])


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
