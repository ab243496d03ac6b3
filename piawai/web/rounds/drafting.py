"""Drafting a round and changing the draft; of two editors the second sees both versions and chooses."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.competencies.queries.rounds import pages
from piawai.competencies.services.rounds import asking, drafting
from piawai.competencies.terms import RATED, RoundState
from piawai.lib import clock
from piawai.web.rounds import forms, shown

FIELDS = {
    "no_name": "name",
    "days_turned": "closes_on",
    "days_passed": "closes_on",
    "too_long": "closes_on",
    "no_sources": "sources",
    "retired": "competencies",
    "no_competencies": "competencies",
}


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_new(request: Request) -> HttpResponse:
    """Draft a round; its price is worked out at once."""
    form = _form(request, {"sources": [source.value for source in RATED]})
    if form.is_valid():
        try:
            found = drafting.draft_round(wanted=_wanted(form), on=clock.today(), by=request.holder.code, at=clock.now())
        except drafting.UnableToDraftRound as refusal:
            form.add_error(FIELDS.get(refusal.code), str(refusal))
        else:
            return _to_the_price(request, found)
    context = {"title": _("New round of ratings"), "form": form, "crumbs": shown.crumbs()}
    return render(request, "rounds/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ROUNDS_MANAGE)
def round_change(request: Request, token: str) -> HttpResponse:
    """Change a draft."""
    found = get_object_or_404(pages.round_of(token))
    if found.state != RoundState.DRAFT:
        messages.info(request, _("Only a draft is changed. This round has gone on."))
        return redirect("round", token=found.token)
    form = _form(request, _said(found))
    context: dict[str, Any] = {
        "title": _("Change the draft: %(name)s") % {"name": found.name},
        "crumbs": shown.crumbs(found),
    }
    status = HTTPStatus.OK
    if form.is_valid():
        try:
            changed = drafting.change_round(
                round_=found,
                wanted=_wanted(form),
                revision=form.cleaned_data["revision"] or 0,
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
            )
        except drafting.UnableToDraftRound as refusal:
            form.add_error(FIELDS.get(refusal.code), str(refusal))
            if refusal.code == "stale":  # what was typed stays in the form; sent again, it holds
                typed = request.POST.copy()
                typed["revision"] = str(found.revision)
                form.data = typed
                context["theirs"] = [shown.Fact(_("Name of the round"), found.name), *shown.facts(found)]
                context["keep_theirs"] = reverse("round", args=[found.token])
                status = HTTPStatus.CONFLICT
        else:
            return _to_the_price(request, changed)
    return render(request, "rounds/draft.html", context | {"form": form}, status=status)


def _to_the_price(request: Request, round_: Any) -> HttpResponse:
    asking.ask_cost(round_=round_, by=request.holder.code, at=clock.now())
    messages.success(request, _("The draft is saved. Nobody is asked anything yet."))
    return redirect("round_cost", token=round_.token)


def _form(request: Request, initial: dict[str, Any]) -> forms.Draft:
    form = forms.Draft(request.POST or None, initial=initial)
    form.offer(competencies=pages.competencies_to_ask(), units=pages.all_units())
    return form


def _said(round_: Any) -> dict[str, Any]:
    """Return a draft as its form holds it."""
    return {
        "name": round_.name,
        "opens_on": formats.date_format(round_.opens_on, "d/m/Y"),
        "closes_on": formats.date_format(round_.closes_on, "d/m/Y"),
        "sources": round_.sources,
        "competencies": [row.competency.code for row in round_.competencies.select_related("competency")],
        "units": [row.unit.siasn_id for row in round_.units.select_related("unit")],
        "classes": [row.job_class for row in round_.classes.all()],
        "revision": round_.revision,
    }


def _wanted(form: forms.Draft) -> drafting.Wanted:
    said = form.cleaned_data
    return drafting.Wanted(
        name=said["name"],
        opens_on=said["opens_on"],
        closes_on=said["closes_on"],
        sources=said["sources"],
        competencies=list(said["competencies"]),
        units=list(said["units"]),
        classes=said["classes"],
    )
