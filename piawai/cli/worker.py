"""The background worker: the loop that claims jobs and runs them (their functions: piawai.cli.background)."""

import contextlib
import datetime as dt
import os
import secrets
import socket
import threading
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection
from django.utils.translation import gettext as _

from piawai import __file__ as package
from piawai.cli import show
from piawai.cli.background.registry import ALWAYS, DAILY, EVERY, WORK
from piawai.cli.stopping import told_to_stop
from piawai.cli.tasks import StoppedEarly, Task
from piawai.integrations import mail
from piawai.jobs import services as jobs
from piawai.jobs.services import UnableToKeepJob
from piawai.jobs.terms import JobState
from piawai.lib import clock
from piawai.lib.errors import Refusal
from piawai.lib.faults import reason_of
from piawai.regulations.values import NotInForce

LEASE_TIME = dt.timedelta(seconds=60)  # of silence, after which a worker counts as dead
BEAT = 2.0  # seconds between signs of life
IDLE = 1.0  # seconds between looks into an empty queue
PAUSE = 3.0  # seconds before the next try where the database does not answer
AWAY = (OperationalError, InterfaceError, InternalError)  # the database is away, busy, full or may only be read


def run() -> int:
    """Do jobs as they come until told to stop, and return the exit status."""
    name, planned = worker_name(), False
    with told_to_stop() as told:
        while not told.is_set():
            try:
                if not planned:
                    _plan()
                    planned = True
                if _turn(name, told) is None:
                    told.wait(IDLE)
            except AWAY as fault:
                show.note(
                    _("The worker waits: the database does not answer (%(reason)s).") % {"reason": _reason(fault)}
                )
                connection.close()
                told.wait(PAUSE)
    return 0


def _reason(fault: DatabaseError | InterfaceError) -> str:
    return reason_of(fault) if isinstance(fault, DatabaseError) else str(fault)


def run_once() -> int:
    """Do the jobs that are due, print how many, and return the exit status."""
    name = worker_name()
    ends: Counter[JobState] = Counter()
    with told_to_stop() as told:
        _plan()
        while not told.is_set() and (end := _turn(name, told)) is not None:
            ends[end] += 1
    text = _("Jobs done: %(done)s. Failed: %(failed)s. To be tried again: %(waiting)s.")
    counts = {
        "done": show.number(ends[JobState.DONE]),
        "failed": show.number(ends[JobState.FAILED]),
        "waiting": show.number(ends[JobState.WAITING] + ends[JobState.RUNNING]),
    }
    show.say(text % counts)
    return 0


def worker_name() -> str:
    """Return a name that no other worker has, not even a later one of the same process number."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def _plan() -> None:
    for name, hour in DAILY.items():
        jobs.plan_daily(name=name, hour=hour, at=clock.now())
    for name, every in ALWAYS.items():
        jobs.plan_every(name=name, every=every, at=clock.now())
    if mail.switched_on():
        for name, every in EVERY.items():
            jobs.plan_every(name=name, every=every, at=clock.now())


def _turn(name: str, told: threading.Event) -> JobState | None:
    """Look after what others left, then do one job and return how it stands; None where none is due."""
    jobs.reap(lease_time=LEASE_TIME, at=clock.now())
    jobs.enqueue_due(at=clock.now())
    lease = jobs.claim(worker=name, at=clock.now())
    if lease is None:
        return None
    try:
        return _do(Task(lease=lease, told=told))
    except UnableToKeepJob:
        show.note(_("Job %(name)s was taken over by another worker.") % {"name": lease.name})
        return JobState.RUNNING


def _do(task: Task) -> JobState:
    """
    Run one job to its end, and return how it stands then.

    :raises UnableToKeepJob: if it has been taken away meanwhile.
    """
    lease = task.lease
    try:
        with _signs_of_life(task):
            result = WORK[lease.name](task)
        if not task.ended:
            jobs.finish(lease=lease, result=result, at=clock.now())
    except UnableToKeepJob:
        raise
    except StoppedEarly:
        jobs.give_back(lease=lease, at=clock.now())
        return JobState.WAITING
    except NotInForce as refusal:
        text = _("The legal value %(name)s is not in force on %(day)s. Choose a later day.")
        words = text % {"name": refusal.name, "day": show.day(refusal.on)}
        jobs.fail_for_good(lease=lease, problem=words, at=clock.now())
        return JobState.FAILED
    except Refusal as refusal:
        if not task.ended:
            jobs.fail_for_good(lease=lease, problem=str(refusal), at=clock.now())
        return JobState.FAILED
    except Exception as fault:  # noqa: BLE001 (whatever a job does, the next one must run)
        show.note(_("Job %(name)s failed: %(fault)s") % {"name": lease.name, "fault": _place_of(fault)})
        problem = _("A fault stopped it (%(fault)s).") % {"fault": _place_of(fault)}
        return jobs.fail(lease=lease, problem=problem, at=clock.now())
    return JobState.DONE


def _place_of(fault: Exception) -> str:
    """Return the kind of a fault and where it arose. Not its words: they may hold personal values."""
    root = Path(package).parent
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if Path(frame.filename).is_relative_to(root)]
    where = f", {Path(frames[-1].filename).relative_to(root).as_posix()}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{where}"


@contextlib.contextmanager
def _signs_of_life(task: Task) -> Iterator[None]:
    """Tell the database from a second connection that the work goes on, and how far it is."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(task, over), name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(task: Task, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT):
            try:
                jobs.progress(lease=task.lease, done=task.done, total=task.total, words=task.words, at=clock.now())
            except UnableToKeepJob:
                task.lost.set()
                return
            except (DatabaseError, InterfaceError):
                # SQLite, while the work itself writes: nobody can take the job away then either. Else it is away,
                # and the work finds out by itself.
                connection.close()
    finally:
        connection.close()
