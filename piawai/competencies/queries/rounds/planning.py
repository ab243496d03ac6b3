"""What opening a round would ask of whom, and what that costs. Reads once, answers for every sample, writes nothing."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial

from piawai.competencies.models import Round
from piawai.competencies.queries.rounds import people
from piawai.competencies.rules.rounds import sheet_minutes
from piawai.competencies.terms import RATED, RoundSample, Source
from piawai.regulations import values
from piawai.solvers.rating import planning as solver

MOST_NAMED = 50  # people without a rater who are named one by one


@dataclass(frozen=True, slots=True)
class SourceCost:
    """What one source asks: sheets, questions on them, and minutes."""

    source: str
    sheets: int
    questions: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What a round would ask by a sample.

    `questions` are pairs of person and competency. `longest` is the time of whoever is asked most, in minutes.
    `no_time` and `nobody` count the questions that nobody but the person is asked, by why; `without_rater` are the
    public codes of people whom nobody else can rate, the first fifty of `alone`. `groups_too_small` counts people of
    whom no group of peers can be made. `assessor_minutes` is what an accredited assessor will need for one person on
    average: whom they rate is decided when the round is open, so it is in no sum; 0 where none are asked.
    `test_minutes` is what a competence test takes a person on average: it is no rating, so it is in no sum either.
    """

    sample: str
    people: int
    questions: int
    sheets: int
    raters: int
    total_minutes: float
    longest: float
    by_source: tuple[SourceCost, ...]
    no_time: int
    nobody: int
    alone: int
    groups_too_small: int
    assessor_minutes: float
    test_minutes: float
    without_rater: tuple[str, ...] = ()

    def figures(self) -> dict[str, object]:
        """Return it as plain figures, to be kept."""
        return asdict(self)


@dataclass(frozen=True)
class Opening:
    """
    What opening a round would make: who is rated in which unit, and who is asked what about whom.

    `tokens` are public codes for the sheets, made beforehand, since while sheets are written nobody else can write.
    """

    round: Round
    sample: str
    on: dt.date
    ratees: Mapping[int, int]  # person to unit
    plan: solver.Plan
    minutes: Mapping[str, float]
    cost: Cost
    tokens: tuple[str, ...] = ()


@dataclass
class Facts:
    """What opening a round rests on, as it is on a day."""

    round: Round
    on: dt.date
    workers: Mapping[int, people.Worker]
    rated: list[people.Worker]
    telling: Mapping[int, Mapping[str, float]]
    colleagues: people.Colleagues
    spent: Mapping[int, float]
    minutes: Mapping[str, float] = field(default_factory=dict)
    test_minutes: float = 0.0  # for one competency


def facts(*, round_: Round, on: dt.date) -> Facts:
    """Return what opening a round on a day rests on."""
    workers = people.workers(on=on)
    rated = people.rated(round_=round_, among=workers)
    return Facts(
        round_,
        on,
        workers,
        rated,
        people.telling(round_=round_, among=rated, on=on),
        people.Colleagues(round_=round_, among=workers),
        people.spent(round_=round_, on=on),
        {key: float(row.number) for key, row in values.mapping("rating_minutes", on=on).values.items()},
        float(values.mapping("assessment_minutes", on=on).values[Source.TEST].number),
    )


def opening(*, known: Facts, sample: str) -> Opening:
    """Return what opening a round by a sample would make."""
    round_, on = known.round, known.on
    group = values.value("smallest_group_shown", on=on).whole
    by_lot: Callable[[int], float] = partial(_by_lot, round_)
    ratees = [
        known.colleagues.ratee(worker, telling=asked)
        for worker in known.rated
        if (asked := known.telling.get(worker.person))
    ]
    if sample == RoundSample.TELLING:
        ratees = _worth_asking(ratees, least=float(values.value("rating_worth_asking", on=on).number))
    elif sample == RoundSample.DRAWN:
        share = float(values.value("rating_sample_share", on=on).number)
        drawn = _drawn(known, {ratee.person for ratee in ratees}, share=share, least=group, by_lot=by_lot)
        ratees = [ratee for ratee in ratees if ratee.person in drawn]
    limits = solver.Limits(
        sources=frozenset(source for source in RATED if source in round_.sources),
        minutes=known.minutes,
        most_minutes=float(round_.most_minutes),
        group=group,
        spares=values.value("group_spares", on=on).whole,
    )
    plan = solver.plan_round(ratees, limits=limits, spent=known.spent, order=by_lot)
    return Opening(
        round_,
        sample,
        on,
        {ratee.person: known.workers[ratee.person].unit for ratee in ratees},
        plan,
        known.minutes,
        _cost(known, sample, ratees, plan, limits),
    )


def _by_lot(round_: Round, person: int) -> float:
    return people.order(round_=round_, person=person)


def _worth_asking(ratees: list[solver.Ratee], *, least: float) -> list[solver.Ratee]:
    found = []
    for ratee in ratees:
        asked = {code: chance for code, chance in ratee.telling.items() if chance >= least}
        if asked:
            found.append(
                solver.Ratee(ratee.person, asked, ratee.superior, ratee.peers, ratee.subordinates, ratee.named)
            )
    return found


def _drawn(known: Facts, among: set[int], *, share: float, least: int, by_lot: Callable[[int], float]) -> set[int]:
    """Return a share of the people of each job class and office, at least so many as are shown as a group."""
    parts: dict[tuple[str, int], list[int]] = defaultdict(list)
    for worker in known.rated:
        if worker.person in among:
            parts[worker.job_class, worker.office].append(worker.person)
    return {
        person
        for part in parts.values()
        for person in sorted(part, key=by_lot)[: max(least, math.ceil(share * len(part)))]
    }


def _cost(known: Facts, sample: str, ratees: list[solver.Ratee], plan: solver.Plan, limits: solver.Limits) -> Cost:
    others = limits.sources - {Source.SELF}
    left_out = plan.left_out if others else {"no_time": [], "nobody": []}
    alone = sorted({person for person, _code in left_out["nobody"]})
    by_source = []
    for source in RATED:
        sheets = [sheet for sheet in plan.sheets if sheet.source == source]
        if source in limits.sources:
            asked = sum(len(sheet.competencies) for sheet in sheets)
            minutes = sheet_minutes(source=source, questions=asked, minutes=known.minutes)
            by_source.append(SourceCost(source, len(sheets), asked, minutes))
    questions = sum(len(ratee.telling) for ratee in ratees)
    each = questions / len(ratees) if ratees else 0.0
    apart = {Source.ASSESSMENT_CENTER: known.minutes[Source.ASSESSMENT_CENTER], Source.TEST: known.test_minutes}
    per_person = {source: price * each for source, price in apart.items() if source in known.round.sources}
    return Cost(
        sample=sample,
        people=len(ratees),
        questions=questions,
        sheets=len(plan.sheets),
        raters=len(plan.minutes),
        total_minutes=plan.total_minutes,
        longest=plan.longest,
        by_source=tuple(by_source),
        no_time=len(left_out["no_time"]),
        nobody=len(left_out["nobody"]),
        alone=len(alone),
        groups_too_small=plan.groups_too_small,
        assessor_minutes=per_person.get(Source.ASSESSMENT_CENTER, 0.0),
        test_minutes=per_person.get(Source.TEST, 0.0),
        without_rater=tuple(known.workers[person].code for person in alone[:MOST_NAMED]),
    )


def cost(*, round_: Round, sample: str, on: dt.date) -> Cost:
    """Return what a round would ask if it were opened on a day by a sample."""
    return opening(known=facts(round_=round_, on=on), sample=sample).cost


def costs(*, round_: Round, on: dt.date) -> list[Cost]:
    """Return what a round would ask by each sample."""
    known = facts(round_=round_, on=on)
    return [opening(known=known, sample=sample).cost for sample in RoundSample.values]


def proposed(found: list[Cost]) -> str:
    """Return the sample to propose: the fullest for which somebody else has time for each question, else the random."""
    return next((cost.sample for cost in found if not cost.no_time), RoundSample.DRAWN.value)
