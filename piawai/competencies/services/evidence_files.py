"""
Files that a rater puts to an answer.

A file is written before the row that names it, and removed after the row no longer does: no row ever names a file that
was never there. What a crash leaves between the two is swept up by day (`sweep`).
"""

import contextlib
import datetime as dt
import hashlib
import os
import re
import secrets
import unicodedata
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import EvidenceFile, Sheet
from piawai.competencies.services.sheets import opened
from piawai.competencies.terms import IN_GROUPS
from piawai.formats.evidence import MOST_BYTES, MOST_PAGES, MOST_PIXELS, Evidence, UnableToTakeEvidence, cleaned
from piawai.formats.limits import MEBIBYTE
from piawai.lib.errors import Refusal
from piawai.lib.home import home

MOST_FILES = 5  # of one answer: who reads it must see them all
_LONGEST_STEM = 90
_SWEPT_AFTER = dt.timedelta(days=1)  # a file that young may belong to a row that is being written


class UnableToKeepEvidence(Refusal):
    """A file was not kept, or is not there to be removed."""


def add_evidence(
    *, sheet: Sheet, asked: str, name: str, content: bytes, by: str, on: dt.date, at: dt.datetime
) -> EvidenceFile:
    """
    Put a file to the answer about the competency with the code `asked`.

    It is written anew before the transaction begins: while SQLite writes, nobody else can.

    :raises UnableToKeepEvidence: if the file is not taken, there are too many, or the sheet takes none.
    :raises UnableToAnswer: if the sheet takes no answers from whoever asks.
    """
    try:
        found = cleaned(content=content)
    except UnableToTakeEvidence as refusal:
        raise UnableToKeepEvidence(words_of(refusal.code), code=refusal.code) from refusal
    path = keep(found=found, place=folder())
    try:
        return _named(sheet, asked, path.name, clean_name(name=name, ending=found.ending), found, by=by, on=on, at=at)
    except BaseException:  # also where the database goes away: what no row names is not left behind
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def _named(
    sheet: Sheet,
    asked: str,
    stored_name: str,
    file_name: str,
    found: Evidence,
    *,
    by: str,
    on: dt.date,
    at: dt.datetime,
) -> EvidenceFile:
    """Write the row that names a file which lies there already."""
    current = opened(sheet=sheet, by=by, on=on)
    if current.source in IN_GROUPS:
        text = _("Files are not put to ratings of colleagues or superiors: they would show who rated.")
        raise UnableToKeepEvidence(text, code="not_here")
    answer = current.answers.filter(asked__competency__code=asked).first()
    if answer is None:
        raise UnableToKeepEvidence(_("The sheet does not ask about %(code)s.") % {"code": asked}, code="not_asked")
    if answer.files.exclude(stored_name="").count() >= MOST_FILES:
        text = _("There are %(most)s files already. Remove one before you add another.")
        raise UnableToKeepEvidence(text % {"most": MOST_FILES}, code="too_many")
    made = EvidenceFile.objects.create(
        answer=answer,
        file_name=file_name,
        media_type=found.media_type,
        stored_name=stored_name,
        sha256=hashlib.sha256(found.content).hexdigest(),
        size=len(found.content),
        made_at=at,
    )
    log(action="competencies.add_evidence", by=by, at=at, subject=f"sheet {current.token}")
    return made


@transaction.atomic
def remove_evidence(*, file: EvidenceFile, by: str, on: dt.date, at: dt.datetime) -> None:
    """
    Remove a file from an answer that has not been sent; that there was one stays recorded.

    :raises UnableToKeepEvidence: if it was removed already.
    :raises UnableToAnswer: if the sheet takes no changes from whoever asks.
    """
    current = opened(sheet=file.answer.sheet, by=by, on=on)
    row = EvidenceFile.objects.get(pk=file.pk)
    if not row.stored_name:
        raise UnableToKeepEvidence(_("The file was removed already."), code="removed")
    path = folder() / row.stored_name
    EvidenceFile.objects.filter(pk=row.pk).update(stored_name="", file_name="", sha256="")
    log(action="competencies.remove_evidence", by=by, at=at, subject=f"sheet {current.token}")
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep(*, at: dt.datetime) -> int:
    """Remove files that no row names and that are older than a day, and return how many there were."""
    named = set(EvidenceFile.objects.exclude(stored_name="").values_list("stored_name", flat=True))
    removed = 0
    for path in folder().iterdir() if folder().exists() else ():
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
        if path.name not in named and at - written > _SWEPT_AFTER:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def content_of(*, file: EvidenceFile) -> bytes | None:
    """Return the bytes of a file, None where they are gone."""
    try:
        return (folder() / file.stored_name).read_bytes() if file.stored_name else None
    except OSError:
        return None


def folder() -> Path:
    """Return the folder of all evidence."""
    return home() / "media" / "evidence"


def keep(*, found: Evidence, place: Path) -> Path:
    """
    Write a file under a random name, readable by its owner only, and have it on the disk before it is named.

    :raises UnableToKeepEvidence: if the disk does not take it.
    """
    path = place / f"{secrets.token_hex(16)}.{found.ending}"
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(found.content)
            target.flush()
            os.fsync(target.fileno())
    except OSError as fault:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        text = _("The file could not be kept (%(reason)s). Tell whoever runs the site.")
        raise UnableToKeepEvidence(text % {"reason": fault.strerror or ""}, code="not_kept") from fault
    return path


def clean_name(*, name: str, ending: str) -> str:
    """Return a name to show: the last part, without signs that steer and without long numbers, with the true ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(
        sign for sign in last if sign.isprintable() and unicodedata.category(sign) not in {"Cf", "Co", "Cs"}
    )
    stem = re.sub(r"\d{14,}", "…", plain).rpartition(".")[0] or plain
    return f"{stem.strip(' .')[:_LONGEST_STEM] or _('file without a name')}.{ending}"


def words_of(code: str) -> str:
    """Return in words why a file is not taken."""
    return {
        "empty": _("The file is empty. Choose one that holds something."),
        "too_large": _("The file is larger than %(most)s MiB. Choose a smaller one.")
        % {"most": MOST_BYTES // MEBIBYTE},
        "too_many_pixels": _("The picture has more than %(most)s million dots. Choose a smaller one.")
        % {"most": MOST_PIXELS // 1_000_000},
        "too_many_pages": _("The PDF has more than %(most)s pages. Choose the pages that show it.")
        % {"most": MOST_PAGES},
        "encrypted": _("The PDF is locked with a password. Save it without one, then choose it again."),
        "unreadable": _("The file cannot be read. Save it anew as PDF, JPEG or PNG."),
    }.get(code, _("Choose a PDF, a JPEG or a PNG. Other files are not taken."))
