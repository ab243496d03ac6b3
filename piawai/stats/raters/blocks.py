"""
Ratings laid out for arithmetic: unknowns of each person, and unknowns that all people share.

The value behind a rating is a sum of six. Three are shared: mean of the group, leniency of the source, more
leniency of the rater. Three are the person's own, and 0 on the whole: overall strength, strength in the competency
in the month of the rating, kindness of the rater to this person. Strength in a competency wanders from month to
month. A rater of few people cannot be told apart from chance: that leniency is part of the kindness.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from piawai.stats.raters.terms import Floats, Ints, Ratings

MONTHS = 12.0
NONE = -1
PARTS = 3  # of a value, shared and own
_LARGEST, _SLACK = 400, 4  # people of a block; unknowns by which they may differ


@dataclass(frozen=True, slots=True)
class Layout:
    """
    The whole: names of what is shared, and the blocks. The shared vector has the groups' means, then the
    sources' leniencies, then those of the raters told apart.
    """

    group: Ints
    sources: int
    rater: Ints
    rater_source: Ints
    rater_people: Ints
    blocks: tuple["Block", ...]

    @property
    def size(self) -> int:
        """How many unknowns all people share."""
        return len(self.group) + self.sources + len(self.rater)


@dataclass(frozen=True, slots=True)
class Block:
    """
    Some people with about as many unknowns. All places are within the block's arrays.

    For each rating: `rows` its place among all, `person`, `own` its three unknowns, `shared` its three in the
    shared vector (none: the vector's length), `columns` these among the person's `touched`.
    """

    people: int
    size: int  # unknowns of a person; 0 is overall strength
    used: NDArray[np.bool_]  # people x size
    rows: Ints
    person: Ints
    own: Ints  # ratings x 3
    shared: Ints  # ratings x 3
    columns: Ints  # ratings x 3
    touched: Ints  # people x columns, padded with the vector's length
    source: Ints
    level: Ints
    first_state: tuple[Ints, Ints]  # person, unknown
    later_state: tuple[Ints, Ints, Ints, Floats]  # person, unknown, the one before, years between
    kindness: tuple[Ints, Ints, Ints, NDArray[np.bool_]]  # person, unknown, source, whether the rater is told apart
    pair: tuple[Ints, Ints, Ints, Ints, Floats]  # place among all, person, group, last state, its age
    pair_of_rating: Ints  # place among the block's pairs


def told_apart(ratings: Ratings, *, fewest: int) -> tuple[Ints, Ints, Ints]:
    """Return rater, source and people rated of the raters with at least `fewest` people."""
    once = np.unique(np.stack([ratings.source, ratings.rater, ratings.person], axis=1), axis=0)
    raters, people = np.unique(once[:, :2], axis=0, return_counts=True)
    enough = people >= fewest
    return raters[enough, 1], raters[enough, 0], people[enough].astype(np.int64)


def pairs_of(ratings: Ratings) -> tuple[Ints, Ints, Ints]:
    """Return person and competency of each pair with ratings, in order, and the pair of each rating."""
    pairs, of = np.unique(np.stack([ratings.person, ratings.competency], axis=1), axis=0, return_inverse=True)
    return pairs[:, 0], pairs[:, 1], of.ravel()


def lay_out(
    ratings: Ratings, *, group: Ints, sources: int, rater: Ints, rater_source: Ints, rater_people: Ints
) -> Layout:
    """Return the layout of ratings whose groups and raters told apart are given, both in order."""
    size = len(group) + sources + len(rater)
    shared = np.stack(
        [
            np.searchsorted(group, ratings.group),
            len(group) + ratings.source,
            _rater_places(ratings, rater, rater_source, first=len(group) + sources, none=size),
        ],
        axis=1,
    )
    person = np.unique(ratings.person, return_inverse=True)[1].ravel()
    pair = pairs_of(ratings)[2]
    blocks = tuple(_block(ratings, shared, pair, rows, none=size) for rows in _cut(ratings, person))
    return Layout(group, sources, rater, rater_source, rater_people, blocks)


def _rater_places(ratings: Ratings, rater: Ints, rater_source: Ints, *, first: int, none: int) -> Ints:
    """Return for each rating the place of its rater in the shared vector, `none` for raters not told apart."""
    known = {pair: first + place for place, pair in enumerate(zip(rater_source.tolist(), rater.tolist(), strict=True))}
    wanted = zip(ratings.source.tolist(), ratings.rater.tolist(), strict=True)
    return np.array([known.get(pair, none) for pair in wanted], dtype=np.int64)


def _cut(ratings: Ratings, person: Ints) -> Iterator[Ints]:
    """Give the rows of each block: people of about the same number of unknowns, not too many."""
    kindnesses = np.unique(np.stack([person, ratings.source, ratings.rater], axis=1), axis=0)[:, 0]
    months = np.round(ratings.age * MONTHS).astype(np.int64)
    states = np.unique(np.stack([person, ratings.competency, months], axis=1), axis=0)[:, 0]
    size = np.bincount(kindnesses) + np.bincount(states)
    order = np.argsort(size, kind="stable")
    block = np.empty(len(order), dtype=np.int64)
    number, begun = 0, 0
    for place, who in enumerate(order.tolist()):
        if place - begun >= _LARGEST or size[who] > size[order[begun]] + _SLACK:
            number, begun = number + 1, place
        block[who] = number
    of_rating = block[person]
    rows = np.argsort(of_rating, kind="stable")
    yield from np.split(rows, np.searchsorted(of_rating[rows], np.arange(1, number + 1)))


def _block(ratings: Ratings, shared: Ints, pair: Ints, rows: Ints, *, none: int) -> Block:
    person = np.unique(ratings.person[rows], return_inverse=True)[1].ravel()
    source, level = ratings.source[rows], ratings.level[rows]
    people = int(person.max()) + 1
    months = np.round(ratings.age[rows] * MONTHS).astype(np.int64)

    # States: by person and competency the oldest first, after overall strength
    keys = np.stack([person, ratings.competency[rows], -months], axis=1)
    states, state_of = _unique(keys)
    state_person = states[:, 0]
    state_place = 1 + _rank(state_person)
    first = np.ones(len(states), dtype=bool)
    first[1:] = (states[1:, :2] != states[:-1, :2]).any(axis=1)
    last = np.append(first[1:], True)
    later = ~first
    years = (states[later, 2] - states[np.flatnonzero(later) - 1, 2]) / MONTHS

    # Kindnesses, after the states
    keys = np.stack([person, source, ratings.rater[rows]], axis=1)
    kinds, kind_of = _unique(keys)
    kind_person = kinds[:, 0]
    kind_place = 1 + np.bincount(state_person, minlength=people)[kind_person] + _rank(kind_person)
    apart = np.zeros(len(kinds), dtype=bool)
    apart[kind_of] = shared[rows, 2] != none

    size = int(kind_place.max()) + 1
    used = np.zeros((people, size), dtype=bool)
    used[:, 0] = True
    used[state_person, state_place] = True
    used[kind_person, kind_place] = True
    touched, columns = _touched(person, shared[rows], none=none)
    pairs, pair_of = _unique(np.stack([person, ratings.competency[rows]], axis=1))
    pair_place = np.empty(len(pairs), dtype=np.int64)
    pair_place[pair_of] = pair[rows]
    group = np.empty(len(pairs), dtype=np.int64)
    group[pair_of] = shared[rows, 0]
    return Block(
        people=people,
        size=size,
        used=used,
        rows=rows,
        person=person,
        own=np.stack([np.zeros_like(person), state_place[state_of], kind_place[kind_of]], axis=1),
        shared=shared[rows],
        columns=columns,
        touched=touched,
        source=source,
        level=level,
        first_state=(state_person[first], state_place[first]),
        later_state=(state_person[later], state_place[later], state_place[later] - 1, years),
        kindness=(kind_person, kind_place, kinds[:, 1], apart),
        pair=(pair_place, pairs[:, 0], group, state_place[last], -states[last, 2] / MONTHS),
        pair_of_rating=pair_of,
    )


def _touched(person: Ints, shared: Ints, *, none: int) -> tuple[Ints, Ints]:
    """Return which shared unknowns touch each person, and where each rating's stand among them."""
    keys, of = _unique(np.stack([np.repeat(person, PARTS), shared.ravel()], axis=1))
    column = _rank(keys[:, 0])
    touched = np.full((int(person.max()) + 1, int(column.max()) + 1), none, dtype=np.int64)
    touched[keys[:, 0], column] = keys[:, 1]
    return touched, column[of].reshape(shared.shape)


def _unique(keys: Ints) -> tuple[Ints, Ints]:
    found, of = np.unique(keys, axis=0, return_inverse=True)
    return found, of.ravel()


def _rank(groups: Ints) -> Ints:
    """Return the place of each row within its group, for groups in order."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)
