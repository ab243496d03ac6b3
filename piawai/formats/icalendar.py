"""
Calendars that phones and mail programs read (RFC 5545): plain data in, bytes out.

Moments are written in UTC, so that no description of a time zone is needed.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MEDIA = "text/calendar; charset=utf-8"
_LINE = 75  # octets, the line's end not counted
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"))


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something in a calendar, from a moment to a moment, or from a day to a day (inclusive).

    `uid` stays the same while the event is the same; `changed_at` is when it last changed. `fixed` is whether it is
    certain that it takes place with its owner.
    """

    uid: str
    changed_at: dt.datetime
    begins: dt.date | dt.datetime
    ends: dt.date | dt.datetime
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    fixed: bool = True


def calendar(*, name: str, events: Sequence[Event]) -> bytes:
    """Return a calendar with a name as a file's content; moments must know their zone."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Piawai//Piawai//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _event(event: Event) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(event.changed_at)}"
    if isinstance(event.begins, dt.datetime) and isinstance(event.ends, dt.datetime):
        yield f"DTSTART:{_moment(event.begins)}"
        yield f"DTEND:{_moment(event.ends)}"
    else:  # the end of days is the day after the last
        yield f"DTSTART;VALUE=DATE:{event.begins:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.ends + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CONFIRMED' if event.fixed else 'TENTATIVE'}"
    yield "END:VEVENT"


def _moment(at: dt.datetime) -> str:
    """
    Return a moment in UTC.

    :raises ValueError: if it does not know its zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Return a text as a value: what has a meaning there is escaped, other control characters are left out."""
    kept = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in kept if sign == "\n" or unicodedata.category(sign) != "Cc")
    for sign, written in _ESCAPED:
        kept = kept.replace(sign, written)
    return kept


def _folded(line: str) -> list[bytes]:
    """Return a line in parts of at most 75 octets, none of which splits a letter; the later ones begin with a blank."""
    parts: list[bytes] = []
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > _LINE - bool(parts):
            parts.append(part)
            part = b""
        part += octets
    return [*parts, part]
