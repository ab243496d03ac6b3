"""Pages of level 3: the task, the questions, and the figures."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.audit.models import Event
from piawai.cli.background import learning
from piawai.learning.models import FollowUp, FollowUpAnswer, Session
from tests import followed
from tests.cast import Cast, cast
from tests.sheets import led

pytestmark = pytest.mark.django_db

CAUTION = "does not prove that the training caused it"


@pytest.fixture
def people() -> Cast:
    """Give the cast, and ask what shows at work of a session that two passed: until some days from now."""
    found = led(cast())
    followed.passed(found.staff, found.colleague)
    followed.invited()
    today = timezone.localdate()
    FollowUp.objects.update(due_on=today, until=today + dt.timedelta(days=5))
    return found


def of(people: Cast, source: str) -> FollowUp:
    return FollowUp.objects.get(enrolment__person=people.staff, source=source)


def fields(row: FollowUp, value: str = "4") -> dict[str, Any]:
    taught = row.enrolment.session.outcomes.values_list("competency", flat=True)
    return {f"competency_{pk}": value for pk in taught}


class TestTasks:
    """What stands on the home page."""

    def test_leads_the_participant_to_the_questions(self, people: Cast) -> None:
        page = people.client("staff").get(reverse("home")).content.decode()

        assert "Say what you use of Program S1" in page
        assert "3 months after the end" in page
        assert reverse("follow_up", args=[of(people, "DIRI").code]) in page

    def test_leads_the_superior_to_all_of_them(self, people: Cast) -> None:
        page = people.client("head").get(reverse("home")).content.decode()

        assert "Say what your staff use of training (2)" in page
        assert reverse("follow_ups") in page

    def test_ends_with_the_answer(self, people: Cast) -> None:
        client, row = people.client("staff"), of(people, "DIRI")
        client.post(reverse("follow_up", args=[row.code]), fields(row))

        assert "Say what you use" not in client.get(reverse("home")).content.decode()


class TestAnswering:
    """The questions, on one page."""

    def test_are_answered_once(self, people: Cast) -> None:
        client, row = people.client("head"), of(people, "ATASAN")
        address = reverse("follow_up", args=[row.code])
        page = client.get(address).content.decode()

        sent = client.post(address, {**fields(row), "helps": ["WAKTU"], "said": "Baik"}, follow=True)
        again = client.post(address, fields(row, "1"), follow=True)

        assert "Sari Staf" in page
        assert "how often do you see it?" in page
        assert f"Reference number {row.code}" in sent.content.decode()
        assert "You have answered these questions" in again.content.decode()
        assert FollowUpAnswer.objects.get().frequency == 4
        row.refresh_from_db()
        assert (row.helps, row.said) == (["WAKTU"], "Baik")

    def test_what_could_not_be_seen_is_no_number(self, people: Cast) -> None:
        row = of(people, "DIRI")

        people.client("staff").post(reverse("follow_up", args=[row.code]), fields(row, "0"))

        row.refresh_from_db()
        assert row.answered_at is not None
        assert not FollowUpAnswer.objects.exists()

    @pytest.mark.parametrize("value", ["", "6", "x"])
    def test_asks_again_for_what_lacks(self, people: Cast, value: str) -> None:
        row = of(people, "DIRI")

        answer = people.client("staff").post(reverse("follow_up", args=[row.code]), fields(row, value))

        assert answer.status_code == 422
        assert "choose one answer" in answer.content.decode()
        assert "There is a problem:" in answer.content.decode()

    def test_says_that_it_is_too_late(self, people: Cast) -> None:
        FollowUp.objects.update(until=timezone.localdate() - dt.timedelta(days=1), due_on=dt.date(2026, 1, 1))
        row = of(people, "DIRI")

        answer = people.client("staff").post(reverse("follow_up", args=[row.code]), fields(row), follow=True)

        assert "These questions could be answered until" in answer.content.decode()
        assert not FollowUpAnswer.objects.exists()

    def test_nobody_finds_those_of_others(self, people: Cast) -> None:
        own, above = of(people, "DIRI"), of(people, "ATASAN")

        assert people.client("staff").get(reverse("follow_up", args=[above.code])).status_code == 404
        assert people.client("head").get(reverse("follow_up", args=[own.code])).status_code == 404
        assert people.client("other_head").post(reverse("follow_up", args=[above.code])).status_code == 404


class TestFigures:
    """What BKPSDM reads."""

    @pytest.mark.parametrize("kind", ["", "cetak", "pdf", "xlsx"])
    @pytest.mark.parametrize("name", ["behaviour", "behaviour_session", "behaviour_programme"])
    def test_are_taken_away(self, people: Cast, name: str, kind: str) -> None:
        session = Session.objects.get()
        args = {"behaviour_session": ("S1",), "behaviour_programme": (session.programme_id,)}.get(name, ())

        answer = people.client("bkpsdm").get(reverse(name, args=args), {"format": kind} if kind else {})

        assert answer.status_code == 200
        if kind in {"", "cetak"}:
            assert CAUTION in answer.content.decode()

    def test_by_programme(self, people: Cast) -> None:
        page = (
            people.client("bkpsdm").get(reverse("behaviour"), {"per": "program", "urut": "-selesai"}).content.decode()
        )

        assert reverse("behaviour_programme", args=[Session.objects.get().programme_id]) in page

    def test_hide_what_few_say(self, people: Cast) -> None:
        for row in FollowUp.objects.select_related("enrolment__session", "rater"):
            followed.answered(row, 2, said="Wqx")

        page = people.client("bkpsdm").get(reverse("behaviour_session", args=["S1"])).content.decode()

        assert "Wqx" not in page
        assert "enough that nobody can be recognised" in page
        assert "2.0" not in page

    def test_nobody_else_reads_them(self, people: Cast) -> None:
        codes = {role: people.client(role).get(reverse("behaviour")).status_code for role in ("staff", "head", "mayor")}

        assert set(codes.values()) == {403}

    def test_stand_on_the_page_of_the_partner(self, people: Cast) -> None:
        partner = Session.objects.get().partner

        page = people.client("bkpsdm").get(reverse("partner", args=[partner.code])).content.decode()

        assert "Behaviour that superiors see often" in page


class TestSchedule:
    """The job of each day."""

    def test_asks_whom_it_is_due_and_nobody_twice(self) -> None:
        found = cast()
        session = followed.passed(found.staff)
        ended = timezone.localdate() - dt.timedelta(days=92)
        Session.objects.filter(pk=session.pk).update(starts_on=ended, ends_on=ended)

        first, again = learning.follow_up(None), learning.follow_up(None)  # type: ignore[arg-type]

        assert (first, again) == ({"people": 1}, {"people": 0})
        assert Event.objects.filter(action="learning.invite_follow_ups").count() == 1
