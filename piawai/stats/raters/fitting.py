"""
From ratings to levels: everybody at once, or one person with the raters' leniencies held.

The spreads are learnt by expectation and maximisation, starting from what is believed; a belief weighs as much as
`_TRUST` of the things it speaks of. Rounds end after a fixed number: the levels no longer move then by more than
their own steps on a page.
"""

import numpy as np

from piawai.stats.raters import likelihood
from piawai.stats.raters.blocks import Block, Layout, lay_out, pairs_of, told_apart
from piawai.stats.raters.solving import Prior, Solution, solve, values, variances
from piawai.stats.raters.terms import Beliefs, Fit, Floats, Ints, Levels, Ratings, Shared, Spreads

FEWEST_PEOPLE = 5  # of a rater whose leniency is told apart
_ROUNDS = 15
_FIRST_STEPS, _STEPS, _LAST_STEPS = 5, 2, 4
_TRUST = 20.0
_FIXED = 1e-4  # spread of what is not to move
_NOISE_STEP = 0.15  # by which the logarithm of a noise is tried up and down


def fit(*, ratings: Ratings, beliefs: Beliefs) -> Fit:
    """Return everybody's levels, the raters' leniencies and the spreads. Some ratings are needed."""
    rater, rater_source, people = told_apart(ratings, fewest=FEWEST_PEOPLE)
    layout = lay_out(
        ratings,
        group=np.unique(ratings.group),
        sources=len(beliefs.sources),
        rater=rater,
        rater_source=rater_source,
        rater_people=people,
    )
    spreads = believed(beliefs)
    at = solve(layout, prior=_prior(layout, beliefs, spreads), spreads=spreads, steps=_FIRST_STEPS)
    for _round in range(_ROUNDS):
        spreads = _learnt(layout, at, spreads, beliefs)
        at = solve(layout, prior=_prior(layout, beliefs, spreads), spreads=spreads, steps=_STEPS, start=at)
    at = solve(layout, prior=_prior(layout, beliefs, spreads), spreads=spreads, steps=_LAST_STEPS, start=at)
    return Fit(levels=_levels(ratings, layout, at, beliefs.drift), shared=_shared(layout, at), spreads=spreads)


def again(*, ratings: Ratings, shared: Shared, spreads: Spreads, beliefs: Beliefs) -> Levels:
    """
    Return the levels of some people whose ratings changed, with everything shared as it was found.

    Groups nobody was rated in before begin with what is believed of them.
    """
    group = np.unique(ratings.group)
    known = {name: place for place, name in enumerate(shared.group.tolist())}
    places = [known.get(name) for name in group.tolist()]
    raters = np.isin(shared.rater, ratings.rater)
    mean = [beliefs.mean if place is None else shared.group_mean[place] for place in places]
    spread = [beliefs.mean_spread if place is None else shared.group_spread[place] for place in places]
    layout = lay_out(
        ratings,
        group=group,
        sources=len(beliefs.sources),
        rater=shared.rater[raters],
        rater_source=shared.rater_source[raters],
        rater_people=shared.rater_people[raters],
    )
    prior = Prior(
        np.concatenate([mean, shared.source_leniency, shared.rater_leniency[raters]]),
        np.maximum(np.concatenate([spread, shared.source_spread, shared.rater_spread[raters]]), _FIXED),
        beliefs.drift,
    )
    at = solve(layout, prior=prior, spreads=spreads, steps=_FIRST_STEPS + _LAST_STEPS)
    return _levels(ratings, layout, at, beliefs.drift)


def believed(beliefs: Beliefs) -> Spreads:
    """Return the spreads as they are believed."""
    return Spreads(
        between_people=beliefs.between_people,
        within_person=beliefs.within_person,
        between_raters=np.array([source.between_raters for source in beliefs.sources]),
        halo=np.array([source.halo for source in beliefs.sources]),
        noise=np.array([source.noise for source in beliefs.sources]),
    )


def _prior(layout: Layout, beliefs: Beliefs, spreads: Spreads) -> Prior:
    groups, raters = len(layout.group), len(layout.rater)
    leniency = [0.0 if source.anchored else source.leniency for source in beliefs.sources]
    spread = [_FIXED if source.anchored else beliefs.leniency_spread for source in beliefs.sources]
    return Prior(
        np.concatenate([np.full(groups, beliefs.mean), leniency, np.zeros(raters)]),
        np.concatenate([np.full(groups, beliefs.mean_spread), spread, spreads.between_raters[layout.rater_source]]),
        beliefs.drift,
    )


def _learnt(layout: Layout, at: Solution, spreads: Spreads, beliefs: Beliefs) -> Spreads:
    """Return the spreads that fit the unknowns best, each pulled towards what is believed."""
    before = believed(beliefs)
    sources = len(beliefs.sources)
    squares = [
        own**2 + np.einsum("pii->pi", inverse) + _through(number, layout, at)
        for number, (own, inverse) in enumerate(zip(at.own, at.inverse, strict=True))
    ]
    overall = np.concatenate([found[:, 0] for found in squares])
    within = np.concatenate([found[block.first_state] for found, block in zip(squares, layout.blocks, strict=True)])
    kindness = np.concatenate([found[block.kindness[:2]] for found, block in zip(squares, layout.blocks, strict=True)])
    source = np.concatenate([block.kindness[2] for block in layout.blocks])
    apart = np.concatenate([block.kindness[3] for block in layout.blocks])
    first = len(layout.group) + sources
    raters = at.shared[first : layout.size] ** 2 + np.diag(at.covariance)[first : layout.size]
    between, halo, noise = (np.empty(sources) for _each in range(3))
    for number, source_ in enumerate(beliefs.sources):
        noise[number] = _noise(number, layout, at, spreads.noise[number], before.noise[number])
        if source_.anchored:  # else a group seen by assessors alone would count as their kindness
            between[number], halo[number] = before.between_raters[number], before.halo[number]
            continue
        between[number] = _spread(raters[layout.rater_source == number], before.between_raters[number])
        here = source == number
        rest = np.where(apart[here], kindness[here], np.maximum(kindness[here] - between[number] ** 2, 0.0))
        halo[number] = _spread(rest, before.halo[number])
    return Spreads(
        between_people=_spread(overall, before.between_people),
        within_person=_spread(within, before.within_person),
        between_raters=between,
        halo=halo,
        noise=noise,
    )


def _through(number: int, layout: Layout, at: Solution) -> Floats:
    """Return the variance that a block's own unknowns have through what is shared."""
    touched = layout.blocks[number].touched
    inside = at.covariance[touched[:, :, None], touched[:, None, :]]
    found: Floats = np.einsum("pdk,pkl,pdl->pd", at.pull[number], inside, at.pull[number], optimize=True)
    return found


def _spread(squares: Floats, believed_: float) -> float:
    return float(np.sqrt((squares.sum() + _TRUST * believed_**2) / (len(squares) + _TRUST)))


def _noise(source: int, layout: Layout, at: Solution, now: float, believed_: float) -> float:
    """Return a noise of a source that fits better: one step towards the top of a parabola through three tries."""
    levels, middle, width = [], [], []
    for number, block in enumerate(layout.blocks):
        here = block.source == source
        if here.any():
            levels.append(block.level[here])
            middle.append(values(block, at.own[number], at.shared)[here])
            found = variances(
                block, number, at, person=block.person[here], own=block.own[here], shared=block.shared[here]
            )
            width.append(np.sqrt(np.maximum(found, 0.0)))
    if not levels:
        return now
    level, value, spread = np.concatenate(levels), np.concatenate(middle), np.concatenate(width)

    def fits(step: float) -> float:
        tried = now * float(np.exp(step))
        chance = likelihood.log_chance(level=level, value=value, spread=spread, noise=tried)
        return chance - _TRUST * float(np.log(tried / believed_)) ** 2

    low, here_, high = fits(-_NOISE_STEP), fits(0.0), fits(_NOISE_STEP)
    bend = low - 2 * here_ + high
    step = _NOISE_STEP * (0.5 * (low - high) / bend if bend < 0 else np.sign(high - low))
    return now * float(np.exp(np.clip(step, -2 * _NOISE_STEP, 2 * _NOISE_STEP)))


def _levels(ratings: Ratings, layout: Layout, at: Solution, drift: float) -> Levels:
    person, competency, _of = pairs_of(ratings)
    mean, spread, age = (np.empty(len(person)) for _each in range(3))
    counts = np.empty(len(ratings))
    for number, block in enumerate(layout.blocks):
        place, who, which, state, years = block.pair
        own = np.stack([np.zeros_like(state), state], axis=1)
        found = variances(block, number, at, person=who, own=own, shared=which[:, None])
        mean[place] = at.own[number][who[:, None], own].sum(axis=1) + at.shared[which]
        spread[place] = np.sqrt(found + drift**2 * years)
        counts[block.rows] = _counts(block, number, at, own)
        weighed = counts[block.rows] * ratings.age[block.rows]
        age[place] = np.bincount(block.pair_of_rating, weighed, len(place))
    return Levels(person=person, competency=competency, mean=mean, spread=spread, age=age, counts=counts)


def _counts(block: Block, number: int, at: Solution, own: Ints) -> Floats:
    """Return how much of its pair's level each rating accounts for: by how much the level moves with it."""
    pair = block.pair_of_rating
    inverse = at.inverse[number]
    moved = inverse[block.person[:, None, None], own[pair][:, :, None], block.own[:, None, :]].sum(axis=(1, 2))
    share = np.maximum(moved * at.weight[number], 0.0)
    found: Floats = share / np.bincount(pair, share)[pair]
    return found


def _shared(layout: Layout, at: Solution) -> Shared:
    spread = np.sqrt(np.diag(at.covariance))
    raters = len(layout.group)
    first = raters + layout.sources
    return Shared(
        group=layout.group,
        group_mean=at.shared[:raters],
        group_spread=spread[:raters],
        source_leniency=at.shared[raters:first],
        source_spread=spread[raters:first],
        rater=layout.rater,
        rater_source=layout.rater_source,
        rater_leniency=at.shared[first:-1],
        rater_spread=spread[first:-1],
        rater_people=layout.rater_people,
    )
