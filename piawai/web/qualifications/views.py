"""What a person holds and until when, and what of a unit or the city runs out."""

import datetime as dt
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.services.viewing import record_view
from piawai.access.terms import Permission
from piawai.competencies.queries import qualifications as queries
from piawai.competencies.terms import Source
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import columns, lists, validity
from piawai.web.qualifications import forms, shown


@require_GET
@require(Permission.SCORES_READ)
def person_currency(request: Request, code: str) -> HttpResponse:
    """Show all that a person was found to hold, how it stands today, and what runs out soon."""
    scope = scopes.people(request.holder, Permission.SCORES_READ)
    found = get_object_or_404(scope, code=code)
    record_view(person=found, holder=request.holder, what="person", at=clock.now())
    today, now = clock.today(), clock.now()
    one = scope.filter(pk=found.pk)
    changes = scopes.reaches_person(request.holder, Permission.QUALIFICATIONS_CHANGE, found)
    held = [shown.held(row, leads=changes) for row in queries.holdings(scope=one, on=today, known_at=now)]
    exportable = scopes.reaches_person(request.holder, Permission.SCORES_EXPORT, found)
    wanted = request.GET.get("format", "")
    if exportable and wanted in {"pdf", "xlsx"}:
        report = shown.report(held, name=found.name, on=today)
        return lists.file(report, kind=wanted, language=request.LANGUAGE_CODE)
    soon = queries.with_details(queries.running_out(scope=one, on=today, until=today + warned_before(today)))
    rows = list(soon.order_by("valid_until", "competency__code", "pk"))
    endings = shown.Endings(rows, on=today, at=now)
    context = {
        "person": found,
        "title": _("Validity of what %(name)s holds") % {"name": found.name},
        "crumbs": [{"label": found.name, "url": reverse("person", args=[found.code])}],
        "held": held,
        "ending": [endings.of(row) for row in rows],
        "head": shown.head(today),
        "changes": changes,
        "exportable": exportable,
        "uploads": request.holder.person == found and scopes.allowed(request.holder, Permission.CERTIFICATE_UPLOAD),
        "validity": validity.rule(today),
    }
    return render(request, "qualifications/person.html", context)


def warned_before(on: dt.date) -> dt.timedelta:
    """Return how long before something runs out people are told, as policy has it on a day."""
    return dt.timedelta(days=values.value("qualification_warning_days", on=on).whole)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.QUALIFICATIONS_LIST)
def running_out(request: Request) -> HttpResponse:
    """List what the reader's people hold that runs out soon, what that opens, and what renews it."""
    today, now = clock.today(), clock.now()
    scope = scopes.people(request.holder, Permission.QUALIFICATIONS_LIST)
    form = forms.Soon(request.GET)
    form.offer(scopes.units(request.holder, Permission.QUALIFICATIONS_LIST))
    asked = form.cleaned_data if form.is_valid() else {}
    ahead = dt.timedelta(days=int(asked["hari"])) if asked.get("hari") else warned_before(today)
    if unit := asked.get("unit"):
        scope = scope.filter(post__unit__path__startswith=unit.path)
    until = today + ahead

    @cache
    def endings() -> shown.Endings:
        files = request.GET.get("format", "")
        rows = listing.found[: lists.MOST_ROWS] if files else listing.page.object_list
        return shown.Endings(list(rows), on=today, at=now)

    def ending(row: Any) -> shown.Ending:
        return endings().of(row)

    listing = lists.Listing(
        request=request,
        title=_("What runs out"),
        rows=queries.with_details(queries.running_out(scope=scope, on=today, until=until)),
        columns=(
            columns.person(about="person.", leads_to="person_currency"),
            columns.unit(about="person."),
            lists.Column("kompetensi", _("Competency"), lambda row: row.competency.name, ("competency__name",)),
            lists.Column("level", _("Level"), lambda row: row.level, ("level",), numeric=True),
            lists.Column("sumber", _("According to"), lambda row: str(Source(row.source).label), ("source",)),
            lists.Column("sampai", _("Valid until"), lambda row: row.valid_until, ("valid_until",)),
            lists.Column("membuka", _("What its end opens"), lambda row: ending(row).opens),
            lists.Column(
                "pembaruan", _("What renews it"), lambda row: ending(row).renewal, link=lambda row: ending(row).url
            ),
        ),
        search=("person__name", "person__post__unit__name", "competency__name", "competency__code"),
        search_label=_("Name, NIP, unit or competency"),
        nip="person__nip",
        order=("valid_until", "person__name", "competency__code", "pk"),
        filters=form,
        described=(
            *((str(unit.name),) if unit else ()),
            _("Runs out by %(day)s") % {"day": lists.words(until)},
        ),
        source=shown.source(),
        on=today,
        exportable=scopes.everywhere(request.holder, Permission.SCORES_EXPORT),
        empty=_("Nothing runs out within this time. There is nothing to do."),
    )
    return lists.respond(request, listing, template="qualifications/running_out.html")
