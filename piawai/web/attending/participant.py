"""A participant's pages: one's own sessions and codes, and the page that a meeting's code leads to."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, open_to_all, require, signed_in
from piawai.access.terms import Holder, Permission
from piawai.formats.codes import qr
from piawai.learning.queries import presence as queries
from piawai.learning.services import presence as services
from piawai.learning.terms import Scan
from piawai.lib import clock
from piawai.web import lists
from piawai.web.accounts.browsers import browser_words
from piawai.web.attending.shown import doubted

Row = Any  # a row of a scope: views know no models


@require_safe
@require(Permission.ATTENDANCE_READ)
def attending(request: Request) -> HttpResponse:
    """Show the reader's sessions to come, how often the reader was there, and the code for the organiser to scan."""
    rows = list(_own(request.holder))
    there = queries.attended(enrolments=[row.pk for row in rows], on=clock.today())
    context = {
        "title": _("Attendance"),
        "sessions": [_session(request, row, there[row.pk]) for row in rows],
        "passes": passes(rows),
    }
    return render(request, "attending/attending.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def attend(request: HttpRequest, text: str) -> HttpResponseBase:
    """Let a participant say by a meeting's code that he or she is there; a phone does so by itself."""
    found = queries.meeting_of(text)
    if found is None:
        raise Http404
    return _attend(request, text) if request.method == "POST" else _page(request, text, found[0])


def _page(request: HttpRequest, text: str, meeting: Row) -> HttpResponse:
    holder: Holder | None = getattr(request, "holder", None)
    own = queries.attends(person=holder.person, meeting=meeting) if holder is not None and holder.person else None
    row = queries.present_at(meeting).get(own.pk) if own is not None else None
    context = {
        "title": _("Attendance: %(programme)s") % {"programme": meeting.session.programme.name},
        "facts": facts(meeting),
        "text": text,
        "key": uuid4(),
        "own": own,
        "present": lists.moment(row.made_at) if row else "",
        "passes": passes(_own(holder) if holder is not None else []),
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "attending/attend.html", context)


@signed_in
def _attend(request: Request, text: str) -> HttpResponse:
    """Take the press of a button, for whoever has no script."""
    found, person = queries.meeting_of(text), request.holder.person
    if found is None:
        raise Http404
    if person is None:
        raise PermissionDenied
    own, now = queries.attends(person=person, meeting=found[0]), clock.now()
    if own is None:
        messages.error(request, _("You are not enrolled in this session. Speak to the organiser."))
        return redirect("attend", text=text)
    try:
        scan = Scan(
            key=_key(request.POST.get("key", "")),
            meeting=text,
            participant=queries.participant_text(own),
            scanned_at=now,
            sent_at=now,
            device=browser_words(text=request.headers.get("User-Agent", ""))[:100],
        )
        row, _new = services.take_scan(scan=scan, at=now)
    except services.UnableToTakeScan as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("You are recorded as present.")
        if row.doubt:
            said = _("Kept, but not yet counted: %(why)s") % {"why": doubted(row)}
        messages.success(request, said)
    return redirect("attend", text=text)


def _key(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        return uuid4()


def _own(holder: Holder) -> Iterable[Row]:
    """Return the reader's own enrolments in sessions that are not over."""
    if holder.person is None or not scopes.allowed(holder, Permission.ATTENDANCE_READ):
        return []
    return queries.to_attend(person=holder.person, on=clock.today())


def passes(rows: Iterable[Row]) -> str:
    """Return what a phone keeps to show whose it is: a signed text for each session, as JSON."""
    return json.dumps({str(row.session_id): queries.participant_text(row) for row in rows})


def facts(meeting: Row) -> list[dict[str, str]]:
    """Return what is known of a meeting."""
    session = meeting.session
    return [
        {"label": _("Meeting"), "text": lists.words(meeting.number)},
        {"label": _("Begins"), "text": lists.moment(meeting.starts_at)},
        {"label": _("Ends"), "text": lists.moment(meeting.ends_at)},
        {"label": _("Place"), "text": lists.words(meeting.place or session.place)},
    ]


def _session(request: Request, row: Row, there: Any) -> dict[str, object]:
    address = reverse("attend_for", args=[queries.participant_text(row)])
    return {
        "programme": row.session.programme.name,
        "first": row.session.starts_on,
        "last": row.session.ends_on,
        "attended": there.attended,
        "meetings": there.meetings,
        "code": row.code,
        "picture": qr(request.build_absolute_uri(address)),
        "url": reverse("session", args=[row.session.code]),
    }
