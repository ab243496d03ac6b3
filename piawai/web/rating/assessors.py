"""Accreditations of assessors, kept by BKPSDM."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import queries as access
from piawai.access.guards import Request, require
from piawai.access.terms import Permission, Role
from piawai.competencies.queries import sheets as queries
from piawai.competencies.services import accreditations as services
from piawai.lib import clock
from piawai.web import lists
from piawai.web.rating import forms


@require_safe
@require(Permission.ASSESSORS_KEEP)
def accreditations(request: Request) -> HttpResponse:
    """Show who may assess officially, from when to when."""
    listing = lists.Listing(
        request=request,
        title=_("Accredited assessors"),
        columns=(
            lists.Column("nama", _("Name"), _name, sort=("account_name", "name"), header=True),
            lists.Column("nomor", _("Number"), lambda row: row.number, sort=("number",)),
            lists.Column("lembaga", _("Issued by"), lambda row: row.agency, sort=("agency",)),
            lists.Column("dari", _("From"), lambda row: row.starts_on, sort=("starts_on",)),
            lists.Column("sampai", _("Up to"), lambda row: row.ends_on, sort=("ends_on",)),
            lists.Column("keadaan", _("State"), _state, tag=lambda row: "green" if _holds(row) else "grey"),
            lists.Column(
                "cabut",
                _("Change"),
                lambda row: "" if row.withdrawn_on else _("Withdraw"),
                link=lambda row: "" if row.withdrawn_on else reverse("accreditation_withdraw", args=[row.pk]),
            ),
        ),
        rows=queries.accreditations(),
        source="Piawai",
        on=clock.today(),
        search=("name", "number", "agency"),
        search_label=_("Name or number"),
        order=("-ends_on", "pk"),
        empty=_("No accreditation is recorded yet. Record one, so that its assessor can begin."),
    )
    return lists.respond(request, listing, template="rating/accreditations.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSESSORS_KEEP)
def accreditation_new(request: Request) -> HttpResponse:
    """Record an accreditation."""
    accounts = {
        grant.user.code: grant.user.name or grant.user.email or grant.user.code
        for grant in access.grants(on=clock.today()).filter(role=Role.ASSESSOR).order_by("user__name", "pk")
    }
    form = forms.Accreditation(request.POST if request.method == "POST" else None, accounts=accounts)
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.record_accreditation(
                **said, name=accounts[said["account"]], by=request.holder.code, at=clock.now()
            )
        except services.UnableToKeepAccreditation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The accreditation has been recorded."))
            return redirect("accreditations")
    context = {"title": _("Record an accreditation"), "form": form, "accounts": bool(accounts)}
    return render(request, "rating/accreditation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ASSESSORS_KEEP)
def accreditation_withdraw(request: Request, number: int) -> HttpResponse:
    """End an accreditation from today on."""
    row = get_object_or_404(queries.accreditations(), pk=number)
    if request.method == "POST":
        try:
            services.withdraw_accreditation(accreditation=row, by=request.holder.code, on=clock.today(), at=clock.now())
        except services.UnableToKeepAccreditation as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The accreditation has been withdrawn."))
        return redirect("accreditations")
    facts = [
        (_("Name"), _name(row)),
        (_("Number"), row.number),
        (_("Issued by"), row.agency),
        (_("From"), lists.words(row.starts_on)),
        (_("Up to"), lists.words(row.ends_on)),
        (_("State"), _state(row)),
    ]
    context = {
        "title": _("Withdraw an accreditation: %(number)s") % {"number": row.number},
        "facts": [{"label": label, "text": text} for label, text in facts],
        "holds": row.withdrawn_on is None,
    }
    return render(request, "rating/accreditation_withdraw.html", context)


def _name(row: Any) -> str:
    return str(row.account_name or row.name)


def _holds(row: Any) -> bool:
    return row.withdrawn_on is None and bool(row.starts_on <= clock.today() <= row.ends_on)


def _state(row: Any) -> str:
    if row.withdrawn_on:
        return _("withdrawn on %(day)s") % {"day": lists.words(row.withdrawn_on)}
    return _("valid") if _holds(row) else _("not valid today")
