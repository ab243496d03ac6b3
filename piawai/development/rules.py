"""Decisions about the plan: hours owed, who can be spared, who pays, what an assessment could be worth."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from piawai.development.terms import TRANSITIONS, PlanState
from piawai.people.terms import Employment


def hours_owed(*, employment: str, credited: Decimal, hours_pns: int, hours_pppk: int) -> float:
    """
    Return the learning hours (JP) still owed to someone in a year; never below 0.

    Rule: PLAN-01
    Source: PP 11/2017 art. 203(4) for PNS; for PPPK PP 49/2018, unverified
    Unit: JP
    """
    right = hours_pppk if employment in (Employment.PPPK, Employment.PPPK_PART_TIME) else hours_pns
    return float(max(Decimal(0), right - credited))


def paying_unit(*, unit: int, parents: Mapping[int, int | None], budgets: Collection[int]) -> int | None:
    """
    Return the unit whose budget pays for people of `unit`: itself or the nearest above that has one.

    None where no unit on the way up has a budget: then only the total limits.

    Rule: PLAN-04
    Source: contracts, kind anggaran
    """
    at: int | None = unit
    while at is not None and at not in budgets:
        at = parents[at]
    return at


def worth_of_assessing(
    unknown: Iterable[tuple[int, int, int]], *, lowest: int, factor: float, gain_per_level: float
) -> float:
    """
    Return the largest gain that assessing someone could reveal, and the sessions on offer could make.

    `unknown` gives for each competency without evidence (weight, level required, highest level that a session
    teaches, 0 for none). Nobody is found below the `lowest` level of the scale. It is an upper limit, used
    to rank only: no seat ever rests on it.

    Rule: PLAN-05
    Source: our own rule
    Unit: gain
    """
    reach = sum(weight * max(0, min(required, taught) - lowest) for weight, required, taught in unknown)
    return factor * gain_per_level * reach


def plan_may_become(*, state: str, action: str) -> PlanState | None:
    """
    Return where an action leads a plan from a state, None where it leads nowhere.

    Rule: PLAN-06
    Source: our own rule; who may act stands in the policy of access (O7)
    """
    return TRANSITIONS.get((state, action))
