"""Partners: the list, one of them, adding and changing one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import agreements as agreement_queries
from piawai.learning.queries import partners as queries
from piawai.learning.queries.behaviour import seen_often
from piawai.learning.services import partners as services
from piawai.learning.terms import PartnerKind
from piawai.lib import clock
from piawai.web import lists
from piawai.web.partners import forms, shown

CONFLICT, REFUSED = 409, 422


@require_safe
@require(Permission.PARTNERS_KEEP)
def partners(request: Request) -> HttpResponse:
    """List the institutions that hold training."""
    filters = forms.Kinds(request.GET)
    kind = filters.cleaned_data["jenis"] if filters.is_valid() else ""
    rows = queries.partners()
    listing = lists.Listing(
        request=request,
        title=_("Partners"),
        columns=(
            lists.Column(
                "nama",
                _("Name"),
                lambda row: row.name,
                ("name",),
                link=lambda row: reverse("partner", args=[row.code]),
                header=True,
            ),
            lists.Column("jenis", _("Kind"), lambda row: str(row.get_kind_display()), ("kind",)),
            lists.Column("narahubung", _("Contact person"), lambda row: row.contact, ("contact",)),
            lists.Column("telepon", _("Phone number"), lambda row: row.phone),
            lists.Column("sesi", _("Sessions opened"), lambda row: row.runs, ("runs",), numeric=True),
        ),
        rows=rows.filter(kind=kind) if kind else rows,
        source="Piawai",
        on=clock.today(),
        search=("name", "contact", "address"),
        search_label=_("Name, contact person or address"),
        order=("name", "pk"),
        filters=filters,
        described=(str(PartnerKind(kind).label),) if kind else (),
    )
    ways = [
        {"url": reverse("partner_add"), "label": _("Add a partner")},
        {"url": reverse("agreements"), "label": _("Agreements")},
    ]
    return lists.respond(request, listing, template="partners/list.html", context={"ways": ways})


@require_safe
@require(Permission.PARTNERS_KEEP)
def partner(request: Request, code: str) -> HttpResponse:
    """Show a partner: contacts, agreements, what came of its sessions, and who acts for it."""
    found = get_object_or_404(queries.partners(), code=code)
    today = clock.today()
    results = queries.results(found, on=today)
    often = seen_often(found, on=today)
    listing = lists.Listing(
        request=request,
        title=_("Agreements with %(partner)s") % {"partner": found.name},
        columns=shown.agreement_columns("agreement", partner=False),
        rows=agreement_queries.agreements().filter(partner=found),
        source="Piawai",
        on=today,
        search=("number", "subject"),
        search_label=_("Number or subject"),
        order=("-starts_on", "pk"),
        empty=_("There is no agreement with this partner yet."),
    )
    context = {
        "page_title": found.name,
        "partner": found,
        "facts": shown.partner_facts(found),
        "results": [
            shown.fact(_("Participants who passed"), shown.share(results.passed, results.least)),
            shown.fact(_("Levels taught that are held today"), shown.share(results.reached, results.least)),
            shown.fact(_("Behaviour that superiors see often"), shown.share(often, results.least)),
            shown.fact(
                _("Results locked within %(days)s days") % {"days": results.days},
                shown.share(results.on_time, results.least),
            ),
            shown.fact(_("Sessions that were cancelled"), shown.share(results.cancelled, results.least)),
        ],
        "members": [
            {"name": row.user.name, "email": row.user.email, "number": row.pk, "ended": row.ended_at is not None}
            for row in queries.members(found)
        ],
        "on": today,
        "crumbs": [{"label": _("Partners"), "url": reverse("partners")}],
    }
    return lists.respond(request, listing, template="partners/partner.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def partner_add(request: Request) -> HttpResponse:
    """Add a partner."""
    form = forms.Partner(request.POST or None)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            made = services.add_partner(**said, by=request.holder.code, at=clock.now())
        except services.UnableToWritePartner as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The partner has been saved."))
            return redirect("partner", code=made.code)
    context = {
        "title": _("Add a partner"),
        "form": form,
        "button": _("Save the partner"),
        "crumbs": [{"label": _("Partners"), "url": reverse("partners")}],
    }
    return render(request, "partners/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNERS_KEEP)
def partner_edit(request: Request, code: str) -> HttpResponse:
    """Change what is known of a partner; of two who do so, the second is shown both and chooses."""
    found = get_object_or_404(queries.partners(), code=code)
    names = ("revision", "name", "kind", "address", "contact", "email", "phone")
    form = forms.Partner(request.POST or None, initial={name: getattr(found, name) for name in names})
    context: dict[str, Any] = {
        "title": _("Change: %(name)s") % {"name": found.name},
        "form": form,
        "button": _("Save the partner"),
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners")},
            {"label": found.name, "url": reverse("partner", args=[code])},
        ],
    }
    status = 200
    if form.is_valid():
        said = {**form.cleaned_data, "revision": form.cleaned_data["revision"] or 0}
        try:
            services.change_partner(partner=found, **said, by=request.holder.code, at=clock.now())
        except services.UnableToWritePartner as refusal:
            form.add_error(None, str(refusal))
            if refusal.code == "stale":
                status = CONFLICT
                found = get_object_or_404(queries.partners(), code=code)
                context["theirs"] = shown.partner_facts(found)
                sent_again(request, form, found.revision)
        else:
            messages.success(request, _("The partner has been saved."))
            return redirect("partner", code=code)
    return render(request, "partners/form.html", context, status=REFUSED if form.errors and status == 200 else status)


def sent_again(request: Request, form: Any, revision: int) -> None:
    """Let what was typed be the choice, sent again, over what is stored now."""
    typed = request.POST.copy()
    typed["revision"] = str(revision)
    form.data = typed
