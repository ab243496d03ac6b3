"""The uploaded file itself, in the home folder: readable by nobody else, and gone when it is no longer needed."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from piawai.formats.kinds import file_kind
from piawai.formats.limits import Limits, UnableToReadTable
from piawai.integrations.files.refusing import unreadable
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.terms import Progress
from piawai.lib.errors import Refusal
from piawai.lib.home import home

LIMITS = Limits()
LONGEST_NAME = 100
FAULTS, PROGRESS = "faults.xlsx", "progress.json"

_NIP = re.compile(r"\d{18}")


class UnableToTakeFile(Refusal):
    """A file was refused before it was kept: too large, empty, or no table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies in the home folder."""

    stored_name: str
    sha256: str
    size: int


def clean_name(*, name: str) -> str:
    """Return the name of a file as it may be shown: its last part, without signs that steer and without a NIP."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(
        sign for sign in last if sign.isprintable() and unicodedata.category(sign) not in {"Cf", "Co", "Cs"}
    )
    bare = _NIP.sub("…", plain).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    room = LONGEST_NAME - len(dot) - len(ending)
    short = bare if len(bare) <= LONGEST_NAME else f"{stem[: max(room - 1, 1)]}…{dot}{ending}"[:LONGEST_NAME]
    return short or _("file without a name")


def keep(*, token: str, chunks: Iterable[bytes]) -> Kept:
    """
    Write a file under a random name, readable by its owner only, and look at what it is.

    :raises UnableToTakeFile: if it is larger than a spreadsheet may be, empty, or no table; nothing is left of it.
    """
    folder = folder_of(token=token)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    try:
        kept = _write(path, chunks)
        _refuse_others(path)
    except UnableToReadTable as refusal:
        remove(path=path)
        raise UnableToTakeFile(words_of(unreadable(path=path, refusal=refusal), path), code=refusal.code) from refusal
    except OSError as fault:
        remove(path=path)
        text = _("The file could not be kept (%(reason)s). Tell whoever runs the site.")
        raise UnableToTakeFile(text % {"reason": fault.strerror or ""}, code="not_kept") from fault
    return kept


def _write(path: Path, chunks: Iterable[bytes]) -> Kept:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > LIMITS.packed:
                raise UnableToReadTable("file_too_large", {"most": LIMITS.packed})
            digest.update(chunk)
            target.write(chunk)
    if not size:
        raise UnableToReadTable("empty_file")
    return Kept(path.name, digest.hexdigest(), size)


def _refuse_others(path: Path) -> None:
    """Refuse what is neither XLSX nor CSV by its content, whatever its name says."""
    found = file_kind(path=path, limits=LIMITS)
    if found not in {"csv", "xlsx"}:
        raise UnableToReadTable("not_a_table", {"found": found})


def words_of(refusal: Refusal, path: Path) -> str:
    """Return the words of a refusal without the random name of the file."""
    return str(refusal).removeprefix(f"{path.name}: ")


def folder_of(*, token: str) -> Path:
    """Return the folder of one upload."""
    return root() / token


def root() -> Path:
    """Return the folder of all uploads."""
    return home() / "media" / "uploads"


def path_of(*, upload: Upload) -> Path:
    """Return where an uploaded file lies."""
    return folder_of(token=upload.token) / upload.stored_name


def faults_path(*, upload: Upload) -> Path:
    """Return where the faulty rows of an uploaded file lie, as a spreadsheet."""
    return folder_of(token=upload.token) / FAULTS


def remove(*, path: Path) -> None:
    """Remove a file, and its folder when nothing else is in it."""
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        path.parent.rmdir()


def remove_all(*, token: str) -> None:
    """Remove everything that was kept of an upload."""
    shutil.rmtree(folder_of(token=token), ignore_errors=True)


def write_progress(*, token: str, percent: int, row: int, rows: int, words: str, left: int | None) -> None:
    """
    Say how far the work on a file is, beside the database: while SQLite writes, nothing else can be written there.

    What cannot be written is left: it is for show only.
    """
    said = {"percent": percent, "row": row, "rows": rows, "words": words, "left": left}
    path = folder_of(token=token) / PROGRESS
    with contextlib.suppress(OSError):
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(said), encoding="utf-8")
        fresh.replace(path)


def progress(*, token: str) -> Progress | None:
    """Return how far the work on a file is; None where nothing was said yet."""
    try:
        said = json.loads((folder_of(token=token) / PROGRESS).read_text(encoding="utf-8"))
        return Progress(int(said["percent"]), int(said["row"]), int(said["rows"]), str(said["words"]), said["left"])
    except (OSError, ValueError, KeyError):
        return None


def forget_progress(*, token: str) -> None:
    """Remove what was said of earlier work on a file."""
    (folder_of(token=token) / PROGRESS).unlink(missing_ok=True)
