"""What BKPSDM decides about a session: opened to people, its meetings, cancelled."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.terms import Permission
from piawai.learning.queries import catalogue as queries
from piawai.learning.services import sessions as services
from piawai.learning.terms import MeetingRow
from piawai.lib import clock
from piawai.web import lists
from piawai.web.learning import forms, shown

_BEGINS, _ENDS = dt.time(8), dt.time(16)  # proposed where nothing is said yet
_MORE = 2  # empty rows beside those that are filled


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSIONS_KEEP)
def session_open(request: Request, code: str) -> HttpResponse:
    """Open a session to people: who decides, and how many seats are kept for which units."""
    session = get_object_or_404(queries.catalogue(), code=code)
    offices = scopes.units(request.holder, Permission.SESSIONS_KEEP).filter(office_posts__isnull=False).distinct()
    units = {unit.siasn_id: unit for unit in offices.order_by("name", "pk")}
    form = forms.Open(
        request.POST if request.method == "POST" else None,
        units=[(siasn_id, unit.name) for siasn_id, unit in units.items()],
        initial={"steps": "1"},
    )
    if form.is_valid():
        try:
            services.open_session(
                session=session,
                steps=int(form.cleaned_data["steps"]),
                kept={units[siasn_id].pk: seats for siasn_id, seats in form.kept.items()},
                on=clock.today(),
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToOpenSession as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The session is open. People can be invited, nominated, and ask for a seat."))
            return redirect("session", code=session.code)
    context = {
        "title": _("Open the session %(session)s") % {"session": session.code},
        "about": _("%(programme)s, %(days)s, %(seats)s seats.")
        % {
            "programme": session.programme.name,
            "days": shown.days(session),
            "seats": lists.words(session.seats),
        },
        "form": form,
        "button": _("Open the session"),
        "crumbs": shown.crumbs(session),
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSIONS_KEEP)
def session_meetings(request: Request, code: str) -> HttpResponse:
    """Say when and where the parts of a session are held."""
    session = get_object_or_404(queries.catalogue(), code=code)
    parts = _parts(session)
    form = forms.Meetings(
        request.POST if request.method == "POST" else None,
        parts=parts,
        rows=min(forms.MOST_MEETINGS, len(parts) + _MORE),
    )
    if form.is_valid():
        try:
            services.set_meetings(
                session=session,
                meetings=[_row(part) for part in form.parts],
                by=request.holder.code,
                at=clock.now(),
            )
        except services.UnableToSetMeetings as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The meetings are recorded. They stand in the calendars of the participants."))
            return redirect("session", code=session.code)
    context = {
        "title": _("Meetings of %(session)s") % {"session": session.code},
        "about": _("The session is held %(days)s. A row without a day is no meeting.") % {"days": shown.days(session)},
        "form": form,
        "button": _("Save the meetings"),
        "crumbs": shown.crumbs(session),
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSIONS_KEEP)
def session_cancel(request: Request, code: str) -> HttpResponse:
    """Cancel a session, with the reason that everybody enrolled reads."""
    session = get_object_or_404(queries.catalogue(), code=code)
    form = forms.Reason(
        request.POST if request.method == "POST" else None, read_by=_("Everybody who is enrolled reads it.")
    )
    if form.is_valid():
        try:
            told = services.cancel_session(
                session=session,
                reason=form.cleaned_data["reason"],
                by=request.holder.code,
                at=clock.now(),
                link=reverse("my_learning"),
            )
        except services.UnableToCancelSession as refusal:
            form.add_error(None, str(refusal))
        else:
            text = ngettext(
                "The session is cancelled, with %(count)s enrolment.",
                "The session is cancelled, with %(count)s enrolments.",
                told,
            )
            messages.success(request, text % {"count": lists.words(told)})
            return redirect("session", code=session.code)
    context = {
        "title": _("Cancel the session %(session)s") % {"session": session.code},
        "about": _("Every enrolment that is under way is cancelled, too. This cannot be undone."),
        "form": form,
        "button": _("Cancel the session"),
        "warns": True,
        "crumbs": shown.crumbs(session),
    }
    return render(request, "learning/form.html", context, status=422 if form.errors else 200)


def _parts(session: Any) -> list[forms.Part]:
    """Return the meetings as they are known; where none is, one for each day of the session."""
    known = [
        forms.Part(
            timezone.localtime(row.starts_at).date(),
            timezone.localtime(row.starts_at).time(),
            timezone.localtime(row.ends_at).time(),
            row.place,
        )
        for row in queries.meetings(session)
    ]
    days = min((session.ends_on - session.starts_on).days + 1, forms.MOST_MEETINGS)
    return known or [
        forms.Part(session.starts_on + dt.timedelta(days=number), _BEGINS, _ENDS, "") for number in range(days)
    ]


def _row(part: forms.Part) -> MeetingRow:
    return MeetingRow(
        starts_at=timezone.make_aware(dt.datetime.combine(part.day, part.begins)),
        ends_at=timezone.make_aware(dt.datetime.combine(part.day, part.ends)),
        day=part.day,
        place=part.place,
    )
