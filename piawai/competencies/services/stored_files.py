"""
Files that people hand in, kept in a folder under random names, readable by their owner only.

A file is written before the row that names it, and removed after the row no longer does: no row ever names a file that
was never there. What a crash leaves between the two is swept up by day (`sweep`).
"""

import contextlib
import datetime as dt
import os
import re
import secrets
import unicodedata
from collections.abc import Collection
from pathlib import Path

from django.utils.translation import gettext as _

from piawai.formats.evidence import MOST_BYTES, MOST_PAGES, MOST_PIXELS, Evidence, UnableToTakeEvidence, cleaned
from piawai.formats.limits import MEBIBYTE
from piawai.lib.errors import Refusal
from piawai.lib.home import home

_LONGEST_STEM = 90
_SWEPT_AFTER = dt.timedelta(days=1)  # a file that young may belong to a row that is being written


class UnableToKeepFile(Refusal):
    """A file was not kept, or is not there to be removed."""


def folder(name: str) -> Path:
    """Return a folder of files that people handed in, by its name."""
    return home() / "media" / name


def taken(*, content: bytes) -> Evidence:
    """
    Return a file as it may be kept: written anew, told by its content.

    :raises UnableToKeepFile: if it is not taken; the text says why.
    """
    try:
        return cleaned(content=content)
    except UnableToTakeEvidence as refusal:
        raise UnableToKeepFile(_words_of(refusal.code), code=refusal.code) from refusal


def write(*, into: Path, found: Evidence) -> Path:
    """
    Write a file under a random name, readable by its owner only, and have it on the disk before it is named.

    :raises UnableToKeepFile: if the disk does not take it.
    """
    path = into / f"{secrets.token_hex(16)}.{found.ending}"
    try:
        into.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(found.content)
            target.flush()
            os.fsync(target.fileno())
    except OSError as fault:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        text = _("The file could not be kept (%(reason)s). Tell whoever runs the site.")
        raise UnableToKeepFile(text % {"reason": fault.strerror or ""}, code="not_kept") from fault
    return path


def read(path: Path) -> bytes | None:
    """Return the bytes of a file, None where they are gone."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def sweep(*, from_: Path, named: Collection[str], at: dt.datetime) -> int:
    """Remove files of a folder that no row names and that are older than a day, and return how many there were."""
    removed = 0
    for path in from_.iterdir() if from_.exists() else ():
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
        if path.name not in named and at - written > _SWEPT_AFTER:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def clean_name(name: str, ending: str) -> str:
    """Return a name to show: the last part, without signs that steer and without long numbers, with the true ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(
        sign for sign in last if sign.isprintable() and unicodedata.category(sign) not in {"Cf", "Co", "Cs"}
    )
    stem = re.sub(r"\d{14,}", "…", plain).rpartition(".")[0] or plain
    return f"{stem.strip(' .')[:_LONGEST_STEM] or _('file without a name')}.{ending}"


def _words_of(code: str) -> str:
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
