"""Writing what was paid for sessions."""

import datetime as dt

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.learning.models import Agreement, Order, Payment, Session
from piawai.learning.queries import money as queries
from piawai.learning.rules.agreements import left_to_pay
from piawai.learning.services import seats
from piawai.lib import facts
from piawai.lib.errors import Refusal


class UnableToRecordPayment(Refusal):
    """More would be paid than is committed or agreed, the day lies ahead, or the document is known already."""


@transaction.atomic
def record_payment(
    *,
    session: Session,
    document: str,
    amount: int,
    paid_on: dt.date,
    note: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Payment:
    """
    Record that so many rupiah were paid for a session by a document; the same once more changes nothing.

    :raises UnableToRecordPayment: if it is more than is left to pay, the day lies ahead, or the document is known with
        other figures.
    """
    session = seats.lock(session)
    known = Payment.objects.current().filter(session=session, document=document.strip()).first()
    if known is not None:
        if (known.amount, known.paid_on) == (amount, paid_on):
            return known
        text = _("This document is recorded for the session already. Correct that payment instead.")
        raise UnableToRecordPayment(text, code="known")
    if amount < 1:
        raise UnableToRecordPayment(_("Write an amount above 0."), code="nothing")
    return _written(session, document.strip(), amount, paid_on, note, None, on=on, by=by, at=at)


@transaction.atomic
def correct_payment(
    *, payment: Payment, amount: int, paid_on: dt.date, note: str, on: dt.date, by: str, at: dt.datetime
) -> Payment:
    """
    Correct a payment by a new row; an amount of 0 says that it was not made.

    :raises UnableToRecordPayment: as `record_payment`, or if it was corrected meanwhile.
    """
    session = seats.lock(payment.session)
    current = Payment.objects.current().filter(pk=payment.pk).first()
    if current is None:
        raise UnableToRecordPayment(_("This payment was corrected meanwhile. Look at it again."), code="stale")
    return _written(session, current.document, amount, paid_on, note, current, on=on, by=by, at=at)


def _written(
    session: Session,
    document: str,
    amount: int,
    paid_on: dt.date,
    note: str,
    before: Payment | None,
    *,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Payment:
    """Write a payment, in a transaction that holds the session, if so much is left to pay."""
    if paid_on > on:
        raise UnableToRecordPayment(_("The day of payment is today or earlier."), code="ahead")
    order = Order.objects.filter(session=session).first()
    agreement = None
    if order is not None:
        agreement = Agreement.objects.select_for_update().get(pk=order.agreement_id)
    others = Payment.objects.current()
    if before is not None:
        others = others.exclude(pk=before.pk)
    left = left_to_pay(
        committed=queries.committed_for(session),
        paid=queries.total(others.filter(session=session)),
        ceiling=agreement.rupiah if agreement else None,
        paid_under=queries.total(others.filter(agreement=agreement)) if agreement else 0,
    )
    if amount > left:
        text = _("At most %(left)s is left to pay: what is committed and agreed, without what was paid.")
        words = {"left": f"Rp{formats.number_format(left, force_grouping=True)}"}
        raise UnableToRecordPayment(text % words, code="too_much")
    row = Payment(session=session, document=document, partner_id=session.partner_id, agreement=agreement)
    row.amount, row.paid_on, row.note, row.made_by = amount, paid_on, note.strip(), by
    facts.record(Payment, [row], at=at)
    details = {"rupiah": amount, "document": document, "corrects": before is not None}
    log(action="learning.record_payment", by=by, at=at, subject=f"session {session.code}", details=details)
    return Payment.objects.current().get(session=session, document=document)
