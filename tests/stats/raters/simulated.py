"""Ratings by invented raters of people whose true levels are known: five sources, as a round of a city has them."""

from dataclasses import dataclass

import numpy as np

from piawai.stats.raters.terms import Beliefs, Floats, Ratings, Source

COMPETENCIES = 12
OWN, SUPERIOR, PEER, SUBORDINATE, ASSESSOR = range(5)

# What is believed, and what is true here: the beliefs are near the truth, as local policy will be, but not equal to it
BELIEFS = Beliefs(
    sources=(
        Source(anchored=False, leniency=0.4, between_raters=0.4, halo=0.3, noise=0.7),
        Source(anchored=False, leniency=0.2, between_raters=0.4, halo=0.3, noise=0.7),
        Source(anchored=False, leniency=0.2, between_raters=0.4, halo=0.3, noise=0.7),
        Source(anchored=False, leniency=0.1, between_raters=0.4, halo=0.3, noise=0.7),
        Source(anchored=True, leniency=0.0, between_raters=0.15, halo=0.15, noise=0.5),
    ),
    mean=3.0,
    mean_spread=1.0,
    between_people=0.5,
    within_person=0.6,
    leniency_spread=0.3,
    drift=0.25,
)
_LENIENCY = (0.55, 0.15, 0.3, 0.0, 0.0)
_BETWEEN = (0.35, 0.45, 0.35, 0.35, 0.15)
_HALO = (0.3, 0.25, 0.3, 0.3, 0.1)
_NOISE = (0.8, 0.6, 0.7, 0.8, 0.4)  # normal, where the model thinks of logistic deviations
_DRIFT = 0.25
UNIT = 25


@dataclass(frozen=True, slots=True)
class Simulated:
    """Ratings, the true levels now (people x competencies, no steps), and the true leniency of (source, rater)."""

    ratings: Ratings
    levels: Floats
    leniency: dict[tuple[int, int], float]


def simulated(*, people: int, seed: int) -> Simulated:
    """
    Return a round: everybody rates oneself, two peers and the own superior (in units of 25); every other person was
    rated by the superior a year ago too, one in five saw an assessor, superiors are rated by three of their people.
    """
    random = np.random.default_rng(seed)
    overall = random.normal(0, 0.45, people)[:, None]
    now = random.normal(3, 0.4, COMPETENCIES) + overall + random.normal(0, 0.55, (people, COMPETENCIES))
    then = now - random.normal(0, _DRIFT, now.shape)
    leniency: dict[tuple[int, int], float] = {}
    rows: list[tuple[int, int, int, float, Floats]] = []

    def rate(person: int, rater: int, source: int, age: float = 0.0) -> None:
        own = leniency.setdefault((source, rater), _LENIENCY[source] + random.normal(0, _BETWEEN[source]))
        truth = now[person] if age == 0 else then[person]
        seen = truth + own + random.normal(0, _HALO[source]) + random.normal(0, _NOISE[source], COMPETENCIES)
        rows.append((person, rater, source, age, np.clip(np.round(seen), 1, 5)))

    for person in range(people):
        unit = person // UNIT
        head = unit * UNIT
        mates = np.setdiff1d(np.arange(head, min(head + UNIT, people)), [person])
        rate(person, person, OWN)
        if person == head:
            for other in random.choice(mates, min(3, len(mates)), replace=False):
                rate(person, int(other), SUBORDINATE)
        else:
            rate(person, head, SUPERIOR)
            if person % 2:
                rate(person, head, SUPERIOR, 1.0)
        for other in random.choice(mates, min(2, len(mates)), replace=False):
            rate(person, int(other), PEER)
        if random.random() < 0.2:
            rate(person, people + int(random.integers(8)), ASSESSOR)
    who, rater, source = (np.repeat(np.array([row[place] for row in rows]), COMPETENCIES) for place in range(3))
    return Simulated(
        Ratings(
            person=who,
            competency=np.tile(np.arange(COMPETENCIES), len(rows)),
            group=np.tile(np.arange(COMPETENCIES), len(rows)),
            rater=rater,
            source=source,
            age=np.repeat(np.array([row[3] for row in rows]), COMPETENCIES),
            level=np.concatenate([row[4] for row in rows]).astype(np.int64),
        ),
        now,
        leniency,
    )
