"""BKPSDM writes the dictionary: versions drafted, published, retired; relations; SIASN's former list."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from piawai.access.guards import Request, require
from piawai.access.scopes import allowed
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.services import versions as services
from piawai.competencies.terms import Said, VersionState
from piawai.insight.queries import sessions_teaching
from piawai.lib import clock
from piawai.web import lists
from piawai.web.dictionary import forms

CONFLICT = 409
MOST_BEHAVIOURS = 30  # of a level that a form takes


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DICTIONARY_CHANGE)
def version_add(request: Request, code: str) -> HttpResponse:
    """Begin a new version of a competency's words."""
    found = get_object_or_404(queries.dictionary(), code=code)
    form = forms.Day(request.POST or None)
    if form.is_valid():
        try:
            version = services.draft_version(
                competency=found, starts_on=form.cleaned_data["starts_on"], by=request.holder.code, at=clock.now()
            )
        except services.UnableToChangeWords as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            return redirect("version_edit", code=code, number=version.pk)
    context = {
        "title": _("New version: %(name)s") % {"name": found.name},
        "about": _("It begins as a draft with the words of the newest version. Nothing changes until you publish it."),
        "button": _("Begin the draft"),
        "form": form,
        "crumbs": [crumb(found)],
    }
    return render(request, "dictionary/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DICTIONARY_CHANGE)
def version_edit(request: Request, code: str, number: int) -> HttpResponse:
    """Write the words of a draft; of two who do so, the second is shown both and chooses."""
    version = _draft(code, number)
    said = queries.words_of(version)
    typed = forms.words_as_typed(said)
    behaviours = _behaviours(said, request.POST)
    initial = {
        "revision": version.revision,
        "definition": version.definition,
        "legal_basis": version.legal_basis,
        **typed,
    }
    form = forms.Words(request.POST or None, initial=initial, behaviours=behaviours)
    context: dict[str, Any] = {
        "title": _("Draft: %(name)s") % {"name": version.competency.name},
        "version": version,
        "crumbs": [crumb(version.competency)],
        "lacking": [str(level) for level, words in said.items() if not words.description and not words.indicators],
    }
    status = 200
    if form.is_valid():
        try:
            services.write_words(
                version=version,
                revision=form.cleaned_data["revision"],
                definition=form.cleaned_data["definition"],
                legal_basis=form.cleaned_data["legal_basis"],
                levels=form.said(),
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToChangeWords as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "stale":
                status = CONFLICT
                context["theirs"] = said
                context["theirs_definition"] = version.definition
                typed = request.POST.copy()
                typed["revision"] = str(version.revision)  # sent again, the own words are the choice
                form.data = typed
        else:
            messages.success(request, _("The draft has been saved. Nothing changes until you publish it."))
            return redirect("version_edit", code=code, number=version.pk)
    return render(request, "dictionary/version.html", {**context, "form": form}, status=status)


@require_POST
@require(Permission.DICTIONARY_CHANGE)
def version_publish(request: Request, code: str, number: int) -> HttpResponse:
    """Make a draft binding."""
    version = _draft(code, number)
    try:
        services.publish(version=version, revision=_revision(request), by=request.holder.code, at=clock.now())
    except services.UnableToChangeWords as refusal:
        messages.error(request, str(refusal))
        return redirect("version_edit", code=code, number=version.pk)
    messages.success(request, _("The words are published. From now on they stay as they are."))
    return redirect("competency", code=code)


@require_POST
@require(Permission.DICTIONARY_CHANGE)
def version_discard(request: Request, code: str, number: int) -> HttpResponse:
    """Throw a draft away."""
    version = _draft(code, number)
    try:
        services.discard_draft(version=version, revision=_revision(request), by=request.holder.code, at=clock.now())
    except services.UnableToChangeWords as refusal:
        messages.error(request, str(refusal))
        return redirect("version_edit", code=code, number=version.pk)
    messages.success(request, _("The draft has been thrown away."))
    return redirect("competency", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DICTIONARY_CHANGE)
def competency_retire(request: Request, code: str) -> HttpResponse:
    """Retire a competency, after showing what it touches."""
    found = get_object_or_404(queries.dictionary(), code=code)
    form = forms.Retire(request.POST or None)
    if form.is_valid():
        try:
            services.retire(
                competency=found, **form.cleaned_data, on=clock.today(), by=request.holder.code, at=clock.now()
            )
        except services.UnableToRetire as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s is retired. Old ratings stay readable.") % {"name": found.name})
            return redirect("competency", code=code)
    context = {
        "title": _("Retire: %(name)s") % {"name": found.name},
        "facts": used_facts(found),
        "about": _("From that day no job demands it and nobody is asked about it. This is what it touches today:"),
        "button": _("Retire this competency"),
        "form": form,
        "crumbs": [crumb(found)],
    }
    return render(request, "dictionary/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DICTIONARY_CHANGE)
def relation_add(request: Request, code: str) -> HttpResponse:
    """Record how a competency stands to another."""
    found = get_object_or_404(queries.dictionary(), code=code)
    form = forms.Relate(request.POST or None)
    form.offer(choices(without=code))
    if form.is_valid():
        other = get_object_or_404(queries.dictionary(), code=form.cleaned_data["other"])
        try:
            services.relate(
                competency=found, kind=form.cleaned_data["kind"], other=other, by=request.holder.code, at=clock.now()
            )
        except services.UnableToRelate as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The relation has been saved."))
            return redirect("competency", code=code)
    context = {
        "title": _("Relation of %(name)s") % {"name": found.name},
        "button": _("Save the relation"),
        "form": form,
        "crumbs": [crumb(found)],
    }
    return render(request, "dictionary/form.html", context)


@require_POST
@require(Permission.DICTIONARY_CHANGE)
def relation_remove(request: Request, code: str, number: int) -> HttpResponse:
    """Take a relation back."""
    found = get_object_or_404(queries.dictionary(), code=code)
    relation = get_object_or_404(queries.relations_of(found), pk=number)
    services.unrelate(relation=relation, by=request.holder.code, at=clock.now())
    messages.success(request, _("The relation has been removed."))
    return redirect("competency", code=code)


@require_http_methods(["GET", "HEAD"])
@require(Permission.STANDARDS_READ)
def former(request: Request) -> HttpResponse:
    """List SIASN's former competencies with those of today that they correspond to."""
    listing = lists.Listing(
        request=request,
        title=_("SIASN's former list of competencies"),
        columns=(
            lists.Column(
                "nama",
                _("Former name"),
                lambda row: row.name,
                ("name",),
                link=lambda row: reverse("former_edit", args=[row.siasn_id]) if may_change(request) else "",
                header=True,
            ),
            lists.Column("id", _("SIASN id"), lambda row: row.siasn_id, ("siasn_id",)),
            lists.Column(
                "kini",
                _("Competency of today"),
                lambda row: str(row.competency) if row.competency else _("none fits"),
                ("competency__code",),
            ),
        ),
        rows=queries.former_competencies(),
        source=_("reference data of SIASN; the correspondence is a proposal of our own"),
        on=clock.today(),
        search=("name", "competency__name", "competency__code"),
        search_label=_("Name"),
        order=("name", "pk"),
    )
    return lists.respond(request, listing, template="dictionary/former.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DICTIONARY_CHANGE)
def former_edit(request: Request, siasn_id: str) -> HttpResponse:
    """Say which competency of today a former one corresponds to; of two who do so, the second is told and chooses."""
    row = get_object_or_404(queries.former_competencies(), siasn_id=siasn_id)
    now = row.competency.code if row.competency else ""
    form = forms.Former(request.POST or None, initial={"known": now, "competency": now})
    form.offer(choices())
    status = 200
    if form.is_valid():
        known, chosen = (
            queries.dictionary().filter(code=form.cleaned_data[name]).first() for name in ("known", "competency")
        )
        try:
            services.map_former(former=row, known=known, competency=chosen, by=request.holder.code, at=clock.now())
        except services.UnableToMapFormer as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT
            form.data = {**request.POST.dict(), "known": now}  # sent again, the own choice holds
        else:
            messages.success(request, _("The correspondence has been saved."))
            return redirect("former")
    context = {
        "title": row.name,
        "button": _("Save the correspondence"),
        "form": form,
        "crumbs": [{"label": _("SIASN's former list of competencies"), "url": reverse("former")}],
    }
    return render(request, "dictionary/form.html", context, status=status)


def may_change(request: Request) -> bool:
    """Return whether the reader may write the dictionary."""
    return allowed(request.holder, Permission.DICTIONARY_CHANGE)


def crumb(competency: Any) -> dict[str, str]:
    """Return the way back to a competency."""
    return {"label": competency.name, "url": reverse("competency", args=[competency.code])}


def choices(*, without: str = "") -> list[tuple[str, str]]:
    """Return the competencies that are not retired, to choose among."""
    rows = queries.dictionary().filter(retired_on__isnull=True).exclude(code=without).order_by("code")
    return [(row.code, str(row)) for row in rows]


def used_facts(competency: Any) -> list[dict[str, str]]:
    """Return what a competency is used for, name by name."""
    used = queries.where_used(competency, on=clock.today())
    sessions = len(sessions_teaching(competency=competency, after=clock.today()))
    found = [
        (_("Jobs whose own standard demands it"), lists.words(used.jobs)),
        (_("People of whom it is required today"), lists.words(used.people)),
        (_("Recorded results and ratings"), lists.words(used.ratings)),
        (_("Services that need it"), lists.words(used.services)),
        (_("Sessions to come that teach it"), lists.words(sessions)),
        (_("Rounds that ask about it"), lists.words(used.rounds)),
        (_("Rounds among them that have not ended"), ", ".join(used.running_rounds) or _("none")),
    ]
    return [{"label": label, "text": text} for label, text in found]


def _draft(code: str, number: int) -> Any:
    competency = get_object_or_404(queries.dictionary(), code=code)
    version = get_object_or_404(queries.versions_of(competency).select_related("competency"), pk=number)
    if version.state != VersionState.DRAFT:
        raise Http404
    return version


def _revision(request: Request) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(10**9)) else 0


def _behaviours(said: Mapping[int, Said], sent: Mapping[str, str]) -> dict[int, int]:
    """Return how many behaviours each level has, stored or as sent: so that none of those sent is lost."""
    found = {level: len(words.indicators) for level, words in said.items()}
    for name in sent:
        part, _sign, rest = name.partition("_")
        level, _sign, number = rest.partition("_")
        if part == "text" and level.isdigit() and number.isdigit() and int(level) in found:
            found[int(level)] = max(found[int(level)], min(int(number), MOST_BEHAVIOURS) - forms.SPARE)
    return found
