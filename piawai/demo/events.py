"""What befalls the demo city's people: the kejadian file."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from piawai.demo import cells
from piawai.demo.cells import Row, Table
from piawai.demo.days import month_start, months_before
from piawai.demo.jobs import STRUCTURAL
from piawai.demo.offices import Unit, lineage
from piawai.demo.people import City, Person
from piawai.demo.population import CPNS, PART_TIME, PNS, PPPK

HEADERS = ("NIP", "JENIS", "MULAI", "SELESAI", "UNOR ID", "JABATAN NAMA", "NOMOR SK")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that befalls a person from a day on; `last` is None where no end is set."""

    person: Person
    kind: str
    first: dt.date
    last: dt.date | None = None
    unit: Unit | None = None
    job_name: str = ""


@dataclass(frozen=True)
class Events:
    """The kejadian file, and the NIPs of everybody it touches."""

    table: Table
    touched: frozenset[str]


def befall(*, city: City) -> Events:
    """Return leave, studies, acting heads, ends of contracts, retirements, transfers and journeys."""
    rng = city.chance("kejadian")
    found: list[Event] = [*_studies(city, rng), *_endings(city, rng), *_acting(city, rng)]
    gone = {event.person.number for event in found}
    for maker in (_leave, _transfers, _journeys):
        made = [event for event in maker(city, rng) if event.person.number not in gone]
        gone |= {event.person.number for event in made}
        found.extend(made)
    rows = tuple(_row(event, order, rng) for order, event in enumerate(found, start=1))
    return Events(table=Table(HEADERS, rows), touched=frozenset(gone))


def _studies(city: City, rng: random.Random) -> Iterator[Event]:
    for person in city.people:
        if person.legal_status == "03":
            first = max(months_before(day=city.on, months=rng.randint(4, 26)), person.appointed_on)
            yield Event(person, "TUGAS_BELAJAR", first, dt.date(city.plan_year, rng.choice((6, 8, 12)), 30))


def _endings(city: City, rng: random.Random) -> Iterator[Event]:
    """Return retirements by age up to the end of the plan year, and contracts not prolonged in it."""
    for person in city.people:
        if not person.is_present or person.leads:
            continue
        if person.status in {PPPK, PART_TIME}:
            if rng.random() < 0.07:
                ends = month_start(year=city.plan_year, month=person.appointed_on.month)
                yield Event(
                    person, "AKHIR_KONTRAK", ends if ends > city.on else month_start(year=city.plan_year, month=12)
                )
        elif city.on < person.retires_on <= dt.date(city.plan_year, 12, 31):
            yield Event(person, "PENSIUN", person.retires_on)


def _acting(city: City, rng: random.Random) -> Iterator[Event]:
    """Return a PLT for every vacant post, and a few heads on leave with a PLH in their place."""
    busy: set[str] = set()
    for unit in city.units:
        if unit.vacant:
            person = _substitute(city, unit, busy)
            if person is not None:
                busy.add(person.number)
                first = months_before(day=city.on, months=rng.randint(0, 2))
                yield Event(person, "PLT", first, month_start(year=first.year, month=first.month + 6), unit, unit.post)
    divisions = [unit for unit in city.units if unit.kind == "BIDANG" and not unit.vacant]
    for unit in rng.sample(divisions, min(len(divisions), len(city.people) // 600)):
        head = city.heads[unit.position]
        person = _substitute(city, unit, busy)
        if person is not None and head.number not in busy:
            busy |= {person.number, head.number}
            first = dt.date(city.plan_year, rng.randint(2, 11), rng.randint(1, 20))
            last = first + dt.timedelta(days=13)
            yield Event(head, "CUTI", first, last)
            yield Event(person, "PLH", first, last, unit, unit.post)


def _substitute(city: City, unit: Unit, busy: set[str]) -> Person | None:
    """Return the head of a unit beside this one, else of one above, who is not yet acting elsewhere."""
    beside = [other for other in city.units if other.above == unit.above and other is not unit]
    for other in (*beside, *lineage(units=city.units, unit=unit)):
        head = city.heads.get(other.position)
        if head is not None and head.job.kind == STRUCTURAL and head.number not in busy:
            return head
    return None


def _staff(city: City) -> list[Person]:
    return [person for person in city.people if person.legal_status == "01" and not person.leads]


def _some(city: City, rng: random.Random, share: float) -> list[Person]:
    staff = _staff(city)
    return rng.sample(staff, min(len(staff), max(1, round(len(city.people) * share))))


def _leave(city: City, rng: random.Random) -> Iterator[Event]:
    for person in _some(city, rng, 0.03):
        if rng.random() < 0.25:
            first = city.on + dt.timedelta(days=rng.randint(1, 30))
        else:
            first = dt.date(city.plan_year, 1, 4) + dt.timedelta(days=rng.randint(0, 330))
        giving_birth = person.sex == "F" and person.born_on.year > city.on.year - 40 and rng.random() < 0.4
        yield Event(person, "CUTI", first, first + dt.timedelta(days=89 if giving_birth else rng.randint(3, 14)))


def _transfers(city: City, rng: random.Random) -> Iterator[Event]:
    for person in _some(city, rng, 0.02):
        fitting = [
            unit
            for unit in city.units
            if unit.kind == person.unit.kind and unit.profile == person.unit.profile and unit is not person.unit
        ]
        if person.status in {PNS, CPNS} and fitting:
            first = month_start(year=city.plan_year, month=rng.randint(1, 9))
            yield Event(person, "MUTASI", first, None, rng.choice(fitting), person.job.name)


def _journeys(city: City, rng: random.Random) -> Iterator[Event]:
    for person in _some(city, rng, 0.016):
        first = dt.date(city.plan_year, 1, 11) + dt.timedelta(days=rng.randint(0, 320))
        yield Event(person, "DINAS_LUAR", first, first + dt.timedelta(days=rng.randint(1, 4)))


def _row(event: Event, order: int, rng: random.Random) -> Row:
    return (
        cells.untidy_digits(rng=rng, digits=event.person.number),
        event.kind,
        cells.untidy_day(rng=rng, day=event.first),
        cells.untidy_day(rng=rng, day=event.last),
        event.unit.code if event.unit else None,
        event.job_name or None,
        f"800/{order:04d}/BKPSDM/{event.first.year}",
    )
