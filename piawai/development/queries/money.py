"""Reading who pays for the sessions of a year: what their people cost, unit by unit, against its budget."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from django.db.models import Count, F, Sum

from piawai.development.models import UnitBudget
from piawai.development.rules import paying_unit
from piawai.learning.models import Enrolment
from piawai.learning.queries.money import RUNS, money_of_year
from piawai.learning.rules.costs import split
from piawai.learning.terms import HOLDS, SessionMoney
from piawai.people.models import Unit


@dataclass(frozen=True, slots=True)
class UnitMoney:
    """
    What a unit's budget pays for in a year, in whole rupiah: `people` seats cost `committed`, `paid` of it was paid.

    `unit` is None for what no unit's budget pays; `budget` None where there is none.
    """

    unit: str | None
    people: int
    committed: int
    paid: int
    budget: int | None


@dataclass(frozen=True, slots=True)
class YearByUnit:
    """
    What the units pay in a year, by path, those without a budget last.

    `fixed` is what no participant causes, `fixed_paid` what was paid of it, and for sessions that do not take place.
    """

    units: tuple[UnitMoney, ...]
    fixed: int
    fixed_paid: int


def by_unit(*, year: int, known_at: dt.datetime) -> YearByUnit:
    """
    Return who pays for the seats held in the sessions of a year (PLAN-04), and the fixed cost of the sessions.

    What was paid for a session is divided as what it commits, and evenly over its seats (COST-03).
    """
    budgets = dict(UnitBudget.objects.known_at(known_at).filter(year=year).values_list("unit_id", "rupiah"))
    units = {unit.pk: unit for unit in Unit.objects.all()}
    parents = {pk: unit.parent_id for pk, unit in units.items()}
    sessions = money_of_year(year=year)
    shares = {
        row.session: iter(split(amount=_paid_for_people(row), parts=row.people)) for row in sessions if row.people
    }
    seats = Enrolment.objects.filter(session__starts_on__year=year, session__state__in=RUNS, state__in=HOLDS)
    people: dict[int | None, int] = defaultdict(int)
    costs: dict[int | None, int] = defaultdict(int)
    paid: dict[int | None, int] = defaultdict(int)
    rows = seats.order_by("session_id", "unit_id").values_list("session_id", "unit_id")
    for session, unit_id, many, cost in rows.annotate(n=Count("pk"), cost=Sum(F("session__participant_cost"))):
        payer = paying_unit(unit=unit_id, parents=parents, budgets=budgets.keys())
        people[payer] += many
        costs[payer] += cost
        paid[payer] += sum(islice(shares.get(session, iter(())), many))
    named = sorted((pk for pk in {*budgets, *costs} if pk is not None), key=lambda pk: units[pk].path)
    found = [UnitMoney(units[pk].name, people[pk], costs[pk], paid[pk], budgets[pk]) for pk in named]
    if people[None]:
        found.append(UnitMoney(None, people[None], costs[None], paid[None], None))
    fixed_paid = sum(row.paid - _paid_for_people(row) for row in sessions)
    return YearByUnit(tuple(found), sum(row.fixed for row in sessions), fixed_paid)


def _paid_for_people(row: SessionMoney) -> int:
    """Return what was paid of a session's cost of its people, as their part of what it commits."""
    return row.paid * row.for_people // row.committed if row.committed else 0
