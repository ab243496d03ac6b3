"""Writing jobs, schedules and messages. Every change of a job's state is one conditional update."""

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.jobs import queries
from piawai.jobs.models import Job, Message, Schedule
from piawai.jobs.terms import JobState, Lease
from piawai.lib.errors import Refusal

MOST_ATTEMPTS = 5
FIRST_WAIT = dt.timedelta(seconds=30)  # before the second attempt; doubled each time
LONGEST_WAIT = dt.timedelta(hours=1)

_NIP = re.compile(r"(?<![0-9A-Za-z])\d{18}(?![0-9A-Za-z])")  # alone: a random code may hold 18 digits in a row


class UnableToKeepJob(Refusal):
    """The job is no longer this worker's: it was taken away after too long a silence, or is over."""


def enqueue(*, name: str, arguments: Mapping[str, object], owner: str, at: dt.datetime, effect_key: str = "") -> Job:
    """
    Ask for work, in the caller's transaction: it is done only if that commits.

    Where a job of the same `effect_key` waits, runs or is done, that one is returned and no other is made.

    :raises ValueError: if the arguments hold a NIP; name a person by the public code.
    """
    _refuse_nip(json.dumps(arguments))
    job = Job(
        name=name,
        arguments=dict(arguments),
        owner=owner,
        effect_key=effect_key,
        most_attempts=MOST_ATTEMPTS,
        run_after=at,
        made_at=at,
    )
    if not effect_key:
        job.save()
        return job
    Job.objects.bulk_create([job], ignore_conflicts=True)  # waits for another transaction with the same key
    return Job.objects.filter(effect_key=effect_key).latest("pk")


def claim(*, worker: str, at: dt.datetime) -> Lease | None:
    """Take the job that has been due longest, and return the hold on it; None where none is due."""
    while (job := queries.ready(at=at).first()) is not None:
        claimed = Job.objects.filter(pk=job.pk, state=JobState.WAITING, attempts=job.attempts).update(
            state=JobState.RUNNING,
            attempts=job.attempts + 1,
            claimed_by=worker,
            heartbeat_at=at,
            done=0,
            total=0,
            words="",
        )
        if claimed:
            return Lease(
                token=job.token,
                name=job.name,
                arguments=job.arguments,
                owner=job.owner,
                worker=worker,
                attempt=job.attempts + 1,
            )
    return None


def progress(*, lease: Lease, done: int, total: int, words: str, at: dt.datetime) -> None:
    """
    Give a sign of life and say how far the work is. `total` is 0 where it is not known.

    :raises UnableToKeepJob: if the job is no longer held.
    """
    _change(lease, heartbeat_at=at, done=done, total=total, words=words[:200])


def finish(*, lease: Lease, result: Mapping[str, object], at: dt.datetime) -> None:
    """
    End a job well. In the transaction of the effect, both happen or neither.

    :raises UnableToKeepJob: if the job is no longer held; a caller in a transaction must let it roll back.
    :raises ValueError: if the result holds a NIP.
    """
    _refuse_nip(json.dumps(result))
    _change(lease, state=JobState.DONE, result=dict(result), finished_at=at, heartbeat_at=at, problem="")


def fail(*, lease: Lease, problem: str, at: dt.datetime) -> JobState:
    """
    Note that an attempt failed: the job waits for the next, ever longer, and is given up after the last.

    Return how it stands then.

    :raises UnableToKeepJob: if the job is no longer held.
    """
    wait = min(FIRST_WAIT * 2 ** (lease.attempt - 1), LONGEST_WAIT)
    again = _held(lease).filter(most_attempts__gt=lease.attempt)
    if again.update(state=JobState.WAITING, claimed_by="", run_after=at + wait, problem=problem):
        return JobState.WAITING
    fail_for_good(lease=lease, problem=problem, at=at)
    return JobState.FAILED


def fail_for_good(*, lease: Lease, problem: str, at: dt.datetime) -> None:
    """
    End a job badly, without another attempt: what was refused once would be refused again.

    :raises UnableToKeepJob: if the job is no longer held.
    """
    _change(lease, state=JobState.FAILED, finished_at=at, problem=problem)


def give_back(*, lease: Lease, at: dt.datetime) -> None:
    """
    Let another worker begin the job anew at once: this one has been told to stop. It costs no attempt.

    :raises UnableToKeepJob: if the job is no longer held.
    """
    _change(lease, state=JobState.WAITING, claimed_by="", run_after=at, most_attempts=F("most_attempts") + 1)


def forget_finished(*, name: str, before: dt.datetime) -> int:
    """Delete the jobs of a name that were over before a moment, and return how many."""
    deleted, _each = Job.objects.filter(name=name, finished_at__lt=before).delete()
    return deleted


def reap(*, lease_time: dt.timedelta, at: dt.datetime) -> int:
    """
    Take jobs away from workers that gave no sign of life for `lease_time`, and return how many.

    They wait for the next attempt; after the last they have failed.
    """
    since = at - lease_time
    taken = 0
    for job in queries.silent(since=since):
        same = queries.silent(since=since).filter(pk=job.pk, attempts=job.attempts)
        if job.attempts < job.most_attempts:
            taken += same.update(state=JobState.WAITING, claimed_by="", run_after=at)
        else:
            problem = _("It was broken off each time it was tried. Please ask for it again, or tell BKPSDM.")
            taken += same.update(state=JobState.FAILED, finished_at=at, problem=problem)
    return taken


def plan_every(*, name: str, every: dt.timedelta, at: dt.datetime) -> None:
    """Have a job asked for again and again, the first time at once. Planned so already, it stays as it is."""
    _plan(name=name, every=int(every.total_seconds()), hour=None, next_at=at)


def plan_daily(*, name: str, hour: int, at: dt.datetime) -> None:
    """Have a job asked for daily at an hour of local time, 0 to 23. Planned so already, it stays as it is."""
    _plan(name=name, every=None, hour=hour, next_at=_next_at(every=None, hour=hour, at=at))


def enqueue_due(*, at: dt.datetime) -> int:
    """
    Ask for the jobs whose moment has come, each once however often it was missed, and return how many.

    Of several workers one claims the schedule; the others find it moved on.
    """
    asked = 0
    for schedule in queries.due(at=at):
        with transaction.atomic():
            next_at = _next_at(every=schedule.every, hour=schedule.hour, at=at)
            if Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=next_at):
                enqueue(name=schedule.name, arguments={}, owner="", at=at)
                asked += 1
    return asked


def send(*, to: str, subject: str, body: str, link: str, at: dt.datetime) -> Message:
    """
    Write a message to an account, in the caller's transaction. `link` is a path of the site, "" for none.

    :raises ValueError: if subject, body or link hold a NIP, or the link leads out of the site.
    """
    _check_message(subject=subject, body=body, link=link)
    return Message.objects.create(to=to, subject=subject, body=body, link=link, made_at=at)


def send_to_each(*, to: Collection[str], subject: str, body: str, link: str, at: dt.datetime) -> int:
    """
    Write the same message to many accounts, in the caller's transaction, and return how many. As `send`.

    :raises ValueError: as `send`.
    """
    _check_message(subject=subject, body=body, link=link)
    rows = [Message(to=one, subject=subject, body=body, link=link, made_at=at) for one in sorted(set(to))]
    Message.objects.bulk_create(rows, batch_size=5_000)
    return len(rows)


def _check_message(*, subject: str, body: str, link: str) -> None:
    _refuse_nip(f"{subject} {body} {link}")
    if link and (not link.startswith("/") or link.startswith(("//", "/\\"))):
        msg = "A message links to a path of the site, such as /tugas/."
        raise ValueError(msg)


def mark_read(*, message: Message, at: dt.datetime) -> None:
    """Note when a message was first read."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=at)


def claim_mail(*, message: Message, at: dt.datetime) -> bool:
    """Note that a message goes out by mail, and return whether it has not gone before: of two askers one sends."""
    unsent = Message.objects.filter(pk=message.pk, mailed_at__isnull=True, read_at__isnull=True)
    return bool(unsent.update(mailed_at=at))


def _held(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(
        token=lease.token, state=JobState.RUNNING, claimed_by=lease.worker, attempts=lease.attempt
    )


def _change(lease: Lease, **values: object) -> None:
    if not _held(lease).update(**values):
        raise UnableToKeepJob(_("This work is no longer held by this worker."), code="lost")


def _plan(*, name: str, every: int | None, hour: int | None, next_at: dt.datetime) -> None:
    schedule, made = Schedule.objects.get_or_create(
        name=name, defaults={"every": every, "hour": hour, "next_at": next_at}
    )
    if not made and (schedule.every, schedule.hour) != (every, hour):
        Schedule.objects.filter(pk=schedule.pk).update(every=every, hour=hour, next_at=next_at)


def _next_at(*, every: int | None, hour: int | None, at: dt.datetime) -> dt.datetime:
    if every is not None:
        return at + dt.timedelta(seconds=every)
    local = timezone.localtime(at)
    today = local.replace(hour=hour or 0, minute=0, second=0, microsecond=0)
    return today if today > local else today + dt.timedelta(days=1)


def _refuse_nip(text: str) -> None:
    if _NIP.search(text):
        msg = "A NIP must not stand in a job or message; the public code of the person may."
        raise ValueError(msg)
