"""Solving the year's plan and keeping it."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.development.models import Allocation, AnnualPlan
from piawai.development.queries.problems import Question, question
from piawai.lib.errors import Refusal
from piawai.solvers.training.conflicts import UnableToSolve
from piawai.solvers.training.packing import pack
from piawai.solvers.training.problem import Solution, Status
from piawai.solvers.training.rules import violations
from piawai.solvers.training.solving import solve

_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # as for days in files
_MOST_RUPIAH = 10**15  # more than any treasury holds
_MOST_SECONDS = 86_400


class UnableToPlan(Refusal):
    """There is nothing to plan, or the figures make no sense."""


def solve_plan(
    *,
    year: int,
    budget: int,
    max_away: float,
    gap: float,
    time_limit: float,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> AnnualPlan:
    """
    Find the best plan for a year and keep it as a draft; earlier plans stay.

    `budget` in whole rupiah, `max_away` and `gap` as fractions, `time_limit` in seconds, `on` the day whose
    facts count. Solving holds no transaction: a long search keeps nobody from working. A plan whose rules
    cannot all hold is kept too, with the conflicting set and without allocations.

    :raises UnableToPlan: if a figure is out of range, the year has no session or nobody is there, or the time
        ran out before a plan that keeps locks and duties was found, or the proof that there is none.
    """
    _check(year=year, budget=budget, max_away=max_away, gap=gap, time_limit=time_limit)
    asked = question(year=year, budget=budget, max_away=max_away, on=on, known_at=at)
    if not asked.sessions:
        text = _("No session of the catalogue begins in %(year)s. Import the catalogue (katalog) of that year first.")
        raise UnableToPlan(text % {"year": year}, code="no_sessions")
    if not asked.people:
        text = _("Nobody holds a post on %(day)s. Import the employees (pegawai) first.")
        raise UnableToPlan(text % {"day": on.isoformat()}, code="no_people")
    try:
        solution = solve(problem=asked.problem, gap=gap, time_limit=time_limit)
    except UnableToSolve as fault:
        text = _(
            "In %(seconds)s seconds no plan was found that keeps all locks and mandatory sessions. Allow more time."
        )
        raise UnableToPlan(text % {"seconds": f"{time_limit:g}"}, code="time_ran_out") from fault
    possible = solution.status != Status.INFEASIBLE
    if possible and (broken := violations(problem=asked.problem, allocations=solution.allocations)):
        msg = f"The solver gave a plan that breaks its own rules: {broken[:3]}"  # a fault of ours: never kept
        raise RuntimeError(msg)
    plan = AnnualPlan(year=year, as_of=on, made_at=at, budget=budget, max_away=max_away, asked_gap=gap)
    return _keep(plan, asked, solution, by=by)


def _check(*, year: int, budget: int, max_away: float, gap: float, time_limit: float) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        text = _("The year must lie between %(first)s and %(last)s.")
        raise UnableToPlan(text % {"first": _FIRST_YEAR, "last": _LAST_YEAR}, code="year_range")
    if not 0 <= budget <= _MOST_RUPIAH:
        text = _("The budget must lie between 0 and %(most)s rupiah.")
        raise UnableToPlan(text % {"most": _MOST_RUPIAH}, code="budget_range")
    if not 0 <= max_away <= 1:
        text = _("The share of people away must lie between 0 and 1; 0.1 means one in ten.")
        raise UnableToPlan(text, code="max_away_range")
    if not 0 <= gap < 1:
        text = _("The gap must lie between 0 and 1; 0.01 means within one percent of the bound.")
        raise UnableToPlan(text, code="gap_range")
    if not 0 < time_limit <= _MOST_SECONDS:
        raise UnableToPlan(_("The time limit must be more than 0 seconds, and at most a day."), code="time_limit_range")


@transaction.atomic
def _keep(plan: AnnualPlan, asked: Question, solution: Solution, *, by: str) -> AnnualPlan:
    plan.status = solution.status.value
    plan.objective, plan.bound = solution.objective, solution.bound
    plan.greedy_objective, plan.cost = solution.greedy_objective, solution.cost
    plan.seconds = dict(solution.seconds)
    plan.conflicts = [{**asdict(row), "rule": row.rule.value} for row in solution.conflicts]
    plan.warnings = sorted(asked.warnings.items())
    plan.problem = pack(problem=asked.problem)
    plan.save()
    Allocation.objects.bulk_create(
        [
            Allocation(
                plan=plan,
                person=asked.people[row.person],
                session=asked.sessions[row.session],
                closes={closed.competency: closed.levels for closed in row.closes},
            )
            for row in solution.allocations
        ],
        batch_size=5_000,
    )
    details = {"year": plan.year, "status": plan.status, "allocations": len(solution.allocations)}
    log(action="development.solve_plan", by=by, at=plan.made_at, subject=f"plan {plan.pk}", details=details)
    return plan
