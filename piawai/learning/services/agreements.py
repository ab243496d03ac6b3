"""Writing agreements: drafted, signed, ended, and what is ordered under them."""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext as _

from piawai.accounts.queries import in_language_of
from piawai.audit.services import log
from piawai.jobs.services import send
from piawai.learning.models import Agreement, AgreementPrice, Order, Partner, Programme, Session
from piawai.learning.queries import agreements as queries
from piawai.learning.rules.agreements import is_over, why_not_under
from piawai.learning.services import seats
from piawai.learning.terms import AgreementKind, AgreementState, SessionState
from piawai.lib import days
from piawai.lib.errors import Refusal


class UnableToWriteAgreement(Refusal):
    """The days, the number or the agreement above do not fit, it is no draft any more, or was changed meanwhile."""


class UnableToSign(Refusal):
    """The agreement is no draft, lacks its number, or does not fit into the one above."""


class UnableToEndAgreement(Refusal):
    """The agreement is not in force, or no reason is given."""


class UnableToOrder(Refusal):
    """The session does not fit under the agreement: its days, programme, price, quota or money."""


@transaction.atomic
def draft_agreement(
    *,
    partner: Partner,
    kind: str,
    number: str,
    subject: str,
    scope: str,
    under: Agreement | None,
    starts_on: dt.date,
    ends_on: dt.date,
    people: int | None,
    rupiah: int | None,
    by: str,
    at: dt.datetime,
) -> Agreement:
    """
    Draft an agreement with a partner. Days inclusive; `people` and `rupiah` are the most, None for no limit.

    :raises UnableToWriteAgreement: if its days end before they begin, the number is used, or `under` does not fit.
    """
    made = Agreement(partner=partner, kind=AgreementKind(kind), number=number.strip(), subject=subject.strip())
    made.scope, made.under, made.people, made.rupiah = scope, under, people, rupiah
    made.starts_on, made.ends_on = starts_on, ends_on
    _check(made)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as fault:
        raise _number_used() from fault
    log(action="learning.draft_agreement", by=by, at=at, subject=f"agreement {made.code}")
    return made


@transaction.atomic
def change_agreement(
    *,
    agreement: Agreement,
    revision: int,
    kind: str,
    number: str,
    subject: str,
    scope: str,
    under: Agreement | None,
    starts_on: dt.date,
    ends_on: dt.date,
    people: int | None,
    rupiah: int | None,
    by: str,
    at: dt.datetime,
) -> None:
    """
    Change a draft. `revision` is the one that the editor was shown.

    :raises UnableToWriteAgreement: as `draft_agreement`; if it is no draft, or (code stale) was changed meanwhile.
    """
    current = _lock(agreement)
    if current.state != AgreementState.DRAFT:
        raise UnableToWriteAgreement(_no_draft(), code="no_draft")
    if current.revision != revision:
        text = _("Somebody else has changed this while you were writing. Compare both, then save or leave it.")
        raise UnableToWriteAgreement(text, code="stale")
    current.kind, current.number, current.subject = AgreementKind(kind), number.strip(), subject.strip()
    current.scope, current.under, current.people, current.rupiah = scope, under, people, rupiah
    current.starts_on, current.ends_on, current.revision = starts_on, ends_on, revision + 1
    _check(current)
    try:
        with transaction.atomic():
            current.save()
    except IntegrityError as fault:
        raise _number_used() from fault
    log(action="learning.change_agreement", by=by, at=at, subject=f"agreement {current.code}")


@transaction.atomic
def set_price(
    *,
    agreement: Agreement,
    programme: Programme,
    participant_cost: int,
    fixed_cost: int,
    by: str,
    at: dt.datetime,
) -> None:
    """
    Say what a programme may cost at most under a draft, instead of what was said before.

    :raises UnableToWriteAgreement: if it is no draft any more.
    """
    if _lock(agreement).state != AgreementState.DRAFT:
        raise UnableToWriteAgreement(_no_draft(), code="no_draft")
    AgreementPrice.objects.update_or_create(
        agreement=agreement,
        programme=programme,
        defaults={"participant_cost": participant_cost, "fixed_cost": fixed_cost},
    )
    Agreement.objects.filter(pk=agreement.pk).update(revision=F("revision") + 1)
    log(action="learning.set_price", by=by, at=at, subject=f"agreement {agreement.code}")


@transaction.atomic
def remove_price(*, price: AgreementPrice, by: str, at: dt.datetime) -> None:
    """
    Take a programme out of a draft.

    :raises UnableToWriteAgreement: if it is no draft any more.
    """
    agreement = _lock(price.agreement)
    if agreement.state != AgreementState.DRAFT:
        raise UnableToWriteAgreement(_no_draft(), code="no_draft")
    AgreementPrice.objects.filter(pk=price.pk).delete()
    Agreement.objects.filter(pk=agreement.pk).update(revision=F("revision") + 1)
    log(action="learning.remove_price", by=by, at=at, subject=f"agreement {agreement.code}")


@transaction.atomic
def sign(*, agreement: Agreement, revision: int, signed_on: dt.date, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Record that an agreement was signed by both sides. `revision` is what was read; from now on it stays as it is.

    :raises UnableToSign: if it is no draft, was changed meanwhile, lacks its number, the day lies ahead, or a PKS
        leaves the days of its MoU.
    """
    current = _lock(agreement)
    if current.state != AgreementState.DRAFT:
        raise UnableToSign(_("This agreement is signed or ended already."), code="no_draft")
    if current.revision != revision:
        raise UnableToSign(
            _("Somebody else has changed the draft. Read it again before you record this."), code="stale"
        )
    if not current.number:
        raise UnableToSign(_("Write the number of the agreement first."), code="number_missing")
    if signed_on > on:
        raise UnableToSign(_("The day of signing is today or earlier."), code="ahead")
    above = current.under
    if above is not None and not (
        above.state == AgreementState.SIGNED
        and above.starts_on <= current.starts_on
        and current.ends_on <= above.ends_on
    ):
        text = _("The MoU above must be signed, and hold on all days of this one (%(first)s to %(last)s).")
        details = {"first": days.in_words(above.starts_on), "last": days.in_words(above.ends_on)}
        raise UnableToSign(text % details, code="above")
    Agreement.objects.filter(pk=current.pk).update(state=AgreementState.SIGNED, signed_on=signed_on, signed_by=by)
    log(action="learning.sign_agreement", by=by, at=at, subject=f"agreement {current.code}")


@transaction.atomic
def end_agreement(*, agreement: Agreement, reason: str, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    End a signed agreement before its last day: nothing more is ordered under it. What was ordered stays.

    :raises UnableToEndAgreement: if it is not signed, its last day has passed, or no reason is given.
    """
    if not reason.strip():
        raise UnableToEndAgreement(_("Write the reason: it stays with the agreement."), code="reason_missing")
    if is_over(state=agreement.state, ends_on=agreement.ends_on, on=on):
        text = _("The agreement is over by itself since %(day)s.")
        raise UnableToEndAgreement(text % {"day": days.in_words(agreement.ends_on)}, code="over")
    signed = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.SIGNED)
    if not signed.update(state=AgreementState.ENDED, ended_on=on, ended_by=by, reason=reason.strip()):
        raise UnableToEndAgreement(_("Only a signed agreement is ended."), code="not_signed")
    log(action="learning.end_agreement", by=by, at=at, subject=f"agreement {agreement.code}")


@transaction.atomic
def order(*, agreement: Agreement, session: Session, by: str, at: dt.datetime) -> Order:
    """
    Put a session under a signed agreement: it takes its seats of the quota, and all they may cost of the money.

    Once more for the same session, it takes what the session asks for now. The counts move by one update that also
    looks at what is left, so that the last place goes to exactly one session.

    :raises UnableToOrder: if it does not fit; the text says why.
    """
    session = seats.lock(session)
    current = Agreement.objects.get(pk=agreement.pk)
    if session.state not in (SessionState.OFFERED, SessionState.OPEN):
        raise UnableToOrder(_("This session is over or cancelled."), code="over")
    if session.partner_id != current.partner_id:
        raise UnableToOrder(_("The session is held by another partner."), code="partner")
    if current.state != AgreementState.SIGNED:
        raise UnableToOrder(_("The agreement is not signed, or has been ended."), code="not_signed")
    _refuse_misfit(current, session)
    held = Order.objects.filter(session=session).first()
    if held is not None and held.agreement_id != current.pk:
        raise UnableToOrder(_("The session stands under another agreement already."), code="elsewhere")
    people, rupiah = session.seats, session.fixed_cost + session.participant_cost * session.seats
    if held is not None:
        _return(held)
    fits = Agreement.objects.filter(
        Q(people__isnull=True) | Q(people__gte=F("ordered_people") + people),
        Q(rupiah__isnull=True) | Q(rupiah__gte=F("ordered_rupiah") + rupiah),
        pk=current.pk,
        state=AgreementState.SIGNED,
    )
    if not fits.update(ordered_people=F("ordered_people") + people, ordered_rupiah=F("ordered_rupiah") + rupiah):
        raise _too_much(Agreement.objects.get(pk=current.pk), people, rupiah)
    made, _new = Order.objects.update_or_create(
        session=session,
        defaults={"agreement": current, "people": people, "rupiah": rupiah, "made_by": by, "made_at": at},
    )
    details = {"session": session.code, "people": people, "rupiah": rupiah}
    log(action="learning.order", by=by, at=at, subject=f"agreement {current.code}", details=details)
    return made


@transaction.atomic
def take_back_order(*, order: Order, by: str, at: dt.datetime) -> None:
    """
    Take a session from under its agreement, and give back what it took.

    :raises UnableToOrder: if it was held, or something was paid for it under the agreement.
    """
    session = seats.lock(order.session)
    if session.state == SessionState.HELD:
        text = _("The session was held under this agreement. What it costs is owed under it, so it stays there.")
        raise UnableToOrder(text, code="held")
    if queries.paid_for(session):
        text = _("Something was paid for this session under the agreement. It stays there.")
        raise UnableToOrder(text, code="paid")
    give_back(session=session)
    details = {"session": session.code}
    log(
        action="learning.take_back_order",
        by=by,
        at=at,
        subject=f"agreement {order.agreement.code}",
        details=details,
    )


def give_back(*, session: Session) -> None:
    """Give back what a session took of its agreement, if it stands under one. Part of a transaction that holds it."""
    held = Order.objects.filter(session=session).first()
    if held is not None:
        _return(held)
        held.delete()


@transaction.atomic
def warn_of_ends(*, to: Collection[str], page: str, on: dt.date, at: dt.datetime) -> int:
    """
    Tell accounts (codes) of the signed agreements that end soon, each agreement once, and return of how many.

    `page` is the address where they are listed. Who has nobody to tell, tells later.
    """
    if not to:
        return 0
    ending = [row for row in queries.ending(on=on).filter(warned_at__isnull=True) if _warned(row, at)]
    for row in ending:
        for account in to:
            with in_language_of(account):
                said = {"number": row.number, "partner": row.partner.name, "day": days.in_words(row.ends_on)}
                subject = _("The agreement with %(partner)s ends on %(day)s") % said
                body = _("%(number)s. Renew it in time: after that day nothing is ordered under it.") % said
            send(to=account, subject=subject[:200], body=body, link=page, at=at)
    if ending:
        log(action="learning.warn_of_ends", by="", at=at, details={"agreements": len(ending)})
    return len(ending)


def _warned(row: Agreement, at: dt.datetime) -> bool:
    return bool(Agreement.objects.filter(pk=row.pk, warned_at__isnull=True).update(warned_at=at))


def _lock(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_for_update(of=("self",)).select_related("under").get(pk=agreement.pk)


def _check(row: Agreement) -> None:
    if row.ends_on < row.starts_on:
        raise UnableToWriteAgreement(_("The last day lies before the first."), code="days")
    above = row.under
    if above is None:
        return
    if row.kind != AgreementKind.WORK or above.kind != AgreementKind.MOU or above.partner_id != row.partner_id:
        text = _("Only a PKS stands under an agreement: a MoU with the same partner.")
        raise UnableToWriteAgreement(text, code="above")


def _refuse_misfit(agreement: Agreement, session: Session) -> None:
    terms, asked = queries.terms_of(agreement), queries.asked_by(session)
    words = {
        "first": days.in_words(agreement.starts_on),
        "last": days.in_words(agreement.ends_on),
        "programme": session.programme.name,
    }
    code = why_not_under(terms=terms, asked=asked)
    if code == "days":
        text = _("The agreement holds from %(first)s to %(last)s, not on all days of the session.")
    elif code == "programme":
        text = _("The agreement has no price for %(programme)s. Choose another one, or agree on a price.")
    elif code == "price":
        person, fixed = terms.prices[session.programme_id]
        words |= {"person": _money(person), "fixed": _money(fixed)}
        text = _("The session costs more than agreed: at most %(person)s for each person and %(fixed)s fixed.")
    else:
        return
    raise UnableToOrder(text % words, code=code)


def _too_much(agreement: Agreement, people: int, rupiah: int) -> UnableToOrder:
    if agreement.state != AgreementState.SIGNED:
        return UnableToOrder(_("The agreement is not signed, or has been ended."), code="not_signed")
    if agreement.people is not None and agreement.people < agreement.ordered_people + people:
        text = _("The agreement leaves %(left)s places; the session has %(asked)s.")
        details = {"left": agreement.people - agreement.ordered_people, "asked": people}
        return UnableToOrder(text % details, code="people")
    text = _("The agreement leaves %(left)s; the session may cost %(asked)s.")
    left = (agreement.rupiah or 0) - agreement.ordered_rupiah
    return UnableToOrder(text % {"left": _money(left), "asked": _money(rupiah)}, code="rupiah")


def _return(held: Order) -> None:
    Agreement.objects.filter(pk=held.agreement_id).update(
        ordered_people=F("ordered_people") - held.people, ordered_rupiah=F("ordered_rupiah") - held.rupiah
    )


def _money(amount: int) -> str:
    return f"Rp{formats.number_format(amount, force_grouping=True)}"


def _no_draft() -> str:
    return _("A signed agreement is not changed. End it, or agree on a new one.")


def _number_used() -> UnableToWriteAgreement:
    return UnableToWriteAgreement(_("Another agreement with this partner has the number."), code="number_used")
