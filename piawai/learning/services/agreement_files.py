"""Documents of agreements, kept as `competencies.services.stored_files` says."""

import datetime as dt
import hashlib
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.services import stored_files
from piawai.competencies.services.stored_files import UnableToKeepFile
from piawai.formats.evidence import Evidence
from piawai.learning.models import Agreement, AgreementFile

MOST_FILES = 20  # of one agreement: the text, its annexes, letters


def add_file(*, agreement: Agreement, name: str, content: bytes, by: str, at: dt.datetime) -> AgreementFile:
    """
    Put a document to an agreement, whatever its state.

    :raises UnableToKeepFile: if the file is not taken, or there are too many.
    """
    found = stored_files.taken(content=content)
    path = stored_files.write(into=folder(), found=found)
    try:
        return _named(agreement, path.name, stored_files.clean_name(name, found.ending), found, by=by, at=at)
    except BaseException:  # also where the database goes away: what no row names is not left behind
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def _named(
    agreement: Agreement, stored_name: str, file_name: str, found: Evidence, *, by: str, at: dt.datetime
) -> AgreementFile:
    """Write the row that names a file which lies there already."""
    current = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if current.files.exclude(stored_name="").count() >= MOST_FILES:
        text = _("There are %(most)s files already. Remove one before you add another.")
        raise UnableToKeepFile(text % {"most": MOST_FILES}, code="too_many")
    made = AgreementFile.objects.create(
        agreement=current,
        file_name=file_name,
        media_type=found.media_type,
        stored_name=stored_name,
        sha256=hashlib.sha256(found.content).hexdigest(),
        size=len(found.content),
        made_by=by,
        made_at=at,
    )
    log(action="learning.add_agreement_file", by=by, at=at, subject=f"agreement {current.code}")
    return made


@transaction.atomic
def remove_file(*, file: AgreementFile, by: str, at: dt.datetime) -> None:
    """
    Remove a document; that there was one stays recorded.

    :raises UnableToKeepFile: if it was removed already.
    """
    path = folder() / file.stored_name
    kept = AgreementFile.objects.filter(pk=file.pk).exclude(stored_name="")
    if not file.stored_name or not kept.update(stored_name="", file_name="", sha256=""):
        raise UnableToKeepFile(_("The file was removed already."), code="removed")
    log(action="learning.remove_agreement_file", by=by, at=at, subject=f"agreement {file.agreement.code}")
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def sweep(*, at: dt.datetime) -> int:
    """Remove files that no row names and that are older than a day, and return how many there were."""
    named = set(AgreementFile.objects.exclude(stored_name="").values_list("stored_name", flat=True))
    return stored_files.sweep(from_=folder(), named=named, at=at)


def content_of(*, file: AgreementFile) -> bytes | None:
    """Return the bytes of a document, None where they are gone."""
    return stored_files.read(folder() / file.stored_name) if file.stored_name else None


def folder() -> Path:
    """Return the folder of all documents of agreements."""
    return stored_files.folder("agreements")
