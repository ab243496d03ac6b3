"""Reading agreements, and what is used of them."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from piawai.learning.models import (
    Agreement,
    AgreementFile,
    AgreementPrice,
    Enrolment,
    Order,
    Partner,
    Payment,
    Programme,
    Session,
)
from piawai.learning.queries import money
from piawai.learning.rules.agreements import Asked, Terms
from piawai.learning.terms import HOLDS, AgreementKind, AgreementState, SessionState, Used
from piawai.regulations import values


def agreements() -> QuerySet[Agreement]:
    """Return all agreements with their partners and the ones above them."""
    return Agreement.objects.select_related("partner", "under")


def of_partners(partners: QuerySet[Partner]) -> QuerySet[Agreement]:
    """Return the agreements of some partners that were signed."""
    return agreements().filter(partner__in=partners).exclude(state=AgreementState.DRAFT)


def ending(*, on: dt.date) -> QuerySet[Agreement]:
    """Return the signed agreements whose last day comes within the days of the warning, the nearest first."""
    within = values.value("agreement_warning_days", on=on).whole
    rows = agreements().filter(state=AgreementState.SIGNED, ends_on__range=(on, on + dt.timedelta(days=within)))
    return rows.order_by("ends_on", "pk")


def holding(*, on: dt.date) -> QuerySet[Agreement]:
    """Return the signed agreements whose last day has not passed."""
    return agreements().filter(state=AgreementState.SIGNED, ends_on__gte=on)


def over(*, on: dt.date) -> QuerySet[Agreement]:
    """Return the signed agreements whose last day has passed."""
    return agreements().filter(state=AgreementState.SIGNED, ends_on__lt=on)


def above(partner: Partner) -> QuerySet[Agreement]:
    """Return the agreements with a partner under which another may stand."""
    mou = Agreement.objects.filter(partner=partner, kind=AgreementKind.MOU)
    return mou.exclude(state=AgreementState.ENDED).order_by("-starts_on", "pk")


def prices(agreement: Agreement) -> QuerySet[AgreementPrice]:
    """Return what programmes may cost under an agreement."""
    return AgreementPrice.objects.filter(agreement=agreement).select_related("programme").order_by("programme__name")


def programmes() -> QuerySet[Programme]:
    """Return all programmes by name."""
    return Programme.objects.order_by("name")


def files(agreement: Agreement) -> QuerySet[AgreementFile]:
    """Return the documents of an agreement that were not removed."""
    return AgreementFile.objects.filter(agreement=agreement).exclude(stored_name="").order_by("pk")


def file(token: str) -> AgreementFile | None:
    """Return a document by its random name in addresses, None where there is none."""
    return AgreementFile.objects.select_related("agreement").filter(token=token).exclude(stored_name="").first()


def sessions_under(agreement: Agreement) -> QuerySet[Any]:
    """Return the sessions under an agreement with programme, order and money."""
    return money.with_money(Session.objects.filter(order__agreement=agreement)).select_related("programme", "order")


def may_stand_under(agreement: Agreement) -> QuerySet[Session]:
    """Return the sessions of the partner that stand under no other agreement and are not over or cancelled."""
    rows = Session.objects.filter(
        Q(order__isnull=True) | Q(order__agreement=agreement),
        partner=agreement.partner_id,
        state__in=(SessionState.OFFERED, SessionState.OPEN),
    )
    return rows.select_related("programme").order_by("starts_on", "code")


def orders() -> QuerySet[Order]:
    """Return which session stands under which agreement."""
    return Order.objects.select_related("session", "agreement")


def used(agreement: Agreement) -> Used:
    """Return what an agreement is used for; the caller's row tells what is ordered."""
    under = Session.objects.filter(order__agreement=agreement)
    held = Enrolment.objects.filter(session__in=under, state__in=HOLDS).aggregate(n=Count("pk"))["n"]
    committed = money.with_money(under).aggregate(n=Sum("committed"))["n"] or 0
    paid = money.total(Payment.objects.current().filter(agreement=agreement))
    return Used(agreement.ordered_people, agreement.ordered_rupiah, held, committed, paid)


def terms_of(agreement: Agreement) -> Terms:
    """Return what an agreement allows."""
    rows = AgreementPrice.objects.filter(agreement=agreement)
    found = {row.programme_id: (row.participant_cost, row.fixed_cost) for row in rows}
    return Terms(agreement.starts_on, agreement.ends_on, found)


def asked_by(session: Session) -> Asked:
    """Return what a session asks of an agreement."""
    return Asked(session.starts_on, session.ends_on, session.programme_id, session.participant_cost, session.fixed_cost)


def paid_for(session: Session) -> int:
    """Return what was paid for a session under an agreement."""
    return money.total(Payment.objects.current().filter(session=session, agreement__isnull=False))
