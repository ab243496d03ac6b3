"""
A bound that no plan exceeds, with the few pairs that matter: found by prices.

Most pairs of people and sessions are far from any good plan. So the relaxed model (where half a person may
go) is solved with a few promising pairs only. Its solution puts a price on each seat, rupiah and day away.
At these prices every other pair is weighed; those that would gain more than they use are let in, and it is
solved again. Whatever the prices, they prove a bound for all pairs (`Model.bound`); when no pair is left
to let in, it is the best that prices can prove.
"""

from dataclasses import dataclass

import numpy as np

from piawai.solvers.training.model import Model
from piawai.solvers.training.rows import Floats, Ints, Mask
from piawai.solvers.training.solver import BASIC, LOWER, Basis, relaxed
from piawai.solvers.training.watch import Watch

MARGIN = 1e-7  # below this, a gain beyond the price is rounding


@dataclass(frozen=True)
class Proof:
    """
    No plan gains more than `bound`, as `prices` (one for each row of the model) show.

    `pairs` are those that were let in.
    """

    bound: float
    prices: Floats
    pairs: Mask


def trivial(*, model: Model, pairs: Mask) -> Proof:
    """Return the proof that needs no solver: nobody can gain more than all there is to gain."""
    free = np.zeros(len(model.limits))
    return Proof(model.bound(prices=free), free, pairs)


def prove(*, model: Model, start: Mask, chances: Ints, precision: float, watch: Watch) -> Proof:
    """
    Return the bound by prices, exact to the fraction `precision`, or the best until time runs out.

    The relaxed model must be solvable with the pairs of `start` alone, as it is where they are a plan.
    `chances` is how many pairs of each session to let in at a time.
    """
    with watch.stage("model"):
        alone = model.reduced_gains(prices=model.full_credit())[: len(start)]
        pairs = start | _best(model, alone, alone > 0, chances)
    proof = trivial(model=model, pairs=pairs)
    columns = np.full(len(model.gains), LOWER, dtype=np.int32)
    rows = np.full(len(model.limits), BASIC, dtype=np.int32)
    started = False
    while True:
        with watch.stage("model"):
            used = model.useful_columns(pairs=pairs)
            binding = model.binding_rows(columns=used)
            part = model.restricted(columns=used, rows=binding)
            basis = Basis(columns[used], rows[binding]) if started else None
        with watch.stage("solver"):
            found = relaxed(model=part, start=basis, seconds=watch.left)
        if found is None:
            return Proof(proof.bound, proof.prices, pairs)
        columns[used], rows[binding], started = found.basis.columns, found.basis.rows, True
        with watch.stage("solver"):
            prices = model.full_credit()
            prices[binding] = found.prices
            bound = model.bound(prices=prices)
            beyond = model.reduced_gains(prices=prices)[: len(pairs)]
            if bound < proof.bound:
                proof = Proof(bound, prices, pairs)
            missing = (beyond > MARGIN) & ~pairs
        if not missing.any() or proof.bound - found.value <= precision * proof.bound:
            return Proof(proof.bound, proof.prices, pairs)
        with watch.stage("model"):
            pairs = pairs | _best(model, beyond, missing, chances)


def _best(model: Model, score: Floats, allowed: Mask, chances: Ints) -> Mask:
    """
    Return the allowed pairs that score best in each session, as many as its chances.

    Among equals chance decides (always the same), so that they come from all offices rather than one.
    """
    shuffled = np.random.default_rng(0).permutation(len(score))
    order = np.lexsort((shuffled, -np.round(score, 9), model.sessions))
    order = order[allowed[order]]
    session = model.sessions[order]
    place = np.arange(len(order)) - np.searchsorted(session, session)
    found = np.zeros(len(score), dtype=bool)
    found[order[place < chances[session]]] = True
    return found
