"""Which sessions a reader organises: where attendance is taken, tests are set, and results are read."""

from django.db.models import QuerySet

from piawai.access.scopes import everywhere
from piawai.access.terms import Holder, Permission
from piawai.learning.models import Session


def organised(holder: Holder) -> QuerySet[Session]:
    """Return the sessions a reader organises: BKPSDM all. The one place that says so."""
    rows = Session.objects.select_related("programme", "partner")
    return rows if everywhere(holder, Permission.ATTENDANCE_TAKE) else rows.none()
