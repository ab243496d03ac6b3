"""The words of the annual plan."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What a lock decides (kunci)."""

    IN = "MASUK", _("must go")
    OUT = "KELUAR", _("must not go")
    LIFTED = "DICABUT", _("lifted: the plan chooses freely")


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "DRAF", _("draft")
    PROPOSED = "DIUSULKAN", _("proposed, not yet approved")
    APPROVED = "DISETUJUI", _("approved")
    RETURNED = "KEMBALI", _("returned with a reason")
    SUPERSEDED = "DIGANTI", _("replaced by a newer approved plan")


class PlanAction(models.TextChoices):
    """What moves a plan from one state to the next."""

    PROPOSE = "usulkan", _("proposed")
    APPROVE = "setujui", _("approved")
    RETURN = "kembalikan", _("returned")
    SUPERSEDE = "ganti", _("replaced")


# From which state an action leads to which. What is not named is refused.
TRANSITIONS: dict[tuple[str, str], PlanState] = {
    (PlanState.DRAFT, PlanAction.PROPOSE): PlanState.PROPOSED,
    (PlanState.RETURNED, PlanAction.PROPOSE): PlanState.PROPOSED,
    (PlanState.PROPOSED, PlanAction.APPROVE): PlanState.APPROVED,
    (PlanState.PROPOSED, PlanAction.RETURN): PlanState.RETURNED,
    (PlanState.DRAFT, PlanAction.SUPERSEDE): PlanState.SUPERSEDED,
    (PlanState.RETURNED, PlanAction.SUPERSEDE): PlanState.SUPERSEDED,
    (PlanState.APPROVED, PlanAction.SUPERSEDE): PlanState.SUPERSEDED,
}


class SolverStatus(models.TextChoices):
    """What the solver could prove."""

    OPTIMAL = "optimal", _("within the asked gap of the bound")
    FEASIBLE = "feasible", _("time ran out before the asked gap was proven")
    INFEASIBLE = "infeasible", _("the rules cannot all hold")


class Blocked(models.TextChoices):
    """Why a person cannot attend a session at all."""

    BEGUN = "begun", _("the session has already begun on the day of the plan")
    NOT_SERVING = "not_serving", _("the person does not serve on all days of the session (contract, retirement)")
    ABSENT = "absent", _("the person is away on days of the session (leave, study, travel, duty)")
    LOCKED_OUT = "locked_out", _("a lock says that the person must not go")


# Why someone goes to a session or not, by the solver's code. Placeholders are filled by `queries.plans`.
REASONS = {
    "chosen": _("Chosen: it adds a gain of %(gain)s to the plan."),
    "blocked": _("Not possible: %(blocked)s."),
    "prerequisite": _(
        "Not possible: it asks for %(competency)s at level %(level)s, which is not held on its first day, "
        "and no chosen session teaches it before."
    ),
    "no_gain": _("No gain: it teaches nothing that this person is known to lack, and no learning hours are owed."),
    "unknown": _("No gain that is known: it concerns only competencies without valid evidence. Assess them first."),
    "already_closed": _("No further gain: what it gives is already given by %(other)s."),
    "same_programme": _("The same programme is already attended in %(other)s."),
    "overlap": _("It falls on the same days as %(other)s."),
    "not_run": _("The session does not run: too few gain enough to justify its minimum and its fixed cost."),
    "seats": _("Full: nobody seated gains less (least gain seated %(other_gain)s, here %(gain)s), or may be spared."),
    "ceiling": _("On %(day)s %(ceiling)s has nobody more to spare."),
    "purse": _("The budget of %(purse)s is used up by people who gain more."),
    "budget": _("The total budget is used up by better uses of the money."),
    "within_gap": _("It would fit, at a gain of %(gain)s: the plan is only proven to within its stated gap."),
}

# The rules that can stand in each other's way, by the solver's code.
CONFLICTS = {
    "seats": _("session %(session)s has only %(seats)s seats"),
    "minimum": _("session %(session)s runs with at least %(minimum)s people"),
    "budget": _("the total budget is Rp%(budget)s"),
    "purse": _("the budget of %(purse)s is Rp%(limit)s"),
    "ceiling": _("on one day at most %(limit)s of %(ceiling)s may be away"),
    "overlap": _("%(person)s cannot attend two sessions on the same days"),
    "same_programme": _("%(person)s attends a programme only once"),
    "prerequisite": _("%(person)s does not hold what session %(session)s asks for"),
    "blocked": _("%(person)s cannot attend session %(session)s: %(blocked)s"),
    "locked_in": _("a lock says that %(person)s must go to session %(session)s"),
    "duty": _("%(programme)s is mandatory for %(person)s (%(job_class)s)"),
}

WARNINGS = {
    "duty_excused": _("%(count)s people cannot attend any session of a programme that is mandatory for them."),
    "lock_past": _(
        "%(count)s locks are left out: the session has begun, or the person holds no post on the day of the plan."
    ),
    "no_class": _("%(count)s people have a job without a class: no standard is known for them."),
    "begun": _("%(count)s sessions of the year had already begun and were left out."),
    "no_gaps_known": _(
        "No gap is known: the plan rests on learning hours and mandatory sessions. Assess people first."
    ),
    "unit_budgets_exceed": _("The budgets of units add up to more than the total budget."),
}


@dataclass(frozen=True, slots=True)
class AllocationRow:
    """One person in one session, as reports list it. `closes` pairs competency codes with levels of gap closed."""

    nip: str
    name: str
    unit_name: str
    session: str
    programme: str
    starts_on: dt.date
    ends_on: dt.date
    closes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlanReport:
    """
    A plan in figures and words. `objective`, `bound` and `greedy_objective` are gains (1 is one level of a gap
    of weight 1); `gap` is a fraction of the bound; money in rupiah; `people` go, `sessions` run.
    """

    plan: int
    year: int
    as_of: dt.date
    status: str
    objective: float
    bound: float
    gap: float
    seconds: float
    greedy_objective: float | None
    people: int
    sessions: int
    budget_limit: int
    budget_used: int
    allocations: tuple[AllocationRow, ...]
    conflicts: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionReason:
    """
    One session in the eyes of one person: chosen, or what stood in the way, as code and sentence.

    `helps`: it teaches something that the person is known to lack, whatever stands in the way.
    `starts_on` None: the catalogue no longer has the session.
    """

    session: str
    programme: str
    starts_on: dt.date | None
    chosen: bool
    helps: bool
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class AssessFirst:
    """
    Someone whose assessment would tell most. `unknown` counts required competencies without evidence; `worth`
    is the largest gain that knowing them could reveal and this year's sessions could make.
    """

    nip: str
    name: str
    unit_name: str
    job: str
    unknown: int
    worth: float
    reason: str


@dataclass(frozen=True, slots=True)
class Coaching:
    """Someone whose last predicate is below Baik, and the superior ("" where none is found) who should coach."""

    nip: str
    name: str
    unit_name: str
    predicate: str
    by_behaviour: bool
    superior_name: str
