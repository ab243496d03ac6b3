"""How the demo city's people were evaluated: the kinerja file."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from piawai.demo import cells
from piawai.demo.cells import Cell, Row, Table
from piawai.demo.days import month_start
from piawai.demo.people import City, Person

HEADERS = ("NIP", "TAHUN", "PERIODE", "HASIL KERJA", "PERILAKU KERJA", "PREDIKAT", "NIP PENILAI", "CATATAN")
ABOVE, EXPECTED, BELOW = 1, 2, 3
_WORDS: Mapping[int, tuple[Cell, ...]] = {
    ABOVE: ("DIATAS EKSPEKTASI", "DIATAS", "Diatas Ekspektasi", 1, "1"),
    EXPECTED: ("SESUAI EKSPEKTASI", "SESUAI", "Sesuai Ekspektasi", 2, "2"),
    BELOW: ("DIBAWAH EKSPEKTASI", "DIBAWAH", "Dibawah Ekspektasi", 3, "3"),
}
_WORD_SHARES = (5, 3, 2, 1, 1)
_MATRIX = {
    (ABOVE, ABOVE): "SANGAT BAIK",
    (ABOVE, EXPECTED): "BAIK",
    (ABOVE, BELOW): "KURANG",
    (EXPECTED, ABOVE): "BAIK",
    (EXPECTED, EXPECTED): "BAIK",
    (EXPECTED, BELOW): "KURANG",
    (BELOW, ABOVE): "BUTUH PERBAIKAN",
    (BELOW, EXPECTED): "BUTUH PERBAIKAN",
    (BELOW, BELOW): "SANGAT KURANG",
}
# (result, behaviour) with their shares in a thousand
_OUTCOMES = (
    ((EXPECTED, EXPECTED), 735),
    ((ABOVE, EXPECTED), 60),
    ((EXPECTED, ABOVE), 45),
    ((ABOVE, ABOVE), 135),
    ((EXPECTED, BELOW), 11),
    ((BELOW, EXPECTED), 11),
    ((ABOVE, BELOW), 1),
    ((BELOW, BELOW), 2),
)
_OFF_MATRIX = 6  # planted: the predicate does not follow from the two ratings


@dataclass(frozen=True)
class Performance:
    """The kinerja file, and the NIPs of those whose last predicate is below Baik."""

    table: Table
    weak: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Rating:
    year: int
    period: str
    result: int
    behaviour: int

    @property
    def predicate(self) -> str:
        """Return what the matrix says."""
        return _MATRIX[self.result, self.behaviour]


def evaluate(*, city: City) -> Performance:
    """Return three years of annual predicates; those appointed since the last year have quarterly ones."""
    rng = city.chance("kinerja")
    rated = [(person, rating) for person in city.people for rating in _ratings(person=person, city=city, rng=rng)]
    last = {person.number: rating for person, rating in rated}
    rows = [_row(person=person, rating=rating, city=city, rng=rng) for person, rating in rated]
    for place in sorted(rng.sample(range(len(rows)), min(_OFF_MATRIX, len(rows) // 20))):
        wrong = "SANGAT BAIK" if rated[place][1].predicate != "SANGAT BAIK" else "BAIK"
        rows[place] = (*rows[place][:5], wrong, *rows[place][6:])
    weak = {number for number, rating in last.items() if "BAIK" not in rating.predicate.split()}
    return Performance(table=Table(HEADERS, tuple(rows)), weak=frozenset(weak))


def _ratings(*, person: Person, city: City, rng: random.Random) -> Iterator[_Rating]:
    years = [
        year for year in range(city.on.year - 3, city.on.year) if person.appointed_on <= month_start(year=year, month=7)
    ]
    periods = [(year, "TAHUNAN") for year in years]
    if not periods:
        periods = [
            (city.on.year, f"TW{quarter}")
            for quarter in range(1, 5)
            if person.appointed_on <= month_start(year=city.on.year, month=3 * quarter - 2)
            and month_start(year=city.on.year, month=3 * quarter + 1) <= city.on
        ]
    for year, period in periods:
        result, behaviour = rng.choices([kind for kind, _ in _OUTCOMES], [share for _, share in _OUTCOMES])[0]
        yield _Rating(year=year, period=period, result=result, behaviour=behaviour)


def _row(*, person: Person, rating: _Rating, city: City, rng: random.Random) -> Row:
    superior = city.superior(person)
    note: Cell = None
    if rating.behaviour == BELOW:
        note = rng.choice(("Sering terlambat tanpa keterangan", "Perlu pembinaan disiplin dan pelayanan"))
    elif rating.result == BELOW:
        note = rng.choice(("Target layanan tidak tercapai", "Laporan triwulan tidak selesai"))
    predicate = rating.predicate if rng.random() < 0.6 else rating.predicate.title()
    return (
        cells.untidy_digits(rng=rng, digits=person.number),
        cells.untidy_number(rng=rng, number=rating.year),
        rating.period,
        rng.choices(_WORDS[rating.result], _WORD_SHARES)[0],
        rng.choices(_WORDS[rating.behaviour], _WORD_SHARES)[0],
        predicate,
        superior.number if superior else cells.nothing(rng=rng),
        note,
    )
