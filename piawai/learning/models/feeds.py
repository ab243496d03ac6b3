"""Tables of the calendars that people let their phones read."""

from django.db import models
from django.db.models import Q

from piawai.people.models import Person


class CalendarFeed(models.Model):
    """
    A secret address from which a calendar reads the sessions of one person.

    Only the digest of the secret is kept. A person has at most one that lasts; `ended_at` is null while it does.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="calendar_feed_once"),
        )

    def __str__(self) -> str:
        return f"calendar of {self.person_id} ({self.pk})"
