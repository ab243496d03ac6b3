"""The words of ratings: what comes in, what is believed before, what comes out. Levels are the unit throughout."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.floating[Any]]

LOWEST, HIGHEST = 1, 5  # levels of a competency


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    A kind of rater, and what is believed of it before any rating was seen.

    An `anchored` source has the scale: on the whole its raters are lenient by nothing, and what is believed of how
    they differ stands. Others are lenient by about `leniency` on the whole, one rater differing from the next by
    `between_raters`. By `halo` a rater is kinder to one person than to another, over all competencies; `noise` is
    the spread of a single rating.
    """

    anchored: bool
    leniency: float
    between_raters: float
    halo: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """
    What is believed before any rating was seen.

    `mean` and `mean_spread` of a group's mean; `between_people` of a person's overall strength,
    `within_person` of the own strength in one competency around it; `leniency_spread` by which the leniency of a
    whole source may differ from its `leniency`; `drift` by which a level wanders in a year (standard deviations).
    `sources` are named by their place.
    """

    sources: tuple[Source, ...]
    mean: float
    mean_spread: float
    between_people: float
    within_person: float
    leniency_spread: float
    drift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """
    Ratings, as arrays of one length: whole numbers name people, competencies, groups and raters, `source` a place in
    `Beliefs.sources`. `age` is years before the day asked for, 0 or more; `level` 1 to 5. A `group` has people of one
    competency whose levels are alike, such as those of whom the same is required: a level is thought to lie near
    the mean of its group until ratings say otherwise.
    """

    person: Ints
    competency: Ints
    group: Ints
    rater: Ints
    source: Ints
    age: Floats
    level: Ints

    def __len__(self) -> int:
        """Return how many ratings there are."""
        return len(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """The spreads of `Beliefs` after the ratings were seen; the last three by source."""

    between_people: float
    within_person: float
    between_raters: Floats
    halo: Floats
    noise: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """
    X, and by how much each rater of enough people is more lenient than the source (named by
    rater and source; `people` is how many were rated).
    """

    group: Ints
    group_mean: Floats
    group_spread: Floats
    source_leniency: Floats
    source_spread: Floats
    rater: Ints
    rater_source: Ints
    rater_leniency: Floats
    rater_spread: Floats
    rater_people: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """
    One row for each person and competency with any rating, by person and competency.

    `mean` and `spread` describe the level on a scale without steps, as a normal distribution on the day asked for;
    `age` is the age of the evidence in years. `counts` has a row for each rating, as they came in: how much of the
    level of its pair it accounts for, adding up to 1; `age` weighs by it.
    """

    person: Ints
    competency: Ints
    mean: Floats
    spread: Floats
    age: Floats
    counts: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What the ratings tell: of people, of raters, and of how both are spread."""

    levels: Levels
    shared: Shared
    spreads: Spreads
