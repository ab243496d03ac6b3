"""Tables of the catalogue and of completed training."""

from django.db import models
from django.db.models import F, Q

from piawai.competencies.models import Competency
from piawai.competencies.terms import Level
from piawai.learning.terms import Mode
from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Person
from piawai.people.terms import JobClass


class Programme(models.Model):
    """A course on offer, of which there may be several sessions. `form` is SIASN's jenisDiklatId, 1 to 25."""

    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, unique=True)
    form = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """
    One run of a programme: days inclusive, `hours` in JP, money in whole rupiah.

    Corrected in place while it is only on offer. It runs with `minimum` to `seats` people.
    """

    code = models.CharField(max_length=40, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sessions")
    partner = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    seats = models.PositiveIntegerField()
    minimum = models.PositiveIntegerField(default=1)
    fixed_cost = models.PositiveBigIntegerField(default=0)
    participant_cost = models.PositiveBigIntegerField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.IN_PERSON)
    account_code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(seats__gte=1) & Q(minimum__gte=1) & Q(minimum__lte=F("seats")),
                name="session_seats",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.starts_on}"


class Outcome(models.Model):
    """A level of a competency that a session brings its participants to."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="outcomes")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "competency"], name="outcome_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="outcome_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} to {self.competency_id} level {self.level}"


class Prerequisite(models.Model):
    """A level of a competency that a session asks of its participants."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="prerequisites")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "competency"], name="prerequisite_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="prerequisite_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} asks {self.competency_id} level {self.level}"


class Duty(models.Model):
    """A session is mandatory for a class of job."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="duties")
    job_class = models.CharField(max_length=20, choices=JobClass)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "job_class"], name="duty_once"),)

    def __str__(self) -> str:
        return f"{self.session_id} for {self.job_class}"


class CompletedTraining(Fact):
    """
    A training someone has completed (diklat, kursus). `hours` in JP.

    `reference` tells one training from another: the certificate's number, else the course and its first day.
    `reaches` are the levels it certified, by competency code; they are evidence of source PELATIHAN.
    """

    KEY = ("person_id", "reference")
    VALUES = (
        "name",
        "form",
        "provider",
        "hours",
        "starts_on",
        "ends_on",
        "certificate",
        "valid_until",
        "reaches",
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=340)
    name = models.CharField(max_length=300)
    form = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=300, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    starts_on = models.DateField()
    ends_on = models.DateField()
    certificate = models.CharField(max_length=100, blank=True)
    valid_until = models.DateField(null=True)
    reaches = models.JSONField(default=dict)

    objects = FactQuerySet["CompletedTraining"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "reference"], condition=Q(corrected=False), name="completed_training_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="completed_training_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.name} ({self.pk})"
