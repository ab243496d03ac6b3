"""The organiser's phone: its page, what it keeps, and where it sends to."""

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from piawai.access.models import RoleGrant
from piawai.learning.models import Enrolment, Meeting, Presence, Session
from piawai.learning.queries import presence as queries
from piawai.learning.services import presence as services
from piawai.lib import clock
from tests import presence as made
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=1)


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


def passed(people: Cast, meeting: Meeting, *, role: str = "bkpsdm", lasts: dt.timedelta = SOON) -> str:
    return queries.organiser_text(meeting, account=people.users[role].code, until=clock.now() + lasts)


def said(text: str, participant: str, **more: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp() * 1000)
    return {
        "key": str(uuid4()),
        "meeting": text,
        "participant": participant,
        "scanned_at": now - 60_000,
        "sent_at": now,
        "device": "camera",
        **more,
    }


def send(body: Any, **more: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("scanner_send"), text, content_type="application/json", **more)


class TestSendScanned:
    """No session, no cookie: the phone's own signed text says who scans where."""

    def test_is_stored_once_in_the_organisers_name(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        body = said(passed(people, meeting), queries.participant_text(own))

        answers = [send(body) for _time in range(3)]

        assert [answer.status_code for answer in answers] == [201, 200, 200]
        assert answers[0].json()["name"] == people.staff.name
        row = Presence.objects.get()
        assert (row.enrolment, row.by, row.means) == (own, people.users["bkpsdm"].code, "QR")

    def test_takes_a_short_code(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        assert send(said(passed(people, meeting), own.code)).status_code == 201
        assert set(queries.present_at(meeting)) == {own.pk}

    def test_refuses_the_code_of_another_session(self, people: Cast, meeting: Meeting) -> None:
        other = Enrolment.objects.get(session=made.under_way(people.outsider, code="S2"))
        participants = (other.code, queries.participant_text(other), "x~y", "")

        answers = [send(said(passed(people, meeting), one)) for one in participants]

        assert [answer.status_code for answer in answers] == [422] * 4
        assert all(answer.json()["reason"] for answer in answers)
        assert not Presence.objects.exists()

    @pytest.mark.parametrize("role", ["staff", "nobody", "head"])
    def test_takes_nothing_for_whoever_does_not_organise(
        self, people: Cast, meeting: Meeting, own: Enrolment, role: str
    ) -> None:
        answer = send(said(passed(people, meeting, role=role), own.code))

        assert (answer.status_code, answer.json()["code"]) == (403, "organiser")
        assert not Presence.objects.exists()

    def test_ends_with_the_role_the_account_and_the_days(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        old = send(said(passed(people, meeting, lasts=-SOON), own.code))
        text, user = passed(people, meeting), people.users["bkpsdm"]
        type(user).objects.filter(pk=user.pk).update(is_active=False)
        closed = send(said(text, own.code))
        type(user).objects.filter(pk=user.pk).update(is_active=True)
        RoleGrant.objects.filter(user=user).update(ends_on=clock.today() - SOON)
        ended = send(said(text, own.code))

        assert [answer.json()["code"] for answer in (old, closed, ended)] == ["organiser"] * 3
        assert not Presence.objects.exists()

    def test_a_participants_text_is_no_pass(self, meeting: Meeting, own: Enrolment) -> None:
        for text in (queries.participant_text(own), queries.meeting_text(meeting), "1.x.2~y", ""):
            assert send(said(text, own.code)).status_code == 403

    def test_what_comes_after_the_list_was_closed_waits(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        services.close_list(meeting=meeting, by="tests", at=clock.now())

        answer = send(said(passed(people, meeting), own.code))

        assert answer.status_code == 201
        assert answer.json()["doubt"]

    @pytest.mark.parametrize("body", [" ", "[]", '{"key": 1}'])
    def test_refuses_what_it_cannot_read(self, body: str) -> None:
        assert send(body).status_code == 400

    def test_takes_nothing_from_another_site(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        body = said(passed(people, meeting), own.code)

        assert send(body, headers={"origin": "https://evil.example"}).status_code == 403
        assert not Presence.objects.exists()


class TestPages:
    """The page of a meeting, and what the phone keeps of it."""

    def test_gives_the_phone_its_pass(self, people: Cast, meeting: Meeting, own: Enrolment) -> None:
        page = people.client("bkpsdm").get(reverse("meeting_scanner", args=[meeting.pk])).content.decode()

        found = queries.organiser_of(page.split('data-pass="')[1].split('"')[0], at=clock.now())
        assert found == (meeting, people.users["bkpsdm"].code)
        assert own.person.name not in page

    def test_what_is_kept_holds_nothing_of_anybody(self, meeting: Meeting) -> None:
        page = Client().get(reverse("scanner")).content.decode()

        assert 'data-pass=""' in page
        assert meeting.session.programme.name not in page

    def test_the_worker_keeps_it(self) -> None:
        assert reverse("scanner") in Client().get(reverse("attending_worker")).content.decode()
        assert reverse("scanner").startswith(reverse("attending"))
