"""Reading who was there, and the signed texts by which a phone says which meeting and who."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core import signing
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from piawai.learning.models import Enrolment, Meeting, Presence, Session
from piawai.learning.rules.presence import attended_enough
from piawai.learning.terms import AtMeeting, Attended, Doubt, EnrolmentState
from piawai.people.models import Person
from piawai.regulations import values

ATTENDING = (EnrolmentState.APPROVED, EnrolmentState.DONE, EnrolmentState.NOT_PASSED)
LOCKED = (EnrolmentState.DONE, EnrolmentState.NOT_PASSED)  # of these the result is locked
HOLDS_ON = dt.timedelta(minutes=30)  # after a meeting's end, for whoever scans on the way out
_OF_MEETING = signing.Signer(salt="learning.meeting", sep="~")
_OF_ORGANISER = signing.Signer(salt="learning.organiser", sep="~")
_OF_PARTICIPANT = signing.Signer(salt="learning.participant", sep="~")


def meeting_text(meeting: Meeting) -> str:
    """Return the signed text that a meeting's QR code holds: meeting, session, and until when it holds."""
    until = int((meeting.ends_at + HOLDS_ON).timestamp())
    return _OF_MEETING.sign(f"{meeting.pk}.{meeting.session_id}.{until}")


def meeting_of(text: str) -> tuple[Meeting, dt.datetime] | None:
    """Return the meeting of a signed text and until when the text holds, None where it is none of ours."""
    try:
        number, _session, until = _OF_MEETING.unsign(text).split(".")
    except (signing.BadSignature, ValueError):
        return None
    found = meetings().filter(pk=int(number)).first()
    return None if found is None else (found, dt.datetime.fromtimestamp(int(until), tz=dt.UTC))


def participant_text(enrolment: Enrolment) -> str:
    """Return the signed text by which a phone shows whose it is, at one session, without signing in."""
    return _OF_PARTICIPANT.sign(enrolment.code)


def participant_of(text: str) -> Enrolment | None:
    """Return the enrolment of a signed text, None where it is none of ours."""
    try:
        code = _OF_PARTICIPANT.unsign(text)
    except signing.BadSignature:
        return None
    return Enrolment.objects.select_related("person", "session").filter(code=code).first()


def organiser_text(meeting: Meeting, *, account: str, until: dt.datetime) -> str:
    """Return the signed text by which an organiser's phone says, until a moment, who scans at which meeting."""
    return _OF_ORGANISER.sign(f"{meeting.pk}.{account}.{int(until.timestamp())}")


def organiser_of(text: str, *, at: dt.datetime) -> tuple[Meeting, str] | None:
    """Return meeting and account (code) of an organiser's text, None where it is none of ours or has run out."""
    found = organiser_once(text)
    return None if found is None or at.timestamp() > found[2] else found[:2]


def organiser_once(text: str) -> tuple[Meeting, str, int] | None:
    """Return meeting, account (code) and last second of an organiser's text, None where it is none of ours."""
    try:
        number, account, until = _OF_ORGANISER.unsign(text).split(".")
    except (signing.BadSignature, ValueError):
        return None
    found = meetings().filter(pk=int(number)).first()
    return None if found is None else (found, account, int(until))


def participant_by_code(code: str, *, session: Session) -> Enrolment | None:
    """Return the enrolment in a session that a short code names, None where there is none."""
    return Enrolment.objects.select_related("person").filter(code=code.strip().lower(), session=session).first()


def meetings() -> QuerySet[Meeting]:
    """Return all meetings with their sessions."""
    return Meeting.objects.select_related("session__programme", "session__partner", "closed")


def lists_to_close(sessions: QuerySet[Session], *, at: dt.datetime) -> QuerySet[Meeting]:
    """Return the meetings of some sessions that have begun and whose lists are open, the oldest first."""
    rows = meetings().filter(session__in=sessions, starts_at__lte=at, closed__isnull=True)
    return rows.order_by("starts_at", "pk")


def participants(session: Session) -> QuerySet[Enrolment]:
    """Return who takes part in a session: who holds a seat for certain, or has finished it."""
    rows = Enrolment.objects.filter(session=session, state__in=ATTENDING)
    return rows.select_related("person", "unit").order_by("person__name", "pk")


def to_attend(*, person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """Return the enrolments of a person whose sessions are not over, the first to begin before the rest."""
    rows = Enrolment.objects.filter(person=person, state__in=ATTENDING, session__ends_on__gte=on)
    return rows.select_related("session__programme").order_by("session__starts_on", "pk")


def left_to_attend(*, person: Person, on: dt.date) -> QuerySet[Enrolment]:
    """Return those of `to_attend` with a meeting on a day or later at which the person has not been seen yet."""
    begins = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    seen = Presence.objects.counting().filter(meeting=OuterRef("pk"), enrolment=OuterRef(OuterRef("pk")))
    left = Meeting.objects.filter(~Exists(seen), session=OuterRef("session"), ends_at__gte=begins)
    return to_attend(person=person, on=on).filter(Exists(left))


def attends(*, person: Person, meeting: Meeting) -> Enrolment | None:
    """Return a person's enrolment in the session of a meeting, the one that holds before one that ended."""
    rows = list(Enrolment.objects.filter(person=person, session=meeting.session_id).order_by("-pk"))
    return next((row for row in rows if row.state in ATTENDING), rows[0] if rows else None)


def present_at(meeting: Meeting) -> dict[int, Presence]:
    """Return who is present at a meeting, by enrolment id: the first row that counts."""
    rows = Presence.objects.counting().filter(meeting=meeting).order_by("-made_at", "-pk")
    return {row.enrolment_id: row for row in rows}


def present_in(session: Session) -> dict[int, set[int]]:
    """Return the meetings (ids) of a session that each enrolment (id) attended; who attended none is not in it."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Presence.objects.counting().filter(meeting__session=session)
    for enrolment, meeting in rows.values_list("enrolment_id", "meeting_id"):
        found[enrolment].add(meeting)
    return dict(found)


def scans_in(sessions: QuerySet[Session]) -> QuerySet[Presence]:
    """Return the rows of attendance of some sessions."""
    return Presence.objects.filter(meeting__session__in=sessions).select_related("meeting__session", "enrolment")


def with_counts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return the same sessions with `participants`, who hold a seat for certain, and `held`, how many meetings."""
    seated = Count("enrolments", distinct=True, filter=Q(enrolments__state__in=ATTENDING))
    return sessions.annotate(participants=seated, held=Count("meetings", distinct=True))


def doubtful(session: Session) -> QuerySet[Presence]:
    """Return the scans of a session that somebody must decide on: doubted, not decided yet."""
    counting = Presence.objects.counting().filter(meeting__session=session)
    decided = {(row.meeting_id, row.enrolment_id) for row in counting}
    rows = Presence.objects.filter(meeting__session=session, withdrawn_by__isnull=True).exclude(doubt=Doubt.NONE)
    settled = [row.pk for row in rows if (row.meeting_id, row.enrolment_id) in decided]
    return rows.exclude(pk__in=settled).select_related("meeting", "enrolment__person").order_by("made_at", "pk")


def attended(*, enrolments: Collection[int], on: dt.date) -> dict[int, Attended]:
    """Return how many of the meetings of their sessions people attended, by enrolment id; two queries."""
    least = values.value("attendance_share", on=on).number
    there = Count("presences__meeting", distinct=True, filter=_counts())
    rows = Enrolment.objects.filter(pk__in=enrolments).values_list("pk", "session_id").annotate(there=there)
    sizes = dict(
        Session.objects.filter(enrolments__in=enrolments)
        .values_list("pk")
        .annotate(many=Count("meetings", distinct=True))
    )
    return {
        pk: Attended(many, sizes[session], attended_enough(attended=many, meetings=sizes[session], least=least))
        for pk, session, many in rows
    }


def at_meetings(*, scope: QuerySet[Person], at: dt.datetime) -> QuerySet[Any]:
    """
    Return one row for each meeting of each session in which somebody of a scope takes part, with `stands` (AtMeeting).

    `meeting` (id), `number`, `begins` and `ends` are the meeting's. Who was present stays so, whatever is doubted.
    """
    rows: QuerySet[Any] = Enrolment.objects.filter(
        person__in=scope, state__in=ATTENDING, session__meetings__isnull=False
    ).annotate(
        meeting=F("session__meetings"),
        number=F("session__meetings__number"),
        begins=F("session__meetings__starts_at"),
        ends=F("session__meetings__ends_at"),
    )
    own = Presence.objects.filter(enrolment=OuterRef("pk"), meeting=OuterRef("meeting"))
    doubted = own.filter(withdrawn_by__isnull=True).exclude(doubt=Doubt.NONE)
    found: QuerySet[Any] = rows.select_related("person", "unit", "session__programme").annotate(
        stands=Case(
            When(Exists(own.counting()), then=Value(AtMeeting.PRESENT.value)),
            When(Exists(doubted), then=Value(AtMeeting.IN_DOUBT.value)),
            When(ends__gt=at, then=Value(AtMeeting.TO_COME.value)),
            default=Value(AtMeeting.ABSENT.value),
            output_field=CharField(),
        )
    )
    return found


def years_attended(*, scope: QuerySet[Person]) -> list[int]:
    """Return the years in which meetings are that people of a scope are to attend, newest first."""
    rows = Meeting.objects.filter(session__enrolments__person__in=scope, session__enrolments__state__in=ATTENDING)
    return [day.year for day in rows.datetimes("starts_at", "year", order="DESC")]


def _counts() -> Q:
    return Q(presences__withdraws__isnull=True, presences__withdrawn_by__isnull=True, presences__doubt=Doubt.NONE)
