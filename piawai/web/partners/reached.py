"""What the money for training reached: an hour's cost and a closed gap's, by session, partner and paying unit."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.development.queries.reached import PARTNER, SESSION, UNIT, Reached, reached
from piawai.formats.writing import Rupiah
from piawai.learning.queries import money as queries
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import lists
from piawai.web.partners import forms


@require_safe
@require(Permission.MONEY_READ)
def training_reached(request: Request) -> HttpResponse:
    """Show what an hour and a closed gap cost in a year. Readers of groups are not told of a few people alone."""
    today = clock.today()
    form, year, cut = forms.money_asked(request.GET, years=queries.years_with_money(), this=today.year)
    everybody = scopes.everywhere(request.holder, Permission.SCORES_LIST)
    smallest = 0 if everybody else values.value("smallest_group_shown", on=today).whole
    rows = reached(year=year, cut=cut, smallest=smallest, on=today, known_at=clock.now())
    listing = lists.MadeListing(
        request=request,
        title=_("What the money for training reached"),
        columns=(
            _first(cut),
            lists.Column("orang", _("Seats held"), lambda row: row.people, ("people",), numeric=True),
            *_passed(everybody=everybody),
            lists.Column("jp", _("Hours (JP) of all"), _hours, ("hours",), numeric=True),
            lists.Column("komitmen", _("Committed"), lambda row: Rupiah(row.committed), ("committed",), numeric=True),
            lists.Column("dibayar", _("Paid"), lambda row: Rupiah(row.paid), ("paid",), numeric=True),
            lists.Column("per_jp", _("For each hour (JP)"), lambda row: _money(row.hour), ("hour",), numeric=True),
            lists.Column("tertutup", _("Gaps closed"), lambda row: row.closed, ("closed",), numeric=True),
            lists.Column(
                "per_celah", _("Committed for each closed gap"), lambda row: _money(row.gap), ("gap",), numeric=True
            ),
            lists.Column(
                "dibayar_per_celah",
                _("Paid for each closed gap"),
                lambda row: _money(row.gap_paid),
                ("gap_paid",),
                numeric=True,
            ),
        ),
        rows=rows,
        source=_("catalogue (katalog), enrolments, payments, standards and evidence of trainings"),
        on=today,
        search=("nama",),
        search_label={UNIT: _("Unit"), PARTNER: _("Partner")}.get(cut, _("Training or session")),
        filters=form,
        described=(_("Year: %(year)s") % {"year": year},),
        empty=_("No session of this year costs anything yet. One does once it is opened in the catalogue."),
    )
    note = _(
        "A gap is closed where somebody passed who held too low a level on the first day. The training must give "
        "evidence of the level that the post demands. What was not known before is no gap."
    )
    if not everybody:
        hidden = _("Sessions that fewer than %(least)s people passed are left out of the gaps, and units have none.")
        note = f"{note} {hidden % {'least': smallest}}"
    context: dict[str, object] = {
        "note": note,
        "crumbs": [{"label": _("Money for training"), "url": reverse("training_money")}],
    }
    return lists.respond(request, listing, template="partners/list.html", context=context)


def _first(cut: str) -> lists.Column:
    labels = {SESSION: _("Training"), PARTNER: _("Partner"), UNIT: _("Unit")}
    return lists.Column(
        "nama",
        labels[cut],
        _name,
        ("name",),
        link=(lambda row: reverse("session", args=[row.code])) if cut == SESSION else None,
        header=True,
    )


def _passed(*, everybody: bool) -> tuple[lists.Column, ...]:
    """Return how many passed, for readers who may know it of each person."""
    column = lists.Column("lulus", _("Passed"), lambda row: row.passed, ("passed",), numeric=True)
    return (column,) if everybody else ()


def _name(row: Reached) -> str:
    if row.name is None:
        return _("no unit with a budget of its own")
    return f"{row.name} ({row.code})" if row.code else row.name


def _hours(row: Reached) -> float:
    return int(row.hours) if row.hours == int(row.hours) else float(row.hours)


def _money(amount: int | None) -> Rupiah | None:
    return None if amount is None else Rupiah(amount)
