"""T-RACE: what is left of an agreement, of a payment, of a need and of an office, asked for twice in one moment."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from piawai.competencies.models import Competency
from piawai.learning.models import Agreement, Payment, Session
from piawai.learning.services import agreements, enrolments, offers, payments
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import OfferRow
from tests import presence, town
from tests.races import in_one_moment

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = dt.date(2027, 3, 1)
DAY = dt.timedelta(days=1)
BY: dict[str, Any] = {"by": town.BY, "at": town.NOW}


def two_sessions(**more: object) -> list[Session]:
    """Return two sessions of one partner, of different programmes."""
    town.sessions(*(town.session_row(code, FIRST, **more) for code in ("S1", "S2")))
    return list(Session.objects.order_by("code"))


def signed(session: Session, *, people: int) -> Agreement:
    """Return an agreement with a session's partner."""
    made = agreements.draft_agreement(
        partner=session.partner,
        kind="PKS",
        number="PKS/1",
        subject="Pelatihan",
        scope="",
        under=None,
        starts_on=town.TODAY,
        ends_on=FIRST + 9 * DAY,
        people=people,
        rupiah=None,
        **BY,
    )
    agreements.sign(agreement=made, revision=1, signed_on=town.TODAY, on=town.TODAY, **BY)
    return made


class TestTwoAtOnce:
    """Of two the second is refused, and nothing is given twice."""

    def test_the_last_places_of_an_agreement_go_to_one_session(self) -> None:
        one, other = two_sessions(seats=30)
        agreement = signed(one, people=40)

        _done, refused = in_one_moment(
            lambda: agreements.order(agreement=agreement, session=one, **BY),
            lambda: agreements.order(agreement=agreement, session=other, **BY),
        )

        agreement.refresh_from_db()
        assert (refused, agreement.ordered_people) == ("people", 30)

    def test_what_is_left_to_pay_is_paid_once(self) -> None:
        town.units()
        people = town.people(town.person_row(1))
        session, _other = two_sessions(participant_cost=100, mode="DARING")
        open_session(session=session, steps=1, kept={}, on=town.TODAY, **BY)
        presence.enrolled(session, people)
        said: dict[str, Any] = {"amount": 100, "paid_on": town.TODAY, "note": "", "on": town.TODAY, **BY}

        _done, refused = in_one_moment(
            lambda: payments.record_payment(session=session, document="SP2D-1", **said),
            lambda: payments.record_payment(session=session, document="SP2D-2", **said),
        )

        assert (refused, Payment.objects.current().count()) == ("too_much", 1)

    def test_of_two_offers_one_is_taken(self) -> None:
        town.dictionary()
        session, _other = two_sessions()
        call = offers.send_need(
            competency=Competency.objects.get(code="M.1"),
            level=3,
            people=20,
            days=(FIRST, FIRST + 30 * DAY),
            most=None,
            words="",
            answers_until=FIRST - 30 * DAY,
            partners=[session.partner],
            on=town.TODAY,
            **BY,
        )
        row = OfferRow(
            programme="Pelayanan Prima",
            form=3,
            level=3,
            starts_on=FIRST,
            ends_on=FIRST + DAY,
            hours=Decimal(16),
            seats=25,
            participant_cost=1,
            fixed_cost=1,
            place="Balai",
        )
        offer = offers.make_offer(call=call, partner=session.partner, row=row, on=town.TODAY, **BY)

        _done, refused = in_one_moment(
            lambda: offers.take_offer(offer=offer, code="PP-1", **BY),
            lambda: offers.take_offer(offer=offer, code="PP-2", **BY),
        )

        assert refused == "closed"
        assert Session.objects.filter(code__startswith="PP").count() == 1

    def test_the_last_who_can_be_spared_goes_once(self) -> None:
        town.units()
        people = town.people(*[town.person_row(number) for number in range(1, 6)])  # of five one may be away
        session, _other = two_sessions()
        opened = open_session(session=session, steps=1, kept={}, on=town.TODAY, **BY)
        said: dict[str, Any] = {"on": town.TODAY, "at": town.NOW, "link": "/"}
        asked = [enrolments.ask(session=opened, person=person, head=None, **said) for person in people[:2]]

        _done, refused = in_one_moment(
            lambda: enrolments.agree(enrolment=asked[0], by="kepala", **said),
            lambda: enrolments.agree(enrolment=asked[1], by="kepala", **said),
        )

        assert refused == "ceiling"
        opened.refresh_from_db()
        assert opened.taken == 1
