"""Tables of background work and of messages."""

import secrets

from django.db import models
from django.db.models import Q

from piawai.jobs.terms import JobState


def job_token() -> str:
    """Return a fresh random text of 22 signs that may stand in an address."""
    return secrets.token_urlsafe(16)


class Job(models.Model):
    """
    Work that a service asked for and the worker does later.

    `arguments` and `result` hold codes and counts, never a NIP; `owner` is the code of the account that asked,
    "" for none. `effect_key` keeps the same effect from being queued twice ("" for no such care); a failed job
    frees its key. `claimed_by` and `attempts` together are the lease of the worker that runs it. `done` of
    `total` steps (0 for unknown) and `words` say how far it is; `problem` says why the last attempt failed.
    """

    token = models.CharField(max_length=22, unique=True, default=job_token)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    owner = models.CharField(max_length=12, blank=True, db_index=True)
    effect_key = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=7, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField()
    run_after = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "run_after"], name="job_next"),)
        constraints = (
            models.UniqueConstraint(
                fields=["effect_key"],
                condition=~Q(effect_key="") & ~Q(state=JobState.FAILED),
                name="job_effect_once",
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False, state__in=(JobState.DONE, JobState.FAILED))
                | Q(finished_at__isnull=True, state__in=(JobState.WAITING, JobState.RUNNING)),
                name="job_finished_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(heartbeat_at__isnull=False) & ~Q(claimed_by=""),
                name="job_running_has_worker",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.token}"


class Schedule(models.Model):
    """A job that is asked for again and again: every so many seconds, or daily at an hour of local time."""

    name = models.CharField(max_length=80, unique=True)
    every = models.PositiveIntegerField(null=True)
    hour = models.PositiveSmallIntegerField(null=True)
    next_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(every__gt=0, hour__isnull=True) | Q(every__isnull=True, hour__range=(0, 23)),
                name="schedule_every_or_daily",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """
    A note to one account. `to` is the account's code.

    Subject and body may travel by mail, so they say that something is waiting, and nothing about any person;
    `link` is the page of the site that says the rest, "" for none.
    """

    to = models.CharField(max_length=12)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["to", "made_at"], name="message_of_account"),)
        constraints = (
            models.CheckConstraint(condition=~Q(to=""), name="message_has_reader"),
            models.CheckConstraint(condition=Q(link="") | Q(link__startswith="/"), name="message_link_in_site"),
        )

    def __str__(self) -> str:
        return f"message {self.pk} to {self.to}"
