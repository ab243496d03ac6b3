"""What the pages of the plan show: plans, their rows, and decisions, within a scope of people."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least

from piawai.competencies.models import Standing
from piawai.competencies.terms import Level
from piawai.development.models import Allocation, AnnualPlan, Lock, PlanStep
from piawai.development.terms import Decision, PlanState, SolverStatus
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


@dataclass(frozen=True, slots=True)
class Named:
    """The first people of a name, and how many have it in all."""

    people: list[Person]
    total: int


def newest() -> AnnualPlan | None:
    """Return the plan made last that has a solution, else the last attempt, without the packed problem."""
    last = AnnualPlan.objects.defer("problem").order_by("-pk")
    return last.exclude(status=SolverStatus.INFEASIBLE).first() or last.first()


def that_hold() -> QuerySet[AnnualPlan]:
    """Return of every year the one plan that people are shown: the approved one, or while there is none the newest."""
    solved = AnnualPlan.objects.exclude(status=SolverStatus.INFEASIBLE)
    undecided = Case(When(state=PlanState.APPROVED, then=Value(0)), default=Value(1), output_field=IntegerField())
    first = solved.filter(year=OuterRef("year")).order_by(undecided, "-pk").values("pk")[:1]
    return solved.filter(pk=Subquery(first)).defer("problem")


def in_force(*, among: Iterable[AnnualPlan], on: dt.date) -> AnnualPlan | None:
    """
    Return of the plans that hold the one with which a page of one plan begins where nobody chose a year.

    It is the newest approved plan whose year is not over on a day, else the newest draft, else the approved plan of
    the last year; where no plan has a solution, the last attempt.
    """

    def turn(plan: AnnualPlan) -> tuple[int, int]:
        if plan.state != PlanState.APPROVED:
            return 1, -plan.pk
        return (0 if plan.year >= on.year else 2), -plan.year

    return min(among, key=turn, default=None) or newest()


def proposed() -> QuerySet[AnnualPlan]:
    """Return the plans that wait for a decision, newest first."""
    return AnnualPlan.objects.defer("problem").filter(state=PlanState.PROPOSED).order_by("-pk")


def all_plans() -> QuerySet[AnnualPlan]:
    """
    Return every plan, without the packed problem.

    `people` and `seats` count who goes and how often; `away` is how far at most from the best possible, in percent.
    """
    return AnnualPlan.objects.defer("problem").annotate(
        people=Count("allocations__person", distinct=True),
        away=Case(
            When(bound__gt=0, then=(F("bound") - F("objective")) * 100.0 / F("bound")),
            default=Value(0.0),
            output_field=FloatField(),
        ),
    )


def plan_numbered(number: int) -> QuerySet[AnnualPlan]:
    """Return the plan of a number, or nothing, without the packed problem."""
    return AnnualPlan.objects.defer("problem").filter(pk=number)


def steps(*, plan: AnnualPlan) -> list[PlanStep]:
    """Return what was done with a plan, first to last."""
    return list(plan.steps.order_by("pk"))


def differing(*, one: AnnualPlan, other: AnnualPlan, scope: QuerySet[Person]) -> QuerySet[Allocation]:
    """Return who in `scope` goes to a session in one of two plans only; `unit_name` as for allocations."""
    twin = Allocation.objects.filter(
        plan__in=(one, other), person=OuterRef("person"), session=OuterRef("session")
    ).exclude(plan=OuterRef("plan"))
    rows = Allocation.objects.filter(~Exists(twin), plan__in=(one, other), person__in=scope)
    return rows.select_related("person", "session__programme").annotate(unit_name=F("person__post__unit__name"))


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
    return lock_history(scope=scope).filter(corrected=False).exclude(decision=Decision.LIFTED)


def lock_history(*, scope: QuerySet[Person]) -> QuerySet[Lock]:
    """Return every decision by hand on people in `scope`, also those changed or lifted since."""
    return (
        Lock.objects.filter(person__in=scope)
        .select_related("person", "session__programme")
        .annotate(unit_name=F("person__post__unit__name"))
    )


def people_named(*, scope: QuerySet[Person], words: str) -> Named:
    """Return the first people of a scope who hold a post and whose name has all the words, by name."""
    found = scope.filter(post__isnull=False).select_related("post__unit")
    for word in words.split():
        found = found.filter(name__icontains=word)
    first = list(found.order_by("name", "pk")[:_MATCHES])
    return Named(first, found.count() if len(first) == _MATCHES else len(first))


def to_assess(*, scope: QuerySet[Person], year: int, on: dt.date, known_at: dt.datetime) -> QuerySet[Person]:
    """
    Return the people whose assessment would tell something, with how much.

    As `priorities.assess_first` (rule PLAN-05), but from the read model of today: `on` is today. `worth` is the
    largest gain that could come to light, `unknown` counts the requirements without evidence; `unit_name` and
    `job_name` are those of today's post.
    """
    results = last_results(scope=scope, on=on, known_at=known_at)
    weak = [
        person
        for person, result in results.items()
        if performance.weak_by_behaviour(predicate=result.predicate, behaviour=result.behaviour)
    ]
    factor = Case(
        When(pk__in=weak, then=Value(values.value("weak_behaviour_factor", on=on).number)),
        default=Value(1.0),
        output_field=FloatField(),
    )
    taught = Case(
        *(When(competency__code=code, then=Value(level)) for code, level in _taught(year, on).items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    reach = F("weight") * Greatest(Value(0), Least(F("required"), taught) - min(Level.values))
    unknown = Standing.objects.filter(person=OuterRef("pk"), held__isnull=True).values("person").order_by()
    per_level = values.value("gap_level_gain", on=on).number
    return scope.filter(Exists(unknown)).annotate(
        worth=Subquery(unknown.annotate(found=Sum(reach)).values("found"), output_field=FloatField())
        * factor
        * Value(per_level, output_field=FloatField()),
        unknown=Subquery(unknown.annotate(found=Count("pk")).values("found"), output_field=IntegerField()),
        unit_name=F("post__unit__name"),
        job_name=F("post__job__name"),
    )


def _taught(year: int, on: dt.date) -> dict[str, int]:
    """Return the highest level that a year's sessions after a day teach, by competency code."""
    rows = Outcome.objects.filter(session__starts_on__year=year, session__starts_on__gt=on)
    return dict(rows.values_list("competency__code").annotate(highest=Max("level")).order_by())
