"""Reading who pays for the sessions of a year: what their people cost, unit by unit, against its budget."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from piawai.development.models import UnitBudget
from piawai.development.rules import paying_unit
from piawai.learning.models import Enrolment
from piawai.learning.queries.money import RUNS, money_of_year
from piawai.learning.terms import HOLDS
from piawai.people.models import Unit


@dataclass(frozen=True, slots=True)
class UnitMoney:
    """
    What a unit's budget pays for in a year, in whole rupiah: `people` seats cost `committed`.

    `unit` is None for what no unit's budget pays; `budget` None where there is none.
    """

    unit: str | None
    people: int
    committed: int
    budget: int | None


@dataclass(frozen=True, slots=True)
class YearByUnit:
    """What the units pay in a year, by path, those without a budget last; `fixed` is what no participant causes."""

    units: tuple[UnitMoney, ...]
    fixed: int


def by_unit(*, year: int, known_at: dt.datetime) -> YearByUnit:
    """Return who pays for the seats held in the sessions of a year (PLAN-04), and the fixed cost of the sessions."""
    budgets = dict(UnitBudget.objects.known_at(known_at).filter(year=year).values_list("unit_id", "rupiah"))
    units = {unit.pk: unit for unit in Unit.objects.all()}
    parents = {pk: unit.parent_id for pk, unit in units.items()}
    seats = Enrolment.objects.filter(session__starts_on__year=year, session__state__in=RUNS, state__in=HOLDS)
    people: dict[int | None, int] = defaultdict(int)
    costs: dict[int | None, int] = defaultdict(int)
    rows = seats.order_by().values_list("unit_id").annotate(n=Count("pk"), cost=Sum(F("session__participant_cost")))
    for unit_id, many, cost in rows:
        payer = paying_unit(unit=unit_id, parents=parents, budgets=budgets.keys())
        people[payer] += many
        costs[payer] += cost
    named = sorted((pk for pk in {*budgets, *costs} if pk is not None), key=lambda pk: units[pk].path)
    found = [UnitMoney(units[pk].name, people[pk], costs[pk], budgets[pk]) for pk in named]
    if people[None]:
        found.append(UnitMoney(None, people[None], costs[None], None))
    return YearByUnit(tuple(found), sum(row.fixed for row in money_of_year(year=year)))
