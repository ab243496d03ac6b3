"""What was found about the demo city's people: the penilaian file."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from piawai.demo import cells
from piawai.demo.cells import Row, Table
from piawai.demo.days import is_weekday, years_after
from piawai.demo.people import City, Person
from piawai.demo.population import PART_TIME
from piawai.demo.standards import NINE, TECHNICAL, Standards

HEADERS = ("NIP", "KODE KOMPETENSI", "LEVEL", "TANGGAL", "SUMBER", "NIP PENILAI", "LEMBAGA", "BUKTI")
OFFICIAL, EXPIRED, SUPERIOR, SELF, NOTHING = "official", "expired", "superior", "self", "nothing"
_SHARES = {OFFICIAL: 0.73, EXPIRED: 0.06, SUPERIOR: 0.12, SELF: 0.03, NOTHING: 0.06}
_SHARES_PART_TIME = {OFFICIAL: 0.54, EXPIRED: 0.0, SUPERIOR: 0.2, SELF: 0.06, NOTHING: 0.2}
_MOST_ASSESSED = 21_000  # so many people at most have evidence: a file holds 200,000 rows
_CAMPAIGNS = tuple(20 + 75 * number for number in range(14))  # days ago; the last lies just inside three years
_DIFFERENCES = ((0, 45), (-1, 28), (-2, 5), (1, 19), (2, 3))  # to the required level, with their shares


@dataclass(frozen=True)
class Assessments:
    """The penilaian file, and by NIP the competencies in which deciding evidence shows a gap (levels short)."""

    table: Table
    gaps: Mapping[str, Mapping[str, int]]


@dataclass
class _Bench:
    """What is at hand while one person is assessed."""

    city: City
    rng: random.Random
    person: Person
    required: Mapping[str, int]
    levels: dict[str, int]

    def row(self, code: str, level: int, day: dt.date, source: str, assessor: str, body: str, proof: str) -> Row:
        """Return a row of the file with the untidiness of real ones."""
        return (
            cells.untidy_digits(rng=self.rng, digits=self.person.number),
            code,
            cells.untidy_number(rng=self.rng, number=level),
            cells.untidy_day(rng=self.rng, day=day),
            source,
            assessor or None,
            body or None,
            proof,
        )

    def level(self, code: str) -> int:
        """Return a level near the required one, on the scale."""
        steps = self.rng.choices([step for step, _ in _DIFFERENCES], [share for _, share in _DIFFERENCES])[0]
        return min(5, max(1, self.required[code] + steps))

    def near(self, code: str) -> int:
        """Return a level as someone else might see it: mostly the one already found."""
        found = self.levels.get(code) or self.level(code)
        return min(5, max(1, found + self.rng.choices((0, 1, -1), (6, 3, 1))[0]))

    def day(self, *, earliest: dt.date, latest: dt.date) -> dt.date:
        """Return a weekday between the two, the latest one where none is found."""
        for _ in range(8):
            found = earliest + dt.timedelta(days=self.rng.randint(0, max(0, (latest - earliest).days)))
            if is_weekday(found):
                return found
        return latest


def assess(*, city: City, standards: Standards) -> Assessments:
    """Return every assessment: official, superiors', tests, peers' and own; some people have none."""
    rng = city.chance("penilaian")
    rows: list[Row] = []
    gaps: dict[str, Mapping[str, int]] = {}
    for person in city.people:
        required = standards.required[person.job.code]
        bench = _Bench(city=city, rng=rng, person=person, required=required, levels={})
        shares = _SHARES_PART_TIME if person.status == PART_TIME else _SHARES
        fate = rng.choices(list(shares), list(shares.values()))[0]
        if len(city.people) > _MOST_ASSESSED and rng.random() > _MOST_ASSESSED / len(city.people):
            fate = NOTHING
        rows.extend(_evidence(bench, fate))
        gaps[person.number] = {
            code: required[code] - level for code, level in sorted(bench.levels.items()) if level < required[code]
        }
    return Assessments(table=Table(HEADERS, tuple(rows)), gaps=gaps)


def _evidence(bench: _Bench, fate: str) -> Iterator[Row]:
    on, rng = bench.city.on, bench.rng
    if fate == EXPIRED:
        yield from _official(bench, _expired_day(bench))
        bench.levels.clear()
    if fate == OFFICIAL:
        yield from _official(bench, _campaign(bench))
    if fate in {OFFICIAL, SUPERIOR, EXPIRED} and rng.random() < 0.5:
        yield from _tests(bench)
    if fate == SUPERIOR:
        yield from _rating(bench, "ATASAN", (*NINE, *_technical(bench)))
    elif fate == OFFICIAL and rng.random() < 0.3:
        yield from _rating(bench, "ATASAN", _technical(bench))
    if fate == SELF or (fate in {OFFICIAL, SUPERIOR} and rng.random() < 0.03):
        yield from _rating(bench, "DIRI", NINE)
    if fate == OFFICIAL and rng.random() < 0.02 and on > bench.person.appointed_on:
        yield from _peers(bench)


def _technical(bench: _Bench) -> tuple[str, ...]:
    return tuple(code for code in TECHNICAL if code in bench.required)


def _campaign(bench: _Bench) -> dt.date | None:
    """Return a day of one of the assessment campaigns of the last three years after the person's appointment."""
    on, since = bench.city.on, bench.person.appointed_on
    days = [on - dt.timedelta(days=ago) for ago in _CAMPAIGNS]
    fitting = [day for day in days if day >= since + dt.timedelta(days=14)]
    if not fitting:
        return None
    day = bench.rng.choice(fitting) + dt.timedelta(days=bench.rng.randint(0, 4))
    return day if is_weekday(day) else day - dt.timedelta(days=2)


def _expired_day(bench: _Bench) -> dt.date | None:
    on, since = bench.city.on, bench.person.appointed_on
    latest = years_after(day=on, years=-3) - dt.timedelta(days=20)
    earliest = max(since + dt.timedelta(days=14), years_after(day=on, years=-5))
    return bench.day(earliest=earliest, latest=latest) if earliest < latest else None


def _official(bench: _Bench, day: dt.date | None) -> Iterator[Row]:
    if day is None:
        return
    senior = bench.person.leads or bench.person.job.job_class in {"JF_AHLI_MADYA", "JF_AHLI_MUDA"}
    source = "ASSESSMENT_CENTER" if senior else "CACT"
    body = "UPT Penilaian Kompetensi ASN Aceh" if senior else "Kantor Regional XIII BKN"
    proof = f"Laporan {'LP' if senior else 'CACT'}/{day:%Y%m%d}/{bench.rng.randint(1, 999):03d}"
    for code in NINE:
        bench.levels[code] = bench.level(code)
        yield bench.row(code, bench.levels[code], day, source, "", body, proof)


def _tests(bench: _Bench) -> Iterator[Row]:
    earliest = max(bench.person.appointed_on, years_after(day=bench.city.on, years=-2)) + dt.timedelta(days=7)
    latest = bench.city.on - dt.timedelta(days=5)
    if earliest > latest:
        return
    for code in _technical(bench):
        day = bench.day(earliest=earliest, latest=latest)
        bench.levels[code] = bench.level(code)
        proof = f"Berita acara uji kompetensi {day:%m/%Y}"
        yield bench.row(code, bench.levels[code], day, "UJI", "", "Tim Uji Kompetensi Pemerintah Kota Sabang", proof)


def _rating(bench: _Bench, source: str, codes: tuple[str, ...]) -> Iterator[Row]:
    """Return the superior's or the own ratings of one day; those of a superior decide where nothing formal does."""
    superior = bench.city.superior(bench.person)
    earliest = max(bench.person.appointed_on + dt.timedelta(days=7), bench.city.on - dt.timedelta(days=330))
    latest = bench.city.on - dt.timedelta(days=3)
    if earliest > latest or (source == "ATASAN" and superior is None):
        return
    assessor = superior.number if superior and source == "ATASAN" else ""
    day = bench.day(earliest=earliest, latest=latest)
    proof = "Dialog kinerja dan pengamatan sehari-hari" if assessor else "Penilaian mandiri"
    for code in codes:
        level = bench.near(code)
        if source == "ATASAN":
            bench.levels.setdefault(code, level)
        yield bench.row(code, level, day, source, assessor, "", proof)


def _peers(bench: _Bench) -> Iterator[Row]:
    earliest = max(bench.person.appointed_on, bench.city.on - dt.timedelta(days=200)) + dt.timedelta(days=7)
    latest = bench.city.on - dt.timedelta(days=10)
    others = [
        other
        for other in bench.city.neighbours(bench.person)
        if other is not bench.person and other.appointed_on < earliest
    ]
    if earliest > latest or len(others) < 3:
        return
    day = bench.day(earliest=earliest, latest=latest)
    for other in bench.rng.sample(others, 3):
        for code in ("M.2", "M.3", "SK.1"):
            yield bench.row(code, bench.near(code), day, "REKAN", other.number, "", "Kuesioner rekan kerja")
