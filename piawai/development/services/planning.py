"""Solving the year's plan and keeping it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.development.models import Allocation, AnnualPlan
from piawai.development.queries.problems import Question, question
from piawai.jobs import queries as jobs
from piawai.jobs.models import Job
from piawai.jobs.services import enqueue
from piawai.lib import days
from piawai.lib.errors import Refusal
from piawai.solvers.training.conflicts import UnableToSolve
from piawai.solvers.training.packing import pack
from piawai.solvers.training.problem import Solution, Status
from piawai.solvers.training.rules import violations
from piawai.solvers.training.solving import in_silence, solve

_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # as for days in files
_MOST_RUPIAH = 10**15  # more than any treasury holds
_MOST_SECONDS = 86_400
MOST_SECONDS_ASKED = 900  # in the background: other work waits meanwhile
JOB = "plan.solve"


class UnableToPlan(Refusal):
    """There is nothing to plan, or the figures make no sense."""


@dataclass(frozen=True)
class Found:
    """A plan that is found and not yet kept, with what it answers."""

    plan: AnnualPlan
    asked: Question
    solution: Solution


@transaction.atomic
def ask_plan(
    *, year: int, budget: int, max_away: float, gap: float, time_limit: float, by: str, at: dt.datetime
) -> Job:
    """
    Ask for a plan to be found in the background, and return the job. Figures as for `solve_plan`.

    The same question, asked again before it is answered, is the same job; once answered, it can be asked anew.

    :raises UnableToPlan: if a figure is out of range.
    """
    _check(year=year, budget=budget, max_away=max_away, gap=gap, time_limit=time_limit)
    if time_limit > MOST_SECONDS_ASKED:
        text = _("The time limit must be at most %(most)s seconds here: other work waits meanwhile.")
        raise UnableToPlan(text % {"most": MOST_SECONDS_ASKED}, code="time_limit_range")
    figures = {"year": year, "budget": budget, "max_away": max_away, "gap": gap, "time_limit": time_limit}
    question_key = f"{JOB}:{year}:{budget}:{max_away:g}:{gap:g}:{time_limit:g}:"
    key = f"{question_key}{jobs.times_done(effect=question_key)}"
    job = enqueue(name=JOB, arguments=figures, owner=by, at=at, effect_key=key)
    if job.owner == by and job.made_at == at:
        log(action="development.ask_plan", by=by, at=at, subject=f"job {job.token}", details=figures)
    return job


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
    found = find_plan(
        year=year,
        budget=budget,
        max_away=max_away,
        gap=gap,
        time_limit=time_limit,
        on=on,
        at=at,
        tell=in_silence,
    )
    return keep_plan(found=found, by=by)


def find_plan(
    *,
    year: int,
    budget: int,
    max_away: float,
    gap: float,
    time_limit: float,
    on: dt.date,
    at: dt.datetime,
    tell: Callable[[float, float], None],
) -> Found:
    """
    Find the best plan for a year and keep nothing yet. Figures as for `solve_plan`.

    `tell` is called with the gain of the best plan so far and what no plan exceeds (infinite while unknown).

    :raises UnableToPlan: as `solve_plan`.
    """
    _check(year=year, budget=budget, max_away=max_away, gap=gap, time_limit=time_limit)
    asked = question(year=year, budget=budget, max_away=max_away, on=on, known_at=at)
    if not asked.sessions:
        text = _("No session of the catalogue begins in %(year)s. Import the catalogue (katalog) of that year first.")
        raise UnableToPlan(text % {"year": year}, code="no_sessions")
    if not asked.people:
        text = _("Nobody holds a post on %(day)s. Import the employees (pegawai) first.")
        raise UnableToPlan(text % {"day": days.in_words(on)}, code="no_people")
    try:
        solution = solve(problem=asked.problem, gap=gap, time_limit=time_limit, tell=tell)
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
    return Found(plan, asked, solution)


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
def keep_plan(*, found: Found, by: str) -> AnnualPlan:
    """Keep a plan that was found as a draft; earlier plans stay."""
    plan, asked, solution = found.plan, found.asked, found.solution
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
