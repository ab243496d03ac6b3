"""The invented people of the demo city: identity, career and rank, consistent with each other."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from piawai.demo import jobs, names, ranks
from piawai.demo.days import month_start, months_before, years_after
from piawai.demo.offices import Unit, organisation, unit_code
from piawai.demo.places import BIRTHPLACES
from piawai.demo.population import CPNS, PART_TIME, PNS, PPPK, Seat, seats

PRESENT = frozenset({"01", "03", "15"})
# Years of service of a PNS by job class: from, to.
_SERVICE = {
    "PELAKSANA": (2, 37),
    "JF_PEMULA": (1, 8),
    "JF_TERAMPIL": (2, 11),
    "JF_MAHIR": (9, 21),
    "JF_PENYELIA": (17, 33),
    "JF_AHLI_PERTAMA": (2, 9),
    "JF_AHLI_MUDA": (7, 33),
    "JF_AHLI_MADYA": (15, 37),
    "JF_AHLI_UTAMA": (22, 38),
    "PENGAWAS": (9, 26),
    "ADMINISTRATOR": (14, 29),
    "JPT_PRATAMA": (19, 31),
}
_PART_TIME_COHORTS = (3, 6, 10)  # months before the day of the demo
_WOMEN = {"GURU": 0.7, "BIDAN": 1.0, "PERAWAT": 0.72, "POLISI PAMONG PRAJA": 0.15, "PEMADAM KEBAKARAN": 0.0}
_WOMEN_OUTDOORS = {"kebersihan": 0.25, "satpol": 0.15, "bencana": 0.15, "perhubungan": 0.15}


@dataclass(frozen=True, slots=True)
class Person:
    """
    Somebody invented. `number` is the 18-digit NIP (or NI PPPK), `code` the PNS ID.

    `appointed_on` is the TMT CPNS or the start of the contract, `job_on` the TMT JABATAN (None: not
    recorded), `retires_on` the first day after service by age.
    """

    code: str
    number: str
    name: str
    sex: str
    born_on: dt.date
    birthplace: str
    status: str
    legal_status: str
    unit: Unit
    job: jobs.Job
    leads: bool
    appointed_on: dt.date
    job_on: dt.date | None
    retires_on: dt.date
    first_rank: str
    rank: str
    rank_on: dt.date

    @property
    def is_present(self) -> bool:
        """Return whether the legal status lets this person count for planning."""
        return self.legal_status in PRESENT


@dataclass(frozen=True)
class City:
    """The organisation and its people on a day. `heads` maps a unit's position to its head; vacant ones have none."""

    on: dt.date
    seed: int
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    heads: Mapping[int, Person]
    by_unit: Mapping[int, tuple[Person, ...]]

    @property
    def plan_year(self) -> int:
        """Return the year for which courses are offered and planned."""
        return self.on.year + 1

    def chance(self, topic: str) -> random.Random:
        """Return a source of chance of its own for a topic, so that one part's changes leave the others alone."""
        return random.Random(f"{self.seed}:{topic}")

    def neighbours(self, person: Person) -> tuple[Person, ...]:
        """Return everybody of the person's unit, the person included."""
        return self.by_unit[person.unit.position]

    def superior(self, person: Person) -> Person | None:
        """Return the head of the person's unit, for a head that of the unit above; None at the top."""
        place: int | None = person.unit.position
        while place is not None:
            head = self.heads.get(place)
            if head is not None and head is not person:
                return head
            place = self.units[place].above
        return None


def found_city(*, people: int, seed: int, on: dt.date) -> City:
    """
    Return the demo city with so many people.

    :raises ValueError: with fewer than 20 people.
    """
    if people < 20:
        raise ValueError("The demo city needs at least 20 people.")
    rng = random.Random(f"{seed}:people")
    units = organisation(people=people)
    used: dict[str, int] = {}
    inhabitants = [
        _person(seat=seat, code=f"{seed}:{order}", rng=rng, on=on, used=used)
        for order, seat in enumerate(seats(units=units, people=people, rng=rng))
    ]
    inhabitants = _with_legal_statuses(inhabitants, rng=rng)
    heads = {person.unit.position: person for person in inhabitants if person.leads}
    heads[0] = heads[1]  # the Sekda answers for the whole: the mayor is no civil servant
    by_unit = {unit.position: tuple(someone for someone in inhabitants if someone.unit is unit) for unit in units}
    return City(on=on, seed=seed, units=units, people=tuple(inhabitants), heads=heads, by_unit=by_unit)


def _person(*, seat: Seat, code: str, rng: random.Random, on: dt.date, used: dict[str, int]) -> Person:
    sex = _sex(seat=seat, rng=rng)
    born_on, appointed_on, retires_on = _life(seat=seat, rng=rng, on=on)
    service = (on - appointed_on).days / 365.25
    first, rank = ranks.draw(rng=rng, status=seat.status, job=seat.job, service=service)
    rank_on = max(appointed_on, month_start(year=on.year - rng.randint(0, 3), month=rng.choice((4, 10))))
    if rank_on > on:
        rank_on = max(appointed_on, rank_on.replace(year=rank_on.year - 1))
    return Person(
        code=unit_code(f"ORANG {code}"),
        number=_number(status=seat.status, born_on=born_on, appointed_on=appointed_on, sex=sex, used=used),
        name=names.full_name(rng=rng, sex=sex),
        sex=sex,
        born_on=born_on,
        birthplace=rng.choices([place for place, _ in BIRTHPLACES], [share for _, share in BIRTHPLACES])[0],
        status=seat.status,
        legal_status="01",
        unit=seat.unit,
        job=seat.job,
        leads=seat.leads,
        appointed_on=appointed_on,
        job_on=_job_on(seat=seat, appointed_on=appointed_on, rng=rng, on=on),
        retires_on=retires_on,
        first_rank=first,
        rank=rank,
        rank_on=rank_on,
    )


def _sex(*, seat: Seat, rng: random.Random) -> str:
    women = _WOMEN.get(seat.job.family)
    if women is None:
        women = 0.3 if seat.job.kind == jobs.STRUCTURAL else _WOMEN_OUTDOORS.get(seat.unit.profile, 0.5)
    return names.FEMALE if rng.random() < women else names.MALE


def _life(*, seat: Seat, rng: random.Random, on: dt.date) -> tuple[dt.date, dt.date, dt.date]:
    """Return birth, appointment and retirement; heads do not retire before the plan year is over."""
    leaves_at = 60 if seat.job.job_class in {"JPT_PRATAMA", "JF_AHLI_MADYA"} else 58
    limit = dt.date(on.year + 2, 1, 1) if seat.leads else on
    while True:
        appointed_on, age = _appointment(seat=seat, rng=rng, on=on)
        born_on = years_after(day=appointed_on, years=-age) - dt.timedelta(days=rng.randint(1, 364))
        birthday = years_after(day=born_on, years=leaves_at)
        retires_on = month_start(year=birthday.year, month=birthday.month + 1)
        if retires_on > limit:
            return born_on, appointed_on, retires_on


def _appointment(*, seat: Seat, rng: random.Random, on: dt.date) -> tuple[dt.date, int]:
    """Return the first day of service and the age in full years on it."""
    if seat.status == PART_TIME:
        return months_before(day=on, months=rng.choice(_PART_TIME_COHORTS)), rng.randint(19, 52)
    if seat.status == CPNS:
        return months_before(day=on, months=rng.randint(2, 11)), rng.randint(21, 33)
    if seat.status == PPPK:
        return months_before(day=on, months=rng.choice((9, 21, 21, 33, 33, 45, 57))), rng.randint(22, 50)
    low, high = _SERVICE[seat.job.job_class]
    service = rng.uniform(low, high)
    month = rng.choice((1, 2, 3, 3, 4, 12))
    return month_start(year=on.year - int(service) - 1, month=month), rng.randint(19, 32)


def _number(*, status: str, born_on: dt.date, appointed_on: dt.date, sex: str, used: dict[str, int]) -> str:
    """Return the next free 18-digit number of that birth date, appointment and sex."""
    third = f"{appointed_on:%m}" if status in {PNS, CPNS} else "21"
    prefix = f"{born_on:%Y%m%d}{appointed_on:%Y}{third}{'1' if sex == names.MALE else '2'}"
    used[prefix] = used.get(prefix, 0) + 1
    return f"{prefix}{used[prefix]:03d}"


def _job_on(*, seat: Seat, appointed_on: dt.date, rng: random.Random, on: dt.date) -> dt.date | None:
    if rng.random() < 0.02 and not seat.leads:
        return None
    if seat.status != PNS:
        return appointed_on
    return max(appointed_on, months_before(day=on, months=rng.randint(4, 60)))


def _with_legal_statuses(people: Sequence[Person], *, rng: random.Random) -> list[Person]:
    """Return the people, some of them studying, on unpaid leave, punished, about to retire or retired."""
    staff = [place for place, person in enumerate(people) if person.status == PNS and not person.leads]
    eldest = sorted(staff, key=lambda place: people[place].retires_on)
    found = list(people)
    taken: set[int] = set()
    for status, share, pool in (
        ("20", 0.0024, eldest[: max(1, len(people) // 100)]),
        ("03", 0.006, [place for place in staff if people[place].born_on.year > 1979]),
        ("02", 0.0016, staff),
        ("15", 0.002, staff),
        ("99", 0.0012, eldest[: max(1, len(people) // 50)]),
    ):
        free = [place for place in pool if place not in taken]
        for place in rng.sample(free, min(len(free), round(len(people) * share))):
            taken.add(place)
            found[place] = replace(found[place], legal_status=status)
    return found
