"""What is decided about a session: opened to people, its meetings, cancelled."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.learning.models import ClosedList, Enrolment, Meeting, Presence, Reservation, Session
from piawai.learning.services import seats
from piawai.learning.services.agreements import give_back
from piawai.learning.services.messages import tell
from piawai.learning.terms import LIVE, EnrolmentState, MeetingRow, SessionState
from piawai.lib.errors import Refusal
from piawai.people import queries as people
from piawai.people.rules import working_days
from piawai.regulations import values

BEGINS, ENDS = dt.time(8), dt.time(16)  # of a meeting that nobody set


class UnableToOpenSession(Refusal):
    """The session is not on offer any more, has begun, or keeps more seats than it has."""


class UnableToCancelSession(Refusal):
    """The session is over or cancelled already, or no reason is given."""


class UnableToSetMeetings(Refusal):
    """A meeting lies outside the days of the session, two are at the same time, or attendance has been taken."""


@transaction.atomic
def open_session(
    *, session: Session, steps: int, kept: Mapping[int, int], on: dt.date, by: str, at: dt.datetime
) -> Session:
    """
    Open a session to people. `steps` (1 or 2) approve; `kept` maps units (ids) to seats that are kept for them.

    :raises UnableToOpenSession: if it is not on offer any more, has begun, or keeps more seats than there are.
    """
    session = seats.lock(session)
    if session.state != SessionState.OFFERED:
        raise UnableToOpenSession(_("This session is not on offer any more."), code="not_offered")
    if session.starts_on <= on:
        raise UnableToOpenSession(_("This session has begun. Choose one that is still to come."), code="begun")
    if sum(kept.values()) > session.seats:
        text = _("More seats are kept for units than there are. There are %(seats)s.")
        raise UnableToOpenSession(text % {"seats": session.seats}, code="too_many_kept")
    days = values.value("reserved_seat_days", on=on).whole
    until = session.starts_on - dt.timedelta(days=days)
    Reservation.objects.bulk_create(
        [Reservation(session=session, unit_id=unit, seats=many, until=until) for unit, many in kept.items() if many]
    )
    session.state, session.steps, session.reserved = SessionState.OPEN, steps, sum(kept.values())
    session.save(update_fields=["state", "steps", "reserved"])
    if not session.meetings.exists():
        _write(session, _daily(session))
    details = {"steps": steps, "kept": session.reserved}
    log(action="learning.open_session", by=by, at=at, subject=f"session {session.code}", details=details)
    return session


@transaction.atomic
def cancel_session(*, session: Session, reason: str, by: str, at: dt.datetime, link: str) -> int:
    """
    Cancel a session and every enrolment that is under way, and return how many people are told.

    :raises UnableToCancelSession: if it is over or cancelled already, or no reason is given.
    """
    if not reason.strip():
        raise UnableToCancelSession(_("Write the reason: everybody enrolled reads it."), code="reason_missing")
    session = seats.lock(session)
    if session.state not in (SessionState.OFFERED, SessionState.OPEN):
        raise UnableToCancelSession(_("This session is over or cancelled already."), code="over")
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    give_back(session=session)
    live = Enrolment.objects.filter(session=session, state__in=LIVE)
    people = list(live.values_list("person_id", flat=True))
    live.update(state=EnrolmentState.CANCELLED, reason=reason.strip(), decided_by=by, decided_at=at)
    log(action="learning.cancel_session", by=by, at=at, subject=f"session {session.code}", details={"of": len(people)})
    words = {"programme": session.programme.name}
    tell(
        people=people,
        words=lambda: (_("Cancelled: %(programme)s") % words, _("The session is not held. Open it to read why.")),
        link=link,
        at=at,
    )
    return len(people)


@transaction.atomic
def set_meetings(*, session: Session, meetings: Sequence[MeetingRow], by: str, at: dt.datetime) -> None:
    """
    Say when and where the parts of a session are held, instead of what was said before.

    :raises UnableToSetMeetings: if one lies outside the days of the session, two are at the same time, or attendance
        has been taken.
    """
    session = seats.lock(session)
    begun = (Presence.objects.filter(meeting__session=session), ClosedList.objects.filter(meeting__session=session))
    if any(rows.exists() for rows in begun):
        raise UnableToSetMeetings(_("Attendance has been taken: the meetings stay as they are."), code="taken")
    ordered = sorted(meetings, key=lambda row: row.starts_at)
    for row in ordered:
        if not session.starts_on <= row.day <= session.ends_on or row.ends_at <= row.starts_at:
            raise UnableToSetMeetings(_("Each meeting lies within the days of the session."), code="outside")
    for before, after in pairwise(ordered):
        if after.starts_at < before.ends_at:
            raise UnableToSetMeetings(_("Two meetings are at the same time."), code="overlap")
    _write(session, ordered)
    details = {"meetings": len(ordered)}
    log(action="learning.set_meetings", by=by, at=at, subject=f"session {session.code}", details=details)


@transaction.atomic
def set_daily_meetings(*, session: Session, by: str, at: dt.datetime) -> None:
    """
    Give a session one meeting on each of its working days, on each day where none of them is one.

    :raises UnableToSetMeetings: if it has meetings.
    """
    session = seats.lock(session)
    if session.meetings.exists():
        raise UnableToSetMeetings(_("This session has its meetings already."), code="set")
    meetings = _daily(session)
    _write(session, meetings)
    details = {"meetings": len(meetings)}
    log(action="learning.set_meetings", by=by, at=at, subject=f"session {session.code}", details=details)


def _daily(session: Session) -> list[MeetingRow]:
    first, last = session.starts_on, session.ends_on
    days = working_days(first=first, last=last, days_off=people.days_off(first=first, last=last))
    days = days or [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]
    return [MeetingRow(_moment(day, BEGINS), _moment(day, ENDS), day) for day in days]


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


def _write(session: Session, meetings: Sequence[MeetingRow]) -> None:
    """Write meetings by their numbers: one that only moves stays itself, so that its printed code holds on."""
    Meeting.objects.filter(session=session, number__gt=len(meetings)).delete()
    rows = [
        Meeting(session=session, number=number, starts_at=row.starts_at, ends_at=row.ends_at, place=row.place)
        for number, row in enumerate(meetings, start=1)
    ]
    fields = ["starts_at", "ends_at", "place"]
    Meeting.objects.bulk_create(rows, update_conflicts=True, unique_fields=["session", "number"], update_fields=fields)
