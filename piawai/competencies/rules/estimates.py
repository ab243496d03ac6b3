"""Decisions about ratings: which count, which may be shown, what they amount to, what to find out next."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from piawai.competencies.rules.lacking import most_named
from piawai.competencies.terms import (
    BY_OTHERS,
    FORMAL_RANK,
    IN_GROUPS,
    RATED,
    Opinion,
    Proposal,
    Rating,
    Source,
    Weight,
    within,
)
from piawai.stats.raters.reading import chance_to_change

LARGEST_SPREAD = 2.0  # standard deviation of levels, half of them 1 and half 5


def counting(ratings: Iterable[Rating], *, smallest: int) -> list[Rating]:
    """
    Return the ratings that count: of peers and subordinates only groups of at least so many raters.

    A group has the same person, competency, source and day.

    Rule: COMP-41
    Source: our own rule, decision record 19; the number: regulations, smallest_group_shown
    """
    found, groups = [], defaultdict(list)
    for row in ratings:
        if row.source in IN_GROUPS:
            groups[row.person_id, row.competency_id, row.source, row.assessed_on].append(row)
        else:
            found.append(row)
    return found + [row for group in groups.values() if len(group) >= smallest for row in group]


def last_estimable_day(ratings: Iterable[Rating]) -> dt.date | None:
    """
    Return until when ratings of one person in one competency make an estimate, inclusive; None: they do not.

    There must be a superior's, or a group of peers' or subordinates', as long as it is valid: the own rating alone,
    or with a test that counts by itself, decides nothing. The ratings are those that count.

    Rule: COMP-42
    Source: our own rule, decision record 19
    """
    return max((row.valid_until for row in ratings if row.source in BY_OTHERS), default=None)


def agreement(levels: Sequence[int]) -> float | None:
    """
    Return how alike raters see it: 1 where all say the same, 0 where they could not differ more; None for one rater.

    Rule: COMP-43
    Source: our own rule, decision record 19
    Unit: 1 less the standard deviation of the levels as a share of the largest there can be
    """
    if len(levels) < 2:
        return None
    mean = sum(levels) / len(levels)
    spread = math.sqrt(sum((level - mean) ** 2 for level in levels) / len(levels))
    return round(1 - spread / LARGEST_SPREAD, 3)


def opinions(ratings: Iterable[Rating], *, smallest: int) -> list[Opinion]:
    """
    Return ratings of one person in one competency as they may be shown, newest first.

    Peers and subordinates are one opinion a source and day, with mean and number where there are at least so many
    and the group came whole: learnt at one moment, and nobody's rating replaced since. Otherwise what was shown
    before and what would be shown now could be subtracted. Such a group counts, but is not shown; a smaller one does
    neither.

    Rule: COMP-44
    Source: our own rule, decision record 19; the number: regulations, smallest_group_shown
    """
    singles, groups = [], defaultdict(list)
    for row in ratings:
        if row.source in IN_GROUPS:
            groups[row.source, row.assessed_on].append(row)
        else:
            singles.append(row)
    found = [
        Opinion(
            row.source,
            row.assessed_on,
            row.valid_until,
            row.level,
            1,
            counts=True,
            lacks=(row.lacks,) if row.lacks else (),
        )
        for row in singles
    ]
    for (source, day), group in groups.items():
        enough = len(group) >= smallest
        shown = enough and len({row.recorded_at for row in group}) == 1 and not any(row.corrects for row in group)
        mean = round(sum(row.level for row in group) / len(group), 1) if shown else None
        until = max(row.valid_until for row in group)
        lacks = most_named((row.lacks for row in group), smallest=smallest) if shown else ()
        found.append(Opinion(source, day, until, mean, len(group) if shown else None, counts=enough, lacks=lacks))
    return sorted(found, key=lambda row: (-row.assessed_on.toordinal(), row.source))


def weight(
    opinion: Opinion,
    *,
    on: dt.date,
    decides: tuple[str, dt.date, float | None] | None,
    estimated_on: dt.date | None,
    shares: Mapping[str, float],
) -> Weight:
    """
    Return what an opinion does for the level held on a day.

    `decides` is source, day and level of what decides, None for nothing. `estimated_on` is the day of the valid
    estimate, None without one, and `shares` how much of it each source accounts for.

    Rule: COMP-47
    Source: COMP-03, COMP-41 and COMP-42
    """
    if opinion.valid_until < on:
        return Weight.OVER
    if opinion.assessed_on > on:
        return Weight.NOT_YET
    if within(opinion.without, on):
        return Weight.SUSPENDED
    if (opinion.source, opinion.assessed_on, opinion.level) == decides:
        return Weight.DECIDES
    if not opinion.counts:
        return Weight.TOO_FEW
    mapped = decides is not None and decides[0] == Source.MAPPING
    if mapped and opinion.source in shares and estimated_on is not None and opinion.assessed_on <= estimated_on:
        return Weight.COUNTS
    if decides is not None and (decides[0] in FORMAL_RANK or opinion.source not in RATED):
        return Weight.GIVES_WAY
    return Weight.ALONE if opinion.source == Source.SELF and estimated_on is None else Weight.WAITS


def is_undecided(*, required: int, held: int | None, low: int | None, high: int | None) -> bool:
    """
    Return whether it is open if a requirement is met: nothing is known, or the levels it may be lie on both sides.

    Rule: COMP-45
    Source: our own rule, decision record 19
    """
    if held is None:
        return True
    return low is not None and high is not None and low < required <= high


def next_assessment(
    *,
    required: int,
    mean: float | None,
    spread: float,
    noises: Mapping[str, float],
    minutes: Mapping[str, float],
    raters: Mapping[str, int],
    likely: float,
) -> Proposal | None:
    """
    Return the cheapest assessment that is likely enough to change whether a requirement is met; None: there is none.

    `mean` and `spread` are of what is known, `mean` None for nothing. `raters` has the sources that can be asked, and
    how many raters each needs; `minutes` of one rating, `noises` of one rating by source. Where no source is likely
    enough, the likeliest is returned. Of two at the same price the one with less noise.

    Rule: COMP-46
    Source: our own rule, decision record 19; numbers: rating_minutes, assessment_minutes, rating_worth_asking
    """
    found = []
    for source, number in raters.items():
        noise = noises[source] / math.sqrt(number)
        chance = None if mean is None else chance_to_change(mean=mean, spread=spread, required=required, noise=noise)
        found.append((Proposal(source, number, number * minutes[source], chance), noise))
    if not found:
        return None
    enough = [pair for pair in found if pair[0].chance is None or pair[0].chance >= likely]
    if enough:
        return min(enough, key=lambda pair: (pair[0].minutes, pair[1], pair[0].source))[0]
    return max(found, key=lambda pair: (pair[0].chance or 0.0, -pair[0].minutes, pair[0].source))[0]
