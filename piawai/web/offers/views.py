"""Needs that no session meets go out to partners; their offers are compared, and one is taken."""

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
from piawai.competencies.queries import dictionary
from piawai.development.queries.unmet import unmet
from piawai.formats.writing import Rupiah
from piawai.learning.queries import offers as queries
from piawai.learning.services import offers as services
from piawai.learning.terms import CallState, OfferState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.offers import forms

COLOURS: dict[str, str] = {
    CallState.OPEN: "yellow",
    CallState.TAKEN: "green",
    CallState.CLOSED: "grey",
    OfferState.MADE: "yellow",
    OfferState.LEFT: "grey",
}


@require_safe
@require(Permission.NEEDS_SEND)
def unmet_needs(request: Request) -> HttpResponse:
    """List what people lack and no session to come teaches, or too few."""
    scope = scopes.people(request.holder, Permission.NEEDS_SEND)
    listing = lists.MadeListing(
        request=request,
        title=_("Needs without an offer"),
        columns=(
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.name,
                ("kompetensi",),
                link=lambda row: reverse("need_send", args=[row.competency, row.level]),
                header=True,
            ),
            lists.Column("level", _("Level"), lambda row: row.level, ("level",), numeric=True),
            lists.Column("kurang", _("People who lack it"), lambda row: row.people, ("kurang",), numeric=True),
            lists.Column("kursi", _("Seats to come"), lambda row: row.seats, ("kursi",), numeric=True),
            lists.Column("sisa", _("Without an offer"), lambda row: row.left, ("sisa",), numeric=True),
            lists.Column(
                "terkirim",
                _("With partners"),
                lambda row: _("sent") if row.called else _("not sent yet"),
                ("terkirim",),
            ),
        ),
        rows=unmet(scope=scope, on=clock.today()),
        search=("kompetensi",),
        search_label=_("Competency"),
        source=_("gaps known today, and sessions to come"),
        on=clock.today(),
        empty=_("Every known gap has a seat in a session to come. There is nothing to do."),
    )
    return lists.respond(request, listing, template="offers/unmet.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.NEEDS_SEND)
def need_send(request: Request, competency: str, level: int) -> HttpResponse:
    """Send a need to partners."""
    found = get_object_or_404(dictionary.dictionary(), code=competency)
    scope = scopes.people(request.holder, Permission.NEEDS_SEND)
    row = next(
        (one for one in unmet(scope=scope, on=clock.today()) if (one.competency, one.level) == (competency, level)),
        None,
    )
    known = {partner.code: partner for partner in queries.partners()}
    form = forms.Need(request.POST or None, initial={"people": row.left if row else None})
    form.offer([(code, partner.name) for code, partner in known.items()])
    if form.is_valid():
        asked = form.cleaned_data
        try:
            call = services.send_need(
                competency=found,
                level=level,
                people=asked["people"],
                days=(asked["starts_on"], asked["ends_on"]),
                most=asked["most"],
                words=asked["words"],
                answers_until=asked["answers_until"],
                partners=[known[code] for code in asked["partners"]],
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToCall as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The need has been sent. Offers come by the day you named."))
            return redirect("call", code=call.code)
    title = _("Send to partners: %(name)s, level %(level)s") % {"name": found.name, "level": level}
    context = {
        "title": title,
        "crumbs": [{"label": _("Needs without an offer"), "url": reverse("unmet_needs")}],
        "form": form,
        "facts": _of_need(row) if row else [],
    }
    return render(request, "offers/send.html", context)


def _of_need(row: Any) -> list[dict[str, str]]:
    pairs = (
        (_("People who lack it"), lists.words(row.people)),
        (_("Seats to come"), lists.words(row.seats)),
        (_("Without an offer"), lists.words(row.left)),
    )
    return [{"label": label, "text": text} for label, text in pairs]


@require_safe
@require(Permission.NEEDS_SEND)
def calls(request: Request) -> HttpResponse:
    """List the needs that were sent to partners."""
    filters = forms.Calls(request.GET)
    state = filters.cleaned_data["keadaan"] if filters.is_valid() else ""
    rows = queries.calls()
    listing = lists.Listing(
        request=request,
        title=_("Needs sent to partners"),
        columns=(
            lists.Column(
                "kompetensi",
                _("Competency"),
                lambda row: row.competency.name,
                ("competency__name",),
                link=lambda row: reverse("call", args=[row.code]),
                header=True,
            ),
            lists.Column("level", _("Level"), lambda row: row.level, ("level",), numeric=True),
            lists.Column("orang", _("People"), lambda row: row.people, ("people",), numeric=True),
            lists.Column("mulai", _("From"), lambda row: row.starts_on, ("starts_on",)),
            lists.Column("tenggat", _("Offers until"), lambda row: row.answers_until, ("answers_until",)),
            lists.Column("penawaran", _("Offers"), lambda row: row.offers_made, ("offers_made",), numeric=True),
            lists.Column(
                "keadaan",
                _("State"),
                lambda row: row.get_state_display(),
                ("state",),
                tag=lambda row: COLOURS[row.state],
            ),
        ),
        rows=rows.filter(state=state) if state else rows,
        search=("competency__name", "competency__code", "words"),
        search_label=_("Competency or words of the need"),
        order=("-made_at", "-pk"),
        filters=filters,
        described=(str(CallState(state).label),) if state else (),
        source="Piawai",
        on=clock.today(),
        empty=_("No need has been sent yet. Choose one from the needs without an offer."),
    )
    return lists.respond(request, listing, template="offers/calls.html")


@require_safe
@require(Permission.NEEDS_SEND)
def call(request: Request, code: str) -> HttpResponse:
    """Show a need with the offers for it side by side."""
    found = get_object_or_404(queries.calls(), code=code)
    title = _("%(name)s, level %(level)s") % {"name": found.competency.name, "level": found.level}
    listing = lists.MadeListing(
        request=request,
        title=_("Offers for %(need)s") % {"need": title},
        columns=(
            lists.Column(
                "lembaga",
                _("Partner"),
                lambda row: row.offer.partner.name,
                ("lembaga",),
                link=lambda row: _way_on(found, row.offer),
                header=True,
            ),
            lists.Column("pelatihan", _("Training"), lambda row: row.offer.programme, ("pelatihan",)),
            lists.Column("level", _("Level reached"), lambda row: row.offer.level, ("level",), numeric=True),
            lists.Column("mulai", _("First day"), lambda row: row.offer.starts_on, ("mulai",)),
            lists.Column("jp", _("Hours (JP)"), lambda row: float(row.offer.hours), ("jp",), numeric=True),
            lists.Column("kursi", _("Seats"), lambda row: row.offer.seats, ("kursi",), numeric=True),
            lists.Column("biaya", _("Cost for these people"), lambda row: Rupiah(row.cost), ("biaya",), numeric=True),
            lists.Column("orang", _("For each person"), lambda row: Rupiah(row.each), ("orang",), numeric=True),
            lists.Column("perjp", _("For each hour (JP)"), lambda row: Rupiah(row.each_hour), ("perjp",), numeric=True),
            lists.Column("kurang", _("Falls short"), lambda row: "; ".join(row.lacks) or _("nothing"), ("kurang",)),
            lists.Column("keadaan", _("State"), lambda row: row.offer.get_state_display(), ("keadaan",)),
        ),
        rows=queries.compared(found),
        search=("lembaga", "pelatihan"),
        search_label=_("Partner or training"),
        source=_("offers of the partners"),
        on=clock.today(),
        empty=_("No offer has come yet. Partners answer by the day that is named above."),
    )
    context = {
        "title": title,
        "row": found,
        "facts": _facts(found),
        "open": found.state == CallState.OPEN,
        "crumbs": [{"label": _("Needs sent to partners"), "url": reverse("calls")}],
    }
    return lists.respond(request, listing, template="offers/call.html", context=context)


def _way_on(found: Any, offer: Any) -> str:
    """Return where an offer leads: to the session it became, else to where it is taken, "" where it is over."""
    if offer.session is not None:
        return reverse("session", args=[offer.session.code])
    takes = found.state == CallState.OPEN and offer.state == OfferState.MADE
    return reverse("offer_take", args=[found.code, offer.code]) if takes else ""


def _facts(found: Any) -> list[dict[str, str]]:
    asked = ", ".join(sorted(row.partner.name for row in found.asked.select_related("partner")))
    days = {"first": lists.words(found.starts_on), "last": lists.words(found.ends_on)}
    pairs = (
        (_("People"), lists.words(found.people)),
        (_("When"), _("%(first)s to %(last)s") % days),
        (_("Money there is"), lists.words(None) if found.most is None else lists.rupiah(found.most)),
        (_("Offers until"), lists.words(found.answers_until)),
        (_("Sent to"), asked),
        (_("What else partners should know"), lists.words(found.words)),
        (_("State"), str(found.get_state_display())),
    )
    return [{"label": label, "text": text} for label, text in pairs]


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.NEEDS_SEND)
def offer_take(request: Request, code: str, offer: str) -> HttpResponse:
    """Take an offer: it becomes a session of the catalogue."""
    found = get_object_or_404(queries.calls(), code=code)
    row = next((one for one in queries.compared(found) if one.offer.code == offer), None)
    if row is None:
        messages.error(request, _("This offer is no longer open. Look at how the need stands now."))
        return redirect("call", code=code)
    form = forms.Take(request.POST or None)
    if form.is_valid():
        try:
            session = services.take_offer(
                offer=row.offer, code=form.cleaned_data["code"], by=request.holder.code, at=clock.now()
            )
        except services.UnableToTakeOffer as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The offer is taken. It stands in the catalogue as a session."))
            return redirect("session", code=session.code)
    pairs = (
        (_("Partner"), row.offer.partner.name),
        (_("Training"), row.offer.programme),
        (_("Cost for these people"), lists.rupiah(row.cost)),
        (_("Falls short"), "; ".join(row.lacks) or _("nothing")),
        (_("Words of the partner"), lists.words(row.offer.note)),
    )
    context = {
        "title": _("Take the offer of %(partner)s") % {"partner": row.offer.partner.name},
        "crumbs": [{"label": _("Needs sent to partners"), "url": reverse("call", args=[code])}],
        "facts": [{"label": label, "text": text} for label, text in pairs],
        "form": form,
    }
    return render(request, "offers/take.html", context)


@require_POST
@require(Permission.NEEDS_SEND)
def call_close(request: Request, code: str) -> HttpResponse:
    """Close a need without taking an offer."""
    found = get_object_or_404(queries.calls(), code=code)
    try:
        services.close_need(call=found, by=request.holder.code, at=clock.now())
    except services.UnableToTakeOffer as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The need is closed. No offer was taken."))
    return redirect("call", code=code)
