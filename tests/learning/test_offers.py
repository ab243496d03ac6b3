"""A need goes out to partners, and one of their offers becomes a session."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from piawai.competencies.models import Competency
from piawai.learning.models import Call, Offer, Partner, Session
from piawai.learning.queries.catalogue import session_row, with_details
from piawai.learning.rules import offers as rules
from piawai.learning.services.offers import (
    UnableToCall,
    UnableToOffer,
    UnableToTakeOffer,
    close_need,
    make_offer,
    send_need,
    take_offer,
    withdraw_offer,
)
from piawai.learning.terms import CallState, OfferRow, OfferState
from tests import town

FIRST, LAST = dt.date(2027, 3, 1), dt.date(2027, 3, 31)
UNTIL = dt.date(2027, 1, 15)
DAY = dt.timedelta(days=1)


class TestRules:
    """OFFER-01 and OFFER-02: what an offer costs, and what it leaves open."""

    @pytest.mark.parametrize(("people", "seats", "expected"), [(20, 30, 1_400), (20, 10, 1_200), (0, 10, 1_000)])
    def test_cost(self, people: int, seats: int, expected: int) -> None:
        assert rules.cost_of_offer(people=people, seats=seats, fixed=1_000, each=20) == expected

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ({}, []),
            ({"reaches": 2}, ["level"]),
            ({"seats": 19}, ["seats"]),
            ({"starts_on": FIRST - DAY}, ["days"]),
            ({"ends_on": LAST + DAY}, ["days"]),
            ({"cost": 1_001}, ["money"]),
            ({"cost": 1_001, "most": None}, []),
            ({"reaches": 1, "seats": 1, "cost": 9_999}, ["level", "seats", "money"]),
        ],
    )
    def test_shortcomings(self, more: dict[str, Any], expected: list[str]) -> None:
        plain: dict[str, Any] = {"people": 20, "level": 3, "first": FIRST, "last": LAST, "most": 1_000, "seats": 20}
        plain |= {"reaches": 3, "starts_on": FIRST, "ends_on": LAST, "cost": 1_000}

        assert rules.shortcomings(**{**plain, **more}) == expected


def row(**more: object) -> OfferRow:
    plain: dict[str, Any] = {
        "programme": "Pelayanan Prima",
        "form": 3,
        "level": 3,
        "starts_on": FIRST,
        "ends_on": FIRST + DAY,
        "hours": Decimal(16),
        "seats": 25,
        "participant_cost": 500_000,
        "fixed_cost": 2_000_000,
        "place": "Balai",
    }
    return OfferRow(**{**plain, **more})


@pytest.mark.django_db
class TestOffers:
    """From the need to the session."""

    @pytest.fixture
    def partners(self) -> list[Partner]:
        town.dictionary()
        return [Partner.objects.create(name=f"Mitra {n}", name_key=f"mitra {n}") for n in (1, 2, 3)]

    def sent(self, known: list[Partner], **more: Any) -> Call:
        plain: dict[str, Any] = {
            "competency": Competency.objects.get(code="M.1"),
            "level": 3,
            "people": 20,
            "days": (FIRST, LAST),
            "most": 20_000_000,
            "words": "Untuk petugas loket",
            "answers_until": UNTIL,
            "partners": known[:2],
            "on": town.TODAY,
            "by": town.BY,
            "at": town.NOW,
        }
        return send_need(**{**plain, **more})

    def offered(self, call: Call, partner: Partner, on: dt.date = town.TODAY, **more: object) -> Offer:
        return make_offer(call=call, partner=partner, row=row(**more), on=on, by="mitra", at=town.NOW)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"partners": []}, "no_partner"),
            ({"people": 0}, "nobody"),
            ({"answers_until": town.TODAY - DAY}, "days"),
            ({"answers_until": FIRST}, "days"),
            ({"days": (LAST, FIRST)}, "days"),
        ],
    )
    def test_need_that_makes_no_sense(self, partners: list[Partner], more: dict[str, Any], code: str) -> None:
        with pytest.raises(UnableToCall) as refusal:
            self.sent(partners, **more)

        assert refusal.value.code == code
        assert not Call.objects.exists()

    def test_offer_of_a_known_programme_as_another_kind(self, partners: list[Partner]) -> None:
        call, other = self.sent(partners), self.sent(partners)
        before = self.offered(other, partners[0], programme="program s1", form=4)
        town.sessions(town.session_row("S1", FIRST))

        with pytest.raises(UnableToOffer) as refused:
            self.offered(call, partners[0], programme="program s1", form=4)
        with pytest.raises(UnableToTakeOffer) as too_late:
            take_offer(offer=before, code="PP-1", by=town.BY, at=town.NOW)
        taken = take_offer(
            offer=self.offered(call, partners[0], programme="program s1"), code="PP-2", by=town.BY, at=town.NOW
        )

        assert (refused.value.code, too_late.value.code) == ("form", "form")
        assert (taken.programme.name, taken.programme.form) == ("Program S1", 3)

    def test_partner_changes_its_offer(self, partners: list[Partner]) -> None:
        call = self.sent(partners)
        first = self.offered(call, partners[0])

        again = self.offered(call, partners[0], seats=30)

        assert (again.pk, again.code, Offer.objects.get().seats) == (first.pk, first.code, 30)

    def test_partner_that_was_not_asked(self, partners: list[Partner]) -> None:
        with pytest.raises(UnableToOffer, match="tidak dikirim kepada Anda"):
            self.offered(self.sent(partners), partners[2])

    def test_too_late(self, partners: list[Partner]) -> None:
        call = self.sent(partners)

        assert self.offered(call, partners[0], on=UNTIL).state == OfferState.MADE
        with pytest.raises(UnableToOffer, match="tidak lagi terbuka"):
            self.offered(call, partners[1], on=UNTIL + DAY)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"ends_on": FIRST - DAY}, "days"),
            ({"starts_on": town.TODAY, "ends_on": FIRST}, "days"),
            ({"seats": 0}, "seats"),
            ({"hours": Decimal(0)}, "seats"),
        ],
    )
    def test_offer_that_makes_no_sense(self, partners: list[Partner], more: dict[str, Any], code: str) -> None:
        with pytest.raises(UnableToOffer) as refusal:
            self.offered(self.sent(partners), partners[0], **more)

        assert refusal.value.code == code

    def test_taken_makes_the_session(self, partners: list[Partner]) -> None:
        call = self.sent(partners)
        best, other = self.offered(call, partners[0]), self.offered(call, partners[1], seats=5)

        session = take_offer(offer=best, code="PP-1", by=town.BY, at=town.NOW)

        made = session_row(with_details(Session.objects.filter(pk=session.pk)).get())
        assert (made.code, made.partner, made.teaches) == ("PP-1", "Mitra 1", {"M.1": 3})
        assert (made.participant_cost, made.fixed_cost, made.seats) == (500_000, 2_000_000, 25)
        best.refresh_from_db()
        other.refresh_from_db()
        call.refresh_from_db()
        assert (best.state, best.session, other.state, call.state) == ("DIPILIH", session, "TIDAK_DIPILIH", "DIPILIH")

    def test_one_offer_is_taken_once(self, partners: list[Partner]) -> None:
        call = self.sent(partners)
        offer, other = self.offered(call, partners[0]), self.offered(call, partners[1])
        take_offer(offer=offer, code="PP-1", by=town.BY, at=town.NOW)

        for one in (offer, other):
            with pytest.raises(UnableToTakeOffer, match="tidak lagi terbuka"):
                take_offer(offer=one, code="PP-2", by=town.BY, at=town.NOW)

    def test_withdrawn_is_not_taken(self, partners: list[Partner]) -> None:
        offer = self.offered(self.sent(partners), partners[0])
        withdraw_offer(offer=offer, on=town.TODAY, by="mitra", at=town.NOW)

        with pytest.raises(UnableToTakeOffer, match="tidak lagi terbuka"):
            take_offer(offer=offer, code="PP-1", by=town.BY, at=town.NOW)

    @pytest.mark.parametrize("code", ["", " ", "S1"])
    def test_code_of_another_session(self, partners: list[Partner], code: str) -> None:
        town.sessions(town.session_row("S1", FIRST))

        with pytest.raises(UnableToTakeOffer, match="kode yang tidak dipakai"):
            take_offer(offer=self.offered(self.sent(partners), partners[0]), code=code, by=town.BY, at=town.NOW)

    def test_closed_without_taking_one(self, partners: list[Partner]) -> None:
        call = self.sent(partners)
        offer = self.offered(call, partners[0])

        close_need(call=call, by=town.BY, at=town.NOW)

        offer.refresh_from_db()
        call.refresh_from_db()
        assert (offer.state, call.state) == (OfferState.LEFT, CallState.CLOSED)
        with pytest.raises(UnableToTakeOffer, match="sudah berakhir"):
            close_need(call=call, by=town.BY, at=town.NOW)
        with pytest.raises(UnableToOffer, match="tidak lagi terbuka"):
            self.offered(call, partners[1])
