"""The page of who was at which meeting."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.learning.models import Enrolment, Session
from piawai.learning.services import presence as services
from piawai.learning.terms import Means
from piawai.lib import clock
from tests import presence as made
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def session(people: Cast) -> Session:
    """A session that began yesterday and ends today: a meeting that is over, and one of today."""
    found = made.under_way(
        people.staff, people.colleague, people.outsider, first=timezone.localdate() - dt.timedelta(1)
    )
    row = Enrolment.objects.get(person=people.staff)
    services.record_list(
        meeting=found.meetings.get(number=1), before=(), after=(row.code,), means=Means.LIST, by="tests", at=clock.now()
    )
    return found


def rows(people: Cast, role: str, **query: str) -> list[tuple[object, ...]]:
    answer = people.client(role).get(reverse("attendance_of_people"), {"format": "xlsx", **query})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.active is not None
    found = list(book.active.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(found) if "Attendance" in row)
    place = {name: at for at, name in enumerate(found[head])}
    return [tuple(row[place[name]] for name in ("Name", "Meeting", "Attendance")) for row in found[head + 1 :]]


class TestAttendanceOfPeople:
    """Who was there."""

    def test_a_head_sees_the_own_people_alone(self, people: Cast, session: Session) -> None:
        assert set(rows(people, "head")) == {
            (people.staff.name, 1, "present"),
            (people.colleague.name, 1, "absent"),
            (people.staff.name, 2, "still to come"),
            (people.colleague.name, 2, "still to come"),
        }

    def test_another_head_sees_others(self, people: Cast, session: Session) -> None:
        assert {name for name, *_rest in rows(people, "other_head")} == {people.outsider.name}

    def test_an_employee_sees_oneself(self, people: Cast, session: Session) -> None:
        assert {name for name, *_rest in rows(people, "staff")} == {people.staff.name}

    def test_is_narrowed_and_searched(self, people: Cast, session: Session) -> None:
        year = str(timezone.localdate().year)

        assert rows(people, "head", keadaan="TIDAK_HADIR") == [(people.colleague.name, 1, "absent")]
        assert len(rows(people, "bkpsdm", q="Orang", tahun=year)) == 2

    def test_a_scan_in_doubt_waits(self, people: Cast, session: Session) -> None:
        meeting, at = session.meetings.get(number=1), clock.now()
        services.close_list(meeting=meeting, by="tests", at=at)
        services.take_scan(scan=made.scan(meeting, Enrolment.objects.get(person=people.colleague), at), at=at)

        assert (people.colleague.name, 1, "a scan waits for the organiser") in rows(people, "head")

    @pytest.mark.parametrize("kind", ["", "cetak", "pdf"])
    def test_is_shown_printed_and_taken_away(self, people: Cast, session: Session, kind: str) -> None:
        answer = people.client("head").get(reverse("attendance_of_people"), {"format": kind, "urut": "-hari"})

        assert answer.status_code == 200

    def test_takes_as_many_queries_for_many_rows(
        self, people: Cast, session: Session, django_assert_max_num_queries: object
    ) -> None:
        client, address = people.client("bkpsdm"), reverse("attendance_of_people")
        client.get(address)  # of a new day the first page renews what is read

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(address)
