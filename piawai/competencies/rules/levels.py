"""Decisions about competencies: what is required, what is held, what is missing, how well a person matches."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from piawai.competencies.terms import (
    FORMAL_RANK,
    OFFICIAL,
    Evidence,
    Held,
    Jpm,
    Origin,
    Requirement,
    Source,
    Stand,
    StandardPeriod,
    within,
)


def last_valid_day(*, assessed_on: dt.date, years: int) -> dt.date:
    """
    Return the last day on which evidence counts: the same date so many years later, inclusive.

    29 February becomes 28 February where the later year has none.

    Rule: COMP-02
    Source: PerBKN 26/2019 art. 29(4) for official results (3 years); other spans are local defaults
    Unit: day, inclusive
    """
    try:
        return assessed_on.replace(year=assessed_on.year + years)
    except ValueError:
        return assessed_on.replace(year=assessed_on.year + years, day=28)


def held_on(evidence: Iterable[Evidence], *, on: dt.date) -> Held | None:
    """
    Return what someone holds on a day by the evidence on one competency; None where nothing valid decides.

    Formal evidence (official, test, passed training) comes first and the newest of it wins; on the same day
    official before test before training, then the lower level. Without formal evidence the newest estimate (internal
    mapping) decides; one that has ended does not bring back the one before it. A superior's rating newer than the
    newest valid estimate decides until the next estimate. Peers', subordinates' and own ratings never decide by
    themselves: they count through the estimate.

    Rule: COMP-03
    Source: PerBKN 26/2019 (only accredited results are official); order of the rest: our own rule, decision record 19
    """
    known = [row for row in evidence if row.assessed_on <= on]
    valid = [row for row in known if row.counts_on(on)]
    formal = [row for row in valid if row.source in FORMAL_RANK]
    deciding = formal or _mapped([row for row in known if not within(row.without, on)], valid)
    if not deciding:
        return None
    best = min(deciding, key=_precedence)
    officials = [row for row in formal if row.source in OFFICIAL]
    return Held(
        level=best.level,
        source=best.source,
        official=best.source in OFFICIAL,
        assessed_on=best.assessed_on,
        valid_until=best.valid_until,
        official_level=min(officials, key=_precedence).level if officials else None,
        low=best.low,
        high=best.high,
    )


def _mapped(known: Sequence[Evidence], valid: Sequence[Evidence]) -> list[Evidence]:
    """Return what decides without formal evidence: superiors' ratings newer than the newest estimate, else that."""
    newest = max((row.assessed_on for row in known if row.source == Source.MAPPING), default=dt.date.min)
    estimates = [row for row in valid if row.source == Source.MAPPING and row.assessed_on == newest]
    superiors = [row for row in valid if row.source == Source.SUPERIOR]
    return [row for row in superiors if not estimates or row.assessed_on > newest] or estimates


def _precedence(row: Evidence) -> tuple[int, int, int, int, str, int, int]:
    # The last keys make the answer the same whatever the order of the rows.
    return (
        -row.assessed_on.toordinal(),
        FORMAL_RANK.get(Source(row.source), 9),
        row.level,
        -row.valid_until.toordinal(),
        row.source,
        row.low or 0,
        row.high or 0,
    )


def required_on(
    standard: Iterable[StandardPeriod],
    *,
    on: dt.date,
    default_level: int | None,
    defaults: Mapping[str, str],
    default_weight: int,
) -> list[Requirement]:
    """
    Return what a job demands on a day, by competency code.

    The newest row of each competency counts. Where the job has no row in force of a kind that has defaults,
    the competencies of that kind in `defaults` (code to kind) are demanded at the `default_level` of the job's
    class and marked so; with no class (None) there are no defaults. A competency that is retired by then is demanded
    of nobody.

    Rule: COMP-04
    Source: PermenPANRB 38/2017; default levels by class: domain brief 2.4, unverified
    """
    newest: dict[str, StandardPeriod] = {}
    for row in standard:
        if row.starts_on <= on and (row.competency not in newest or newest[row.competency].starts_on < row.starts_on):
            newest[row.competency] = row
    found = [
        Requirement(row.competency, row.level, row.weight, Origin.JOB, row.critical)
        for row in newest.values()
        if row.retired_on is None or on < row.retired_on
    ]
    if default_level is not None:
        present = {row.kind for row in newest.values()}
        found += [
            Requirement(code, default_level, default_weight, Origin.CLASS)
            for code, kind in defaults.items()
            if kind not in present
        ]
    return sorted(found, key=lambda requirement: requirement.competency)


def combined(profiles: Iterable[tuple[str, Iterable[Requirement]]]) -> list[Requirement]:
    """
    Return what several profiles that count at the same time demand together, by competency code.

    `profiles` go from the own post to the others, each with the origin its demands bear, "" to keep theirs. Of each
    competency the highest level counts, on a tie that of the earlier profile, with the greatest weight, and critical
    where any says so. The other demands stay beside it, so that none is forgotten.

    Rule: COMP-08
    Source: architecture, "Required": several profiles, the highest requirement per competency, each origin kept
    """
    by_code: dict[str, list[Requirement]] = {}
    for origin, demands in profiles:
        for demand in demands:
            by_code.setdefault(demand.competency, []).append(replace(demand, origin=origin or demand.origin))
    found = []
    for demands in by_code.values():
        first = max(demands, key=lambda demand: demand.level)  # the earliest of the highest
        found.append(
            replace(
                first,
                weight=max(demand.weight for demand in demands),
                critical=any(demand.critical for demand in demands),
                also=tuple((demand.origin, demand.level) for demand in demands if demand is not first),
            )
        )
    return sorted(found, key=lambda requirement: requirement.competency)


def jpm(*, required: Mapping[str, int], official: Mapping[str, int | None], nine: Sequence[str]) -> Jpm:
    """
    Return the job person match over the nine managerial and socio-cultural competencies.

    Sum of levels held over sum of levels demanded, unweighted, in percent; only official levels count.
    Where one of the nine that are demanded is not measured, there is no figure: "incomplete (7 of 9)".

    Rule: COMP-05
    Source: PerBKN 26/2019; the capped figure and its use by default: domain brief 3
    Unit: percent
    """
    demanded = {code: required[code] for code in nine if code in required}
    levels = {code: level for code in demanded if (level := official.get(code)) is not None}
    if len(demanded) < len(nine) or len(levels) < len(nine):
        return Jpm(None, None, len(levels), len(nine))
    total = sum(demanded.values())
    return Jpm(
        raw=100 * sum(levels.values()) / total,
        capped=100 * sum(min(level, demanded[code]) for code, level in levels.items()) / total,
        measured=len(levels),
        of=len(nine),
    )


def stands(
    requirements: Iterable[Requirement], *, evidence: Mapping[str, Sequence[Evidence]], on: dt.date
) -> dict[str, Stand]:
    """
    Return where someone stands in each required competency on a day, by code.

    Rule: COMP-06
    Source: architecture, "Held on day D" and "Required"
    """
    return {
        requirement.competency: Stand(requirement, held_on(evidence.get(requirement.competency, ()), on=on))
        for requirement in requirements
    }


def change_days(
    *,
    now: Mapping[str, Stand],
    on: dt.date,
    boundaries: Iterable[dt.date],
    later: Callable[[dt.date], Mapping[str, Stand]],
) -> tuple[dict[str, dt.date], dt.date | None]:
    """
    Return the first day after `on` on which each stand differs without any new fact, and the first of all.

    `boundaries` are the only days on which anything can change; `later` gives the stands of a day. A competency
    that never changes is left out; the second value also sees competencies that are not required yet.

    Rule: COMP-07
    Source: architecture, `changes_on`
    """
    found: dict[str, dt.date] = {}
    first: dt.date | None = None
    for day in sorted({day for day in boundaries if day > on}):
        then = later(day)
        if first is None and then != now:
            first = day
        for code in now.keys() - found.keys():
            if then.get(code) != now[code]:
                found[code] = day
        if first is not None and len(found) == len(now):
            break
    return found, first
