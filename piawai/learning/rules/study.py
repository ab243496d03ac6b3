"""Decisions about studies for a degree and about recognised prior learning."""

import datetime as dt
from collections.abc import Iterator

from piawai.learning.terms import (
    Demand,
    Finding,
    PriorState,
    StudyAction,
    StudyAsked,
    StudyFacts,
    StudyKind,
    StudyLaw,
    StudyState,
    Written,
)

_OURS = "Piawai"  # what the data itself says

# From which states an action leads to which. What is not named is refused.
_STEPS: dict[StudyAction, tuple[frozenset[StudyState], StudyState]] = {
    StudyAction.SUPPORT: (frozenset({StudyState.ASKED}), StudyState.SUPPORTED),
    StudyAction.GRANT: (frozenset({StudyState.ASKED, StudyState.SUPPORTED}), StudyState.GRANTED),
    StudyAction.REFUSE: (frozenset({StudyState.ASKED, StudyState.SUPPORTED}), StudyState.REFUSED),
    StudyAction.WITHDRAW: (frozenset({StudyState.ASKED, StudyState.SUPPORTED}), StudyState.WITHDRAWN),
    StudyAction.EXTEND: (frozenset({StudyState.GRANTED}), StudyState.GRANTED),
    StudyAction.FINISH: (frozenset({StudyState.GRANTED}), StudyState.FINISHED),
    StudyAction.END: (frozenset({StudyState.GRANTED}), StudyState.ENDED),
    StudyAction.TAKE_BACK: (frozenset({StudyState.GRANTED}), StudyState.WITHDRAWN),
}
_PRIOR_STEPS: dict[PriorState, frozenset[PriorState]] = {
    PriorState.ASKED: frozenset({PriorState.ASSIGNED, PriorState.RECOGNISED, PriorState.REFUSED, PriorState.WITHDRAWN}),
    PriorState.ASSIGNED: frozenset(
        {
            PriorState.ASSIGNED,  # to another assessor
            PriorState.ASKED,  # taken back
            PriorState.RECOGNISED,
            PriorState.REFUSED,
            PriorState.WITHDRAWN,
        }
    ),
}


def study_may_become(*, state: str, action: str) -> StudyState | None:
    """
    Return where an action leads a study from a state, None where it leads nowhere.

    Rule: STUDY-01
    Source: our own rule: asked for, supported by the head, granted by BKPSDM; who may act stands in the policy
    """
    leaving, reached = _STEPS[StudyAction(action)]
    return reached if state in leaving else None


def study_leaving(action: str) -> frozenset[StudyState]:
    """
    Return the states from which an action leads on.

    Rule: STUDY-02
    Source: the same table as STUDY-01, as one conditional update asks for it
    """
    return _STEPS[StudyAction(action)][0]


def is_running(*, state: str, starts_on: dt.date, on: dt.date) -> bool:
    """
    Return whether a study has begun and is not over: granted, and its first day has come.

    Rule: STUDY-03
    Source: our own rule: told by the days, so that nobody has to say that it began
    """
    return state == StudyState.GRANTED and starts_on <= on


def owed_days(*, starts_on: dt.date, ended_on: dt.date, times: int) -> int:
    """
    Return how many days of service are owed after a study: so many times the days that it took.

    Rule: STUDY-04
    Source: regulations study_service_owed
    Unit: days
    """
    return times * _length(starts_on, ended_on)


def study_demands(*, asked: StudyAsked, facts: StudyFacts, law: StudyLaw) -> list[Demand]:
    """
    Return what a study asks of somebody and how it stands, what the data itself says first.

    What the law asks counts as `Demand.refuses` only where it was read in its source. What is not known is neither met
    nor unmet.

    Rule: STUDY-05
    Source: regulations study_service_years, study_predicates, study_employment, study_remaining_service, retirement_age
    """
    return [*_of_the_days(asked, facts), *_of_the_law(asked, facts, law)]


def _of_the_days(asked: StudyAsked, facts: StudyFacts) -> Iterator[Demand]:
    yield Demand("serving", Finding.MET if facts.serving else Finding.UNMET, _OURS, checked=True)
    yield Demand("under_way", Finding.UNMET if facts.under_way else Finding.MET, _OURS, checked=True)
    if asked.kind == StudyKind.ASSIGNMENT and facts.away is not None:
        kind, first, last = facts.away
        details = {"kind": kind, "first": first, "last": last or "…"}
        yield Demand("absence", Finding.UNMET, _OURS, checked=True, details=details)


def _of_the_law(asked: StudyAsked, facts: StudyFacts, law: StudyLaw) -> Iterator[Demand]:
    if law.employment is not None:
        met = facts.employment in law.employment.codes if facts.employment else None
        yield _demand("permanent", law.employment, met=met)
    if law.service_years is not None:
        years = law.service_years.number
        served = _served(facts.appointed_on, asked.starts_on, years)
        yield _demand("service_years", law.service_years, met=served, least=years)
    if law.predicates is not None:
        met = facts.predicate in law.predicates.codes if facts.predicate else None
        yield _demand("performance", law.predicates, met=met)
    if law.remaining is not None:
        times = law.remaining.number
        left = None
        if facts.retires_on is not None:
            left = (facts.retires_on - asked.ends_on).days - 1 >= times * _length(asked.starts_on, asked.ends_on)
        written = Written(times, law.remaining.source, law.remaining.checked and facts.retires_checked)
        yield _demand("remaining_service", written, met=left, least=times)


def _demand(code: str, written: Written, *, met: bool | None, **details: object) -> Demand:
    finding = Finding.UNKNOWN if met is None else Finding.MET if met else Finding.UNMET
    return Demand(code, finding, written.source, checked=written.checked, details=details)


def _served(appointed_on: dt.date | None, starts_on: dt.date, years: int) -> bool | None:
    if appointed_on is None:
        return None
    full = (appointed_on.year + years, appointed_on.month, appointed_on.day)
    return full <= (starts_on.year, starts_on.month, starts_on.day)


def _length(starts_on: dt.date, ends_on: dt.date) -> int:
    return (ends_on - starts_on).days + 1


def prior_leaving(wanted: str) -> frozenset[PriorState]:
    """
    Return the states from which a request for recognition may come to the state `wanted`.

    Rule: STUDY-06
    Source: our own rule: decided once; an assessor may be changed until then
    """
    return frozenset(state for state, reached in _PRIOR_STEPS.items() if wanted in reached)


def prior_reference(code: str) -> str:
    """
    Return what tells what was recognised by a request from every other certificate.

    Rule: STUDY-07
    Source: our own rule, decision record 23
    """
    return f"rpl:{code}"
