"""The dictionary of competencies, and what jobs demand. Both are public: everybody signed in reads all."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.terms import Kind, VersionState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.dictionary import changes, forms

COLOURS: dict[str, str] = {VersionState.DRAFT: "yellow", VersionState.PUBLISHED: "green", VersionState.RETIRED: "grey"}


@dataclass(frozen=True)
class ShownLevel:
    """One level in words: what it means, and the behaviours that show it, by aspect."""

    label: str
    description: str
    aspects: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ShownVersion:
    """The words of a competency from a day on."""

    pk: int
    state: str
    colour: str
    starts_on: dt.date
    definition: str
    legal_basis: str
    levels: tuple[ShownLevel, ...]


@require_safe
@require(Permission.STANDARDS_READ)
def dictionary(request: Request) -> HttpResponse:
    """Show all competencies."""
    filters = forms.Kinds(request.GET)
    kind, state = (filters.cleaned_data[name] for name in ("jenis", "keadaan")) if filters.is_valid() else ("", "")
    rows: QuerySet[Any] = queries.dictionary_by_state(on=clock.today())
    rows = rows.filter(kind=kind) if kind else rows
    listing = lists.Listing(
        request=request,
        title=_("Dictionary of competencies"),
        columns=(
            lists.Column("nama", _("Competency"), lambda row: row.name, ("name",), link=_address, header=True),
            lists.Column("kode", _("Code"), lambda row: row.code, ("code",)),
            lists.Column("jenis", _("Kind"), lambda row: row.get_kind_display(), ("kind",)),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: str(VersionState(row.state).label),
                ("state",),
                tag=lambda row: COLOURS[row.state],
            ),
            lists.Column("ditarik", _("Retired on"), lambda row: row.retired_on, ("retired_on",)),
        ),
        rows=rows.filter(state=state) if state else rows,
        source=_("dictionary of competencies"),
        on=clock.today(),
        search=("name", "code"),
        search_label=_("Name or code"),
        order=("code",),
        filters=filters,
        described=(
            *((str(Kind(kind).label),) if kind else ()),
            *((str(VersionState(state).label),) if state else ()),
        ),
    )
    return lists.respond(request, listing, template="dictionary/dictionary.html")


@require_safe
@require(Permission.STANDARDS_READ)
def competency(request: Request, code: str) -> HttpResponse:
    """Show one competency: what its levels mean, and which jobs demand it."""
    found = get_object_or_404(queries.dictionary(), code=code)
    changes_it = changes.may_change(request)
    drafts = queries.versions_of(found).filter(state=VersionState.DRAFT)
    today = clock.today()
    retired = found.retired_on is not None and found.retired_on <= today
    versions = _versions(queries.levels_of(found), retired=retired)
    begun = [version for version in versions if version.starts_on <= today]
    begun.sort(key=lambda version: version.colour == COLOURS[VersionState.DRAFT])  # published words come before drafts
    shown = next(iter(begun or versions), None)
    others = [version for version in versions if version is not shown]
    if not changes_it:
        others = [version for version in others if version.colour != COLOURS[VersionState.DRAFT]]
    listing = lists.Listing(
        request=request,
        title=_("Jobs that demand %(competency)s") % {"competency": found.name},
        columns=(_job(), *_demands()),
        rows=queries.standards_in_force(on=today).filter(competency=found),
        source=_("competency standards of jobs"),
        on=today,
        search=("named",),
        search_label=_("Job"),
        order=("-level", "named", "pk"),
        empty=_("No job's own standard names it. It may be demanded of a whole class of jobs."),
    )
    context = {
        "competency": found,
        "page_title": f"{found.code} {found.name}",
        "version": shown,
        "others": others,
        "relations": queries.relations_of(found),
        "sees_city": scopes.everywhere(request.holder, Permission.AGGREGATES_READ),
        "changes_it": changes_it,
        "drafts": drafts if changes_it and not retired else (),
        "used": changes.used_facts(found) if changes_it else (),
    }
    return lists.respond(request, listing, template="dictionary/competency.html", context=context)


@require_safe
@require(Permission.STANDARDS_READ)
def standards(request: Request) -> HttpResponse:
    """Show what every job demands today."""
    today = clock.today()
    rows: QuerySet[Any] = queries.standards_in_force(on=today)
    listing = lists.Listing(
        request=request,
        title=_("Competency standards of jobs"),
        columns=(
            _job(),
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.competency.name,
                ("competency__name",),
                link=lambda row: _address(row.competency),
            ),
            *_demands(),
        ),
        rows=rows,
        source=_("competency standards of jobs"),
        on=today,
        search=("named", "competency__name", "competency__code"),
        search_label=_("Job or competency"),
        order=("named", "competency__code", "pk"),
        empty=_("No standards are recorded yet. BKPSDM imports them from a file (kind standar)."),
    )
    return lists.respond(request, listing, template="dictionary/standards.html")


def _address(row: Any) -> str:
    return reverse("competency", args=[row.code])


def _job() -> lists.Column:
    return lists.Column(
        "jabatan",
        _("Job"),
        lambda row: row.named,
        ("named",),
        link=lambda row: reverse("job", args=[row.of_job]) if row.of_job else "",
        header=True,
    )


def _demands() -> tuple[lists.Column, ...]:
    return (
        lists.Column("standar", _("Required level"), lambda row: row.level, ("level",), numeric=True),
        lists.Column("bobot", _("Weight"), lambda row: row.weight, ("weight",), numeric=True),
        lists.Column("kritis", _("Critical"), lambda row: _("yes") if row.critical else "", ("critical",)),
        lists.Column("mulai", _("In force from"), lambda row: row.starts_on, ("starts_on",)),
        lists.Column("dasar", _("Legal basis"), lambda row: row.legal_basis, ("legal_basis",)),
    )


def _versions(levels: Sequence[Any], *, retired: bool) -> list[ShownVersion]:
    """Return the versions in the order of their levels; published ones are retired where the competency is."""
    found = []
    for version, rows in groupby(levels, key=lambda level: level.version):
        shown = tuple(_level(level) for level in rows)
        published = version.state == VersionState.PUBLISHED
        state = VersionState.RETIRED if retired and published else VersionState(version.state)
        found.append(
            ShownVersion(
                version.pk,
                str(state.label),
                COLOURS[state],
                version.starts_on,
                version.definition,
                version.legal_basis,
                shown,
            )
        )
    return found


def _level(level: Any) -> ShownLevel:
    aspects: dict[str, list[str]] = {}
    for indicator in level.indicators.all():
        aspects.setdefault(str(indicator.get_aspect_display()), []).append(indicator.text)
    label = str(level.get_level_display())
    return ShownLevel(label, level.description, tuple((aspect, tuple(texts)) for aspect, texts in aspects.items()))
