"""The words of background work."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands. Only DONE and FAILED are its end."""

    WAITING = "WAITING", _("waiting")
    RUNNING = "RUNNING", _("in progress")
    DONE = "DONE", _("done")
    FAILED = "FAILED", _("failed")


@dataclass(frozen=True, slots=True)
class Lease:
    """
    One worker's hold on one job, for one attempt.

    A job that was taken away and claimed again has another attempt, so an old lease no longer fits it.
    """

    token: str
    name: str
    arguments: Mapping[str, object]
    owner: str
    worker: str
    attempt: int
