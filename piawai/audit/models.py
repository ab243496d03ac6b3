"""The append-only log."""

from typing import Any, NoReturn

from django.db import models


class AppendOnly(models.QuerySet["Event"]):
    """Events can be added and read, nothing else."""

    def update(self, **kwargs: Any) -> NoReturn:  # noqa: ARG002 (Django's signature)
        """Refuse: what has been logged stays."""
        msg = "Audit events are never changed."
        raise TypeError(msg)

    def delete(self) -> NoReturn:
        """Refuse: what has been logged stays."""
        msg = "Audit events are never deleted."
        raise TypeError(msg)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> NoReturn:  # noqa: ARG002 (Django's signature)
        """Refuse: what has been logged stays."""
        msg = "Audit events are never changed."
        raise TypeError(msg)


class Event(models.Model):
    """
    One thing that was done. `actor` is the doer's public name as text; `subject` says on what, by kind and
    public code; `details` holds counts, codes and the values before and after, never a NIP.
    """

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=100)
    action = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict)

    objects = AppendOnly.as_manager()

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the event; a second save is refused."""
        if not self._state.adding:
            msg = "Audit events are never changed."
            raise TypeError(msg)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 (Django's signature)
        """Refuse: what has been logged stays."""
        msg = "Audit events are never deleted."
        raise TypeError(msg)
