"""
Whether levels from several raters can be trusted, and what they cost: `python -m tests.benchmarks.bench_raters`.

Known true levels, biased raters (tests/stats/raters/simulated.py): 2,500 people, 12 competencies, some five raters
each. Wanted: on the scale without steps 80 % intervals hold the truth 77 to 83 % of the time; the levels shown at
least 80 %; the leniency of raters of 20 and more within 0.15 level (root mean square); the error below the plain
mean's; everybody within 60 s on 2 cores, one person within 50 ms.
"""

import sys
import time

import numpy as np

from piawai.stats.raters.fitting import again, fit
from piawai.stats.raters.reading import chances, interval, shown
from piawai.stats.raters.terms import Fit, Ratings
from tests.stats.raters.simulated import BELIEFS, COMPETENCIES, simulated

PEOPLE, SEEDS, TIMES = 2_500, 3, 20


def main() -> None:
    """Print a block of figures a seed."""
    for seed in range(SEEDS):
        city = simulated(people=PEOPLE, seed=seed)
        begun, worked = time.perf_counter(), time.process_time()
        found = fit(ratings=city.ratings, beliefs=BELIEFS)
        wall, work = time.perf_counter() - begun, time.process_time() - worked
        levels, shared = found.levels, found.shared
        true = city.levels[levels.person, levels.competency]
        low, high = interval(levels.mean, levels.spread)
        inside = (low <= true) & (true <= high)
        steps = np.clip(np.round(true), 1, 5).astype(int)
        sets = shown(chances(levels.mean, levels.spread))
        covered = sets[np.arange(len(steps)), steps - 1]
        place = city.ratings.person * COMPETENCIES + city.ratings.competency
        plain = (np.bincount(place, city.ratings.level) / np.bincount(place)).reshape(city.levels.shape)
        many = shared.rater_people >= 20
        lenient = shared.source_leniency[shared.rater_source] + shared.rater_leniency
        pairs = zip(shared.rater_source, shared.rater, strict=True)
        wrong = (lenient - np.array([city.leniency[pair] for pair in pairs]))[many]
        report = {
            "seed": seed,
            "ratings": len(city.ratings),
            "seconds": f"{wall:.1f} ({work:.1f} of CPU; limit 60)",
            "one person": f"{1000 * one_person(city.ratings, found):.0f} ms (limit 50)",
            "80 % intervals hold the truth": f"{100 * inside.mean():.1f} % (wanted 77 to 83)",
            "levels shown hold the truth": f"{100 * covered.mean():.1f} % (wanted 80), {sets.sum(1).mean():.2f} levels",
            "mean error": f"{np.abs(levels.mean - true).mean():.3f}",
            "of the plain mean": f"{np.abs(plain - city.levels).mean():.3f}",
            "leniency error": f"{np.sqrt((wrong**2).mean()):.3f} (limit 0.15), {many.sum()} raters of 20 or more",
            "of these within 0.15": f"{100 * (np.abs(wrong) <= 0.15).mean():.0f} %",
        }
        for name, value in report.items():
            sys.stdout.write(f"{name}: {value}\n")
        sys.stdout.flush()


def one_person(ratings: Ratings, found: Fit) -> float:
    """Return the median seconds that one person's levels take, leniencies held."""
    taken = []
    for person in range(TIMES):
        chosen = ratings.person == person
        own = Ratings(**{name: getattr(ratings, name)[chosen] for name in ratings.__dataclass_fields__})
        begun = time.perf_counter()
        again(ratings=own, shared=found.shared, spreads=found.spreads, beliefs=BELIEFS)
        taken.append(time.perf_counter() - begun)
    return float(np.median(taken))


if __name__ == "__main__":
    main()
