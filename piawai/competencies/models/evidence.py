"""What people were found to hold, and what that amounts to."""

from django.db import models
from django.db.models import Q

from piawai.competencies.models.dictionary import Competency
from piawai.competencies.terms import Aspect, Level, QualificationChange, Source
from piawai.lib.facts import Fact, FactQuerySet
from piawai.people.models import Person


class Assessment(Fact):
    """
    A level someone was found to hold on a day.

    `assessor` is the assessor's public code, an outside assessor's number, or the training record it comes
    from; "" for none. `lacks` is what the rater names as missing most, where the level was below the required one.
    `valid_until` is inclusive; `rule_from` says from which day the validity rule used applies.
    """

    KEY = ("person_id", "competency_id", "assessed_on", "source", "assessor")
    VALUES = ("level", "lacks", "valid_until", "agency", "evidence")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    lacks = models.CharField(max_length=20, choices=Aspect, blank=True)
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


class Estimate(Fact):
    """
    What the ratings of a person in a competency amount to on a day, by the model of raters (internal mapping).

    `level` is the likeliest; `low` to `high` are the levels that hold the truth with 80 %; `mean` and `spread` describe
    it on the scale without steps. `age` is of the evidence in years, weighed by what counts; `raters` how many count,
    `agreement` how alike they see it (0 to 1, null for one). `shares` says by source how much of the level it accounts
    for. Peers and subordinates are in it as groups of at least the smallest that is shown. `valid_until` is inclusive.
    """

    KEY = ("person_id", "competency_id", "estimated_on")
    VALUES = ("level", "low", "high", "mean", "spread", "age", "raters", "agreement", "shares", "valid_until")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    estimated_on = models.DateField()
    level = models.PositiveSmallIntegerField(choices=Level)
    low = models.PositiveSmallIntegerField(choices=Level)
    high = models.PositiveSmallIntegerField(choices=Level)
    mean = models.FloatField()
    spread = models.FloatField()
    age = models.FloatField()
    raters = models.PositiveSmallIntegerField()
    agreement = models.FloatField(null=True)
    shares = models.JSONField(default=dict)
    valid_until = models.DateField()

    objects = FactQuerySet["Estimate"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "competency", "estimated_on"],
                condition=Q(corrected=False),
                name="estimate_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=models.F("level")) & Q(high__gte=models.F("level")), name="estimate_within_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id} level {self.level} on {self.estimated_on} ({self.pk})"


class RaterModel(models.Model):
    """
    What the last fit over everybody found of raters and groups: held until the next, while single people change.

    `spreads` and `shared` are the fields of `stats.raters.terms.Spreads` and `Shared` as lists.
    """

    fitted_on = models.DateField()
    fitted_at = models.DateTimeField()
    ratings = models.PositiveIntegerField()
    spreads = models.JSONField()
    shared = models.JSONField()

    def __str__(self) -> str:
        return f"{self.ratings} ratings on {self.fitted_on}"


class Qualification(Fact):
    """
    What a person holds from any source: from `valid_from` to `valid_until`, inclusive; null: for good.

    `reference` tells one from another: the certificate's or result's number. During `grace_until` it still counts, and
    says so. One that was not `passed` never counts. Suspensions and revocations stand in `QualificationEvent`.
    """

    KEY = ("person_id", "competency_id", "reference")
    VALUES = ("level", "title", "source", "issuer", "valid_from", "valid_until", "grace_until", "passed", "renews")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=340)
    level = models.PositiveSmallIntegerField(choices=Level)
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=20, choices=Source)
    issuer = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    grace_until = models.DateField(null=True)
    passed = models.BooleanField(default=True)
    renews = models.CharField(max_length=340, blank=True)  # the reference of the one it prolongs, "" for none

    objects = FactQuerySet["Qualification"].as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "competency", "reference"],
                condition=Q(corrected=False),
                name="qualification_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="qualification_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id} {self.reference} ({self.pk})"


class QualificationEvent(models.Model):
    """
    A qualification was suspended from a day to another, inclusive (null: open), that was ended, or it was revoked.

    `evidence` names, as assessor, the assessments that rest on it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=340)
    evidence = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=QualificationChange)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.TextField()
    by = models.CharField(max_length=12)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id} {self.reference} from {self.starts_on}"
