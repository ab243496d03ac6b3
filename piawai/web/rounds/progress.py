"""How far a round is: by unit, and who has not sent everything."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries.rounds import pages, tested
from piawai.competencies.terms import Source
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.rounds import shown


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUND_PROGRESS)
def round_progress(request: Request, token: str) -> HttpResponse:
    """List the units of the reader's scope with the sheets about their people: asked, sent, missing, late."""
    found = get_object_or_404(pages.round_begun(token))
    units = scopes.units(request.holder, Permission.ROUND_PROGRESS)
    counted = shown.counts(pages.totals(round_=found, units=units))
    asks_test = Source.TEST in found.sources
    tests = lists.Column("teruji", _("With a test result"), lambda row: row["tested"], sort=("tested",), numeric=True)
    listing = lists.Listing(
        request=request,
        title=_("Progress: %(name)s") % {"name": found.name},
        rows=pages.progress(round_=found, units=units, on=clock.today()),
        columns=(
            lists.Column("unit", _("Unit"), lambda row: row["unit__name"], sort=("unit__name",), header=True),
            lists.Column("orang", _("People rated"), lambda row: row["rated"], sort=("rated",), numeric=True),
            *((tests,) if asks_test else ()),
            lists.Column("diminta", _("Sheets"), lambda row: row["asked"], sort=("asked",), numeric=True),
            lists.Column("terkirim", _("Sent"), lambda row: row["sent"], sort=("sent",), numeric=True),
            lists.Column("belum", _("Not sent"), lambda row: row["missing"], sort=("missing",), numeric=True),
            lists.Column("terlambat", _("Of these late"), lambda row: row["late"], sort=("late",), numeric=True),
        ),
        search=("unit__name",),
        search_label=_("Unit"),
        order=("unit__path",),
        described=(shown.phase(found), _("%(sent)s of %(asked)s sheets sent") % counted),
        source=_("sheets of the round, about the people of each unit"),
        on=clock.today(),
        empty=_("Nobody of your units is rated in this round. Look at another round."),
    )
    context: dict[str, object] = {
        "round": found,
        "missing": reverse("round_missing", args=[found.token]),
        "untested": reverse("round_untested", args=[found.token]) if asks_test else "",
        "crumbs": _crumbs(request, found),
    }
    return lists.respond(request, listing, template="rounds/progress.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUND_PROGRESS)
def round_missing(request: Request, token: str) -> HttpResponse:
    """List who of the reader's people has not sent all sheets: how many are missing, never about whom."""
    found = get_object_or_404(pages.round_begun(token))
    return _people(
        request,
        found,
        title=_("Who has not sent everything: %(name)s") % {"name": found.name},
        rows=pages.unsent(round_=found, scope=scopes.people(request.holder, Permission.ROUND_PROGRESS)),
        more=(
            lists.Column("belum", _("Sheets not sent"), lambda row: row.missing, sort=("missing",), numeric=True),
            lists.Column(
                "menit", _("Minutes"), lambda row: round(row.minutes or 0, 1), sort=("minutes",), numeric=True
            ),
        ),
        source=_("sheets of the round that are not sent"),
        empty=_("Everybody has sent everything. There is nothing to do."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUND_PROGRESS)
def round_untested(request: Request, token: str) -> HttpResponse:
    """List who of the reader's people is rated in a round that asks for a test, and has no result of it yet."""
    found = get_object_or_404(pages.round_begun(token))
    if Source.TEST not in found.sources:
        raise Http404
    return _people(
        request,
        found,
        title=_("Who has no test result yet: %(name)s") % {"name": found.name},
        rows=tested.untested(round_=found, scope=scopes.people(request.holder, Permission.ROUND_PROGRESS)),
        described=(_("Results count for the round where they are dated in its days."),),
        source=_("people rated in the round, and test results taken in"),
        empty=_("Everybody has a test result. There is nothing to do."),
    )


def _people(
    request: Request,
    round_: Any,
    *,
    rows: Any,
    more: tuple[lists.Column, ...] = (),
    described: tuple[str, ...] = (),
    **words: str,
) -> HttpResponse:
    """List people of a round with their units and jobs, by unit, and with `more` columns."""
    listing = lists.Listing(
        request=request,
        rows=rows,
        columns=(columns.person(), columns.unit(), columns.job(), *more),
        search=("name", "post__unit__name", "post__job__name"),
        search_label=_("Name, NIP, unit or job"),
        nip="nip",
        order=("post__unit__path", "name", "pk"),
        described=(shown.phase(round_), *described),
        on=clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PEOPLE_EXPORT),
        **words,
    )
    return lists.respond(
        request, listing, template="rounds/list.html", context={"crumbs": _crumbs(request, round_, progress=True)}
    )


def _crumbs(request: Request, round_: Any, *, progress: bool = False) -> list[dict[str, str]]:
    found = shown.crumbs(round_ if scopes.allowed(request.holder, Permission.ROUNDS_READ) else None)
    if progress:
        found.append({"label": _("Progress"), "url": reverse("round_progress", args=[round_.token])})
    return found
