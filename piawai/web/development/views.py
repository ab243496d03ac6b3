"""A plan: its figures, who goes where and why, and whom to assess first."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require, signed_in
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.competencies.queries.dictionary import competencies_by_code
from piawai.development.queries import pages, plans
from piawai.development.rules import plan_may_become
from piawai.development.terms import PlanAction, SolverStatus
from piawai.formats.writing import Rupiah
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.development import forms, shown

SMALLEST_SHOWN = 0.0001  # of a fraction: rounding must not make of "almost" the best possible


@require_safe
@signed_in
def plan(request: Request) -> HttpResponse:
    """Show a plan in figures; a head is shown the part of the own units, an employee the own reasons."""
    figures = scopes.allowed(request.holder, Permission.PLAN_FIGURES)
    if not figures and not shown.reads_units(request):
        if scopes.allowed(request.holder, Permission.PLAN_READ) and request.holder.person is not None:
            return redirect("plan_why", code=request.holder.person.code)
        raise PermissionDenied
    choice = shown.chosen(request)
    found = choice.plan
    context: dict[str, Any] = {"title": _("Training plan"), "plan": found, "ways": _ways(request, found)}
    if found is None:
        return render(request, "development/plan.html", context)
    context |= {
        "title": _("Training plan for %(year)s") % {"year": found.year},
        "source": shown.source(found),
        "state_words": shown.state_words(found),
        "years": choice.years,
        "printing": request.GET.get("format") == "cetak",
    }
    solved = found.status != SolverStatus.INFEASIBLE
    if figures:
        whole = pages.part(plan=found, scope=scopes.people(request.holder, Permission.PLAN_FIGURES))
        context |= {
            "warnings": plans.warnings(found),
            "conflicts": plans.conflicts(found),
            "lead": _lead(found) if solved else "",
            "facts": _figures(found, whole) if solved else [],
            "steps": [_step_words(step) for step in pages.steps(plan=found)],
            "actions": _actions(request, found),
        }
    elif solved:
        own = pages.part(plan=found, scope=scopes.people(request.holder, Permission.PLAN_READ))
        context |= {"facts": _part(own), "own_part": True}
    if (kind := shown.taken(request)) and context.get("facts"):
        return lists.file(_figures_report(request, context), kind=kind, language=request.LANGUAGE_CODE)
    context["take"] = shown.ways_to_take(request, files=bool(context.get("facts")))
    return render(request, "development/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_READ)
def plan_people(request: Request) -> HttpResponse:
    """List who of the reader's people goes where in a plan."""
    choice = shown.chosen(request)
    found = choice.plan
    scope = scopes.people(request.holder, Permission.PLAN_READ)
    form = forms.Goes(request.GET)
    form.offer(pages.planned_sessions(plan=found, scope=scope))
    wanted = form.cleaned_data["angkatan"] if form.is_valid() else ""
    rows = pages.allocations(plan=found, scope=scope)
    names = {code: row.name for code, row in competencies_by_code().items()}
    described = [shown.state_words(found)] if found is not None else []
    if wanted:
        described.append(_("Session: %(session)s") % {"session": wanted})
    listing = lists.Listing(
        request=request,
        title=_("Who goes where"),
        rows=rows.filter(session__code=wanted) if wanted else rows,
        columns=(
            shown.person_column(found),
            lists.Column("unit", _("Unit"), lambda row: row.unit_name, sort=("unit_name",)),
            lists.Column(
                "angkatan",
                _("Session"),
                lambda row: row.session.programme.name,
                sort=("session__programme__name",),
                link=lambda row: reverse("session", args=[row.session.code]),
            ),
            lists.Column("mulai", _("First day"), lambda row: row.session.starts_on, sort=("session__starts_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.session.ends_on, sort=("session__ends_on",)),
            lists.Column("menutup", _("Levels of gap it closes"), lambda row: closes(row.closes, names)),
        ),
        search=("person__name", "unit_name", "session__programme__name", "session__code"),
        search_label=_("Name, NIP, unit or session"),
        nip="person__nip",
        order=("session__starts_on", "session__code", "person__name", "pk"),
        filters=form,
        described=tuple(described),
        source=shown.source(found) if found is not None else "Piawai",
        on=found.as_of if found is not None else clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("Nobody is found in the plan. Try another word or all sessions."),
    )
    context: dict[str, object] = {"crumbs": shown.crumbs(found), "years": choice.years}
    return lists.respond(request, listing, template="development/list.html", context=context)


@require_safe
@require(Permission.PLAN_READ)
def plan_why(request: Request, code: str) -> HttpResponse:
    """Say for one person why a plan gives each session, or what stood in the way."""
    person = get_object_or_404(scopes.people(request.holder, Permission.PLAN_READ), code=code)
    record_view(person=person, holder=request.holder, what="plan_why", at=clock.now())
    choice = shown.chosen(request)
    found = choice.plan
    reasons = plans.explain(found, person) if found is not None else None
    if reasons is not None:
        reasons.sort(key=lambda row: (not row.chosen, not row.helps))
    own = request.holder.person is not None and request.holder.person.pk == person.pk
    files = bool(reasons) and (own or scopes.reaches_person(request.holder, Permission.PLAN_EXPORT, person))
    title = _("The plan for %(name)s") % {"name": person.name}
    if files and reasons is not None and (kind := shown.taken(request)):
        head = (shown.state_words(found), *_head_lines(request, found))
        report = shown.table(
            title=title,
            head=head,
            labels=(_("Session"), _("Training"), _("First day"), _("Chosen"), _("Reason")),
            rows=[
                (row.session, row.programme, row.starts_on, _("yes") if row.chosen else _("no"), row.reason)
                for row in reasons
            ],
        )
        return lists.file(report, kind=kind, language=request.LANGUAGE_CODE)
    context = {
        "title": title,
        "person": person,
        "plan": found,
        "state_words": shown.state_words(found) if found is not None else "",
        "source": shown.source(found) if found is not None else "",
        "years": choice.years,
        "known": reasons is not None,
        "chosen": [row for row in reasons or () if row.chosen],
        "others": [row for row in reasons or () if not row.chosen],
        "near": [row for row in reasons or () if row.helps and not row.chosen],
        "rest": [row for row in reasons or () if not row.helps and not row.chosen],
        "take": shown.ways_to_take(request, files=files),
        "crumbs": shown.crumbs(found) if shown.reads_units(request) else [],
    }
    return render(request, "development/why.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PLAN_READ)
def plan_assess(request: Request) -> HttpResponse:
    """List whose assessment would tell most."""
    if not shown.reads_units(request):
        raise PermissionDenied
    today = clock.today()
    choice = shown.chosen(request)
    found = choice.plan
    listing = lists.Listing(
        request=request,
        title=_("Whom to assess first"),
        rows=pages.to_assess(
            scope=scopes.people(request.holder, Permission.PLAN_READ),
            year=found.year if found is not None else today.year,
            on=today,
            known_at=clock.now(),
        ),
        columns=(
            columns.person(),
            lists.Column("unit", _("Unit"), lambda row: row.unit_name, sort=("unit_name",)),
            lists.Column("jabatan", _("Job"), lambda row: row.job_name, sort=("job_name",)),
            lists.Column("belum", _("Not yet known"), lambda row: row.unknown, sort=("unknown",), numeric=True),
            lists.Column(
                "nilai", _("Possible gain"), lambda row: plans.number(row.worth), sort=("worth",), numeric=True
            ),
        ),
        search=("name", "unit_name", "job_name"),
        search_label=_("Name, NIP, unit or job"),
        nip="nip",
        order=("-worth", "-unknown", "nip"),
        source=_("standards, assessments and the catalogue recorded until that day"),
        on=today,
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("Nobody is found. Whoever has valid evidence for every requirement is not listed."),
    )
    context: dict[str, object] = {"crumbs": shown.crumbs(found), "hint": _assess_hint()}
    return lists.respond(request, listing, template="development/list.html", context=context)


def closes(levels: dict[str, int], names: dict[str, str]) -> str:
    """Return which gaps are closed by how many levels, in words."""
    return "; ".join(f"{names.get(code, code)} +{closed}" for code, closed in sorted(levels.items()))


def _lead(plan: Any) -> str:
    if plan.short <= 0:
        return _("This plan is the best possible under its rules, and that is proven.")
    text = _("This plan is at most %(short)s short of the best possible under its rules, and that is proven.")
    return text % {"short": shown.percent(max(plan.short, SMALLEST_SHOWN))}


def _figures(plan: Any, whole: pages.Part) -> list[shown.Fact]:
    greedy = _("not known")
    if plan.greedy_objective is not None:
        greedy = _("%(gain)s, that is %(less)s less than this plan") % {
            "gain": plans.number(plan.greedy_objective),
            "less": plans.number(plan.objective - plan.greedy_objective),
        }
    share = shown.percent(plan.cost / plan.budget if plan.budget else 0.0)
    bound = _("%(bound)s (proven)") % {"bound": plans.number(plan.bound)}
    return [
        shown.Fact(_("Gain"), plans.number(plan.objective), plan.objective),
        shown.Fact(_("No plan can gain more than"), bound, plan.bound),
        shown.fact(_("Short of the best possible by at most"), shown.percent(plan.short)),
        shown.Fact(_("Gain of the simple way: always the best next seat"), greedy, plan.greedy_objective),
        shown.fact(_("Money used"), Rupiah(plan.cost)),
        shown.fact(_("Budget"), Rupiah(plan.budget)),
        shown.fact(_("Money used, of the budget"), share),
        shown.fact(_("At most so many of a unit away"), shown.share(plan.max_away)),
        shown.fact(_("People who go"), whole.people),
        shown.fact(_("Sessions that run"), whole.sessions),
        shown.fact(_("Seats taken"), whole.seats),
        shown.fact(_("How far the search got"), str(SolverStatus(plan.status).label)),
    ]


def _part(own: pages.Part) -> list[shown.Fact]:
    return [
        shown.fact(_("People who go"), own.people),
        shown.fact(_("Sessions they go to"), own.sessions),
        shown.fact(_("Seats taken"), own.seats),
        shown.fact(_("Paid for them, without fixed costs"), Rupiah(own.rupiah)),
    ]


def _figures_report(request: Request, context: dict[str, Any]) -> Any:
    """Return what the page of a plan says as a table of names and figures."""
    notes = [context["state_words"], context.get("lead", ""), *context.get("warnings", ()), *context.get("steps", ())]
    return shown.table(
        title=context["title"],
        head=(*filter(None, notes), *_head_lines(request, context["plan"])),
        labels=(_("Figure"), _("Value")),
        rows=[(fact.label, fact.value) for fact in context["facts"]],
    )


def _head_lines(request: Request, plan: Any) -> tuple[str, ...]:
    return (
        _("As on %(day)s") % {"day": lists.words(plan.as_of)},
        _("Source: %(source)s") % {"source": shown.source(plan)},
        shown.made_by(request),
    )


def _step_words(step: Any) -> str:
    details = {"action": step.get_action_display(), "name": step.name, "moment": lists.moment(step.at)}
    words = _("%(moment)s: %(action)s by %(name)s.") % details
    return f"{words} {_('Reason: %(reason)s') % {'reason': step.reason}}" if step.reason else words


def _actions(request: Request, plan: Any) -> list[dict[str, str]]:
    """Return what the reader may do with a plan now, each on a page that asks once more."""
    found = []
    drafts = scopes.allowed(request.holder, Permission.PLAN_DRAFT)
    approves = scopes.allowed(request.holder, Permission.PLAN_APPROVE)
    solved = plan.status != SolverStatus.INFEASIBLE
    if drafts and solved and plan_may_become(state=plan.state, action=PlanAction.PROPOSE):
        found.append({"label": _("Propose the plan"), "url": reverse("plan_propose", args=[plan.pk])})
    if approves and plan_may_become(state=plan.state, action=PlanAction.APPROVE):
        found.append({"label": _("Approve the plan"), "url": reverse("plan_approve", args=[plan.pk])})
    if approves and plan_may_become(state=plan.state, action=PlanAction.RETURN):
        found.append({"label": _("Return it with a reason"), "url": reverse("plan_return", args=[plan.pk])})
    return found


def _ways(request: Request, plan: Any) -> list[dict[str, str]]:
    """Return where to go on from a plan."""

    def address(name: str) -> str:
        return shown.address(name, plan) if plan is not None else reverse(name)

    found = []
    if scopes.allowed(request.holder, Permission.PLAN_READ):
        found.append({"label": _("Who goes where"), "url": address("plan_people")})
    if shown.reads_units(request):
        found.append({"label": _("Whom to assess first"), "url": address("plan_assess")})
    if scopes.allowed(request.holder, Permission.LOCKS_CHANGE):
        found.append({"label": _("Decisions by hand"), "url": reverse("locks")})
    if scopes.allowed(request.holder, Permission.PLAN_FIGURES):
        found.append({"label": _("Plans made so far"), "url": reverse("plan_list")})
        found.append({"label": _("Compare two plans"), "url": reverse("plan_compare")})
    if scopes.allowed(request.holder, Permission.PLAN_DRAFT):
        found.append({"label": _("Solve the training plan"), "url": reverse("plan_new")})
    found.append({"label": _("Catalogue"), "url": reverse("catalogue")})
    return found


def _assess_hint() -> str:
    return _("Their requirements are not yet known. Possible gain: what sessions of the year could close at most.")
