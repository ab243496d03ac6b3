"""People, units and the city."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.competencies.queries.lacking import missing_in
from piawai.insight import queries, rules
from piawai.lib import clock
from piawai.lib.text import may_hold_nip, nip_in
from piawai.web import columns, lists, validity
from piawai.web.competencies import forms, heat, learning, profiles
from piawai.web.competencies.lacking import UNKNOWN, lacking
from piawai.web.underway import underway

PEOPLE_SOURCE = "SIASN"


@require_GET
@require(Permission.PEOPLE_LIST)
def people(request: Request) -> HttpResponse:
    """List the people whom the reader may see."""
    listing = lists.Listing(
        request=request,
        title=_("People"),
        rows=queries.present_people(scopes.people(request.holder, Permission.PEOPLE_LIST)),
        columns=(
            columns.person(),
            columns.job(),
            columns.unit(),
            lists.Column("golongan", _("Grade"), lambda row: row.grade, sort=("grade",)),
        ),
        search=("name", "post__job__name", "post__unit__name"),
        search_label=_("Name, NIP, job or unit"),
        search_post=reverse("people_find"),
        order=("name", "pk"),
        source=PEOPLE_SOURCE,
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PEOPLE_EXPORT),
        empty=_("Nobody was found. Try fewer letters, or another word."),
    )
    return lists.respond(request, listing, template="competencies/people.html")


@require_POST
@require(Permission.PEOPLE_LIST)
def people_find(request: Request) -> HttpResponse:
    """Find a person by NIP, which stands in no address; any other words go to the list."""
    typed = request.POST.get("q", "")
    digits = nip_in(text=typed)
    if not digits and may_hold_nip(text=typed):
        messages.error(request, lists.not_a_nip())
        return redirect("people")
    if not digits:
        asked = " ".join(typed.split())[:100]
        return redirect(f"{reverse('people')}?{urlencode({'q': asked})}" if asked else reverse("people"))
    found = scopes.people(request.holder, Permission.PEOPLE_LIST).filter(nip=digits).first()
    if found is not None:
        return redirect("person", code=found.code)
    messages.error(request, _("Nobody with this NIP is among the people you may see. Check the 18 digits."))
    return redirect("people")


@require_GET
@require(Permission.PERSON_READ)
def person(request: Request, code: str) -> HttpResponse:
    """Show a person's post and, where the reader may see them, competencies with what they rest on."""
    found = get_object_or_404(
        queries.with_post(scopes.people(request.holder, Permission.PERSON_READ)),
        code=code,
    )
    record_view(person=found, holder=request.holder, what="person", at=clock.now())
    own = request.holder.person is not None and request.holder.person.pk == found.pk
    asked = (Permission.SCORES_READ, Permission.SCORES_EXPORT, Permission.PLAN_READ, Permission.HOURS_READ)
    may = scopes.reaching(request.holder, asked, found)
    scores = own or Permission.SCORES_READ in may
    profile = profiles.profile(found, on=clock.today()) if scores else None
    exportable = profile is not None and Permission.SCORES_EXPORT in may
    wanted = request.GET.get("format", "")
    if profile is not None and exportable and wanted in {"pdf", "xlsx"}:
        return lists.file(profiles.report(profile, on=clock.today()), kind=wanted, language=request.LANGUAGE_CODE)
    context = {"person": found, "post": getattr(found, "post", None), "profile": profile, "own": own}
    context |= {"exportable": exportable, "plans": Permission.PLAN_READ in may, "on": clock.today()}
    context["validity"] = validity.rule(clock.today())
    if own or Permission.HOURS_READ in may:
        context["hours"] = learning.hours(found, on=clock.today())
    return render(request, "competencies/person.html", context)


@require_GET
@require(Permission.SCORES_LIST)
def units(request: Request) -> HttpResponse:
    """List the units whose people and figures the reader may see."""
    listing = lists.Listing(
        request=request,
        title=_("Units"),
        rows=scopes.units(request.holder, Permission.SCORES_LIST).select_related("parent"),
        columns=(
            lists.Column(
                "nama",
                _("Unit"),
                lambda row: row.name,
                sort=("name",),
                link=lambda row: reverse("unit", args=[row.siasn_id]),
                header=True,
            ),
            lists.Column("induk", _("Part of"), lambda row: row.parent.name if row.parent else "", ("parent__name",)),
            lists.Column("jenis", _("Kind"), lambda row: row.kind, sort=("kind",)),
        ),
        search=("name", "parent__name"),
        search_label=_("Name of the unit"),
        order=("path",),
        source=PEOPLE_SOURCE,
        on=clock.today(),
        empty=_("No unit was found. Try fewer letters, or another word."),
    )
    return lists.respond(request, listing, template="competencies/units.html")


@require_GET
@require(Permission.SCORES_LIST)
def unit(request: Request, siasn_id: str) -> HttpResponse:
    """
    Show a unit's heat map; each cell leads to the people, each row to the unit below.

    Only for readers of the people: whoever sees groups alone could subtract one page from another.
    """
    scope = scopes.units(request.holder, Permission.SCORES_LIST)
    found = get_object_or_404(scope, siasn_id=siasn_id)

    def row_link(unit: str, _code: str) -> str:
        return _unit_address(unit) if unit else ""

    def cell_link(unit: str, code: str) -> str:
        if unit == heat.TOGETHER:
            return _cell_link(found.siasn_id, code)
        return _cell_link(unit, code) if unit else f"{_cell_link(found.siasn_id, code)}?{forms.OWN_PEOPLE}"

    map_ = heat.shown(queries.unit_heat(found), row_link=row_link, cell_link=cell_link)
    above = [row for row in queries.parents_of(found) if scopes.covers(scope, row)]
    return _map(request, map_, title=found.name, context={"unit": found, "above": above, "names": True})


@require_GET
@require(Permission.AGGREGATES_READ)
def city(request: Request) -> HttpResponse:
    """Show the heat map of all offices."""
    if not scopes.everywhere(request.holder, Permission.AGGREGATES_READ):
        mine = scopes.units(request.holder, Permission.AGGREGATES_READ).order_by("path").first()
        return redirect("unit", siasn_id=mine.siasn_id) if mine else redirect("home")
    figures = queries.city_heat()

    def row_link(unit: str, _code: str) -> str:
        return _unit_address(unit)

    def cell_link(unit: str, code: str) -> str:
        return reverse("across", args=[code]) if unit == heat.TOGETHER else _cell_link(unit, code)

    names = scopes.everywhere(request.holder, Permission.SCORES_LIST)
    if names:
        map_ = heat.shown(figures, row_link=row_link, cell_link=cell_link)
    else:
        map_ = heat.shown_in_groups(figures, row_link=_no_link, cell_link=_no_link, on=clock.today())
    return _map(request, map_, title=_("All offices"), context={"names": names})


def _cell_link(unit: str, code: str) -> str:
    """Return the address of `unit_competency`, put together of the unit's and the code: a map has hundreds."""
    return f"{_unit_address(unit)}{_in_address(code)}/"


@lru_cache(maxsize=1_000)
def _unit_address(unit: str) -> str:
    return reverse("unit", args=[unit])


@lru_cache(maxsize=1_000)
def _in_address(code: str) -> str:
    return quote(code, safe="")


def _no_link(_unit: str, _code: str) -> str:
    return ""


def _map(request: Request, map_: heat.Shown, *, title: str, context: dict[str, object]) -> HttpResponse:
    """Return a heat map as a page or, where asked for, as a file."""
    today = clock.today()
    head = (
        _("As on %(day)s") % {"day": lists.words(today)},
        _("Source: %(source)s") % {"source": _("standards, assessments and training recorded until that day")},
        *underway(),
    )
    wanted = request.GET.get("format", "")
    if wanted in {"pdf", "xlsx"}:
        name = _("Competency gaps: %(unit)s") % {"unit": title}
        return lists.file(heat.report(map_, title=name, head=head), kind=wanted, language=request.LANGUAGE_CODE)
    template = "competencies/heat.html"
    return render(request, template, {"heat": map_, "title": title, "head": head, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SCORES_LIST)
def unit_competency(request: Request, siasn_id: str, competency: str) -> HttpResponse:
    """List who in a unit lacks a competency at the level their job requires, and which session is next for them."""
    found = get_object_or_404(scopes.units(request.holder, Permission.SCORES_LIST), siasn_id=siasn_id)
    wanted = get_object_or_404(queries.competency_named(competency))
    scope = scopes.people(request.holder, Permission.SCORES_LIST)
    form = forms.Lacking(request.GET)
    shows, placed = (form.cleaned_data["tampil"], form.cleaned_data["letak"]) if form.is_valid() else ("", "")
    standings = queries.standings_of_own if placed else queries.standings_in
    today = clock.today()
    sessions = queries.sessions_teaching(competency=wanted, after=today)
    planned = queries.planned_sessions(scope=scope) if sessions else {}
    rows = profiles.narrowed(standings(scope=scope, unit=found, competency=wanted), shows)
    missing = missing_in(standings=rows, competency=wanted, on=today)

    def lacks(row: Any) -> str:
        if not row.gap:
            return ""
        shown = lacking(missing.get(row.person_id, UNKNOWN), on=today)
        return _("%(missing)s: %(fits)s") % {"missing": shown.said, "fits": shown.fits}

    def upcoming(row: Any) -> str:
        next_ = rules.next_session(
            sessions,
            held=row.held,
            required=row.required,
            planned=planned.get(row.person_id, ()),
            on=today,
        )
        if next_ is None:
            return _("assess first") if row.held is None else ""
        where = _("%(programme)s, %(day)s") % {"programme": next_.programme, "day": lists.words(next_.starts_on)}
        return _("%(session)s (in the plan)") % {"session": where} if _planned(row, next_.code) else where

    def _planned(row: Any, code: str) -> bool:
        return code in planned.get(row.person_id, ())

    listing = lists.Listing(
        request=request,
        title=_("%(competency)s in %(unit)s") % {"competency": wanted.name, "unit": found.name},
        rows=rows,
        columns=(
            columns.person(about="person."),
            columns.job(about="person."),
            columns.unit(about="person."),
            lists.Column("standar", _("Required"), lambda row: row.required, ("required",), numeric=True),
            lists.Column("capaian", _("Held"), lambda row: row.held, ("held",), numeric=True),
            lists.Column("kesenjangan", _("Gap"), lambda row: row.gap, ("gap",), numeric=True),
            lists.Column("kurang", _("Missing most, and what fits"), lacks),
            lists.Column("bukti", _("According to"), profiles.according_to, ("source",)),
            lists.Column("tanggal", _("Assessed on"), lambda row: row.assessed_on, ("assessed_on",)),
            lists.Column("angkatan", _("Next session"), upcoming),
        ),
        search=("person__name", "person__post__job__name", "person__post__unit__name"),
        nip="person__nip",
        search_label=_("Name, job or unit"),
        order=(F("gap").desc(nulls_last=True), "person__name", "pk"),
        filters=form,
        described=(str(forms.SHOWN[shows]), str(forms.PLACED[placed]), *underway()),
        source=_("standards, assessments and training recorded until that day"),
        on=today,
        exportable=scopes.allowed(request.holder, Permission.SCORES_EXPORT)
        and scopes.everywhere(request.holder, Permission.SCORES_EXPORT),
        empty=_("Everybody here holds what the job requires. Choose another view to see all."),
    )
    context: dict[str, object] = {"unit": found, "competency": wanted, "sessions": sessions[:5]}
    return lists.respond(request, listing, template="competencies/lacking.html", context=context)
