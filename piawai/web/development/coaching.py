"""Whom to coach: people whose last predicate is below Baik."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.lib import clock
from piawai.performance.queries import below_good
from piawai.performance.rules import weak_by_behaviour
from piawai.performance.terms import Predicate
from piawai.web import columns, lists


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PERFORMANCE_LIST)
def coaching(request: Request) -> HttpResponse:
    """List the people of the reader whose last predicate is below Baik."""
    today = clock.today()
    people = scopes.people(request.holder, Permission.PERFORMANCE_LIST)
    if request.holder.person is not None:
        people = people.exclude(pk=request.holder.person.pk)
    rows = below_good(scope=people, on=today, known_at=clock.now())
    listing = lists.Listing(
        request=request,
        title=_("Whom to coach"),
        rows=rows.select_related("post__unit", "post__superior"),
        columns=(
            columns.person(),
            columns.unit(),
            lists.Column("predikat", _("Last predicate"), lambda row: Predicate(row.predicate).label, ("predicate",)),
            lists.Column(
                "perilaku",
                _("Because of behaviour"),
                lambda row: (
                    _("yes") if weak_by_behaviour(predicate=row.predicate, behaviour=row.behaviour) else _("no")
                ),
            ),
            lists.Column("periode", _("Period ended on"), lambda row: row.ended_on, sort=("ended_on",)),
            lists.Column(
                "atasan",
                _("Direct superior"),
                lambda row: row.post.superior.name if row.post.superior else "",
                sort=("post__superior__name",),
            ),
        ),
        search=("name", "post__unit__name"),
        search_label=_("Name, NIP or unit"),
        nip="nip",
        order=("name", "pk"),
        source=_("results of performance recorded until that day"),
        on=today,
        exportable=scopes.everywhere(request.holder, Permission.SCORES_EXPORT),
        empty=_("Nobody here is below Baik. There is nothing to do."),
    )
    context: dict[str, object] = {"hint": _("Agree on a plan of coaching with each of them.")}
    return lists.respond(request, listing, template="development/list.html", context=context)
