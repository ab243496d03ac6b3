"""Refusing a file as a whole, in the user's words."""

from pathlib import Path

from django.db import DatabaseError
from django.utils.translation import gettext as _

from piawai.formats.limits import MEBIBYTE, UnableToReadTable
from piawai.integrations.files.words import FILES
from piawai.lib.errors import Refusal

_IN_MEBIBYTES = frozenset({"file_too_large", "unpacked_too_large"})
_FULL = ("disk is full", "disk full", "no space left", "disk i/o error", "disk quota")
_MISSING_TABLE = ("no such table", "no such column", "does not exist")


class UnableToImport(Refusal):
    """A file was refused as a whole, or storing it failed: nothing of it was stored."""


def unreadable(*, path: Path, refusal: UnableToReadTable) -> UnableToImport:
    """Return the refusal of a file that cannot be read as a table."""
    details = dict(refusal.details)
    if refusal.code in _IN_MEBIBYTES:
        details["most"] = int(details["most"]) // MEBIBYTE
    if refusal.code == "cell_too_long" and "row" not in details:
        words = _("A cell has more than %(most)s characters. Shorten it.") % details
    else:
        words = str(FILES[refusal.code]) % details
    return UnableToImport(f"{path.name}: {words}", code=refusal.code)


def unstorable(*, path: Path, fault: DatabaseError) -> UnableToImport:
    """Return the refusal of a file that the database could not store."""
    reason = " ".join(str(fault).split())
    if any(sign in reason.lower() for sign in _FULL):
        words, code = _("The disk is full. Nothing was stored; free some space, then import again."), "disk_full"
    elif any(sign in reason.lower() for sign in _MISSING_TABLE):
        words, code = _("The database has not been prepared. Run this first: piawai init"), "not_prepared"
    elif "locked" in reason.lower():
        words, code = _("The database is busy with another change. Nothing was stored; import the file again."), "busy"
    else:
        text = _("The database refused (%(reason)s). Nothing was stored.")
        words, code = text % {"reason": reason}, "database"
    return UnableToImport(f"{path.name}: {words}", code=code)
