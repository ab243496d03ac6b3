"""All that is known of a city on the day a plan is made, read once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from piawai.competencies.queries.standings import DatedRows, dated_rows
from piawai.competencies.terms import Stand
from piawai.development.models import Lock, UnitBudget
from piawai.learning.models import Session
from piawai.learning.queries.catalogue import sessions_of
from piawai.learning.queries.completed import attended, credited_hours
from piawai.learning.terms import Mode
from piawai.lib.text import name_key
from piawai.people import queries as people
from piawai.people.models import CareerEvent, Person
from piawai.people.terms import ABSENCES, PlacementPeriod
from piawai.performance.models import Result
from piawai.performance.queries import last_results
from piawai.regulations import values

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class City:
    """People, posts, stands, sessions, absences, money and decisions; keyed by database id."""

    year: int
    on: dt.date
    rows: DatedRows
    persons: tuple[Person, ...]
    posts: Mapping[int, PlacementPeriod]
    stands: Mapping[int, Mapping[str, Stand]]
    sessions: tuple[Session, ...]
    absences: Mapping[int, list[tuple[dt.date, dt.date]]]
    results: Mapping[int, Result]
    credited: Mapping[int, Decimal]
    attended: frozenset[tuple[int, str]]
    offices: Mapping[int, int]
    parents: Mapping[int, int | None]
    unit_ids: Mapping[int, str]
    budgets: Mapping[int, int]
    purses: Mapping[int, int]  # unit id to position of its budget
    locks: Mapping[tuple[int, int], str]  # (person id, session id) to decision
    days_off: frozenset[dt.date]
    travel_days: int


def read(*, year: int, on: dt.date, known_at: dt.datetime) -> City:
    everybody = people.everybody()
    rows = dated_rows(scope=everybody, on=on, known_at=known_at)
    posts = {pk: post for pk, career in rows.careers.items() if (post := career.on(on)) is not None}
    persons = tuple(person for person in everybody.order_by("nip") if person.pk in posts)
    units = rows.units
    budgets = dict(
        UnitBudget.objects.known_at(known_at).filter(year=year).order_by("unit_id").values_list("unit_id", "rupiah")
    )
    return City(
        year=year,
        on=on,
        rows=rows,
        persons=persons,
        posts=posts,
        stands={person.pk: rows.stands(person.pk, on) for person in persons},
        sessions=tuple(sessions_of(year=year)),
        absences=_absences(year, known_at),
        results=last_results(scope=everybody, on=on, known_at=known_at),
        credited=credited_hours(scope=everybody, year=year, known_at=known_at),
        attended=frozenset((pk, name_key(name)) for pk, name in attended(scope=everybody, known_at=known_at)),
        offices=people.offices(),
        parents=people.unit_parents(),
        unit_ids={pk: unit.siasn_id for pk, unit in units.items()},
        budgets=budgets,
        purses={unit: place for place, unit in enumerate(budgets)},
        locks={
            (person, session): decision
            for person, session, decision in Lock.objects.known_at(known_at)
            .filter(session__starts_on__year=year)
            .values_list("person_id", "session_id", "decision")
        },
        days_off=people.days_off(first=dt.date(year, 1, 1), last=dt.date(year + 1, 1, 31)),
        travel_days=values.value("travel_days_each_way", on=on).whole,
    )


def _absences(year: int, known_at: dt.datetime) -> dict[int, list[tuple[dt.date, dt.date]]]:
    found: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = CareerEvent.objects.known_at(known_at).filter(kind__in=ABSENCES, starts_on__lte=dt.date(year + 1, 1, 31))
    for person_id, starts_on, ends_on in rows.values_list("person_id", "starts_on", "ends_on"):
        found[person_id].append((starts_on, ends_on or dt.date.max))
    return found


def span(city: City, session: Session) -> tuple[dt.date, dt.date]:
    """First and last day on which a participant is taken, travel included."""
    travel = _ONE_DAY * (0 if session.mode == Mode.ONLINE else city.travel_days)
    return session.starts_on - travel, session.ends_on + travel
