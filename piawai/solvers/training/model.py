"""
The plan as a linear model: arrays that the solver reads, and the proof of a bound by prices.

Maximise gain × columns, subject to matrix × columns <= limit in each row, and lower <= column <= upper.
The columns are, in this order: one for each pair that may be chosen (1: the person goes), one for each
session (1: it runs), and one for each thing that is gained (a step of a person's gap, a person's hours).
The first two kinds are whole numbers. A thing is gained only as far as chosen pairs give it, which is a
row of its own; so a step that two sessions reach counts once. Every other row is one of the plan's rules.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np

from piawai.solvers.training.gains import can_meet
from piawai.solvers.training.problem import Prerequisite, Problem, Rule
from piawai.solvers.training.rows import Floats, Ints, Mask, Rows, crossed, meeting, pad

KINDS = tuple(Rule)


@dataclass(frozen=True)
class Model:
    """
    The whole problem, or the part of it that `restricted` keeps.

    Entries of the matrix are stored by column: those of column j are `rows[starts[j]:starts[j + 1]]`, with
    their `values`. `kinds` is for each row the position of its rule in `KINDS`, -1 where the row only
    counts a gain; `subjects` is whom it is about: see `Rule` (a pair as person × number of sessions +
    session). `persons` and `sessions` say which pair a column stands for. `whole` is the number of
    columns that must be whole numbers: the first ones.
    """

    persons: Ints
    sessions: Ints
    whole: int
    gains: Floats
    lower: Floats
    upper: Floats
    starts: Ints
    rows: Ints
    values: Floats
    limits: Floats
    kinds: Ints
    subjects: Ints

    @cached_property
    def columns(self) -> Ints:
        """Return the column of each entry of the matrix."""
        return np.repeat(np.arange(len(self.gains), dtype=np.int32), np.diff(self.starts))

    def restricted(self, *, columns: Mask, rows: Mask) -> "Model":
        """Return the model with only these columns and rows; what is left out counts as 0, or as no rule."""
        kept = columns[self.columns] & rows[self.rows]
        counts = np.bincount(self.columns[kept], minlength=len(columns))[columns]
        number = np.cumsum(rows, dtype=np.int32) - 1
        pairs = columns[: len(self.persons)]
        return Model(
            persons=self.persons[pairs],
            sessions=self.sessions[pairs],
            whole=int(columns[: self.whole].sum()),
            gains=self.gains[columns],
            lower=self.lower[columns],
            upper=self.upper[columns],
            starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            rows=number[self.rows[kept]].astype(np.int32),
            values=self.values[kept],
            limits=self.limits[rows],
            kinds=self.kinds[rows],
            subjects=self.subjects[rows],
        )

    def useful_columns(self, *, pairs: Mask) -> Mask:
        """Return the columns to keep when only these pairs are: all sessions, and what the pairs can give."""
        kept = np.ones(len(self.gains), dtype=bool)
        kept[: len(pairs)] = pairs
        given = np.zeros(len(self.limits), dtype=bool)
        given[self.rows[(self.columns < len(pairs)) & kept[self.columns]]] = True
        kept[self.whole :] = given[self.gain_rows]
        return kept

    def binding_rows(self, *, columns: Mask) -> Mask:
        """Return the rows that these columns could break: a limit nobody can reach needs no row."""
        most = np.maximum(self.values * self.upper[self.columns], 0.0) * columns[self.columns]
        reach = np.bincount(self.rows, weights=most, minlength=len(self.limits))
        return reach > self.limits + 1e-9

    @cached_property
    def gain_rows(self) -> Ints:
        """Return for each column of a gain the row that counts it."""
        return self.rows[self.starts[self.whole : -1]]

    def full_credit(self) -> Floats:
        """Return prices at which a gain belongs wholly to the pairs that give it, and all else is free."""
        prices = np.zeros(len(self.limits))
        prices[self.gain_rows] = self.gains[self.whole :]
        return prices

    def reduced_gains(self, *, prices: Floats) -> Floats:
        """Return for each column what it gains beyond the price of what it uses."""
        paid = np.bincount(self.columns, weights=self.values * prices[self.rows], minlength=len(self.gains))
        return self.gains - paid

    def bound(self, *, prices: Floats) -> float:
        """
        Return a gain that no plan exceeds, proven by these prices (one for each row, none negative).

        Any plan keeps every row, so it gains at most what it gains after paying the price of all it
        uses, plus the price of all there is; and the former is at most the sum of what each column
        can gain beyond its own price.
        """
        beyond = self.reduced_gains(prices=prices)
        return float(prices @ self.limits + np.maximum(beyond * self.lower, beyond * self.upper).sum())


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
    _money(rows, problem, persons, sessions)
    _away(rows, problem, persons, sessions, at)
    _one_at_a_time(rows, problem, persons, sessions)
    _first_things_first(rows, problem, at)
    _duties(rows, problem, at)
    whole = len(persons) + len(problem.sessions)
    gains, upper = _gained(rows, problem, at, whole)
    columns = whole + len(gains)
    lower = np.zeros(columns)
    for person, session in problem.locked_in:
        if at[person, session] >= 0:
            lower[at[person, session]] = 1.0
    starts, indices, values = rows.by_column(columns=columns)
    return Model(
        persons=persons,
        sessions=sessions,
        whole=whole,
        gains=np.concatenate((np.zeros(whole), gains)),
        lower=lower,
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
    for person, session in sorted(problem.unmet, key=lambda pair: problem.sessions[pair[1]].busy[0]):
        for wanted in problem.unmet[person, session]:
            earlier = enablers(problem=problem, session=session, wanted=wanted)
            if not any(grid[person, enabler] for enabler in earlier):
                grid[person, session] = False
    return grid


def enablers(*, problem: Problem, session: int, wanted: Prerequisite) -> tuple[int, ...]:
    """Return the sessions that, attended before, meet this prerequisite of the session."""
    return tuple(
        other
        for other in range(len(problem.sessions))
        if can_meet(problem=problem, enabler=other, session=session, wanted=wanted)
    )


def _running(rows: Rows, problem: Problem, sessions: Ints) -> None:
    """A session runs with at least its minimum and at most its seats."""
    pairs, every = np.arange(len(sessions)), np.arange(len(problem.sessions))
    seats = np.array([float(session.seats) for session in problem.sessions])
    least = np.array([float(max(session.minimum, 1)) for session in problem.sessions])
    for kind, sign, size in ((Rule.SEATS, 1.0, seats), (Rule.MINIMUM, -1.0, least)):
        rows.add(
            kind=KINDS.index(kind),
            subjects=every,
            limits=np.zeros(len(every)),
            rows=np.concatenate((sessions, every)),
            columns=np.concatenate((pairs, len(pairs) + every)),
            values=np.concatenate((np.full(len(pairs), sign), -sign * size)),
        )


def _money(rows: Rows, problem: Problem, persons: Ints, sessions: Ints) -> None:
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
    purses = np.array([-1 if one.purse is None else one.purse for one in problem.people], dtype=np.int64)
    paid = np.nonzero(purses[persons] >= 0)[0]
    rows.add(
        kind=KINDS.index(Rule.PURSE),
        subjects=np.arange(len(problem.purses)),
        limits=np.array([float(purse.limit // unit) for purse in problem.purses]),
        rows=purses[persons[paid]],
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
    subjects, lines, columns, values = [], [], [], []
    for (person, session), unmet in problem.unmet.items():
        if at[person, session] < 0:
            continue
        for wanted in unmet:
            earlier = [
                int(at[person, enabler])
                for enabler in enablers(problem=problem, session=session, wanted=wanted)
                if at[person, enabler] >= 0
            ]
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


def _duties(rows: Rows, problem: Problem, at: Ints) -> None:
    """Whoever has a duty attends at least one of its sessions."""
    chances = [
        (number, int(at[duty.person, session]))
        for number, duty in enumerate(problem.duties)
        for session in set(duty.sessions)
        if at[duty.person, session] >= 0
    ]
    rows.add(
        kind=KINDS.index(Rule.DUTY),
        subjects=np.arange(len(problem.duties)),
        limits=np.full(len(problem.duties), -1.0),
        rows=[number for number, _ in chances],
        columns=[column for _, column in chances],
        values=np.full(len(chances), -1.0),
    )


def _gained(rows: Rows, problem: Problem, at: Ints, whole: int) -> tuple[Floats, Floats]:
    """Add what can be gained, after the `whole` columns; return what each unit of it is worth, and how many there are."""
    worth, most = [], []
    before = whole
    for step, takers in steps(problem=problem).items():
        persons = np.array([person for person, _ in takers], dtype=np.int64)
        found = at[np.ix_(persons, step.sessions)]
        _count(rows, found, np.ones(len(step.sessions)), before)
        worth.append(np.array([value for _, value in takers]) * step.levels)
        most.append(np.ones(len(takers)))
        before += len(takers)
    if problem.gain_per_hour > 0:
        owed = np.array([person.hours_owed for person in problem.people])
        owing = np.nonzero(owed > 0)[0]
        hours = np.array([session.hours for session in problem.sessions])
        _count(rows, at[owing], np.minimum.outer(owed[owing], hours), before)
        worth.append(np.full(len(owing), problem.gain_per_hour))
        most.append(owed[owing])
    return np.concatenate((np.zeros(0), *worth)), np.concatenate((np.zeros(0), *most))


def _count(rows: Rows, pairs: Ints, given: Floats, before: int) -> None:
    """Add a row for each line of `pairs`: its gain, a column from `before` on, is at most what its pairs give."""
    line, place = np.nonzero(pairs >= 0)
    every = np.arange(len(pairs))
    rows.add(
        kind=-1,
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
