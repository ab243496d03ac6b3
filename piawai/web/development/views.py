"""The annual plan: its figures, who goes where and why, whom to assess first, and decisions by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require, signed_in
from piawai.access.services import record_view
from piawai.access.terms import Permission, Reach
from piawai.competencies.queries import competencies_by_code
from piawai.development.queries import pages, plans
from piawai.development.services import decisions
from piawai.development.terms import Decision, SolverStatus
from piawai.formats import cells
from piawai.learning.queries import sessions_after
from piawai.lib import clock
from piawai.web import lists
from piawai.web.development import forms

MOST_TO_ASSESS = 100
DECISION_COLOURS: dict[str, str] = {Decision.IN: "green", Decision.OUT: "orange"}


@require_safe
@signed_in
def plan(request: Request) -> HttpResponse:
    """Show the latest plan in figures; a head is shown the part of the own units, an employee the own reasons."""
    figures = scopes.allowed(request.holder, Permission.PLAN_FIGURES)
    if not figures and not _reads_units(request):
        if scopes.allowed(request.holder, Permission.PLAN_READ) and request.holder.person is not None:
            return redirect("plan_why", code=request.holder.person.code)
        raise PermissionDenied
    found = pages.latest()
    context: dict[str, object] = {
        "title": _("Training plan"),
        "plan": found,
        "ways": _ways(request),
        "changes_locks": scopes.allowed(request.holder, Permission.LOCKS_CHANGE),
    }
    if found is not None:
        context["title"] = _("Training plan for %(year)s") % {"year": found.year}
        context["source"] = source(found)
        solved = found.status != SolverStatus.INFEASIBLE
        if figures:
            whole = pages.part(plan=found, scope=scopes.people(request.holder, Permission.PLAN_FIGURES))
            context |= {
                "warnings": plans.warnings(found),
                "conflicts": plans.conflicts(found),
                "lead": _lead(found) if solved else "",
                "facts": _figures(found, whole) if solved else [],
            }
        elif solved:
            own = pages.part(plan=found, scope=scopes.people(request.holder, Permission.PLAN_READ))
            context |= {"facts": _part(own), "own_part": True}
    return render(request, "development/plan.html", context)


@require_safe
@require(Permission.PLAN_READ)
def plan_people(request: Request) -> HttpResponse:
    """List who of the reader's people goes where in the latest plan."""
    found = pages.latest()
    scope = scopes.people(request.holder, Permission.PLAN_READ)
    form = forms.Goes(request.GET)
    form.offer(pages.planned_sessions(plan=found, scope=scope))
    wanted = form.cleaned_data["angkatan"] if form.is_valid() else ""
    rows = pages.allocations(plan=found, scope=scope)
    names = {code: row.name for code, row in competencies_by_code().items()}
    listing = lists.Listing(
        request=request,
        title=_("Who goes where"),
        rows=rows.filter(session__code=wanted) if wanted else rows,
        columns=(
            person_column(),
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
        search_label=_("Name, unit or session"),
        order=("session__starts_on", "session__code", "person__name", "pk"),
        filters=form,
        described=(_("Session: %(session)s") % {"session": wanted},) if wanted else (),
        source=source(found) if found is not None else "Piawai",
        on=found.as_of if found is not None else clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("Nobody is found in the plan. Try another word or all sessions."),
    )
    return lists.respond(request, listing, template="development/list.html", context={"crumbs": _crumbs()})


@require_safe
@require(Permission.PLAN_READ)
def plan_why(request: Request, code: str) -> HttpResponse:
    """Say for one person why the latest plan gives each session, or what stood in the way."""
    person = get_object_or_404(scopes.people(request.holder, Permission.PLAN_READ), code=code)
    record_view(person=person, holder=request.holder, what="plan_why", at=clock.now())
    found = plans.latest_plan()
    reasons = plans.explain(found, person) if found is not None else None
    context = {
        "title": _("The plan for %(name)s") % {"name": person.name},
        "person": person,
        "plan": found,
        "source": source(found) if found is not None else "",
        "known": reasons is not None,
        "chosen": [row for row in reasons or () if row.chosen],
        "others": [row for row in reasons or () if not row.chosen],
        "crumbs": _crumbs() if _reads_units(request) else [],
    }
    return render(request, "development/why.html", context)


@require_safe
@require(Permission.PLAN_READ)
def plan_assess(request: Request) -> HttpResponse:
    """List whose assessment would tell most."""
    if not _reads_units(request):
        raise PermissionDenied
    today = clock.today()
    found = pages.latest()
    listing = lists.Listing(
        request=request,
        title=_("Whom to assess first"),
        rows=pages.to_assess(
            scope=scopes.people(request.holder, Permission.PLAN_READ),
            year=found.year if found is not None else today.year,
            on=today,
            known_at=clock.now(),
            limit=MOST_TO_ASSESS,
        ),
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.name,
                sort=("name",),
                link=lambda row: reverse("person", args=[row.code]),
                header=True,
            ),
            lists.Column("unit", _("Unit"), lambda row: row.unit_name, sort=("unit_name",)),
            lists.Column("jabatan", _("Job"), lambda row: row.job_name, sort=("job_name",)),
            lists.Column("belum", _("Not yet known"), lambda row: row.unknown, sort=("unknown",), numeric=True),
            lists.Column(
                "nilai", _("Possible gain"), lambda row: plans.number(row.worth), sort=("worth",), numeric=True
            ),
        ),
        search=("name", "unit_name", "job_name"),
        search_label=_("Name, unit or job"),
        order=("-worth", "-unknown", "nip"),
        source=_("standards, assessments and the catalogue recorded until that day"),
        on=today,
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("Nobody is found. Whoever has valid evidence for every requirement is not listed."),
    )
    context: dict[str, object] = {"crumbs": _crumbs(), "hint": _assess_hint()}
    return lists.respond(request, listing, template="development/list.html", context=context)


@require_safe
@require(Permission.LOCKS_CHANGE)
def locks(request: Request) -> HttpResponse:
    """List the decisions by hand that the next plan keeps."""
    listing = lists.Listing(
        request=request,
        title=_("Decisions by hand"),
        rows=pages.locks(scope=scopes.people(request.holder, Permission.LOCKS_CHANGE)),
        columns=(
            person_column(),
            lists.Column("unit", _("Unit"), lambda row: row.unit_name, sort=("unit_name",)),
            lists.Column(
                "angkatan",
                _("Session"),
                lambda row: f"{row.session.code} {row.session.programme.name}",
                sort=("session__code",),
            ),
            lists.Column("mulai", _("First day"), lambda row: row.session.starts_on, sort=("session__starts_on",)),
            lists.Column(
                "keputusan",
                _("Decision"),
                lambda row: row.get_decision_display(),
                sort=("decision",),
                tag=lambda row: DECISION_COLOURS[row.decision],
            ),
            lists.Column("alasan", _("Reason"), lambda row: row.reason),
            lists.Column(
                "dicatat",
                _("Recorded on"),
                lambda row: timezone.localdate(row.recorded_at),
                sort=("recorded_at",),
                link=lambda row: reverse("lock_change", args=[row.pk]),
            ),
        ),
        search=("person__name", "session__code", "session__programme__name", "reason"),
        search_label=_("Name, session or reason"),
        order=("session__starts_on", "session__code", "person__name", "pk"),
        source="Piawai",
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("There is no decision by hand. The plan chooses freely."),
    )
    return lists.respond(request, listing, template="development/locks.html", context={"crumbs": _crumbs()})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LOCKS_CHANGE)
def lock_add(request: Request) -> HttpResponse:
    """Decide on somebody: found by NIP at once, by name after one of those found is chosen."""
    form = forms.Add(request.POST or None)
    sessions = {row.code: row for row in sessions_after(clock.today())}
    form.offer([(code, _session_words(row)) for code, row in sessions.items()])
    people = _looked_for(request, request.POST.get("person", ""))
    by_name = not nip_in(request.POST.get("person", ""))
    form.offer_people([(row.code, f"{row.name}, {row.post.unit.name}") for row in people] if by_name else [])
    if form.is_valid():
        said = form.cleaned_data
        code = said.get("chosen", "") if by_name else next((row.code for row in people), "")
        person = next((row for row in people if row.code == code), None)
        if not people:
            form.add_error("person", _("Nobody who holds a post is found. Check the name or the 18 digits of the NIP."))
        elif person is None:
            form.add_error("chosen", _("Choose the person you mean."))
        elif _decided(request, form, person=person, session=sessions[said["session"]]):
            return redirect("locks")
    context = {"title": _("New decision"), "form": form, "crumbs": [*_crumbs(), _locks_crumb()]}
    return render(request, "development/lock.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LOCKS_CHANGE)
def lock_change(request: Request, number: int) -> HttpResponse:
    """Correct a decision by hand; the earlier one stays readable in the records."""
    scope = scopes.people(request.holder, Permission.LOCKS_CHANGE)
    row = get_object_or_404(pages.locks(scope=scope), pk=number)
    form = forms.Change(request.POST or None, initial={"decision": row.decision, "reason": row.reason})
    if form.is_valid() and _decided(request, form, person=row.person, session=row.session):
        return redirect("locks")
    context = {
        "title": _("Change the decision on %(name)s") % {"name": row.person.name},
        "about": _session_words(row.session),
        "form": form,
        "crumbs": [*_crumbs(), _locks_crumb()],
    }
    return render(request, "development/lock.html", context)


def _decided(request: Request, form: Any, *, person: Any, session: Any) -> bool:
    """Record what a form says; return False, with the reason in the form, where it is refused."""
    try:
        recorded = decisions.decide(
            person=person,
            session=session,
            decision=form.cleaned_data["decision"],
            reason=form.cleaned_data["reason"],
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
        )
    except decisions.UnableToDecide as refusal:
        form.add_error(None, str(refusal))
        return False
    if recorded.written:
        messages.success(request, _("The decision has been saved. The next plan keeps it."))
    else:
        messages.info(request, _("This decision stands already. Nothing was changed."))
    return True


def _looked_for(request: Request, typed: str) -> list[Any]:
    """Return who is meant by a NIP, or by a name; people without a post are nobody."""
    scope = scopes.people(request.holder, Permission.LOCKS_CHANGE)
    if nip := nip_in(typed):
        return list(scope.filter(nip=nip, post__isnull=False).select_related("post__unit"))
    words = " ".join(typed.replace("\0", "").split())[:100]
    return pages.people_named(scope=scope, words=words) if words else []


def nip_in(text: str) -> str:
    """Return the 18 digits where a text is a NIP, else ""."""
    try:
        return cells.nip(value=text)
    except cells.UnreadableCell:
        return ""


def source(plan: Any) -> str:
    """Return where figures of a plan come from."""
    made = formats.date_format(timezone.localtime(plan.made_at), "DATETIME_FORMAT")
    details = {"number": plan.pk, "year": plan.year, "state": plan.get_state_display(), "moment": made}
    return _("plan %(number)s for %(year)s (%(state)s), made %(moment)s") % details


def person_column() -> lists.Column:
    """Return the column of a person's name, which leads to the reasons."""
    return lists.Column(
        "nama",
        _("Name"),
        lambda row: row.person.name,
        sort=("person__name",),
        link=lambda row: reverse("plan_why", args=[row.person.code]),
        header=True,
    )


def closes(levels: dict[str, int], names: dict[str, str]) -> str:
    """Return which gaps are closed by how many levels, in words."""
    return "; ".join(f"{names.get(code, code)} +{closed}" for code, closed in sorted(levels.items()))


def percent(fraction: float) -> str:
    """Return a fraction in percent, two decimals."""
    return _("%(figure)s percent") % {"figure": plans.number(fraction * 100)}


def _reads_units(request: Request) -> bool:
    found = scopes.reaches(request.holder, Permission.PLAN_READ)
    return any(reach >= Reach.UNIT for reach, _held in found)


SMALLEST_SHOWN = 0.0001  # of a fraction: rounding must not make of "almost" the best possible


def _lead(plan: Any) -> str:
    if plan.short <= 0:
        return _("This plan is the best possible under its rules, and that is proven.")
    text = _("This plan is at most %(short)s short of the best possible under its rules, and that is proven.")
    return text % {"short": percent(max(plan.short, SMALLEST_SHOWN))}


def _figures(plan: Any, whole: pages.Part) -> list[dict[str, str]]:
    greedy = _("not known")
    if plan.greedy_objective is not None:
        greedy = _("%(gain)s, that is %(less)s less than this plan") % {
            "gain": plans.number(plan.greedy_objective),
            "less": plans.number(plan.objective - plan.greedy_objective),
        }
    share = percent(plan.cost / plan.budget if plan.budget else 0.0)
    money = {"used": lists.rupiah(plan.cost), "limit": lists.rupiah(plan.budget), "share": share}
    return _facts(
        (_("Gain"), plans.number(plan.objective)),
        (_("No plan can gain more than"), _("%(bound)s (proven)") % {"bound": plans.number(plan.bound)}),
        (_("Short of the best possible by at most"), percent(plan.short)),
        (_("Gain of the simple way: always the best next seat"), greedy),
        (_("Money"), _("%(used)s of %(limit)s (%(share)s)") % money),
        (_("People who go"), lists.words(whole.people)),
        (_("Sessions that run"), lists.words(whole.sessions)),
        (_("Seats taken"), lists.words(whole.seats)),
        (_("How far the search got"), str(SolverStatus(plan.status).label)),
    )


def _part(own: pages.Part) -> list[dict[str, str]]:
    return _facts(
        (_("People who go"), lists.words(own.people)),
        (_("Sessions they go to"), lists.words(own.sessions)),
        (_("Seats taken"), lists.words(own.seats)),
        (_("Paid for them, without fixed costs"), lists.rupiah(own.rupiah)),
    )


def _facts(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in pairs]


def _ways(request: Request) -> list[dict[str, str]]:
    """Return where to go on from the plan."""
    found = []
    if scopes.allowed(request.holder, Permission.PLAN_READ):
        found.append({"label": _("Who goes where"), "url": reverse("plan_people")})
    if _reads_units(request):
        found.append({"label": _("Whom to assess first"), "url": reverse("plan_assess")})
    if scopes.allowed(request.holder, Permission.LOCKS_CHANGE):
        found.append({"label": _("Decisions by hand"), "url": reverse("locks")})
    found.append({"label": _("Catalogue"), "url": reverse("catalogue")})
    return found


def _assess_hint() -> str:
    return _("Their requirements are not yet known. Possible gain: what sessions of the year could close at most.")


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Training plan"), "url": reverse("plan")}]


def _locks_crumb() -> dict[str, str]:
    return {"label": _("Decisions by hand"), "url": reverse("locks")}


def _session_words(session: Any) -> str:
    details = {
        "code": session.code,
        "programme": session.programme.name,
        "day": formats.date_format(session.starts_on, "DATE_FORMAT"),
    }
    return _("%(code)s %(programme)s, %(day)s") % details
