"""Tables of what shows at work, months after a session."""

from django.db import models
from django.db.models import F, Q

from piawai.competencies.models import Competency
from piawai.competencies.terms import Source
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.terms import Frequency
from piawai.people.models import Person, public_code


class FollowUp(models.Model):
    """
    Somebody is asked what of a session shows at work, `months` after its last day: on `due_on`, `until` a day.

    `rater` is the participant (source DIRI) or who was the superior on `due_on` (ATASAN), whoever is it later.
    `helps` and `hinders` are codes of `Surrounding`. Answered once; `answered_at` is null until then.
    """

    code = models.CharField(max_length=12, unique=True, default=public_code)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20, choices=Source)
    rater = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    until = models.DateField()
    helps = models.JSONField(default=list)
    hinders = models.JSONField(default=list)
    said = models.TextField(blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "months", "source"], name="follow_up_once"),
            models.CheckConstraint(condition=Q(source__in=(Source.SELF, Source.SUPERIOR)), name="follow_up_by_whom"),
            models.CheckConstraint(condition=Q(months__gte=1), name="follow_up_months_after"),
            models.CheckConstraint(condition=Q(until__gte=F("due_on")), name="follow_up_until_after_due"),
        )
        indexes = (models.Index(fields=["rater", "answered_at", "until"], name="follow_up_waits"),)

    def __str__(self) -> str:
        return f"{self.source} about {self.enrolment_id} after {self.months} months ({self.code})"


class FollowUpAnswer(models.Model):
    """How often a competency shows at work, 1 to 5. What the rater has not been able to see has no row."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="answers")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    frequency = models.PositiveSmallIntegerField(choices=Frequency)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["follow_up", "competency"], name="follow_up_answer_once"),
            models.CheckConstraint(condition=Q(frequency__range=(1, 5)), name="follow_up_answer_on_scale"),
        )

    def __str__(self) -> str:
        return f"{self.competency_id} in {self.follow_up_id}: {self.frequency}"
