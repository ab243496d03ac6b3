"""Finding a plan while whoever asked does something else."""

import contextlib
import math
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from piawai.accounts.queries import in_language_of
from piawai.cli import show
from piawai.cli.tasks import Task
from piawai.competencies.services.standings import refresh_due
from piawai.development.services import planning
from piawai.jobs.services import send
from piawai.lib import clock

TICK = 1.0  # seconds between looks at the clock
READY = gettext_lazy("The training plan you asked for is ready")
READ_IT = gettext_lazy("Read it, then propose it or solve again.")
NOT_FOUND = gettext_lazy("No training plan was found")
READ_WHY = gettext_lazy("Open the page to read why.")


def solve(task: Task) -> Mapping[str, object]:
    """
    Find the plan that was asked for and keep it, with a note to whoever asked.

    Safe to repeat: the plan (or that there is none), the note and the end of the job are kept together or not at all.
    """
    figures: Mapping[str, Any] = task.arguments
    limit = float(figures["time_limit"])
    on, at = clock.today(), clock.now()
    refresh_due(on=on, at=at)
    try:
        with _clock(task, limit):
            found = planning.find_plan(
                year=int(figures["year"]),
                budget=int(figures["budget"]),
                max_away=float(figures["max_away"]),
                gap=float(figures["gap"]),
                time_limit=limit,
                on=on,
                at=at,
                tell=lambda gained, bound: task.progress(
                    done=task.done, total=task.total, words=_so_far(gained, bound)
                ),
            )
    except planning.UnableToPlan as refusal:
        with transaction.atomic():
            _send(task, NOT_FOUND, READ_WHY, reverse("plan_job", args=[task.lease.token]))
            task.refuse(problem=str(refusal))
        raise
    with transaction.atomic():
        plan = planning.keep_plan(found=found, by=task.owner)
        result = {"plan": plan.pk}
        _send(task, READY, READ_IT, f"{reverse('plan')}?rencana={plan.pk}")
        task.end(result=result)
    return result


def _so_far(gained: float, bound: float) -> str:
    best = _("Gain of the best plan so far: %(gain)s.") % {"gain": show.number(gained, decimals=1)}
    if math.isinf(bound):
        return best
    return best + " " + _("No plan can gain more than %(bound)s.") % {"bound": show.number(bound, decimals=1)}


def _send(task: Task, subject: Any, body: Any, link: str) -> None:
    if not task.owner:
        return
    with in_language_of(task.owner):
        send(to=task.owner, subject=str(subject), body=str(body), link=link, at=clock.now())


@contextlib.contextmanager
def _clock(task: Task, limit: float) -> Iterator[None]:
    """Count the seconds as steps of the job while the search holds the thread."""
    over = threading.Event()
    began = time.monotonic()

    def count() -> None:
        while not over.wait(TICK):
            task.done = min(int(time.monotonic() - began), int(limit))

    task.total = int(limit)
    thread = threading.Thread(target=count, name="clock of a plan", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
