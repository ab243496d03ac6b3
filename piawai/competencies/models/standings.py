"""The read model: where everybody stands today."""

from django.db import models

from piawai.competencies.models.dictionary import Competency
from piawai.competencies.terms import Origin, Source
from piawai.people.models import Person


class Standing(models.Model):
    """
    The read model: one required competency of one present person, as it holds on `as_of`.

    `held` and `gap` are null where there is no valid evidence: unknown is not low. `official` says whether
    the deciding row is official; `official_level` is the newest valid official level, which alone feeds JPM.
    `low` to `high` are the levels that the held one may truly be; null where that is not known.
    `changes_on` is the first day on which this row would differ without any new fact; null: never.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="standings", db_index=False)
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="standings")
    required = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    critical = models.BooleanField(default=False)
    also = models.CharField(max_length=200, blank=True)  # lower demands of other profiles, as "ACTING:2,CLASS:1"
    held = models.PositiveSmallIntegerField(null=True)
    low = models.PositiveSmallIntegerField(null=True)
    high = models.PositiveSmallIntegerField(null=True)
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
        indexes = (  # holds all that a heat map counts
            models.Index(fields=["person", "competency", "held", "gap"], name="standing_counted"),
        )

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
