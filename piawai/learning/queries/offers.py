"""Reading needs that were sent to partners, and their offers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from piawai.learning.models import Call, CallPartner, Offer, Partner
from piawai.learning.rules.offers import cost_of_offer, shortcomings
from piawai.learning.terms import SHORTCOMINGS, CallState, OfferState


@dataclass(frozen=True, slots=True)
class Compared:
    """An offer beside the need it answers: what it costs (rupiah), what a person and an hour cost, what it lacks."""

    offer: Offer
    cost: int
    each: int
    each_hour: int
    lacks: tuple[str, ...]


def calls() -> QuerySet[Call]:
    """Return all needs that were sent, with how many offers have come."""
    offers = Count("offers", filter=~Q(offers__state=OfferState.WITHDRAWN))
    return Call.objects.select_related("competency").annotate(offers_made=offers)


def calls_to(partners: QuerySet[Partner]) -> QuerySet[Call]:
    """Return the needs that were sent to some partners: no other sees them."""
    return calls().filter(Exists(CallPartner.objects.filter(call=OuterRef("pk"), partner__in=partners)))


def asked_of(*, call: Call, partners: QuerySet[Partner]) -> Partner:
    """Return which of some partners a need was sent to: the first, where there are several."""
    return partners.filter(pk__in=CallPartner.objects.filter(call=call).values("partner")).earliest("pk")


def calls_open(*, on: dt.date) -> QuerySet[Call]:
    """Return the needs for which offers may still come."""
    return Call.objects.filter(state=CallState.OPEN, answers_until__gte=on)


def calls_to_answer(partners: QuerySet[Partner], *, on: dt.date) -> QuerySet[Call]:
    """Return the needs sent to some partners for which offers may still come and none of them has made one."""
    made = Offer.objects.filter(call=OuterRef("pk"), partner__in=partners)
    rows = calls_to(partners).filter(pk__in=calls_open(on=on).values("pk")).exclude(Exists(made))
    return rows.order_by("answers_until", "pk")


def offer_of(*, call: Call, partner: Partner) -> Offer | None:
    """Return a partner's offer for a need, None where it has made none."""
    return Offer.objects.filter(call=call, partner=partner).select_related("session").first()


def compared(call: Call) -> list[Compared]:
    """Return the offers for a need side by side, those withdrawn left out: fewest shortcomings first, then the cost."""
    rows = call.offers.exclude(state=OfferState.WITHDRAWN).select_related("partner", "session")
    return sorted((_compared(call, offer) for offer in rows), key=lambda row: (len(row.lacks), row.cost, row.offer.pk))


def _compared(call: Call, offer: Offer) -> Compared:
    cost = cost_of_offer(people=call.people, seats=offer.seats, fixed=offer.fixed_cost, each=offer.participant_cost)
    going = min(call.people, offer.seats)
    codes = shortcomings(
        people=call.people,
        level=call.level,
        first=call.starts_on,
        last=call.ends_on,
        most=call.most,
        seats=offer.seats,
        reaches=offer.level,
        starts_on=offer.starts_on,
        ends_on=offer.ends_on,
        cost=cost,
    )
    each = round(cost / going)
    return Compared(
        offer, cost, each, round(each / float(offer.hours)), tuple(str(SHORTCOMINGS[code]) for code in codes)
    )


def partners() -> QuerySet[Partner]:
    """Return all partners by name."""
    return Partner.objects.order_by("name")
