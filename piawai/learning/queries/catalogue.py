"""Reading the catalogue."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Case, F, IntegerField, Prefetch, QuerySet, Value, When

from piawai.learning.models import Meeting, Outcome, Partner, Prerequisite, Programme, Reservation, Session
from piawai.learning.rules.ways import ways_fitting
from piawai.learning.terms import Fitting, SessionRow, SessionState
from piawai.regulations import values

_TURNS = (SessionState.OPEN, SessionState.OFFERED, SessionState.HELD, SessionState.CANCELLED)


def sessions_by_code() -> dict[str, Session]:
    """Return all sessions on offer by code."""
    return {session.code: session for session in Session.objects.all()}


def sessions_of(*, year: int) -> QuerySet[Session]:
    """Return the sessions that begin in a year, in order of day and code, with all that hangs on them."""
    return with_details(Session.objects.filter(starts_on__year=year)).order_by("starts_on", "code")


def with_details(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return the same sessions with programme, outcomes, prerequisites and duties read at once."""
    return sessions.select_related("programme", "partner").prefetch_related(
        Prefetch("outcomes", Outcome.objects.select_related("competency")),
        Prefetch("prerequisites", Prerequisite.objects.select_related("competency")),
        "duties",
    )


def catalogue() -> QuerySet[Session]:
    """
    Return all sessions with their programmes and partners.

    `left` counts the common seats that nobody holds; `turn` puts sessions in order: open, on offer, held, cancelled.
    """
    return Session.objects.select_related("programme", "partner").annotate(
        left=F("seats") - F("reserved") - F("taken"),
        turn=Case(
            *(When(state=state, then=Value(turn)) for turn, state in enumerate(_TURNS)),
            default=Value(len(_TURNS)),
            output_field=IntegerField(),
        ),
    )


def months() -> list[dt.date]:
    """Return the months in which sessions begin that are not cancelled, by their first days, in order."""
    return list(Session.objects.exclude(state=SessionState.CANCELLED).dates("starts_on", "month"))


def partners_named() -> list[tuple[str, str]]:
    """Return code and name of the partners that hold sessions, by name."""
    found = Partner.objects.filter(pk__in=Session.objects.values("partner")).order_by("name", "pk")
    return list(found.values_list("code", "name"))


def competencies_taught() -> list[tuple[str, str]]:
    """Return code and name of the competencies that sessions teach, by name."""
    rows = Outcome.objects.values_list("competency__code", "competency__name").distinct()
    return list(rows.order_by("competency__name", "competency__code"))


def places() -> list[str]:
    """Return where sessions are held, by name."""
    return list(Session.objects.exclude(place="").order_by("place").values_list("place", flat=True).distinct())


def meetings(session: Session) -> QuerySet[Meeting]:
    """Return when and where the parts of a session are held, in order."""
    return Meeting.objects.filter(session=session).order_by("number")


def kept_seats(session: Session) -> QuerySet[Reservation]:
    """Return the seats of a session that are kept for units, by name of the unit."""
    return Reservation.objects.filter(session=session, seats__gt=0).select_related("unit").order_by("unit__name", "pk")


def years_on_offer() -> list[int]:
    """Return the years in which sessions begin, newest first."""
    return [day.year for day in Session.objects.dates("starts_on", "year", order="DESC")]


def sessions_after(day: dt.date) -> QuerySet[Session]:
    """Return the sessions that begin after a day, in order of day and code."""
    return catalogue().filter(starts_on__gt=day).order_by("starts_on", "code")


def session_rows(codes: Collection[str]) -> dict[str, SessionRow]:
    """Return some of the sessions on offer by code, as the catalogue file states them."""
    return {row.code: session_row(row) for row in with_details(Session.objects.all()) if row.code in codes}


def begun_states(codes: Collection[str]) -> dict[str, str]:
    """Return how those of some sessions (codes) stand that are no longer only on offer."""
    rows = Session.objects.filter(code__in=codes).exclude(state=SessionState.OFFERED)
    return dict(rows.values_list("code", "state"))


def begun_programmes() -> dict[str, Programme]:
    """Return the programmes that have a session no longer only on offer, by the keys of their names."""
    begun = Session.objects.exclude(state=SessionState.OFFERED)
    return {row.name_key: row for row in Programme.objects.filter(pk__in=begun.values("programme"))}


def seats_given() -> dict[str, int]:
    """Return how many seats of sessions are held or kept, by code; sessions with none are left out."""
    given = Session.objects.annotate(given=F("reserved") + F("taken")).filter(given__gt=0)
    return dict(given.values_list("code", "given"))


def session_row(session: Session) -> SessionRow:
    """Return a session as the catalogue file states it."""
    return SessionRow(
        code=session.code,
        programme=session.programme.name,
        form=session.programme.form,
        partner=session.partner.name,
        starts_on=session.starts_on,
        ends_on=session.ends_on,
        hours=session.hours,
        seats=session.seats,
        participant_cost=session.participant_cost,
        minimum=session.minimum,
        fixed_cost=session.fixed_cost,
        place=session.place,
        mode=session.mode,
        account_code=session.account_code,
        teaches={row.competency.code: row.level for row in session.outcomes.all()},
        asks={row.competency.code: row.level for row in session.prerequisites.all()},
        duties=tuple(sorted(row.job_class for row in session.duties.all())),
    )


def fitting(*, aspects: Sequence[str], on: dt.date) -> Fitting:
    """Return what fits where these aspects are missing most (none: unknown), by the policy of a day. No query."""
    by_aspect, names = values.mapping("training_forms_by_aspect", on=on), values.mapping("training_forms", on=on)
    forms = dict.fromkeys(code for aspect in aspects for code in by_aspect.at(aspect).codes)
    named = tuple(str(names.at(code).record["name"]) for code in forms)
    return Fitting(ways_fitting(aspects), named, by_aspect)
