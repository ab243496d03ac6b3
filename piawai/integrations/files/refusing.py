"""Refusing a file as a whole, in the user's words."""

from pathlib import Path

from django.db import DatabaseError
from django.utils.translation import gettext as _

from piawai.formats.limits import MEBIBYTE, UnableToReadTable
from piawai.integrations.files.words import FILES
from piawai.lib.errors import Refusal
from piawai.lib.faults import kind_of, reason_of

_IN_MEBIBYTES = frozenset({"file_too_large", "unpacked_too_large"})


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
    code = kind_of(fault)
    if code == "disk_full":
        words = _("The disk is full. Nothing was stored; free some space, then import again.")
    elif code == "not_prepared":
        words = _("The database has not been prepared. Run this first: piawai init")
    elif code == "unreachable":
        words = _(
            "The database cannot be reached. Nothing was stored. Check PIAWAI_HOME or DATABASE_URL, "
            "or run this first: piawai init"
        )
    elif code == "busy":
        words = _("The database is busy with another change. Nothing was stored; import the file again.")
    else:
        words = _("The database refused (%(reason)s). Nothing was stored.") % {"reason": reason_of(fault)}
        code = "database"
    return UnableToImport(f"{path.name}: {words}", code=code)
