"""The calendar of sessions, and the secret address from which a phone reads one's own."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from piawai.access import scopes
from piawai.access.guards import Request, open_to_all, require
from piawai.access.terms import Permission
from piawai.accounts.queries import in_language_of
from piawai.formats import icalendar
from piawai.learning.queries import catalogue as queries
from piawai.learning.queries import joining
from piawai.learning.services import feeds
from piawai.learning.terms import EnrolmentState, SessionState
from piawai.lib import clock
from piawai.web import lists
from piawai.web.learning import forms, shown

KEPT = dt.timedelta(days=90)  # for so long a session that is over stays in a personal calendar
_MONTH = "%Y-%m"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CATALOGUE_READ)
def calendar(request: Request) -> HttpResponse:
    """List the sessions of a month, or from today on, by day."""
    form = forms.Calendar(request.GET)
    partners, competencies = queries.partners_named(), queries.competencies_taught()
    form.offer(
        months=[(f"{day:{_MONTH}}", _month(day)) for day in queries.months()],
        partners=partners,
        competencies=competencies,
        places=queries.places(),
    )
    said = form.cleaned_data if form.is_valid() else {}
    rows = queries.catalogue().exclude(state=SessionState.CANCELLED)
    described = []
    if said.get("bulan"):
        first = dt.datetime.strptime(said["bulan"], _MONTH).date()  # noqa: DTZ007 (a month has no zone)
        following = (first + dt.timedelta(days=31)).replace(day=1)
        rows = rows.filter(starts_on__lt=following, ends_on__gte=first)
        described.append(_month(first))
    else:
        rows = rows.filter(ends_on__gte=clock.today())
    if said.get("mitra"):
        rows = rows.filter(partner__code=said["mitra"])
        described.append(dict(partners)[said["mitra"]])
    if said.get("kompetensi"):
        rows = rows.filter(outcomes__competency__code=said["kompetensi"])  # a competency once a session: no row twice
        described.append(dict(competencies)[said["kompetensi"]])
    if said.get("tempat"):
        rows = rows.filter(place=said["tempat"])
        described.append(said["tempat"])
    listing = lists.Listing(
        request=request,
        title=_("Calendar of training"),
        rows=rows,
        columns=(
            lists.Column("mulai", _("First day"), lambda row: row.starts_on, sort=("starts_on",)),
            lists.Column("selesai", _("Last day"), lambda row: row.ends_on, sort=("ends_on",)),
            lists.Column(
                "pelatihan",
                _("Training"),
                lambda row: row.programme.name,
                sort=("programme__name",),
                link=lambda row: reverse("session", args=[row.code]),
                header=True,
            ),
            lists.Column("tempat", _("Place"), lambda row: row.place, sort=("place",)),
            lists.Column("lembaga", _("Partner"), lambda row: row.partner.name, sort=("partner__name",)),
            state_column(),
            free_column(),
        ),
        search=("programme__name", "code", "partner__name", "place"),
        search_label=_("Training, session, partner or place"),
        order=("starts_on", "code"),
        filters=form,
        described=tuple(described),
        source=_("catalogue (katalog)"),
        on=clock.today(),
        empty=_("No session is found in these days. Choose another month."),
    )
    context: dict[str, object] = {"subscribes": scopes.allowed(request.holder, Permission.ENROLMENT_ASK)}
    return lists.respond(request, listing, template="learning/calendar.html", context=context)


def state_column() -> lists.Column:
    """Return the column that says where a session stands."""
    return lists.Column(
        "keadaan",
        _("State"),
        lambda row: str(SessionState(row.state).label),
        sort=("turn",),
        tag=lambda row: shown.SESSION_COLOURS.get(row.state, "grey"),
    )


def free_column() -> lists.Column:
    """Return the column that says how many seats of an open session are free."""
    return lists.Column(
        "sisa",
        _("Free seats"),
        lambda row: row.left if row.state == SessionState.OPEN else None,
        sort=("left",),
        numeric=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ENROLMENT_ASK)
def calendar_feed(request: Request) -> HttpResponse:
    """Say whether the reader's calendar has an address; make a new one, which stands in this answer alone."""
    person = get_object_or_404(scopes.people(request.holder, Permission.ENROLMENT_ASK))
    address = ""
    if request.method == "POST":
        secret = feeds.make_feed(person=person, at=clock.now())
        address = request.build_absolute_uri(reverse("calendar_file", args=[secret]))
    feed = joining.feed_of(person)
    context = {
        "title": _("My calendar on the phone"),
        "address": address,
        "since": lists.moment(feed.made_at) if feed is not None else "",
        "crumbs": [{"label": _("Calendar of training"), "url": reverse("calendar")}],
    }
    answer = render(request, "learning/feed.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@require(Permission.ENROLMENT_ASK)
def calendar_feed_end(request: Request) -> HttpResponse:
    """End the address of the reader's calendar."""
    person = get_object_or_404(scopes.people(request.holder, Permission.ENROLMENT_ASK))
    feeds.end_feed(person=person, at=clock.now())
    messages.success(request, _("The address has ended. Calendars that read it get nothing any more."))
    return redirect("calendar_feed")


@require_safe
@open_to_all
def calendar_file(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar of whoever holds this secret address: own sessions, without names and numbers of people."""
    person = joining.reader_of(secret)
    if person is None:
        raise Http404
    with in_language_of(person.code):
        held = joining.seats_held(person=person, since=clock.today() - KEPT)
        events = [event for row, meetings in held for event in _events(request, row, meetings)]
        content = icalendar.calendar(name=_("Piawai: my training"), events=events)
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type=icalendar.MEDIA, headers=headers)


def _events(request: HttpRequest, row: Any, meetings: list[Any]) -> Iterator[icalendar.Event]:
    """Give an event for each meeting of a session or, where none is set, one for its days."""
    session = row.session
    said: dict[str, Any] = {
        "changed_at": row.decided_at or row.made_at,
        "summary": session.programme.name,
        "url": request.build_absolute_uri(reverse("session", args=[session.code])),
        "description": shown.state_words(row),
        "fixed": row.state != EnrolmentState.INVITED,
    }
    host = request.get_host()
    if not meetings:
        yield icalendar.Event(
            uid=f"{row.code}@{host}", begins=session.starts_on, ends=session.ends_on, place=session.place, **said
        )
    for meeting in meetings:
        yield icalendar.Event(
            uid=f"{row.code}-{meeting.number}@{host}",
            begins=meeting.starts_at,
            ends=meeting.ends_at,
            place=meeting.place or session.place,
            **said,
        )


def _month(day: dt.date) -> str:
    return date_format(day, "F Y")
