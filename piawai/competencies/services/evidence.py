"""Recording what people were found to hold."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.competencies.models import Assessment, Competency
from piawai.competencies.queries.objections import ends_of_set_aside
from piawai.competencies.rules import levels as rules
from piawai.competencies.services import estimates
from piawai.competencies.services.standings import refresh
from piawai.competencies.terms import WEIGHED
from piawai.lib import facts
from piawai.regulations import values


def new_assessment(
    *,
    person_id: int,
    competency: Competency,
    level: int,
    source: str,
    assessed_on: dt.date,
    valid_until: dt.date | None = None,
    assessor: str = "",
    agency: str = "",
    evidence: str = "",
    lacks: str = "",
) -> Assessment:
    """
    Return an assessment not yet recorded.

    Where `valid_until` is not stated, the validity of the source that is in force on the day of assessment gives it.
    """
    rule = values.mapping("assessment_validity_years", on=assessed_on)
    return Assessment(
        person_id=person_id,
        competency=competency,
        level=level,
        lacks=lacks,
        source=source,
        assessed_on=assessed_on,
        valid_until=valid_until or rules.last_valid_day(assessed_on=assessed_on, years=rule.at(source).whole),
        rule_from=rule.applies_from,
        assessor=assessor,
        agency=agency,
        evidence=evidence,
    )


@transaction.atomic
def record_assessments(
    *, assessments: Sequence[Assessment], on: dt.date, by: str, at: dt.datetime
) -> facts.Recorded[Assessment]:
    """
    Record levels that people were found to hold; their estimates and their standing follow.

    What an upheld objection set aside stays so, whoever states it again: the same rating with the same level, known
    when the objection was answered, ends before that day. What comes to be known later stands, also on that very day.
    """
    _keep_set_aside(assessments)
    recorded = facts.record(Assessment, assessments, at=at)
    log_recorded("competencies.record_assessments", recorded, by=by, at=at)
    if recorded.written:
        rated = {row.person_id for row in recorded.written if row.source in WEIGHED}
        estimates.follow(people_ids=rated, on=on, at=at)
        refresh(people_ids={row.person_id for row in recorded.written}, on=on, at=at)
    return recorded


def _keep_set_aside(assessments: Sequence[Assessment]) -> None:
    rated = {row.person_id for row in assessments if row.source in WEIGHED}
    ends = ends_of_set_aside(people_ids=rated) if rated else {}
    for row in assessments:
        if (last := ends.get((*row.key, row.level))) is not None:
            row.valid_until = min(row.valid_until, last)
