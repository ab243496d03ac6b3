"""Writing the log: the only way in."""

import datetime as dt
from collections.abc import Mapping

from piawai.audit.models import Event
from piawai.lib.facts import AnyFact, Recorded


def log(
    *, action: str, by: str, at: dt.datetime, subject: str = "", details: Mapping[str, object] | None = None
) -> None:
    """
    Add one event, in the caller's transaction.

    `action` names the service ("people.record_units"), `by` the doer's public name, `subject` the kind and
    public code of what was acted on. `details` must not hold a NIP or another personal number.
    """
    Event.objects.create(at=at, actor=by, action=action, subject=subject, details=dict(details or {}))


def log_recorded(action: str, recorded: Recorded[AnyFact], *, by: str, at: dt.datetime) -> None:
    """Add one event with the counts of recorded facts, unless nothing was written."""
    if recorded.written:
        log(action=action, by=by, at=at, details={"new": recorded.new, "changed": recorded.changed})
