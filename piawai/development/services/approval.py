"""Proposing a plan, approving it, and giving it back."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from piawai.accounts.queries import in_language_of
from piawai.audit.services import log
from piawai.audit.terms import Actor
from piawai.development.models import AnnualPlan, PlanStep
from piawai.development.rules import plan_may_become
from piawai.development.terms import PlanAction, PlanState, SolverStatus
from piawai.jobs.services import send
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time


class UnableToMovePlan(Refusal):
    """A plan is not where the action begins, has no solution, or another plan of the year stands in the way."""


@dataclass(frozen=True)
class Notice:
    """Whom to tell (accounts' codes), and the page of the site that says more."""

    to: Collection[str]
    link: str


def check_proposing(*, plan: AnnualPlan) -> None:
    """
    Refuse where a plan cannot be proposed as things stand.

    :raises UnableToMovePlan: if it has no solution, is not a draft or returned, or another of the year waits.
    """
    if plan.status == SolverStatus.INFEASIBLE:
        text = _("Plan %(number)s has no solution. Change one of the rules in conflict and solve again.")
        raise UnableToMovePlan(text % {"number": plan.pk}, code="no_solution")
    _check_can(plan, PlanAction.PROPOSE)
    if AnnualPlan.objects.filter(year=plan.year, state=PlanState.PROPOSED).exclude(pk=plan.pk).exists():
        raise _another(plan)


def check_deciding(*, plan: AnnualPlan, action: PlanAction, actor: Actor) -> None:
    """
    Refuse where somebody cannot approve or return a plan as things stand.

    :raises UnableToMovePlan: if it is not proposed, or was proposed by the same account.
    """
    proposed = plan.steps.filter(action=PlanAction.PROPOSE).order_by("-pk").first()
    if proposed is not None and proposed.by == actor.code:
        text = _("You proposed this plan yourself. Somebody else must decide on it.")
        raise UnableToMovePlan(text, code="own_proposal")
    _check_can(plan, action)


def propose(*, plan: AnnualPlan, actor: Actor, notice: Notice, at: dt.datetime) -> None:
    """
    Hand a plan to those who approve it. Of a year one plan waits at a time.

    :raises UnableToMovePlan: if it has no solution, is not a draft or returned, or another of the year waits.
    """
    check_proposing(plan=plan)
    with transaction.atomic():
        _move(plan, PlanAction.PROPOSE, actor, at)
        subject = gettext_noop("A training plan waits for your decision")
        body = gettext_noop("The training plan for %(year)s has been proposed. Read it, then approve it or return it.")
        _tell(plan, notice, subject, body, actor, at)


def approve(*, plan: AnnualPlan, actor: Actor, notice: Notice, at: dt.datetime) -> None:
    """
    Approve a proposed plan. It replaces the plan of the year approved before, and earlier drafts.

    :raises UnableToMovePlan: if it is not proposed, or was proposed by the same account.
    """
    check_deciding(plan=plan, action=PlanAction.APPROVE, actor=actor)
    with transaction.atomic():
        one_at_a_time(f"approve a plan of {plan.year}")
        _check_can(plan, PlanAction.APPROVE)
        for earlier in AnnualPlan.objects.filter(year=plan.year).exclude(pk=plan.pk).order_by("pk"):
            drafted = earlier.state in {PlanState.DRAFT, PlanState.RETURNED} and earlier.pk < plan.pk
            if earlier.state == PlanState.APPROVED or drafted:
                _move(earlier, PlanAction.SUPERSEDE, actor, at)
        _move(plan, PlanAction.APPROVE, actor, at)
        subject = gettext_noop("The training plan is approved")
        body = gettext_noop("The training plan for %(year)s has been approved. Its invitations can go out.")
        _tell(plan, notice, subject, body, actor, at)


def give_back(*, plan: AnnualPlan, reason: str, actor: Actor, notice: Notice, at: dt.datetime) -> None:
    """
    Return a proposed plan with a reason; whoever proposed it may change the rules, solve and propose again.

    :raises UnableToMovePlan: if no reason is given, it is not proposed, or was proposed by the same account.
    """
    if not reason.strip():
        raise UnableToMovePlan(_("Write why you return the plan: BKPSDM reads it."), code="reason_missing")
    check_deciding(plan=plan, action=PlanAction.RETURN, actor=actor)
    with transaction.atomic():
        _move(plan, PlanAction.RETURN, actor, at, reason=reason.strip())
        subject = gettext_noop("The training plan was returned")
        body = gettext_noop("The training plan for %(year)s was returned with a reason. Read it and propose again.")
        _tell(plan, notice, subject, body, actor, at)


def _move(plan: AnnualPlan, action: PlanAction, actor: Actor, at: dt.datetime, *, reason: str = "") -> None:
    """Move a plan by one statement that also looks at the state it leaves, so that of two at once one is refused."""
    leaving = [state for state in PlanState.values if plan_may_become(state=state, action=action)]
    arriving = plan_may_become(state=leaving[0], action=action)
    try:
        with transaction.atomic():
            moved = AnnualPlan.objects.filter(pk=plan.pk, state__in=leaving).update(state=arriving)
    except IntegrityError as fault:
        raise _another(plan) from fault
    if not moved:
        raise _cannot(plan)
    plan.state = str(arriving)
    PlanStep.objects.create(plan=plan, action=action, by=actor.code, name=actor.name[:200], reason=reason, at=at)
    details = {"action": action.value, "state": plan.state}
    log(action="development.move_plan", by=actor.code, at=at, subject=f"plan {plan.pk}", details=details)


def _check_can(plan: AnnualPlan, action: PlanAction) -> None:
    now = AnnualPlan.objects.values_list("state", flat=True).get(pk=plan.pk)
    if plan_may_become(state=now, action=action) is None:
        raise _cannot(plan)


def _cannot(plan: AnnualPlan) -> UnableToMovePlan:
    now = AnnualPlan.objects.values_list("state", flat=True).get(pk=plan.pk)
    text = _("This cannot be done: plan %(number)s is %(state)s. Open the page again to see what can.")
    return UnableToMovePlan(text % {"number": plan.pk, "state": PlanState(now).label}, code="state")


def _another(plan: AnnualPlan) -> UnableToMovePlan:
    text = _("Another plan for %(year)s already waits for a decision, or is approved. Look at the list of plans.")
    return UnableToMovePlan(text % {"year": plan.year}, code="another_plan")


def _tell(plan: AnnualPlan, notice: Notice, subject: str, body: str, actor: Actor, at: dt.datetime) -> None:
    """Send a message, worded in the language of each account that is told."""
    for code in notice.to:
        if code != actor.code:
            with in_language_of(code):
                title, text = _(subject), _(body) % {"year": plan.year}
            send(to=code, subject=title, body=text, link=notice.link, at=at)
