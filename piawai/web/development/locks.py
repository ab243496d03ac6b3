"""Decisions by hand: who must and who must not go, changed, lifted, and their history."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.development.queries import pages
from piawai.development.services import decisions
from piawai.development.terms import Decision
from piawai.learning.queries.catalogue import sessions_after
from piawai.lib import clock, days
from piawai.lib.text import nip_in
from piawai.web import lists
from piawai.web.development import forms, shown

DECISION_COLOURS: dict[str, str] = {Decision.IN: "green", Decision.OUT: "orange", Decision.LIFTED: "grey"}


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LOCKS_CHANGE)
def locks(request: Request) -> HttpResponse:
    """List the decisions by hand that the next plan keeps or, if asked for, all that ever were."""
    scope = scopes.people(request.holder, Permission.LOCKS_CHANGE)
    form = forms.Which(request.GET)
    everything = form.is_valid() and form.cleaned_data["keadaan"] == "semua"
    listing = lists.Listing(
        request=request,
        title=_("Decisions by hand"),
        rows=pages.lock_history(scope=scope) if everything else pages.locks(scope=scope),
        columns=(
            shown.person_column(),
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
                link=lambda row: reverse("lock_change", args=[row.pk]) if _holds(row) else "",
            ),
            *((lists.Column("kini", _("Now"), _now, sort=("corrected",)),) if everything else ()),
        ),
        search=("person__name", "session__code", "session__programme__name", "reason"),
        search_label=_("Name, NIP, session or reason"),
        nip="person__nip",
        filters=form,
        described=(_("All decisions, with those changed or lifted"),) if everything else (),
        order=("session__starts_on", "session__code", "person__name", "pk"),
        source="Piawai",
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("There is no decision by hand. The plan chooses freely."),
    )
    return lists.respond(request, listing, template="development/locks.html", context={"crumbs": shown.crumbs()})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LOCKS_CHANGE)
def lock_add(request: Request) -> HttpResponse:
    """Decide on somebody: found by NIP at once, by name after one of those found is chosen."""
    form = forms.Add(request.POST or None)
    sessions = {row.code: row for row in sessions_after(clock.today())}
    form.offer([(code, _session_words(row)) for code, row in sessions.items()])
    named = _looked_for(request, request.POST.get("person", ""))
    people = named.people
    by_name = not nip_in(text=request.POST.get("person", ""))
    form.offer_people([(row.code, f"{row.name}, {row.post.unit.name}") for row in people] if by_name else [])
    more = named.total - len(people)
    if form.is_valid():
        said = form.cleaned_data
        code = said.get("chosen", "") if by_name else next((row.code for row in people), "")
        person = next((row for row in people if row.code == code), None)
        if not people:
            form.add_error("person", _("Nobody who holds a post is found. Check the name or the 18 digits of the NIP."))
        elif person is None:
            form.add_error("chosen", _("Choose the person you mean."))
            if more:
                form.add_error("person", _more_words(more))
        elif _decided(request, form, person=person, session=sessions[said["session"]]):
            return redirect("locks")
    if "chosen" in form.fields:
        form.fields["chosen"].required = True  # so it is not called optional: of several people one is meant
    context = {"title": _("New decision"), "form": form, "crumbs": [*shown.crumbs(), _locks_crumb()]}
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
    history = pages.lock_history(scope=scope).filter(person=row.person, session=row.session).order_by("-pk")
    context = {
        "title": _("Change the decision on %(name)s") % {"name": row.person.name},
        "about": _session_words(row.session),
        "form": form,
        "lift": reverse("lock_lift", args=[row.pk]),
        "history": [_history_words(earlier) for earlier in history],
        "crumbs": [*shown.crumbs(), _locks_crumb()],
    }
    return render(request, "development/lock.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LOCKS_CHANGE)
def lock_lift(request: Request, number: int) -> HttpResponse:
    """Lift a decision by hand with a reason; it stays readable in the history."""
    scope = scopes.people(request.holder, Permission.LOCKS_CHANGE)
    row = get_object_or_404(pages.lock_history(scope=scope), pk=number)
    if not _holds(row):
        messages.info(request, _("This decision was changed or lifted in the meantime. Look at the list again."))
        return redirect("locks")
    form = forms.Reason(request.POST or None)
    if form.is_valid():
        try:
            decisions.lift(lock=row, reason=form.cleaned_data["reason"], by=request.holder.code, at=clock.now())
        except decisions.UnableToDecide as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision has been lifted. The next plan chooses freely."))
            return redirect("locks")
    context = {
        "title": _("Lift the decision on %(name)s") % {"name": row.person.name},
        "about": _session_words(row.session),
        "form": form,
        "button": _("Lift the decision"),
        "crumbs": [*shown.crumbs(), _locks_crumb()],
    }
    return render(request, "development/reason.html", context)


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


def _looked_for(request: Request, typed: str) -> pages.Named:
    """Return who is meant by a NIP, or by a name; people without a post are nobody."""
    scope = scopes.people(request.holder, Permission.LOCKS_CHANGE)
    if nip := nip_in(text=typed):
        found = list(scope.filter(nip=nip, post__isnull=False).select_related("post__unit"))
        return pages.Named(found, len(found))
    words = " ".join(typed.replace("\0", "").split())[:100]
    return pages.people_named(scope=scope, words=words) if words else pages.Named([], 0)


def _more_words(more: int) -> str:
    text = ngettext(
        "%(count)s more person has this name. Write more of the name, or the NIP.",
        "%(count)s more people have this name. Write more of the name, or the NIP.",
        more,
    )
    return text % {"count": lists.words(more)}


def _holds(row: Any) -> bool:
    return not row.corrected and row.decision != Decision.LIFTED


def _now(row: Any) -> str:
    if row.corrected:
        return _("changed since")
    return _("lifted") if row.decision == Decision.LIFTED else _("in force")


def _history_words(row: Any) -> str:
    details = {
        "moment": lists.moment(row.recorded_at),
        "decision": row.get_decision_display(),
        "reason": row.reason or "–",
    }
    return _("%(moment)s: %(decision)s. Reason: %(reason)s") % details


def _locks_crumb() -> dict[str, str]:
    return {"label": _("Decisions by hand"), "url": reverse("locks")}


def _session_words(session: Any) -> str:
    details = {
        "code": session.code,
        "programme": session.programme.name,
        "day": days.in_words(session.starts_on),
    }
    return _("%(code)s %(programme)s, %(day)s") % details
