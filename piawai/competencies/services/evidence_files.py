"""Files that a rater puts to an answer, kept as `stored_files` says."""

import datetime as dt
import hashlib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import EvidenceFile, Sheet
from piawai.competencies.services import stored_files
from piawai.competencies.services.sheets import opened
from piawai.competencies.services.stored_files import UnableToKeepFile
from piawai.competencies.terms import IN_GROUPS
from piawai.formats.evidence import Evidence

MOST_FILES = 5  # of one answer: who reads it must see them all
UnableToKeepEvidence = UnableToKeepFile


def add_evidence(
    *, sheet: Sheet, asked: str, name: str, content: bytes, by: str, on: dt.date, at: dt.datetime
) -> EvidenceFile:
    """
    Put a file to the answer about the competency with the code `asked`.

    It is written anew before the transaction begins: while SQLite writes, nobody else can.

    :raises UnableToKeepEvidence: if the file is not taken, there are too many, or the sheet takes none.
    :raises UnableToAnswer: if the sheet takes no answers from whoever asks.
    """
    found = stored_files.taken(content=content)
    path = stored_files.write(into=folder(), found=found)
    try:
        return _named(sheet, asked, path.name, stored_files.clean_name(name, found.ending), found, by=by, on=on, at=at)
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
    return stored_files.sweep(from_=folder(), named=named, at=at)


def content_of(*, file: EvidenceFile) -> bytes | None:
    """Return the bytes of a file, None where they are gone."""
    return stored_files.read(folder() / file.stored_name) if file.stored_name else None


def folder() -> Path:
    """Return the folder of all evidence."""
    return stored_files.folder("evidence")
