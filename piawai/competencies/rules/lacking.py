"""Decisions about what is missing at a gap: knowledge, skill or attitude."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from piawai.competencies.terms import Aspect, Missing, Opinion, within


def most_named(named: Iterable[str], *, smallest: int) -> tuple[str, ...]:
    """
    Return the aspects that most raters of one group name as missing; all of them where they are named equally often.

    "" is a rater who names none. Nothing where fewer than so many raters name one: what few of a group say is not
    told, even where the group itself is large enough to be shown.

    Rule: COMP-48
    Source: our own rule, decision record 19; the number: regulations, smallest_group_shown
    """
    counts = Counter(aspect for aspect in named if aspect)
    return _most(counts) if counts.total() >= smallest else ()


def missing_most(opinions: Iterable[Opinion], *, on: dt.date) -> Missing:
    """
    Return what is missing most by what is valid on a day. What nobody names, or may tell, is unknown.

    The opinions are those about one person in one competency, as they may be shown. Of each source only the newest
    speak: an older one may be out of date. Each has one voice, a group too; one that is divided names all its aspects.

    Rule: COMP-49
    Source: our own rule, decision record 19
    """
    newest: dict[str, list[Opinion]] = defaultdict(list)
    for row in opinions:
        if not row.assessed_on <= on <= row.valid_until or within(row.without, on):
            continue
        known = newest[row.source]
        if known and known[0].assessed_on < row.assessed_on:
            known.clear()
        if not known or known[0].assessed_on == row.assessed_on:
            known.append(row)
    said = [row for rows in newest.values() for row in rows if row.lacks]
    aspects = _most(Counter(aspect for row in said for aspect in row.lacks))
    naming = [row for row in said if set(row.lacks) & set(aspects)]
    naming.sort(key=lambda row: (-row.assessed_on.toordinal(), row.source))
    sources = tuple(dict.fromkeys(row.source for row in naming))
    return Missing(aspects, sources, naming[0].assessed_on if naming else None)


def _most(counts: Counter[str]) -> tuple[str, ...]:
    """Return what is counted most often, in the order of the aspects."""
    most = max(counts.values(), default=0)
    return tuple(aspect.value for aspect in Aspect if most and counts[aspect.value] == most)
