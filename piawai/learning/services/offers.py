"""A need goes out to partners, offers come in, and the one that is taken becomes a session."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Competency
from piawai.learning.models import Call, CallPartner, Offer, Partner, Programme, Session
from piawai.learning.services.catalogue import record_sessions
from piawai.learning.terms import CallState, OfferRow, OfferState, SessionRow
from piawai.lib.errors import Refusal
from piawai.lib.text import name_key


class UnableToCall(Refusal):
    """The need has no partner, no people, or days that are over."""


class UnableToOffer(Refusal):
    """The need was not sent to this partner, is no longer open, or the offer does not make sense."""


class UnableToTakeOffer(Refusal):
    """The offer or the need is no longer open."""


@transaction.atomic
def send_need(
    *,
    competency: Competency,
    level: int,
    people: int,
    days: tuple[dt.date, dt.date],
    most: int | None,
    words: str,
    answers_until: dt.date,
    partners: Collection[Partner],
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Call:
    """
    Send a need to some partners. `days` are the first and last on which it can be met, `most` what there is in rupiah.

    :raises UnableToCall: if no partner is chosen, nobody is in need, or the days are over or out of order.
    """
    first, last = days
    if not partners:
        raise UnableToCall(_("Choose at least one partner."), code="no_partner")
    if people < 1:
        raise UnableToCall(_("Say for how many people: at least one."), code="nobody")
    if not on <= answers_until < first <= last:
        text = _("Give days in this order: today, the last day for offers, the first and the last day of the training.")
        raise UnableToCall(text, code="days")
    call = Call.objects.create(
        competency=competency,
        level=level,
        people=people,
        starts_on=first,
        ends_on=last,
        most=most,
        words=words.strip(),
        answers_until=answers_until,
        made_by=by,
        made_at=at,
    )
    CallPartner.objects.bulk_create([CallPartner(call=call, partner=partner) for partner in partners])
    details = {"competency": competency.code, "partners": len(partners)}
    log(action="learning.send_need", by=by, at=at, subject=f"call {call.code}", details=details)
    return call


@transaction.atomic
def make_offer(*, call: Call, partner: Partner, row: OfferRow, on: dt.date, by: str, at: dt.datetime) -> Offer:
    """
    Make a partner's offer for a need, or change the one it has made.

    :raises UnableToOffer: if the need was not sent to the partner, is no longer open, days, seats or hours make no
        sense, or the catalogue has the programme as another kind of training.
    """
    call = _open(call, on=on)
    if not CallPartner.objects.filter(call=call, partner=partner).exists():
        raise UnableToOffer(_("This need was not sent to you."), code="not_asked")
    if row.ends_on < row.starts_on or row.starts_on <= on:
        raise UnableToOffer(_("Give days to come, the first before the last."), code="days")
    if row.seats < 1 or row.hours <= 0:
        raise UnableToOffer(_("Give at least one seat and more than 0 hours (JP)."), code="seats")
    known = _in_catalogue(row.programme)
    if known is not None and known.form != row.form:
        text = _(
            "The catalogue has %(programme)s as another kind of training. Choose that kind, or write another name."
        )
        raise UnableToOffer(text % {"programme": known.name}, code="form")
    made, new = Offer.objects.update_or_create(
        call=call,
        partner=partner,
        defaults={**asdict(row), "state": OfferState.MADE, "made_by": by, "made_at": at},
    )
    details = {"new": new}
    log(action="learning.make_offer", by=by, at=at, subject=f"offer {made.code}", details=details)
    return made


def _in_catalogue(name: str) -> Programme | None:
    return Programme.objects.filter(name_key=name_key(name)).first()


@transaction.atomic
def withdraw_offer(*, offer: Offer, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Withdraw an offer while the need is open.

    :raises UnableToOffer: if the need is no longer open.
    """
    _open(offer.call, on=on)
    Offer.objects.filter(pk=offer.pk, state=OfferState.MADE).update(state=OfferState.WITHDRAWN)
    log(action="learning.withdraw_offer", by=by, at=at, subject=f"offer {offer.code}")


def _open(call: Call, *, on: dt.date) -> Call:
    found = Call.objects.select_for_update().get(pk=call.pk)
    if found.state != CallState.OPEN or found.answers_until < on:
        raise UnableToOffer(_("This need is no longer open for offers."), code="closed")
    return found


@transaction.atomic
def take_offer(*, offer: Offer, code: str, by: str, at: dt.datetime) -> Session:
    """
    Take an offer: it becomes a session on offer with this code, and the other offers are left.

    :raises UnableToTakeOffer: if the offer is withdrawn, the need is over, the code is a session's already, or the
        catalogue has the programme as another kind of training.
    """
    call = Call.objects.select_for_update().select_related("competency").get(pk=offer.call_id)
    offer = Offer.objects.select_related("partner").get(pk=offer.pk)
    if call.state != CallState.OPEN or offer.state != OfferState.MADE:
        raise UnableToTakeOffer(_("This offer is no longer open. Look at how the need stands now."), code="closed")
    if not code.strip() or Session.objects.filter(code=code.strip()).exists():
        raise UnableToTakeOffer(_("Give the session a code that no other session has."), code="code")
    known = _in_catalogue(offer.programme)
    if known is not None and known.form != offer.form:  # it came into the catalogue since the offer was made
        text = _("The catalogue has %(programme)s as another kind of training. Ask the partner for another name.")
        raise UnableToTakeOffer(text % {"programme": known.name}, code="form")
    row = SessionRow(
        code=code.strip(),
        programme=offer.programme if known is None else known.name,
        form=offer.form,
        partner=offer.partner.name,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        hours=offer.hours,
        seats=offer.seats,
        participant_cost=offer.participant_cost,
        fixed_cost=offer.fixed_cost,
        place=offer.place,
        mode=offer.mode,
        teaches={call.competency.code: offer.level},
    )
    record_sessions(sessions=[row], competencies={call.competency.code: call.competency}, by=by, at=at)
    session = Session.objects.get(code=row.code)
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.TAKEN, session=session)
    Offer.objects.filter(call=call, state=OfferState.MADE).update(state=OfferState.LEFT)
    Call.objects.filter(pk=call.pk).update(state=CallState.TAKEN)
    details = {"session": session.code}
    log(action="learning.take_offer", by=by, at=at, subject=f"offer {offer.code}", details=details)
    return session


@transaction.atomic
def close_need(*, call: Call, by: str, at: dt.datetime) -> None:
    """
    Close a need without taking an offer.

    :raises UnableToTakeOffer: if it is over already.
    """
    if not Call.objects.filter(pk=call.pk, state=CallState.OPEN).update(state=CallState.CLOSED):
        raise UnableToTakeOffer(_("This need is over already."), code="closed")
    Offer.objects.filter(call=call, state=OfferState.MADE).update(state=OfferState.LEFT)
    log(action="learning.close_need", by=by, at=at, subject=f"call {call.code}")
