"""Tables of what participants think of a session."""

from django.db import models
from django.db.models import Q

from piawai.learning.models.enrolments import Enrolment


class Feedback(models.Model):
    """
    A participant's answers to the three questions after the end, 1 to 5, and in own words.

    `useful`: useful for the work; `taught`: taught well; `applied`: can be applied now. Given once.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="feedback")
    useful = models.PositiveSmallIntegerField()
    taught = models.PositiveSmallIntegerField()
    applied = models.PositiveSmallIntegerField()
    said = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(useful__range=(1, 5)) & Q(taught__range=(1, 5)) & Q(applied__range=(1, 5)),
                name="feedback_on_scale",
            ),
        )

    def __str__(self) -> str:
        return f"feedback of {self.enrolment_id}"
