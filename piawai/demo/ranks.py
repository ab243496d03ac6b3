"""Ranks of the demo city's people: golongan of PNS with their SIASN ids, I to XVII for PPPK."""

import random

from piawai.demo.jobs import Job
from piawai.demo.population import CPNS, PNS

PNS_RANKS = {
    "11": "I/a",
    "12": "I/b",
    "13": "I/c",
    "14": "I/d",
    "21": "II/a",
    "22": "II/b",
    "23": "II/c",
    "24": "II/d",
    "31": "III/a",
    "32": "III/b",
    "33": "III/c",
    "34": "III/d",
    "41": "IV/a",
    "42": "IV/b",
    "43": "IV/c",
    "44": "IV/d",
    "45": "IV/e",
}
_PPPK_BY_SCHOOLING = {"05": "1", "10": "4", "15": "5", "17": "5", "30": "7", "40": "9", "42": "9", "45": "10"}
_ROMAN = {"1": "I", "4": "IV", "5": "V", "7": "VII", "9": "IX", "10": "X"}
_FIRST = {"05": "11", "10": "13", "15": "21", "17": "21", "30": "23", "40": "31", "42": "31", "45": "32"}
_LAST = {"05": "21", "10": "24", "15": "32", "17": "32", "30": "33", "40": "34", "42": "34", "45": "34"}
_BY_CLASS = {
    "JF_PEMULA": ("21", "22"),
    "JF_TERAMPIL": ("23", "24"),
    "JF_MAHIR": ("31", "32"),
    "JF_PENYELIA": ("33", "34"),
    "JF_AHLI_PERTAMA": ("31", "32"),
    "JF_AHLI_MUDA": ("33", "34"),
    "JF_AHLI_MADYA": ("41", "42", "43"),
    "JF_AHLI_UTAMA": ("44", "45"),
    "PENGAWAS": ("33", "34"),
    "ADMINISTRATOR": ("34", "41", "42"),
    "JPT_PRATAMA": ("42", "43"),
}
_ORDER = tuple(PNS_RANKS)


def draw(*, rng: random.Random, status: str, job: Job, service: float) -> tuple[str, str]:
    """Return the ids of the first and the present rank; `service` in years since appointment."""
    if status not in {PNS, CPNS}:
        rank = _PPPK_BY_SCHOOLING[job.schooling]
        return rank, rank
    first = _FIRST["40" if job.schooling == "45" else job.schooling]
    if status == CPNS:
        return first, first
    if job.job_class in _BY_CLASS:
        return first, rng.choice(_BY_CLASS[job.job_class])
    steps = _ORDER.index(first) + int(service // 4)
    return first, _ORDER[min(steps, _ORDER.index(_LAST[job.schooling]))]


def rank_name(rank: str) -> str:
    """Return the rank as people write it: "III/b" for PNS, "IX" for PPPK."""
    return PNS_RANKS.get(rank) or _ROMAN[rank]
