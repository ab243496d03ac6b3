"""Tables of the dictionary, standards, assessments and the read model."""

from django.db import models
from django.db.models import Q

from piawai.competencies.terms import Aspect, Kind, Level, Origin, Source
from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Job, Person


class Competency(models.Model):
    """A competency of the dictionary, by its lasting code. Its words stand in `Version`."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Version(models.Model):
    """The words of a competency from a day on. All versions are drafts until rounds make them binding."""

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="versions")
    starts_on = models.DateField()
    definition = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["competency", "starts_on"], name="version_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.competency_id} from {self.starts_on}"


class LevelText(models.Model):
    """What one level of a competency means."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="levels")
    level = models.PositiveSmallIntegerField(choices=Level)
    description = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["version", "level"], name="level_text_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="level_text_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.version_id} level {self.level}"


class Indicator(models.Model):
    """One behaviour that shows a level, numbered within it."""

    level = models.ForeignKey(LevelText, on_delete=models.PROTECT, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    aspect = models.CharField(max_length=20, choices=Aspect, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["level", "number"], name="indicator_number_once"),)

    def __str__(self) -> str:
        return f"{self.level_id}.{self.number}"


class Standard(Fact):
    """
    A job demands a competency at a level, from a day on until a later row of the same job and competency.

    The job is stated by id (`job`), or by name only (`job_name`, as `name_key`): then the row is for every job
    that bears the name, also one that comes later, unless the job has rows of its own for the competency.
    """

    KEY = ("competency_id", "job_id", "job_name", "starts_on")
    VALUES = ("level", "weight", "legal_basis")

    job = models.ForeignKey(Job, null=True, on_delete=models.PROTECT, related_name="+")
    job_name = models.CharField(max_length=300, blank=True)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    weight = models.PositiveSmallIntegerField(default=1)
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


class Assessment(Fact):
    """
    A level someone was found to hold on a day.

    `assessor` is the assessor's public code, an outside assessor's number, or the training record it comes
    from; "" for none. `valid_until` is inclusive; `rule_from` says from which day the validity rule used applies.
    """

    KEY = ("person_id", "competency_id", "assessed_on", "source", "assessor")
    VALUES = ("level", "valid_until", "agency", "evidence")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    source = models.CharField(max_length=20, choices=Source)
    assessed_on = models.DateField()
    valid_until = models.DateField()
    rule_from = models.DateField()
    assessor = models.CharField(max_length=40, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(blank=True)

    objects = FactQuerySet["Assessment"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "competency", "assessed_on", "source", "assessor"],
                condition=Q(corrected=False),
                name="assessment_once_a_day_and_source",
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="assessment_level_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id} level {self.level} on {self.assessed_on} ({self.pk})"


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


class Standing(models.Model):
    """
    The read model: one required competency of one present person, as it holds on `as_of`.

    `held` and `gap` are null where there is no valid evidence: unknown is not low. `official` says whether
    the deciding row is official; `official_level` is the newest valid official level, which alone feeds JPM.
    `changes_on` is the first day on which this row would differ without any new fact; null: never.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="standings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="standings")
    required = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    held = models.PositiveSmallIntegerField(null=True)
    gap = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=20, choices=Source, blank=True)
    official = models.BooleanField(default=False)
    official_level = models.PositiveSmallIntegerField(null=True)
    assessed_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    as_of = models.DateField()
    changes_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "competency"], name="standing_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id}: {self.held} of {self.required} on {self.as_of}"


class StandingPeriod(models.Model):
    """
    The days for which a person's whole standing holds: from `as_of` to the day before `changes_on`.

    Also for a person of whom nothing is required now, but may be later. `refreshed_at` is the moment whose
    knowledge it rests on, `law` the digest of the legal values: others make it due.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="standing_period")
    as_of = models.DateField()
    changes_on = models.DateField(null=True, db_index=True)
    refreshed_at = models.DateTimeField()
    law = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.as_of} to before {self.changes_on}"
