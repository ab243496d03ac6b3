"""
Which rules cannot all hold: an irreducible set, so that taking any one of them back makes room.

Only locks and duties force anything; without them the empty plan keeps every rule. So only the people
they name, the sessions they touch and what those sessions depend on are looked at. Others matter only to
bring such a session to its minimum: what keeps these others away (absence, overlap, a prerequisite) is
taken as given and not listed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from piawai.solvers.training.building import build, enablers, open_pairs
from piawai.solvers.training.gains import Pair
from piawai.solvers.training.model import KINDS, Model
from piawai.solvers.training.problem import Conflict, Problem, Rule
from piawai.solvers.training.rows import Mask
from piawai.solvers.training.solver import Whole, whole
from piawai.solvers.training.watch import Watch

Keys = NDArray[np.int64]
OUT_OF_REACH = (
    "No plan that keeps all locks and duties was found, nor a proof that there is none: "
    "allow more time, or ask for fewer locks and duties."
)
OF_A_PAIR = (Rule.PREREQUISITE, Rule.BLOCKED, Rule.LOCKED_IN)
OF_A_PERSON = (Rule.OVERLAP, Rule.SAME_PROGRAMME)


class UnableToSolve(Exception):  # noqa: N818 - the house's name for a refusal
    """No plan that keeps the locks and duties was found in time, nor a proof that there is none."""


@dataclass(frozen=True)
class Answer:
    """Either a plan that keeps all rules, or the rules in conflict, ordered by kind and position."""

    pairs: frozenset[Pair] = frozenset()
    conflicts: tuple[Conflict, ...] = ()


def find(*, problem: Problem, watch: Watch) -> Answer:
    """
    Return a plan of locks and duties (with those needed to reach minima), or why there is none.

    When time runs out while the conflict is being narrowed down, it may hold a rule too many.

    :raises UnableToSolve: if time ran out before that was known.
    """
    named = {person for person, _ in problem.locked_in} | {duty.person for duty in problem.duties}
    sessions = _touched(problem)
    found: frozenset[Pair] = frozenset()
    for others in (False, True):
        model = _model(problem, named, sessions, others=others)
        case = _Case(model, len(problem.sessions), named, watch, minima=others)
        answer = case.solved(case.rules)
        if answer.pairs is None and answer.bound == np.inf:
            raise UnableToSolve(OUT_OF_REACH)
        if answer.pairs is None:
            rules = irreducible(rules=case.rules, conflicting=case.conflicting)
            return Answer(conflicts=tuple(case.conflict(key) for key in rules.tolist()))
        found = model.pairs(mask=answer.pairs)
    return Answer(pairs=found)


def irreducible(*, rules: Keys, conflicting: Callable[[Keys], bool]) -> Keys:
    """
    Return a part of the conflicting rules that conflicts as well, and no longer does without any one rule.

    Tries to leave out half of them, then quarters, and so on to single rules.
    """
    size = max(len(rules) // 2, 1)
    while True:
        start = 0
        while start < len(rules):
            rest = np.concatenate((rules[:start], rules[start + size :]))
            if conflicting(rest):
                rules = rest
            else:
                start += size
        if size == 1:
            return rules
        size = max(min(size, len(rules)) // 2, 1)


class _Case:
    """The part of the problem that locks and duties touch, with rules that can be left out."""

    def __init__(self, model: Model, sessions: int, named: set[int], watch: Watch, *, minima: bool) -> None:
        self.model, self.sessions, self.watch = model, sessions, watch
        kinds, subjects = model.kinds.astype(np.int64), model.subjects.astype(np.int64)
        self.keys = np.where(kinds < 0, -1, kinds * (int(subjects.max(initial=0)) + 1) + subjects)
        self.size = int(subjects.max(initial=0)) + 1
        person = np.where(np.isin(kinds, _numbers(OF_A_PERSON)), subjects, -1)
        person = np.where(np.isin(kinds, _numbers(OF_A_PAIR)), subjects // sessions, person)
        given = (kinds < 0) | ((person >= 0) & ~np.isin(person, list(named)))
        left_out = (kinds == KINDS.index(Rule.MINIMUM)) & (not minima)
        self.given, self.left_out = given & ~left_out, left_out
        self.rules = np.unique(self.keys[~given & ~left_out])

    def solved(self, rules: Keys) -> Whole:
        """Return a plan that keeps these rules and all that is given."""
        columns = np.arange(len(self.model.gains)) < self.model.whole
        rows = (self.given | np.isin(self.keys, rules)) & self.model.binding_rows(columns=columns)
        part = self.model.restricted(columns=columns, rows=rows)
        return whole(model=part, gap=1.0, seconds=self.watch.left)

    def conflicting(self, rules: Keys) -> bool:
        """Tell whether it is certain that these rules cannot all hold."""
        return self.solved(rules).bound == -np.inf

    def conflict(self, key: int) -> Conflict:
        """Return the rule in words of the problem."""
        rule, subject = KINDS[key // self.size], key % self.size
        if rule is Rule.BUDGET:
            return Conflict(rule)
        if rule in (Rule.SEATS, Rule.MINIMUM):
            return Conflict(rule, session=subject)
        if rule in OF_A_PERSON:
            return Conflict(rule, person=subject)
        if rule in OF_A_PAIR:
            return Conflict(rule, person=subject // self.sessions, session=subject % self.sessions)
        return Conflict(rule, subject=subject)


def _numbers(rules: tuple[Rule, ...]) -> list[int]:
    return [KINDS.index(rule) for rule in rules]


def _touched(problem: Problem) -> list[int]:
    """Return the sessions of locks and duties, with those that could meet a prerequisite of one of them."""
    found = {session for _, session in problem.locked_in}
    found |= {session for duty in problem.duties for session in duty.sessions}
    before = enablers(problem=problem)
    while True:
        earlier = {enabler for (session, _), earlier in before.items() if session in found for enabler in earlier}
        if earlier <= found:
            return sorted(found)
        found |= earlier


def _model(problem: Problem, named: set[int], sessions: list[int], *, others: bool) -> Model:
    """Return the model of the people named in full, and of others only where they may attend."""
    grid: Mask = np.zeros((len(problem.people), len(problem.sessions)), dtype=bool)
    if others:
        grid[:, sessions] = open_pairs(problem=problem)[:, sessions]
    grid[np.ix_(sorted(named), sessions)] = True
    return build(problem=problem, grid=grid)
