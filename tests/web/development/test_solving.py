"""Solving the plan in the browser: the question, the page to wait on, the end."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.audit.models import Event
from piawai.cli import worker
from piawai.development.models import AnnualPlan
from piawai.jobs.models import Job
from piawai.jobs.terms import JobState
from piawai.lib import clock
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
BEGINS = timezone.localdate() + dt.timedelta(days=40)


@pytest.fixture
def people() -> Cast:
    """The cast and a session to go to."""
    found = cast()
    town.sessions(town.session_row("S1", BEGINS, teaches={"M.1": 3}, participant_cost=1000))
    return found


def said(**more: str) -> dict[str, str]:
    """Return a filled question."""
    plain = {"year": str(BEGINS.year), "budget": "Rp10.000.000", "max_away": "100", "gap": "0,5", "time_limit": "20"}
    return {**plain, **more}


def solved() -> None:
    """Let the worker empty its queue."""
    worker.run_once()


class TestPlanNew:
    """The question."""

    def test_is_asked_with_shares_and_rupiah_as_people_write_them(self, people: Cast) -> None:
        answer = people.client("bkpsdm").post(reverse("plan_new"), said())

        job = Job.objects.get()
        assert answer["Location"] == reverse("plan_job", args=[job.token])
        assert job.arguments == {
            "year": BEGINS.year,
            "budget": 10_000_000,
            "max_away": 1.0,
            "gap": 0.005,
            "time_limit": 20,
        }
        assert Event.objects.filter(action="development.ask_plan").count() == 1

    def test_asked_twice_is_solved_once(self, people: Cast) -> None:
        ways = {people.client(role).post(reverse("plan_new"), said())["Location"] for role in ("bkpsdm", "sekda")}
        solved()

        assert len(ways) == AnnualPlan.objects.count() == 1
        assert Event.objects.filter(action="development.ask_plan").count() == 1

    def test_begins_with_the_regulation_s_figures(self, people: Cast) -> None:
        form = people.client("bkpsdm").get(reverse("plan_new")).context["form"]

        assert form.initial == {
            "year": timezone.localdate().year + 1,
            "budget": "",
            "max_away": "10",
            "gap": "1",
            "time_limit": 60,
        }

    def test_begins_with_the_figures_of_the_last_plan(self, people: Cast) -> None:
        client = people.client("bkpsdm")
        client.post(reverse("plan_new"), said())
        solved()

        form = client.get(reverse("plan_new")).context["form"]

        assert (form.initial["year"], form.initial["budget"]) == (BEGINS.year, "Rp10,000,000")
        assert (form.initial["max_away"], form.initial["gap"]) == ("100", "0.5")

    @pytest.mark.parametrize(
        ("more", "field", "text"),
        [
            ({"year": ""}, "year", "Write the year."),
            ({"year": "dua"}, "year", "Write the year in digits, such as 2027."),
            ({"year": "20270"}, "year", "The year must lie between 1900 and 2200."),
            ({"budget": ""}, "budget", "Write the budget."),
            ({"budget": "banyak"}, "budget", "Write an amount in rupiah"),
            ({"budget": "9" * 17}, "budget", "The budget must lie between"),
            ({"max_away": ""}, "max_away", "Write how many percent may be away."),
            ({"max_away": "101"}, "max_away", "Write a percentage from 0 to 100"),
            ({"gap": "-1"}, "gap", "Write a percentage from 0 to 100"),
            ({"gap": "100"}, "__all__", "The gap must lie between 0 and 1"),
            ({"time_limit": "0"}, "time_limit", "The time limit must be more than 0 seconds"),
            ({"time_limit": "901"}, "time_limit", "The time limit must be at most 900 seconds"),
            ({"time_limit": "lama"}, "time_limit", "Write the time limit in whole seconds"),
        ],
    )
    def test_is_refused_in_plain_words(self, people: Cast, more: dict[str, str], field: str, text: str) -> None:
        answer = people.client("bkpsdm").post(reverse("plan_new"), said(**more))

        assert text in answer.context["form"].errors[field][0]
        assert not Job.objects.exists()


class TestPlanJob:
    """The page that can be left."""

    def test_waits_then_leads_to_the_plan(self, people: Cast) -> None:
        client = people.client("bkpsdm")
        there = client.post(reverse("plan_new"), said())["Location"]
        waiting = client.get(there)
        solved()
        done, done_in_part = client.get(there), client.get(there, headers={"hx-request": "true"})

        plan = AnnualPlan.objects.get()
        assert "It waits for its turn." in waiting.content.decode()
        assert done["Location"] == done_in_part["HX-Redirect"] == f"{reverse('plan')}?rencana={plan.pk}"

    def test_says_how_far_it_is_and_works_without_script(self, people: Cast) -> None:
        client = people.client("bkpsdm")
        there = client.post(reverse("plan_new"), said())["Location"]
        Job.objects.update(
            state=JobState.RUNNING,
            claimed_by="one",
            heartbeat_at=clock.now(),
            attempts=1,
            done=7,
            total=20,
            words="Gain of the best plan so far: 3.2.",
        )

        page, part = client.get(there).content.decode(), client.get(there, headers={"hx-request": "true"})

        assert "7 of at most 20 seconds. Gain of the best plan so far: 3.2." in " ".join(page.split())
        assert re.search(r'<noscript><meta http-equiv="refresh" content="10"></noscript>', page)
        assert part.content.decode().startswith('<div id="job"')

    def test_shows_a_refusal_in_its_words_and_keeps_what_was_asked(self, people: Cast) -> None:
        client = people.client("sekda")
        there = client.post(reverse("plan_new"), said(year=str(BEGINS.year + 5)))["Location"]
        solved()

        page = client.get(there)

        assert client.get(there, headers={"hx-request": "true"})["HX-Refresh"] == "true"
        assert f"No session of the catalogue begins in {BEGINS.year + 5}." in page.content.decode()
        form = client.get(page.context["again"]).context["form"]
        assert form.initial["year"] == BEGINS.year + 5

    def test_of_another_job_is_not_found(self, people: Cast) -> None:
        other = Job.objects.create(name="tests.work", most_attempts=1, run_after=town.NOW, made_at=town.NOW)

        assert people.client("bkpsdm").get(reverse("plan_job", args=[other.token])).status_code == 404
