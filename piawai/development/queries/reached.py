"""Reading what the money of a year reached: hours and closed gaps, by session, partner and paying unit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from piawai.development.models import UnitBudget
from piawai.development.rules import paying_unit
from piawai.learning.models import Enrolment
from piawai.learning.queries.closed import closed_gaps
from piawai.learning.queries.money import money_of_year
from piawai.learning.rules.costs import cost_of_each, split
from piawai.learning.terms import HOLDS, SessionMoney
from piawai.people.models import Unit

SESSION, PARTNER, UNIT = "", "lembaga", "unit"


@dataclass(frozen=True, slots=True)
class Reached:
    """
    What money reached: `people` hold seats of so many `hours` together, `passed` of them passed and `closed` gaps.

    `name` is None for what no unit's budget pays; `code` the session's, "" for others. `closed` is None where it may
    not be told, since too few people stand behind it. Money in whole rupiah.
    """

    name: str | None
    code: str
    people: int
    passed: int
    hours: Decimal
    committed: int
    paid: int
    closed: int | None

    @property
    def hour(self) -> int | None:
        """What an hour of one participant costs; None where there is none."""
        return cost_of_each(amount=self.committed, many=self.hours)

    @property
    def gap(self) -> int | None:
        """What is committed for each closed gap; None where none was closed."""
        return cost_of_each(amount=self.committed, many=self.closed or 0)

    @property
    def gap_paid(self) -> int | None:
        """What was paid for each closed gap; None where none was closed or nothing paid."""
        return cost_of_each(amount=self.paid, many=self.closed or 0)


@dataclass(frozen=True, slots=True)
class _Seat:
    """One seat: what it holds of its session's money and hours, and the gaps closed (None: the person did not pass)."""

    session: SessionMoney
    unit: int | None
    committed: int
    paid: int
    closed: int | None


def reached(*, year: int, cut: str, smallest: int, on: dt.date, known_at: dt.datetime) -> list[Reached]:
    """
    Return what the money for the sessions of a year reached, cut by session, partner or paying unit (PLAN-04).

    A session's money is split evenly over its seats (COST-03): the totals are the same however the year is cut. Gaps
    closed in sessions that fewer than `smallest` people passed are not told (0: all are), nor by unit then, where
    one figure could be subtracted from others.
    """
    sessions = money_of_year(year=year)
    rows = Enrolment.objects.filter(session__in=[row.session for row in sessions], state__in=HOLDS)
    closed = closed_gaps(year=year, on=on, known_at=known_at)
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, session, unit in rows.order_by("pk").values_list("pk", "session_id", "unit_id"):
        taken[session].append((pk, unit))
    seats = [seat for row in sessions for seat in _seats(row, taken.get(row.session, []), closed)]
    told = {row.session for row in sessions if sum(pk in closed for pk, _unit in taken[row.session]) >= smallest}
    if cut == UNIT:
        return _by_unit(seats, year=year, known_at=known_at, told=set() if smallest else told)
    grouped: dict[str, list[_Seat]] = defaultdict(list)
    for seat in seats:
        grouped[seat.session.partner if cut == PARTNER else seat.session.code].append(seat)
    if cut == PARTNER:
        return [_sum(name, "", grouped[name], told) for name in sorted(grouped)]
    return [_sum(row.programme, row.code, grouped[row.code], told) for row in sessions]


def _seats(row: SessionMoney, taken: list[tuple[int, int]], closed: Mapping[int, int]) -> Iterable[_Seat]:
    """Give the seats of a session; what a session without seats costs stands as one that nobody holds."""
    if not taken:
        return [_Seat(row, None, row.committed, row.paid, None)]
    shares = zip(
        split(amount=row.committed, parts=len(taken)), split(amount=row.paid, parts=len(taken)), taken, strict=True
    )
    return [_Seat(row, unit, committed, paid, closed.get(pk)) for committed, paid, (pk, unit) in shares]


def _by_unit(seats: list[_Seat], *, year: int, known_at: dt.datetime, told: set[int]) -> list[Reached]:
    budgets = set(UnitBudget.objects.known_at(known_at).filter(year=year).values_list("unit_id", flat=True))
    units = {unit.pk: unit for unit in Unit.objects.all()}
    parents = {pk: unit.parent_id for pk, unit in units.items()}
    grouped: dict[int | None, list[_Seat]] = defaultdict(list)
    for seat in seats:
        payer = None if seat.unit is None else paying_unit(unit=seat.unit, parents=parents, budgets=budgets)
        grouped[payer].append(seat)
    named = sorted((pk for pk in grouped if pk is not None), key=lambda pk: units[pk].path)
    found = [_sum(units[pk].name, "", grouped[pk], told) for pk in named]
    return [*found, _sum(None, "", grouped[None], told)] if grouped[None] else found


def _sum(name: str | None, code: str, seats: list[_Seat], told: set[int]) -> Reached:
    held = [seat for seat in seats if seat.unit is not None]
    passed = [seat for seat in held if seat.closed is not None]
    shown = [seat.closed or 0 for seat in seats if seat.session.session in told]
    return Reached(
        name=name,
        code=code,
        people=len(held),
        passed=len(passed),
        hours=sum((seat.session.hours for seat in held), Decimal(0)),
        committed=sum(seat.committed for seat in seats),
        paid=sum(seat.paid for seat in seats),
        closed=sum(shown) if shown else None,
    )
