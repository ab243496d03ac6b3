"""What a level's normal distribution says: chances of levels, which to show, what another rating may change."""

import math

import numpy as np
from numpy.typing import NDArray

from piawai.stats.raters.terms import HIGHEST, LOWEST, Floats

SHARE = 0.8  # of the truth that intervals and levels shown are to hold
_HALF_80 = 1.2815515655446004  # standard deviations on either side of the middle of 80 %


def interval(mean: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return the ends of the 80 % interval, on the scale without steps."""
    return mean - _HALF_80 * spread, mean + _HALF_80 * spread


def chances(mean: Floats, spread: Floats) -> Floats:
    """Return the chance of each level, one row a distribution: what lies nearest to it, ends taking all beyond."""
    bounds = np.arange(LOWEST, HIGHEST) + 0.5
    below = np.vectorize(_below)((bounds[None, :] - mean[:, None]) / spread[:, None])
    ends = np.zeros((len(mean), 1))
    return np.diff(np.concatenate([ends, below, ends + 1], axis=1), axis=1)


def shown(chances_: Floats) -> NDArray[np.bool_]:
    """Return which levels to show: the likeliest, as few as hold at least the share of the chance."""
    order = np.argsort(-chances_, axis=1, kind="stable")
    before = np.cumsum(np.take_along_axis(chances_, order, axis=1), axis=1) - np.take_along_axis(
        chances_, order, axis=1
    )
    found = np.zeros(chances_.shape, dtype=bool)
    np.put_along_axis(found, order, before < SHARE, axis=1)
    return found


def chance_to_change(*, mean: float, spread: float, required: int, noise: float) -> float:
    """
    Return how likely one more rating of a noise would turn the decision whether a required level is held.

    Before the rating, the mean that will be believed after it is normal around today's; the decision turns where
    it crosses half a level below what is required.
    """
    moves = spread**2 / math.sqrt(spread**2 + noise**2)
    return _below(-abs(mean - (required - 0.5)) / moves)


def _below(value: float) -> float:
    return 0.5 * math.erfc(-value / math.sqrt(2))
