"""What fits under an agreement, and what may be paid."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from piawai.learning.terms import AgreementState


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What an agreement allows: days inclusive; `prices` by programme (id): at most so much a person, and fixed.

    Without prices every programme is covered, at the partner's own price.
    """

    first: dt.date
    last: dt.date
    prices: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a session asks of an agreement, in whole rupiah."""

    first: dt.date
    last: dt.date
    programme: int
    participant_cost: int
    fixed_cost: int


def why_not_under(*, terms: Terms, asked: Asked) -> str:
    """
    Return why a session cannot stand under an agreement: days, programme or price; "" where it can.

    Rule: AGREE-01
    Source: local policy
    """
    if not terms.first <= asked.first <= asked.last <= terms.last:
        return "days"
    if not terms.prices:
        return ""
    if asked.programme not in terms.prices:
        return "programme"
    person, fixed = terms.prices[asked.programme]
    return "price" if asked.participant_cost > person or asked.fixed_cost > fixed else ""


def is_over(*, state: str, ends_on: dt.date, on: dt.date) -> bool:
    """
    Return whether an agreement that was signed has come to its end by itself: its last day has passed.

    Rule: AGREE-04
    Source: our own rule: told by the days, so that nobody has to say that it is over
    """
    return state == AgreementState.SIGNED and ends_on < on


def commitment(*, runs: bool, fixed_cost: int, participant_cost: int, people: int) -> int:
    """
    Return what a session commits: the fixed cost, and the participant's cost for everybody who holds a seat.

    A session that is not opened, or is cancelled, commits nothing.

    Rule: AGREE-02
    Source: local policy
    Unit: whole rupiah
    """
    return fixed_cost + participant_cost * people if runs else 0


def left_to_pay(*, committed: int, paid: int, ceiling: int | None, paid_under: int) -> int:
    """
    Return how much more may be paid: what is committed and, under an agreement with a ceiling, what it leaves.

    Rule: AGREE-03
    Source: local policy
    Unit: whole rupiah; never below 0
    """
    left = committed - paid
    if ceiling is not None:
        left = min(left, ceiling - paid_under)
    return max(left, 0)
