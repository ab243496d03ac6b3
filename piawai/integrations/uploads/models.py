"""The table of files on their way in."""

import secrets

from django.db import models
from django.db.models import Q

from piawai.integrations.uploads.terms import UploadState
from piawai.jobs.models import Job


def upload_token() -> str:
    """Return a fresh random text that may stand in an address."""
    return secrets.token_hex(11)


class Upload(models.Model):
    """
    A file that somebody uploaded, and what became of it.

    The file lies in the home folder under `stored_name`; "" when it is gone. `holds_on` is the day whose facts it
    states. `version` counts what people did to it, so that of two who act on the same page the second is told.
    `row_count` and `fault_count` are rows and faulty rows, None while not known. `corrections` are laid over the file;
    `report` holds what the last check found, cut to what a page shows. When the file goes, both are emptied of all
    but counts. `problem` says why the file was refused as a whole.
    """

    token = models.CharField(max_length=22, unique=True, default=upload_token)
    kind = models.CharField(max_length=20)
    holds_on = models.DateField()
    language = models.CharField(max_length=5)
    file_name = models.CharField(max_length=100)
    stored_name = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    owner = models.CharField(max_length=12, db_index=True)
    owner_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=9, choices=UploadState)
    version = models.PositiveIntegerField(default=1)
    row_count = models.PositiveIntegerField(null=True)
    fault_count = models.PositiveIntegerField(null=True)
    corrections = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    changed_by = models.CharField(max_length=12)
    changed_by_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state_known"),
            models.CheckConstraint(condition=~Q(owner=""), name="upload_has_owner"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.token}"
