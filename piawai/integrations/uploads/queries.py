"""Reading files on their way in."""

import datetime as dt

from django.db.models import QuerySet

from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.terms import WAITING, UploadState
from piawai.jobs.terms import JobState

MOST_WAITING = 3  # of one person's, among the tasks


def uploads() -> QuerySet[Upload]:
    """Return everybody's files, each with its job."""
    return Upload.objects.select_related("job")


def waiting_for(*, owner: str) -> list[Upload]:
    """Return the files that wait for who uploaded them, the oldest first, a few at most."""
    rows = Upload.objects.filter(owner=owner, state__in=WAITING).defer("report", "corrections")
    return list(rows.order_by("changed_at", "pk")[:MOST_WAITING])


def past(*, before: dt.datetime) -> QuerySet[Upload]:
    """Return the files that still lie in the home folder though nobody touched them since a moment."""
    return Upload.objects.exclude(stored_name="").filter(changed_at__lt=before)


def broken_off(*, upload: Upload) -> bool:
    """Return whether the work on a file was given up by the worker, so that it would stay as it is for ever."""
    running = upload.state in {UploadState.CHECKING, UploadState.STORING}
    return running and (upload.job is None or upload.job.state == JobState.FAILED)
