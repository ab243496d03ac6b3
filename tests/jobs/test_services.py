"""Jobs, schedules and messages."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from piawai.jobs import queries, services
from piawai.jobs.models import Job, Message, Schedule
from piawai.jobs.terms import JobState, Lease

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)  # 10.00 in Jakarta
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
NIP = "198001012005011001"


def enqueued(name: str = "tests.work", effect_key: str = "") -> Job:
    return services.enqueue(name=name, arguments={"unit": "A"}, owner="abc", at=NOW, effect_key=effect_key)


def claimed(worker: str = "one", at: dt.datetime = NOW) -> Lease:
    lease = services.claim(worker=worker, at=at)
    assert lease is not None
    return lease


def the_job() -> Job:
    return Job.objects.get()


def at_once(work: Callable[[int], list[str]], workers: int) -> list[str]:
    """Do the same in several threads, each with a connection of its own, beginning together."""
    together = threading.Barrier(workers)

    def begin(number: int) -> list[str]:
        together.wait(timeout=10)
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return [name for names in pool.map(begin, range(workers)) for name in names]


@pytest.mark.django_db
class TestEnqueue:
    """What is asked for waits, once."""

    def test_waits_for_a_worker(self) -> None:
        enqueued()

        job = the_job()
        assert (job.state, job.owner, job.arguments, len(job.token)) == (JobState.WAITING, "abc", {"unit": "A"}, 22)

    def test_same_effect_is_queued_once(self) -> None:
        first, again = enqueued(effect_key="pdf A"), enqueued(effect_key="pdf A")

        assert (first.token, Job.objects.count()) == (again.token, 1)

    def test_same_effect_is_queued_once_even_when_done(self) -> None:
        enqueued(effect_key="pdf A")
        services.finish(lease=claimed(), result={}, at=NOW)

        assert enqueued(effect_key="pdf A").state == JobState.DONE

    def test_a_failed_effect_may_be_asked_for_again(self) -> None:
        enqueued(effect_key="pdf A")
        services.fail_for_good(lease=claimed(), problem="no", at=NOW)

        assert enqueued(effect_key="pdf A").state == JobState.WAITING
        assert Job.objects.count() == 2

    def test_jobs_without_a_key_are_separate(self) -> None:
        enqueued()
        enqueued()

        assert Job.objects.count() == 2

    def test_is_undone_with_the_transaction(self) -> None:
        with transaction.atomic():
            enqueued()
            transaction.set_rollback(True)

        assert not Job.objects.exists()

    def test_a_nip_is_refused(self) -> None:
        with pytest.raises(ValueError, match="NIP"):
            services.enqueue(name="tests.work", arguments={"who": [NIP]}, owner="", at=NOW)

    def test_a_random_code_with_18_digits_in_a_row_is_none(self) -> None:
        job = services.enqueue(name="tests.work", arguments={"upload": "710f530969852905716016"}, owner="", at=NOW)

        assert job.arguments == {"upload": "710f530969852905716016"}


@pytest.mark.django_db
class TestClaim:
    """One worker holds a job at a time."""

    def test_takes_the_longest_due_first(self) -> None:
        services.enqueue(name="later", arguments={}, owner="", at=NOW + MINUTE)
        services.enqueue(name="sooner", arguments={}, owner="", at=NOW)

        assert [claimed(at=NOW + MINUTE).name for _ in range(2)] == ["sooner", "later"]

    def test_leaves_what_is_not_due(self) -> None:
        enqueued()

        assert services.claim(worker="one", at=NOW - MINUTE) is None

    def test_a_claimed_job_is_not_claimed_again(self) -> None:
        enqueued()
        claimed()

        assert services.claim(worker="two", at=NOW) is None

    def test_looks_on_where_another_was_faster(self, monkeypatch: pytest.MonkeyPatch) -> None:
        enqueued("first")
        enqueued("second")
        ready = queries.ready

        def overtaken(*, at: dt.datetime) -> object:
            found = list(ready(at=at))
            monkeypatch.setattr(queries, "ready", ready)
            services.claim(worker="faster", at=at)
            return type("Stale", (), {"first": lambda _self: found[0]})()

        monkeypatch.setattr(queries, "ready", overtaken)

        assert claimed("slower").name == "second"
        assert Job.objects.get(name="first").claimed_by == "faster"


@pytest.mark.django_db(transaction=True)
class TestRace:
    """Several workers with connections of their own."""

    def test_every_job_is_claimed_once(self) -> None:
        for number in range(24):
            enqueued(f"job {number}")

        def claim_all(number: int) -> list[str]:
            names: list[str] = []
            while True:
                try:
                    lease = services.claim(worker=f"worker {number}", at=NOW)
                except OperationalError:  # SQLite's shared test database, unlike its file, does not wait for a lock
                    continue
                if lease is None:
                    return names
                names.append(lease.name)

        assert sorted(at_once(claim_all, 4)) == sorted(f"job {number}" for number in range(24))

    def test_a_schedule_asks_once(self) -> None:
        services.plan_every(name="tests.often", every=MINUTE, at=NOW)

        def ask(_number: int) -> list[str]:
            while True:
                try:
                    return ["asked"] * services.enqueue_due(at=NOW)
                except OperationalError:
                    continue

        assert at_once(ask, 4) == ["asked"]
        assert Job.objects.count() == 1


@pytest.mark.django_db
class TestEnds:
    """Done, failed, to be tried again."""

    def test_finish_keeps_the_result(self) -> None:
        enqueued()
        lease = claimed()
        services.progress(lease=lease, done=2, total=5, words="Reading", at=NOW)
        services.finish(lease=lease, result={"rows": 5}, at=NOW + MINUTE)

        job = the_job()
        assert (job.state, job.result, job.finished_at) == (JobState.DONE, {"rows": 5}, NOW + MINUTE)
        assert (job.done, job.total, job.words) == (2, 5, "Reading")

    def test_a_result_with_a_nip_is_refused(self) -> None:
        enqueued()

        with pytest.raises(ValueError, match="NIP"):
            services.finish(lease=claimed(), result={"who": NIP}, at=NOW)

    def test_fails_are_tried_again_ever_later_then_given_up(self) -> None:
        enqueued()
        at, waits = NOW, []
        for _attempt in range(services.MOST_ATTEMPTS - 1):
            services.fail(lease=claimed(at=at), problem="broken", at=at)
            waits.append((the_job().run_after - at).total_seconds())
            assert services.claim(worker="one", at=the_job().run_after - dt.timedelta(seconds=1)) is None
            at = the_job().run_after

        last = services.fail(lease=claimed(at=at), problem="broken for good", at=at)

        job = the_job()
        assert waits == [30, 60, 120, 240]
        assert (last, job.state, job.problem, job.finished_at) == (JobState.FAILED, "FAILED", "broken for good", at)

    def test_a_wait_never_exceeds_an_hour(self) -> None:
        enqueued()
        Job.objects.update(attempts=20, most_attempts=30)

        services.fail(lease=claimed(), problem="broken", at=NOW)

        assert the_job().run_after == NOW + dt.timedelta(hours=1)

    def test_given_back_costs_no_attempt(self) -> None:
        enqueued()
        services.give_back(lease=claimed(), at=NOW)

        job = the_job()
        assert job.most_attempts - job.attempts == services.MOST_ATTEMPTS
        assert claimed("two").attempt == 2


@pytest.mark.django_db
class TestReap:
    """A worker that fell silent loses its job, and can no longer end it."""

    def test_a_silent_worker_loses_its_job(self) -> None:
        enqueued()
        claimed()

        assert services.reap(lease_time=MINUTE, at=NOW + 2 * MINUTE) == 1
        assert (the_job().state, the_job().claimed_by) == (JobState.WAITING, "")

    def test_a_sign_of_life_keeps_it(self) -> None:
        enqueued()
        services.progress(lease=claimed(), done=0, total=0, words="", at=NOW + 1.5 * MINUTE)

        assert services.reap(lease_time=MINUTE, at=NOW + 2 * MINUTE) == 0

    def test_after_the_last_attempt_it_has_failed(self) -> None:
        enqueued()
        Job.objects.update(most_attempts=1)
        claimed()

        services.reap(lease_time=MINUTE, at=NOW + 2 * MINUTE)

        assert (the_job().state, the_job().problem != "") == (JobState.FAILED, True)

    @pytest.mark.parametrize("next_worker", ["one", "two"])
    def test_a_late_worker_cannot_end_what_was_claimed_again(self, next_worker: str) -> None:
        enqueued()
        late = claimed("one")
        services.reap(lease_time=MINUTE, at=NOW + 2 * MINUTE)
        holder = claimed(next_worker, at=NOW + 2 * MINUTE)

        for end in (
            lambda: services.finish(lease=late, result={"by": "late"}, at=NOW + 3 * MINUTE),
            lambda: services.fail(lease=late, problem="late", at=NOW + 3 * MINUTE),
            lambda: services.give_back(lease=late, at=NOW + 3 * MINUTE),
            lambda: services.progress(lease=late, done=1, total=1, words="", at=NOW + 3 * MINUTE),
        ):
            with pytest.raises(services.UnableToKeepJob):
                end()
        services.finish(lease=holder, result={"by": "holder"}, at=NOW + 3 * MINUTE)

        assert (the_job().state, the_job().result) == (JobState.DONE, {"by": "holder"})

    def test_nothing_ends_twice(self) -> None:
        enqueued()
        lease = claimed()
        services.finish(lease=lease, result={"time": 1}, at=NOW)

        with pytest.raises(services.UnableToKeepJob):
            services.finish(lease=lease, result={"time": 2}, at=NOW)
        assert the_job().result == {"time": 1}


@pytest.mark.django_db
class TestSchedule:
    """Jobs that are asked for again and again."""

    def test_daily_is_an_hour_of_local_time(self) -> None:
        services.plan_daily(name="early", hour=1, at=NOW)
        services.plan_daily(name="late", hour=22, at=NOW)

        found = dict(Schedule.objects.values_list("name", "next_at"))
        assert found == {
            "early": dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC),  # 01.00 of the 25th in Jakarta
            "late": dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC),
        }

    def test_asks_when_due_and_moves_on(self) -> None:
        services.plan_daily(name="early", hour=1, at=NOW)

        assert [services.enqueue_due(at=NOW + hours * MINUTE * 60) for hours in (0, 14, 15, 16)] == [0, 0, 1, 0]
        assert Schedule.objects.get().next_at == dt.datetime(2026, 11, 25, 18, 0, tzinfo=dt.UTC)

    def test_what_was_missed_for_days_is_asked_for_once(self) -> None:
        services.plan_every(name="often", every=MINUTE, at=NOW)

        assert services.enqueue_due(at=NOW + 3 * DAY) == 1
        assert Schedule.objects.get().next_at == NOW + 3 * DAY + MINUTE

    def test_asks_nothing_where_another_worker_was_faster(self, monkeypatch: pytest.MonkeyPatch) -> None:
        services.plan_every(name="often", every=MINUTE, at=NOW)
        due = queries.due

        def overtaken(*, at: dt.datetime) -> list[Schedule]:
            found = list(due(at=at))
            monkeypatch.setattr(queries, "due", due)
            services.enqueue_due(at=at)
            return found

        monkeypatch.setattr(queries, "due", overtaken)

        assert services.enqueue_due(at=NOW) == 0
        assert Job.objects.count() == 1

    def test_planned_again_the_same_stays(self) -> None:
        services.plan_every(name="often", every=MINUTE, at=NOW)
        services.plan_every(name="often", every=MINUTE, at=NOW + DAY)

        assert Schedule.objects.get().next_at == NOW

    def test_planned_otherwise_it_changes(self) -> None:
        services.plan_every(name="often", every=MINUTE, at=NOW)
        services.plan_daily(name="often", hour=1, at=NOW)

        assert (Schedule.objects.get().every, Schedule.objects.get().hour) == (None, 1)


@pytest.mark.django_db
class TestMessages:
    """Notes to accounts."""

    def sent(self, to: str = "abc", at: dt.datetime = NOW) -> Message:
        return services.send(to=to, subject="A task waits", body="Open the page.", link="/tugas/", at=at)

    def test_unread_are_the_accounts_own_newest_first(self) -> None:
        first, second = self.sent(), self.sent(at=NOW + MINUTE)
        self.sent(to="xyz")

        assert list(queries.unread(to="abc")) == [second, first]

    def test_read_is_noted_once(self) -> None:
        message = self.sent()
        services.mark_read(message=message, at=NOW + MINUTE)
        services.mark_read(message=message, at=NOW + DAY)

        assert Message.objects.get().read_at == NOW + MINUTE
        assert list(queries.unread(to="abc")) == []
        assert list(queries.messages_to(to="abc")) == [message]

    @pytest.mark.parametrize(
        ("body", "link"),
        [
            pytest.param(f"About {NIP}", "", id="a NIP in the body"),
            pytest.param("Look", f"/pegawai/{NIP}/", id="a NIP in the link"),
            pytest.param("Look", "https://elsewhere.example/", id="another site"),
            pytest.param("Look", "//elsewhere.example/", id="another site without its scheme"),
        ],
    )
    def test_refuses(self, body: str, link: str) -> None:
        with pytest.raises(ValueError, match=r"NIP|path of the site"):
            services.send(to="abc", subject="Note", body=body, link=link, at=NOW)
        assert not Message.objects.exists()
