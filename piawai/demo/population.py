"""Who lives in the demo city's offices: how many in each unit, with which status, in which job."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from piawai.demo import jobs
from piawai.demo.joblist import PROFILES
from piawai.demo.offices import Unit

PNS = "PNS"
CPNS = "CPNS"
PPPK = "PPPK"
PART_TIME = "PPPK PARUH WAKTU"
_PART_TIME_SHARE = 794 / 2500
_CPNS_SHARE = 0.024
_PPPK_SHARE = 0.18
_FUNCTIONAL_PART_TIME = 0.35  # part-time teachers and nurses, where a unit has such jobs
# How much likelier than elsewhere a seat is held part-time.
_PART_TIME_ODDS = {
    "gampong": 6.0,
    "kebersihan": 7.0,
    "satpol": 3.0,
    "bencana": 3.0,
    "perhubungan": 3.0,
    "sd": 1.1,
    "smp": 1.1,
    "tk": 1.5,
    "kesehatan": 0.9,
    "rsud": 0.9,
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a unit with the status and the job of whoever holds it; `leads` for the head's place."""

    unit: Unit
    status: str
    job: jobs.Job
    leads: bool


def seats(*, units: Sequence[Unit], people: int, rng: random.Random) -> list[Seat]:
    """Return exactly so many seats, unit by unit, the head's first."""
    led = [unit for unit in units if unit.above is not None and not unit.vacant]
    staff = _staff(units=units, count=people - len(led))
    places = [unit for unit in units for _ in range(staff[unit.position])]
    statuses = _statuses(places=places, people=people, rng=rng)
    found: list[Seat] = []
    at = 0
    for unit in units:
        if unit in led:
            found.append(_head(unit=unit, rng=rng))
        for _ in range(staff[unit.position]):
            found.append(_seat(unit=unit, status=statuses[at], rng=rng))
            at += 1
    return found


def _staff(*, units: Sequence[Unit], count: int) -> Mapping[int, int]:
    """Return the number of people besides the head by unit: shares of the total, largest remainders first."""
    total = sum(unit.share for unit in units)
    exact = {unit.position: unit.share / total * count for unit in units}
    whole = {position: int(share) for position, share in exact.items()}
    missing = count - sum(whole.values())
    for position in sorted(exact, key=lambda place: (whole[place] - exact[place], place))[:missing]:
        whole[position] += 1
    return whole


def _statuses(*, places: Sequence[Unit], people: int, rng: random.Random) -> list[str]:
    def lottery(unit: Unit) -> float:
        return float(rng.random() ** (1 / _PART_TIME_ODDS.get(unit.profile, 2.0)))

    draws = [lottery(unit) for unit in places]
    part_time = sorted(range(len(places)), key=lambda place: -draws[place])[: round(people * _PART_TIME_SHARE)]
    statuses = [PNS] * len(places)
    for place in part_time:
        statuses[place] = PART_TIME
    others = [place for place in range(len(places)) if statuses[place] == PNS]
    rng.shuffle(others)
    newcomers = round(people * _CPNS_SHARE)
    for place in others[:newcomers]:
        statuses[place] = CPNS
    for place in others[newcomers : newcomers + round(people * _PPPK_SHARE)]:
        statuses[place] = PPPK
    return statuses


def _head(*, unit: Unit, rng: random.Random) -> Seat:
    job = jobs.structural_job(unit) if unit.post else jobs.leading_job(rng=rng, unit=unit)
    return Seat(unit=unit, status=PNS, job=job, leads=True)


def _seat(*, unit: Unit, status: str, rng: random.Random) -> Seat:
    profile = PROFILES[unit.profile]
    chance = profile.functional_share
    if status == PART_TIME:
        chance = _FUNCTIONAL_PART_TIME if chance > 0.8 else 0.0
    job = None
    if rng.random() < chance:
        job = jobs.draw_functional(rng=rng, profile=unit.profile, entry=status != PNS)
    if job is None:
        job = jobs.draw_general(rng=rng, profile=unit.profile, lower=status == PART_TIME)
    return Seat(unit=unit, status=status, job=job, leads=False)
