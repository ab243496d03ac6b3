"""What BKPSDM does with a certificate: look at it, add one, renew, suspend, let count again, revoke."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary
from piawai.competencies.queries import qualifications as queries
from piawai.competencies.services import qualifications as services
from piawai.competencies.terms import QualificationChange
from piawai.lib import clock
from piawai.web import lists
from piawai.web.qualifications import forms, shown

CONFLICT = 409


@require_GET
@require(Permission.QUALIFICATIONS_CHANGE)
def qualification(request: Request, number: int) -> HttpResponse:
    """Show a certificate, how it stands today and all that befell it, with the ways to change it."""
    row = _certificate(request, number)
    newest = queries.versions_of(row)[0]
    if newest.pk != row.pk:
        return redirect("qualification", number=newest.pk)
    today = clock.today()
    held = queries.holding(row, on=today)
    suspended = any(event.kind == QualificationChange.SUSPENDED for event in queries.changes_of(row))
    ways = (
        ("qualification_renew", _("Renew")),
        ("qualification_suspend", _("Suspend")),
        *((("qualification_restore", _("End the suspension")),) if suspended else ()),
        ("qualification_revoke", _("Revoke")),
    )
    context = {
        "title": row.title,
        "about": _about(row),
        "held": shown.held(held, leads=False),
        "history": _history(row),
        "ways": [{"url": reverse(name, args=[row.pk]), "label": label} for name, label in ways],
        "crumbs": _crumbs(row.person),
        "head": shown.head(today),
    }
    return render(request, "qualifications/certificate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def add(request: Request, code: str) -> HttpResponse:
    """Record a certificate that a person showed."""
    person = get_object_or_404(scopes.people(request.holder, Permission.QUALIFICATIONS_CHANGE), code=code)
    known = dictionary.competencies_by_code()
    form = forms.Certificate(request.POST or None)
    form.offer([(key, f"{key} {row.name}") for key, row in sorted(known.items())])
    if form.is_valid():
        said = {**form.cleaned_data, "competency": known[form.cleaned_data["competency"]]}
        try:
            services.add_qualification(**said, person=person, on=clock.today(), by=request.holder.code, at=clock.now())
        except services.UnableToRecordQualification as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The certificate has been recorded."))
            return redirect("person_currency", code=person.code)
    title = _("Add a certificate of %(name)s") % {"name": person.name}
    context = {"title": title, "form": form, "button": _("Record the certificate"), "crumbs": _crumbs(person)}
    return render(request, "qualifications/act.html", context)


@dataclass(frozen=True)
class _Act:
    """One way to change a certificate: its page and form, what is done, and the words around it."""

    page: str
    form: type[Any]
    do: Callable[..., Any]
    title: str
    hint: str
    button: str
    done: str


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def renew(request: Request, number: int) -> HttpResponse:
    """Record the certificate that prolongs another."""
    act = _Act(
        "qualification_renew",
        forms.Renewal,
        services.renew,
        _("Renew the certificate of %(name)s"),
        _("The renewal is a new certificate. The old one stays as it is."),
        _("Record the renewal"),
        _("The renewal has been recorded."),
    )
    return _acted(request, number, act)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def suspend(request: Request, number: int) -> HttpResponse:
    """Let a certificate not count for a while."""
    act = _Act(
        "qualification_suspend",
        forms.Suspension,
        services.suspend,
        _("Suspend the certificate of %(name)s"),
        _("On these days it does not count. Afterwards it counts again, unless it has run out."),
        _("Suspend the certificate"),
        _("The certificate has been suspended."),
    )
    return _acted(request, number, act)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def restore(request: Request, number: int) -> HttpResponse:
    """Let a suspended certificate count again."""
    act = _Act(
        "qualification_restore",
        forms.Restoring,
        services.end_suspension,
        _("End the suspension for %(name)s"),
        _("From this day it counts again, unless it has run out by then."),
        _("End the suspension"),
        _("The suspension has been ended."),
    )
    return _acted(request, number, act)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_CHANGE)
def revoke(request: Request, number: int) -> HttpResponse:
    """Make a certificate void for good."""
    act = _Act(
        "qualification_revoke",
        forms.Revocation,
        services.revoke,
        _("Revoke the certificate of %(name)s"),
        _("It never counts again from this day. This cannot be undone; what is earned anew is a new certificate."),
        _("Revoke the certificate"),
        _("The certificate has been revoked."),
    )
    return _acted(request, number, act)


def _acted(request: Request, number: int, act: _Act) -> HttpResponse:
    """Do what a form says; where somebody else was first, show how it stands now beside what was typed."""
    row = _certificate(request, number)
    newest, current = queries.last_change(row), queries.versions_of(row)[0]
    row = row if request.method == "POST" else current
    form = act.form(request.POST or None, initial={"seen": newest, "level": row.level, "issuer": row.issuer})
    status = 200
    if form.is_valid():
        try:
            act.do(**form.cleaned_data, qualification=row, on=clock.today(), by=request.holder.code, at=clock.now())
        except (services.UnableToChangeQualification, services.UnableToRecordQualification) as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "changed":
                status, row = CONFLICT, current
                form.data = {**form.data.dict(), "seen": str(newest)}  # sent once more, it is decided knowingly
        else:
            messages.success(request, act.done)
            return redirect("person_currency", code=row.person.code)
    context = {
        "title": act.title % {"name": row.person.name},
        "about": _about(row),
        "hint": act.hint,
        "form": form,
        "button": act.button,
        "action": reverse(act.page, args=[row.pk]),
        "state": str(queries.holding(row, on=clock.today()).state.label),
        "history": _history(row),
        "crumbs": [*_crumbs(row.person), {"label": row.title, "url": reverse("qualification", args=[row.pk])}],
    }
    return render(request, "qualifications/act.html", context, status=status)


def _certificate(request: Request, number: int) -> Any:
    scope = scopes.people(request.holder, Permission.QUALIFICATIONS_CHANGE)
    return get_object_or_404(queries.certificates(scope=scope), pk=number)


def _crumbs(person: Any) -> list[dict[str, str]]:
    return [
        {"label": person.name, "url": reverse("person", args=[person.code])},
        {"label": _("Validity"), "url": reverse("person_currency", args=[person.code])},
    ]


def _about(row: Any) -> str:
    details = {"title": row.title, "competency": row.competency.name, "level": row.level}
    return _("%(title)s: %(competency)s, level %(level)s") % details


def _history(row: Any) -> list[str]:
    """Return all that was recorded of a certificate, in words, the newest first."""
    found = [(event.recorded_at, _event_words(event)) for event in queries.changes_of(row)]
    found += [(version.recorded_at, _version_words(version)) for version in queries.versions_of(row)]
    return [
        _("%(moment)s: %(what)s") % {"moment": lists.moment(moment), "what": what}
        for moment, what in sorted(found, key=lambda pair: pair[0], reverse=True)
    ]


def _event_words(event: Any) -> str:
    details = {
        "what": QualificationChange(event.kind).label,
        "from": lists.words(event.starts_on),
        "until": lists.words(event.ends_on),
        "reason": event.reason,
    }
    if event.ends_on is not None:
        return _("%(what)s from %(from)s to %(until)s. Reason: %(reason)s") % details
    return _("%(what)s from %(from)s. Reason: %(reason)s") % details


def _version_words(version: Any) -> str:
    details = {"from": lists.words(version.valid_from), "until": lists.words(version.valid_until)}
    if not version.passed:
        return _("recorded as not passed")
    return _("recorded as valid from %(from)s to %(until)s") % details
