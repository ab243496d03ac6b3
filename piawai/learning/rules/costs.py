"""What learning costs, and what it closes."""

from decimal import Decimal


def closes_gap(*, required: int, held: int | None, reached: int | None) -> bool:
    """
    Return whether a training closed a gap: what was held fell short, and what the training gives evidence of does not.

    `held` is None where nothing was known: unknown is no gap, and none is closed. `reached` is None without evidence.

    Rule: COST-01
    Source: our own rule
    Unit: level
    """
    return held is not None and held < required and reached is not None and reached >= required


def cost_of_each(*, amount: int, many: Decimal | int) -> int | None:
    """
    Return what each of so many costs, rounded to whole rupiah; None where there is none, or nothing was spent.

    Rule: COST-02
    Source: our own rule
    Unit: whole rupiah
    """
    return round(Decimal(amount) / many) if amount and many else None


def split(*, amount: int, parts: int) -> list[int]:
    """
    Return an amount in so many parts that differ by a rupiah at most and add up to it.

    Rule: COST-03
    Source: our own rule: totals are the same however a year is cut
    Unit: whole rupiah
    """
    return [amount * (place + 1) // parts - amount * place // parts for place in range(parts)]
