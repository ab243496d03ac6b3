"""Reading enrolments, and what keeps somebody from being enrolled."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from piawai.competencies.queries.standings import dated_rows
from piawai.competencies.rules import levels
from piawai.learning.models import Enrolment, Prerequisite, Session
from piawai.learning.rules.enrolments import may_still_cancel
from piawai.learning.terms import LIVE, SEATED, EnrolmentState, Mode, Obstacle, SessionState
from piawai.people import queries as people
from piawai.people.models import CareerEvent, Person, Post
from piawai.people.rules import ceiling, working_days
from piawai.people.terms import ABSENCES, EventKind
from piawai.regulations import values

_KEEPS_OUT = (*LIVE, EnrolmentState.DONE, EnrolmentState.NOT_PASSED)


def with_details(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return the same enrolments with person, unit and session read at once."""
    return enrolments.select_related("person", "unit", "session__programme", "session__partner")


def of_session(session: Session) -> QuerySet[Enrolment]:
    """Return all enrolments of a session, whatever became of them."""
    return with_details(Enrolment.objects.filter(session=session))


def of_people(scope: QuerySet[Person]) -> QuerySet[Enrolment]:
    """Return all enrolments of some people."""
    return with_details(Enrolment.objects.filter(person__in=scope))


def waiting(session: Session) -> QuerySet[Enrolment]:
    """Return who waits for a seat of a session, the longest first."""
    return Enrolment.objects.filter(session=session, state=EnrolmentState.WAITING).order_by("queued_at", "pk")


def overdue(*, at: dt.datetime) -> QuerySet[Enrolment]:
    """Return the invitations that were not answered in time."""
    return Enrolment.objects.filter(state=EnrolmentState.INVITED, answer_due_at__lte=at)


def may_cancel_own(enrolment: Enrolment, *, on: dt.date) -> bool:
    """Return whether participants may still cancel by themselves: always while they hold no seat."""
    least = values.value("cancellation_days", on=on).whole
    in_time = may_still_cancel(on=on, starts_on=enrolment.session.starts_on, days=least)
    return in_time or enrolment.state not in SEATED


def begins_at(session: Session) -> dt.datetime:
    """Return the moment a session's first day begins, in the time of the place."""
    return timezone.make_aware(dt.datetime.combine(session.starts_on, dt.time()))


def span(session: Session) -> tuple[dt.date, dt.date]:
    """Return the first and the last day on which a participant is taken, travel included."""
    days = 0 if session.mode == Mode.ONLINE else values.value("travel_days_each_way", on=session.starts_on).whole
    travel = dt.timedelta(days=days)
    return session.starts_on - travel, session.ends_on + travel


def placed(*, session: Session, scope: QuerySet[Person], known_at: dt.datetime) -> dict[int, int]:
    """Return the unit (id) of each person (id) who serves on all days of a session: the unit of its first day."""
    first, last = span(session)
    found = {}
    for person_id, career in people.careers(scope=scope, on=first, known_at=known_at).items():
        post = career.on(first)
        if post is not None and career.on(last) is not None:
            found[person_id] = post.unit_id
    return found


def obstacles(
    *,
    session: Session,
    units: Mapping[int, int],
    scope: QuerySet[Person],
    on: dt.date,
    known_at: dt.datetime,
    besides: Collection[int] = (),
) -> dict[int, Obstacle]:
    """
    Return what keeps people from being enrolled in a session, by person id; whom nothing keeps is not in it.

    `scope` are the people asked about, `units` as `placed` has them. The number of queries does not grow with them.
    Who can be spared is counted in the order of `scope`: whoever comes first may go. `besides` are the enrolments (ids)
    that are being decided on, and stand in nobody's way.
    """
    ids = list(scope.values_list("pk", flat=True))
    if session.state != SessionState.OPEN:
        return {person_id: Obstacle("not_open") for person_id in ids}
    if session.starts_on <= on:
        return {person_id: Obstacle("begun", {"day": session.starts_on}) for person_id in ids}
    first, last = span(session)
    found: dict[int, Obstacle] = {}
    for one in (
        _enrolled(session, scope, besides),
        {person_id: Obstacle("not_serving") for person_id in ids if person_id not in units},
        _absent(scope, first, last, known_at),
        _overlapping(session, scope, first, last),
        _same_programme(session, scope),
        _unprepared(session, scope, on, known_at),
    ):
        found = {**one, **found}
    rest = [person_id for person_id in ids if person_id not in found]
    return {**found, **_not_to_be_spared(session, rest, units, first, last, besides)}


def _enrolled(session: Session, scope: QuerySet[Person], besides: Collection[int]) -> dict[int, Obstacle]:
    rows = Enrolment.objects.filter(session=session, person__in=scope, state__in=_KEEPS_OUT).exclude(pk__in=besides)
    return {
        person_id: Obstacle("enrolled", {"state": EnrolmentState(state).label})
        for person_id, state in rows.values_list("person_id", "state")
    }


def _absent(scope: QuerySet[Person], first: dt.date, last: dt.date, known_at: dt.datetime) -> dict[int, Obstacle]:
    rows = CareerEvent.objects.known_at(known_at).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), person__in=scope, kind__in=ABSENCES, starts_on__lte=last
    )
    found = {}
    for person_id, kind, starts_on, ends_on in rows.values_list("person_id", "kind", "starts_on", "ends_on"):
        details = {"kind": EventKind(kind).label, "first": starts_on, "last": ends_on or _("further notice")}
        found[person_id] = Obstacle("absent", details)
    return found


def _overlapping(session: Session, scope: QuerySet[Person], first: dt.date, last: dt.date) -> dict[int, Obstacle]:
    rows = (
        Enrolment.objects.filter(person__in=scope, state__in=SEATED, session__state=SessionState.OPEN)
        .exclude(session=session)
        .select_related("session")
    )
    found = {}
    for row in rows:
        begins, ends = span(row.session)
        if begins <= last and ends >= first:
            found[row.person_id] = Obstacle("overlap", {"session": row.session.code})
    return found


def _same_programme(session: Session, scope: QuerySet[Person]) -> dict[int, Obstacle]:
    under_way = (
        Enrolment.objects.filter(person__in=scope, state__in=LIVE, session__programme=session.programme_id)
        .exclude(session=session)
        .exclude(session__state=SessionState.CANCELLED)
    )
    return {
        person_id: Obstacle("same_programme", {"session": code})
        for person_id, code in under_way.values_list("person_id", "session__code")
    }


def _unprepared(session: Session, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> dict[int, Obstacle]:
    asks = list(Prerequisite.objects.filter(session=session).select_related("competency"))
    if not asks:
        return {}
    evidence = dated_rows(scope=scope, on=on, known_at=known_at).evidence
    found = {}
    for person_id in scope.values_list("pk", flat=True):
        known = evidence.get(person_id, {})
        for row in asks:
            held = levels.held_on(known.get(row.competency.code, ()), on=session.starts_on)
            if held is None or held.level < row.level:
                details = {"competency": row.competency.name, "level": row.level}
                found[person_id] = Obstacle("prerequisite", details)
    return found


def _not_to_be_spared(
    session: Session,
    ids: Sequence[int],
    units: Mapping[int, int],
    first: dt.date,
    last: dt.date,
    besides: Collection[int],
) -> dict[int, Obstacle]:
    """Return for whom the unit, or the office above it, has nobody more to spare on a working day of the session."""
    if session.mode == Mode.ONLINE or not ids:
        return {}
    days = working_days(first=first, last=last, days_off=people.days_off(first=first, last=last))
    offices, names = people.offices(), people.unit_titles()
    share = values.value("away_share", on=session.starts_on).number
    sizes: Counter[tuple[str, int]] = Counter()
    for unit, many in Post.objects.values_list("unit_id").annotate(many=Count("pk")):
        sizes.update({("unit", unit): many, ("office", offices[unit]): many})
    away: Counter[tuple[str, int, dt.date]] = Counter()
    for unit, begins, ends in _others_away(first, last, besides):
        for day in days:
            if begins <= day <= ends:
                away.update((("unit", unit, day), ("office", offices[unit], day)))
    found = {}
    for person_id in ids:
        groups = (("unit", units[person_id]), ("office", offices[units[person_id]]))
        full = next(
            (
                (kind, unit, day)
                for kind, unit in groups
                for day in days
                if away[kind, unit, day] >= ceiling(people=sizes[kind, unit], share=share)
            ),
            None,
        )
        if full is None:
            away.update((kind, unit, day) for kind, unit in groups for day in days)
            continue
        kind, unit, day = full
        many = sizes[kind, unit]
        most = ceiling(people=many, share=share)
        found[person_id] = Obstacle("ceiling", {"day": day, "unit": names[unit], "most": most, "people": many})
    return found


def _others_away(first: dt.date, last: dt.date, besides: Collection[int]) -> Iterable[tuple[int, dt.date, dt.date]]:
    """Give unit (id), first and last day of everybody who is away for training held elsewhere in these days."""
    longest = dt.timedelta(days=30)  # of travel: `span` says how long it is
    rows = (
        Enrolment.objects.filter(
            state__in=SEATED,
            session__state=SessionState.OPEN,
            session__starts_on__lte=last + longest,
            session__ends_on__gte=first - longest,
        )
        .exclude(pk__in=besides)
        .exclude(session__mode=Mode.ONLINE)
        .select_related("session")
    )
    spans: dict[int, tuple[dt.date, dt.date]] = {}
    for row in rows:
        if row.session_id not in spans:
            spans[row.session_id] = span(row.session)
        yield (row.unit_id, *spans[row.session_id])


def seats_left(session: Session) -> int:
    """Return how many of the common seats of a session nobody holds."""
    return session.seats - session.reserved - session.taken


def sessions_held_by(*, scope: QuerySet[Person]) -> dict[int, list[Session]]:
    """Return the sessions in which people hold a seat, by person id, in order of their first day."""
    rows = with_details(Enrolment.objects.filter(person__in=scope, state__in=SEATED)).order_by("session__starts_on")
    found: dict[int, list[Session]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row.session)
    return found
