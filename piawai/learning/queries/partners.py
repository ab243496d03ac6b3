"""Reading partners: who they are, who acts for them, what came of their sessions."""

import datetime as dt

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from piawai.accounts.models import User
from piawai.competencies.models import Standing
from piawai.learning.models import Enrolment, Outcome, Partner, PartnerMember, Session
from piawai.learning.terms import HOLDS, EnrolmentState, PartnerResults, SessionState, Share
from piawai.regulations import values


def partners() -> QuerySet[Partner]:
    """Return all partners with `runs`, how many of their sessions are open or were held."""
    runs = Count("sessions", filter=Q(sessions__state__in=(SessionState.OPEN, SessionState.HELD)))
    return Partner.objects.annotate(runs=runs)


def members(partner: Partner) -> QuerySet[PartnerMember]:
    """Return the accounts that act for a partner, or did, those of today first."""
    return PartnerMember.objects.filter(partner=partner).select_related("user", "partner").order_by("-ended_at", "pk")


def member(number: int) -> PartnerMember | None:
    """Return who acts for a partner, by number; None where there is none, or no longer."""
    rows = PartnerMember.objects.select_related("user", "partner")
    return rows.filter(pk=number, ended_at__isnull=True).first()


def acts_for_a_partner(user: User) -> bool:
    """Return whether an account acts for a partner."""
    return PartnerMember.objects.filter(user=user, ended_at__isnull=True).exists()


def sessions_of(partners: QuerySet[Partner]) -> QuerySet[Session]:
    """Return the sessions of partners that were opened (also those held or cancelled) or stand under an agreement."""
    rows = Session.objects.filter(partner__in=partners).exclude(state=SessionState.OFFERED, order__isnull=True)
    return rows.select_related("programme", "partner").annotate(
        held=Count("enrolments", filter=Q(enrolments__state__in=HOLDS))
    )


def in_turn(sessions: QuerySet[Session], *, on: dt.date) -> QuerySet[Session]:
    """Return the same sessions with `over`: 1 for those that ended before a day, 0 for the others."""
    return sessions.annotate(
        over=Case(When(ends_on__lt=on, then=Value(1)), default=Value(0), output_field=IntegerField())
    )


def participants(session: Session) -> QuerySet[Enrolment]:
    """Return who holds a seat of a session, with name and unit."""
    return Enrolment.objects.filter(session=session, state__in=HOLDS).select_related("person", "unit")


def results(partner: Partner, *, on: dt.date) -> PartnerResults:
    """
    Return what came of a partner's sessions up to a day, from records alone.

    Passed: of those with a result. Reached: of the competencies that somebody who passed was brought to and that the
    post demands, those held today at that level. Cancelled: of the sessions held or cancelled, whoever caused it. On
    time: of the results, those that BKPSDM locked within the days of `partner_result_days` after the end.
    """
    ended = Enrolment.objects.filter(session__partner=partner, session__ends_on__lte=on)
    passed = ended.filter(state=EnrolmentState.DONE)
    given = ended.filter(state__in=(EnrolmentState.DONE, EnrolmentState.NOT_PASSED))
    days = values.value("partner_result_days", on=on).whole
    moments = list(given.values_list("session__ends_on", "decided_at"))
    on_time = sum(at is not None and timezone.localdate(at) <= last + dt.timedelta(days=days) for last, at in moments)
    sessions = Session.objects.filter(partner=partner)
    cancelled = sessions.filter(state=SessionState.CANCELLED).count()
    held = sessions.filter(state=SessionState.HELD).count()
    taught = Outcome.objects.filter(session__enrolments__in=passed).annotate(
        person=F("session__enrolments__person"), enrolment=F("session__enrolments")
    )
    demanded = Standing.objects.filter(person=OuterRef("person"), competency=OuterRef("competency"))
    known = taught.filter(Exists(demanded.filter(held__isnull=False)))
    reached = known.filter(Exists(demanded.filter(held__gte=OuterRef("level"))))
    return PartnerResults(
        passed=Share(passed.count(), len(moments)),
        reached=Share(reached.count(), known.count()),
        cancelled=Share(cancelled, cancelled + held),
        on_time=Share(on_time, len(moments)),
        days=days,
        least=values.value("partner_rating_cases", on=on).whole,
    )
