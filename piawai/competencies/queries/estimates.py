"""Reading ratings, what they amount to, and what to find out next."""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from piawai.competencies.models import Assessment, Estimate, RaterModel, Standing
from piawai.competencies.queries.standings import days_without
from piawai.competencies.rules import estimates as rules
from piawai.competencies.terms import ANCHORED, RATED, WEIGHED, Opinion, Proposal, Rating, Source, within
from piawai.lib.facts import FactQuerySet
from piawai.people.models import Person, Post
from piawai.regulations import values
from piawai.stats.raters import terms as raters
from piawai.stats.raters.fitting import believed

_WHOLE = frozenset({"group", "rater", "rater_source", "rater_people"})  # of Shared
_SAYS = tuple(field.name for field in fields(Rating) if field.name != "corrects")
_NOW = dt.datetime.max.replace(tzinfo=dt.UTC)  # all that is known
_PAIR = ("person_id", "competency_id")
# In SQL, since a person's page asks it and Django takes longer to word it than the database to answer it.
_NEXT_ASKED = """
    SELECT (SELECT spreads FROM competencies_ratermodel ORDER BY fitted_at DESC, id DESC LIMIT 1),
        (SELECT COUNT(*) FROM people_post WHERE unit_id = %s),
        (SELECT COUNT(*) FROM people_post WHERE superior_id = %s)
"""


# Likewise. `about` is the competency's code; `befallen` says whether something befell what the evidence rests on.
_RECORDED = """
    SELECT evidence.*,
        competency.code AS about,
        EXISTS (
            SELECT 1 FROM competencies_qualificationevent AS event
            WHERE event.person_id = evidence.person_id
                AND event.competency_id = evidence.competency_id
                AND event.evidence = evidence.assessor
        ) AS befallen
    FROM competencies_assessment AS evidence
    JOIN competencies_competency AS competency ON competency.id = evidence.competency_id
    WHERE evidence.person_id = %s AND NOT evidence.corrected
"""
_ESTIMATES = """
    SELECT * FROM competencies_estimate
    WHERE person_id = %s AND NOT corrected AND estimated_on <= %s
    ORDER BY estimated_on
"""


def beliefs(*, on: dt.date) -> raters.Beliefs:
    """Return what is believed before any rating, as local policy has it on a day; sources in the order of WEIGHED."""
    leniency, difference, kindness, noise = (
        values.mapping(name, on=on) for name in ("rater_leniency", "rater_difference", "rater_kindness", "rater_noise")
    )
    sources = tuple(
        raters.Source(
            anchored=source in ANCHORED,
            leniency=leniency.at(source).number,
            between_raters=difference.at(source).number,
            halo=kindness.at(source).number,
            noise=noise.at(source).number,
        )
        for source in WEIGHED
    )
    levels = values.mapping("level_beliefs", on=on)
    return raters.Beliefs(sources=sources, **{name: row.number for name, row in levels.values.items()})


def ratings_valid(*, scope: QuerySet[Person], on: dt.date) -> QuerySet[Assessment]:
    """
    Return the uncorrected evidence about everybody in `scope` that the model of raters weighs on a day.

    Not what rests on a certificate that is suspended or revoked on it, as known when this is called.
    """
    about = Assessment.objects.current().filter(person__in=scope)
    valid = about.filter(source__in=WEIGHED, assessed_on__lte=on, valid_until__gte=on)
    return valid.exclude(pk__in=_suspended(scope, on))


def _suspended(scope: QuerySet[Person], on: dt.date) -> list[int]:
    """Return the ids of evidence whose certificate is suspended or revoked on a day."""
    without = days_without(scope=scope, known_at=_NOW)
    out = {key for key, spans in without.items() if within(spans, on)}
    if not out:
        return []
    rows = Assessment.objects.current().filter(person__in={person for person, _code, _assessor in out})
    named = rows.values_list("pk", "person_id", "competency__code", "assessor")
    return [pk for pk, *key in named if tuple(key) in out]


def ratings(rows: QuerySet[Assessment]) -> list[Rating]:
    """Return evidence as plain ratings."""
    found: Iterator[tuple[Any, ...]] = rows.values_list(*_SAYS, "corrects_id").iterator()
    return [Rating(**dict(zip(_SAYS, row, strict=False)), corrects=row[-1] is not None) for row in found]


def required_levels(scope: QuerySet[Person] | None) -> dict[tuple[int, int], int]:
    """Return what is required by person and competency, as the read model has it; None: of everybody."""
    rows = Standing.objects.all() if scope is None else Standing.objects.filter(person__in=scope)
    return {(person, competency): level for person, competency, level in rows.values_list(*_PAIR, "required")}


def newest_estimates(estimates: FactQuerySet[Estimate], *, on: dt.date) -> dict[tuple[int, int], Estimate]:
    """Return the newest estimate by a day of each person and competency, also one that has ended."""
    rows = estimates.current().filter(estimated_on__lte=on).order_by("estimated_on")
    return {(row.person_id, row.competency_id): row for row in rows.iterator()}


def model_held() -> tuple[raters.Shared, raters.Spreads] | None:
    """Return what the last fit over everybody found; None where there was none yet."""
    row = _last_fit().values_list("shared", "spreads").first()
    if row is None:
        return None
    shared = {name: np.array(held, dtype=np.int64 if name in _WHOLE else float) for name, held in row[0].items()}
    return raters.Shared(**shared), _spreads(row[1])


def _last_fit() -> QuerySet[RaterModel]:
    return RaterModel.objects.order_by("-fitted_at", "-pk")


def _spreads(stored: Mapping[str, Any]) -> raters.Spreads:
    found: dict[str, Any] = {name: np.array(held) if isinstance(held, list) else held for name, held in stored.items()}
    return raters.Spreads(**found)


def as_stored(found: raters.Shared | raters.Spreads) -> dict[str, object]:
    """Return what a fit found as numbers and lists, which JSON can hold."""
    return {field.name: np.asarray(getattr(found, field.name)).tolist() for field in fields(found)}


def opinions(person: Person, *, on: dt.date) -> dict[int, list[Opinion]]:
    """
    Return all that is recorded of a person by competency id, as it may be shown: newest first.

    Peers' and subordinates' ratings are in it as groups alone, without anything that tells one rating.
    """
    smallest = values.value("smallest_group_shown", on=on).whole
    found: dict[int, list[Opinion]] = defaultdict(list)
    rated: dict[int, list[Rating]] = defaultdict(list)
    recorded: list[Any] = list(Assessment.objects.raw(_RECORDED, [person.pk]))  # with columns of the question
    ended = any(row.befallen for row in recorded)
    without = days_without(scope=Person.objects.filter(pk=person.pk), known_at=_NOW) if ended else {}
    for row in recorded:
        if row.source in RATED:
            rated[row.competency_id].append(_rating(row))
        else:
            found[row.competency_id].append(
                Opinion(
                    row.source,
                    row.assessed_on,
                    row.valid_until,
                    row.level,
                    1,
                    counts=True,
                    agency=row.agency,
                    without=without.get((person.pk, row.about, row.assessor), ()),
                    lacks=(row.lacks,) if row.lacks else (),
                )
            )
    for competency, given in rated.items():
        found[competency] += rules.opinions(given, smallest=smallest)
    for shown in found.values():
        shown.sort(key=lambda opinion: (-opinion.assessed_on.toordinal(), opinion.source))
    return found


def _rating(row: Assessment) -> Rating:
    return Rating(**{name: getattr(row, name) for name in _SAYS}, corrects=row.corrects_id is not None)


def estimates_of(person: Person, *, on: dt.date) -> dict[int, Estimate]:
    """Return the newest estimate of a person by a day in each competency (id), also one that has ended."""
    return {row.competency_id: row for row in Estimate.objects.raw(_ESTIMATES, [person.pk, on])}


def undecided(standings: QuerySet[Standing], *, on: dt.date) -> QuerySet[Standing]:
    """
    Narrow standings to those where it is open if the requirement is met (COMP-45).

    Each has `mean`, `spread` and `shares` of its newest estimate, null where there is none.
    """
    open_ = Q(held__isnull=True) | Q(low__lt=F("required"), high__gte=F("required"))
    newest = (
        Estimate.objects.current()
        .filter(person=OuterRef("person"), competency=OuterRef("competency"), estimated_on__lte=on)
        .order_by("-estimated_on")
    )
    figures = {name: Subquery(newest.values(name)[:1]) for name in ("mean", "spread", "shares")}
    return standings.filter(open_).annotate(**figures)


@dataclass(frozen=True)
class NextAsked:
    """What is needed to propose an assessment for any person, read once. `colleagues` and `staff` are numbers."""

    noises: Mapping[str, float]
    minutes: Mapping[str, float]
    likely: float
    smallest: int
    colleagues: Mapping[int, int]  # by unit
    staff: Mapping[int, int]  # by superior

    def proposal(self, row: Standing, post: Post | None, estimate: object) -> Proposal | None:
        """
        Return the cheapest assessment likely to decide an undecided requirement; None where nobody can be asked.

        `estimate` has `mean`, `spread` and `shares` of the newest one: it may be a row of `undecided` itself, or None.
        Whoever is in the estimate already would say the same again and is not asked. The own rating decides nothing.
        """
        known = row.held is not None
        asked: Collection[str] = (getattr(estimate, "shares", None) or ()) if known else ()
        able = {Source.TEST: 1, Source.ASSESSMENT_CENTER: 1}
        if post is not None and post.superior_id is not None:
            able[Source.SUPERIOR] = 1
        if post is not None and self.colleagues.get(post.unit_id, 0) > self.smallest:
            able[Source.PEER] = self.smallest
        if self.staff.get(row.person_id, 0) >= self.smallest:
            able[Source.SUBORDINATE] = self.smallest
        return rules.next_assessment(
            required=row.required,
            mean=getattr(estimate, "mean", None) if known else None,
            spread=getattr(estimate, "spread", None) or 0.0,
            noises=self.noises,
            minutes=self.minutes,
            raters={source: number for source, number in able.items() if source not in asked},
            likely=self.likely,
        )


def next_asked(*, on: dt.date) -> NextAsked:
    """Return what proposals rest on: what ratings are worth by the last fit, else as believed, and what they cost."""
    stored = _last_fit().values_list("spreads", flat=True).first()
    posts = list(Post.objects.values_list("unit_id", "superior_id"))
    colleagues = Counter(unit for unit, _superior in posts)
    staff = Counter(superior for _unit, superior in posts if superior is not None)
    return _next_asked(stored, colleagues, staff, on)


def next_asked_of(post: Post, *, on: dt.date) -> NextAsked:
    """Return the same as `next_asked` for the holder of a post alone, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ASKED, [post.unit_id, post.person_id])
        stored, colleagues, staff = cursor.fetchone()
    spreads = None if stored is None else json.loads(stored)
    return _next_asked(spreads, {post.unit_id: colleagues}, {post.person_id: staff}, on)


def _next_asked(
    stored: Mapping[str, Any] | None, colleagues: Mapping[int, int], staff: Mapping[int, int], on: dt.date
) -> NextAsked:
    spreads = believed(beliefs(on=on)) if stored is None else _spreads(stored)
    noises = np.sqrt(spreads.noise**2 + spreads.halo**2 + spreads.between_raters**2)
    minutes = {
        **values.mapping("rating_minutes", on=on).values,
        **values.mapping("assessment_minutes", on=on).values,
    }
    return NextAsked(
        noises=dict(zip(WEIGHED, noises.tolist(), strict=True)),
        minutes={source: row.number for source, row in minutes.items()},
        likely=values.value("rating_worth_asking", on=on).number,
        smallest=values.value("smallest_group_shown", on=on).whole,
        colleagues=colleagues,
        staff=staff,
    )
