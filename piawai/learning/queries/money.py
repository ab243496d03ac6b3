"""Reading what sessions cost: committed, paid. Whole rupiah."""

from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from piawai.learning.models import Enrolment, Payment, Session
from piawai.learning.rules.agreements import commitment
from piawai.learning.terms import HOLDS, SessionMoney, SessionState

RUNS = (SessionState.OPEN, SessionState.HELD)  # only these commit money


def with_money(sessions: QuerySet[Session]) -> QuerySet[Any]:
    """
    Return the same sessions with `held` (people who hold a seat), `committed` and `paid`.

    `committed` is AGREE-02 as the database counts it.
    """
    held = Enrolment.objects.filter(session=OuterRef("pk"), state__in=HOLDS).order_by().values("session")
    paid = Payment.objects.current().filter(session=OuterRef("pk")).order_by().values("session")
    found: QuerySet[Any] = sessions.annotate(
        held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        paid=Coalesce(
            Subquery(paid.annotate(n=Sum("amount")).values("n"), output_field=BigIntegerField()),
            Value(0, output_field=BigIntegerField()),
        ),
    ).annotate(
        committed=Case(
            When(state__in=RUNS, then=F("fixed_cost") + F("participant_cost") * F("held")),
            default=Value(0),
            output_field=BigIntegerField(),
        )
    )
    return found


def sessions_of_year(*, year: int) -> QuerySet[Any]:
    """Return the sessions that begin in a year and commit or were paid anything, with programme, partner and money."""
    rows = with_money(Session.objects.filter(starts_on__year=year).select_related("programme", "partner"))
    return rows.exclude(committed=0, paid=0)


def money_of_year(*, year: int) -> list[SessionMoney]:
    """Return what the sessions of a year cost and were paid, in order of day and code."""
    return [_money(row) for row in sessions_of_year(year=year).order_by("starts_on", "code")]


def money_of(session: Session) -> SessionMoney:
    """Return what a session costs and was paid."""
    return _money(with_money(Session.objects.filter(pk=session.pk).select_related("programme", "partner")).get())


def committed_for(session: Session) -> int:
    """Return what a session commits now."""
    return commitment(
        runs=session.state in RUNS,
        fixed_cost=session.fixed_cost,
        participant_cost=session.participant_cost,
        people=Enrolment.objects.filter(session=session, state__in=HOLDS).count(),
    )


def total(payments: QuerySet[Payment]) -> int:
    """Return the sum of payments."""
    return payments.aggregate(total=Sum("amount"))["total"] or 0


def payments() -> QuerySet[Payment]:
    """Return the payments that no correction has replaced."""
    return Payment.objects.current().select_related("session__programme", "partner", "agreement")


def years_with_money() -> list[int]:
    """Return the years in which sessions begin that were opened, newest first."""
    return [day.year for day in Session.objects.filter(state__in=RUNS).dates("starts_on", "year", order="DESC")]


def _money(row: Any) -> SessionMoney:
    runs = row.state in RUNS
    return SessionMoney(
        session=row.pk,
        code=row.code,
        programme=row.programme.name,
        partner=row.partner.name,
        starts_on=row.starts_on,
        people=row.held,
        hours=row.hours,
        fixed=row.fixed_cost if runs else 0,
        for_people=row.participant_cost * row.held if runs else 0,
        paid=row.paid,
    )
