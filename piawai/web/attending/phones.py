"""What phones ask for by themselves: the page without network, the worker that keeps it, and where scans are sent."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from importlib.metadata import version
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from piawai.access.guards import open_to_all
from piawai.access.organising import organises
from piawai.learning.queries import presence as queries
from piawai.learning.services import presence as services
from piawai.learning.terms import Scan, SessionState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.attending.shown import doubted

MOST_BYTES = 4_000  # of one scan


@require_safe
@open_to_all
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page a phone keeps for when there is no network; nothing personal stands in it."""
    return render(request, "attending/offline.html", {"title": _("Attendance without network")})


@require_safe
@open_to_all
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps the page: it holds for the addresses below this one alone."""
    context = {"version": version("piawai")}
    return render(request, "attending/worker.js", context, content_type="text/javascript; charset=utf-8")


@csrf_exempt  # no cookie counts here: the signed text of one's own enrolment says who sends
@require_POST
@open_to_all
def send(request: HttpRequest) -> HttpResponse:
    """Take a scan: 201 for a new one, 200 for one that is here already, else what is wrong, in words."""
    if request.content_type != "application/json" or not _from_here(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    scan = _scan(request.body[: MOST_BYTES + 1])
    if scan is None:
        text = _("This scan cannot be read. Scan again, or tell the organiser.")
        return JsonResponse({"reason": text}, status=HTTPStatus.BAD_REQUEST)
    try:
        row, new = services.take_scan(scan=scan, at=clock.now())
    except services.UnableToTakeScan as refusal:
        said = {"key": str(scan.key), "reason": str(refusal), "code": refusal.code}
        return JsonResponse(said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = {
        "key": str(row.key),
        "at": lists.moment(row.made_at),
        "doubt": doubted(row),
    }
    return JsonResponse(said, status=HTTPStatus.CREATED if new else HTTPStatus.OK)


@require_safe
@open_to_all
def scanner(request: HttpRequest) -> HttpResponse:
    """Show the page an organiser's phone keeps for when there is no network; nothing of any meeting stands in it."""
    context = {"title": _("Scan participants"), "number": "", "pass": "", "label": "", "until": 0}
    return render(request, "attending/scanner.html", context)


@csrf_exempt  # no cookie counts here: the signed text of the organiser's phone says who sends
@require_POST
@open_to_all
def send_scanned(request: HttpRequest) -> HttpResponse:
    """Take a scan that an organiser made of a participant's code; answers as `send`, and 403 where a new pass helps."""
    if request.content_type != "application/json" or not _from_here(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    scan = _scan(request.body[: MOST_BYTES + 1])
    if scan is None:
        text = _("This scan cannot be read. Scan again, or tick the list.")
        return JsonResponse({"reason": text}, status=HTTPStatus.BAD_REQUEST)
    now, refused = clock.now(), {"key": str(scan.key)}
    found = queries.organiser_of(scan.meeting, at=now)
    if found is None or not organises(account=found[1], meeting=found[0], on=clock.today(), at=now):
        once = queries.organiser_once(scan.meeting)
        if once is not None and once[0].session.state != SessionState.OPEN:  # no new pass can be had for it
            text = _(
                "Not taken: this session is over or cancelled, and takes no scans from this phone any more. The scan "
                "stays on the phone. Tell BKPSDM who was there, and when."
            )
            said = {**refused, "reason": text, "code": "over"}
            return JsonResponse(said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        text = _("This phone may not send for this meeting now. Sign in, and open the page of the meeting once more.")
        return JsonResponse({**refused, "reason": text, "code": "organiser"}, status=HTTPStatus.FORBIDDEN)
    meeting, account = found
    if "~" not in scan.participant:
        own = queries.participant_by_code(scan.participant, session=meeting.session)
        scan = replace(scan, participant=queries.participant_text(own) if own is not None else "")
    try:
        row, new = services.take_scan_for(scan=scan, meeting=meeting, by=account, at=now)
    except services.UnableToTakeScan as refusal:
        said = {**refused, "reason": str(refusal), "code": refusal.code}
        return JsonResponse(said, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = {
        "key": str(row.key),
        "name": row.enrolment.person.name,
        "at": lists.moment(row.made_at),
        "doubt": doubted(row),
    }
    return JsonResponse(said, status=HTTPStatus.CREATED if new else HTTPStatus.OK)


def _from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _scan(body: bytes) -> Scan | None:
    """Return the scan that was sent, None where it is none."""
    try:
        said = json.loads(body)
        return Scan(
            key=UUID(said["key"]),
            meeting=_text(said, "meeting"),
            participant=_text(said, "participant"),
            scanned_at=_moment(said, "scanned_at"),
            sent_at=_moment(said, "sent_at"),
            device=_text(said, "device"),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(name)
    return value[:300]


def _moment(said: Mapping[str, object], name: str) -> dt.datetime:
    """Return a moment given in milliseconds since 1970, by whatever clock."""
    value = said[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(name)
    return dt.datetime.fromtimestamp(value / 1000, tz=dt.UTC)
