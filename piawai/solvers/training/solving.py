"""
The best plan: a bound first, then a plan that comes close to it.

1. The plain choice (`greedy`) gives a plan to start from.
2. Prices prove a bound for the whole problem (`proof`): for any prices, no plan gains more than the price of
   all there is plus what each pair gains beyond the price of what it uses. That is checked here on every
   pair with a few sums, so it does not rest on the solver's word.
3. The solver looks for the best plan among the pairs that the prices let in: a few thousand of a hundred
   thousand. This may miss a better plan, but the bound of step 2 says how much better it could be.
4. Where that is more than was asked for, all pairs that could be part of a better plan are taken in: a pair
   whose loss at the prices is more than what lies between bound and plan cannot be, and stays out. So
   what the solver proves for the rest holds for the whole problem.
5. Whatever still fits is added (`completed`), and the gain is counted anew from the allocations.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from piawai.solvers.training.building import build, open_pairs
from piawai.solvers.training.conflicts import OUT_OF_REACH, UnableToSolve, find
from piawai.solvers.training.gains import Pair, allocations, cost, gain
from piawai.solvers.training.greedy import completed, greedy, keeps_promises
from piawai.solvers.training.model import PROOF, Model
from piawai.solvers.training.problem import Conflict, Problem, Solution, Status
from piawai.solvers.training.proof import prove
from piawai.solvers.training.rows import Mask
from piawai.solvers.training.solver import whole
from piawai.solvers.training.watch import Watch

ROUNDING = 1e-6  # a gap (fraction) or a gain that is no more than the solver's rounding
MOST_PAIRS = 20_000  # with more, the solver's own preparation takes longer than anybody waits
PATIENCE = 0.7  # of the time left goes to the pairs let in, before others are tried
CHANCES = 2  # pairs let in at a time for each session, as a multiple of its seats
Tell = Callable[[float, float], None]  # takes the gain of the best plan so far, and what no plan exceeds


def in_silence(_gain: float, _bound: float) -> None:
    """Tell nobody how far the search is."""


def solve(*, problem: Problem, gap: float, time_limit: float, tell: Tell = in_silence) -> Solution:
    """
    Return the plan that gains most, to within `gap` (a fraction: 0.01 is 1 %) of what is proven possible.

    Stops after about `time_limit` seconds with the best found by then. With `gap` 0 the plan is proven best.
    Where the locks and duties cannot all be kept, the solution names the rules in conflict. `tell` is called
    whenever more is known: with the gain of the best plan so far and the bound, infinite before there is one.

    :raises UnableToSolve: if time ran out before any plan that keeps the locks and duties was found.
    """
    watch = Watch(limit=time_limit)
    with watch.stage("greedy"):
        plain = greedy(problem=problem)
        starts = [plan for plan in (plain, _preferred(problem)) if plan is not None]
    if not starts:
        with watch.stage("solver"):
            answer = find(problem=problem, watch=watch)
        if answer.conflicts:
            return _infeasible(answer.conflicts, watch)
        starts = [answer.pairs]
    with watch.stage("greedy"):
        start = _best_completed(problem, starts)
    search = _Search(problem, start, gap, watch, tell)
    search.run()
    with watch.stage("reading"):
        objective = gain(problem=problem, pairs=search.best)
        listed = allocations(problem=problem, pairs=search.best)
        rupiah = cost(problem=problem, pairs=search.best)
    bound = max(search.bound, objective)
    reached = _fraction(bound, objective)
    return Solution(
        status=Status.OPTIMAL if reached <= gap + ROUNDING else Status.FEASIBLE,
        objective=objective,
        bound=bound,
        gap=reached,
        greedy_objective=None if plain is None else gain(problem=problem, pairs=plain),
        allocations=listed,
        cost=rupiah,
        seconds=watch.seconds,
    )


class _Search:
    """The search for a plan better than the first `best`; `bound` is what no plan exceeds."""

    def __init__(self, problem: Problem, best: frozenset[Pair], gap: float, watch: Watch, tell: Tell) -> None:
        self.problem, self.best, self.gap, self.watch, self.tell = problem, best, gap, watch, tell
        self.floor = gain(problem=problem, pairs=best)
        self.bonus = _bonus(problem, gap, self.floor)
        with watch.stage("model"):
            self.model = self._model()
        self.bound = np.inf
        self.tell(self.floor, self.bound)

    def run(self) -> None:
        """Prove a bound and come close to it."""
        with self.watch.stage("model"):
            promised = {(duty.person, session) for duty in self.problem.duties for session in duty.sessions}
            start = self.model.mask(pairs=self.best | promised)
            chances = np.array([CHANCES * session.seats for session in self.problem.sessions])
        proof = prove(
            model=self.model,
            start=start,
            chances=chances,
            precision=max(self.gap, ROUNDING) / 10,
            watch=self.watch,
        )
        self.bound = proof.bound
        self.tell(self.floor, self.bound)
        if self.problem.preferred and self._is_close:
            return
        self._improve(proof.pairs, self.gap / 2, self.watch.left * PATIENCE)
        if self._is_close:
            return
        beyond = self.model.reduced_gains(prices=proof.prices)[: len(start)]
        possible = proof.bound + beyond >= self._value(self.best) - ROUNDING
        if possible.sum() <= MOST_PAIRS:
            proven = self._improve(possible, self.gap, self.watch.left)
            self.bound = min(self.bound, max(proven, self._value(self.best)))
        else:
            nearest = np.zeros(len(beyond), dtype=bool)
            nearest[np.argsort(-beyond, kind="stable")[:MOST_PAIRS]] = True
            self._improve(nearest | proof.pairs, self.gap / 2, self.watch.left)

    def _improve(self, pairs: Mask, gap: float, seconds: float) -> float:
        """Look for a better plan among these pairs and those of the best; return what none of these exceeds."""
        if seconds <= 0:
            return np.inf
        with self.watch.stage("model"):
            kept = pairs | self.model.mask(pairs=self.best)
            columns = self.model.useful_columns(pairs=kept)
            rows = self.model.binding_rows(columns=columns) & (self.model.kinds != PROOF)
            part = self.model.restricted(columns=columns, rows=rows)
        with self.watch.stage("solver"):
            found = whole(model=part, gap=gap, seconds=seconds)
        if found.pairs is None:
            return np.inf
        with self.watch.stage("reading"):
            plan = completed(problem=self.problem, pairs=part.pairs(mask=found.pairs))
            sound = keeps_promises(problem=self.problem, pairs=plan)
            if (
                sound
                and gain(problem=self.problem, pairs=plan) >= self.floor
                and self._value(plan) > self._value(self.best)
            ):
                self.best = plan
        self.tell(gain(problem=self.problem, pairs=self.best), self.bound)
        return found.bound

    @property
    def _is_close(self) -> bool:
        return _fraction(self.bound, gain(problem=self.problem, pairs=self.best)) <= self.gap + ROUNDING

    def _value(self, pairs: frozenset[Pair]) -> float:
        """Return what the plan is worth in the model: its gain, and a trifle for what is preferred."""
        return gain(problem=self.problem, pairs=pairs) + self.bonus * len(self.problem.preferred & pairs)

    def _model(self) -> Model:
        model = build(problem=self.problem, grid=open_pairs(problem=self.problem))
        gains = model.gains.copy()
        gains[: len(model.persons)] += self.bonus * model.mask(pairs=self.problem.preferred)
        return replace(model, gains=gains)


def _preferred(problem: Problem) -> frozenset[Pair] | None:
    """Return the plan of what is preferred, as far as it fits, with the plain choice around it."""
    return greedy(problem=problem, first=problem.preferred) if problem.preferred else None


def _best_completed(problem: Problem, plans: list[frozenset[Pair]]) -> frozenset[Pair]:
    """Return the plan that gains most once it is completed; the last among equals."""
    full = [completed(problem=problem, pairs=plan) for plan in plans]
    sound = [plan for plan in full if keeps_promises(problem=problem, pairs=plan)]
    if not sound:
        raise UnableToSolve(OUT_OF_REACH)
    return max(reversed(sound), key=lambda pairs: gain(problem=problem, pairs=pairs))


def _bonus(problem: Problem, gap: float, gained: float) -> float:
    """Return a worth for a preferred pair so small that all together stay well inside the gap."""
    return max(gap, 10 * ROUNDING) / 10 * gained / max(len(problem.preferred), 1)


def _fraction(bound: float, objective: float) -> float:
    """Return the gap between bound and plan as a fraction of the bound."""
    return max(0.0, (bound - objective) / bound) if bound > 0 else 0.0


def _infeasible(conflicts: tuple[Conflict, ...], watch: Watch) -> Solution:
    """Return the answer that no plan keeps all rules."""
    return Solution(
        status=Status.INFEASIBLE,
        objective=0.0,
        bound=0.0,
        gap=0.0,
        greedy_objective=None,
        allocations=(),
        cost=0,
        seconds=watch.seconds,
        conflicts=conflicts,
    )
