"""One's own data: requests for correction, and who looked at it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import queries as access
from piawai.access import scopes
from piawai.access.guards import Request, require, signed_in
from piawai.access.recipients import accounts_with
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.lib import clock
from piawai.people import queries
from piawai.people.services import corrections as services
from piawai.people.terms import CorrectionState
from piawai.web import lists
from piawai.web.people import forms

MOST = 140  # signs of a text in a list; the whole stands on the page of the request
COLOURS: dict[str, str] = {
    CorrectionState.WAITING: "yellow",
    CorrectionState.GRANTED: "green",
    CorrectionState.REFUSED: "red",
    CorrectionState.WITHDRAWN: "grey",
}


@require_safe
@signed_in
def corrections(request: Request) -> HttpResponse:
    """Show one's own requests; whoever can make none but answers them is shown those that wait."""
    answers = scopes.allowed(request.holder, Permission.CORRECTIONS_ANSWER)
    if not scopes.allowed(request.holder, Permission.CORRECTION_ASK):
        if answers:
            return redirect("corrections_waiting")
        raise PermissionDenied
    listing = lists.Listing(
        request=request,
        title=_("My requests for correction"),
        columns=(
            _about(header=lambda row: row.get_subject_display()),
            *_facts(),
            lists.Column("jawaban", _("Answer"), lambda row: row.answer, most=MOST),
        ),
        rows=_own(request),
        search=("wrong", "right", "answer"),
        search_label=_("Words of the request"),
        source="Piawai",
        on=clock.today(),
        order=("-made_at", "-pk"),
        empty=_("You have asked for no correction yet."),
    )
    return lists.respond(request, listing, template="people/corrections.html", context={"answers": answers})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CORRECTION_ASK)
def correction_ask(request: Request) -> HttpResponse:
    """Ask for a correction of one's own data."""
    form = forms.Ask(request.POST or None)
    if form.is_valid() and request.holder.person is not None:
        said = form.cleaned_data
        try:
            services.ask_correction(
                person=request.holder.person,
                subject=said["subject"],
                wrong=said["wrong"],
                right=said["right"],
                at=clock.now(),
                tell=accounts_with(permission=Permission.CORRECTIONS_ANSWER, on=clock.today()),
                link=f"{reverse('corrections_waiting')}?keadaan={CorrectionState.WAITING}",
            )
        except services.UnableToAskCorrection as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your request has been sent to BKPSDM. The answer will stand on this page."))
            return redirect("corrections")
    return render(request, "people/correction_ask.html", {"title": _("Something in my data is wrong"), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CORRECTIONS_ANSWER)
def corrections_waiting(request: Request) -> HttpResponse:
    """Show the requests of everybody, those that wait first."""
    filters = forms.Waiting(request.GET)
    rows = queries.corrections(scope=scopes.people(request.holder, Permission.CORRECTIONS_ANSWER))
    state = filters.cleaned_data["keadaan"] if filters.is_valid() else ""
    listing = lists.Listing(
        request=request,
        title=_("Requests for correction"),
        columns=(
            _about(header=lambda row: row.person.name),
            lists.Column("hal", _("What"), lambda row: row.get_subject_display(), sort=("subject",)),
            *_facts(),
        ),
        rows=rows.filter(state=state) if state else rows,
        source="Piawai",
        on=clock.today(),
        search=("person__name",),
        search_label=_("Name or NIP"),
        nip="person__nip",
        order=("answered", "made_at", "pk"),
        filters=filters,
        empty=_("Nobody has asked for a correction. There is nothing to do."),
        described=(str(CorrectionState(state).label),) if state else (),
    )
    return lists.respond(request, listing, template="people/corrections_waiting.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correction(request: Request, number: int) -> HttpResponse:
    """Show one request to whoever made it, who may withdraw it, and to whoever may answer it."""
    seen = scopes.people(request.holder, Permission.CORRECTION_ASK) | scopes.people(
        request.holder, Permission.CORRECTIONS_ANSWER
    )
    row = get_object_or_404(queries.corrections(scope=seen), pk=number)
    own = request.holder.person is not None and row.person_id == request.holder.person.pk
    form = None if own else forms.Answer(request.POST or None)
    if form is not None and form.is_valid():
        said = form.cleaned_data
        try:
            services.answer_correction(
                request=row,
                state=said["state"],
                answer=said["answer"],
                by=request.holder.code,
                at=clock.now(),
                link=reverse("correction", args=[row.pk]),
            )
        except services.UnableToAnswerCorrection as refusal:
            form.add_error(None, str(refusal))
            row.refresh_from_db()
        else:
            messages.success(
                request, _("Your answer has been saved. %(name)s can read it now.") % {"name": row.person.name}
            )
            return redirect("corrections_waiting")
    if request.method != "POST":
        record_view(person=row.person, holder=request.holder, what="correction", at=clock.now())
    waits = row.state == CorrectionState.WAITING
    context = {
        "title": _("Request for correction: %(what)s") % {"what": row.get_subject_display()},
        "row": row,
        "facts": _shown(row),
        "form": form,
        "answerable": waits and not own,
        "withdrawable": waits and own,
    }
    return render(request, "people/correction.html", context)


@require_POST
@require(Permission.CORRECTION_ASK)
def correction_withdraw(request: Request, number: int) -> HttpResponse:
    """Withdraw one's own request."""
    row = get_object_or_404(_own(request), pk=number)
    try:
        services.withdraw_correction(request=row, at=clock.now())
    except services.UnableToWithdrawCorrection as refusal:
        messages.error(request, str(refusal))
        return redirect("correction", number=row.pk)
    messages.success(request, _("Your request has been withdrawn."))
    return redirect("corrections")


@require_safe
@signed_in
def viewers(request: Request) -> HttpResponse:
    """Show who opened the reader's own pages."""
    if request.holder.person is None:
        raise Http404
    listing = lists.Listing(
        request=request,
        title=_("Who looks at my data"),
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.viewer_name, sort=("viewer_name",), header=True),
            lists.Column("apa", _("Page"), lambda row: _page_names().get(row.what, row.what), sort=("what",)),
            lists.Column("waktu", _("When"), lambda row: lists.moment(row.at), sort=("at",)),
        ),
        rows=access.viewed(person=request.holder.person),
        source="Piawai",
        on=clock.today(),
        search=("viewer_name",),
        search_label=_("Name"),
        order=("-at", "-pk"),
        empty=_("Nobody else has opened your data yet."),
    )
    return lists.respond(request, listing, template="people/viewers.html")


def _own(request: Request) -> QuerySet[Any]:
    return queries.corrections(scope=scopes.people(request.holder, Permission.CORRECTION_ASK))


def _about(*, header: Callable[[Any], str]) -> lists.Column:
    """Return the first column: it names the row and leads to it."""
    return lists.Column(
        "permohonan",
        _("Request"),
        header,
        header=True,
        link=lambda row: reverse("correction", args=[row.pk]),
    )


def _facts() -> tuple[lists.Column, ...]:
    return (
        lists.Column("salah", _("Written now"), lambda row: row.wrong, most=MOST),
        lists.Column("benar", _("Right"), lambda row: row.right, most=MOST),
        lists.Column("dibuat", _("Asked on"), lambda row: timezone.localdate(row.made_at), sort=("made_at",)),
        lists.Column(
            "keadaan",
            _("State"),
            lambda row: row.get_state_display(),
            sort=("state",),
            tag=lambda row: COLOURS[row.state],
        ),
    )


def _shown(row: Any) -> list[dict[str, str]]:
    """Return what a request says, name by name."""
    found = [
        (_("Name"), row.person.name),
        (_("Written now"), row.wrong),
        (_("Right"), row.right),
        (_("Asked on"), lists.words(timezone.localdate(row.made_at))),
        (_("State"), row.get_state_display()),
    ]
    if row.answered_at:
        found += [(_("Answer"), row.answer), (_("Answered on"), lists.words(timezone.localdate(row.answered_at)))]
    return [{"label": label, "text": text} for label, text in found]


def _page_names() -> dict[str, str]:
    return {
        "person": _("Competencies"),
        "correction": _("Request for correction"),
        "objection": _("Request to look at a level again"),
        "other_job": _("Comparison with another job"),
        "plan_why": _("Plan"),
        "study": _("Study for a degree"),
        "prior": _("Prior learning"),
    }
