"""Decisions about level 3: when somebody is asked what shows at work, who is asked, and what may be shown."""

import calendar
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable

from piawai.learning.terms import Graduate


def follow_up_due(*, ends_on: dt.date, months: int) -> dt.date:
    """
    Return the same day so many months later, or the last of the month where it has no such day.

    Rule: FOLLOW-01
    Source: local policy `follow_up_months`
    """
    years, month = divmod(ends_on.month - 1 + months, 12)
    year, month = ends_on.year + years, month + 1
    return dt.date(year, month, min(ends_on.day, calendar.monthrange(year, month)[1]))


def follow_up_sample(
    graduates: Iterable[Graduate], *, most: int, seed: str, asked: Collection[int], before: Collection[int]
) -> frozenset[int]:
    """
    Return whom to ask (ids of enrolments): all where they are few, else as many as `most`, drawn by lot.

    The lot depends on `seed` and the codes of the enrolments alone: whoever draws, in whatever order, draws the same.
    Each unit is drawn from in proportion to its people. Who was asked already (`asked`) stays and counts; who was
    asked an earlier time (`before`) comes before others, so that the two times can be compared.

    Rule: FOLLOW-02
    Source: our own rule; the number: local policy `follow_up_sample`
    """
    by_unit: dict[int, list[Graduate]] = defaultdict(list)
    for one in graduates:
        by_unit[one.unit].append(one)
    turns: list[tuple[bool, float, str, int]] = []
    for unit, members in by_unit.items():
        members.sort(key=lambda one: _lot(seed, one.code))
        first = _lot(seed, f"unit {unit}")
        for place, one in enumerate(members):
            turns.append((one.enrolment not in before, (place + first) / len(members), one.code, one.enrolment))
    left = max(0, most - len(asked))
    others = [enrolment for *_turn, enrolment in sorted(turns) if enrolment not in asked]
    return frozenset((*asked, *others[:left]))


def _lot(seed: str, text: str) -> float:
    """Return a number from 0 to 1 that nobody can choose, always the same for the same words."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{text}".encode()).digest()[:8]) / 2**64


def may_be_shown(parts: Iterable[int], *, smallest: int) -> bool:
    """
    Return whether a figure over one group, or over several together, may be shown.

    `parts` are the people in each group. They must be enough together; and where the figures of the larger groups are
    shown apart, what remains of the total must be nobody, or enough people again.

    Rule: FOLLOW-03
    Source: our own rule; the number: regulations, smallest_group_shown
    """
    sizes = list(parts)
    rest = sum(size for size in sizes if size < smallest)
    return sum(sizes) >= smallest and (rest == 0 or rest >= smallest)
