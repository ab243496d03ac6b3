"""Samples of the inspectorate: drawing one, whom it holds, and ending it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import queries, scopes
from piawai.access.guards import Request, require
from piawai.access.services import samples as drawing
from piawai.access.terms import Permission
from piawai.lib import clock
from piawai.web import columns, lists
from piawai.web.audit import sample_forms


@require_safe
@require(Permission.SAMPLES_DRAW)
def samples(request: Request) -> HttpResponse:
    """Show the samples that were drawn, the newest first."""
    listing = lists.Listing(
        request=request,
        title=_("Samples"),
        columns=(
            lists.Column(
                "sampel",
                _("Sample"),
                lambda row: _("Sample %(number)s") % {"number": row.pk},
                sort=("pk",),
                header=True,
                link=lambda row: reverse("sample", args=[row.pk]),
            ),
            lists.Column("unit", _("Unit"), _unit, sort=("unit__name",)),
            lists.Column("orang", _("People"), lambda row: row.size, sort=("size",), numeric=True),
            lists.Column("sampai", _("Up to"), lambda row: row.ends_on, sort=("ends_on",)),
            lists.Column("oleh", _("Drawn by"), _drawer),
            lists.Column("alasan", _("Reason"), lambda row: row.reason),
        ),
        rows=queries.samples(),
        source="Piawai",
        on=clock.today(),
        search=("unit__name", "reason"),
        search_label=_("Unit or reason"),
        order=("-pk",),
        empty=_("No sample has been drawn yet."),
    )
    return lists.respond(request, listing, template="audit/samples.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SAMPLES_DRAW)
def sample_draw(request: Request) -> HttpResponse:
    """Draw a sample at random."""
    form = sample_forms.Draw(request.POST or None, units=scopes.units(request.holder, Permission.SAMPLES_DRAW))
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = drawing.draw(
                holder=request.holder, unit=said["unit"], size=said["size"], reason=said["reason"], at=clock.now()
            )
        except drawing.UnableToDraw as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("sample", number=made.pk)
    context = {"title": _("Draw a sample"), "form": form}
    return render(request, "audit/sample_draw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SAMPLES_DRAW)
def sample(request: Request, number: int) -> HttpResponse:
    """Show a sample with its people while it lasts; end it at once."""
    found = get_object_or_404(queries.samples(), pk=number)
    if request.method == "POST":
        try:
            drawing.end_sample(sample=found, by=request.holder.code, at=clock.now())
        except drawing.UnableToEndSample as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The sample has ended. Its people can no longer be read."))
        return redirect("sample", number=found.pk)
    lasts = found.pk in request.holder.samples
    people = queries.sampled(sample=found, scope=scopes.people(request.holder, Permission.PEOPLE_LIST))
    listing = lists.Listing(
        request=request,
        title=_("Sample %(number)s") % {"number": found.pk},
        columns=(
            columns.person(),
            columns.job(),
            columns.unit(),
        ),
        rows=people if lasts else people.none(),
        source="Piawai",
        on=clock.today(),
        search=("name", "post__job__name", "post__unit__name"),
        search_label=_("Name, job or unit"),
        order=("name", "pk"),
        exportable=lasts,
        empty=_("Nobody was found.") if lasts else _("The sample has ended. Its people can no longer be read."),
    )
    return lists.respond(
        request, listing, template="audit/sample.html", context={"facts": _facts(found), "lasts": lasts}
    )


def _facts(row: Any) -> list[dict[str, str]]:
    """Return what a sample says of itself, name by name."""
    size = _("%(size)s of %(pool)s") % {"size": lists.words(row.size), "pool": lists.words(row.pool)}
    drawn_on = lists.words(timezone.localdate(row.drawn_at))
    found = [
        (_("Unit"), _unit(row)),
        (_("People drawn"), size),
        (_("Reason"), row.reason),
        (_("Drawn by"), f"{_drawer(row)}, {drawn_on}"),
        (_("Up to"), lists.words(row.ends_on)),
        (_("Seed of the draw"), row.seed),
    ]
    return [{"label": label, "text": text} for label, text in found]


def _unit(row: Any) -> str:
    return str(row.unit.name) if row.unit else _("the whole city")


def _drawer(row: Any) -> str:
    return str(row.drawer or row.drawn_by)
