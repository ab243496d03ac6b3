"""Decisions about tests: which items, in which order, what is reached, what is passed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random


def item_key(*, text: str) -> str:
    """
    Return what tells a question from others of its programme: its words, whatever their case and spacing.

    Rule: TEST-07
    Source: our own rule: the same question handed in again is the same item
    """
    return " ".join(text.split()).casefold()


def drawn(*, pool: Sequence[int], count: int, seed: int) -> list[int]:
    """
    Return the items (ids) of somebody's test in their order: `count` of the pool, all where there are fewer.

    The same seed gives the same test.

    Rule: TEST-01
    Source: our own rule: neighbours do not sit before the same question
    """
    ordered = sorted(pool)
    return Random(seed).sample(ordered, min(count, len(ordered)))  # noqa: S311 (mixes, hides nothing)


def mixed(*, options: int, item: int, seed: int) -> list[int]:
    """
    Return the places of an item's options in the order in which somebody sees them.

    Rule: TEST-02
    Source: our own rule
    """
    places = list(range(options))
    Random(seed * 1_000_003 + item).shuffle(places)  # noqa: S311 (mixes, hides nothing)
    return places


def right_answers(*, answers: Mapping[int, int], key: Mapping[int, int]) -> int:
    """
    Return how many answers are right: both map items (ids) to places of options. What is not answered is not right.

    Rule: TEST-03
    Source: our own rule
    """
    return sum(answers.get(item) == right for item, right in key.items())


def mark(*, right: int, of: int) -> int:
    """
    Return what was reached, rounded down: 69.9 percent is not 70.

    Rule: TEST-04
    Source: our own rule
    Unit: percent of right answers, whole
    """
    return right * 100 // of if of else 0


def over(*, due_at: dt.datetime, submitted_at: dt.datetime | None, at: dt.datetime) -> bool:
    """
    Return whether a test takes no more answers: it was sent, or its time is up.

    Rule: TEST-05
    Source: our own rule
    """
    return submitted_at is not None or at > due_at


def passed(*, reached: int | None, least: int | None, closed: bool) -> bool | None:
    """
    Return whether the test after a session is passed, None while that is not known.

    `reached` is None where it was not taken, `least` where the session has no such test.

    Rule: TEST-06
    Source: local policy (regulations: training_pass_mark)
    Unit: percent of right answers
    """
    if least is None:
        return None
    if reached is None:
        return False if closed else None
    return reached >= least
