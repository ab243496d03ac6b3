"""Reading who may still get in, what waits for whom, and what a personal calendar shows."""

import datetime as dt
import hashlib
from collections.abc import Collection

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Length

from piawai.competencies.models import Standing
from piawai.learning.models import CalendarFeed, Enrolment, Meeting, Outcome, Reservation, Session
from piawai.learning.queries.enrolments import overdue, with_details
from piawai.learning.terms import LIVE, SEATED, EnrolmentState, SessionState
from piawai.people.models import Person, Unit, UnitHead

_IS_IN = (*LIVE, EnrolmentState.DONE, EnrolmentState.NOT_PASSED)
_TURNS = (
    EnrolmentState.APPROVED,
    EnrolmentState.INVITED,
    EnrolmentState.WAITING,
    EnrolmentState.PROPOSED,
    EnrolmentState.ASKED,
    EnrolmentState.DONE,
    EnrolmentState.NOT_PASSED,
)


def candidates(*, session: Session, scope: QuerySet[Person]) -> QuerySet[Person]:
    """
    Return the people in `scope` who hold a post and are not in a session, nor on the way to it.

    `lacks` counts the levels of gap in what the session teaches, so far as it reaches; nothing known counts as none.
    """
    taught = Outcome.objects.filter(session=session, competency=OuterRef("competency")).values("level")[:1]
    short = (
        Standing.objects.filter(person=OuterRef("pk"), gap__gt=0)
        .annotate(taught=Subquery(taught))
        .filter(taught__gt=F("held"))
        .annotate(
            closes=Case(
                When(taught__lt=F("required"), then=F("taught") - F("held")),
                default=F("gap"),
                output_field=IntegerField(),
            )
        )
        .values("person")
        .order_by()
    )
    inside = Enrolment.objects.filter(session=session, person=OuterRef("pk"), state__in=_IS_IN)
    return (
        scope.filter(~Exists(inside), post__isnull=False)
        .select_related("post__unit", "post__job")
        .annotate(lacks=Coalesce(Subquery(short.annotate(found=Sum("closes")).values("found")), Value(0)))
    )


def of_unit_first(people: QuerySet[Person], *, unit: int) -> QuerySet[Person]:
    """Return the same people with `elsewhere`: 0 for whoever works in a unit (id), 1 for the others."""
    return people.annotate(
        elsewhere=Case(When(post__unit=unit, then=Value(0)), default=Value(1), output_field=IntegerField())
    )


def in_turn(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return the same enrolments with `turn`: who holds a seat before who is invited, waits, asks, and the rest."""
    return enrolments.annotate(
        turn=Case(
            *(When(state=state, then=Value(turn)) for turn, state in enumerate(_TURNS)),
            default=Value(len(_TURNS)),
            output_field=IntegerField(),
        )
    )


def latest_of(*, session: Session, person: Person) -> Enrolment | None:
    """Return how a person stands in a session: the enrolment made last, None for whoever never was."""
    return Enrolment.objects.filter(session=session, person=person).order_by("-made_at", "-pk").first()


def before_in_queue(enrolment: Enrolment) -> int:
    """Return how many wait longer than somebody who waits for a seat."""
    longer = Q(queued_at__lt=enrolment.queued_at) | Q(queued_at=enrolment.queued_at, pk__lt=enrolment.pk)
    return Enrolment.objects.filter(longer, session=enrolment.session_id, state=EnrolmentState.WAITING).count()


def invitations(*, person: Person, at: dt.datetime) -> QuerySet[Enrolment]:
    """Return the invitations that a person still has to answer, the first due before the rest."""
    rows = Enrolment.objects.filter(person=person, state=EnrolmentState.INVITED, answer_due_at__gt=at)
    return with_details(rows).order_by("answer_due_at", "pk")


def head_over(person: Person) -> Person | None:
    """
    Return who answers a person's requests: the nearest head on the way up from the own unit, but for the person.

    None where nobody leads, or no post is held.
    """
    unit = Unit.objects.filter(posts__person=person).first()
    if unit is None:
        return None
    above = (
        UnitHead.objects.annotate(own=Value(unit.path, output_field=CharField()))
        .filter(own__startswith=F("unit__path"))
        .exclude(person=person)
    )
    nearest = above.select_related("person").order_by(Length("unit__path").desc()).first()
    return nearest.person if nearest is not None else None


def to_answer(*, session: Session, scope: QuerySet[Person], at: dt.datetime) -> QuerySet[Enrolment]:
    """Return the invitations of people in `scope` to a session that may still be answered."""
    invited = Enrolment.objects.filter(session=session, state=EnrolmentState.INVITED, answer_due_at__gt=at)
    return invited.filter(person__in=scope.order_by()).select_related("person", "unit")


def to_agree(*, scope: QuerySet[Person], but: Person | None, on: dt.date) -> QuerySet[Enrolment]:
    """Return the requests of people in `scope` that wait for their head, but for those of one person."""
    rows = Enrolment.objects.filter(person__in=scope, state=EnrolmentState.ASKED, agreed_at__isnull=True)
    return _to_come(rows, but, on)


def to_approve(*, but: Person | None, on: dt.date) -> QuerySet[Enrolment]:
    """Return what heads have agreed to and BKPSDM decides, but for what is about one person."""
    states = (EnrolmentState.ASKED, EnrolmentState.PROPOSED)
    return _to_come(Enrolment.objects.filter(state__in=states, agreed_at__isnull=False), but, on)


def _to_come(rows: QuerySet[Enrolment], but: Person | None, on: dt.date) -> QuerySet[Enrolment]:
    found = rows.filter(session__state=SessionState.OPEN, session__starts_on__gt=on)
    return found if but is None else found.exclude(person=but)


def sessions_to_look_after(*, on: dt.date, at: dt.datetime) -> QuerySet[Session]:
    """Return the sessions with answers overdue, kept seats that are free now, or a seat for somebody who waits."""
    late = overdue(at=at).filter(session=OuterRef("pk"))
    freed = Reservation.objects.filter(session=OuterRef("pk"), until__lt=on, seats__gt=F("taken"))
    waits = Enrolment.objects.filter(session=OuterRef("pk"), state=EnrolmentState.WAITING)
    open_now = Q(state=SessionState.OPEN, starts_on__gt=on)
    left = Q(seats__gt=F("reserved") + F("taken"))
    return Session.objects.filter(Exists(late) | open_now & (Exists(freed) | left & Exists(waits))).order_by("pk")


def digest(secret: str) -> str:
    """Return what is kept of the secret part of a calendar's address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(person: Person) -> CalendarFeed | None:
    """Return the calendar's address of a person that lasts, None where there is none."""
    return CalendarFeed.objects.filter(person=person, ended_at__isnull=True).first()


def reader_of(secret: str) -> Person | None:
    """Return whose calendar is read at a secret address; None where it has ended or its owner holds no post today."""
    lasting = CalendarFeed.objects.filter(digest=digest(secret), ended_at__isnull=True, person__post__isnull=False)
    found = lasting.select_related("person").first()
    return found.person if found is not None else None


def seats_held(*, person: Person, since: dt.date) -> list[tuple[Enrolment, list[Meeting]]]:
    """Return the seats that a person holds in sessions that end on a day or later, each with its meetings, in order."""
    rows = Enrolment.objects.filter(
        person=person, state__in=(*SEATED, EnrolmentState.DONE), session__ends_on__gte=since
    )
    found = list(with_details(rows).order_by("session__starts_on", "pk"))
    by_session = _meetings({row.session_id for row in found})
    return [(row, by_session.get(row.session_id, [])) for row in found]


def _meetings(sessions: Collection[int]) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = {}
    for meeting in Meeting.objects.filter(session__in=sessions).order_by("session_id", "number"):
        found.setdefault(meeting.session_id, []).append(meeting)
    return found
