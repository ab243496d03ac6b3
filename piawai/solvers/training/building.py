"""From the problem to the linear model: each rule becomes rows, each thing that can be gained a column."""

from collections import defaultdict
from dataclasses import dataclass
from math import gcd

import numpy as np

from piawai.solvers.training.gains import Pair, can_meet
from piawai.solvers.training.model import GAIN, KINDS, PROOF, Model
from piawai.solvers.training.problem import Prerequisite, Problem, Rule
from piawai.solvers.training.rows import Floats, Ints, Mask, Rows, crossed, meeting, pad


def build(*, problem: Problem, grid: Mask) -> Model:
    """
    Return the model in which the pairs of `grid` (people × sessions) may be chosen, and no other.

    Rupiah are counted in their greatest common divisor, so that one too many is never within the
    solver's tolerance.
    """
    persons, sessions = (axis.astype(np.int32) for axis in np.nonzero(grid))
    at = np.full(grid.shape, -1, dtype=np.int32)
    at[persons, sessions] = np.arange(len(persons), dtype=np.int32)
    rows = Rows()
    _running(rows, problem, sessions)
    _money(rows, problem, persons, sessions, at)
    _away(rows, problem, persons, sessions, at)
    _one_at_a_time(rows, problem, persons, sessions)
    _first_things_first(rows, problem, at)
    _blocked(rows, problem, at)
    _promises(rows, problem, at)
    whole = len(persons) + len(problem.sessions)
    gains, upper = _gained(rows, problem, at, whole)
    columns = whole + len(gains)
    starts, indices, values = rows.by_column(columns=columns)
    return Model(
        persons=persons,
        sessions=sessions,
        whole=whole,
        gains=np.concatenate((np.zeros(whole), gains)),
        upper=np.concatenate((np.ones(whole), upper)),
        starts=starts,
        rows=indices,
        values=values,
        limits=rows.all_limits(),
        kinds=rows.all_kinds(),
        subjects=rows.all_subjects(),
    )


def open_pairs(*, problem: Problem) -> Mask:
    """Return which pairs may be chosen at all: not blocked, and each prerequisite can be met by an open pair."""
    grid = np.ones((len(problem.people), len(problem.sessions)), dtype=bool)
    for pair in problem.blocked:
        grid[pair] = False
    earlier = enablers(problem=problem)
    for person, session in sorted(problem.unmet, key=lambda pair: problem.sessions[pair[1]].busy[0]):
        for wanted in problem.unmet[person, session]:
            if not any(grid[person, enabler] for enabler in earlier[session, wanted]):
                grid[person, session] = False
    return grid


def enablers(*, problem: Problem) -> dict[tuple[int, Prerequisite], tuple[int, ...]]:
    """Return for each session and unmet prerequisite the sessions that, attended before, meet it."""
    asked = {(session, wanted) for (_, session), unmet in problem.unmet.items() for wanted in unmet}
    return {
        (session, wanted): tuple(
            other
            for other in range(len(problem.sessions))
            if can_meet(problem=problem, enabler=other, session=session, wanted=wanted)
        )
        for session, wanted in asked
    }


def _running(rows: Rows, problem: Problem, sessions: Ints) -> None:
    """A session runs with at least its minimum and at most its seats."""
    pairs, every = np.arange(len(sessions)), np.arange(len(problem.sessions))
    seats = np.array([float(session.seats) for session in problem.sessions])
    least = np.array([float(max(session.minimum, 1)) for session in problem.sessions])
    rows.add(  # implied by the seats in whole numbers; without it half people would open a tenth of a session
        kind=PROOF,
        subjects=pairs,
        limits=np.zeros(len(pairs)),
        rows=np.concatenate((pairs, pairs)),
        columns=np.concatenate((pairs, len(pairs) + sessions)),
        values=np.concatenate((np.ones(len(pairs)), -np.ones(len(pairs)))),
    )
    for kind, sign, size in ((Rule.SEATS, 1.0, seats), (Rule.MINIMUM, -1.0, least)):
        rows.add(
            kind=KINDS.index(kind),
            subjects=every,
            limits=np.zeros(len(every)),
            rows=np.concatenate((sessions, every)),
            columns=np.concatenate((pairs, len(pairs) + every)),
            values=np.concatenate((np.full(len(pairs), sign), -sign * size)),
        )


def _money(rows: Rows, problem: Problem, persons: Ints, sessions: Ints, at: Ints) -> None:
    """The budget pays for everything; a purse only what its people cost as participants."""
    unit = gcd(*(rupiah for session in problem.sessions for rupiah in (session.cost, session.fixed_cost))) or 1
    costs = np.array([session.cost // unit for session in problem.sessions], dtype=float)[sessions]
    fixed = np.array([session.fixed_cost // unit for session in problem.sessions], dtype=float)
    rows.add(
        kind=KINDS.index(Rule.BUDGET),
        subjects=np.zeros(1),
        limits=np.array([float(problem.budget // unit)]),
        rows=np.zeros(len(sessions) + len(fixed)),
        columns=np.arange(len(sessions) + len(fixed)),
        values=np.concatenate((costs, fixed)),
    )
    usual = np.array([-1 if one.purse is None else one.purse for one in problem.people], dtype=np.int64)
    purses = usual[persons]
    for pair, purse in problem.paid_by.items():
        if at[pair] >= 0:
            purses[at[pair]] = -1 if purse is None else purse
    paid = np.nonzero(purses >= 0)[0]
    rows.add(
        kind=KINDS.index(Rule.PURSE),
        subjects=np.arange(len(problem.purses)),
        limits=np.array([float(purse.limit // unit) for purse in problem.purses]),
        rows=purses[paid],
        columns=paid,
        values=costs[paid],
    )


def _away(rows: Rows, problem: Problem, persons: Ints, sessions: Ints, at: Ints) -> None:
    """A ceiling holds on each day; a day that takes the same sessions as another, or fewer, needs no row."""
    groups, size = meeting([session.away for session in problem.sessions], least=1)
    moved = {int(at[pair]): other for pair, other in problem.moved.items() if at[pair] >= 0}
    ceilings = pad([*(person.ceilings for person in problem.people), *moved.values()])
    line = persons.copy()
    line[list(moved)] = len(problem.people) + np.arange(len(moved))
    pairs, keys = crossed(ceilings[line], groups[sessions], size=size)
    found, row = np.unique(keys, return_inverse=True)
    subjects = found // max(size, 1)
    limits = np.array([float(ceiling.limit) for ceiling in problem.ceilings])
    rows.add(
        kind=KINDS.index(Rule.CEILING),
        subjects=subjects,
        limits=limits[subjects],
        rows=row,
        columns=pairs,
        values=np.ones(len(pairs)),
    )


def _one_at_a_time(rows: Rows, problem: Problem, persons: Ints, sessions: Ints) -> None:
    """Nobody attends two sessions that meet, or two of one programme."""
    busy, size = meeting([range(one.busy[0], one.busy[1] + 1) for one in problem.sessions], least=2)
    names = sorted({session.programme for session in problem.sessions})
    programmes = np.array([[names.index(session.programme)] for session in problem.sessions], dtype=np.int32)
    for kind, groups, number in (
        (Rule.OVERLAP, busy, size),
        (Rule.SAME_PROGRAMME, programmes, len(names)),
    ):
        pairs, keys = crossed(persons[:, None], groups[sessions], size=number)
        found, row, count = np.unique(keys, return_inverse=True, return_counts=True)
        shared = count[row] >= 2
        number_of = np.cumsum(count >= 2) - 1
        rows.add(
            kind=KINDS.index(kind),
            subjects=(found // max(number, 1))[count >= 2],
            limits=np.ones(int((count >= 2).sum())),
            rows=number_of[row[shared]],
            columns=pairs[shared],
            values=np.ones(int(shared.sum())),
        )


def _first_things_first(rows: Rows, problem: Problem, at: Ints) -> None:
    """A session with an unmet prerequisite is attended only after one that meets it."""
    subjects: list[int] = []
    lines: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    before = enablers(problem=problem)
    for (person, session), unmet in problem.unmet.items():
        if at[person, session] < 0:
            continue
        for wanted in unmet:
            earlier = [int(at[person, enabler]) for enabler in before[session, wanted] if at[person, enabler] >= 0]
            lines += [len(subjects)] * (1 + len(earlier))
            columns += [int(at[person, session]), *earlier]
            values += [1.0, *(-1.0 for _ in earlier)]
            subjects.append(person * len(problem.sessions) + session)
    rows.add(
        kind=KINDS.index(Rule.PREREQUISITE),
        subjects=subjects,
        limits=np.zeros(len(subjects)),
        rows=lines,
        columns=columns,
        values=values,
    )


def _blocked(rows: Rows, problem: Problem, at: Ints) -> None:
    """A blocked pair is not chosen: only needed where the grid lets it in, to ask what would be without the rule."""
    pairs = [pair for pair in problem.blocked if at[pair] >= 0]
    rows.add(
        kind=KINDS.index(Rule.BLOCKED),
        subjects=[person * len(problem.sessions) + session for person, session in pairs],
        limits=np.zeros(len(pairs)),
        rows=np.arange(len(pairs)),
        columns=[int(at[pair]) for pair in pairs],
        values=np.ones(len(pairs)),
    )


def _promises(rows: Rows, problem: Problem, at: Ints) -> None:
    """Whoever is locked in attends, and whoever has a duty attends at least one of its sessions."""
    locks = sorted(problem.locked_in)
    asked = [
        *((Rule.LOCKED_IN, person * len(problem.sessions) + session, [(person, session)]) for person, session in locks),
        *(
            (Rule.DUTY, number, [(duty.person, session) for session in set(duty.sessions)])
            for number, duty in enumerate(problem.duties)
        ),
    ]
    for kind, subject, pairs in asked:
        columns = [int(at[pair]) for pair in pairs if at[pair] >= 0]
        rows.add(
            kind=KINDS.index(kind),
            subjects=[subject],
            limits=[-1.0],
            rows=np.zeros(len(columns)),
            columns=columns,
            values=np.full(len(columns), -1.0),
        )


def _gained(rows: Rows, problem: Problem, at: Ints, whole: int) -> tuple[Floats, Floats]:
    """Add what can be gained, after the `whole` columns; return what a unit is worth, and how many there are."""
    worth, most = [], []
    before = whole
    reached = _reached_before(problem, at)
    for step, takers in steps(problem=problem).items():
        persons = np.array([person for person, _ in takers], dtype=np.int64)
        found = at[np.ix_(persons, np.array(step.sessions))]
        for line, person in enumerate(persons.tolist()):
            for place, session in enumerate(step.sessions):
                if any(earlier <= set(step.sessions) for earlier in reached.get((person, session), ())):
                    found[line, place] = -1  # whoever attends it was given this step by a session before it
        _count(rows, found, np.ones(found.shape), before)
        worth.append(np.array([value for _, value in takers]) * step.levels)
        most.append(np.ones(len(takers)))
        before += len(takers)
    if problem.gain_per_hour > 0:
        owed = np.array([person.hours_owed for person in problem.people])
        owing = np.nonzero(owed > 0)[0]
        hours = np.array([session.hours for session in problem.sessions])
        given = np.minimum.outer(owed, hours)
        for (person, session), ways in reached.items():  # some hours were given by a session before it
            least = max(min(given[person, earlier] for earlier in way) for way in ways)
            given[person, session] = min(given[person, session], max(owed[person] - least, 0.0))
        _count(rows, at[owing], given[owing], before)
        worth.append(np.full(len(owing), problem.gain_per_hour))
        most.append(owed[owing])
    return np.concatenate((np.zeros(0), *worth)), np.concatenate((np.zeros(0), *most))


def _reached_before(problem: Problem, at: Ints) -> dict[Pair, list[frozenset[int]]]:
    """
    Return for each open pair with unmet prerequisites, for each of these, the sessions one of which comes before.

    Half of such a pair with half of the session before it must not be worth more than half of both.
    """
    before = enablers(problem=problem)
    found = {
        (person, session): [
            frozenset(earlier for earlier in before[session, wanted] if at[person, earlier] >= 0) for wanted in unmet
        ]
        for (person, session), unmet in problem.unmet.items()
        if at[person, session] >= 0
    }
    return {pair: ways for pair, ways in found.items() if all(ways)}


def _count(rows: Rows, pairs: Ints, given: Floats, before: int) -> None:
    """Add a row for each line of `pairs`: its gain, a column from `before` on, is at most what its pairs give."""
    line, place = np.nonzero(pairs >= 0)
    every = np.arange(len(pairs))
    rows.add(
        kind=GAIN,
        subjects=every,
        limits=np.zeros(len(every)),
        rows=np.concatenate((every, line)),
        columns=np.concatenate((before + every, pairs[line, place])),
        values=np.concatenate((np.ones(len(every)), -np.broadcast_to(given, pairs.shape)[line, place])),
    )


@dataclass(frozen=True)
class Step:
    """A step up in a competency: so many levels, which any of these sessions gives as a whole."""

    sessions: tuple[int, ...]
    levels: int


def steps(*, problem: Problem) -> dict[Step, list[tuple[int, float]]]:
    """
    Return each step that closes part of a gap, with the people who need it and what a level is worth to them.

    From held level 1 with sessions that teach up to 2 and up to 4 there are two steps: 1 to 2, which
    both give, and 2 to 4, which only the second gives.
    """
    alike: dict[tuple[str, int, int], list[tuple[int, float]]] = defaultdict(list)
    for position, person in enumerate(problem.people):
        for need in person.needs:
            alike[need.competency, need.held, need.required].append((position, need.weight * person.factor))
    found: dict[Step, list[tuple[int, float]]] = defaultdict(list)
    for (competency, held, required), takers in alike.items():
        reached = [min(required, session.teaches.get(competency, 0)) for session in problem.sessions]
        below = held
        for level in sorted({level for level in reached if level > held}):
            giving = tuple(session for session, taught in enumerate(reached) if taught >= level)
            found[Step(giving, level - below)] += takers
            below = level
    return dict(found)
