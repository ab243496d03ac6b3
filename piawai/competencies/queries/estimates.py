"""Reading ratings, what they amount to, and what to find out next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from piawai.competencies.models import Assessment, Estimate, RaterModel, Standing
from piawai.competencies.rules import estimates as rules
from piawai.competencies.terms import ANCHORED, FORMAL_RANK, RATED, WEIGHED, Opinion, Proposal, Rating, Source
from piawai.lib.facts import FactQuerySet
from piawai.people.models import Person, Post
from piawai.regulations import values
from piawai.stats.raters import terms as raters
from piawai.stats.raters.fitting import believed

_WHOLE = frozenset({"group", "rater", "rater_source", "rater_people"})  # of Shared
_PAIR = ("person_id", "competency_id")


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


def ratings_valid(*, on: dt.date) -> QuerySet[Assessment]:
    """Return the uncorrected evidence that the model of raters weighs on a day."""
    return Assessment.objects.current().filter(source__in=WEIGHED, assessed_on__lte=on, valid_until__gte=on)


def ratings(rows: QuerySet[Assessment]) -> list[Rating]:
    """Return evidence as plain ratings."""
    names = [field.name for field in fields(Rating)[:-1]]
    return [Rating(*row[:-1], row[-1] is not None) for row in rows.values_list(*names, "corrects_id").iterator()]


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
    row = RaterModel.objects.order_by("-fitted_at", "-pk").first()
    if row is None:
        return None
    shared = {name: np.array(held, dtype=np.int64 if name in _WHOLE else float) for name, held in row.shared.items()}
    spreads = {name: np.array(held) if isinstance(held, list) else held for name, held in row.spreads.items()}
    return raters.Shared(**shared), raters.Spreads(**spreads)


def as_stored(found: raters.Shared | raters.Spreads) -> dict[str, object]:
    """Return what a fit found as numbers and lists, which JSON can hold."""
    return {field.name: np.asarray(getattr(found, field.name)).tolist() for field in fields(found)}


def opinions(person: Person, *, on: dt.date) -> dict[int, list[Opinion]]:
    """
    Return all that is recorded of a person by competency id, as it may be shown: newest first.

    Peers' and subordinates' ratings are in it as groups alone, without anything that tells one rating.
    """
    smallest = values.value("smallest_group_shown", on=on).whole
    rows = Assessment.objects.current().filter(person=person)
    found: dict[int, list[Opinion]] = defaultdict(list)
    for row in rows.filter(source__in=FORMAL_RANK).order_by("-assessed_on", "source"):
        found[row.competency_id].append(
            Opinion(row.source, row.assessed_on, row.valid_until, row.level, 1, counts=True, agency=row.agency)
        )
    rated: dict[int, list[Rating]] = defaultdict(list)
    for rating in ratings(rows.filter(source__in=RATED)):
        rated[rating.competency_id].append(rating)
    for competency, given in rated.items():
        found[competency] += rules.opinions(given, smallest=smallest)
        found[competency].sort(key=lambda row: (-row.assessed_on.toordinal(), row.source))
    return found


def estimates_of(person: Person, *, on: dt.date) -> dict[int, Estimate]:
    """Return the newest estimate of a person by a day in each competency (id), where it is valid on it."""
    newest = newest_estimates(Estimate.objects.filter(person=person), on=on)
    return {competency: row for (_person, competency), row in newest.items() if row.valid_until >= on}


def undecided(standings: QuerySet[Standing], *, on: dt.date) -> QuerySet[Standing]:
    """
    Narrow standings to those where it is open whether the requirement is met, as COMP-45 has it.

    Each row has `mean`, `spread` and `shares` of the newest estimate, null where there is none.
    """
    newest = (
        Estimate.objects.current()
        .filter(person=OuterRef("person"), competency=OuterRef("competency"), estimated_on__lte=on)
        .order_by("-estimated_on")
    )
    open_ = Q(held__isnull=True) | Q(low__lt=F("required"), high__gte=F("required"))
    found = {name: Subquery(newest.values(name)[:1]) for name in ("mean", "spread", "shares")}
    return standings.filter(open_).annotate(**found)


@dataclass(frozen=True)
class NextAsked:
    """What is needed to propose an assessment for any person, read once. `colleagues` and `staff` are numbers."""

    noises: Mapping[str, float]
    minutes: Mapping[str, float]
    likely: float
    smallest: int
    colleagues: Mapping[int, int]  # by unit
    staff: Mapping[int, int]  # by superior

    def proposal(self, row: Standing, post: Post | None) -> Proposal | None:
        """
        Return the cheapest assessment likely to decide an undecided requirement; None where nobody can be asked.

        Whoever is in the estimate already would say the same again and is not asked. The own rating decides nothing.
        """
        known = row.held is not None
        shares: Mapping[str, float] = getattr(row, "shares", None) or {}
        asked = {} if not known else shares
        able = {Source.TEST: 1, Source.ASSESSMENT_CENTER: 1}
        if post is not None and post.superior_id is not None:
            able[Source.SUPERIOR] = 1
        if post is not None and self.colleagues.get(post.unit_id, 0) > self.smallest:
            able[Source.PEER] = self.smallest
        if self.staff.get(row.person_id, 0) >= self.smallest:
            able[Source.SUBORDINATE] = self.smallest
        return rules.next_assessment(
            required=row.required,
            mean=getattr(row, "mean", None) if known else None,
            spread=getattr(row, "spread", None) or 0.0,
            noises=self.noises,
            minutes=self.minutes,
            raters={source: number for source, number in able.items() if source not in asked},
            likely=self.likely,
        )


def next_asked(*, on: dt.date) -> NextAsked:
    """Return what proposals rest on: what ratings are worth by the last fit, else as believed, and what they cost."""
    held = model_held()
    spreads = believed(beliefs(on=on)) if held is None else held[1]
    noises = np.sqrt(spreads.noise**2 + spreads.halo**2 + spreads.between_raters**2)
    minutes = values.mapping("rating_minutes", on=on).values
    return NextAsked(
        noises=dict(zip(WEIGHED, noises.tolist(), strict=True)),
        minutes={source: row.number for source, row in minutes.items()},
        likely=values.value("likely_change", on=on).number,
        smallest=values.value("smallest_group_shown", on=on).whole,
        colleagues=_counted("unit_id"),
        staff=_counted("superior_id"),
    )


def _counted(by: str) -> dict[int, int]:
    return dict(Post.objects.filter(**{f"{by}__isnull": False}).values_list(by).annotate(n=Count("pk")).order_by())
