"""Who must go or must not, and what the units may spend: the kunci and anggaran files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from piawai.demo import cells
from piawai.demo.assessments import Assessments
from piawai.demo.catalogue import Catalogue, Run, session_count
from piawai.demo.cells import Row, Table
from piawai.demo.events import Events
from piawai.demo.people import City, Person

LOCK_HEADERS = ("NIP", "KODE SESI", "KEPUTUSAN", "ALASAN")
BUDGET_HEADERS = ("TAHUN", "UNOR ID", "RUPIAH")
_IN_REASONS = (
    "Ditunjuk sebagai pelatih internal",
    "Penugasan Wali Kota untuk percepatan layanan",
    "Tindak lanjut hasil pemeriksaan Inspektorat",
    "Persiapan pembukaan layanan baru",
)
_OUT_REASONS = (
    "Bertugas pada panitia Sabang Marine Festival",
    "Sudah mengikuti program serupa tahun ini",
    "Satu-satunya operator layanan pada tanggal tersebut",
)
_OFFICES_WITHOUT_LINE = 7  # every seventh office has no line of its own
_STEP = 500_000


@dataclass(frozen=True)
class Locks:
    """The kunci file, and those who must go, with their session."""

    table: Table
    sent: tuple[tuple[Person, Run], ...]


def plan_budget(*, people: int) -> int:
    """Return the year's total for training in rupiah: less than what filling every useful seat would cost."""
    return min(600_000 * people, 25_000_000 * session_count(people=people))


def lock(*, city: City, catalogue: Catalogue, events: Events, assessments: Assessments) -> Locks:
    """Return a dozen decisions: two thirds send somebody who can go, one third keeps somebody back."""
    rng = city.chance("kunci")
    count = max(2, min(12, len(city.people) // 150))
    free = [
        person
        for person in city.people
        if person.legal_status == "01" and not person.leads and person.number not in events.touched
    ]
    rng.shuffle(free)
    must = [run for run in catalogue.runs if run.duty]
    open_runs = [
        run
        for run in sorted(catalogue.runs, key=lambda run: (run.fixed + run.minimum * run.cost, run.code))
        if not run.duty and not run.programme.asks and not any(run.meets(other) for other in must)
    ]
    sent: list[tuple[Person, Run]] = []
    for run in open_runs[: max(1, count * 2 // 3)]:
        person = _fitting(run, free, sent, assessments.gaps)
        if person is not None:
            sent.append((person, run))
    chosen = {person.number for person, _ in sent}
    kept = [person for person in free if person.number not in chosen][: count - len(sent)]
    rows: list[Row] = [(person.number, run.code, "MASUK", rng.choice(_IN_REASONS)) for person, run in sent]
    rows.extend(
        (f"'{person.number}", rng.choice(catalogue.runs).code, "KELUAR", rng.choice(_OUT_REASONS)) for person in kept
    )
    return Locks(table=Table(LOCK_HEADERS, tuple(rows)), sent=tuple(sent))


def _fitting(
    run: Run, free: list[Person], sent: list[tuple[Person, Run]], gaps: Mapping[str, Mapping[str, int]]
) -> Person | None:
    """Return somebody from an office nobody is sent from yet, if possible with a gap that the session closes."""
    offices = {person.unit.office for person, _ in sent}
    fresh = [person for person in free if person.unit.office not in offices]
    learners = [person for person in fresh if any(code in gaps[person.number] for code in run.programme.teaches)]
    return next(iter(learners or fresh), None)


def budget(*, city: City, catalogue: Catalogue, assessments: Assessments, locks: Locks) -> Table:
    """
    Return a line for most offices, in all about a third of what closing their people's gaps would cost.

    Every line pays at least for the office's own duties and for those whom it must send.
    """
    rng = city.chance("anggaran")
    asked = _asked(city, catalogue, assessments)
    owed = _owed(city, catalogue, locks)
    rows: list[Row] = []
    for place, unit in enumerate(unit for unit in city.units if unit.above == 0):
        if place % _OFFICES_WITHOUT_LINE == _OFFICES_WITHOUT_LINE - 1:
            continue
        share = asked.get(unit.position, 0) / 3 * rng.uniform(0.7, 1.3)
        rupiah = max(share, owed.get(unit.position, 0) * 1.25, _STEP)
        rows.append(
            (city.plan_year, unit.code, cells.untidy_number(rng=rng, number=round(rupiah / _STEP + 0.5) * _STEP))
        )
    return Table(BUDGET_HEADERS, tuple(rows))


def _asked(city: City, catalogue: Catalogue, assessments: Assessments) -> dict[int, float]:
    """Return by office what a seat for every gap would cost, at the mean price of a seat that closes two gaps."""
    price = sum(run.cost for run in catalogue.runs) / len(catalogue.runs) / 2
    asked: dict[int, float] = {}
    for person in city.people:
        if person.is_present:
            office = person.unit.office
            asked[office] = asked.get(office, 0) + len(assessments.gaps[person.number]) * price
    return asked


def _owed(city: City, catalogue: Catalogue, locks: Locks) -> dict[int, int]:
    owed: dict[int, int] = {}
    for person, cost in _obligations(city, catalogue, locks):
        owed[person.unit.office] = owed.get(person.unit.office, 0) + cost
    return owed


def _obligations(city: City, catalogue: Catalogue, locks: Locks) -> Iterator[tuple[Person, int]]:
    dearest: dict[str, int] = {}
    for run in catalogue.runs:
        if run.duty:
            dearest[run.duty] = max(dearest.get(run.duty, 0), run.cost)
    for person in city.people:
        if person.job.job_class in dearest:
            yield person, dearest[person.job.job_class]
    for person, run in locks.sent:
        yield person, run.cost
