"""What is seen across the city: one competency, retirements, and services that hang on one person."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.terms import Level
from piawai.insight import queries, rules
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import law, lists
from piawai.web.seeing import forms
from piawai.web.underway import underway

YEARS = 5
STAY = "stay"
HIDDEN = "< {}"
STATES = {"none": "red", "one": "orange", "few": "yellow", "enough": "green"}


def _at_level(row: Any, place: int) -> int:
    return int(row.by_level[place])


def _source() -> str:
    return _("standards, assessments and training recorded until that day")


@require_safe
@require(Permission.AGGREGATES_READ)
def across(request: Request, code: str) -> HttpResponse:
    """Show how every office stands in one competency; small groups are hidden from readers of groups alone."""
    if not scopes.everywhere(request.holder, Permission.AGGREGATES_READ):
        return redirect("home")
    competency = get_object_or_404(queries.competency_named(code))
    rows = queries.spread(competency)
    names = scopes.everywhere(request.holder, Permission.SCORES_LIST)
    today = clock.today()
    smallest = values.value("smallest_group_shown", on=today).whole
    sizes = {row.unit: row.people - row.unknown for row in rows}
    hidden = frozenset[str]() if names else rules.hidden_groups(sizes, smallest=smallest)

    def shown(row: Any, value: int) -> Any:
        """Return a count, unless it, or what it leaves of its office, tells of few people."""
        few = row.unit in hidden or (not names and any(0 < count < smallest for count in (row.met, row.short)))
        return HIDDEN.format(smallest) if few else value

    def unknown(row: Any) -> Any:
        return HIDDEN.format(smallest) if row.unit in hidden else row.unknown

    listing = lists.MadeListing(
        request=request,
        title=_("%(competency)s across the city") % {"competency": competency.name},
        rows=rows,
        columns=(
            lists.Column(
                "unit",
                _("Office"),
                lambda row: row.name,
                ("name",),
                link=lambda row: reverse("unit_competency", args=[row.unit, code]) if names else "",
                header=True,
            ),
            lists.Column("orang", _("People of whom it is required"), lambda row: row.people, ("x",), numeric=True),
            lists.Column("terpenuhi", _("Met"), lambda row: shown(row, row.met), numeric=True),
            lists.Column("kurang", _("Short"), lambda row: shown(row, row.short), numeric=True),
            lists.Column("belum", _("Not yet known"), unknown, numeric=True),
            *(
                lists.Column(
                    f"l{level}",
                    _("Level %(level)s") % {"level": level},
                    partial(_at_level, place=place),
                    numeric=True,
                )
                for place, level in enumerate(Level.values if names else ())
            ),
        ),
        described=underway(),
        source=_source(),
        on=today,
        search=("unit",),
        search_label=_("Name of the office"),
        empty=_("No job demands this competency today."),
    )
    return lists.respond(request, listing, template="seeing/list.html", context={"competency": competency})


@require_safe
@require(Permission.AGGREGATES_READ)
def leaving(request: Request) -> HttpResponse:
    """Show what the city loses by retirements over five years, competency by competency."""
    if not scopes.everywhere(request.holder, Permission.AGGREGATES_READ):
        return redirect("home")
    today = clock.today()
    scope = scopes.people(request.holder, Permission.AGGREGATES_READ).filter(post__isnull=False)
    rows = queries.leaving(scope=scope, on=today, known_at=clock.now(), years=YEARS)
    smallest = values.value("smallest_group_shown", on=today).whole
    names = scopes.everywhere(request.holder, Permission.SCORES_LIST)
    ages = values.mapping("retirement_age", on=today)

    def hidden(row: Any) -> frozenset[str]:
        """Return the groups of a competency, years and those who stay, that a reader of groups is not shown."""
        if names:
            return frozenset()
        groups = {str(year): count for year, count in row.by_year} | {STAY: row.holders - row.total}
        return rules.hidden_groups(groups, smallest=smallest)

    def of_year(row: Any, place: int) -> Any:
        year, count = row.by_year[place]
        return HIDDEN.format(smallest) if str(year) in hidden(row) else count

    def in_all(row: Any) -> bool:
        return names or (STAY not in hidden(row) and (row.total == 0 or row.total >= smallest))

    listing = lists.MadeListing(
        request=request,
        title=_("What the city loses by retirements"),
        rows=rows,
        columns=(
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.name,
                ("name",),
                link=lambda row: reverse("across", args=[row.code]),
                header=True,
            ),
            lists.Column(
                "pemegang",
                _("Meet the standard today"),
                lambda row: row.holders if names or row.holders >= smallest else None,
                ("x",),
                numeric=True,
            ),
            *(
                lists.Column(
                    f"t{year}",
                    str(year),
                    partial(of_year, place=place),
                    numeric=True,
                )
                for place, year in enumerate(range(today.year, today.year + YEARS))
            ),
            lists.Column("jumlah", _("Together"), lambda row: row.total if in_all(row) else None, ("x",), numeric=True),
            lists.Column(
                "bagian",
                _("Share in percent"),
                lambda row: round(100 * row.total / row.holders) if in_all(row) else None,
                ("x",),
                numeric=True,
            ),
        ),
        source=_("%(source)s; ages of retirement: %(law)s") % {"source": _source(), "law": law.source(ages)},
        on=today,
        search=("kompetensi",),
        search_label=_("Competency"),
        described=() if ages.checked else (_("The ages of retirement are not verified for every job class"),),
        empty=_("Nobody meets a standard yet, so nothing can be lost. Have people assessed first."),
    )
    return lists.respond(request, listing, template="seeing/list.html")


@require_safe
@require(Permission.SCORES_LIST)
def continuity(request: Request) -> HttpResponse:
    """Show which services hold a needed competency through one person only, or through nobody."""
    today = clock.today()
    form = forms.Covered(request.GET)
    wanted = form.cleaned_data["tampil"] if form.is_valid() else ""
    rows = queries.covers(
        scope=scopes.people(request.holder, Permission.SCORES_LIST),
        units=scopes.units(request.holder, Permission.SCORES_LIST),
    )
    states = {"": {"none", "one"}, "few": {"none", "one", "few"}}.get(wanted, set(STATES))
    words = {"none": _("nobody"), "one": _("one person"), "few": _("too few"), "enough": _("enough")}
    listing = lists.MadeListing(
        request=request,
        title=_("Continuity of services"),
        rows=[row for row in rows if row.state in states],
        columns=(
            lists.Column("layanan", _("Service"), lambda row: row.service_name, ("x",), header=True),
            lists.Column(
                "unit", _("Unit"), lambda row: row.unit_name, ("x",), link=lambda row: reverse("unit", args=[row.unit])
            ),
            lists.Column("penting", _("Essential"), lambda row: _("yes") if row.essential else "", ("x",)),
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.name,
                ("x",),
                link=lambda row: reverse("unit_competency", args=[row.unit, row.code]),
            ),
            lists.Column("level", _("Level"), lambda row: row.level, ("x",), numeric=True),
            lists.Column("perlu", _("Needed"), lambda row: row.needed, ("x",), numeric=True),
            lists.Column("ada", _("Held by"), lambda row: row.holders, ("x",), numeric=True),
            lists.Column(
                "keadaan", _("State"), lambda row: words[row.state], ("x",), tag=lambda row: STATES[row.state]
            ),
            lists.Column("pemegang", _("Who"), lambda row: ", ".join(name for name, _code in row.names), most=120),
        ),
        source=_source(),
        on=today,
        search=("layanan", "unit", "kompetensi", "pemegang"),
        search_label=_("Service, unit, competency or name"),
        filters=form,
        described=(str(dict(form.fields["tampil"].choices)[wanted]),),  # type: ignore[attr-defined]  # a ChoiceField
        exportable=scopes.everywhere(request.holder, Permission.SCORES_EXPORT),
        empty=_("No service here hangs on one person. Choose another view to see all."),
    )
    return lists.respond(request, listing, template="seeing/list.html")
