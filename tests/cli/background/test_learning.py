"""The job that ends invitations nobody answered in time, and calls who waits."""

import datetime as dt
import threading

import pytest

from piawai.cli import worker
from piawai.cli.background.learning import end_overdue
from piawai.cli.background.registry import ALWAYS, WORK
from piawai.cli.tasks import Task
from piawai.jobs import services as jobs
from piawai.jobs.models import Schedule
from piawai.learning.models import Enrolment, Session
from piawai.learning.queries.joining import sessions_to_look_after
from piawai.learning.services.enrolments import invite
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import Entry
from piawai.lib import clock
from piawai.people.models import Person, Unit
from tests import town

pytestmark = pytest.mark.django_db
AGO = dt.timedelta(days=9)


def task() -> Task:
    jobs.enqueue(name="learning.expire", arguments={}, owner="", at=clock.now())
    lease = jobs.claim(worker="one", at=clock.now())
    assert lease is not None
    return Task(lease=lease, told=threading.Event())


def invited_long_ago(*, seats: int, kept: int = 0) -> Session:
    """Two people were invited nine days ago to a session that is still to come."""
    town.dictionary()
    town.units()
    town.people(town.person_row(1), town.person_row(2), at=clock.now() - 2 * AGO)
    town.sessions(town.session_row("S1", clock.today() + dt.timedelta(days=20), seats=seats, mode="DARING"))
    units = {Unit.objects.get(siasn_id="KOTA").pk: kept} if kept else {}
    on, at = clock.today() - AGO, clock.now() - AGO
    session = open_session(session=Session.objects.get(), steps=1, kept=units, on=on, by=town.BY, at=at)
    people = Person.objects.order_by("pk")
    invite(session=session, scope=people, entry=Entry.INVITED, on=on, by=town.BY, at=at, link="/")
    return session


def states() -> list[str]:
    return list(Enrolment.objects.order_by("person").values_list("state", flat=True))


class TestEndOverdue:
    """Hourly."""

    def test_ends_what_is_overdue_and_calls_who_waits(self) -> None:
        invited_long_ago(seats=1)
        assert states() == ["DIUNDANG", "DAFTAR_TUNGGU"]

        found = end_overdue(task())

        assert found == {"sessions": 1, "ended": 1}
        assert states() == ["KEDALUWARSA", "DIUNDANG"]

    def test_a_second_time_finds_nothing(self) -> None:
        invited_long_ago(seats=1)
        end_overdue(task())

        assert end_overdue(task()) == {"sessions": 0, "ended": 0}

    def test_leaves_sessions_alone_where_nothing_is_due(self) -> None:
        invited_long_ago(seats=5)
        Enrolment.objects.update(state="DISETUJUI", answer_due_at=None)

        assert not sessions_to_look_after(on=clock.today(), at=clock.now()).exists()

    def test_releases_kept_seats_whose_day_is_over(self) -> None:
        session = invited_long_ago(seats=5, kept=3)
        Enrolment.objects.update(state="DISETUJUI", answer_due_at=None)
        later = session.starts_on - dt.timedelta(days=1)

        assert list(sessions_to_look_after(on=later, at=clock.now())) == [session]

    def test_is_planned_without_mail(self) -> None:
        worker._plan()

        assert set(ALWAYS) <= set(WORK)
        assert Schedule.objects.get(name="learning.expire").every == 3600
