"""
Reporting a closed round: what was answered becomes evidence.

The report of a whole city is work for many short transactions, so that others can write between them: `begin_report`
fixes the day of all its evidence, `next_part` works out what was answered about some people, `write_evidence` writes it
and refreshes their standing, `finish_report` ends it. Broken off, it goes on with those who are left. Of one person all
comes at once: no group of raters is ever seen in part, and nobody's standing differs from the evidence beside it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from piawai.audit.services import log, log_recorded
from piawai.competencies.models import Assessment, Competency, Ratee, Round
from piawai.competencies.queries.rounds import results
from piawai.competencies.rules.rounds import is_reported
from piawai.competencies.services import estimates
from piawai.competencies.services.evidence import new_assessment
from piawai.competencies.services.rounds.moving import UnableToMoveRound, check_held, move
from piawai.competencies.services.standings import refresh
from piawai.competencies.terms import IN_GROUPS, WEIGHED, RoundState
from piawai.lib import facts
from piawai.lib.locks import one_at_a_time
from piawai.regulations import values

PEOPLE_AT_ONCE = 50  # of whom one transaction writes evidence: less than a second


class UnableToReportRound(UnableToMoveRound):
    """Another round was reported on the same day: its groups of raters would run together with those of this one."""


@dataclass(frozen=True, slots=True)
class Part:
    """The next people (ids) of whom a report writes evidence, nobody where none are left, and that evidence."""

    people: Sequence[int]
    evidence: Sequence[Assessment]


def report_round(*, round_: Round, on: dt.date, by: str, at: dt.datetime) -> Round:
    """
    Report a round, step by step as a background job does it. For many people that takes a while.

    :raises UnableToMoveRound: as the steps.
    """
    begun = begin_report(round_=round_, on=on)
    while (part := next_part(round_=begun)).people:
        write_evidence(round_=begun, part=part, on=on, by=by, at=at)
    return finish_report(round_=begun, by=by, at=at)


@transaction.atomic
def begin_report(*, round_: Round, on: dt.date) -> Round:
    """
    Begin to report a closed round, or go on with a report that was broken off, and return the round as it is then.

    All its evidence bears the day on which its report first began, so that no group can be subtracted from another. A
    report that was begun before writes nothing any more.

    :raises UnableToMoveRound: if it is not closed.
    :raises UnableToReportRound: if another round was reported on that day.
    """
    one_at_a_time("report of a round")
    day = Coalesce(F("reported_on"), Value(on))
    found = move(round_=round_, then=RoundState.REPORTING, reported_on=day, attempt=F("attempt") + 1)
    if Round.objects.filter(reported_on=found.reported_on).exclude(pk=found.pk).exists():
        text = _("Another round was reported today. Report this one tomorrow: so nobody can work out a single answer.")
        raise UnableToReportRound(text, code="another_today")
    return found


def next_part(*, round_: Round) -> Part:
    """
    Return what a report that has begun writes next. It holds no transaction.

    Answers of peers and subordinates count where enough raters answered about the same person and competency; the
    others stay in the sheets.
    """
    left = Ratee.objects.filter(round=round_, reported=False).order_by("pk")
    people = list(left.values_list("person", flat=True)[:PEOPLE_AT_ONCE])
    return Part(people, _evidence_about(people, round_) if people else ())


@transaction.atomic
def write_evidence(*, round_: Round, part: Part, on: dt.date, by: str, at: dt.datetime) -> None:
    """
    Write the evidence of some people, and refresh their standing.

    Estimates of few people follow at once, those of many when the report ends.

    :raises UnableToMoveRound: if the report is no longer that of `round_`.
    """
    check_held(round_=round_, state=RoundState.REPORTING)
    if part.evidence:
        recorded = facts.record(Assessment, part.evidence, at=at)
        log_recorded("competencies.record_assessments", recorded, by=by, at=at)
        if not _many(round_):
            rated = {row.person_id for row in recorded.written if row.source in WEIGHED}
            estimates.estimate_people(people_ids=rated, on=on, at=at)
        refresh(people_ids={row.person_id for row in recorded.written}, on=on, at=at)
    Ratee.objects.filter(round=round_, person__in=part.people).update(reported=True)


@transaction.atomic
def finish_report(*, round_: Round, by: str, at: dt.datetime) -> Round:
    """
    End a report, when all the evidence is written; a job makes the estimates of many people.

    :raises UnableToMoveRound: if the report is no longer that of `round_`.
    """
    check_held(round_=round_, state=RoundState.REPORTING)
    found = move(round_=round_, then=RoundState.REPORTED)
    if _many(round_):
        estimates.ask_to_fit(at=at)
    told = results.by_source(round_=found, smallest=_smallest(found))
    new = sum(row.counted for row in told)
    details = {"answers": new + sum(row.too_few for row in told), "new": new}
    log(action="competencies.report_round", by=by, at=at, subject=f"round {found.token}", details=details)
    return found


def _many(round_: Round) -> bool:
    return Ratee.objects.filter(round=round_).count() > estimates.MOST_AT_ONCE


def _smallest(round_: Round) -> int:
    return values.value("smallest_group_shown", on=_day(round_)).whole


def _day(round_: Round) -> dt.date:
    if round_.reported_on is None:
        msg = "A report has a day from its beginning on."
        raise ValueError(msg)
    return round_.reported_on


def _evidence_about(people: list[int], round_: Round) -> list[Assessment]:
    given = list(results.answers_given(round_=round_, about=people))
    sizes = Counter((row.person, row.competency, row.source) for row in given)
    smallest = _smallest(round_)
    competencies = {row.pk: row for row in Competency.objects.all()}
    return [
        _evidence(round_, row, competencies[row.competency])
        for row in given
        if is_reported(source=row.source, raters=sizes[row.person, row.competency, row.source], smallest=smallest)
    ]


def _evidence(round_: Round, row: results.Given, competency: Competency) -> Assessment:
    """Return an answer as evidence. Nothing that a peer or subordinate wrote goes with it."""
    words = "" if row.source in IN_GROUPS else ": ".join(part for part in (round_.name, row.note) if part)
    return new_assessment(
        person_id=row.person,
        competency=competency,
        level=row.level,
        source=row.source,
        assessed_on=_day(round_),
        assessor=row.rater,
        agency=row.agency,
        evidence=words,
        lacks=row.lacks,
    )
