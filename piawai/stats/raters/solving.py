"""
The most likely values of all unknowns for given spreads, and how sure they are.

Scoring steps: each replaces the chances of the ratings by normal ones that agree in slope and information. The
persons' unknowns are then eliminated block by block, which leaves a small system for what is shared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from piawai.stats.raters.blocks import PARTS, Block, Layout
from piawai.stats.raters.likelihood import information, slope
from piawai.stats.raters.terms import Floats, Ints, Spreads

_LEAST_YEARS = 1e-6


@dataclass(frozen=True, slots=True)
class Prior:
    """Mean and standard deviation of each shared unknown, and by how much levels wander in a year."""

    mean: Floats
    spread: Floats
    drift: float


@dataclass(slots=True)
class Solution:
    """
    Values of the unknowns: `shared` with `covariance` (one row and column of zeros more, for none), and for each
    block `own` (people x unknowns), their `inverse` given what is shared, `pull` (by how much what is touched
    moves them) and the `weight` of each rating.
    """

    shared: Floats
    covariance: Floats
    own: Sequence[Floats]
    inverse: Sequence[Floats]
    pull: Sequence[Floats]
    weight: Sequence[Floats]


def solve(layout: Layout, *, prior: Prior, spreads: Spreads, steps: int, start: Solution | None = None) -> Solution:
    """Return the most likely values after so many steps, from a start or from the prior."""
    size = layout.size
    at = start or Solution(
        shared=np.append(prior.mean, 0.0),
        covariance=np.zeros((size + 1, size + 1)),
        own=[np.zeros((block.people, block.size)) for block in layout.blocks],
        inverse=[],
        pull=[],
        weight=[],
    )
    rigid = [_rigidity(block, spreads, prior.drift) for block in layout.blocks]
    for _step in range(steps):
        at = _step_from(layout, at, prior, spreads, rigid)
    return at


def _step_from(layout: Layout, at: Solution, prior: Prior, spreads: Spreads, rigid: list[Floats]) -> Solution:
    size = layout.size
    system = np.zeros((size + 1, size + 1))
    right = np.zeros(size + 1)
    answers, inverses, pulls, weights = [], [], [], []
    for block, own, prior_of in zip(layout.blocks, at.own, rigid, strict=True):
        value = values(block, own, at.shared)
        noise = spreads.noise[block.source]
        weight = information(value=value, noise=noise)
        wanted = weight * value + slope(level=block.level, value=value, noise=noise)
        inverse = np.linalg.inv(prior_of + _squares(block, weight))
        coupling = _coupling(block, weight)
        answer = (inverse @ _sums(block, wanted)[:, :, None])[:, :, 0]
        pull = inverse @ coupling
        for part in range(PARTS):
            right += np.bincount(block.shared[:, part], wanted, size + 1)
            for other in range(PARTS):
                places = block.shared[:, part] * (size + 1) + block.shared[:, other]
                system += np.bincount(places, weight, (size + 1) ** 2).reshape(system.shape)
        taken = np.swapaxes(coupling, 1, 2) @ pull
        places = block.touched[:, :, None] * (size + 1) + block.touched[:, None, :]
        system -= np.bincount(places.ravel(), taken.ravel(), (size + 1) ** 2).reshape(system.shape)
        moved = (np.swapaxes(coupling, 1, 2) @ answer[:, :, None])[:, :, 0]
        right -= np.bincount(block.touched.ravel(), moved.ravel(), size + 1)
        answers.append(answer)
        inverses.append(inverse)
        pulls.append(pull)
        weights.append(weight)
    tight = prior.spread**-2
    covariance = np.zeros_like(system)
    covariance[:size, :size] = np.linalg.inv(system[:size, :size] + np.diag(tight))
    shared = covariance @ np.append(right[:size] + tight * prior.mean, 0.0)
    settled = [
        answer - (pull @ shared[block.touched][:, :, None])[:, :, 0]
        for block, answer, pull in zip(layout.blocks, answers, pulls, strict=True)
    ]
    return Solution(shared, covariance, settled, inverses, pulls, weights)


def values(block: Block, own: Floats, shared: Floats) -> Floats:
    """Return the value behind each rating of a block."""
    found: Floats = own[block.person[:, None], block.own].sum(axis=1) + shared[block.shared].sum(axis=1)
    return found


def variances(block: Block, number: int, at: Solution, *, person: Ints, own: Ints, shared: Ints) -> Floats:
    """Return the variances of sums of unknowns: rows of places among a person's own, and among what is shared."""
    inverse, pull = at.inverse[number], at.pull[number]
    near = inverse[person[:, None, None], own[:, :, None], own[:, None, :]].sum(axis=(1, 2))
    # The sum moves with what is shared: directly, and against it through what is the person's own
    moves = -pull[person[:, None], own].sum(axis=1)
    touched = block.touched[person]
    inside = at.covariance[touched[:, :, None], touched[:, None, :]]
    both = np.einsum("nk,nkl,nl->n", moves, inside, moves)
    cross = at.covariance[touched[:, :, None], shared[:, None, :]].sum(axis=2)
    direct = at.covariance[shared[:, :, None], shared[:, None, :]].sum(axis=(1, 2))
    found: Floats = near + both + 2 * np.einsum("nk,nk->n", moves, cross) + direct
    return found


def _rigidity(block: Block, spreads: Spreads, drift: float) -> Floats:
    """Return how strongly each person's unknowns are held together before any rating (the prior's precision)."""
    found = np.zeros((block.people, block.size, block.size))
    diagonal = np.arange(block.size)
    found[:, diagonal, diagonal] = np.where(block.used, 0.0, 1.0)
    found[:, 0, 0] += spreads.between_people**-2
    person, place = block.first_state
    found[person, place, place] += spreads.within_person**-2
    person, place, before, years = block.later_state
    tie = 1 / (drift**2 * np.maximum(years, _LEAST_YEARS))
    found[person, place, place] += tie
    np.add.at(found, (person, before, before), tie)
    found[person, place, before] -= tie
    found[person, before, place] -= tie
    person, place, source, apart = block.kindness
    spread = spreads.halo[source] ** 2 + np.where(apart, 0.0, spreads.between_raters[source] ** 2)
    found[person, place, place] += 1 / spread
    return found


def _squares(block: Block, weight: Floats) -> Floats:
    size = block.size
    found = np.zeros(block.people * size * size)
    for part in range(PARTS):
        for other in range(PARTS):
            places = (block.person * size + block.own[:, part]) * size + block.own[:, other]
            found += np.bincount(places, weight, len(found))
    return found.reshape(block.people, size, size)


def _coupling(block: Block, weight: Floats) -> Floats:
    columns = block.touched.shape[1]
    found = np.zeros(block.people * block.size * columns)
    for part in range(PARTS):
        for other in range(PARTS):
            places = (block.person * block.size + block.own[:, part]) * columns + block.columns[:, other]
            found += np.bincount(places, weight, len(found))
    return found.reshape(block.people, block.size, columns)


def _sums(block: Block, wanted: Floats) -> Floats:
    found = np.zeros(block.people * block.size)
    for part in range(PARTS):
        found += np.bincount(block.person * block.size + block.own[:, part], wanted, len(found))
    return found.reshape(block.people, block.size)
