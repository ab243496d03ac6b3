"""Reading which gaps trainings closed."""

import datetime as dt
from collections import defaultdict

from piawai.competencies.queries.standings import DatedRows, dated_rows
from piawai.competencies.rules.levels import stands
from piawai.competencies.terms import Evidence, Source
from piawai.learning.models import Enrolment, Outcome
from piawai.learning.queries.money import RUNS
from piawai.learning.rules.costs import closes_gap
from piawai.learning.terms import EnrolmentState
from piawai.people.models import Person


def closed_gaps(*, year: int, on: dt.date, known_at: dt.datetime) -> dict[int, int]:
    """
    Return how many gaps (COST-01) each passed participation in the sessions of a year closed, by enrolment (id).

    What was demanded and held is that of the session's first day, without what the training itself gave. Evidence
    whose certificate was revoked closes nothing. The queries do not depend on the number of people.
    """
    passed = Enrolment.objects.filter(
        session__starts_on__year=year, session__starts_on__lte=on, session__state__in=RUNS, state=EnrolmentState.DONE
    )
    taught: dict[int, set[str]] = defaultdict(set)
    outcomes = Outcome.objects.filter(session__in=passed.values("session")).order_by()
    for session, code in outcomes.values_list("session_id", "competency__code"):
        taught[session].add(code)
    if not taught:
        return dict.fromkeys(passed.values_list("pk", flat=True), 0)
    scope = Person.objects.filter(pk__in=passed.values("person"))
    rows = dated_rows(scope=scope, on=on, known_at=known_at)
    found = passed.values_list("pk", "person_id", "session_id", "session__starts_on", "session__ends_on")
    return {
        pk: sum(_closes(rows, person, code, first, last) for code in taught.get(session, ()))
        for pk, person, session, first, last in found
    }


def _closes(rows: DatedRows, person: int, code: str, first: dt.date, last: dt.date) -> bool:
    """Return whether a person's training from one day to another closed the gap in a competency."""
    known = rows.evidence.get(person, {}).get(code, ())
    given = [row for row in known if row.source == Source.TRAINING and row.assessed_on == last]
    reached = max((row.level for row in given if not _revoked(row)), default=None)
    if reached is None or person not in rows.careers:
        return False
    before = [row for row in known if row not in given]
    demanded = [one for one in rows.required(person, first) if one.competency == code]
    stood = stands(demanded, evidence={code: before}, on=first).get(code)
    if stood is None:
        return False
    held = stood.held.level if stood.held is not None else None
    return closes_gap(required=stood.requirement.level, held=held, reached=reached)


def _revoked(row: Evidence) -> bool:
    return any(last is None for _first, last in row.without)
