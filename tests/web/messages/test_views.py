"""Messages: read by their reader alone, unread first, and copied without anybody's data."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from piawai.jobs.models import Message
from piawai.jobs.services import mark_read, send
from piawai.people.models import CorrectionRequest
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def sent(to: str, subject: str = "Ada yang menunggu", *, link: str = "/koreksi/", hours: int = 0) -> Message:
    at = town.NOW + dt.timedelta(hours=hours)
    return send(to=to, subject=subject, body="Baca, lalu jawab.", link=link, at=at)


def unread(client: Client) -> int:
    """Return how many messages the frame of a page says to be unread."""
    found: int = client.get(reverse("home")).context["unread"]
    return found


class TestMessages:
    """The list."""

    def test_holds_ones_own_unread_first_then_newest(self, people: Cast) -> None:
        code = people.staff.code
        for subject, hours in (("Lama", 0), ("Baru", 2), ("Sudah dibaca", 3)):
            sent(code, subject, hours=hours)
        sent(people.head.code, "Untuk orang lain")
        mark_read(message=Message.objects.get(subject="Sudah dibaca"), at=town.NOW)

        rows = people.client("staff").get(reverse("messages")).context["listing"].cells

        assert [(row[0].text, row[2].text) for row in rows] == [
            ("Baru", "not read yet"),
            ("Lama", "not read yet"),
            ("Sudah dibaca", "read"),
        ]

    def test_the_frame_counts_what_is_unread(self, people: Cast) -> None:
        client = people.client("staff")
        before = unread(client)
        message = sent(people.staff.code)
        sent(people.head.code)
        waiting = unread(client)
        page = client.get(reverse("home")).content.decode()
        client.get(reverse("message_open", args=[message.pk]))

        assert (before, waiting, unread(client)) == (0, 1, 0)
        assert f'href="{reverse("messages")}">1 new message' in page

    def test_takes_one_query_more_whatever_their_number(
        self, people: Cast, django_assert_max_num_queries: object
    ) -> None:
        for number in range(30):
            sent(people.staff.code, f"Pesan {number}")
        client = people.client("staff")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("messages")).status_code == 200


class TestOpening:
    """A message is opened, and follows its link."""

    def test_marks_it_read_once_and_follows_the_link(self, people: Cast) -> None:
        message = sent(people.staff.code)
        client = people.client("staff")

        answer = client.get(reverse("message_open", args=[message.pk]))
        first = Message.objects.get().read_at
        client.get(reverse("message_open", args=[message.pk]))

        assert answer["Location"] == "/koreksi/"
        assert first is not None
        assert Message.objects.get().read_at == first

    def test_without_link_shows_its_words(self, people: Cast) -> None:
        message = sent(people.staff.code, link="")

        answer = people.client("staff").get(reverse("message_open", args=[message.pk]), follow=True)

        assert "Baca, lalu jawab." in answer.content.decode()

    @pytest.mark.parametrize("name", ["message", "message_open"])
    def test_of_another_is_not_found_and_stays_unread(self, people: Cast, name: str) -> None:
        message = sent(people.staff.code)

        answer = people.client("head").get(reverse(name, args=[message.pk]))

        assert (answer.status_code, Message.objects.get().read_at) == (404, None)


class TestCopying:
    """A text to pass on."""

    def test_holds_the_words_and_the_link_and_nobody(self, people: Cast) -> None:
        message = sent(people.staff.code)

        page = people.client("staff").get(reverse("message", args=[message.pk])).content.decode()

        text = page.split("data-copy>")[1].split("</textarea>")[0]
        assert text == "Ada yang menunggu. Baca, lalu jawab. http://testserver/koreksi/"
        assert "readonly" in page.split("data-copy>")[0].rsplit("<textarea", 1)[1]


class TestWhoIsTold:
    """Requests for correction tell those who must act."""

    def asked(self, people: Cast) -> CorrectionRequest:
        said = {"subject": "JABATAN", "wrong": "Staf", "right": "Pengelola"}
        people.client("staff").post(reverse("correction_ask"), said)
        return CorrectionRequest.objects.get()

    def test_bkpsdm_of_a_request(self, people: Cast) -> None:
        self.asked(people)

        message = Message.objects.get()
        assert message.to == people.users["bkpsdm"].code
        assert message.link == f"{reverse('corrections_waiting')}?keadaan=MENUNGGU"

    def test_the_person_of_the_answer(self, people: Cast) -> None:
        request = self.asked(people)
        answer = {"state": "DISETUJUI", "answer": "Sudah diperbaiki."}
        people.client("bkpsdm").post(reverse("correction", args=[request.pk]), answer)

        message = Message.objects.latest("pk")
        assert (message.to, message.link) == (people.staff.code, reverse("correction", args=[request.pk]))
        assert "Sudah" not in message.body

    def test_messages_name_nobody(self, people: Cast) -> None:
        self.asked(people)

        message = Message.objects.get()
        assert "Sari" not in message.subject + message.body
        assert people.staff.code not in message.subject + message.body + message.link
