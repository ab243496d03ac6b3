"""Writing performance results."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.lib import facts
from piawai.performance import rules
from piawai.performance.models import Result
from piawai.performance.terms import Rating
from piawai.regulations import values

_MATRIX_NAMES = {Rating.ABOVE: "DIATAS", Rating.AS_EXPECTED: "SESUAI", Rating.BELOW: "DIBAWAH"}


def predicate(*, work: int, behaviour: int, on: dt.date) -> str:
    """
    Return what the matrix in force on a day makes of results and behaviour.

    :raises NotInForce: if no matrix was in force.
    """
    matrix = values.matrix("performance_predicate", on=on)
    return matrix.at(_MATRIX_NAMES[Rating(work)], _MATRIX_NAMES[Rating(behaviour)])


@transaction.atomic
def record_results(*, results: Sequence[Result], by: str, at: dt.datetime) -> facts.Recorded[Result]:
    """
    Record what evaluations said; the predicate and the period's last day are worked out here.

    :raises NotInForce: if no matrix was in force at the end of a period.
    """
    for result in results:
        result.ends_on = rules.period_end(year=result.year, period=result.period)
        result.predicate = predicate(work=result.work, behaviour=result.behaviour, on=result.ends_on)
        result.rule_from = values.matrix("performance_predicate", on=result.ends_on).applies_from
    recorded = facts.record(Result, results, at=at)
    log_recorded("performance.record_results", recorded, by=by, at=at)
    return recorded
