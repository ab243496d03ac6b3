"""The job that finds a plan: once, with a note, or with the reason why there is none."""

import datetime as dt
import threading

import pytest

from piawai.cli import worker
from piawai.cli.background import plans
from piawai.cli.tasks import StoppedEarly, Task
from piawai.development.models import AnnualPlan
from piawai.development.services import planning
from piawai.jobs import services as jobs
from piawai.jobs.models import Job, Message
from piawai.jobs.services import UnableToKeepJob
from piawai.jobs.terms import JobState
from piawai.lib import clock
from tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town_with_session() -> int:
    """Two people and a session next year; returns its year."""
    town.dictionary()
    town.units()
    town.people(town.person_row(1), town.person_row(2))
    year = clock.today().year + 1
    town.sessions(town.session_row("S1", dt.date(year, 3, 1)))
    return year


def asked(year: int, **more: float) -> Job:
    figures: dict[str, float] = {"budget": 10_000_000, "max_away": 1.0, "gap": 0.0, "time_limit": 20, **more}
    return planning.ask_plan(
        year=year,
        budget=int(figures["budget"]),
        max_away=figures["max_away"],
        gap=figures["gap"],
        time_limit=figures["time_limit"],
        by="bkpsdm",
        at=clock.now(),
    )


def claimed() -> Task:
    lease = jobs.claim(worker="one", at=clock.now())
    assert lease is not None
    return Task(lease=lease, told=threading.Event())


class TestAskPlan:
    """The question."""

    def test_asked_twice_is_one_job_until_it_is_answered(self, town_with_session: int) -> None:
        first, again = asked(town_with_session), asked(town_with_session)
        plans.solve(claimed())
        later = asked(town_with_session)

        assert first == again != later
        assert Job.objects.count() == 2

    def test_another_question_is_another_job(self, town_with_session: int) -> None:
        assert asked(town_with_session) != asked(town_with_session, budget=5)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"budget": -1}, "budget_range"),
            ({"max_away": 1.1}, "max_away_range"),
            ({"gap": 1.0}, "gap_range"),
            ({"time_limit": 0}, "time_limit_range"),
            ({"time_limit": planning.MOST_SECONDS_ASKED + 1}, "time_limit_range"),
        ],
    )
    def test_out_of_range_is_refused_at_once(self, more: dict[str, float], code: str) -> None:
        with pytest.raises(planning.UnableToPlan) as refusal:
            asked(2027, **more)

        assert (refusal.value.code, Job.objects.count()) == (code, 0)


class TestSolve:
    """The answer."""

    def test_keeps_the_plan_and_tells_whoever_asked(self, town_with_session: int) -> None:
        job = asked(town_with_session)
        task = claimed()

        plans.solve(task)

        plan = AnnualPlan.objects.get()
        job.refresh_from_db()
        assert (job.state, job.result) == (JobState.DONE, {"plan": plan.pk})
        assert (plan.year, plan.state, plan.allocations.count()) == (town_with_session, "DRAF", 2)
        note = Message.objects.get()
        assert (note.to, note.link) == ("bkpsdm", f"/rencana/?rencana={plan.pk}")

    def test_says_how_far_it_is(self, town_with_session: int) -> None:
        asked(town_with_session)
        task = claimed()

        plans.solve(task)

        assert task.total == 20
        assert "0,3" in task.words or "0.3" in task.words  # 2 people, 8 of 20 hours at 0.02: 0.32

    def test_a_refusal_is_told_and_leaves_no_plan(self, town_with_session: int) -> None:
        job = asked(town_with_session + 1)

        with pytest.raises(planning.UnableToPlan):
            plans.solve(claimed())

        assert not AnnualPlan.objects.exists()
        assert Message.objects.get().link == f"/rencana/pekerjaan/{job.token}/"

    def test_a_refusal_ends_the_job_with_the_note(self, town_with_session: int) -> None:
        job = asked(town_with_session + 1)

        with pytest.raises(planning.UnableToPlan) as refusal:
            plans.solve(claimed())

        job.refresh_from_db()
        assert (job.state, job.problem) == (JobState.FAILED, str(refusal.value))

    def test_a_refusal_of_a_job_that_was_taken_away_is_told_by_whoever_took_it(self, town_with_session: int) -> None:
        asked(town_with_session + 1)
        task = claimed()
        Job.objects.update(claimed_by="another")

        with pytest.raises(UnableToKeepJob):
            plans.solve(task)

        assert not Message.objects.exists()

    def test_a_refusal_is_told_once_by_the_worker(self, town_with_session: int) -> None:
        job = asked(town_with_session + 1)

        worker.run_once()

        job.refresh_from_db()
        assert (job.state, Message.objects.count()) == (JobState.FAILED, 1)

    def test_of_a_job_that_was_taken_away_leaves_nothing(self, town_with_session: int) -> None:
        asked(town_with_session)
        task = claimed()
        Job.objects.update(claimed_by="another")

        with pytest.raises(UnableToKeepJob):
            plans.solve(task)

        assert not AnnualPlan.objects.exists()
        assert not Message.objects.exists()

    def test_stops_where_the_worker_is_told_to(self, town_with_session: int) -> None:
        asked(town_with_session)
        task = claimed()
        task.told.set()

        with pytest.raises(StoppedEarly):
            plans.solve(task)

        assert not AnnualPlan.objects.exists()
