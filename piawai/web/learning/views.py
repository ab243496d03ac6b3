"""The catalogue of training, and one session of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.development.queries import pages
from piawai.development.terms import PlanState
from piawai.formats.writing import Rupiah
from piawai.learning.queries import catalogue as queries
from piawai.learning.terms import SessionState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.development import shown
from piawai.web.learning import forms

TAKES_PART = (SessionState.OPEN, SessionState.HELD)  # people can be enrolled, or were


@require_safe
@require(Permission.CATALOGUE_READ)
def catalogue(request: Request) -> HttpResponse:
    """List the sessions on offer."""
    form = forms.Year(request.GET)
    form.offer(queries.years_on_offer())
    year = form.cleaned_data["tahun"] if form.is_valid() else ""
    rows = queries.catalogue()
    listing = lists.Listing(
        request=request,
        title=_("Catalogue of training"),
        rows=rows.filter(starts_on__year=int(year)) if year else rows,
        columns=(
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.programme.name,
                sort=("programme__name",),
                link=lambda row: reverse("session", args=[row.code]),
                header=True,
            ),
            lists.Column("kode", _("Session"), lambda row: row.code, sort=("code",)),
            lists.Column("mulai", _("First day"), lambda row: row.starts_on, sort=("starts_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.ends_on, sort=("ends_on",)),
            lists.Column("jp", _("Hours (JP)"), hours, sort=("hours",), numeric=True),
            lists.Column("kursi", _("Seats"), lambda row: row.seats, sort=("seats",), numeric=True),
            lists.Column(
                "biaya",
                _("For each person"),
                lambda row: Rupiah(row.participant_cost),
                sort=("participant_cost",),
                numeric=True,
            ),
            lists.Column("lembaga", _("Partner"), lambda row: row.partner.name, sort=("partner__name",)),
        ),
        search=("programme__name", "code", "partner__name", "place"),
        search_label=_("Training, session, partner or place"),
        order=("starts_on", "code"),
        filters=form,
        described=(_("Year: %(year)s") % {"year": year},) if year else (),
        source=_("catalogue (katalog)"),
        on=clock.today(),
        empty=_("No session is found. Try another word or all years."),
    )
    return lists.respond(request, listing, template="learning/catalogue.html")


@require_safe
@require(Permission.CATALOGUE_READ)
def session(request: Request, code: str) -> HttpResponse:
    """Show a session, and who of the reader's people goes to it in the plan of its year."""
    found = get_object_or_404(queries.with_details(queries.catalogue()), code=code)
    context = {
        "title": _("%(programme)s (%(code)s)") % {"programme": found.programme.name, "code": found.code},
        "facts": _facts(found),
        "teaches": _levels(found.outcomes.all()),
        "asks": _levels(found.prerequisites.all()),
        "duties": sorted(str(row.get_job_class_display()) for row in found.duties.all()),
        "source": _("catalogue (katalog)"),
        "on": clock.today(),
        "crumbs": [{"label": _("Catalogue of training"), "url": reverse("catalogue")}],
        "results": scopes.allowed(request.holder, Permission.RESULTS_RECORD) and found.state in TAKES_PART,
        "code": found.code,
    }
    if not scopes.allowed(request.holder, Permission.PLAN_READ):
        return render(request, "learning/session.html", context)
    plan = pages.that_hold().filter(year=found.starts_on.year).first()
    if shown.reads_units(request):
        context["invitation"] = _invitation(request, found, plan)
    rows = pages.allocations(plan=plan, scope=scopes.people(request.holder, Permission.PLAN_READ))
    listing = lists.Listing(
        request=request,
        title=_("Who goes to %(session)s in the plan") % {"session": found.code},
        rows=rows.filter(session=found),
        columns=(
            shown.person_column(plan),
            lists.Column("unit", _("Unit"), lambda row: row.unit_name, sort=("unit_name",)),
        ),
        search=("person__name", "unit_name"),
        search_label=_("Name or unit"),
        order=("person__name", "pk"),
        described=(shown.state_words(plan),) if plan else (),
        source=shown.source(plan) if plan else "Piawai",
        on=plan.as_of if plan else clock.today(),
        exportable=scopes.allowed(request.holder, Permission.PLAN_EXPORT),
        empty=_("Nobody among the people you may see goes to this session in the latest plan."),
    )
    return lists.respond(request, listing, template="learning/session.html", context={"listing": listing, **context})


def _invitation(request: Request, found: Any, plan: Any) -> str:
    """Return the text that calls people to a session, without a name; "" while nothing is decided."""
    if plan is None or plan.state != PlanState.APPROVED:
        return ""
    details = {
        "programme": found.programme.name,
        "days": _days(found),
        "place": lists.words(found.place),
        "partner": found.partner.name,
        "link": request.build_absolute_uri(reverse("session", args=[found.code])),
    }
    text = _("You are invited to the training %(programme)s by %(partner)s: %(days)s, place: %(place)s. %(link)s")
    return text % details


def _days(found: Any) -> str:
    if found.starts_on == found.ends_on:
        return lists.words(found.starts_on)
    return _("%(first)s to %(last)s") % {"first": lists.words(found.starts_on), "last": lists.words(found.ends_on)}


def hours(row: Any) -> float:
    """Return the hours (JP) of a session, whole where they are whole."""
    return int(row.hours) if row.hours == int(row.hours) else float(row.hours)


def _facts(found: Any) -> list[dict[str, str]]:
    pairs = (
        (_("Days"), _days(found)),
        (_("Place"), lists.words(found.place)),
        (_("How it is held"), str(found.get_mode_display())),
        (_("Hours (JP)"), lists.words(hours(found))),
        (_("Seats"), _("%(least)s to %(most)s people") % {"least": found.minimum, "most": found.seats}),
        (_("Partner"), found.partner.name),
        (_("For each person"), lists.rupiah(found.participant_cost)),
        (_("Fixed cost"), lists.rupiah(found.fixed_cost)),
    )
    return [{"label": label, "text": text} for label, text in pairs]


def _levels(rows: Any) -> list[dict[str, object]]:
    """Return competencies with levels, by code."""
    found = [
        {
            "name": row.competency.name,
            "level": row.level,
            "code": row.competency.code,
            "url": reverse("competency", args=[row.competency.code]),
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: str(row["code"]))
