"""The dictionary: competencies, their versions in words, and how they hang together."""

from django.db import models
from django.db.models import Q

from piawai.competencies.terms import Aspect, Kind, Level, RelationKind, VersionState


class Competency(models.Model):
    """A competency of the dictionary, by its lasting code. Its words stand in `Version`; retired, nobody is asked."""

    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    retired_on = models.DateField(null=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Version(models.Model):
    """
    The words of a competency from a day on.

    Only a draft is edited, and `revision` counts the edits, so that of two editors the second is told. A published
    version stays as it is; a newer one lives beside it, and ratings keep the version they were given under.
    """

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="versions")
    starts_on = models.DateField()
    definition = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["competency", "starts_on"], name="version_once_a_day"),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="version_state_known"),
        )

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


class Relation(models.Model):
    """One competency is broader than another, requires it, or is the same under another code."""

    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20, choices=RelationKind)
    other = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["competency", "kind", "other"], name="relation_once"),
            models.CheckConstraint(condition=~Q(competency=models.F("other")), name="relation_to_another"),
        )

    def __str__(self) -> str:
        return f"{self.competency_id} {self.kind} {self.other_id}"


class FormerCompetency(models.Model):
    """An entry of SIASN's old list of competencies, and the competency of today that it corresponds to, if any."""

    siasn_id = models.CharField(max_length=36, unique=True)
    name = models.CharField(max_length=200)
    competency = models.ForeignKey(Competency, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.siasn_id} {self.name}"
