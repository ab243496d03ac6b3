"""The organisation of the demo city: a single root, about 36 offices (OPD) below it, and their parts."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from piawai.demo.officekinds import Branch, Division, Office
from piawai.demo.officelist import OFFICES
from piawai.demo.places import GAMPONG

ROOT_NAME = "Pemerintah Kota Sabang"
NO_ECHELON = "99"
_FIRST = 14  # offices that even a small city has
# How many people sit in a unit besides its head, in relation to the other units.
_STAFF = {
    "OPD": 1.0,
    "SEKRETARIAT": 5.0,
    "ASISTEN": 1.0,
    "BAGIAN": 6.0,
    "BIDANG": 4.5,
    "SUBBAGIAN": 4.0,
    "SEKSI": 3.0,
    "UPTD": 12.0,
    "GAMPONG": 5.0,
    "PUSKESMAS": 44.0,
    "SEKOLAH": 16.0,
}
_STAFF_OF_PROFILE = {
    "rsud": 62.0,
    "kebersihan": 42.0,
    "satpol": 26.0,
    "bencana": 16.0,
    "teknik": 10.0,
    "perhubungan": 13.0,
    "smp": 24.0,
    "tk": 8.0,
    "penunjang": 30.0,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """
    A node of the organisation.

    `above` is the position of the unit above, None for the root; `office` that of the OPD it belongs
    to (its own for an OPD, 0 for the root). `post` names the structural job of its head; without one the
    head holds a functional or general job. `vacant`: the post stands empty and is filled by a PLT.
    """

    position: int
    code: str
    name: str
    above: int | None
    office: int
    echelon: str
    kind: str
    profile: str
    post: str
    share: float
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class _Sketch:
    path: str
    above: str
    name: str
    echelon: str
    kind: str
    profile: str
    post: str
    rank: int  # small cities are given the units of low rank first


def unit_code(path: str) -> str:
    """Return the 32 hexadecimal digits that stand for a unit, a post or a job of this name."""
    return hashlib.sha256(path.encode()).hexdigest()[:32].upper()


def organisation(*, people: int) -> tuple[Unit, ...]:
    """Return the units, the root first and parents before children; a small city has fewer of them."""
    room = max(4, int(people * 0.16))
    sketches = sorted(_sketches(), key=lambda sketch: sketch.rank)[:room]
    positions = {sketch.path: place for place, sketch in enumerate(sketches)}
    units: list[Unit] = []
    divisions = 0
    for place, sketch in enumerate(sketches):
        above = positions[sketch.above] if sketch.above else None
        divisions += sketch.kind == "BIDANG"
        units.append(
            Unit(
                position=place,
                code=unit_code(sketch.path),
                name=sketch.name,
                above=above,
                office=0 if above is None else place if above == 0 else units[above].office,
                echelon=sketch.echelon,
                kind=sketch.kind,
                profile=sketch.profile,
                post=sketch.post,
                share=_share(sketch),
                vacant=sketch.kind == "BIDANG" and divisions % 17 == 5,
            )
        )
    return tuple(units)


def lineage(*, units: Sequence[Unit], unit: Unit) -> Iterator[Unit]:
    """Return the unit itself, then those above it, up to the root."""
    yield unit
    while unit.above is not None:
        unit = units[unit.above]
        yield unit


def _share(sketch: _Sketch) -> float:
    if not sketch.above:
        return 0.0
    if sketch.kind in {"UPTD", "BIDANG", "SEKOLAH"} and sketch.profile in _STAFF_OF_PROFILE:
        return _STAFF_OF_PROFILE[sketch.profile]
    return _STAFF[sketch.kind]


def _sketches() -> Iterator[_Sketch]:
    yield _Sketch(ROOT_NAME, "", ROOT_NAME, "", "INSTANSI", "kantor", "", 0)
    for place, office in enumerate(OFFICES):
        rank = 1 if place < _FIRST else 3
        yield _Sketch(office.name, ROOT_NAME, office.name, office.echelon, "OPD", office.profile, office.post, rank)
        if office.secretariat:
            yield from _secretariat(office)
        for division in office.divisions:
            yield from _division(office, division)
        for order, branch in enumerate(office.branches):
            yield _branch(office, branch, rank=rank + 1 if order == 0 else 5)
        if office.sub_district:
            yield from _sub_district(office)


def _secretariat(office: Office) -> Iterator[_Sketch]:
    name = f"Sekretariat {office.name}"
    echelon = "32" if office.sub_district or office.echelon == "31" else "31"
    post = f"SEKRETARIS {office.short.upper()}" if not office.sub_district else f"SEKRETARIS {office.name.upper()}"
    yield _Sketch(name, office.name, name, echelon, "SEKRETARIAT", "umum", post, 4)
    below = f"Subbagian Umum dan Kepegawaian {office.short}"
    yield _Sketch(
        below, name, below, "42" if office.sub_district else "41", "SUBBAGIAN", "umum", f"KEPALA {below.upper()}", 6
    )


def _division(office: Office, division: Division) -> Iterator[_Sketch]:
    name = division.name if division.plain else f"{division.name} {office.short}"
    kind = division.kind
    post = division.post or f"KEPALA {name.upper()}"
    yield _Sketch(name, office.name, name, division.echelon, kind, division.profile, post, 4)
    for part in division.parts:
        yield _Sketch(part.name, name, part.name, "31", "BAGIAN", part.profile, f"KEPALA {part.name.upper()}", 5)


def _branch(office: Office, branch: Branch, *, rank: int) -> _Sketch:
    post = f"KEPALA {branch.name.upper()}" if branch.kind == "UPTD" else ""
    echelon = "41" if branch.kind == "UPTD" else NO_ECHELON
    return _Sketch(branch.name, office.name, branch.name, echelon, branch.kind, branch.profile, post, rank)


def _sub_district(office: Office) -> Iterator[_Sketch]:
    for section in ("Pemerintahan", "Pelayanan Umum"):
        name = f"Seksi {section} {office.name}"
        yield _Sketch(name, office.name, name, "41", "SEKSI", "kecamatan", f"KEPALA {name.upper()}", 5)
    for gampong in GAMPONG[office.name.removeprefix("Kecamatan ")]:
        name = f"Gampong {gampong}"
        yield _Sketch(name, office.name, name, NO_ECHELON, "GAMPONG", "gampong", "", 5)
