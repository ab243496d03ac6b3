"""
The chance of a rating: the rater sees a value on a scale without steps, and writes down the nearest level.

The value lies around the truth by a logistic deviation. The lowest level takes all below, the highest all above:
so somebody at the top of the scale is not thought weaker because no rater could go higher. (An ordered logit with
known thresholds; McCullagh 1980.)
"""

import numpy as np

from piawai.stats.raters.terms import HIGHEST, LOWEST, Floats, Ints

_SPREAD_OF_LOGISTIC = np.pi / np.sqrt(3.0)
_NODES = ((-np.sqrt(3.0), 1 / 6), (0.0, 2 / 3), (np.sqrt(3.0), 1 / 6))  # Gauss-Hermite of a standard normal


def slope(*, level: Ints, value: Floats, noise: Floats) -> Floats:
    """Return the derivative of the log-chance of each rating by `value`."""
    scale = noise / _SPREAD_OF_LOGISTIC
    below, above = _between(level, value, scale)
    found: Floats = (below + above - 1) / scale
    return found


def information(*, value: Floats, noise: Floats) -> Floats:
    """Return how much a rating of each value tells on average (Fisher's information), whatever it turns out to be."""
    scale = noise / _SPREAD_OF_LOGISTIC
    total = np.zeros_like(value)
    below = total
    for level in range(LOWEST, HIGHEST + 1):
        above = np.ones_like(value) if level == HIGHEST else _logistic((level + 0.5 - value) / scale)
        total = total + (above - below) * (below + above - 1) ** 2
        below = above
    found: Floats = total / scale**2
    return found


def log_chance(*, level: Ints, value: Floats, spread: Floats, noise: float) -> float:
    """Return the expected log-chance of all ratings, where each value is normal with a mean and a spread."""
    scale = np.full_like(value, noise / _SPREAD_OF_LOGISTIC)
    total = 0.0
    for node, weight in _NODES:
        below, above = _between(level, value + node * spread, scale)
        total += weight * float(np.log(np.maximum(above - below, 1e-12)).sum())
    return total


def _between(level: Ints, value: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """Return the chances of a deviation below the lower and below the upper end of each level."""
    lower = np.where(level == LOWEST, -np.inf, level - 0.5)
    upper = np.where(level == HIGHEST, np.inf, level + 0.5)
    return _logistic((lower - value) / scale), _logistic((upper - value) / scale)


def _logistic(values: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(values / 2))
