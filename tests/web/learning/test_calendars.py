"""The calendar of sessions, and personal calendars at a secret address."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from piawai.learning.models import CalendarFeed, Enrolment, Session
from piawai.learning.services.sessions import set_meetings
from piawai.learning.terms import MeetingRow
from piawai.lib import clock
from piawai.people.models import Post
from tests import town
from tests.cast import Cast, cast
from tests.web.learning.test_joining import BEGINS, invited, opened

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def people() -> Cast:
    return cast()


def found(client: Client, **asked: str) -> list[str]:
    return [row.code for row in client.get(reverse("calendar"), asked).context["listing"].found]


class TestCalendar:
    """Sessions by day."""

    def test_begins_today_and_can_be_narrowed(self, people: Cast) -> None:
        today = timezone.localdate()
        town.sessions(
            town.session_row("OLD", today - 9 * DAY),
            town.session_row("A", BEGINS, partner="LAN", place="Sabang", teaches={"M.1": 2, "M.2": 2}),
            town.session_row("B", BEGINS + DAY, teaches={"M.2": 2}),
        )
        client = people.client("staff")
        partner = Session.objects.get(code="A").partner.code

        assert found(client) == ["A", "B"]
        assert found(client, mitra=partner) == ["A"]
        assert found(client, kompetensi="M.2") == ["A", "B"]
        assert found(client, kompetensi="M.1") == ["A"]
        assert found(client, tempat="Sabang") == ["A"]
        assert "OLD" in found(client, bulan=f"{today - 9 * DAY:%Y-%m}")
        assert found(client, bulan="x") == ["A", "B"]

    def test_takes_the_same_queries_for_any_number_of_sessions(
        self, people: Cast, django_assert_max_num_queries: Any
    ) -> None:
        town.sessions(*(town.session_row(f"T{number}", BEGINS, teaches={"M.1": 2}) for number in range(30)))
        client = people.client("head")
        client.get(reverse("home"))

        with django_assert_max_num_queries(12):
            assert client.get(reverse("calendar")).context["listing"].total == 30

    def test_catalogue_shows_open_sessions_first_and_can_be_narrowed_to_them(self, people: Cast) -> None:
        town.sessions(town.session_row("EARLY", BEGINS - 9 * DAY))
        opened("LATE")
        client = people.client("staff")

        def codes(**asked: str) -> list[str]:
            return [row.code for row in client.get(reverse("catalogue"), asked).context["listing"].found]

        assert codes() == ["LATE", "EARLY"]
        assert codes(keadaan="DIBUKA") == ["LATE"]
        assert codes(keadaan="DITAWARKAN") == ["EARLY"]


class TestFeed:
    """A personal calendar."""

    def address(self, people: Cast, role: str = "staff") -> str:
        """Return the path of a new address."""
        answer = people.client(role).post(reverse("calendar_feed"))
        assert answer["Cache-Control"] == "no-store"
        address: str = answer.context["address"]
        return address.removeprefix("http://testserver")

    def test_holds_own_seats_without_names_or_numbers(self, people: Cast) -> None:
        session = opened(place="Aula; lantai 2")
        invited(session, people.staff, people.colleague)
        starts = timezone.make_aware(dt.datetime.combine(BEGINS, dt.time(8)))
        rows = [MeetingRow(starts, starts + dt.timedelta(hours=4), BEGINS, "")]
        set_meetings(session=session, meetings=rows, by="tests", at=clock.now())

        answer = Client().get(self.address(people))

        text = answer.content.decode().replace("\r\n ", "")
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert f"DTSTART:{starts.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" in text
        assert "SUMMARY:Program S1" in text
        assert "LOCATION:Aula\\; lantai 2" in text
        assert "STATUS:TENTATIVE" in text
        assert text.count("BEGIN:VEVENT") == 1
        for person in (people.staff, people.colleague, people.head):
            assert person.name not in text
            assert person.nip not in text

    def test_without_meetings_holds_the_days(self, people: Cast) -> None:
        session = opened()
        session.meetings.all().delete()
        invited(session, people.staff)

        text = Client().get(self.address(people)).content.decode()

        assert f"DTSTART;VALUE=DATE:{BEGINS:%Y%m%d}" in text
        assert f"DTEND;VALUE=DATE:{BEGINS + 2 * DAY:%Y%m%d}" in text

    def test_of_a_cancelled_seat_holds_nothing(self, people: Cast) -> None:
        invited(opened(), people.staff)
        Enrolment.objects.update(state="DIBATALKAN")

        assert "VEVENT" not in Client().get(self.address(people)).content.decode()

    def test_keeps_the_secret_nowhere(self, people: Cast) -> None:
        address = self.address(people)
        secret = address.removesuffix(".ics").rsplit("/", 1)[1]

        assert len(secret) >= 26  # 160 bits
        assert CalendarFeed.objects.get().digest != secret
        assert secret not in people.client("staff").get(reverse("calendar_feed")).content.decode()

    def test_a_new_address_ends_the_one_before(self, people: Cast) -> None:
        first = self.address(people)
        second = self.address(people)

        assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)

    def test_ends_when_its_owner_ends_it(self, people: Cast) -> None:
        address = self.address(people)

        people.client("staff").post(reverse("calendar_feed_end"))

        assert Client().get(address).status_code == 404

    def test_ends_when_its_owner_leaves(self, people: Cast) -> None:
        address = self.address(people)
        Post.objects.filter(person=people.staff).delete()

        assert Client().get(address).status_code == 404

    def test_of_a_guessed_address_is_not_found(self, people: Cast) -> None:
        assert Client().get(reverse("calendar_file", args=["x" * 27])).status_code == 404
