"""Decisions about attendance: when a scan was made, whether it is plain, who counts as present."""

import datetime as dt
from collections.abc import Iterable

from piawai.learning.terms import Doubt, Seen

EARLY = dt.timedelta(minutes=10)  # before a meeting begins: no scan counts as made earlier


def scanned(
    *, scanned_at: dt.datetime, sent_at: dt.datetime, received_at: dt.datetime, begins_at: dt.datetime
) -> dt.datetime:
    """
    Return when a scan was made by our clock.

    The phone says when it scanned and when it sent, both by its own clock; a clock that is wrong, but runs, cancels
    out. Never before the meeting could begin, never after it was received.

    Rule: ATTEND-01
    Source: our own rule (the offline protocol, rule 6)
    """
    longest = max(received_at - (begins_at - EARLY), dt.timedelta())
    waited = max(sent_at - scanned_at, dt.timedelta())
    return received_at - min(waited, longest)


def doubt(
    *,
    made_at: dt.datetime,
    received_at: dt.datetime,
    until: dt.datetime,
    closed_at: dt.datetime | None,
    seated: bool,
    locked: bool,
) -> Doubt:
    """
    Return what keeps a scan from counting by itself, so that the organiser decides; nothing is refused for it.

    `made_at` is as `scanned` gives it; `until` is the moment up to which the code that was scanned held; `closed_at`
    when the list was closed, None while it is open; `locked` says that the result was locked before it came.

    Rule: ATTEND-02
    Source: our own rule (the offline protocol, rule 10: accept, mark, let somebody decide)
    """
    if not seated:
        return Doubt.NO_SEAT
    if locked:
        return Doubt.LOCKED
    if made_at > until:
        return Doubt.OUTDATED
    if closed_at is not None and received_at >= closed_at:
        return Doubt.LATE
    return Doubt.NONE


def present(rows: Iterable[Seen]) -> bool:
    """
    Return whether somebody counts as present by the rows of one meeting, in whatever order they came.

    Present is who has a row without doubt that was not withdrawn. A withdrawal takes back one row, not those to come.

    Rule: ATTEND-03
    Source: our own rule (the offline protocol, rules 4, 7 and 11)
    """
    known = list(rows)
    withdrawn = {row.withdraws for row in known if row.withdraws}
    return any(not row.withdraws and not row.doubt and row.key not in withdrawn for row in known)


def attended_enough(*, attended: int, meetings: int, least: float) -> bool | None:
    """
    Return whether somebody attended enough meetings of a session to pass, None where it has none.

    Rule: ATTEND-04
    Source: local policy (regulations: attendance_share)
    Unit: share of meetings, 0 to 1
    """
    if not meetings:
        return None
    return attended >= meetings * least - 1e-9
