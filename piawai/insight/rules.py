"""What figures over groups may show, and what they mean."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from piawai.insight.terms import NextSession


def hidden_groups(sizes: Mapping[str, int], *, smallest: int) -> frozenset[str]:
    """
    Return the groups whose figures must not be shown to a reader who sees the groups' sum as well.

    Groups under `smallest` are hidden; where the sum minus what is shown would still tell of fewer people
    than that, or of one group alone, the next smallest groups are hidden with them. Empty groups tell nothing.

    Rule: INS-01
    Source: access matrix, `g`: aggregates only, groups under 5 hidden, with totals that would reveal them
    Unit: people
    """
    order = sorted((size, key) for key, size in sizes.items() if size)
    hidden = [(size, key) for size, key in order if size < smallest]
    rest = order[len(hidden) :]
    while hidden and rest and (len(hidden) == 1 or sum(size for size, _key in hidden) < smallest):
        hidden.append(rest.pop(0))
    return frozenset(key for _size, key in hidden)


def next_session(
    sessions: Sequence[NextSession], *, held: int | None, required: int, planned: Collection[str], on: dt.date
) -> NextSession | None:
    """
    Return the session that comes next for someone who holds less of a competency than is required.

    One that the plan already gives comes first, else the earliest that begins after `on`, teaches more than is
    held and asks no more of the same competency; what a session asks of other competencies is left to the plan.
    Nobody whose level is unknown is sent anywhere: assess first. None where nothing is lacking or on offer.

    Rule: INS-02
    Source: contracts, "What the first plan means": an unknown level gives no gain
    """
    if held is None or held >= required:
        return None
    fitting = [
        row for row in sessions if row.level > held and row.starts_on > on and (row.asks <= held or row.code in planned)
    ]
    return min(fitting, key=lambda row: (row.code not in planned, row.starts_on, row.code), default=None)
