"""The words of files on their way in."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class UploadState(models.TextChoices):
    """How far a file has come. STORED and DISCARDED are its end."""

    CHECKING = "CHECKING", _("being checked")
    TO_REPAIR = "TO_REPAIR", _("to be repaired")
    READY = "READY", _("ready to be stored")
    STORING = "STORING", _("being stored")
    STORED = "STORED", _("stored")
    REFUSED = "REFUSED", _("refused")
    DISCARDED = "DISCARDED", _("thrown away")


RUNNING = frozenset({UploadState.CHECKING, UploadState.STORING})
WAITING = frozenset({UploadState.TO_REPAIR, UploadState.READY})
HAS_FILE = RUNNING | WAITING


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a check or a store is: percent of the whole, and rows read of all rows (0: not known)."""

    percent: int
    row: int
    rows: int
    words: str
    seconds_left: int | None
