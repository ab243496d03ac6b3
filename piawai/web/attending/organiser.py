"""The organiser's pages: the sessions, who was there, a meeting's list, its code to scan, its paper, and doubts."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, require
from piawai.access.organising import organised
from piawai.access.terms import Permission
from piawai.formats.codes import qr
from piawai.learning.queries import presence as queries
from piawai.learning.services import presence as services
from piawai.learning.services import sessions
from piawai.learning.terms import Attended, Means, Scan
from piawai.lib import clock
from piawai.web import lists
from piawai.web.attending import forms
from piawai.web.attending.participant import facts

Row = Any  # a row of a scope: views know no models
SOURCE = "Piawai"
PASS_HOLDS = dt.timedelta(days=3)  # local policy: long enough to come back from where there is no network


@require_safe
@require(Permission.ATTENDANCE_LIST)
def attendance(request: Request) -> HttpResponse:
    """List the sessions whose attendance the reader takes."""
    listing = lists.Listing(
        request=request,
        title=_("Attendance in sessions"),
        rows=queries.with_counts(organised(request.holder)),
        columns=(
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.programme.name,
                sort=("programme__name",),
                link=lambda row: reverse("session_attendance", args=[row.code]),
                header=True,
            ),
            lists.Column("kode", _("Session"), lambda row: row.code, sort=("code",)),
            lists.Column("mulai", _("First day"), lambda row: row.starts_on, sort=("starts_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.ends_on, sort=("ends_on",)),
            lists.Column("peserta", _("Participants"), lambda row: row.participants, ("participants",), numeric=True),
            lists.Column("pertemuan", _("Meetings"), lambda row: row.held, ("held",), numeric=True),
        ),
        search=("programme__name", "code", "partner__name", "place"),
        search_label=_("Training, session, partner or place"),
        order=("-starts_on", "code"),
        source=SOURCE,
        on=clock.today(),
        empty=_("No session is found. Try another word."),
    )
    return lists.respond(request, listing, template="attending/list.html")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ATTENDANCE_TAKE)
def session_attendance(request: Request, code: str) -> HttpResponse:
    """Show who was at which meeting of a session, and what waits to be decided."""
    session = get_object_or_404(organised(request.holder), code=code)
    if request.method == "POST" and "harian" in request.POST:
        try:
            sessions.set_daily_meetings(session=session, by=request.holder.code, at=clock.now())
        except sessions.UnableToSetMeetings as refusal:
            messages.error(request, str(refusal))
        return redirect("session_attendance", code=code)
    meetings = list(queries.meetings().filter(session=session).order_by("number"))
    there = queries.present_in(session)
    rows = queries.participants(session)
    shares = queries.attended(enrolments=[row.pk for row in rows], on=session.ends_on)
    listing = lists.Listing(
        request=request,
        title=_("Attendance: %(programme)s (%(code)s)") % {"programme": session.programme.name, "code": session.code},
        rows=rows,
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.person.name, sort=("person__name",), header=True),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            *(_meeting_column(one, there) for one in meetings),
            lists.Column("hadir", _("Attended"), lambda row: shares[row.pk].attended, numeric=True),
            lists.Column("cukup", _("Enough to pass"), lambda row: _enough(shares[row.pk])),
        ),
        search=("person__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("person__name", "pk"),
        source=SOURCE,
        on=clock.today(),
        empty=_("Nobody holds a seat in this session for certain."),
    )
    context: dict[str, object] = {
        "meetings": [
            {"label": lists.moment(one.starts_at), "number": one.number, "url": reverse("meeting", args=[one.pk])}
            for one in meetings
        ],
        "ways": _ways(request, code),
        "doubts": [_doubt(row) for row in queries.doubtful(session)],
        "crumbs": [{"label": _("Attendance in sessions"), "url": reverse("attendance")}],
    }
    return lists.respond(request, listing, template="attending/session.html", context=context)


def _ways(request: Request, code: str) -> list[dict[str, str]]:
    """Return where else the reader may go for this session."""
    found = []
    if scopes.allowed(request.holder, Permission.RESULTS_RECORD):
        found.append({"url": reverse("results", args=[code]), "label": _("Results")})
    if scopes.allowed(request.holder, Permission.ITEMS_KEEP):
        found.append({"url": reverse("session_results", args=[code]), "label": _("Tests and opinions")})
    return found


def _meeting_column(meeting: Row, there: dict[int, set[int]]) -> lists.Column:
    day = lists.words(timezone.localtime(meeting.starts_at).date())
    return lists.Column(
        f"p{meeting.number}",
        _("%(number)s: %(day)s") % {"number": meeting.number, "day": day},
        lambda row: _("present") if meeting.pk in there.get(row.pk, ()) else None,
    )


def _enough(there: Attended) -> str | None:
    return None if there.enough is None else _("yes") if there.enough else _("not enough yet")


def _doubt(row: Row) -> dict[str, object]:
    return {
        "name": row.enrolment.person.name,
        "number": row.meeting.number,
        "made": lists.moment(row.made_at),
        "received": lists.moment(row.received_at),
        "why": row.get_doubt_display(),
        "url": reverse("scan_decide", args=[row.pk]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ATTENDANCE_TAKE)
def meeting(request: Request, number: int) -> HttpResponse:
    """Show the list of a meeting with a box for each participant, and write down what was ticked."""
    found = _meeting(request, number)
    form = forms.Ticked(request.POST if "means" in request.POST else None)
    code = forms.Code(request.POST if "code" in request.POST else None)
    if form.is_valid():
        rows = services.record_list(
            meeting=found,
            before=request.POST.getlist("before"),
            after=request.POST.getlist("after"),
            means=Means(form.cleaned_data["means"]),
            by=request.holder.code,
            at=clock.now(),
        )
        messages.success(request, _("Saved. Rows written: %(count)s.") % {"count": lists.words(rows)})
        return redirect("meeting", number=number)
    if code.is_valid():
        row = queries.participants(found.session).filter(code=code.cleaned_data["code"].strip()).first()
        if row is None:
            code.add_error("code", _("No participant of this session has this code. Check what you typed."))
        else:
            by, at = request.holder.code, clock.now()
            services.record_list(meeting=found, before=(), after=(row.code,), means=Means.LIST, by=by, at=at)
            messages.success(request, _("%(name)s is recorded as present.") % {"name": row.person.name})
            return redirect("meeting", number=number)
    there = queries.present_at(found)
    context = {
        "title": _title(_("List of meeting %(number)s: %(programme)s"), found),
        "facts": facts(found),
        "form": code if code.errors else form,
        "ticks": form,
        "code_form": code,
        "rows": [_tick(row, there.get(row.pk)) for row in queries.participants(found.session)],
        "meeting": found,
        "closed": lists.moment(found.closed.at) if hasattr(found, "closed") else "",
        "begun": found.starts_at <= clock.now(),
        "crumbs": _crumbs(found),
    }
    return render(request, "attending/meeting.html", context, status=422 if form.errors or code.errors else 200)


def _tick(row: Row, seen: Row) -> dict[str, object]:
    how = ""
    if seen is not None:
        details = {"how": seen.get_means_display(), "moment": lists.moment(seen.made_at)}
        how = _("%(how)s, %(moment)s") % details
    return {"code": row.code, "name": row.person.name, "unit": row.unit.name, "present": seen is not None, "how": how}


@require_safe
@require(Permission.ATTENDANCE_TAKE)
def meeting_code(request: Request, number: int) -> HttpResponse:
    """Show the code of a meeting for participants to scan, on a screen or printed."""
    found = _meeting(request, number)
    address = request.build_absolute_uri(reverse("attend", args=[queries.meeting_text(found)]))
    context = {
        "title": _title(_("Code of meeting %(number)s: %(programme)s"), found),
        "facts": facts(found),
        "picture": qr(address),
        "address": address,
        "until": lists.moment(found.ends_at + queries.HOLDS_ON),
        "crumbs": [*_crumbs(found), {"label": _("List"), "url": reverse("meeting", args=[found.pk])}],
    }
    return render(request, "attending/code.html", context)


@require_safe
@require(Permission.ATTENDANCE_TAKE)
def meeting_scanner(request: Request, number: int) -> HttpResponse:
    """Let the organiser's phone read participants' codes at a meeting, also without network once this was opened."""
    found = _meeting(request, number)
    until = max(found.ends_at, clock.now()) + PASS_HOLDS
    context = {
        "title": _title(_("Scan participants of meeting %(number)s: %(programme)s"), found),
        "facts": facts(found),
        "number": found.pk,
        "label": f"{found.session.programme.name}, {_label(found)}",
        "pass": queries.organiser_text(found, account=request.holder.code, until=until),
        "until": int(until.timestamp() * 1000),
        "crumbs": [*_crumbs(found), {"label": _("List"), "url": reverse("meeting", args=[found.pk])}],
    }
    return render(request, "attending/scanner.html", context)


@require_safe
@require(Permission.ATTENDANCE_TAKE)
def meeting_paper(request: Request, number: int) -> HttpResponse:
    """Give the list of a meeting with a box for each signature, to print or as a file."""
    found = _meeting(request, number)
    listing = lists.Listing(
        request=request,
        title=_title(_("Attendance list of meeting %(number)s: %(programme)s"), found),
        rows=queries.participants(found.session),
        columns=(
            lists.Column("nama", _("Name"), lambda row: row.person.name, sort=("person__name",), header=True),
            lists.Column("unit", _("Unit"), lambda row: row.unit.name, sort=("unit__name",)),
            lists.Column("paraf", _("Signature"), lambda _row: "\u00a0" * 40),
        ),
        search=("person__name", "unit__name"),
        search_label=_("Name or unit"),
        order=("person__name", "pk"),
        described=(lists.moment(found.starts_at), lists.words(found.place or found.session.place)),
        source=SOURCE,
        on=clock.today(),
        empty=_("Nobody holds a seat in this session for certain."),
    )
    crumbs = [*_crumbs(found), {"label": _("List"), "url": reverse("meeting", args=[found.pk])}]
    return lists.respond(request, listing, template="attending/list.html", context={"crumbs": crumbs})


@require_POST
@require(Permission.ATTENDANCE_TAKE)
def meeting_close(request: Request, number: int) -> HttpResponse:
    """Close the list of a meeting."""
    found = _meeting(request, number)
    try:
        services.close_list(meeting=found, by=request.holder.code, at=clock.now())
    except services.UnableToCloseList as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list is closed. What comes later waits for your decision."))
    return redirect("meeting", number=number)


@require_POST
@require(Permission.ATTENDANCE_TAKE)
def scan_decide(request: Request, number: int) -> HttpResponse:
    """Let a doubtful scan count, or withdraw it."""
    scan = get_object_or_404(queries.scans_in(organised(request.holder)), pk=number)
    decide = services.accept_scan if request.POST.get("act") == "hadir" else services.refuse_scan
    try:
        decide(scan=scan, by=request.holder.code, at=clock.now())
    except services.UnableToDecideScan as refusal:
        messages.error(request, str(refusal))
    return redirect("session_attendance", code=scan.meeting.session.code)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ATTENDANCE_TAKE)
def attend_for(request: Request, text: str) -> HttpResponse:
    """Record the participant whose own code the organiser has scanned, at the meeting of today that is nearest."""
    own = queries.participant_of(text)
    session = get_object_or_404(organised(request.holder), pk=own.session_id if own is not None else 0)
    now = clock.now()
    meetings = sorted(
        queries.meetings().filter(session=session), key=lambda one: abs((one.starts_at - now).total_seconds())
    )
    if request.method == "POST":
        chosen = get_object_or_404(
            queries.meetings().filter(session=session), pk=_whole(request.POST.get("meeting", ""))
        )
        scan = Scan(key=uuid4(), meeting="", participant=text, scanned_at=now, sent_at=now)
        try:
            services.take_scan_for(scan=scan, meeting=chosen, by=request.holder.code, at=now)
        except services.UnableToTakeScan as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("%(name)s is recorded as present.") % {"name": own.person.name if own else ""})
        return redirect("meeting", number=chosen.pk)
    context = {
        "title": _("Record somebody as present: %(programme)s") % {"programme": session.programme.name},
        "name": own.person.name if own else "",
        "meetings": [{"pk": one.pk, "label": _label(one)} for one in meetings[:3]],
    }
    return render(request, "attending/for.html", context)


def _label(meeting: Row) -> str:
    return _("Meeting %(number)s, %(moment)s") % {"number": meeting.number, "moment": lists.moment(meeting.starts_at)}


def _whole(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else 0


def _meeting(request: Request, number: int) -> Row:
    """Return a meeting of the reader's sessions; any other is not found."""
    return get_object_or_404(queries.meetings().filter(session__in=organised(request.holder)), pk=number)


def _title(words: str, meeting: Row) -> str:
    return words % {"number": meeting.number, "programme": meeting.session.programme.name}


def _crumbs(meeting: Row) -> list[dict[str, str]]:
    code = meeting.session.code
    return [
        {"label": _("Attendance in sessions"), "url": reverse("attendance")},
        {"label": code, "url": reverse("session_attendance", args=[code])},
    ]
