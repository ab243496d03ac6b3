"""Beside the plan: whom to assess first, and whom to coach."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from piawai.competencies.queries.standings import gap_rows
from piawai.competencies.terms import GapRow, Level
from piawai.development import rules
from piawai.development.terms import AssessFirst, Coaching
from piawai.learning.queries.catalogue import sessions_of
from piawai.people import queries as people
from piawai.people.models import Person, Unit
from piawai.performance import rules as performance
from piawai.performance.queries import last_results
from piawai.performance.terms import BELOW_GOOD, Predicate
from piawai.regulations import values


def assess_first(
    *, scope: QuerySet[Person], year: int, on: dt.date, known_at: dt.datetime, limit: int
) -> list[AssessFirst]:
    """
    Return the people in `scope` whose assessment would tell most, most telling first, at most `limit`.

    By what it could be worth to the year's plan, then by how much is unknown, then by NIP. Whoever has
    nothing unknown is not listed.
    """
    taught: dict[str, int] = {}
    for session in sessions_of(year=year):
        for row in session.outcomes.all():
            if session.starts_on > on:
                taught[row.competency.code] = max(row.level, taught.get(row.competency.code, 0))
    results = last_results(scope=scope, on=on, known_at=known_at)
    weak_factor = values.value("weak_behaviour_factor", on=on).number
    per_level = values.value("gap_level_gain", on=on).number
    unknown: dict[int, list[GapRow]] = {}
    for gap in gap_rows(scope=scope, on=on, known_at=known_at):
        if gap.held is None:
            unknown.setdefault(gap.person_id, []).append(gap)
    found = []
    for person_id, gaps in unknown.items():
        result = results.get(person_id)
        weak = result is not None and performance.weak_by_behaviour(
            predicate=result.predicate, behaviour=result.behaviour
        )
        worth = rules.worth_of_assessing(
            [(gap.weight, gap.required, taught.get(gap.competency, 0)) for gap in gaps],
            lowest=min(Level.values),
            factor=weak_factor if weak else 1.0,
            gain_per_level=per_level,
        )
        found.append(_assess_first(gaps, worth, taught))
    return sorted(found, key=lambda row: (-row.worth, -row.unknown, row.nip))[:limit]


def _assess_first(gaps: list[GapRow], worth: float, taught: dict[str, int]) -> AssessFirst:
    offered = sum(taught.get(gap.competency, 0) > 0 for gap in gaps)
    reason = _("%(unknown)s required competencies without valid evidence; sessions this year concern %(offered)s.")
    return AssessFirst(
        nip=gaps[0].nip,
        name=gaps[0].name,
        unit_name=gaps[0].unit_name,
        job=gaps[0].job,
        unknown=len(gaps),
        worth=worth,
        reason=reason % {"unknown": len(gaps), "offered": offered},
    )


def coaching(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> list[Coaching]:
    """
    Return the present people in `scope` whose last predicate is below Baik, worst first, then by NIP.

    Each needs a coaching plan with the direct superior (PP 30/2019, unverified).
    """
    careers = people.careers(scope=scope, on=on, known_at=known_at)
    posts = {pk: post.unit_id for pk, career in careers.items() if (post := career.on(on)) is not None}
    superiors = people.superiors(posts=posts, heads_of=people.heads(on=on, known_at=known_at))
    names = dict(people.everybody().values_list("pk", "name"))
    units = dict(Unit.objects.values_list("pk", "name"))
    results = last_results(scope=scope, on=on, known_at=known_at)
    order = list(Predicate.values)
    found = []
    for person in scope.filter(pk__in=[pk for pk, result in results.items() if result.predicate in BELOW_GOOD]):
        if person.pk in posts:
            result = results[person.pk]
            superior = superiors[person.pk]
            found.append(
                Coaching(
                    nip=person.nip,
                    name=person.name,
                    unit_name=units[posts[person.pk]],
                    predicate=result.predicate,
                    by_behaviour=performance.weak_by_behaviour(predicate=result.predicate, behaviour=result.behaviour),
                    superior_name="" if superior is None else names[superior],
                )
            )
    return sorted(found, key=lambda row: (-order.index(row.predicate), row.nip))
