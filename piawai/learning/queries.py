"""Reading the catalogue and completed training."""

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db.models import Prefetch, QuerySet, Sum

from piawai.learning.models import CompletedTraining, Outcome, Prerequisite, Session
from piawai.learning.rules import ways_fitting
from piawai.learning.terms import Fitting, SessionRow
from piawai.people.models import Person
from piawai.regulations import values


def sessions_by_code() -> dict[str, Session]:
    """Return all sessions on offer by code."""
    return {session.code: session for session in Session.objects.all()}


def sessions_of(*, year: int) -> QuerySet[Session]:
    """Return the sessions that begin in a year, in order of day and code, with all that hangs on them."""
    return with_details(Session.objects.filter(starts_on__year=year)).order_by("starts_on", "code")


def with_details(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return the same sessions with programme, outcomes, prerequisites and duties read at once."""
    return sessions.select_related("programme").prefetch_related(
        Prefetch("outcomes", Outcome.objects.select_related("competency")),
        Prefetch("prerequisites", Prerequisite.objects.select_related("competency")),
        "duties",
    )


def catalogue() -> QuerySet[Session]:
    """Return all sessions on offer with their programmes."""
    return Session.objects.select_related("programme")


def years_on_offer() -> list[int]:
    """Return the years in which sessions begin, newest first."""
    return [day.year for day in Session.objects.dates("starts_on", "year", order="DESC")]


def sessions_after(day: dt.date) -> QuerySet[Session]:
    """Return the sessions that begin after a day, in order of day and code."""
    return catalogue().filter(starts_on__gt=day).order_by("starts_on", "code")


def session_rows(codes: Collection[str]) -> dict[str, SessionRow]:
    """Return some of the sessions on offer by code, as the catalogue file states them."""
    return {row.code: session_row(row) for row in with_details(Session.objects.all()) if row.code in codes}


def session_row(session: Session) -> SessionRow:
    """Return a session as the catalogue file states it."""
    return SessionRow(
        code=session.code,
        programme=session.programme.name,
        form=session.programme.form,
        partner=session.partner,
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


def credited_hours(*, scope: QuerySet[Person], year: int, known_at: dt.datetime) -> dict[int, Decimal]:
    """Return the learning hours (JP) of trainings that ended in a year, by person id; nobody with none is listed."""
    rows = CompletedTraining.objects.known_at(known_at).filter(person__in=scope, ends_on__year=year)
    return dict(rows.values_list("person_id").annotate(hours=Sum("hours")))


def references(*, people: Collection[int]) -> dict[tuple[int, str], str]:
    """Return the certificate number of the known trainings of some people, by person id and reference."""
    rows = CompletedTraining.objects.current().values_list("person_id", "reference", "certificate")
    return {(person, reference): number for person, reference, number in rows.iterator() if person in people}


def attended(*, scope: QuerySet[Person], known_at: dt.datetime) -> set[tuple[int, str]]:
    """Return which courses people have completed, as (person id, course name)."""
    rows = CompletedTraining.objects.known_at(known_at).filter(person__in=scope)
    return set(rows.values_list("person_id", "name"))


def fitting(*, aspects: Sequence[str], on: dt.date) -> Fitting:
    """Return what fits where these aspects are missing most (none: unknown), by the policy of a day. No query."""
    by_aspect, names = values.mapping("training_forms_by_aspect", on=on), values.mapping("training_forms", on=on)
    forms = dict.fromkeys(code for aspect in aspects for code in by_aspect.at(aspect).codes)
    named = tuple(str(names.at(code).record["name"]) for code in forms)
    return Fitting(ways_fitting(aspects), named, by_aspect)
