"""Recording what figures across areas were looked at for."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.lib.errors import Refusal
from piawai.people.models import Job


class UnableToLook(Refusal):
    """No purpose is given."""


@transaction.atomic
def look_for_fit(*, job: Job, purpose: str, people: int, by: str, at: dt.datetime) -> None:
    """
    Record that somebody looks at who fits a job, and for what.

    :raises UnableToLook: if no purpose is given.
    """
    if not purpose.strip():
        raise UnableToLook(_("Write for what you look. It stands in the log."), code="purpose_missing")
    details = {"job": job.name, "purpose": purpose.strip(), "people": people}
    log(action="insight.look_for_fit", by=by, at=at, details=details)
