"""Pages of attendance, and where phones send to."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from piawai.learning.models import Enrolment, Meeting, Presence, Session
from piawai.learning.queries import presence as queries
from piawai.lib import clock
from tests import presence as made
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def session(people: Cast) -> Session:
    return made.under_way(people.staff, people.colleague)


@pytest.fixture
def meeting(session: Session) -> Meeting:
    return Meeting.objects.get(session=session, number=1)


@pytest.fixture
def own(people: Cast, session: Session) -> Enrolment:
    return Enrolment.objects.get(person=people.staff)


def said(meeting: Meeting, own: Enrolment, **more: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp() * 1000)
    return {
        "key": str(uuid4()),
        "meeting": queries.meeting_text(meeting),
        "participant": queries.participant_text(own),
        "scanned_at": now - 60_000,
        "sent_at": now,
        "device": "Chrome",
        **more,
    }


def send(body: Any, client: Client | None = None, **more: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return (client or Client(enforce_csrf_checks=True)).post(
        reverse("attending_send"), text, content_type="application/json", **more
    )


class TestSend:
    """Where phones send to: no session, no cookie."""

    def test_answers_201_then_200_with_the_key(self, meeting: Meeting, own: Enrolment) -> None:
        body = said(meeting, own)

        answers = [send(body) for _time in range(3)]

        assert [answer.status_code for answer in answers] == [201, 200, 200]
        assert {answer.json()["key"] for answer in answers} == {body["key"]}
        assert Presence.objects.count() == 1

    def test_says_what_is_wrong_and_stores_nothing(self, meeting: Meeting, own: Enrolment) -> None:
        answer = send(said(meeting, own, participant="x"))

        assert answer.status_code == 422
        assert answer.json()["reason"]
        assert Presence.objects.count() == 0

    @pytest.mark.parametrize(
        "body",
        [" ", "[]", "{", "1", '{"key": 1}', "[" * 5_000],
    )
    def test_refuses_what_it_cannot_read(self, db: None, body: str) -> None:
        assert send(body).status_code == 400

    @pytest.mark.parametrize(
        ("name", "value"),
        [("scanned_at", 10**30), ("scanned_at", "now"), ("sent_at", True), ("device", 7), ("meeting", "a\0b")],
    )
    def test_refuses_a_part_it_cannot_read(self, meeting: Meeting, own: Enrolment, name: str, value: object) -> None:
        assert send({**said(meeting, own), name: value}).status_code == 400

    def test_takes_nothing_from_another_site(self, meeting: Meeting, own: Enrolment) -> None:
        assert send(said(meeting, own), headers={"origin": "https://evil.example"}).status_code == 403
        assert Client().post(reverse("attending_send"), {"key": "x"}).status_code == 403

    def test_counts_no_cookie(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        other = people.client("head")

        assert send(said(meeting, own), client=other).status_code == 201
        assert Presence.objects.get().enrolment == own


class TestAttend:
    """The page that a meeting's code leads to."""

    def test_works_without_script(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        address = reverse("attend", args=[queries.meeting_text(meeting)])
        client = people.client("staff")
        key = re.search(r'name="key" value="([\w-]+)"', client.get(address).content.decode())
        assert key

        for _press in range(2):
            client.post(address, {"key": key.group(1)})

        assert Presence.objects.get().by == people.staff.code
        assert "You are recorded as present since" in client.get(address).content.decode()

    def test_knows_whoever_is_not_enrolled(self, people: Cast, meeting: Meeting) -> None:
        address = reverse("attend", args=[queries.meeting_text(meeting)])
        client = people.client("head")

        assert "You are not enrolled" in client.get(address).content.decode()
        assert client.post(address).status_code == 302
        assert Presence.objects.count() == 0

    def test_asks_strangers_to_sign_in(self, meeting: Meeting) -> None:
        page = Client().get(reverse("attend", args=[queries.meeting_text(meeting)]), headers={"accept-language": "en"})

        assert "Sign in and say that you are here" in page.content.decode()

    def test_is_not_found_for_another_code(self, people: Cast) -> None:
        assert people.client("staff").get(reverse("attend", args=["1.1.1~x"])).status_code == 404

    def test_own_page_holds_own_sessions_only(self, people: Cast, session: Session, own: Enrolment) -> None:
        mine = people.client("staff").get(reverse("attending")).content.decode()
        heads = people.client("head").get(reverse("attending")).content.decode()

        assert own.code in mine
        assert Enrolment.objects.get(person=people.colleague).code not in mine
        assert own.code not in heads


class TestOffline:
    """What a phone keeps."""

    def test_the_page_holds_nobody_even_where_somebody_is_signed_in_elsewhere(self, people: Cast) -> None:
        page = Client().get(reverse("attending_offline"))

        assert page.status_code == 200
        assert len(page.content) < 30_000

    def test_the_worker_holds_for_its_own_addresses(self, db: None) -> None:
        answer = Client().get(reverse("attending_worker"))

        assert answer["Content-Type"].startswith("text/javascript")
        assert reverse("attending_worker").startswith(reverse("attending"))


class TestOrganiser:
    """The organiser's list of a meeting."""

    def test_ticks_and_takes_ticks_away(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        client, address = people.client("bkpsdm"), reverse("meeting", args=[meeting.pk])

        client.post(address, {"means": "KERTAS", "after": [own.code]})
        first = set(queries.present_at(meeting))
        client.post(address, {"means": "DAFTAR", "before": [own.code]})

        assert first == {own.pk}
        assert queries.present_at(meeting) == {}

    def test_takes_a_short_code(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        client, address = people.client("bkpsdm"), reverse("meeting", args=[meeting.pk])

        wrong = client.post(address, {"code": "unknown"})
        right = client.post(address, {"code": f" {own.code} "})

        assert (wrong.status_code, right.status_code) == (422, 302)
        assert set(queries.present_at(meeting)) == {own.pk}

    def test_scans_a_participant(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        client, address = people.client("bkpsdm"), reverse("attend_for", args=[queries.participant_text(own)])

        page = client.get(address)
        client.post(address, {"meeting": meeting.pk})

        assert people.staff.name in page.content.decode()
        assert set(queries.present_at(meeting)) == {own.pk}

    def test_decides_on_what_came_late(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        client = people.client("bkpsdm")
        client.post(reverse("meeting_close", args=[meeting.pk]))
        send(said(meeting, own))
        page = client.get(reverse("session_attendance", args=["S1"])).content.decode()

        client.post(reverse("scan_decide", args=[Presence.objects.get().pk]), {"act": "hadir"})

        assert "Decide on these scans" in page
        assert set(queries.present_at(meeting)) == {own.pk}

    @pytest.mark.parametrize("kind", ["cetak", "pdf", "xlsx"])
    def test_takes_the_paper_away(self, people: Cast, meeting: Meeting, kind: str) -> None:
        answer = people.client("bkpsdm").get(reverse("meeting_paper", args=[meeting.pk]), {"format": kind})

        assert answer.status_code == 200

    def test_shows_the_code(self, people: Cast, meeting: Meeting) -> None:
        page = people.client("bkpsdm").get(reverse("meeting_code", args=[meeting.pk])).content.decode()

        assert queries.meeting_text(meeting) in page
        assert "data:image/svg+xml" in page

    def test_makes_meetings_for_a_session_without_any(self, people: Cast, session: Session) -> None:
        Meeting.objects.all().delete()

        people.client("bkpsdm").post(reverse("session_attendance", args=["S1"]), {"harian": "1"})

        assert session.meetings.count() >= 1
