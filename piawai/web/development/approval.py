"""The plans made so far, two of them side by side, and the way of a plan from draft to approved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.recipients import accounts_with
from piawai.access.terms import Permission
from piawai.audit.terms import Actor
from piawai.development.queries import pages, plans
from piawai.development.services import approval
from piawai.development.terms import PlanAction, SolverStatus
from piawai.formats.writing import Rupiah
from piawai.lib import clock
from piawai.web import lists
from piawai.web.development import forms, shown

MOST_OFFERED = 50  # plans to choose from for a comparison, the newest


@dataclass(frozen=True, slots=True)
class _Words:
    """What a page says before a decision, and after it."""

    title: str
    about: str
    button: str
    done: str


@require_safe
@require(Permission.PLAN_FIGURES)
def plan_list(request: Request) -> HttpResponse:
    """List every plan with its state and figures, newest first."""
    listing = lists.Listing(
        request=request,
        title=_("Plans made so far"),
        rows=pages.all_plans(),
        columns=(
            lists.Column(
                "rencana",
                _("Plan"),
                lambda row: _("plan %(number)s") % {"number": row.pk},
                sort=("pk",),
                link=lambda row: shown.address("plan", row),
                header=True,
            ),
            lists.Column("tahun", _("Year"), lambda row: str(row.year), sort=("year",)),
            lists.Column("dibuat", _("Made"), lambda row: lists.moment(row.made_at), sort=("made_at",)),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: row.get_state_display(),
                sort=("state",),
                tag=lambda row: shown.COLOURS[row.state],
            ),
            lists.Column("hasil", _("How far the search got"), lambda row: row.get_status_display(), sort=("status",)),
            lists.Column(
                "jarak",
                _("Short by at most, in percent"),
                lambda row: plans.number(row.away) if row.status != SolverStatus.INFEASIBLE else None,
                sort=("away",),
                numeric=True,
            ),
            lists.Column("orang", _("People"), lambda row: row.people, sort=("people",), numeric=True),
            lists.Column("uang", _("Money"), lambda row: Rupiah(row.cost), sort=("cost",), numeric=True),
        ),
        search=("pk", "year"),
        search_label=_("Number or year"),
        order=("-pk",),
        source="Piawai",
        on=clock.today(),
        empty=_("No plan has been made yet. BKPSDM solves it on the page “Solve the training plan”."),
    )
    context: dict[str, object] = {
        "crumbs": shown.crumbs(),
        "solves": scopes.allowed(request.holder, Permission.PLAN_DRAFT),
    }
    return lists.respond(request, listing, template="development/plans.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_FIGURES)
def plan_compare(request: Request) -> HttpResponse:
    """Show two plans side by side in figures and, to whoever reads names, who goes in one of them only."""
    offered = list(pages.all_plans().order_by("-pk")[:MOST_OFFERED])
    first, second = _two(request, offered)
    context: dict[str, object] = {"title": _("Compare two plans"), "crumbs": shown.crumbs()}
    if first is None or second is None:
        return render(request, "development/compare.html", context)
    form = forms.Two({"satu": str(first.pk), "dua": str(second.pk)})
    form.offer([(str(row.pk), _choice(row)) for row in offered])
    context |= {"form": form, "names": (_name(first), _name(second)), "rows": _figures(first, second)}
    if not scopes.everywhere(request.holder, Permission.PLAN_READ):
        return render(request, "development/compare.html", context)
    listing = _differing(request, first, second)
    return lists.respond(request, listing, template="development/compare.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_DRAFT)
def plan_propose(request: Request, number: int) -> HttpResponse:
    """Show what would be proposed; when sent, hand the plan to those who approve it."""
    plan = get_object_or_404(pages.plan_numbered(number))
    to = accounts_with(permission=Permission.PLAN_APPROVE, on=clock.today())
    return _decided(
        request,
        plan,
        _Words(
            title=_("Check before you propose the plan for %(year)s") % {"year": plan.year},
            about=_("Once it is proposed, the mayor is told and decides."),
            button=_("Propose the plan"),
            done=_("The plan has been proposed. The mayor is told; you are told of the decision."),
        ),
        check=partial(approval.check_proposing, plan=plan),
        act=partial(approval.propose, plan=plan, actor=_actor(request), notice=_notice(plan, to), at=clock.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_APPROVE)
def plan_approve(request: Request, number: int) -> HttpResponse:
    """Show what would be approved; when sent, approve the proposed plan."""
    plan = get_object_or_404(pages.plan_numbered(number))
    actor = _actor(request)
    return _decided(
        request,
        plan,
        _Words(
            title=_("Check before you approve the plan for %(year)s") % {"year": plan.year},
            about=_("Once it is approved, BKPSDM is told and invites the people."),
            button=_("Approve the plan"),
            done=_("The plan is approved. BKPSDM is told and invites the people."),
        ),
        check=partial(approval.check_deciding, plan=plan, action=PlanAction.APPROVE, actor=actor),
        act=partial(approval.approve, plan=plan, actor=actor, notice=_notice(plan, _drafters()), at=clock.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_APPROVE)
def plan_return(request: Request, number: int) -> HttpResponse:
    """Return a proposed plan with a reason."""
    plan = get_object_or_404(pages.plan_numbered(number))
    if request.method != "POST":
        try:
            approval.check_deciding(plan=plan, action=PlanAction.RETURN, actor=_actor(request))
        except approval.UnableToMovePlan as refusal:
            messages.error(request, str(refusal))
            return redirect(shown.address("plan", plan))
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        try:
            approval.give_back(
                plan=plan,
                reason=form.cleaned_data["reason"],
                actor=_actor(request),
                notice=_notice(plan, _drafters()),
                at=clock.now(),
            )
        except approval.UnableToMovePlan as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The plan has been returned. BKPSDM reads your reason."))
            return redirect(shown.address("plan", plan))
    context = {
        "title": _("Return the training plan for %(year)s") % {"year": plan.year},
        "form": form,
        "about": _("BKPSDM reads the reason, changes the rules, solves and proposes again."),
        "button": _("Return the plan"),
        "crumbs": shown.crumbs(plan),
    }
    return render(request, "development/reason.html", context)


def _decided(
    request: Request, plan: Any, words: _Words, *, check: Callable[[], None], act: Callable[[], None]
) -> HttpResponse:
    """Show what would be decided; when sent, decide; where that is refused, lead back with the refusal's words."""
    try:
        if request.method != "POST":
            check()
            return _check(request, plan, words)
        act()
    except approval.UnableToMovePlan as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words.done)
    return redirect(shown.address("plan", plan))


def _check(request: Request, plan: Any, words: _Words) -> HttpResponse:
    """Show the figures of a plan before somebody decides on it."""
    whole = pages.part(plan=plan, scope=scopes.people(request.holder, Permission.PLAN_FIGURES))
    context = {
        "title": words.title,
        "about": words.about,
        "button": words.button,
        "figures": [
            (_("Year"), str(plan.year)),
            (_("State"), plan.get_state_display()),
            (_("Money used"), lists.rupiah(plan.cost)),
            (_("Budget"), lists.rupiah(plan.budget)),
            (_("People who go"), lists.words(whole.people)),
            (_("Sessions that run"), lists.words(whole.sessions)),
            (_("Gain"), plans.number(plan.objective)),
            (_("Short of the best possible by at most"), _away(plan)),
        ],
        "back": shown.address("plan", plan),
        "crumbs": shown.crumbs(plan),
    }
    return render(request, "development/check.html", context)


def _two(request: Request, offered: Sequence[Any]) -> tuple[Any, Any]:
    """Return the plans that a reader asks to compare; without an answer the newest two."""
    known = {str(row.pk): row for row in offered}
    second, first = [*offered[:2], None, None][:2]
    asked = {**request.GET.dict(), **request.POST.dict()}
    return known.get(str(asked.get("satu", "")), first), known.get(str(asked.get("dua", "")), second)


def _actor(request: Request) -> Actor:
    return Actor(code=request.holder.code, name=request.holder.name)


def _notice(plan: Any, to: Sequence[str]) -> approval.Notice:
    return approval.Notice(to=to, link=shown.address("plan", plan))


def _drafters() -> list[str]:
    return accounts_with(permission=Permission.PLAN_DRAFT, on=clock.today())


def _choice(plan: Any) -> str:
    details = {"number": plan.pk, "year": plan.year, "state": plan.get_state_display()}
    return _("plan %(number)s for %(year)s, %(state)s") % details


def _name(plan: Any) -> str:
    return _("plan %(number)s") % {"number": plan.pk}


def _figures(first: Any, second: Any) -> list[tuple[str, str, str]]:
    """Return the figures of two plans side by side."""

    def of(plan: Any) -> list[tuple[str, str]]:
        return [
            (_("Year"), str(plan.year)),
            (_("As on"), lists.words(plan.as_of)),
            (_("Made"), lists.moment(plan.made_at)),
            (_("State"), plan.get_state_display()),
            (_("Gain"), plans.number(plan.objective)),
            (_("No plan can gain more than"), plans.number(plan.bound)),
            (_("Short of the best possible by at most"), _away(plan)),
            (_("People who go"), lists.words(plan.people)),
            (_("Money used"), lists.rupiah(plan.cost)),
            (_("Budget"), lists.rupiah(plan.budget)),
            (_("At most so many of a unit away"), shown.share(plan.max_away)),
        ]

    return [(label, one, other) for (label, one), (_label, other) in zip(of(first), of(second), strict=True)]


def _away(plan: Any) -> str:
    return shown.percent(plan.short) if plan.status != SolverStatus.INFEASIBLE else "–"


def _differing(request: Request, first: Any, second: Any) -> lists.Listing:
    rows: QuerySet[Any] = pages.differing(
        one=first, other=second, scope=scopes.people(request.holder, Permission.PLAN_READ)
    )
    return lists.Listing(
        request=request,
        title=_("Who goes in one of the two plans only"),
        rows=rows,
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.person.name,
                sort=("person__name",),
                link=lambda row: f"{reverse('plan_why', args=[row.person.code])}?{shown.PARAMETER}={row.plan_id}",
                header=True,
            ),
            lists.Column("unit", _("Unit"), lambda row: row.unit_name, sort=("unit_name",)),
            lists.Column(
                "angkatan",
                _("Session"),
                lambda row: f"{row.session.code} {row.session.programme.name}",
                sort=("session__code",),
            ),
            lists.Column(
                "hanya",
                _("Only in"),
                lambda row: _("plan %(number)s") % {"number": row.plan_id},
                sort=("plan_id",),
            ),
        ),
        search=("person__name", "unit_name", "session__programme__name", "session__code"),
        search_label=_("Name, NIP, unit or session"),
        nip="person__nip",
        order=("person__name", "session__code", "pk"),
        described=(_("Plans: %(one)s and %(other)s") % {"one": _name(first), "other": _name(second)},),
        source="; ".join((shown.source(first), shown.source(second))),
        on=timezone.localdate(),
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("Both plans send the same people to the same sessions."),
    )
