"""Studies for a degree: the list, one of them, the head's support, BKPSDM's decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.learning.queries import study as queries
from piawai.learning.services import study as services
from piawai.learning.terms import StudyKind, StudyState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.learning.shown import is_own
from piawai.web.study import forms, shown


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDIES_READ)
def studies(request: Request) -> HttpResponse:
    """List the studies of the reader's people: those of the units led, or all."""
    everyone = scopes.everywhere(request.holder, Permission.STUDIES_READ)
    if not request.holder.leads and not everyone:
        raise PermissionDenied
    form = forms.Studies(request.GET)
    said = form.cleaned_data if form.is_valid() else {"keadaan": "", "jenis": ""}
    rows = queries.studies_of(scopes.people(request.holder, Permission.STUDIES_READ))
    if said["keadaan"]:
        rows = rows.filter(state=said["keadaan"])
    if said["jenis"]:
        rows = rows.filter(kind=said["jenis"])
    narrowed = [str(StudyState(said["keadaan"]).label)] if said["keadaan"] else []
    narrowed += [str(StudyKind(said["jenis"]).label)] if said["jenis"] else []
    listing = lists.Listing(
        request=request,
        title=_("Studies for a degree"),
        rows=rows,
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.person.name,
                ("person__name",),
                link=lambda row: reverse("study", args=[row.code]),
                header=True,
            ),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, ("unit__name",)),
            lists.Column("jenis", _("Kind"), lambda row: str(row.get_kind_display()), ("kind",)),
            lists.Column("jenjang", _("Degree aimed at"), lambda row: str(row.get_degree_display()), ("degree",)),
            lists.Column("prodi", _("Programme of study"), lambda row: row.programme, ("programme",)),
            lists.Column("lembaga", _("Institution"), lambda row: row.institution, ("institution",)),
            lists.Column("mulai", _("First day"), lambda row: row.starts_on, ("starts_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.ended_on or row.ends_on, ("ends_on",)),
            lists.Column("biaya", _("Who pays"), lambda row: str(row.get_funding_display()), ("funding",)),
            lists.Column("keadaan", _("State"), shown.state, ("state", "starts_on"), tag=shown.colour),
        ),
        search=("person__name", "unit__name", "programme", "institution", "letter"),
        search_label=_("Name, NIP, unit, programme, institution or letter")
        if everyone
        else _("Name, unit, programme, institution or letter"),
        nip="person__nip" if everyone else "",
        order=("-made_at", "-pk"),
        filters=form,
        described=tuple(narrowed),
        source="Piawai",
        on=clock.today(),
        exportable=everyone,
        empty=_("No study is found here. Change the search or the state."),
    )
    return lists.respond(request, listing, template="study/list.html")


@require_safe
@require(Permission.STUDIES_READ)
def study(request: Request, code: str) -> HttpResponse:
    """Show one study: what is known, what it asks, and what the reader can do."""
    row = _found(request, code, Permission.STUDIES_READ)
    record_view(person=row.person, holder=request.holder, what="study", at=clock.now())
    waits = row.state in (StudyState.ASKED, StudyState.SUPPORTED)
    context = {
        "title": _("Study: %(name)s") % {"name": row.programme},
        "about": row.person.name,
        "facts": shown.facts(row),
        "demands": shown.demands(row),
        "extensions": [
            {
                "days": _("%(first)s to %(last)s")
                % {"first": lists.words(one.was_on), "last": lists.words(one.ends_on)},
                "letter": one.letter,
                "reason": one.reason,
            }
            for one in row.extensions.order_by("pk")
        ],
        "seats": queries.seats_in_these_days(row) if waits and not is_own(request, row.person) else [],
        "acts": shown.acts(request, row),
        "crumbs": _crumbs(request, row),
    }
    return render(request, "study/study.html", context)


@require_POST
@require(Permission.STUDY_SUPPORT)
def study_support(request: Request, code: str) -> HttpResponse:
    """Support as head that somebody studies."""
    row = _found(request, code, Permission.STUDY_SUPPORT)
    try:
        services.support(study=row, by=request.holder.code, at=clock.now(), link=reverse("my_studies"))
    except services.UnableToDecideStudy as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You support the study. BKPSDM decides."))
    return redirect("study", code=row.code)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDIES_READ)
def study_refuse(request: Request, code: str) -> HttpResponse:
    """Refuse a study, with the reason: as head one that waits for the head, as BKPSDM any that is not decided."""
    row = _found(request, code, Permission.STUDIES_READ)
    if not shown.supports_it(request, row) and not scopes.allowed(request.holder, Permission.STUDIES_KEEP):
        raise Http404
    form = forms.Reason(_posted(request))

    def act(said: dict[str, Any]) -> None:
        services.refuse(
            study=row, reason=said["reason"], by=request.holder.code, at=clock.now(), link=reverse("my_studies")
        )

    title, button = _("Do not grant: %(name)s"), _("Do not grant the study")
    return _decide(request, row, form, act, title=title, button=button, done=_("The study is not granted."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDIES_KEEP)
def study_grant(request: Request, code: str) -> HttpResponse:
    """Grant a study, by a letter."""
    row = _found(request, code, Permission.STUDIES_KEEP)
    form = forms.Letter(_posted(request))

    def act(said: dict[str, Any]) -> None:
        services.grant(
            study=row,
            letter=said["letter"],
            predicate=shown.predicate(row.person),
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("Grant: %(name)s"), _("Grant the study")
    return _decide(request, row, form, act, title=title, button=button, done=_("The study is granted."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDIES_KEEP)
def study_extend(request: Request, code: str) -> HttpResponse:
    """Move the planned last day of a study to a later one."""
    row = _found(request, code, Permission.STUDIES_KEEP)
    form = forms.Extension(_posted(request), initial={"seen": row.ends_on})

    def act(said: dict[str, Any]) -> None:
        services.extend(
            **said,
            study=row,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("Extend: %(name)s"), _("Extend the study")
    return _decide(request, row, form, act, title=title, button=button, done=_("The study is extended."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDIES_KEEP)
def study_finish(request: Request, code: str) -> HttpResponse:
    """Record that the degree was earned."""
    row = _found(request, code, Permission.STUDIES_KEEP)
    form = forms.LastDay(_posted(request))

    def act(said: dict[str, Any]) -> None:
        services.finish(
            **said,
            study=row,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("Degree earned: %(name)s"), _("Record the degree")
    return _decide(request, row, form, act, title=title, button=button, done=_("The study is finished."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.STUDIES_KEEP)
def study_end(request: Request, code: str) -> HttpResponse:
    """End a study without a degree, or take one back that has not begun, with the reason."""
    row = _found(request, code, Permission.STUDIES_KEEP)
    if row.state == StudyState.GRANTED and row.starts_on > clock.today():
        return _take_back(request, row)
    form = forms.Ended(_posted(request))

    def act(said: dict[str, Any]) -> None:
        services.end(
            **said,
            study=row,
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("End: %(name)s"), _("End the study")
    return _decide(request, row, form, act, title=title, button=button, done=_("The study is ended."))


def _take_back(request: Request, row: Any) -> HttpResponse:
    form = forms.Reason(_posted(request))

    def act(said: dict[str, Any]) -> None:
        services.take_back(
            study=row,
            reason=said["reason"],
            on=clock.today(),
            by=request.holder.code,
            at=clock.now(),
            link=reverse("my_studies"),
        )

    title, button = _("Take back before it begins: %(name)s"), _("Take the study back")
    return _decide(request, row, form, act, title=title, button=button, done=_("The study is taken back."))


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
        except services.UnableToDecideStudy as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("study", code=row.code)
    about = {"programme": row.programme, "institution": row.institution, "name": row.person.name}
    context = {
        "title": title % {"name": row.person.name},
        "about": _("%(programme)s, %(institution)s.") % about,
        "form": form,
        "button": button,
        "crumbs": [*_crumbs(request, row), {"label": row.programme, "url": reverse("study", args=[row.code])}],
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


def _found(request: Request, code: str, permission: Permission) -> Any:
    """Return a study of somebody within the reader's reach; any other is not found."""
    return get_object_or_404(queries.studies_of(scopes.people(request.holder, permission)), code=code)


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _crumbs(request: Request, row: Any) -> list[dict[str, str]]:
    if is_own(request, row.person):
        return [{"label": _("My studies and prior learning"), "url": reverse("my_studies")}]
    return [{"label": _("Studies for a degree"), "url": reverse("studies")}]
