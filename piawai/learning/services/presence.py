"""Taking attendance: scans that come whenever there is a network, lists typed in, and what the organiser decides."""

import datetime as dt
from collections.abc import Collection
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.learning.models import ClosedList, Enrolment, Meeting, Presence
from piawai.learning.queries import presence as queries
from piawai.learning.rules.presence import doubt, scanned
from piawai.learning.terms import Doubt, Means, Scan
from piawai.lib.errors import Refusal


class UnableToTakeScan(Refusal):
    """The code scanned is none of ours, or who sent it has no place in the session."""


class UnableToDecideScan(Refusal):
    """The scan is not in doubt, or somebody has decided on it."""


class UnableToCloseList(Refusal):
    """The list is closed already, or the meeting has not begun."""


@transaction.atomic
def take_scan(*, scan: Scan, at: dt.datetime) -> tuple[Presence, bool]:
    """
    Take a scan as a phone sends it, and return its row and whether it is new: what is sent again is stored once.

    A scan that comes late, or whose sender holds no seat any more, is stored and marked for the organiser.

    :raises UnableToTakeScan: if the code is none of ours, or the sender was never enrolled in the session.
    """
    found = queries.meeting_of(scan.meeting)
    if found is None:
        raise UnableToTakeScan(_("This code is not of a meeting here. Scan the one the organiser shows."), code="code")
    enrolment = queries.participant_of(scan.participant)
    if enrolment is None:
        text = _("We do not know whose phone this is. Sign in once, and open the page of attendance.")
        raise UnableToTakeScan(text, code="participant")
    meeting, until = found
    return _scanned(scan, meeting, until, enrolment, by=enrolment.person.code, at=at)


@transaction.atomic
def take_scan_for(*, scan: Scan, meeting: Meeting, by: str, at: dt.datetime) -> tuple[Presence, bool]:
    """
    Take a scan that the organiser made of a participant's own code, and return its row and whether it is new.

    :raises UnableToTakeScan: if the code is none of ours, or of another session.
    """
    enrolment = queries.participant_of(scan.participant)
    if enrolment is None:
        raise UnableToTakeScan(_("This code is not of a participant here."), code="participant")
    return _scanned(scan, meeting, at + queries.HOLDS_ON, enrolment, by=by, at=at)


def _scanned(
    scan: Scan, meeting: Meeting, until: dt.datetime, enrolment: Enrolment, *, by: str, at: dt.datetime
) -> tuple[Presence, bool]:
    if enrolment.session_id != meeting.session_id:
        text = _("%(name)s is not enrolled in %(session)s.")
        details = {"name": enrolment.person.name, "session": meeting.session.programme.name}
        raise UnableToTakeScan(text % details, code="other_session")
    made_at = scanned(scanned_at=scan.scanned_at, sent_at=scan.sent_at, received_at=at, begins_at=meeting.starts_at)
    closed = ClosedList.objects.filter(meeting=meeting).first()
    doubted = doubt(
        made_at=made_at,
        received_at=at,
        until=until,
        closed_at=closed.at if closed else None,
        seated=enrolment.state in queries.ATTENDING,
        locked=enrolment.state in queries.LOCKED,
    )
    row, new = Presence.objects.get_or_create(
        key=scan.key,
        defaults={
            "meeting": meeting,
            "enrolment": enrolment,
            "means": Means.QR,
            "doubt": doubted,
            "scanned_at": scan.scanned_at,
            "sent_at": scan.sent_at,
            "made_at": made_at,
            "received_at": at,
            "by": by,
            "device": scan.device[:100],
        },
    )
    if (row.meeting_id, row.enrolment_id) != (meeting.pk, enrolment.pk):
        raise UnableToTakeScan(_("This key was used for something else. Scan again."), code="key")
    if new:
        said: dict[str, object] = {"meeting": meeting.number, "doubt": doubted}
        log(action="learning.take_scan", by=by, at=at, subject=f"enrolment {enrolment.code}", details=said)
    return row, new


@transaction.atomic
def record_list(
    *, meeting: Meeting, before: Collection[str], after: Collection[str], means: Means, by: str, at: dt.datetime
) -> int:
    """
    Write down who was at a meeting as the organiser ticked it, and return how many rows that took.

    `before` are the enrolments (codes) that were ticked when the list was shown, `after` those that are now: what came
    in between stays. Whoever is ticked and not present is added; whose tick was taken away is withdrawn.
    """
    meeting = Meeting.objects.select_for_update().select_related("session").get(pk=meeting.pk)
    participants = {row.code: row for row in queries.participants(meeting.session)}
    there = queries.present_at(meeting)
    added = [row for code, row in participants.items() if code in after and row.pk not in there]
    gone = [row.pk for code, row in participants.items() if code in before and code not in after]
    wrong = list(Presence.objects.counting().filter(meeting=meeting, enrolment__in=gone))
    rows = [_row(meeting, one.pk, means, made_at=at, by=by, at=at) for one in added]
    rows += [_withdrawal(one, by=by, at=at) for one in wrong]
    Presence.objects.bulk_create(rows)
    if rows:
        details = {"meeting": meeting.number, "added": len(added), "withdrawn": len(wrong), "means": str(means)}
        subject = f"session {meeting.session.code}"
        log(action="learning.record_list", by=by, at=at, subject=subject, details=details)
    return len(rows)


@transaction.atomic
def accept_scan(*, scan: Presence, by: str, at: dt.datetime) -> Presence:
    """
    Let a doubtful scan count: a row of the organiser's list says so, at the time of the scan.

    :raises UnableToDecideScan: if it is not in doubt, or somebody has decided on it.
    """
    scan = _in_doubt(scan)
    row = _row(scan.meeting, scan.enrolment_id, Means.LIST, made_at=scan.made_at, by=by, at=at)
    row.save(force_insert=True)
    log(action="learning.accept_scan", by=by, at=at, subject=f"enrolment {scan.enrolment.code}")
    return row


@transaction.atomic
def refuse_scan(*, scan: Presence, by: str, at: dt.datetime) -> Presence:
    """
    Withdraw a doubtful scan.

    :raises UnableToDecideScan: if it is not in doubt, or somebody has decided on it.
    """
    scan = _in_doubt(scan)
    row = _withdrawal(scan, by=by, at=at)
    row.save(force_insert=True)
    log(action="learning.refuse_scan", by=by, at=at, subject=f"enrolment {scan.enrolment.code}")
    return row


def _in_doubt(scan: Presence) -> Presence:
    Meeting.objects.select_for_update().get(pk=scan.meeting_id)
    found = queries.doubtful(scan.meeting.session).filter(pk=scan.pk).first()
    if found is None:
        raise UnableToDecideScan(_("Somebody has decided on this scan already."), code="decided")
    return found


@transaction.atomic
def close_list(*, meeting: Meeting, by: str, at: dt.datetime) -> None:
    """
    Close the list of a meeting: scans that come later are kept, and the organiser decides on them.

    :raises UnableToCloseList: if it is closed already, or the meeting has not begun.
    """
    if at < meeting.starts_at:
        raise UnableToCloseList(_("The meeting has not begun. Close the list when it is over."), code="not_begun")
    _closed, new = ClosedList.objects.get_or_create(meeting=meeting, defaults={"at": at, "by": by})
    if not new:
        raise UnableToCloseList(_("The list is closed already."), code="closed")
    details = {"meeting": meeting.number}
    log(action="learning.close_list", by=by, at=at, subject=f"session {meeting.session.code}", details=details)


def _row(meeting: Meeting, enrolment: int, means: Means, *, made_at: dt.datetime, by: str, at: dt.datetime) -> Presence:
    return Presence(
        meeting=meeting,
        enrolment_id=enrolment,
        key=uuid4(),
        means=means,
        doubt=Doubt.NONE,
        scanned_at=made_at,
        sent_at=at,
        made_at=made_at,
        received_at=at,
        by=by,
    )


def _withdrawal(row: Presence, *, by: str, at: dt.datetime) -> Presence:
    taken = _row(row.meeting, row.enrolment_id, Means.LIST, made_at=at, by=by, at=at)
    taken.withdraws = row
    return taken
