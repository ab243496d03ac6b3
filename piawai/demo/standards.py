"""What the demo city's jobs demand: the standar file, and the level required of everybody."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass

from piawai.demo import jobs
from piawai.demo.cells import Cell, Row, Table
from piawai.demo.people import City

MANAGERIAL = tuple(f"M.{number}" for number in range(1, 9))
SOCIAL = "SK.1"
NINE = (*MANAGERIAL, SOCIAL)
DIGITAL, COUNTER, RECORDS, PROCUREMENT, FINANCE = TECHNICAL = ("T.IT.1", "T.LY.1", "T.AR.1", "T.PB.1", "T.KU.1")

HEADERS = (
    "JABATAN ID",
    "JABATAN NAMA",
    "KODE KOMPETENSI",
    "LEVEL",
    "BOBOT",
    "KELOMPOK JABATAN",
    "DASAR HUKUM",
    "BERLAKU MULAI",
)
# Technical demands: at the job's own level (main) or one below (beside it).
_MAIN = {
    "PERAWAT": COUNTER,
    "BIDAN": COUNTER,
    "DOKTER": COUNTER,
    "PEREKAM MEDIS": RECORDS,
    "ASISTEN APOTEKER": COUNTER,
    "PRANATA SDM APARATUR": RECORDS,
    "AUDITOR": FINANCE,
    "PRANATA KOMPUTER": DIGITAL,
    "STATISTISI": DIGITAL,
    "SANDIMAN": DIGITAL,
    "PRANATA HUBUNGAN MASYARAKAT": DIGITAL,
    "ARSIPARIS": RECORDS,
    "PUSTAKAWAN": RECORDS,
    "PENGELOLA PENGADAAN BARANG/JASA": PROCUREMENT,
    "ANALIS KEUANGAN PUSAT DAN DAERAH": FINANCE,
    "PENATA PERIZINAN": COUNTER,
    "PENGANTAR KERJA": COUNTER,
    "PEKERJA SOSIAL": COUNTER,
}
_BESIDE = {
    "GURU": (DIGITAL,),
    "PEREKAM MEDIS": (DIGITAL,),
    "ANALIS SDM APARATUR": (DIGITAL, RECORDS),
    "PRANATA SDM APARATUR": (DIGITAL,),
    "PERENCANA": (FINANCE, PROCUREMENT, DIGITAL),
    "AUDITOR": (PROCUREMENT,),
    "ARSIPARIS": (DIGITAL,),
    "PUSTAKAWAN": (COUNTER,),
    "PENGELOLA PENGADAAN BARANG/JASA": (FINANCE,),
    "ANALIS KEUANGAN PUSAT DAN DAERAH": (DIGITAL, PROCUREMENT),
    "PENATA PERIZINAN": (DIGITAL,),
    "APOTEKER": (PROCUREMENT,),
    "TEKNIK JALAN DAN JEMBATAN": (PROCUREMENT,),
    "TEKNIK TATA BANGUNAN DAN PERUMAHAN": (PROCUREMENT,),
    "NUTRISIONIS": (COUNTER,),
    "PENYULUH KELUARGA BERENCANA": (COUNTER,),
}
_OF_GENERAL = {
    "PENELAAH TEKNIS KEBIJAKAN": {DIGITAL: 2},
    "PENATA LAYANAN OPERASIONAL": {COUNTER: 2, DIGITAL: 2},
    "PENGOLAH DATA DAN INFORMASI": {DIGITAL: 2, RECORDS: 2},
    "PENGELOLA LAYANAN OPERASIONAL": {COUNTER: 2},
    "PENGELOLA LAYANAN KESEHATAN": {COUNTER: 2},
    "DOKUMENTALIS HUKUM": {RECORDS: 2},
    "FASILITATOR PEMERINTAHAN": {COUNTER: 2, RECORDS: 1},
    "PENGADMINISTRASI PERKANTORAN": {RECORDS: 2, DIGITAL: 1},
}
_OF_PROFILE = {
    "umum": (RECORDS, FINANCE, PROCUREMENT),
    "keuangan": (FINANCE,),
    "pengadaan": (PROCUREMENT, FINANCE),
    "informatika": (DIGITAL,),
    "pelayanan": (COUNTER,),
    "kecamatan": (COUNTER,),
    "kesehatan": (COUNTER,),
    "kepegawaian": (RECORDS, DIGITAL),
    "arsip": (RECORDS,),
    "pengawasan": (FINANCE,),
    "perencanaan": (FINANCE,),
    "teknik": (PROCUREMENT,),
}
# General jobs with a standard of their own: what they need beyond the default level.
_RAISED = {
    "PENATA LAYANAN OPERASIONAL": ("M.3", "M.5", "M.8"),
    "PENGADMINISTRASI PERKANTORAN": ("M.5",),
    "PENELAAH TEKNIS KEBIJAKAN": ("M.3", "M.4", "M.8"),
    "PENGELOLA LAYANAN OPERASIONAL": ("M.2", "M.5"),
    "PENGELOLA LAYANAN KESEHATAN": ("M.5", "M.2"),
}


@dataclass(frozen=True)
class Standards:
    """The standar file, and by job code what is required in force on the city's day, class defaults included."""

    table: Table
    required: Mapping[str, Mapping[str, int]]


def set_standards(*, city: City) -> Standards:
    """Return the standards of every job held and of every vacant post; the latter always have rows of their own."""
    rng = city.chance("standar")
    rows: list[Row] = []
    required: dict[str, Mapping[str, int]] = {}
    vacant = {jobs.structural_job(unit).code for unit in city.units if unit.vacant}
    for job in _jobs(city):
        technical = _technical(job=job)
        chance = 1.0 if job.code in vacant else 0.8 if job.job_class == "JPT_PRATAMA" else 0.18
        explicit = _explicit(job=job, chance=chance, rng=rng)
        required[job.code] = {**dict.fromkeys(NINE, job.level), **explicit, **technical}
        code: Cell = None if rng.random() < 0.1 else job.code  # some are stated by name only
        for competency, level in {**explicit, **technical}.items():
            since = _since(city=city, competency=competency)
            weight = _weight(rng=rng, job=job, competency=competency)
            row = _row(job, competency, level, weight, since, code)
            if competency in technical and level > 1 and rng.random() < 0.05:
                rows.append(_row(job, competency, level - 1, 1, dt.date(2020, 1, 1), code))
            rows.append(row)
    return Standards(table=Table(HEADERS, tuple(rows)), required=required)


def _jobs(city: City) -> list[jobs.Job]:
    held = {person.job.code: person.job for person in city.people}
    for unit in city.units:
        if unit.vacant:
            post = jobs.structural_job(unit)
            held[post.code] = post
    return sorted(held.values(), key=lambda job: (job.kind, job.name))


def _technical(*, job: jobs.Job) -> dict[str, int]:
    if job.kind == jobs.GENERAL_KIND:
        return dict(_OF_GENERAL.get(job.name, {}))
    if job.kind == jobs.STRUCTURAL:
        level = min(3, max(2, job.level))
        return dict.fromkeys(_OF_PROFILE.get(job.family, ()), level)
    demands = {code: max(1, job.level - 1) for code in _BESIDE.get(job.family, ())}
    if job.family in _MAIN:
        demands[_MAIN[job.family]] = job.level
    return demands


def _explicit(*, job: jobs.Job, chance: float, rng: random.Random) -> dict[str, int]:
    """Return all eight managerial levels, perhaps SK.1 too, for a job with a standard of its own; else nothing."""
    raised = _RAISED.get(job.name)
    if raised is None:
        if rng.random() >= chance:
            return {}
        raised = tuple(rng.sample(MANAGERIAL, rng.randint(1, 2)))
    codes = NINE if rng.random() < 0.7 else MANAGERIAL
    return {code: min(5, job.level + (code in raised)) for code in codes}


def _since(*, city: City, competency: str) -> dt.date:
    return dt.date(city.on.year - (2 if competency in TECHNICAL else 4), 1, 1)


def _weight(*, rng: random.Random, job: jobs.Job, competency: str) -> int:
    if competency == "M.8" and job.job_class == "JPT_PRATAMA":
        return 3
    if competency in TECHNICAL:
        return rng.choices((1, 2, 3), (3, 4, 3))[0]
    return rng.choices((1, 2, 3), (7, 2, 1))[0]


def _row(job: jobs.Job, competency: str, level: int, weight: int, since: dt.date, code: Cell) -> Row:
    basis = f"Keputusan Wali Kota Sabang tentang Standar Kompetensi {since.year} (contoh)"
    return (code, job.name, competency, level, weight, job.job_class, basis, since)
