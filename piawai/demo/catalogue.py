"""The year's offer: the katalog file."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from piawai.demo import cells
from piawai.demo.cells import Cell, Row, Table
from piawai.demo.days import is_weekday
from piawai.demo.partners import CLASS, Programme
from piawai.demo.people import City
from piawai.demo.programmes import PROGRAMMES

HEADERS = (
    "KODE SESI",
    "NAMA PROGRAM",
    "JENIS DIKLAT ID",
    "MITRA",
    "TANGGAL MULAI",
    "TANGGAL SELESAI",
    "JP",
    "KURSI",
    "PESERTA MINIMUM",
    "BIAYA TETAP",
    "BIAYA PER PESERTA",
    "LOKASI",
    "MODE",
    "KOMPETENSI",
    "PRASYARAT",
    "WAJIB UNTUK",
    "KODE REKENING",
)
_ACCOUNT = "5.1.02.02.012.00001"


@dataclass(frozen=True, slots=True)
class Run:
    """A session of a programme: `cost` for each participant and `fixed` in rupiah; `duty` only where it can be met."""

    code: str
    programme: Programme
    first: dt.date
    last: dt.date
    seats: int
    minimum: int
    fixed: int
    cost: int
    duty: str

    def meets(self, other: "Run") -> bool:
        """Return whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Catalogue:
    """The katalog file and its sessions."""

    table: Table
    runs: tuple[Run, ...]


def session_count(*, people: int) -> int:
    """Return how many sessions a city of so many people is offered: 6 to 60, up to 300 for 25,000 people."""
    return max(6, min(60, people // 40), min(300, people * 3 // 250))


def offer(*, city: City, off: frozenset[dt.date]) -> Catalogue:
    """Return the sessions of the plan year, on working days only; `off` are holidays and joint leave."""
    rng = city.chance("katalog")
    count = session_count(people=len(city.people))
    runs: list[Run] = []
    for programme, number in _sequence(count):
        taken = [run for run in runs if run.programme.code == programme.code]
        first = _first_day(programme=programme, year=city.plan_year, off=off, taken=taken, rng=rng)
        runs.append(_run(programme=programme, number=number, first=first, city=city, rng=rng))
    runs = _with_duties(runs, city)
    rows = tuple(_row(run, rng) for run in sorted(runs, key=lambda run: (run.first, run.code)))
    return Catalogue(table=Table(HEADERS, rows), runs=tuple(runs))


def _sequence(count: int) -> list[tuple[Programme, int]]:
    """Return programmes with a running number each: every one once, then again as often as its share says."""
    found: list[tuple[Programme, int]] = []
    numbers = dict.fromkeys((programme.code for programme in PROGRAMMES), 0)
    while len(found) < count:
        for turn in range(max(programme.runs for programme in PROGRAMMES)):
            for programme in PROGRAMMES:
                if programme.runs > turn:
                    numbers[programme.code] += 1
                    found.append((programme, numbers[programme.code]))
    return found[:count]


def _first_day(
    *, programme: Programme, year: int, off: frozenset[dt.date], taken: Sequence[Run], rng: random.Random
) -> dt.date:
    """Return a first day so that all days are working days of one week, apart from the programme's other sessions."""
    days = (dt.date(year, 1, 18) + dt.timedelta(days=number) for number in range(330))
    fitting = [day for day in days if day <= dt.date(year, 12, 10) and _all_work(day, programme.days, off)]
    ends = dt.timedelta(days=programme.days - 1)
    apart = [day for day in fitting if not any(day <= run.last and run.first <= day + ends for run in taken)]
    return rng.choice(apart or fitting)


def _all_work(first: dt.date, days: int, off: frozenset[dt.date]) -> bool:
    span = [first + dt.timedelta(days=number) for number in range(days)]
    return all(is_weekday(day) and day not in off for day in span)


def _run(*, programme: Programme, number: int, first: dt.date, city: City, rng: random.Random) -> Run:
    people = len(city.people)
    varied = rng.choice((0.9, 1.0, 1.0, 1.1, 1.2))
    return Run(
        code=f"{programme.code}-{city.plan_year}-{number:02d}",
        programme=programme,
        first=first,
        last=first + dt.timedelta(days=programme.days - 1),
        seats=programme.seats,
        minimum=min(programme.minimum, max(2, people // 40)),
        fixed=programme.fixed * 1000,
        cost=round(programme.cost * varied / 50) * 50_000,
        duty=programme.duty,
    )


def _with_duties(runs: Sequence[Run], city: City) -> list[Run]:
    """Return the sessions, keeping a duty only where seats and separate dates let everybody of the class attend."""
    crowd: dict[str, dict[int, int]] = {}
    for person in city.people:
        if person.leads:
            offices = crowd.setdefault(person.job.job_class, {})
            offices[person.unit.office] = offices.get(person.unit.office, 0) + 1
    return [replace(run, duty=run.duty if run.duty and _can_be_met(run, runs, crowd) else "") for run in runs]


def _can_be_met(run: Run, runs: Sequence[Run], crowd: Mapping[str, Mapping[int, int]]) -> bool:
    offices = crowd.get(run.duty, {})
    same = [other for other in runs if other.programme.code == run.programme.code]
    # One of an office can always be away, so as many dates as people of one office are enough.
    dates = len(same) if run.programme.mode == CLASS else sum(offices.values())
    seats = sum(other.seats for other in same)
    return bool(offices) and seats >= sum(offices.values()) and dates >= max(offices.values())


def _row(run: Run, rng: random.Random) -> Row:
    programme = run.programme
    mode: Cell = programme.mode if programme.mode != CLASS or rng.random() < 0.7 else None
    return (
        run.code,
        programme.name,
        cells.untidy_number(rng=rng, number=programme.kind),
        cells.untidy_text(rng=rng, text=programme.partner),
        cells.untidy_day(rng=rng, day=run.first),
        cells.untidy_day(rng=rng, day=run.last),
        programme.hours,
        cells.untidy_number(rng=rng, number=run.seats),
        run.minimum,
        run.fixed,
        cells.untidy_number(rng=rng, number=run.cost),
        programme.place or None,
        mode,
        "; ".join(f"{code}:{level}" for code, level in programme.teaches.items()),
        programme.asks or None,
        run.duty or None,
        _ACCOUNT,
    )
