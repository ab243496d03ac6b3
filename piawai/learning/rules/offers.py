"""Decisions about offers: what one costs, what it leaves open of the need."""

import datetime as dt


def cost_of_offer(*, people: int, seats: int, fixed: int, each: int) -> int:
    """
    Return what an offer costs for the people of a need, as many as it has seats for.

    Rule: OFFER-01
    Source: our own rule: fixed cost and each participant's, as in the catalogue
    Unit: rupiah
    """
    return fixed + each * min(people, seats)


def shortcomings(
    *,
    people: int,
    level: int,
    first: dt.date,
    last: dt.date,
    most: int | None,
    seats: int,
    reaches: int,
    starts_on: dt.date,
    ends_on: dt.date,
    cost: int,
) -> list[str]:
    """
    Return the codes of what an offer leaves open of the need it answers, most telling first.

    Codes: level (it reaches less), seats (fewer than people), days (outside of those asked for), money (costs more).
    An offer that falls short may still be made and taken: whoever compares sees it said.

    Rule: OFFER-02
    Source: our own rule
    """
    found = {
        "level": reaches < level,
        "seats": seats < people,
        "days": starts_on < first or ends_on > last,
        "money": most is not None and cost > most,
    }
    return [code for code, short in found.items() if short]
