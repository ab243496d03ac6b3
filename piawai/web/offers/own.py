"""What a partner's people see of needs: those sent to them, and the offer they make."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import offers as queries
from piawai.learning.services import offers as services
from piawai.learning.terms import CallState, OfferRow, OfferState
from piawai.lib import clock
from piawai.regulations import values
from piawai.web import lists
from piawai.web.offers import forms

ASKED = ("programme", "form", "level", "hours", "seats", "participant_cost", "fixed_cost", "place", "mode", "note")


@require_safe
@require(Permission.PARTNER_SESSIONS)
def own_calls(request: Request) -> HttpResponse:
    """List the needs that were sent to the reader's partner."""
    listing = lists.Listing(
        request=request,
        title=_("Needs sent to us"),
        columns=(
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.competency.name,
                ("competency__name",),
                link=lambda row: reverse("own_call", args=[row.code]),
                header=True,
            ),
            lists.Column("level", _("Level"), lambda row: row.level, ("level",), numeric=True),
            lists.Column("orang", _("People"), lambda row: row.people, ("people",), numeric=True),
            lists.Column("mulai", _("From"), lambda row: row.starts_on, ("starts_on",)),
            lists.Column("selesai", _("Until"), lambda row: row.ends_on, ("ends_on",)),
            lists.Column("tenggat", _("Offers until"), lambda row: row.answers_until, ("answers_until",)),
            lists.Column("keadaan", _("State"), lambda row: row.get_state_display(), ("state",)),
        ),
        rows=queries.calls_to(scopes.partners(request.holder)),
        search=("competency__name", "words"),
        search_label=_("Competency or words of the need"),
        order=("-made_at", "-pk"),
        source="Piawai",
        on=clock.today(),
        empty=_("No need has been sent to you yet. BKPSDM sends them."),
    )
    return lists.respond(request, listing, template="offers/own_calls.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PARTNER_SESSIONS)
def own_call(request: Request, code: str) -> HttpResponse:
    """Show a need to a partner that was asked, and let it make an offer or change it."""
    partners = scopes.partners(request.holder)
    found = get_object_or_404(queries.calls_to(partners), code=code)
    partner = queries.asked_of(call=found, partners=partners)
    offer = queries.offer_of(call=found, partner=partner)
    open_ = found.state == CallState.OPEN and found.answers_until >= clock.today()
    form = forms.Offered(request.POST or None, initial=_said(offer, found)) if open_ else None
    if form is not None:
        kinds = values.mapping("training_forms", on=clock.today()).values
        form.offer([(key, str(kind.record["name"])) for key, kind in kinds.items()])
    if form is not None and form.is_valid():
        said = dict(form.cleaned_data)
        said["fixed_cost"] = said["fixed_cost"] or 0
        row = OfferRow(**{**said, "form": int(said["form"]), "level": int(said["level"])})
        try:
            services.make_offer(
                call=found, partner=partner, row=row, on=clock.today(), by=request.holder.code, at=clock.now()
            )
        except services.UnableToOffer as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your offer has been sent. You can change it as long as the need is open."))
            return redirect("own_call", code=code)
    context = {
        "title": _("%(name)s, level %(level)s") % {"name": found.competency.name, "level": found.level},
        "crumbs": [{"label": _("Needs sent to us"), "url": reverse("own_calls")}],
        "row": found,
        "facts": _facts(found, offer),
        "form": form,
        "withdrawable": open_ and offer is not None and offer.state == OfferState.MADE,
    }
    return render(request, "offers/own_call.html", context)


@require_POST
@require(Permission.PARTNER_SESSIONS)
def own_offer_withdraw(request: Request, code: str) -> HttpResponse:
    """Withdraw the offer of the reader's partner."""
    partners = scopes.partners(request.holder)
    found = get_object_or_404(queries.calls_to(partners), code=code)
    offer = queries.offer_of(call=found, partner=queries.asked_of(call=found, partners=partners))
    try:
        if offer is not None:
            services.withdraw_offer(offer=offer, on=clock.today(), by=request.holder.code, at=clock.now())
            messages.success(request, _("Your offer is withdrawn."))
    except services.UnableToOffer as refusal:
        messages.error(request, str(refusal))
    return redirect("own_call", code=code)


def _said(offer: Any, found: Any) -> dict[str, object]:
    """Return what a form begins with: the offer that was made, else what the need asks for."""
    if offer is None:
        return {"level": found.level, "seats": found.people, "starts_on": found.starts_on, "ends_on": found.ends_on}
    return {name: getattr(offer, name) for name in (*ASKED, "starts_on", "ends_on")}


def _facts(found: Any, offer: Any) -> list[dict[str, str]]:
    days = {"first": lists.words(found.starts_on), "last": lists.words(found.ends_on)}
    pairs = (
        (_("People"), lists.words(found.people)),
        (_("When"), _("%(first)s to %(last)s") % days),
        (_("Money there is"), lists.words(None) if found.most is None else lists.rupiah(found.most)),
        (_("Offers until"), lists.words(found.answers_until)),
        (_("What else partners should know"), lists.words(found.words)),
        (_("State"), str(found.get_state_display())),
        (_("Your offer"), _("none yet") if offer is None else str(offer.get_state_display())),
    )
    return [{"label": label, "text": text} for label, text in pairs]
