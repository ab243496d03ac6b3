"""What several raters tell: levels with honest intervals, leniencies found, nothing said where nothing is known."""

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from piawai.stats.raters.fitting import again, fit
from piawai.stats.raters.terms import Fit, Ints, Ratings
from tests.stats.raters.simulated import ASSESSOR, BELIEFS, COMPETENCIES, OWN, PEER, SUPERIOR, Simulated, simulated

Chosen = Ints | NDArray[np.bool_]
Z80 = 1.2816  # half of an 80 % interval, in standard deviations


@pytest.fixture(scope="module")
def city() -> Simulated:
    return simulated(people=200, seed=1)


@pytest.fixture(scope="module")
def fitted(city: Simulated) -> Fit:
    return fit(ratings=city.ratings, beliefs=BELIEFS)


def some(ratings: Ratings, chosen: Chosen) -> Ratings:
    return Ratings(**{name: getattr(ratings, name)[chosen] for name in ratings.__dataclass_fields__})


def ratings(*rows: tuple[int, int, int, int, float, int]) -> Ratings:
    """Return ratings of (person, competency, rater, source, age, level)."""
    columns = list(zip(*rows, strict=True))
    whole = [np.array(columns[place], dtype=np.int64) for place in (0, 1, 2, 3, 5)]
    return Ratings(
        person=whole[0],
        competency=whole[1],
        group=whole[1],
        rater=whole[2],
        source=whole[3],
        age=np.array(columns[4], dtype=float),
        level=whole[4],
    )


class TestFit:
    def test_is_nearer_to_the_truth_than_the_plain_mean(self, city: Simulated, fitted: Fit) -> None:
        given = city.ratings
        place = given.person * COMPETENCIES + given.competency
        plain = np.bincount(place, given.level) / np.bincount(place)
        true = city.levels.ravel()
        levels = fitted.levels
        ours = np.abs(levels.mean - city.levels[levels.person, levels.competency]).mean()
        assert ours < 0.8 * np.abs(plain - true).mean()

    def test_intervals_hold_the_truth_about_as_often_as_they_say(self, city: Simulated, fitted: Fit) -> None:
        levels = fitted.levels
        away = np.abs(levels.mean - city.levels[levels.person, levels.competency])
        assert 0.74 < (away < Z80 * levels.spread).mean() < 0.86  # the benchmark prints it for a whole city

    def test_finds_how_lenient_raters_of_many_are(self, city: Simulated, fitted: Fit) -> None:
        shared = fitted.shared
        many = shared.rater_people >= 20
        found = shared.source_leniency[shared.rater_source] + shared.rater_leniency
        true = [city.leniency[pair] for pair in zip(shared.rater_source, shared.rater, strict=True)]
        wrong = (found - true)[many]
        assert many.sum() == 8
        # What eight superiors have in common, only assessors could tell; a city has enough of both
        assert np.sqrt(((wrong - wrong.mean()) ** 2).mean()) < 0.15

    def test_finds_sources_that_praise_too_much(self, fitted: Fit) -> None:
        own, superior = fitted.shared.source_leniency[[OWN, SUPERIOR]]
        assert own > superior + 0.2
        assert fitted.shared.source_leniency[ASSESSOR] == pytest.approx(0, abs=1e-3)

    def test_says_nothing_of_what_nobody_rated(self, fitted: Fit) -> None:
        found = fit(ratings=ratings((1, 1, 9, SUPERIOR, 0, 3), (2, 2, 9, SUPERIOR, 0, 3)), beliefs=BELIEFS).levels
        assert list(zip(found.person, found.competency, strict=True)) == [(1, 1), (2, 2)]

    def test_does_not_depend_on_the_order_of_the_ratings(self, city: Simulated, fitted: Fit) -> None:
        order = np.random.default_rng(3).permutation(len(city.ratings))
        other = fit(ratings=some(city.ratings, order), beliefs=BELIEFS)
        assert np.allclose(other.levels.mean, fitted.levels.mean, atol=1e-8)
        assert np.allclose(other.levels.counts, fitted.levels.counts[order], atol=1e-8)

    def test_old_ratings_count_less_and_leave_more_doubt(self) -> None:
        fresh = fit(ratings=ratings((1, 1, 9, SUPERIOR, 0, 4)), beliefs=BELIEFS).levels
        old = fit(ratings=ratings((1, 1, 9, SUPERIOR, 4, 4)), beliefs=BELIEFS).levels
        both = fit(ratings=ratings((1, 1, 9, SUPERIOR, 4, 4), (1, 1, 8, SUPERIOR, 0, 4)), beliefs=BELIEFS).levels
        assert old.spread[0] > fresh.spread[0] > both.spread[0]
        assert both.counts[0] < both.counts[1]
        assert both.age[0] == pytest.approx(4 * both.counts[0])

    def test_an_assessor_counts_more_than_a_peer(self) -> None:
        found = fit(ratings=ratings((1, 1, 9, ASSESSOR, 0, 2), (1, 1, 8, PEER, 0, 4)), beliefs=BELIEFS).levels
        assert found.counts[0] > found.counts[1]
        assert found.counts.sum() == pytest.approx(1)

    def test_praise_of_a_lenient_rater_counts_for_less(self) -> None:
        strict = [(person, 1, 90, SUPERIOR, 0.0, 2) for person in range(20)]
        kind = [(person, 1, 91, SUPERIOR, 0.0, 4) for person in range(20)]
        only = [(100, 1, 90, SUPERIOR, 0.0, 3), (101, 1, 91, SUPERIOR, 0.0, 3)]
        found = fit(ratings=ratings(*strict, *kind, *only), beliefs=BELIEFS).levels
        assert found.mean[-2] > found.mean[-1] + 0.3

    def test_the_top_of_the_scale_is_not_pulled_down_by_its_end(self) -> None:
        def level(given: int) -> float:
            rows = [(1, 1, rater, ASSESSOR, 0.0, given) for rater in range(4)]
            return float(fit(ratings=ratings(*rows), beliefs=BELIEFS).levels.mean[0])

        assert level(5) - level(4) > 0.5

    def test_people_seen_by_assessors_alone_are_not_pulled_to_everybody_else(self) -> None:
        low = [(person, 1, 500 + person, PEER, 0.0, 2) for person in range(40)]
        high = [(1000 + person, 1, 900, ASSESSOR, 0.0, 5) for person in range(10)]
        given = ratings(*low, *high)
        apart = dataclasses.replace(given, group=np.where(given.person >= 1000, 2, 1))
        found = fit(ratings=apart, beliefs=BELIEFS).levels
        assert found.mean[found.person >= 1000].min() > 4.2


class TestAgain:
    def test_agrees_with_the_fit_of_everybody(self, city: Simulated, fitted: Fit) -> None:
        chosen = city.ratings.person == 42
        found = again(ratings=some(city.ratings, chosen), shared=fitted.shared, spreads=fitted.spreads, beliefs=BELIEFS)
        same = fitted.levels.person == 42
        assert np.abs(found.mean - fitted.levels.mean[same]).max() < 0.1
        assert np.abs(found.spread / fitted.levels.spread[same] - 1).max() < 0.05

    def test_begins_with_what_is_believed_of_a_competency_nobody_had(self, fitted: Fit) -> None:
        found = again(
            ratings=ratings((1, 99, 7, PEER, 0, 3)), shared=fitted.shared, spreads=fitted.spreads, beliefs=BELIEFS
        )
        assert 2.0 < found.mean[0] < 3.5
        assert found.spread[0] > 0.4
