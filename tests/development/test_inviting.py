"""Inviting whom the approved plan sends."""

import datetime as dt

import pytest

from piawai.audit.models import Event
from piawai.development.models import Allocation, AnnualPlan
from piawai.development.services.inviting import UnableToInvitePlanned, invite_planned
from piawai.learning.models import Enrolment, Session
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import Enrolled
from piawai.people.models import Person
from tests import town

pytestmark = pytest.mark.django_db
FIRST = dt.date(2027, 3, 1)


@pytest.fixture
def session() -> Session:
    """A session of two seats that is open, and a plan that sends three of four people there."""
    town.dictionary()
    town.units()
    people = town.people(*(town.person_row(number) for number in range(1, 5)))
    town.sessions(town.session_row("S1", FIRST, mode="DARING", seats=2))
    found = open_session(session=Session.objects.get(), steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)
    plan = AnnualPlan.objects.create(
        year=2027,
        as_of=town.TODAY,
        made_at=town.NOW,
        budget=0,
        max_away=0.1,
        asked_gap=0.01,
        status="optimal",
        state="DISETUJUI",
        objective=1,
        bound=1,
        cost=0,
        problem=b"",
    )
    for person in people[:3]:
        Allocation.objects.create(plan=plan, person=person, session=found)
    return found


def invited(session: Session) -> Enrolled:
    return invite_planned(session=session, on=town.TODAY, by=town.BY, at=town.NOW, link="/")


class TestInvitePlanned:
    """At one click."""

    def test_invites_those_of_the_plan_and_nobody_else(self, session: Session) -> None:
        first, second, third, _other = Person.objects.order_by("pk")

        done = invited(session)

        assert done == Enrolled(seated=(first.pk, second.pk), waiting=(third.pk,))
        assert set(Enrolment.objects.values_list("entry", flat=True)) == {"RENCANA"}
        assert Event.objects.filter(action="learning.invite").count() == 1

    def test_a_second_time_invites_only_who_is_missing(self, session: Session) -> None:
        invited(session)
        Allocation.objects.create(plan=AnnualPlan.objects.get(), person=Person.objects.latest("pk"), session=session)

        done = invited(session)

        assert (len(done.waiting), len(done.refused)) == (1, 3)

    @pytest.mark.parametrize("state", ["DRAF", "DIUSULKAN", "KEMBALI", "DIGANTI"])
    def test_is_refused_while_no_plan_is_approved(self, session: Session, state: str) -> None:
        AnnualPlan.objects.update(state=state)

        with pytest.raises(UnableToInvitePlanned, match="2027"):
            invited(session)
        assert not Enrolment.objects.exists()

    def test_is_refused_where_the_plan_sends_nobody(self, session: Session) -> None:
        Allocation.objects.all().delete()

        with pytest.raises(UnableToInvitePlanned):
            invited(session)
