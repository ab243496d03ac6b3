"""Tables of completed training, from wherever it is known."""

from django.db import models
from django.db.models import F, Q

from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Person


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
