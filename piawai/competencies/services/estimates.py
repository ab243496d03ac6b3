"""What ratings amount to: for everybody in the night, for some people at once."""

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np
from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.competencies.models import Estimate, RaterModel
from piawai.competencies.queries import estimates as queries
from piawai.competencies.rules import estimates as rules
from piawai.competencies.services.standings import refresh
from piawai.competencies.terms import WEIGHED, Rating
from piawai.jobs.services import enqueue
from piawai.lib import facts
from piawai.lib.locks import one_at_a_time
from piawai.people.models import Person
from piawai.people.queries import everybody
from piawai.regulations import values
from piawai.stats.raters.blocks import pairs_of
from piawai.stats.raters.fitting import again, fit
from piawai.stats.raters.reading import chances, shown
from piawai.stats.raters.terms import HIGHEST, Ints, Levels, Ratings

JOB = "competencies.estimate"
MOST_AT_ONCE = 300  # people whose estimates are made while somebody waits; more are left to a job
MOVED = 0.1  # levels by which a mean must have moved to be written anew
_YEAR = 365.25
_REQUIRED = HIGHEST + 1  # groups of a competency: one for each level that may be required, and one for none
_PLACES = {source.value: place for place, source in enumerate(WEIGHED)}
_SAYS = ("level", "low", "high", "valid_until")


def fit_everybody(*, on: dt.date, by: str, at: dt.datetime) -> facts.Recorded[Estimate]:
    """
    Fit the model of raters over everybody on a day, keep it, and write the estimates that changed.

    The fit takes a while and holds nobody up; whoever was rated meanwhile is estimated by the new model at the end.
    """
    smallest = values.value("smallest_group_shown", on=on).whole
    rows = queries.ratings_valid(scope=everybody(), on=on)
    seen = set(rows.values_list("pk", "person_id"))
    read = queries.ratings(rows.filter(pk__lte=max((pk for pk, _person in seen), default=0)))
    given = rules.counting(read, smallest=smallest)
    beliefs = queries.beliefs(on=on)
    found: list[Estimate] = []
    if given:
        arrays = _arrays(given, queries.required_levels(None), on)
        fitted = fit(ratings=arrays, beliefs=beliefs)
        found = _estimates(given, arrays, fitted.levels, on)
    with transaction.atomic():
        one_at_a_time("import")
        now = queries.ratings_valid(scope=everybody(), on=on).values_list("pk", "person_id")
        changed = {person for _pk, person in seen.symmetric_difference(now)}
        if given:
            RaterModel.objects.create(
                fitted_on=on,
                fitted_at=at,
                ratings=len(given),
                spreads=queries.as_stored(fitted.spreads),
                shared=queries.as_stored(fitted.shared),
            )
        recorded = _write(
            [row for row in found if row.person_id not in changed],
            Estimate.objects.exclude(person__in=changed),
            on=on,
            at=at,
        )
        log_recorded("competencies.fit_everybody", recorded, by=by, at=at)
        refresh(people_ids={row.person_id for row in recorded.written}, on=on, at=at)
        if changed:
            refresh(people_ids=estimate_people(people_ids=changed, on=on, at=at), on=on, at=at)
    return recorded


@transaction.atomic
def estimate_people(*, people_ids: Collection[int], on: dt.date, at: dt.datetime) -> set[int]:
    """
    Write the estimates of some people that changed, leniencies held as the last fit found them.

    Part of the transaction of whatever caused it, which refreshes their standing; no audit event of its own. Before
    the first fit nothing is written. Return the ids of those of whom anything was written.
    """
    held = queries.model_held()
    if held is None or not people_ids:
        return set()
    scope = Person.objects.filter(pk__in=people_ids)
    smallest = values.value("smallest_group_shown", on=on).whole
    given = rules.counting(queries.ratings(queries.ratings_valid(scope=scope, on=on)), smallest=smallest)
    found: list[Estimate] = []
    if given:
        shared, spreads = held
        arrays = _arrays(given, queries.required_levels(scope), on)
        levels = again(ratings=arrays, shared=shared, spreads=spreads, beliefs=queries.beliefs(on=on))
        found = _estimates(given, arrays, levels, on)
    recorded = _write(found, Estimate.objects.filter(person__in=scope), on=on, at=at)
    return {row.person_id for row in recorded.written}


def follow(*, people_ids: Collection[int], on: dt.date, at: dt.datetime) -> None:
    """Make the estimates of people whose ratings changed: at once for some, by a job for many. Part of its cause."""
    if len(people_ids) <= MOST_AT_ONCE:
        estimate_people(people_ids=people_ids, on=on, at=at)
    else:
        ask_to_fit(at=at)


def ask_to_fit(*, at: dt.datetime) -> None:
    """Have the model fitted over everybody by a job. Part of its cause."""
    enqueue(name=JOB, arguments={}, owner="", at=at)


def _arrays(ratings: Sequence[Rating], required: Mapping[tuple[int, int], int], on: dt.date) -> Ratings:
    def whole(numbers: Collection[int]) -> Ints:
        return np.fromiter(numbers, dtype=np.int64, count=len(ratings))

    return Ratings(
        person=whole([row.person_id for row in ratings]),
        competency=whole([row.competency_id for row in ratings]),
        group=whole(
            [row.competency_id * _REQUIRED + required.get((row.person_id, row.competency_id), 0) for row in ratings]
        ),
        rater=whole([_rater(row) for row in ratings]),
        source=whole([_PLACES[row.source] for row in ratings]),
        age=np.array([(on - row.assessed_on).days / _YEAR for row in ratings]),
        level=whole([row.level for row in ratings]),
    )


def _rater(row: Rating) -> int:
    """Return a number for a rater, the same in every fit. One who is not named is another on each day and person."""
    return _number(row.assessor or f"{row.person_id} {row.source} {row.assessed_on}")


@lru_cache(maxsize=100_000)
def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6], "big")  # small enough for JSON


def _estimates(ratings: Sequence[Rating], arrays: Ratings, levels: Levels, on: dt.date) -> list[Estimate]:
    """Return the estimate of each person and competency whose ratings make one."""
    likely = chances(levels.mean, levels.spread)
    show = shown(likely)
    pair = pairs_of(arrays)[2]
    shares = np.zeros((len(levels.person), len(WEIGHED)))
    np.add.at(shares, (pair, arrays.source), levels.counts)
    of_pair: list[list[Rating]] = [[] for _pair in levels.person]
    for place, row in zip(pair.tolist(), ratings, strict=True):
        of_pair[place].append(row)
    found = []
    for place, rows in enumerate(of_pair):
        until = rules.last_estimable_day(rows)
        if until is None:
            continue
        possible = np.flatnonzero(show[place]) + 1
        found.append(
            Estimate(
                person_id=rows[0].person_id,
                competency_id=rows[0].competency_id,
                estimated_on=on,
                level=int(likely[place].argmax()) + 1,
                low=int(possible[0]),
                high=int(possible[-1]),
                mean=round(float(levels.mean[place]), 4),
                spread=round(float(levels.spread[place]), 4),
                age=round(float(levels.age[place]), 3),
                raters=len({(row.source, _rater(row)) for row in rows}),
                agreement=rules.agreement([row.level for row in rows]),
                shares={
                    source.value: round(float(share), 3)
                    for source, share in zip(WEIGHED, shares[place], strict=True)
                    if share > 0
                },
                valid_until=until,
            )
        )
    return found


def _write(
    found: Sequence[Estimate], stored: facts.FactQuerySet[Estimate], *, on: dt.date, at: dt.datetime
) -> facts.Recorded[Estimate]:
    """
    Record the estimates that say something new; one that ratings no longer make ends the day before.

    What moves by less than is seen writes nothing, so that a night without news leaves no rows.
    """
    known = queries.newest_estimates(stored, on=on)
    new = [row for row in found if _differs(row, known.get((row.person_id, row.competency_id)))]
    made = {(row.person_id, row.competency_id) for row in found}
    over = [row for pair, row in known.items() if pair not in made and row.valid_until >= on]
    ended = [_ended(row, on - dt.timedelta(days=1)) for row in over]
    return facts.record(Estimate, [*new, *ended], at=at)


def _differs(row: Estimate, known: Estimate | None) -> bool:
    if known is None or any(getattr(row, name) != getattr(known, name) for name in _SAYS):
        return True
    return abs(row.mean - known.mean) > MOVED


def _ended(row: Estimate, until: dt.date) -> Estimate:
    names = (*Estimate.KEY, *(name for name in Estimate.VALUES if name != "valid_until"))
    return Estimate(**{name: getattr(row, name) for name in names}, valid_until=until)
