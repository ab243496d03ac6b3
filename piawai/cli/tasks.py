"""
What the function of a background job gets.

A job may run more than once (a worker can be killed at any moment), so its function must be safe to repeat:
either its effect is the same the second time, or it ends the job within the transaction of its effect:

    with transaction.atomic():
        ...
        task.end(result={...})
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from piawai.jobs import services as jobs
from piawai.jobs.services import UnableToKeepJob
from piawai.jobs.terms import Lease
from piawai.lib import clock


class StoppedEarly(Exception):  # noqa: N818 (no fault: the worker was told to stop)
    """The worker was told to stop while this job ran; the job begins anew elsewhere."""


@dataclass
class Task:
    """What the function of a job gets: the job's arguments, and ways to say how far it is and that it is over."""

    lease: Lease
    told: threading.Event
    lost: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    total: int = 0
    words: str = ""
    ended: bool = False

    @property
    def arguments(self) -> Mapping[str, object]:
        """What the job was asked for with."""
        return self.lease.arguments

    @property
    def owner(self) -> str:
        """The code of the account that asked, "" for none."""
        return self.lease.owner

    def progress(self, *, done: int, total: int, words: str) -> None:
        """
        Say how far the work is; written beside the work's own transaction, with the next sign of life.

        :raises StoppedEarly: if the worker has been told to stop.
        :raises UnableToKeepJob: if the job has been taken away.
        """
        self.done, self.total, self.words = done, total, words
        if self.lost.is_set():
            raise UnableToKeepJob(_("This work is no longer held by this worker."), code="lost")
        if self.told.is_set():
            raise StoppedEarly

    def end(self, *, result: Mapping[str, object]) -> None:
        """
        End the job within the transaction of its effect, so that both are kept or neither.

        :raises UnableToKeepJob: if the job has been taken away; the transaction rolls back.
        """
        jobs.finish(lease=self.lease, result=result, at=clock.now())
        self.ended = True

    def refuse(self, *, problem: str) -> None:
        """
        End the job badly and for good, within the transaction of the note that tells of it.

        :raises UnableToKeepJob: if the job has been taken away; the transaction rolls back.
        """
        jobs.fail_for_good(lease=self.lease, problem=problem, at=clock.now())
        self.ended = True


Work = Callable[[Task], Mapping[str, object]]
