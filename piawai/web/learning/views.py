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
from piawai.learning.queries import joining
from piawai.learning.terms import LIVE, SessionState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.development import shown
from piawai.web.learning import forms
from piawai.web.learning import shown as enrolling
from piawai.web.learning.calendars import free_column, state_column

TAKES_PART = (SessionState.OPEN, SessionState.HELD)  # people can be enrolled, or were


@require_safe
@require(Permission.CATALOGUE_READ)
def catalogue(request: Request) -> HttpResponse:
    """List the sessions on offer."""
    form = forms.Sessions(request.GET)
    form.offer(queries.years_on_offer())
    form.is_valid()
    year, state = form.cleaned_data.get("tahun", ""), form.cleaned_data.get("keadaan", "")
    rows = queries.catalogue()
    described = []
    if year:
        rows = rows.filter(starts_on__year=int(year))
        described.append(_("Year: %(year)s") % {"year": year})
    if state:
        rows = rows.filter(state=state)
        described.append(str(SessionState(state).label))
    listing = lists.Listing(
        request=request,
        title=_("Catalogue of training"),
        rows=rows,
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
            free_column(),
            lists.Column(
                "biaya",
                _("For each person"),
                lambda row: Rupiah(row.participant_cost),
                sort=("participant_cost",),
                numeric=True,
            ),
            lists.Column("lembaga", _("Partner"), lambda row: row.partner.name, sort=("partner__name",)),
            state_column(),
        ),
        search=("programme__name", "code", "partner__name", "place"),
        stems="programme__stems",
        search_label=_("Training, session, partner or place"),
        order=("turn", "starts_on", "code"),
        filters=form,
        described=tuple(described),
        source=_("catalogue (katalog)"),
        on=clock.today(),
        empty=_("No session is found. Try another word or all years."),
    )
    return lists.respond(request, listing, template="learning/catalogue.html")


@require_safe
@require(Permission.CATALOGUE_READ)
def session(request: Request, code: str) -> HttpResponse:
    """Show a session, how the reader stands in it, what can be done, and who goes to it in the plan of its year."""
    found = get_object_or_404(queries.with_details(queries.catalogue()), code=code)
    plan = pages.that_hold().filter(year=found.starts_on.year).first()
    standing = _standing(request, found)
    context = {
        "title": _("%(programme)s (%(code)s)") % {"programme": found.programme.name, "code": found.code},
        "facts": _facts(found),
        "standing": standing,
        "acts": _acts(request, found, plan, entered=standing is not None and standing["live"]),
        "meetings": [enrolling.meeting(row) for row in queries.meetings(found)],
        "kept": [_kept(row) for row in queries.kept_seats(found)] if found.reserved else [],
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
        "days": enrolling.days(found),
        "place": lists.words(found.place),
        "partner": found.partner.name,
        "link": request.build_absolute_uri(reverse("session", args=[found.code])),
    }
    text = _("You are invited to the training %(programme)s by %(partner)s: %(days)s, place: %(place)s. %(link)s")
    return text % details


def _standing(request: Request, found: Any) -> dict[str, Any] | None:
    """Return how the reader stands in a session, None for whoever never was on the way to it."""
    if request.holder.person is None:
        return None
    row = joining.latest_of(session=found, person=request.holder.person)
    if row is None:
        return None
    url = reverse("enrolment", args=[row.code])
    return {"words": enrolling.state_words(row), "url": url, "live": row.state in LIVE}


def _acts(request: Request, found: Any, plan: Any, *, entered: bool) -> list[enrolling.Act]:
    """Return what the reader can do about a session now."""
    acts: list[enrolling.Act] = []

    def may(permission: Permission) -> bool:
        return scopes.allowed(request.holder, permission)

    def act(label: str, name: str, **more: bool) -> None:
        acts.append(enrolling.Act(label, reverse(name, args=[found.code]), **more))

    comes, keeps = enrolling.to_come(found), may(Permission.SESSIONS_KEEP)
    if comes and not entered and may(Permission.ENROLMENT_ASK):
        act(_("Ask for a seat"), "session_ask")
    if comes and may(Permission.ENROLMENTS_AGREE):
        act(_("Nominate people of your units"), "session_nominate")
    if comes and may(Permission.ENROLMENTS_KEEP):
        if plan is not None and plan.state == PlanState.APPROVED:
            act(_("Invite whom the plan sends"), "session_invite_planned", at_once=True)
        act(_("Invite people"), "session_invite")
    if keeps and found.state == SessionState.OFFERED and found.starts_on > clock.today():
        act(_("Open the session"), "session_open")
    if found.state != SessionState.OFFERED and (request.holder.leads or may(Permission.ENROLMENTS_KEEP)):
        act(_("Participants and waiting list"), "session_people")
    if comes and (may(Permission.ENROLMENTS_AGREE) or may(Permission.ENROLMENTS_KEEP)):
        act(_("Record answers to invitations"), "session_answers")
    if keeps and found.state in (SessionState.OFFERED, SessionState.OPEN):
        act(_("Set the meetings"), "session_meetings")
        act(_("Cancel the session"), "session_cancel", warns=True)
    return acts


def _kept(row: Any) -> str:
    details = {"unit": row.unit.name, "free": row.seats - row.taken, "seats": row.seats, "day": lists.words(row.until)}
    return _("%(unit)s: %(free)s of %(seats)s free, until %(day)s") % details


def hours(row: Any) -> float:
    """Return the hours (JP) of a session, whole where they are whole."""
    return int(row.hours) if row.hours == int(row.hours) else float(row.hours)


def _facts(found: Any) -> list[dict[str, str]]:
    pairs = (
        (_("Days"), enrolling.days(found)),
        (_("Place"), lists.words(found.place)),
        (_("How it is held"), str(found.get_mode_display())),
        (_("Hours (JP)"), lists.words(hours(found))),
        (_("State"), str(SessionState(found.state).label)),
        (_("Seats"), _("%(least)s to %(most)s people") % {"least": found.minimum, "most": found.seats}),
        *([(_("Free seats"), lists.words(found.left))] if found.state == SessionState.OPEN else []),
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
