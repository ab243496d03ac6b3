"""Learning hours against the right of a year: one's own, and for heads and BKPSDM those of their people."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import hours as queries
from piawai.lib import clock
from piawai.web import law, lists
from piawai.web.fields import set_choices
from piawai.web.partners import forms


@require_safe
@require(Permission.HOURS_READ)
def learning_hours(request: Request) -> HttpResponse:
    """List who has learnt how many hours in a year, and how many are missing to the right."""
    today = clock.today()
    form = forms.Hours(request.GET)
    years = queries.years_with_hours(on=today)
    set_choices(
        form, "tahun", [("", str(today.year)), *((str(year), str(year)) for year in years if year != today.year)]
    )
    valid = form.is_valid()
    year = int((form.cleaned_data.get("tahun") if valid else "") or today.year)
    scope = scopes.people(request.holder, Permission.HOURS_READ)
    rows = queries.hours_of_year(scope=scope, year=year, on=today)
    short = valid and form.cleaned_data["kurang"] == "ya"
    pns, pppk = (law.doubted(source, checked=checked) for source, checked in queries.sources(year=year))
    listing = lists.Listing(
        request=request,
        title=_("Learning hours"),
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.name,
                ("name",),
                link=lambda row: reverse("person", args=[row.code]),
                header=True,
            ),
            lists.Column("unit", _("Unit"), lambda row: row.post.unit.name, ("post__unit__name",)),
            lists.Column("jam", _("Hours (JP)"), lambda row: _hours(row.hours), ("hours",), numeric=True),
            lists.Column("hak", _("Right (JP)"), lambda row: _hours(row.right), ("right",), numeric=True),
            lists.Column("kurang", _("Missing (JP)"), lambda row: _hours(row.short), ("short",), numeric=True),
            lists.Column("sampai", _("To be reached by"), lambda row: queries.last_day(year) if row.short else None),
        ),
        rows=rows.filter(short__gt=0) if short else rows,
        source=_("recorded trainings; rights: %(pns)s (PNS), %(pppk)s (PPPK)") % {"pns": pns, "pppk": pppk},
        on=today,
        search=("name", "post__unit__name"),
        search_label=_("Name or unit"),
        order=("-short", "name", "pk"),
        filters=form,
        described=(_("To be reached by %(day)s") % {"day": lists.words(queries.last_day(year))},),
        empty=_("Nobody is found. Nobody may be short of hours."),
    )
    return lists.respond(request, listing, template="partners/list.html")


def _hours(value: Any) -> float:
    """Return hours, whole where they are whole."""
    return int(value) if value == int(value) else float(value)
