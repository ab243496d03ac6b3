"""Reporting a closed round: what was answered becomes evidence."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Assessment, Competency, Round
from piawai.competencies.queries.rounds.results import Given, answers_given
from piawai.competencies.rules.rounds import is_reported
from piawai.competencies.services.evidence import new_assessment, record_assessments
from piawai.competencies.services.rounds.moving import UnableToMoveRound, move
from piawai.competencies.terms import IN_GROUPS, RoundState
from piawai.lib.locks import one_at_a_time
from piawai.regulations import values


class UnableToReportRound(UnableToMoveRound):
    """Another round was reported on the same day: its groups of raters would run together with those of this one."""


@transaction.atomic
def report_round(*, round_: Round, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Make the sent answers of a closed round evidence, dated on the day of the report, and refresh standings.

    Answers of peers and subordinates count where enough raters answered about the same person and competency; the
    others stay in the sheets. All of a round bear one day, so that no group can be subtracted from another.

    :raises UnableToMoveRound: if it is not closed.
    :raises UnableToReportRound: if another round was reported on this day.
    """
    one_at_a_time("report of a round")
    found = move(round_=round_, then=RoundState.REPORTED, reported_on=on)
    if Round.objects.filter(reported_on=on).exclude(pk=found.pk).exists():
        text = _("Another round was reported today. Report this one tomorrow: so nobody can work out a single answer.")
        raise UnableToReportRound(text, code="another_today")
    smallest = values.value("smallest_group_shown", on=on).whole
    given = list(answers_given(round_=found))
    sizes = Counter((row.person, row.competency, row.source) for row in given)
    competencies = {row.pk: row for row in Competency.objects.all()}
    rows = [
        _evidence(found, row, competencies[row.competency], on)
        for row in given
        if is_reported(source=row.source, raters=sizes[row.person, row.competency, row.source], smallest=smallest)
    ]
    record_assessments(assessments=rows, on=on, by=by, at=at)
    details = {"answers": len(given), "new": len(rows)}
    log(action="competencies.report_round", by=by, at=at, subject=f"round {found.token}", details=details)
    return found


def _evidence(round_: Round, row: Given, competency: Competency, on: dt.date) -> Assessment:
    """Return an answer as evidence. Nothing that a peer or subordinate wrote goes with it."""
    words = "" if row.source in IN_GROUPS else ": ".join(part for part in (round_.name, row.note) if part)
    return new_assessment(
        person_id=row.person,
        competency=competency,
        level=row.level,
        source=row.source,
        assessed_on=on,
        assessor=row.rater,
        agency=row.agency,
        evidence=words,
        lacks=row.lacks,
    )
