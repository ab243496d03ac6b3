"""Tables of who was there."""

from typing import Self

from django.db import models
from django.db.models import Q

from piawai.learning.models.catalogue import Meeting
from piawai.learning.models.enrolments import Enrolment
from piawai.learning.terms import Doubt, Means


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Rows of attendance."""

    def counting(self) -> Self:
        """Return the rows by which somebody is present: neither withdrawn nor doubted."""
        return self.filter(withdraws__isnull=True, withdrawn_by__isnull=True, doubt=Doubt.NONE)


class Presence(models.Model):
    """
    That somebody was at a meeting, or that an earlier row said so wrongly (`withdraws`).

    Append-only; present is who has a row that counts. `key` is made by the sender, so that what is sent twice is
    stored once. `scanned_at` and `sent_at` are by the phone's own clock, `made_at` is corrected by ours.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="presences")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="presences")
    key = models.UUIDField(unique=True)
    means = models.CharField(max_length=6, choices=Means)
    doubt = models.CharField(max_length=12, choices=Doubt, default=Doubt.NONE, blank=True)
    withdraws = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="withdrawn_by")
    scanned_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=100)
    device = models.CharField(max_length=100, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(withdraws__isnull=True) | Q(doubt=Doubt.NONE), name="presence_withdrawal_without_doubt"
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.meeting_id} ({self.key})"


class ClosedList(models.Model):
    """The list of a meeting was closed: scans that come later are for the organiser to decide."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="closed")
    at = models.DateTimeField()
    by = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"list of {self.meeting_id}"
