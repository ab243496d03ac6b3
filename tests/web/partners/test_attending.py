"""What a partner does in its own sessions until they are locked: attendance and results, nothing of others."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from piawai.audit.models import Event
from piawai.learning.models import Enrolment, Meeting, PartnerMember, Presence, Result, Session
from piawai.learning.queries import presence as queries
from piawai.learning.services import partners as services
from piawai.learning.services import presence as attendance
from piawai.learning.terms import SessionState
from piawai.lib import clock
from tests import presence as made
from tests.agreed import agreed
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    found = cast()
    agreed(found, code="S1", role="partner", person=found.staff, partner="BPSDM", price=1_234_567)
    agreed(found, code="S2", role="other_partner", person=found.outsider, partner="Lain", price=7_654_321)
    begun("S1", "S2")
    return found


@pytest.fixture
def partner(people: Cast) -> Client:
    return people.client("partner")


def begun(*codes: str) -> None:
    """Let sessions have begun yesterday and end today, with a meeting each."""
    today = timezone.localdate()
    Session.objects.filter(code__in=codes).update(starts_on=today - dt.timedelta(days=1), ends_on=today)
    Meeting.objects.all().delete()
    at = clock.now() - dt.timedelta(hours=3)
    for code in codes:
        session = Session.objects.get(code=code)
        Meeting.objects.create(session=session, number=1, starts_at=at, ends_at=at + dt.timedelta(hours=2))


def meeting(code: str = "S1") -> Meeting:
    return Meeting.objects.get(session__code=code)


def own(code: str = "S1") -> Enrolment:
    return Enrolment.objects.get(session__code=code)


class TestHome:
    """The partner's people are told what waits for them."""

    def test_asks_for_own_lists_until_they_are_closed(self, partner: Client) -> None:
        def own_tasks() -> list[str]:
            return [task.url for task in partner.get("/").context["tasks"]]

        assert own_tasks() == [reverse("meeting", args=[meeting().pk])]

        partner.post(reverse("meeting_close", args=[meeting().pk]))

        assert own_tasks() == []


class TestAttendance:
    """The partner's people stand at the door."""

    def test_ticks_the_list_of_its_own_meeting(self, people: Cast, partner: Client) -> None:
        partner.post(reverse("meeting", args=[meeting().pk]), {"means": "DAFTAR", "after": [own().code]})

        assert set(queries.present_at(meeting())) == {own().pk}
        assert Event.objects.filter(action="learning.record_list", actor=people.users["partner"].code).exists()

    def test_decides_on_what_came_late_and_closes_the_list(self, people: Cast, partner: Client) -> None:
        partner.post(reverse("meeting_close", args=[meeting().pk]))
        made_at = clock.now()
        attendance.take_scan(scan=made.scan(meeting(), own(), made_at), at=made_at)
        page = partner.get(reverse("session_attendance", args=["S1"])).content.decode()

        partner.post(reverse("scan_decide", args=[Presence.objects.get().pk]), {"act": "hadir"})

        assert people.staff.name in page
        assert set(queries.present_at(meeting())) == {own().pk}

    @pytest.mark.parametrize("name", ["meeting", "meeting_code", "meeting_paper"])
    def test_sees_names_and_units_and_no_number(self, people: Cast, partner: Client, name: str) -> None:
        page = partner.get(reverse(name, args=[meeting().pk])).content.decode()

        assert people.staff.nip not in page
        assert people.staff.code not in page

    def test_sees_and_changes_nothing_of_another(self, people: Cast, partner: Client) -> None:
        other, text = meeting("S2"), queries.participant_text(own("S2"))
        addresses = [reverse(name, args=[other.pk]) for name in ("meeting", "meeting_code", "meeting_paper")]
        addresses += [reverse(name, args=["S2"]) for name in ("session_attendance", "results")]
        addresses += [reverse("attend_for", args=[text])]
        mine = partner.get(reverse("attendance")).content.decode()

        for address in addresses:
            assert partner.get(address).status_code == 404
            assert partner.post(address, {"means": "DAFTAR", "after": [own("S2").code]}).status_code in {404, 405}
        assert partner.post(reverse("meeting_close", args=[other.pk])).status_code == 404
        assert not Presence.objects.exists()
        for foreign in (people.outsider.name, "S2", "Lain"):
            assert foreign not in mine

    def test_a_code_of_another_session_marks_nobody(self, partner: Client) -> None:
        answer = partner.post(reverse("meeting", args=[meeting().pk]), {"code": own("S2").code})

        assert answer.status_code == 422
        assert not Presence.objects.exists()

    def test_ends_with_the_place_at_the_partner(self, people: Cast, partner: Client) -> None:
        services.end_member(member=PartnerMember.objects.get(user=people.users["partner"]), by="tests", at=clock.now())

        assert partner.get(reverse("session_attendance", args=["S1"])).status_code == 404
        assert partner.get(reverse("meeting", args=[meeting().pk])).status_code == 404


class TestResults:
    """Typed by the partner, locked by BKPSDM."""

    def scores(self, code: str = "S1") -> dict[str, Any]:
        return {f"{own(code).code}-score": "90", f"{own(code).code}-passed": "", f"{own(code).code}-hours": ""}

    def test_are_typed_and_corrected(self, partner: Client) -> None:
        address = reverse("results", args=["S1"])

        partner.post(address, self.scores())
        answer = partner.post(address, {**self.scores(), f"{own().code}-score": "60"})

        assert answer.status_code == 302
        assert Result.objects.get().passed is False

    def test_are_never_locked_nor_printed_by_a_partner(self, partner: Client) -> None:
        partner.post(reverse("results", args=["S1"]), self.scores())

        page = partner.get(reverse("results", args=["S1"])).content.decode()
        answers = [partner.post(reverse(name, args=["S1"])).status_code for name in ("results_lock", "results_print")]

        assert answers == [403, 403]
        assert "Lock the results" not in page
        assert "BKPSDM locks the results" in page
        assert Result.objects.get().locked_at is None

    def test_of_a_session_that_is_held_are_closed_to_it(self, people: Cast, partner: Client) -> None:
        partner.post(reverse("results", args=["S1"]), self.scores())

        people.client("bkpsdm").post(reverse("results_lock", args=["S1"]))

        assert Session.objects.get(code="S1").state == SessionState.HELD
        assert partner.post(reverse("results", args=["S1"]), self.scores()).status_code == 404
        assert partner.get(reverse("session_attendance", args=["S1"])).status_code == 404
        page = partner.get(reverse("own_session", args=["S1"])).content.decode()
        assert "Take attendance" not in page

    def test_of_another_are_never_written(self, partner: Client) -> None:
        answer = partner.post(reverse("results", args=["S2"]), self.scores("S2"))

        assert answer.status_code == 404
        assert not Result.objects.exists()


class TestLateScans:
    """What a phone still holds when the results are locked: kept or refused, always with whom to turn to."""

    @pytest.fixture
    def held(self, people: Cast, partner: Client) -> Meeting:
        """Give a meeting of a session whose results are locked."""
        said = {f"{own().code}-score": "90", f"{own().code}-passed": "", f"{own().code}-hours": ""}
        partner.post(reverse("results", args=["S1"]), said)
        people.client("bkpsdm").post(reverse("results_lock", args=["S1"]))
        return meeting()

    def sent(self, name: str, text: str, participant: str) -> Any:
        at = int(meeting().starts_at.timestamp() * 1000)
        body: dict[str, Any] = {"key": str(uuid4()), "meeting": text, "participant": participant, "device": ""}
        body |= {"scanned_at": at, "sent_at": at + 1000}
        client = Client(headers={"accept-language": "en"})
        return client.post(reverse(name), json.dumps(body), content_type="application/json")

    def passed(self, people: Cast, *, lasts: int) -> str:
        until = clock.now() + dt.timedelta(days=lasts)
        return queries.organiser_text(meeting(), account=people.users["partner"].code, until=until)

    def test_of_the_organiser_is_kept_and_waits_for_bkpsdm(self, people: Cast, held: Meeting) -> None:
        answer = self.sent("scanner_send", self.passed(people, lasts=1), own().code)

        assert answer.status_code == 201
        assert "tell BKPSDM" in answer.json()["doubt"]
        assert queries.present_at(held) == {}
        page = people.client("bkpsdm").get(reverse("session_attendance", args=["S1"])).content.decode()
        assert "came after the result was locked" in page

    def test_of_a_participant_is_kept_too(self, held: Meeting) -> None:
        answer = self.sent("attending_send", queries.meeting_text(held), queries.participant_text(own()))

        assert answer.status_code == 201
        assert "tell BKPSDM" in answer.json()["doubt"]
        assert queries.present_at(held) == {}

    def test_where_no_pass_can_be_had_any_more_the_phone_is_told_to_whom_to_turn(
        self, people: Cast, held: Meeting
    ) -> None:
        answer = self.sent("scanner_send", self.passed(people, lasts=-1), own().code)

        assert (answer.status_code, answer.json()["code"]) == (422, "over")
        assert "Tell BKPSDM" in answer.json()["reason"]
        assert not Presence.objects.exists()

    def test_of_another_partner_is_not_taken(self, people: Cast, held: Meeting) -> None:
        until = clock.now() + dt.timedelta(days=1)
        text = queries.organiser_text(held, account=people.users["other_partner"].code, until=until)

        answer = self.sent("scanner_send", text, own().code)

        assert answer.status_code == 422
        assert not Presence.objects.exists()
