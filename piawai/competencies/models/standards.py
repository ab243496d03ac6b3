"""What jobs and services demand, and which profiles count for whom."""

from django.db import models
from django.db.models import Q

from piawai.competencies.models.dictionary import Competency
from piawai.competencies.terms import Level, ProfileOrigin
from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Job, Person, Unit


class Standard(Fact):
    """
    A job demands a competency at a level, from a day on until a later row of the same job and competency.

    Whoever lacks a `critical` one cannot do the job, however well the rest is held.

    The job is stated by id (`job`), or by name only (`job_name`, as `name_key`): then the row is for every job
    that bears the name, also one that comes later, unless the job has rows of its own for the competency.
    """

    KEY = ("competency_id", "job_id", "job_name", "starts_on")
    VALUES = ("level", "weight", "critical", "legal_basis")

    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    job_name = models.CharField(max_length=300, blank=True)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    weight = models.PositiveSmallIntegerField(default=1)
    critical = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField()

    objects = FactQuerySet["Standard"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["job", "competency", "starts_on"],
                condition=Q(corrected=False, job__isnull=False),
                name="standard_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["job_name", "competency", "starts_on"],
                condition=Q(corrected=False, job__isnull=True),
                name="standard_by_name_once_a_day",
            ),
            models.CheckConstraint(condition=Q(job__isnull=True) ^ Q(job_name=""), name="standard_by_job_or_by_name"),
            models.CheckConstraint(
                condition=Q(level__range=(1, 5)) & Q(weight__range=(1, 5)), name="standard_on_scale"
            ),
        )

    def __str__(self) -> str:
        return (
            f"{self.job_id or self.job_name} {self.competency_id} level {self.level} from {self.starts_on} ({self.pk})"
        )


class JobForm(models.Model):
    """
    What the form of a job's standard (SKJ) says besides its competencies. `revision` counts the changes.

    Who may hold the job by rank, education, training and experience, and by what its work is measured.
    """

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField(blank=True)
    affairs = models.CharField(max_length=200, blank=True)
    rank = models.CharField(max_length=200, blank=True)
    education = models.TextField(blank=True)
    training = models.TextField(blank=True)
    experience = models.TextField(blank=True)
    indicators = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=12)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"form of job {self.job_id}"


class ServiceNeed(Fact):
    """A service needs `holders` people who hold a competency at a level or above. 0 holders: no longer needed."""

    KEY = ("service_code", "competency_id", "level")
    VALUES = ("holders",)

    service_code = models.CharField(max_length=40)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    holders = models.PositiveSmallIntegerField(default=1)

    objects = FactQuerySet["ServiceNeed"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["service_code", "competency", "level"],
                condition=Q(corrected=False),
                name="service_need_once",
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="service_need_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.service_code} needs {self.holders} x {self.competency_id} level {self.level} ({self.pk})"


class ProfileHolding(Fact):
    """
    A job's profile counts for a person besides that of the own post, from a day to another, inclusive; null: open.

    An acting duty is one; emergency roles come with their part. `unit` is where the job is done: it decides the class.
    """

    KEY = ("person_id", "job_id", "origin", "starts_on")
    VALUES = ("unit_id", "ends_on")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=ProfileOrigin)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = FactQuerySet["ProfileHolding"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "job", "origin", "starts_on"],
                condition=Q(corrected=False),
                name="profile_holding_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} as {self.job_id} from {self.starts_on} ({self.pk})"
