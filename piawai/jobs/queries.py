"""Reading background work and messages."""

import datetime as dt

from django.db.models import Case, IntegerField, QuerySet, Value, When

from piawai.jobs.models import Job, Message, Schedule
from piawai.jobs.terms import JobState


def jobs_of(*, owner: str) -> QuerySet[Job]:
    """Return the jobs that an account asked for, newest first."""
    return Job.objects.filter(owner=owner).order_by("-made_at", "-pk")


def job_named(*, name: str, token: str) -> QuerySet[Job]:
    """Return the job of a name and token, or nothing."""
    return Job.objects.filter(name=name, token=token)


def times_done(*, effect: str) -> int:
    """Return how many jobs whose effect key begins so are done."""
    return Job.objects.filter(effect_key__startswith=effect, state=JobState.DONE).count()


def ready(*, at: dt.datetime) -> QuerySet[Job]:
    """Return the jobs that a worker may claim at a moment, the longest due first."""
    return Job.objects.filter(state=JobState.WAITING, run_after__lte=at).order_by("run_after", "pk")


def silent(*, since: dt.datetime) -> QuerySet[Job]:
    """Return the running jobs whose worker gave no sign of life since a moment."""
    return Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=since).order_by("pk")


def due(*, at: dt.datetime) -> QuerySet[Schedule]:
    """Return the schedules whose moment has come, the earliest first."""
    return Schedule.objects.filter(next_at__lte=at).order_by("next_at", "pk")


def messages_to(*, to: str) -> QuerySet[Message]:
    """Return the messages of an account, newest first."""
    return Message.objects.filter(to=to).order_by("-made_at", "-pk")


def unread(*, to: str) -> QuerySet[Message]:
    """Return the messages that an account has not read yet, newest first."""
    return messages_to(to=to).filter(read_at__isnull=True)


def messages_unread_first(*, to: str) -> QuerySet[Message]:
    """Return the messages of an account, those not read yet first (`seen` 0, else 1), then newest first."""
    seen = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    return Message.objects.filter(to=to).annotate(seen=seen).order_by("seen", "-made_at", "-pk")


def unmailed(*, since: dt.datetime) -> QuerySet[Message]:
    """Return the messages written since a moment that were neither read nor mailed, oldest first."""
    waiting = Message.objects.filter(read_at__isnull=True, mailed_at__isnull=True, made_at__gte=since)
    return waiting.order_by("made_at", "pk")
