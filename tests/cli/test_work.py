"""`piawai worker`: jobs are run, tried again, given up, given back, and survive the death of their worker."""

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import InterfaceError, InternalError, OperationalError, transaction

from piawai.cli import worker
from piawai.cli.background.registry import ALWAYS, WORK
from piawai.cli.tasks import StoppedEarly, Task, Work
from piawai.jobs import services
from piawai.jobs.models import Job, Message, Schedule
from piawai.jobs.terms import JobState, Lease
from piawai.lib import clock
from piawai.lib.errors import Refusal
from tests import town
from tests.cli.conftest import Run
from tests.cli.process import piawai

ROOT = Path(__file__).resolve().parents[2]

# A worker with one job of the tests: it sends a message, says so, waits for as long as it is told, and ends.
# `minutes` puts its clock ahead, so that the lease of a worker killed before counts as run out.
DRIVER = """
import datetime as dt, sys, time
import django
django.setup()
from django.db import transaction
from piawai.cli import worker
from piawai.jobs import services
from piawai.lib import clock
seconds, minutes, words = float(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
clock.now = lambda: dt.datetime.now(tz=dt.UTC) + dt.timedelta(minutes=minutes)
def work(task):
    with transaction.atomic():
        services.send(to="abc", subject="Done", body="It is done.", link="", at=clock.now())
        print("sent", flush=True)
        time.sleep(seconds)
        task.end(result={"sent": 1})
    print("ended", flush=True)
    return {}
def patient(task):
    print("begun", flush=True)
    while True:
        task.progress(done=1, total=2, words="Waiting")
        time.sleep(0.05)
worker.ALWAYS.clear()  # what is due at once would come in between
worker.WORK["tests.send"], worker.WORK["tests.patient"] = work, patient
if words[0] == "enqueue":
    services.enqueue(name=words[1], arguments={}, owner="abc", at=dt.datetime.now(tz=dt.UTC))
else:
    from piawai.cli.main import main
    sys.exit(main(words))
"""


def enqueued(name: str = "tests.work") -> Job:
    return services.enqueue(name=name, arguments={"code": "x"}, owner="abc", at=town.NOW)


@pytest.fixture(autouse=True)
def nothing_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what is planned for at once, which would run beside the jobs of a test."""
    monkeypatch.setattr(worker, "ALWAYS", {})


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, Work]:
    """Give the worker's jobs, to which a test may add its own, and let it end after them."""
    known: dict[str, Work] = dict(WORK)
    monkeypatch.setattr(worker, "WORK", known)
    return known


def refuses(task: Task) -> Mapping[str, object]:
    raise Refusal("The file has no rows; one with rows would pass.")


def breaks(task: Task) -> Mapping[str, object]:
    raise RuntimeError("198001012005011001")


def writes_and_breaks(task: Task) -> Mapping[str, object]:
    with transaction.atomic():
        services.send(to="abc", subject="Done", body="It is done.", link="", at=town.NOW)
        task.end(result={})
        raise RuntimeError


@pytest.mark.django_db
class TestOnce:
    """`--once` empties the queue and ends."""

    def test_runs_what_is_due(self, work: dict[str, Work], run: Run) -> None:
        work["tests.work"] = lambda task: {"asked": dict(task.arguments), "by": task.owner}
        enqueued()
        enqueued()

        assert run("worker", "--once") == (0, "Jobs done: 2. Failed: 0. To be tried again: 0.\n", "")
        assert {job.state for job in Job.objects.all()} == {JobState.DONE}
        assert Job.objects.all()[0].result == {"asked": {"code": "x"}, "by": "abc"}

    def test_a_refusal_fails_for_good_with_its_words(self, work: dict[str, Work], run: Run) -> None:
        work["tests.work"] = refuses
        enqueued()

        assert run("worker", "--once") == (0, "Jobs done: 0. Failed: 1. To be tried again: 0.\n", "")
        job = Job.objects.get()
        assert (job.state, job.attempts) == (JobState.FAILED, 1)
        assert job.problem == "The file has no rows; one with rows would pass."

    def test_a_fault_is_tried_again_and_told_without_its_values(self, work: dict[str, Work], run: Run) -> None:
        work["tests.work"] = breaks
        enqueued()

        status, out, err = run("worker", "--once")

        job = Job.objects.get()
        assert (status, out) == (0, "Jobs done: 0. Failed: 0. To be tried again: 1.\n")
        assert (job.state, job.run_after > clock.now()) == (JobState.WAITING, True)
        assert "RuntimeError, cli/worker.py:" in job.problem
        assert "1980" not in job.problem + err

    def test_a_job_that_this_version_does_not_know_is_kept_for_later(self, run: Run) -> None:
        enqueued("tests.of_a_later_version")

        run("worker", "--once")

        assert Job.objects.get().state == JobState.WAITING

    def test_a_job_after_a_broken_one_runs(self, work: dict[str, Work], run: Run) -> None:
        work["tests.broken"], work["tests.work"] = breaks, lambda task: {}
        enqueued("tests.broken")
        enqueued()

        run("worker", "--once")

        assert Job.objects.get(name="tests.work").state == JobState.DONE

    def test_effect_and_end_are_undone_together(self, work: dict[str, Work], run: Run) -> None:
        work["tests.work"] = writes_and_breaks
        enqueued()

        run("worker", "--once")

        assert Job.objects.get().state == JobState.WAITING
        assert not Message.objects.exists()

    def test_what_a_dead_worker_left_is_done(self, work: dict[str, Work], run: Run) -> None:
        work["tests.work"] = lambda task: {"attempt": task.lease.attempt}
        enqueued()
        services.claim(worker="dead", at=town.NOW)  # an hour ago

        run("worker", "--once")

        assert Job.objects.get().result == {"attempt": 2}

    def test_a_job_taken_away_meanwhile_is_left_to_its_holder(self, work: dict[str, Work], run: Run) -> None:
        def overtaken(task: Task) -> Mapping[str, object]:
            later = clock.now() + dt.timedelta(minutes=5)
            services.reap(lease_time=worker.LEASE_TIME, at=later)
            services.claim(worker="other", at=later)
            return {}

        work["tests.work"] = overtaken
        enqueued()

        status, _out, err = run("worker", "--once")

        assert (status, err) == (0, "Job tests.work was taken over by another worker.\n")
        assert (Job.objects.get().state, Job.objects.get().claimed_by) == (JobState.RUNNING, "other")

    def test_who_waits_for_a_seat_is_looked_after_at_once_and_hourly(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "ALWAYS", ALWAYS)

        run("worker", "--once")

        assert Job.objects.get(name="learning.expire").state == JobState.DONE
        later = Schedule.objects.get(name="learning.expire").next_at - clock.now()
        assert dt.timedelta(minutes=50) < later <= dt.timedelta(hours=1)

    def test_standings_are_refreshed_daily(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        run("worker", "--once")
        planned = Schedule.objects.get(name="competencies.refresh_due").next_at
        monkeypatch.setattr(clock, "now", lambda: planned)

        assert run("worker", "--once")[1] == "Jobs done: 1. Failed: 0. To be tried again: 0.\n"
        assert Job.objects.get(name="competencies.refresh_due").result == {"people": 0}


class TestDatabaseAway:
    """The worker waits for its database, from the first moment on."""

    @pytest.mark.parametrize("fault", [OperationalError, InterfaceError, InternalError])
    def test_it_waits(self, fault: type[Exception], monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
        planned, turned = [], []

        def plan() -> None:
            planned.append(1)
            if len(planned) < 3:
                raise fault("server closed the connection")

        def turn(_name: str, told: threading.Event) -> None:
            turned.append(1)
            if len(turned) < 2:
                raise fault("cannot execute UPDATE in a read-only transaction")
            told.set()

        monkeypatch.setattr(worker, "_plan", plan)
        monkeypatch.setattr(worker, "_turn", turn)
        monkeypatch.setattr(worker, "PAUSE", 0.0)

        status, _out, err = run("worker")

        assert (status, len(planned), len(turned)) == (0, 3, 2)
        assert err.count("the database does not answer") == 3


class TestTask:
    """What a job's function may say and ask."""

    def task(self) -> Task:
        lease = Lease("token", "tests.work", {}, "", "one", 1)
        return Task(lease=lease, told=threading.Event())

    def test_progress_ends_work_that_is_told_to_stop(self) -> None:
        task = self.task()
        task.progress(done=1, total=2, words="Half")
        task.told.set()

        with pytest.raises(StoppedEarly):
            task.progress(done=2, total=2, words="All")

    def test_progress_ends_work_whose_job_was_taken_away(self) -> None:
        task = self.task()
        task.lost.set()

        with pytest.raises(services.UnableToKeepJob):
            task.progress(done=1, total=2, words="Half")


@pytest.mark.django_db(transaction=True)
class TestSignsOfLife:
    """While a job runs, a second connection tells so."""

    def test_progress_is_seen_while_the_job_runs(
        self, work: dict[str, Work], run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slow(task: Task) -> Mapping[str, object]:
            task.progress(done=3, total=7, words="Reading")
            seen = threading.Event()
            for _ in range(200):
                if Job.objects.get().done == 3:
                    seen.set()
                    break
                seen.wait(0.02)
            return {"seen": seen.is_set()}

        monkeypatch.setattr(worker, "BEAT", 0.02)
        work["tests.work"] = slow
        enqueued()

        run("worker", "--once")

        assert Job.objects.get().result == {"seen": True}


class TestProcess:
    """The worker as a process of its own, on an SQLite file."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        home = tmp_path / "home"
        assert piawai("init", home=home).returncode == 0
        return home

    def start(self, folder: Path, *words: str) -> subprocess.Popen[str]:
        plain = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        return subprocess.Popen(
            [sys.executable, "-c", DRIVER, *words],
            cwd=ROOT,
            env={**plain, "PIAWAI_HOME": str(folder), "PIAWAI_LANG": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        out, err = process.communicate(timeout=60)
        assert err == ""
        return process.returncode, out

    def rows(self, folder: Path, query: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(folder / "db.sqlite3")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    @pytest.mark.slow
    def test_a_killed_worker_s_job_has_its_effect_once(self, folder: Path) -> None:
        self.end(self.start(folder, "0", "0", "enqueue", "tests.send"))
        killed = self.start(folder, "60", "0", "worker")
        assert killed.stdout is not None
        assert killed.stdout.readline() == "sent\n"  # in its transaction, not yet ended
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)
        left = self.rows(folder, "SELECT state, attempts FROM jobs_job WHERE name = 'tests.send'")

        soon = self.end(self.start(folder, "0", "0", "worker", "--once"))
        later = self.end(self.start(folder, "0", "5", "worker", "--once"))
        again = self.end(self.start(folder, "0", "10", "worker", "--once"))

        assert left == [("RUNNING", 1)]
        assert "sent" not in soon[1]  # its lease still holds
        assert later == (0, "sent\nended\nJobs done: 1. Failed: 0. To be tried again: 0.\n")
        assert "sent" not in again[1]
        assert self.rows(folder, "SELECT state, attempts FROM jobs_job WHERE name = 'tests.send'") == [("DONE", 2)]
        assert self.rows(folder, "SELECT count(*) FROM jobs_message") == [(1,)]

    @pytest.mark.slow
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_told_to_stop_it_gives_its_job_back(self, folder: Path, number: signal.Signals) -> None:
        self.end(self.start(folder, "0", "0", "enqueue", "tests.patient"))
        process = self.start(folder, "0", "0", "worker")
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"

        process.send_signal(number)

        assert self.end(process)[0] == 0
        rows = self.rows(folder, "SELECT state, claimed_by, most_attempts - attempts FROM jobs_job")
        assert rows == [("WAITING", "", services.MOST_ATTEMPTS)]
