"""How what is doubted of a scan is put into words."""

from typing import Any

from django.utils.translation import gettext as _

from piawai.learning.terms import Doubt


def doubted(scan: Any) -> str:
    """Return why a scan does not count by itself and who decides on it, in sentences; "" where it counts."""
    if not scan.doubt:
        return ""
    if scan.doubt == Doubt.LOCKED:
        return _("It came after the result was locked, and changes no result. BKPSDM decides: tell BKPSDM.")
    return _("%(why)s. The organiser decides.") % {"why": str(scan.get_doubt_display()).capitalize()}
