"""Money for training: by session, by paying unit, by partner; payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.development.queries.money import by_unit
from piawai.formats.writing import Rupiah
from piawai.learning.queries import catalogue
from piawai.learning.queries import money as queries
from piawai.learning.services import payments as services
from piawai.learning.terms import SessionMoney
from piawai.lib import clock
from piawai.web import lists
from piawai.web.partners import forms, shown
from piawai.web.partners.views import REFUSED

UNIT, PARTNER = "unit", "lembaga"


@require_safe
@require(Permission.MONEY_READ)
def training_money(request: Request) -> HttpResponse:
    """Show what the training of a year costs: committed and paid, with totals that are the same however it is cut."""
    form, year, by = forms.money_asked(request.GET, years=queries.years_with_money(), this=clock.today().year)
    rows = queries.money_of_year(year=year)
    totals = _totals(rows)
    listing = {UNIT: _by_unit, PARTNER: _by_partner}.get(by, _by_session)(request, year, rows)
    listing.filters = form
    listing.described = (_("Year: %(year)s") % {"year": year}, *(f"{one['label']}: {one['text']}" for one in totals))
    ways = [{"url": reverse("training_reached"), "label": _("Cost of an hour and of a closed gap")}]
    if scopes.allowed(request.holder, Permission.PARTNERS_KEEP):
        ways.append({"url": reverse("payments"), "label": _("Payments")})
    context: dict[str, object] = {
        "ways": ways,
        "note": _(
            "Committed is the fixed cost and the cost of everybody who holds a seat, of sessions that are open or held."
        ),
    }
    return lists.respond(request, listing, template="partners/list.html", context=context)


def _totals(rows: Sequence[SessionMoney]) -> list[dict[str, str]]:
    committed, paid = sum(row.committed for row in rows), sum(row.paid for row in rows)
    return [
        shown.fact(_("Committed in all"), Rupiah(committed)),
        shown.fact(_("Paid in all"), Rupiah(paid)),
        shown.fact(_("Left to pay in all"), Rupiah(committed - paid)),
    ]


def _by_session(request: Request, _year: int, rows: Sequence[SessionMoney]) -> lists.Listing:
    pays = scopes.allowed(request.holder, Permission.PARTNERS_KEEP)
    columns = [
        lists.Column(
            "pelatihan",
            _("Training"),
            lambda row: row.programme,
            ("programme",),
            link=lambda row: reverse("session", args=[row.code]),
            header=True,
        ),
        lists.Column("kode", _("Session"), lambda row: row.code, ("code",)),
        lists.Column("lembaga", _("Partner"), lambda row: row.partner, ("partner",)),
        lists.Column("mulai", _("First day"), lambda row: row.starts_on, ("starts_on",)),
        lists.Column("orang", _("Seats held"), lambda row: row.people, ("people",), numeric=True),
        *_amounts(),
        lists.Column("jp", _("For each hour (JP)"), _for_an_hour, ("jp",), numeric=True),
    ]
    if pays:
        columns.append(
            lists.Column(
                "bayar",
                _("Payment"),
                lambda _row: _("Record"),
                link=lambda row: reverse("payment_add", args=[row.code]),
            )
        )
    return lists.MadeListing(
        request=request,
        title=_("Money for training"),
        columns=tuple(columns),
        rows=rows,
        source=_("catalogue (katalog), enrolments and payments"),
        on=clock.today(),
        search=("pelatihan", "kode", "lembaga"),
        search_label=_("Training, session or partner"),
        empty=_("No session of this year costs anything yet. One does once it is opened in the catalogue."),
    )


def _amounts() -> tuple[lists.Column, ...]:
    return (
        lists.Column("komitmen", _("Committed"), lambda row: Rupiah(row.committed), ("committed",), numeric=True),
        lists.Column("dibayar", _("Paid"), lambda row: Rupiah(row.paid), ("paid",), numeric=True),
        lists.Column("sisa", _("Left to pay"), lambda row: Rupiah(row.committed - row.paid), ("left",), numeric=True),
    )


def _for_an_hour(row: SessionMoney) -> lists.Value:
    """Return what an hour of one participant costs; None where nobody holds a seat."""
    hours = row.hours * row.people
    return Rupiah(round(Decimal(row.committed) / hours)) if hours else None


@dataclass(frozen=True, slots=True)
class _OfPartner:
    """What the sessions of a partner cost in a year."""

    partner: str
    sessions: int
    people: int
    committed: int
    paid: int


def _by_partner(request: Request, _year: int, rows: Sequence[SessionMoney]) -> lists.Listing:
    found = []
    for name in sorted({row.partner for row in rows}):
        own = [row for row in rows if row.partner == name]
        found.append(
            _OfPartner(
                name,
                len(own),
                sum(row.people for row in own),
                sum(row.committed for row in own),
                sum(row.paid for row in own),
            )
        )
    return lists.MadeListing(
        request=request,
        title=_("Money for training by partner"),
        columns=(
            lists.Column("lembaga", _("Partner"), lambda row: row.partner, ("partner",), header=True),
            lists.Column("sesi", _("Sessions"), lambda row: row.sessions, ("sessions",), numeric=True),
            lists.Column("orang", _("Seats held"), lambda row: row.people, ("people",), numeric=True),
            *_amounts(),
        ),
        rows=found,
        source=_("catalogue (katalog), enrolments and payments"),
        on=clock.today(),
        search=("lembaga",),
        search_label=_("Partner"),
        empty=_("No session of this year costs anything yet. One does once it is opened in the catalogue."),
    )


@dataclass(frozen=True, slots=True)
class _OfUnit:
    """What a budget pays for in a year."""

    name: str
    people: int | None
    committed: int
    paid: int
    budget: int | None


def _by_unit(request: Request, year: int, rows: Sequence[SessionMoney]) -> lists.Listing:
    units = by_unit(year=year, known_at=clock.now())
    found = [
        _OfUnit(row.unit or _("no unit with a budget of its own"), row.people, row.committed, row.paid, row.budget)
        for row in units.units
    ]
    if rows:
        name = _("fixed cost of the sessions, from the common budget")
        found.append(_OfUnit(name, None, units.fixed, units.fixed_paid, None))

    def left(row: _OfUnit) -> lists.Value:
        return None if row.budget is None else Rupiah(row.budget - row.committed)

    return lists.MadeListing(
        request=request,
        title=_("Money for training by paying unit"),
        columns=(
            lists.Column("unit", _("Unit"), lambda row: row.name, ("name",), header=True),
            lists.Column("orang", _("Seats held"), lambda row: row.people, ("people",), numeric=True),
            lists.Column("komitmen", _("Committed"), lambda row: Rupiah(row.committed), ("committed",), numeric=True),
            lists.Column("dibayar", _("Paid"), lambda row: Rupiah(row.paid), ("paid",), numeric=True),
            lists.Column(
                "anggaran",
                _("Budget"),
                lambda row: None if row.budget is None else Rupiah(row.budget),
                ("budget",),
                numeric=True,
            ),
            lists.Column("sisa", _("Left of the budget"), left, ("left",), numeric=True),
        ),
        rows=found,
        source=_("budgets (anggaran), catalogue (katalog), enrolments and payments"),
        on=clock.today(),
        search=("unit",),
        search_label=_("Unit"),
        empty=_("No session of this year costs anything yet. One does once it is opened in the catalogue."),
    )


@require_safe
@require(Permission.PARTNERS_KEEP)
def payments(request: Request) -> HttpResponse:
    """List the payments as they are known now."""
    listing = lists.Listing(
        request=request,
        title=_("Payments"),
        columns=(
            lists.Column(
                "dokumen",
                _("Document number"),
                lambda row: row.document,
                ("document",),
                link=lambda row: reverse("payment_correct", args=[row.pk]),
                header=True,
            ),
            lists.Column("tanggal", _("Paid on"), lambda row: row.paid_on, ("paid_on",)),
            lists.Column("jumlah", _("Amount"), lambda row: Rupiah(row.amount), ("amount",), numeric=True),
            lists.Column("sesi", _("Session"), lambda row: row.session.code, ("session__code",)),
            lists.Column("lembaga", _("Partner"), lambda row: row.partner.name, ("partner__name",)),
            lists.Column(
                "perjanjian",
                _("Agreement"),
                lambda row: row.agreement.number if row.agreement else "",
                ("agreement__number",),
            ),
            lists.Column("catatan", _("Note"), lambda row: row.note, most=60),
        ),
        rows=queries.payments(),
        source=_("payments recorded in Piawai"),
        on=clock.today(),
        search=("document", "session__code", "partner__name", "agreement__number"),
        search_label=_("Document, session, partner or agreement"),
        order=("-paid_on", "pk"),
        empty=_("No payment is recorded. Record one from the page of money for training."),
    )
    ways = [{"url": reverse("training_money"), "label": _("Money for training")}]
    return lists.respond(request, listing, template="partners/list.html", context={"ways": ways})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def payment_add(request: Request, code: str) -> HttpResponse:
    """Record that something was paid for a session."""
    session = get_object_or_404(catalogue.catalogue(), code=code)
    form = forms.Payment(request.POST or None, initial={"paid_on": clock.today()})
    if form.is_valid():
        try:
            services.record_payment(
                session=session, **form.cleaned_data, on=clock.today(), by=request.holder.code, at=clock.now()
            )
        except services.UnableToRecordPayment as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The payment has been recorded."))
            return redirect("payments")
    context = {
        "title": _("Record a payment for %(session)s") % {"session": session.code},
        "facts": _facts(session),
        "form": form,
        "button": _("Record the payment"),
        "crumbs": [{"label": _("Money for training"), "url": reverse("training_money")}],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def payment_correct(request: Request, number: int) -> HttpResponse:
    """Correct a payment: what was known before stays readable in the log."""
    row = get_object_or_404(queries.payments(), pk=number)
    form = forms.Correction(
        request.POST or None, initial={"amount": row.amount, "paid_on": row.paid_on, "note": row.note}
    )
    if form.is_valid():
        try:
            services.correct_payment(
                payment=row, **form.cleaned_data, on=clock.today(), by=request.holder.code, at=clock.now()
            )
        except services.UnableToRecordPayment as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The correction has been recorded."))
            return redirect("payments")
    context = {
        "title": _("Correct the payment %(document)s") % {"document": row.document},
        "facts": _facts(row.session),
        "form": form,
        "button": _("Record the correction"),
        "crumbs": [{"label": _("Payments"), "url": reverse("payments")}],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


def _facts(session: Any) -> list[dict[str, str]]:
    money = queries.money_of(session)
    return [
        shown.fact(_("Training"), money.programme),
        shown.fact(_("Partner"), money.partner),
        shown.fact(_("Committed"), Rupiah(money.committed)),
        shown.fact(_("Paid"), Rupiah(money.paid)),
        shown.fact(_("Left to pay"), Rupiah(money.committed - money.paid)),
    ]
