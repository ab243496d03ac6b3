"""A person asks to have a level looked at again; BKPSDM replies; the head of the unit reads along."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.recipients import accounts_with
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary
from piawai.competencies.queries import objections as queries
from piawai.competencies.services import objections as services
from piawai.competencies.terms import INTERNAL, ObjectionState, Source
from piawai.insight.queries import standings_of
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.objections import forms

MOST = 140  # signs of a text in a list; the whole stands on the page of the request
COLOURS: dict[str, str] = {
    ObjectionState.WAITING: "yellow",
    ObjectionState.UPHELD: "green",
    ObjectionState.REJECTED: "red",
    ObjectionState.WITHDRAWN: "grey",
}


@require_safe
@require(Permission.OBJECTION_MAKE)
def objections(request: Request) -> HttpResponse:
    """Show one's own requests."""
    listing = lists.Listing(
        request=request,
        title=_("My requests to look at a level again"),
        columns=(_about(), *_facts(), lists.Column("jawaban", _("Answer"), lambda row: row.answer, most=MOST)),
        rows=_own(request),
        search=("competency__name", "reason", "answer"),
        search_label=_("Competency or words of the request"),
        source="Piawai",
        on=clock.today(),
        order=("-made_at", "-pk"),
        empty=_("You have not asked for this yet. The page of your competencies has a link beside each level."),
    )
    return lists.respond(request, listing, template="objections/list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.OBJECTIONS_READ)
def objections_waiting(request: Request) -> HttpResponse:
    """Show the requests of those whom the reader answers or leads, those that wait first."""
    if not _reads_others(request):
        raise PermissionDenied
    filters = forms.Waiting(request.GET)
    rows = queries.objections(scope=scopes.people(request.holder, Permission.OBJECTIONS_READ))
    state = filters.cleaned_data["keadaan"] if filters.is_valid() else ""
    listing = lists.Listing(
        request=request,
        title=_("Requests to look at a level again"),
        columns=(_about(), columns.person(about="person."), columns.unit(about="person."), *_facts()),
        rows=rows.filter(state=state) if state else rows,
        source="Piawai",
        on=clock.today(),
        search=("person__name", "competency__name"),
        search_label=_("Name, NIP or competency"),
        nip="person__nip",
        order=("answered", "due_on", "pk"),
        filters=filters,
        described=(str(ObjectionState(state).label),) if state else (),
        exportable=scopes.everywhere(request.holder, Permission.OBJECTIONS_READ),
        empty=_("Nobody has asked to have a level looked at again. There is nothing to do."),
    )
    return lists.respond(request, listing, template="objections/list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.OBJECTION_MAKE)
def objection_make(request: Request, competency: str) -> HttpResponse:
    """Ask to have one's own level in a competency looked at again."""
    found = get_object_or_404(dictionary.dictionary(), code=competency)
    person = request.holder.person
    if person is None:
        raise PermissionDenied
    standing = get_object_or_404(standings_of(person).filter(held__isnull=False), competency=found)
    form = forms.Make(request.POST or None)
    if form.is_valid():
        try:
            made = services.make_objection(
                person=person,
                competency=found,
                reason=form.cleaned_data["reason"],
                on=clock.today(),
                at=clock.now(),
                tell=accounts_with(permission=Permission.OBJECTIONS_ANSWER, on=clock.today()),
                link=f"{reverse('objections_waiting')}?keadaan={ObjectionState.WAITING}",
            )
        except services.UnableToObject as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("Your request has been sent to BKPSDM. The answer comes by %(day)s.")
            messages.success(request, text % {"day": lists.words(made.due_on)})
            return redirect("objections")
    context = {
        "title": _("Ask to look again: %(name)s") % {"name": found.name},
        "facts": [
            {"label": _("Held"), "text": lists.words(standing.held)},
            {"label": _("According to"), "text": standing.get_source_display()},
            {"label": _("Assessed on"), "text": lists.words(standing.assessed_on)},
        ],
        "form": form,
    }
    return render(request, "objections/make.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.OBJECTIONS_READ)
def objection(request: Request, token: str) -> HttpResponse:
    """Show one request to whoever made it, to whoever leads, and to whoever answers."""
    seen = scopes.people(request.holder, Permission.OBJECTIONS_READ)
    row = get_object_or_404(queries.objections(scope=seen), token=token)
    own = request.holder.person is not None and row.person_id == request.holder.person.pk
    answers = not own and scopes.reaches_person(request.holder, Permission.OBJECTIONS_ANSWER, row.person)
    form = forms.Answer(request.POST or None) if answers else None
    if form is not None:
        form.offer(queries.sources_behind(row, on=clock.today()) if row.state == ObjectionState.WAITING else [])
    if form is not None and form.is_valid():
        try:
            aside = services.answer_objection(
                objection=row,
                **form.cleaned_data,
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
                link=reverse("objection", args=[row.token]),
            )
        except services.UnableToAnswerObjection as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            text = _("Your answer has been saved. %(name)s can read it now.") % {"name": row.person.name}
            if aside:
                text += " " + _("Set aside from today on: %(sources)s.") % {"sources": _named(aside)}
            messages.success(request, text)
            return redirect("objections_waiting")
    if request.method != "POST":
        record_view(person=row.person, holder=request.holder, what="objection", at=clock.now())
    waits = row.state == ObjectionState.WAITING
    context = {
        "title": _("Request to look again: %(name)s") % {"name": row.competency.name},
        "row": row,
        "facts": _shown(row),
        "form": form,
        "answerable": waits and answers,
        "internal": row.source in INTERNAL,
        "withdrawable": waits and own,
        "back": "objections" if own else "objections_waiting",
    }
    return render(request, "objections/objection.html", context)


@require_POST
@require(Permission.OBJECTION_MAKE)
def objection_withdraw(request: Request, token: str) -> HttpResponse:
    """Withdraw one's own request."""
    row = get_object_or_404(_own(request), token=token)
    try:
        services.withdraw_objection(objection=row, at=clock.now())
    except services.UnableToWithdrawObjection as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your request has been withdrawn."))
    return redirect("objection", token=row.token)


def _own(request: Request) -> QuerySet[Any]:
    return queries.objections(scope=scopes.people(request.holder, Permission.OBJECTION_MAKE))


def _reads_others(request: Request) -> bool:
    everybody = scopes.everywhere(request.holder, Permission.OBJECTIONS_READ)
    return everybody or scopes.units(request.holder, Permission.OBJECTIONS_READ).exists()


def _about() -> lists.Column:
    """Return the first column: it names the row and leads to it."""
    return lists.Column(
        "kompetensi",
        _("Competency"),
        lambda row: row.competency.name,
        ("competency__name",),
        link=lambda row: reverse("objection", args=[row.token]),
        header=True,
    )


def _facts() -> tuple[lists.Column, ...]:
    return (
        lists.Column("capaian", _("Held"), lambda row: row.level, ("level",), numeric=True),
        lists.Column("dibuat", _("Asked on"), lambda row: timezone.localdate(row.made_at), ("made_at",)),
        lists.Column("tenggat", _("Answer due"), lambda row: row.due_on, ("due_on",)),
        lists.Column(
            "keadaan",
            _("State"),
            lambda row: row.get_state_display(),
            ("state",),
            tag=lambda row: COLOURS[row.state],
        ),
    )


def _shown(row: Any) -> list[dict[str, str]]:
    """Return what a request says, name by name."""
    found = [
        (_("Name"), row.person.name),
        (_("Held"), lists.words(row.level)),
        (_("According to"), row.get_source_display()),
        (_("Assessed on"), lists.words(row.found_on)),
        (_("Reason"), row.reason),
        (_("Asked on"), lists.words(timezone.localdate(row.made_at))),
        (_("Answer due"), lists.words(row.due_on)),
        (_("State"), row.get_state_display()),
    ]
    if row.answered_at:
        found += [(_("Answer"), row.answer), (_("Answered on"), lists.words(timezone.localdate(row.answered_at)))]
    if row.set_aside:
        found.append((_("Set aside"), _named(row.set_aside)))
    return [{"label": label, "text": text} for label, text in found]


def _named(sources: Iterable[str]) -> str:
    return ", ".join(str(Source(source).label) for source in sources)
