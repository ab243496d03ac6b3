"""Checking a file and storing its rows: what the background jobs do."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.integrations.files.importing import (
    Read,
    Report,
    UnableToImport,
    faults_file,
    read_file,
    store_rows,
)
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import files, findings
from piawai.integrations.uploads.services.acts import EMPTIED
from piawai.integrations.uploads.terms import UploadState
from piawai.jobs.services import send

End = Callable[[Mapping[str, object]], None]
Tell = Callable[[int, int, str], None]

READ, CHECKED, DONE = 60, 75, 90  # percent of the whole when rows are read, checked, stored or tried
SAID_EVERY = 0.3  # seconds


@dataclass
class Telling:
    """Passes on how far the work is: to the page by a file, to the worker by `tell`. Time left is that of reading."""

    upload: Upload
    tell: Tell
    dry_run: bool
    began: float = field(default_factory=time.monotonic)
    row: int = 0
    rows: int = 0
    stage: int = -1
    words: str = ""
    said: float = field(default=0.0)

    def stages(self, words: str) -> None:
        """Note that the next of reading, checking and storing begins."""
        self.stage += 1
        if self.stage == 0:
            words = _("Reading the file")
        elif self.stage == 2 and self.dry_run:
            words = _("Trying the changes, and taking them back")
        self.words = words
        self._say((0, READ, CHECKED)[min(self.stage, 2)])

    def counted(self, done: int, total: int) -> None:
        """Note how many rows have been read."""
        self.row, self.rows = done, total
        if time.monotonic() - self.said >= SAID_EVERY:
            self._say(READ * done // total if total else 0)

    def report(self) -> None:
        """Note that the work is done and the report is being written."""
        self.words = _("Writing the report")
        self._say(DONE)

    def _say(self, percent: int) -> None:
        self.said = time.monotonic()
        if self.stage:
            self.row = self.rows
        spent = self.said - self.began
        reads = self.stage == 0 and self.row and spent > SAID_EVERY  # how long the rest takes cannot be told
        left = round(spent * (self.rows - self.row) / self.row) if reads else None
        files.write_progress(
            token=self.upload.token, percent=percent, row=self.row, rows=self.rows, words=self.words, left=left
        )
        self.tell(self.row, self.rows, self.words)


def check(*, token: str, version: int, at: dt.datetime, tell: Tell, end: End) -> None:
    """
    Try a file without storing anything, and note what was found. `end` is called within the same transaction.

    A file that was thrown away or changed meanwhile is left alone.
    """
    upload = Upload.objects.filter(token=token, version=version, state=UploadState.CHECKING).first()
    if upload is None:
        return
    with translation.override(upload.language):
        telling = Telling(upload, tell, dry_run=True)
        found = _read(upload, at, telling)
        report = found if isinstance(found, UnableToImport) else _stored(found, telling)
        values = _outcome(upload, report, UploadState.READY)
        with transaction.atomic():
            rows = Upload.objects.filter(pk=upload.pk, version=version, state=UploadState.CHECKING)
            if rows.update(**values):
                _notify(upload, values, at)
                end({"rows": values["row_count"] or 0, "faults": values["fault_count"] or 0})
    if values["state"] == UploadState.REFUSED:
        files.remove_all(token=token)


def store(*, token: str, version: int, at: dt.datetime, tell: Tell, end: End) -> None:
    """
    Check a file once more and store its rows, all or none, with the note that it is stored, in one transaction.

    The file is read before the transaction begins: while SQLite writes, nobody else can. Where the file no longer
    passes, since something else changed meanwhile, nothing is stored and it waits for repair. One that was thrown
    away or changed meanwhile is left alone. `end` is called within the same transaction.
    """
    rows = Upload.objects.filter(token=token, version=version, state=UploadState.STORING)
    upload = rows.first()
    if upload is None:
        return
    with translation.override(upload.language):
        telling = Telling(upload, tell, dry_run=False)
        found = _read(upload, at, telling)
        with transaction.atomic():
            if rows.select_for_update().first() is None:
                return
            report = found if isinstance(found, UnableToImport) else _stored(found, telling)
            values = _outcome(upload, report, UploadState.STORED)
            Upload.objects.filter(pk=upload.pk).update(**values, changed_at=at)
            _notify(upload, values, at)
            end({"rows": values["row_count"] or 0, "faults": values["fault_count"] or 0})
    if values["state"] != UploadState.TO_REPAIR:
        files.remove_all(token=token)


def _read(upload: Upload, at: dt.datetime, telling: Telling) -> Read | UnableToImport:
    """Return the rows of a file, or why they cannot be read."""
    try:
        return read_file(
            kind=upload.kind,
            path=files.path_of(upload=upload),
            on=upload.holds_on,
            by=upload.changed_by,
            at=at,
            progress=telling.stages,
            rows=telling.counted,
            corrections=findings.corrections_of(upload.corrections),
        )
    except UnableToImport as refusal:
        return refusal


def _stored(found: Read, telling: Telling) -> Report:
    """
    Return the report of an import, or of a try that is taken back where `telling` is of one.

    :raises DatabaseError: if the database failed: the worker tries again later.
    """
    try:
        report = store_rows(found=found, dry_run=telling.dry_run, progress=telling.stages)
    except UnableToImport as refusal:
        if isinstance(refusal.__cause__, DatabaseError):
            raise refusal.__cause__ from refusal
        raise
    telling.report()
    return report


def _outcome(upload: Upload, found: Report | UnableToImport, passed: UploadState) -> dict[str, Any]:
    """Return what is noted of a file after a check or a store."""
    path = files.path_of(upload=upload)
    if isinstance(found, UnableToImport):
        words = files.words_of(found, path)
        return {**EMPTIED, "state": UploadState.REFUSED, "problem": words, "row_count": None, "fault_count": None}
    corrections = findings.corrections_of(upload.corrections)
    count = {"row_count": found.rows, "fault_count": findings.faulty_rows(found), "problem": ""}
    if not found.errors and passed == UploadState.STORED:
        report = {**findings.counts(found), "corrections": corrections.count}
        return {**EMPTIED, **count, "state": passed, "report": report}
    if found.errors or found.warnings:
        faults_file(path=path, report=found, target=files.faults_path(upload=upload), corrections=corrections)
        files.faults_path(upload=upload).chmod(0o600)
    report = findings.findings(report=found, path=path, corrections=corrections)
    return {**count, "state": UploadState.TO_REPAIR if found.errors else passed, "report": report}


def _notify(upload: Upload, values: Mapping[str, Any], at: dt.datetime) -> None:
    """Tell whoever asked for it how the check or the store ended."""
    state, faults = values["state"], values["fault_count"] or 0
    if state == UploadState.TO_REPAIR:
        subject = ngettext("%(count)s row of an import needs repair", "%(count)s rows of an import need repair", faults)
        body = _("Nothing was stored. Repair the rows in the browser, or upload the file again.")
    elif state == UploadState.READY:
        subject = _("An import is ready to be stored")
        body = _("The check found nothing that stands in the way. Look at the figures, then store the changes.")
    elif state == UploadState.STORED:
        subject = _("An import has been stored")
        body = _("The receipt stands on the page of the import.")
    else:
        subject = _("An import was refused")
        body = _("The file cannot be read as a table. The page of the import says why.")
    link = reverse("import_page", args=[upload.token])
    send(to=upload.changed_by, subject=subject % {"count": localize(faults)}, body=body, link=link, at=at)
