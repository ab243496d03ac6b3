"""Prior learning that people want recognised: the list, one request with its files, and the decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require, signed_in
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.competencies.queries.rounds import waiting as assessors
from piawai.learning.queries import study as queries
from piawai.learning.services import prior as services
from piawai.learning.terms import PriorState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.learning.shown import is_own
from piawai.web.study import forms, shown


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def priors(request: Request) -> HttpResponse:
    """List what people want recognised: to BKPSDM everybody's, to an assessor what was given to the own account."""
    keeps = scopes.allowed(request.holder, Permission.PRIOR_KEEP)
    if not keeps and not scopes.allowed(request.holder, Permission.PRIOR_ASSESS):
        raise PermissionDenied
    form = forms.Priors(request.GET)
    state = form.cleaned_data["keadaan"] if form.is_valid() else ""
    people = scopes.people(request.holder, Permission.PRIOR_KEEP)
    rows = queries.priors_reached(people=people, account=_account(request))
    listing = lists.Listing(
        request=request,
        title=_("Prior learning to recognise"),
        rows=rows.filter(state=state) if state else rows,
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.person.name,
                ("person__name",),
                link=lambda row: reverse("prior", args=[row.code]),
                header=True,
            ),
            lists.Column("kompetensi", _("Competency"), lambda row: row.competency.name, ("competency__name",)),
            lists.Column("level", _("Level asked for"), lambda row: row.level, ("level",), numeric=True),
            lists.Column("sejak", _("Asked"), lambda row: lists.moment(row.made_at), ("made_at",)),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: str(row.get_state_display()),
                ("state",),
                tag=lambda row: shown.PRIOR_COLOURS.get(row.state, "grey"),
            ),
            lists.Column("diakui", _("Level recognised"), lambda row: row.given, ("given",), numeric=True),
        ),
        search=("person__name", "competency__name", "competency__code"),
        search_label=_("Name, NIP or competency") if keeps else _("Name or competency"),
        nip="person__nip" if keeps else "",
        order=("-made_at", "-pk"),
        filters=form,
        described=(str(PriorState(state).label),) if state else (),
        source="Piawai",
        on=clock.today(),
        exportable=keeps,
        empty=_("No request is found here. Change the search or the state."),
    )
    return lists.respond(request, listing, template="study/list.html")


@require_safe
@signed_in
def prior(request: Request, code: str) -> HttpResponse:
    """Show one request with its files, and what the reader can do."""
    row = _found(request, code)
    record_view(person=row.person, holder=request.holder, what="prior", at=clock.now())
    context = {
        "title": _("Prior learning: %(name)s") % {"name": shown.prior_title(row)},
        "about": row.person.name,
        "facts": shown.prior_facts(row),
        "files": queries.files_of(row),
        "acts": shown.prior_acts(request, row),
        "crumbs": _crumbs(request, row),
    }
    return render(request, "study/prior.html", context)


@require_safe
@signed_in
def prior_file(request: Request, token: str) -> HttpResponse:
    """Give out a file to whoever may read its request: to be kept, never to be shown inside the site."""
    file = queries.file_by_token(token, priors=_reached(request))
    content = services.content_of(file=file) if file is not None else None
    if file is None or content is None:
        raise Http404
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.file_name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=file.media_type, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PRIOR_KEEP)
def prior_assign(request: Request, code: str) -> HttpResponse:
    """Give a request to an accredited assessor."""
    row = _found(request, code)
    form = forms.Assessor(_posted(request))
    known = {one.account: f"{one.name} ({one.agency})" for one in assessors.accredited(on=clock.today()).order_by("pk")}
    form.offer(sorted(known.items(), key=lambda one: one[1]))

    def act(said: dict[str, Any]) -> None:
        services.assign(**said, prior=row, on=clock.today(), by=request.holder.code, at=clock.now())

    title, button = _("Give to an assessor: %(name)s"), _("Give it to this assessor")
    return _decide(request, row, form, act, title=title, button=button, done=_("The assessor has it now."))


@require_POST
@require(Permission.PRIOR_KEEP)
def prior_take_back(request: Request, code: str) -> HttpResponse:
    """Take a request back from an assessor."""
    row = _found(request, code)
    try:
        services.take_back(prior=row, by=request.holder.code, at=clock.now())
    except services.UnableToDecideRecognition as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The request is with BKPSDM again."))
    return redirect("prior", code=row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prior_recognise(request: Request, code: str) -> HttpResponse:
    """Recognise a level, with the reason."""
    row = _decided_by(request, code)
    form = forms.Recognised(_posted(request), initial={"level": row.level})

    def act(said: dict[str, Any]) -> None:
        services.recognise(
            **said,
            prior=row,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("Recognise: %(name)s"), _("Recognise the level")
    return _decide(request, row, form, act, title=title, button=button, done=_("The level is recognised."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prior_refuse(request: Request, code: str) -> HttpResponse:
    """Refuse to recognise, with the reason."""
    row = _decided_by(request, code)
    form = forms.Reason(_posted(request))

    def act(said: dict[str, Any]) -> None:
        services.refuse(
            **said,
            prior=row,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("Do not recognise: %(name)s"), _("Do not recognise it")
    return _decide(request, row, form, act, title=title, button=button, done=_("The level is not recognised."))


def _decide(
    request: Request,
    row: Any,
    form: Any,
    act: Callable[[dict[str, Any]], None],
    *,
    title: str,
    button: str,
    done: str,
) -> HttpResponse:
    """Ask for what a decision needs and take it; what keeps it from being taken stands on the form."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except services.UnableToDecideRecognition as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("prior", code=row.code)
    context = {
        "title": title % {"name": row.person.name},
        "about": shown.prior_title(row),
        "form": form,
        "button": button,
        "crumbs": [
            *_crumbs(request, row),
            {"label": shown.prior_title(row), "url": reverse("prior", args=[row.code])},
        ],
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


def _account(request: Request) -> str:
    """Return the account as that of an assessor, "" where the reader is none."""
    return request.holder.code if scopes.allowed(request.holder, Permission.PRIOR_ASSESS) else ""


def _reached(request: Request) -> Any:
    """Return the requests that the reader may read: the own ones, as BKPSDM all, as assessor those given to one."""
    own = scopes.people(request.holder, Permission.PRIOR_ASK)
    people = own | scopes.people(request.holder, Permission.PRIOR_KEEP)
    return queries.priors_reached(people=people, account=_account(request))


def _found(request: Request, code: str) -> Any:
    return get_object_or_404(_reached(request), code=code)


def _decided_by(request: Request, code: str) -> Any:
    """Return a request on which the reader is one to decide, whether or not that is possible any more."""
    row = _found(request, code)
    keeps = scopes.allowed(request.holder, Permission.PRIOR_KEEP)
    if not keeps and row.assessor != (_account(request) or None):
        raise Http404
    return row


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _crumbs(request: Request, row: Any) -> list[dict[str, str]]:
    if is_own(request, row.person):
        return [{"label": _("My studies and prior learning"), "url": reverse("my_studies")}]
    return [{"label": _("Prior learning to recognise"), "url": reverse("priors")}]
