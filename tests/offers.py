"""A need that was sent to two partners, and their offers, for tests."""

import datetime as dt
from decimal import Decimal
from typing import Any

from piawai.competencies.models import Competency
from piawai.learning.models import Call, Partner
from piawai.learning.services.offers import make_offer, send_need
from piawai.learning.terms import OfferRow
from tests import town

DAY = dt.timedelta(days=1)


def offered(*, on: dt.date, code: str = "M.1", level: int = 3, at: dt.datetime = town.NOW) -> Call:
    """Send a need of 20 people to two partners, who offer: the first just so, the second dearer and too small."""
    partners = [
        Partner.objects.get_or_create(name_key=name.casefold(), defaults={"name": name})[0]
        for name in ("Balai Satu", "Balai Dua")
    ]
    first, last = on + 60 * DAY, on + 120 * DAY
    call = send_need(
        competency=Competency.objects.get(code=code),
        level=level,
        people=20,
        days=(first, last),
        most=20_000_000,
        words="Untuk petugas loket",
        answers_until=on + 30 * DAY,
        partners=partners,
        on=on,
        by=town.BY,
        at=at,
    )
    plain: dict[str, Any] = {
        "form": 3,
        "level": level,
        "starts_on": first,
        "ends_on": first + DAY,
        "hours": Decimal(16),
    }
    for partner, seats, cost in zip(partners, (20, 15), (500_000, 2_000_000), strict=True):
        row = OfferRow(programme=f"Loket {partner.name}", seats=seats, participant_cost=cost, **plain)
        make_offer(call=call, partner=partner, row=row, on=on, by="mitra", at=at)
    return call
