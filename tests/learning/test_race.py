"""T-RACE-1: the last seats, asked for by sixty at once, on every database."""

import contextlib
import datetime as dt
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from piawai.learning.models import Enrolment, Session
from piawai.learning.services.enrolments import agree, ask
from piawai.learning.services.sessions import open_session
from piawai.people.models import Person
from tests import town
from tests.races import in_one_moment

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = dt.date(2027, 3, 1)
AT_ONCE = 60
SEATS = 10


class TestTheLastSeats:
    """Sixty requests are agreed to in the same moment; there are ten seats."""

    def test_go_to_exactly_as_many(self) -> None:
        town.units()
        people = town.people(*[town.person_row(number) for number in range(1, AT_ONCE + 1)])
        town.sessions(town.session_row("S1", FIRST, mode="DARING", seats=SEATS))
        session = open_session(session=Session.objects.get(), steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)
        together = threading.Barrier(AT_ONCE)

        def tap(person: Person) -> str:
            try:
                together.wait(timeout=60)
                while True:
                    time.sleep(random.random() / 5)
                    with contextlib.suppress(OperationalError):  # SQLite in memory does not wait for the other's lock
                        made = Enrolment.objects.filter(person=person).first() or ask(
                            session=session, person=person, on=town.TODAY, at=town.NOW, head=None, link="/"
                        )
                        return agree(enrolment=made, on=town.TODAY, by="kepala", at=town.NOW, link="/").state
            finally:
                connection.close()

        with ThreadPoolExecutor(AT_ONCE) as taps:
            states = sorted(taps.map(tap, people))

        assert states == ["DAFTAR_TUNGGU"] * (AT_ONCE - SEATS) + ["DISETUJUI"] * SEATS
        session.refresh_from_db()
        assert session.taken == SEATS


class TestTwoSessionsOnTheSameDays:
    """Two heads agree in the same moment, each to another session of the same days."""

    def test_one_seat_is_given(self) -> None:
        town.units()
        (person,) = town.people(town.person_row(1))
        town.sessions(*(town.session_row(code, FIRST, programme=code, mode="DARING") for code in ("S1", "S2")))
        asked = []
        for session in Session.objects.order_by("code"):
            opened = open_session(session=session, steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)
            asked.append(ask(session=opened, person=person, on=town.TODAY, at=town.NOW, head=None, link="/"))

        def decided(one: Enrolment) -> str:
            return agree(enrolment=one, on=town.TODAY, by="kepala", at=town.NOW, link="/").state

        assert in_one_moment(lambda: decided(asked[0]), lambda: decided(asked[1])) == ["DISETUJUI", "overlap"]
