"""Whom to assess next in a unit: where it is open whether a requirement is met, and the cheapest way to know."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries import estimates
from piawai.insight import queries
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.competencies import profiles


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SCORES_LIST)
def unit_assess(request: Request, siasn_id: str) -> HttpResponse:
    """List who in a unit to assess next, in what, by whom, and how many minutes that takes."""
    found = get_object_or_404(scopes.units(request.holder, Permission.SCORES_LIST), siasn_id=siasn_id)
    scope = scopes.people(request.holder, Permission.SCORES_LIST)
    today = clock.today()
    asked = estimates.next_asked(on=today)

    def proposed(row: Any) -> Any:
        if not hasattr(row, "proposed"):
            row.proposed = asked.proposal(row, row.person.post, row)
        return row.proposed

    def shown(words: Any) -> Any:
        return lambda row: words(proposed(row)) if proposed(row) else ""

    listing = lists.Listing(
        request=request,
        title=_("Whom to assess next in %(unit)s") % {"unit": found.name},
        rows=estimates.undecided(queries.all_standings_in(scope=scope, unit=found), on=today),
        columns=(
            columns.person(about="person."),
            columns.unit(about="person."),
            lists.Column("kompetensi", _("Competency"), lambda row: row.competency.name, ("competency__name",)),
            lists.Column("standar", _("Required"), lambda row: row.required, ("required",), numeric=True),
            lists.Column("capaian", _("Held"), _held, ("held",), numeric=True),
            lists.Column("cara", _("Cheapest assessment"), shown(profiles.asked_words)),
            lists.Column("waktu", _("Time"), shown(profiles.minutes_words)),
            lists.Column("alasan", _("Why"), shown(profiles.chance_words)),
        ),
        search=("person__name", "competency__name", "person__post__unit__name"),
        nip="person__nip",
        search_label=_("Name, competency or unit"),
        order=("-weight", "person__name", "competency__code", "pk"),
        source=_("standards, assessments and training recorded until that day"),
        on=today,
        exportable=scopes.allowed(request.holder, Permission.SCORES_EXPORT)
        and scopes.everywhere(request.holder, Permission.SCORES_EXPORT),
        empty=_("For everybody here it is known whether the job's requirements are met."),
    )
    return lists.respond(request, listing, template="competencies/assess.html", context={"unit": found})


def _held(row: Any) -> str:
    if row.held is None:
        return _("unknown")
    return _("%(held)s (may be %(low)s to %(high)s)") % {"held": row.held, "low": row.low, "high": row.high}
