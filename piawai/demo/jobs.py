"""The jobs of the demo city: structural posts, functional jobs with their level, general jobs."""

import random
from dataclasses import dataclass

from piawai.demo.joblist import FAMILIES, GENERAL, PROFILES, Family, General
from piawai.demo.offices import Unit, unit_code

STRUCTURAL = "1"
FUNCTIONAL = "2"
GENERAL_KIND = "4"
KIND_NAMES = {STRUCTURAL: "Struktural", FUNCTIONAL: "Fungsional Tertentu", GENERAL_KIND: "Fungsional Umum"}
CLASS_OF_ECHELON = {
    "21": "JPT_PRATAMA",
    "22": "JPT_PRATAMA",
    "31": "ADMINISTRATOR",
    "32": "ADMINISTRATOR",
    "41": "PENGAWAS",
    "42": "PENGAWAS",
}
# The usual level of the managerial and socio-cultural competencies by job class.
LEVEL_OF_CLASS = {
    "JPT_PRATAMA": 4,
    "ADMINISTRATOR": 3,
    "PENGAWAS": 2,
    "PELAKSANA": 1,
    "JF_PEMULA": 1,
    "JF_TERAMPIL": 2,
    "JF_MAHIR": 2,
    "JF_PENYELIA": 3,
    "JF_AHLI_PERTAMA": 2,
    "JF_AHLI_MUDA": 3,
    "JF_AHLI_MADYA": 4,
    "JF_AHLI_UTAMA": 5,
}
_SKILLED = (("JF_TERAMPIL", 0.5), ("JF_MAHIR", 0.33), ("JF_PENYELIA", 0.17))
_EXPERT = (("JF_AHLI_PERTAMA", 0.47), ("JF_AHLI_MUDA", 0.38), ("JF_AHLI_MADYA", 0.15))


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `schooling` is the id of the education it asks for, `title` the degree behind a holder's name."""

    code: str
    name: str
    kind: str
    job_class: str
    family: str
    schooling: str
    field: str
    title: str

    @property
    def level(self) -> int:
        """Return the usual level of the managerial and socio-cultural competencies."""
        return LEVEL_OF_CLASS[self.job_class]


def structural_job(unit: Unit) -> Job:
    """Return the post of the unit's head; each post is a job of its own."""
    job_class = CLASS_OF_ECHELON[unit.echelon]
    schooling = "45" if job_class == "JPT_PRATAMA" else "40"
    title = "M.Si." if schooling == "45" else ""
    return Job(unit_code(f"JABATAN {unit.post}"), unit.post, STRUCTURAL, job_class, unit.profile, schooling, "", title)


def functional_job(*, family: Family, job_class: str) -> Job:
    """Return the functional job of a family at a level, named as in practice: "PERAWAT AHLI MUDA"."""
    name = f"{family.name} {job_class.removeprefix('JF_').replace('_', ' ')}"
    expert = job_class.startswith("JF_AHLI")
    schooling = family.expert_schooling if expert else "30"
    field, title = (family.expert_field, family.title) if expert else (f"D-III {family.field}", "A.Md.")
    return Job(unit_code(f"JABATAN {name}"), name, FUNCTIONAL, job_class, family.name, schooling, field, title)


def general_job(general: General) -> Job:
    """Return the general (pelaksana) job of that name."""
    name = general.name
    return Job(
        unit_code(f"JABATAN {name}"),
        name,
        GENERAL_KIND,
        "PELAKSANA",
        name,
        general.schooling,
        general.field,
        general.title,
    )


def draw_functional(*, rng: random.Random, profile: str, entry: bool) -> Job | None:
    """Return a functional job found in such a unit, at an entry level if asked; None where it has none."""
    names = PROFILES[profile].functional
    if not names:
        return None
    family = FAMILIES[rng.choices([name for name, _ in names], [share for _, share in names])[0]]
    levels = _levels(family)
    if entry:
        levels = tuple((level, share) for level, share in levels if level in {"JF_TERAMPIL", "JF_AHLI_PERTAMA"})
    job_class = rng.choices([level for level, _ in levels], [share for _, share in levels])[0]
    return functional_job(family=family, job_class=job_class)


def draw_general(*, rng: random.Random, profile: str, lower: bool) -> Job:
    """Return a general job found in such a unit; a `lower` one does not ask for a degree in most cases."""
    names = PROFILES[profile].lower if lower else PROFILES[profile].general
    return general_job(GENERAL[rng.choices([name for name, _ in names], [share for _, share in names])[0]])


def leading_job(*, rng: random.Random, unit: Unit) -> Job:
    """Return the job of a head without structural post: a senior expert, or a clerk where there are no experts."""
    names = [name for name, _ in PROFILES[unit.profile].functional if FAMILIES[name].expert]
    if not names:
        return general_job(GENERAL["FASILITATOR PEMERINTAHAN"])
    job_class = rng.choice(("JF_AHLI_MUDA", "JF_AHLI_MUDA", "JF_AHLI_MADYA"))
    return functional_job(family=FAMILIES[names[0]], job_class=job_class)


def _levels(family: Family) -> tuple[tuple[str, float], ...]:
    if family.expert and family.skilled:
        return tuple((level, share * 0.5) for level, share in (*_SKILLED, *_EXPERT))
    return _EXPERT if family.expert else _SKILLED
