"""Recording what a plan must keep: budgets of units and decisions by hand."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.development.models import Lock, UnitBudget
from piawai.lib import facts


@transaction.atomic
def record_budgets(*, budgets: Sequence[UnitBudget], by: str, at: dt.datetime) -> facts.Recorded[UnitBudget]:
    """Record what units may spend on their participants in a year."""
    recorded = facts.record(UnitBudget, budgets, at=at)
    log_recorded("development.record_budgets", recorded, by=by, at=at)
    return recorded


@transaction.atomic
def record_locks(*, locks: Sequence[Lock], by: str, at: dt.datetime) -> facts.Recorded[Lock]:
    """Record decisions by hand on who must, or must not, go to a session."""
    recorded = facts.record(Lock, locks, at=at)
    log_recorded("development.record_locks", recorded, by=by, at=at)
    return recorded
