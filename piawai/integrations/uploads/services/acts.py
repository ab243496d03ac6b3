"""What people do to a file on its way in. Each act is one conditional update: of two at once one finds itself late."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.audit.terms import Actor
from piawai.integrations.files.importing import KINDS
from piawai.integrations.uploads import queries
from piawai.integrations.uploads.models import Upload, upload_token
from piawai.integrations.uploads.services import files
from piawai.integrations.uploads.terms import WAITING, UploadState
from piawai.jobs.services import enqueue
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time

KEPT_FOR = dt.timedelta(days=30)  # a file that nobody touches
MOST_CORRECTIONS = 5_000  # of one file in the browser; a spreadsheet is the better tool beyond

_DISCARDABLE = frozenset({UploadState.CHECKING, UploadState.TO_REPAIR, UploadState.READY, UploadState.REFUSED})


class UnableToChangeUpload(Refusal):
    """The file is no longer as the reader saw it, or this cannot be done to it."""


def upload_file(
    *, kind: str, holds_on: dt.date, name: str, chunks: Iterable[bytes], language: str, by: Actor, at: dt.datetime
) -> Upload:
    """
    Keep a file and ask for its check. Nothing of it is stored.

    The same file of the same kind, day and person that is still on its way is returned instead: a double tap.

    :raises UnableToTakeFile: if it is too large, empty, or no table.
    """
    if kind not in KINDS:
        raise files.UnableToTakeFile(_("There is no such kind of file."), code="unknown_kind")
    token = upload_token()
    kept = files.keep(token=token, chunks=chunks)
    try:
        upload = _taken_in(kind, holds_on, kept, token, name, language, by, at)
    except Exception:
        files.remove_all(token=token)
        raise
    if upload.token != token:
        files.remove_all(token=token)
    return upload


def _taken_in(
    kind: str, holds_on: dt.date, kept: files.Kept, token: str, name: str, language: str, by: Actor, at: dt.datetime
) -> Upload:
    """Record a kept file, or return the same one that is on its way already: of two at once the second waits."""
    with transaction.atomic():
        one_at_a_time(f"upload of {by.code}")
        same = Upload.objects.filter(
            kind=kind, holds_on=holds_on, sha256=kept.sha256, owner=by.code, state=UploadState.CHECKING
        ).first()
        if same is not None:
            return same
        upload = Upload(
            token=token,
            kind=kind,
            holds_on=holds_on,
            language=language,
            file_name=files.clean_name(name=name),
            stored_name=kept.stored_name,
            sha256=kept.sha256,
            size=kept.size,
            owner=by.code,
            owner_name=by.name,
            made_at=at,
            state=UploadState.CHECKING,
            changed_by=by.code,
            changed_by_name=by.name,
            changed_at=at,
        )
        upload.job = enqueue(name="import.check", arguments=_arguments(upload), owner=by.code, at=at)
        upload.save()
        _log("upload", upload, by, at, sha256=kept.sha256, size=kept.size)
        return upload


def replace_file(
    *, upload: Upload, version: int, name: str, chunks: Iterable[bytes], language: str, by: Actor, at: dt.datetime
) -> Upload:
    """
    Put another file in the place of one that waits, and ask for its check. Corrections made so far are dropped.

    :raises UnableToTakeFile: if it is too large, empty, or no table; the one that waits stays.
    :raises UnableToChangeUpload: if it was changed in the meantime, or does not wait.
    """
    kept = files.keep(token=upload.token, chunks=chunks)
    try:
        with transaction.atomic():
            _check_again(
                upload,
                version,
                WAITING,
                by,
                at,
                language=language,
                file_name=files.clean_name(name=name),
                stored_name=kept.stored_name,
                sha256=kept.sha256,
                size=kept.size,
                corrections={},
                row_count=None,
                fault_count=None,
            )
            _log("replace_file", upload, by, at, sha256=kept.sha256, size=kept.size)
    except Exception:
        files.remove(path=files.folder_of(token=upload.token) / kept.stored_name)
        raise
    files.remove(path=files.path_of(upload=upload))
    return _fresh(upload)


def repair(
    *,
    upload: Upload,
    version: int,
    cells: Mapping[tuple[int, str], str],
    left_out: Collection[int],
    by: Actor,
    at: dt.datetime,
) -> Upload:
    """
    Lay new texts over cells (by row and canonical header), leave rows out, and ask for another check.

    :raises UnableToChangeUpload: if nothing is changed by it, too much, or the file was changed in the meantime.
    """
    if not cells and not left_out:
        text = _("You have not changed anything yet. Write the right value, or leave the row out; then check again.")
        raise UnableToChangeUpload(text, code="nothing_changed")
    rows: dict[str, dict[str, str]] = {row: dict(found) for row, found in upload.corrections.get("cells", {}).items()}
    for (row, column), text in cells.items():
        rows.setdefault(str(row), {})[column] = text
    gone = sorted({*upload.corrections.get("left_out", ()), *left_out})
    if sum(len(found) for found in rows.values()) + len(gone) > MOST_CORRECTIONS:
        text = _("More than %(most)s corrections. Repair the rest in a spreadsheet, and upload the file again.")
        raise UnableToChangeUpload(text % {"most": formats.localize(MOST_CORRECTIONS)}, code="too_many_corrections")
    with transaction.atomic():
        wanted = frozenset({UploadState.TO_REPAIR})
        _check_again(upload, version, wanted, by, at, corrections={"cells": rows, "left_out": gone})
        _log("repair", upload, by, at, cells=len(cells), left_out=len(left_out))
    return _fresh(upload)


def ask_to_store(*, upload: Upload, version: int, by: Actor, at: dt.datetime) -> Upload:
    """
    Ask for the rows to be stored. Asked again while it goes on, or when it is done, nothing more happens.

    :raises UnableToChangeUpload: if the file is not ready, or was changed in the meantime.
    """
    with transaction.atomic():
        moved = _move(upload, version, frozenset({UploadState.READY}), by, at, state=UploadState.STORING)
        if moved:
            arguments = {"upload": upload.token, "version": version + 1}
            key = f"import.store:{upload.token}:{version + 1}"
            job = enqueue(name="import.store", arguments=arguments, owner=by.code, at=at, effect_key=key)
            Upload.objects.filter(pk=upload.pk).update(job=job)
            _log("ask_to_store", upload, by, at)
    now = _fresh(upload)
    if not moved and now.state not in {UploadState.STORING, UploadState.STORED}:
        raise _late(now)
    files.forget_progress(token=upload.token)
    return now


def try_again(*, upload: Upload, version: int, by: Actor, at: dt.datetime) -> Upload:
    """
    Check a file again whose check or store was broken off for good.

    :raises UnableToChangeUpload: if it was not, or was changed in the meantime.
    """
    if not queries.broken_off(upload=upload):
        raise _late(_fresh(upload))
    with transaction.atomic():
        _check_again(upload, version, frozenset({UploadState(upload.state)}), by, at)
        _log("try_again", upload, by, at)
    return _fresh(upload)


def discard(*, upload: Upload, version: int, by: Actor, at: dt.datetime) -> Upload:
    """
    Throw a file away; nothing of it is stored. One that has been thrown away already stays so.

    :raises UnableToChangeUpload: if it is being stored or is stored, or was changed in the meantime.
    """
    states = _DISCARDABLE | ({UploadState.STORING} if queries.broken_off(upload=upload) else frozenset())
    with transaction.atomic():
        moved = _move(upload, version, states, by, at, state=UploadState.DISCARDED, **EMPTIED)
        if moved:
            _log("discard", upload, by, at)
    now = _fresh(upload)
    if not moved and now.state != UploadState.DISCARDED:
        raise _late(now)
    files.remove_all(token=upload.token)
    return now


def take_faults(*, upload: Upload, by: Actor, at: dt.datetime) -> Path:
    """
    Return where the faulty rows lie as a spreadsheet, and log that somebody takes them along: they name people.

    :raises UnableToChangeUpload: if there are none, or no longer.
    """
    path = files.faults_path(upload=upload)
    if upload.state not in WAITING or not path.is_file():
        raise UnableToChangeUpload(_("This import has no rows to repair."), code="no_faults")
    with transaction.atomic():
        _log("take_faults", upload, by, at)
    return path


def clean(*, at: dt.datetime) -> int:
    """Throw away the files that nobody touched for a month and whatever lies there without need; return how many."""
    count = 0
    for upload in queries.past(before=at - KEPT_FOR):
        with transaction.atomic():
            rows = Upload.objects.filter(pk=upload.pk, version=upload.version, state=upload.state)
            stays = upload.state in {UploadState.STORED, UploadState.REFUSED}
            state = upload.state if stays else UploadState.DISCARDED
            moved = rows.update(state=state, version=upload.version + 1, **EMPTIED)
            if moved:
                count += 1
                log(action="uploads.clean", by="piawai", at=at, subject=f"upload {upload.token}")
        if moved:  # else somebody works on it after all
            files.remove_all(token=upload.token)
    known = set(Upload.objects.exclude(stored_name="").values_list("token", flat=True))
    folder = files.root()
    for left in folder.iterdir() if folder.is_dir() else ():
        old = dt.datetime.fromtimestamp(left.stat().st_mtime, tz=dt.UTC) < at - dt.timedelta(days=1)
        if left.name not in known and old:  # a younger one may be just arriving
            files.remove_all(token=left.name)
    return count


EMPTIED: Mapping[str, object] = {"stored_name": "", "corrections": {}, "report": {}}


def _check_again(
    upload: Upload,
    version: int,
    states: Collection[UploadState],
    by: Actor,
    at: dt.datetime,
    **values: object,
) -> None:
    """Let a file be checked anew, or refuse because it was changed in the meantime."""
    moved = _move(
        upload,
        version,
        states,
        by,
        at,
        state=UploadState.CHECKING,
        report={},
        problem="",
        **values,
    )
    if not moved:
        raise _late(_fresh(upload))
    arguments = {"upload": upload.token, "version": version + 1}
    job = enqueue(name="import.check", arguments=arguments, owner=by.code, at=at)
    Upload.objects.filter(pk=upload.pk).update(job=job)
    files.forget_progress(token=upload.token)


def _move(
    upload: Upload, version: int, states: Collection[UploadState], by: Actor, at: dt.datetime, **values: object
) -> bool:
    rows = Upload.objects.filter(pk=upload.pk, version=version, state__in=states)
    changed = {"version": version + 1, "changed_by": by.code, "changed_by_name": by.name, "changed_at": at}
    return bool(rows.update(**changed, **values))


def _fresh(upload: Upload) -> Upload:
    return queries.uploads().get(pk=upload.pk)


def _late(now: Upload) -> UnableToChangeUpload:
    text = _("%(who)s changed this import at %(moment)s. It is now: %(state)s. Look at it anew before you go on.")
    moment = formats.date_format(timezone.localtime(now.changed_at), "DATETIME_FORMAT")
    details = {"who": now.changed_by_name, "moment": moment, "state": now.get_state_display()}
    return UnableToChangeUpload(text % details, code="changed")


def _arguments(upload: Upload) -> dict[str, object]:
    return {"upload": upload.token, "version": upload.version}


def _log(act: str, upload: Upload, by: Actor, at: dt.datetime, **details: object) -> None:
    said = {"kind": upload.kind, **details}
    log(action=f"uploads.{act}", by=by.code, at=at, subject=f"upload {upload.token}", details=said)
