"""Writes the demo city's spreadsheets."""

import datetime as dt
from pathlib import Path

from piawai.demo.assessments import assess
from piawai.demo.calendars import days_off, holidays
from piawai.demo.catalogue import offer
from piawai.demo.cells import Table
from piawai.demo.events import befall
from piawai.demo.offers import budget, lock, plan_budget
from piawai.demo.people import found_city
from piawai.demo.performance import evaluate
from piawai.demo.services import serve
from piawai.demo.siasn import people_table, unit_table
from piawai.demo.standards import set_standards
from piawai.demo.training import train
from piawai.formats.writing import Sheet, write_xlsx

__all__ = ["plan_budget", "tables", "write_files"]


def write_files(*, folder: Path, people: int = 2500, seed: int = 1, on: dt.date) -> dict[str, Path]:
    """
    Write one `<kind>.xlsx` for each kind into the folder, and return their paths in the order of import.

    The same number of people, seed and day give the same cells. `on` is the day on which the city is
    seen: nothing that was found about people is later, and courses are offered for the year after it.

    :raises ValueError: with fewer than 20 people.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, Path] = {}
    for kind, table in tables(people=people, seed=seed, on=on).items():
        paths[kind] = folder / f"{kind}.xlsx"
        write_xlsx(target=paths[kind], sheets=[Sheet(name=kind, headers=table.headers, rows=table.rows)])
    return paths


def tables(*, people: int, seed: int, on: dt.date) -> dict[str, Table]:
    """
    Return the content of the spreadsheets by kind, in the order of import.

    :raises ValueError: with fewer than 20 people.
    """
    city = found_city(people=people, seed=seed, on=on)
    standards = set_standards(city=city)
    assessments = assess(city=city, standards=standards)
    calendar = holidays(on=on)
    catalogue = offer(city=city, off=days_off(table=calendar))
    events = befall(city=city)
    locks = lock(city=city, catalogue=catalogue, events=events, assessments=assessments)
    return {
        "unor": unit_table(city=city),
        "standar": standards.table,
        "pegawai": people_table(city=city),
        "layanan": serve(city=city),
        "libur": calendar,
        "penilaian": assessments.table,
        "kinerja": evaluate(city=city).table,
        "diklat": train(city=city),
        "katalog": catalogue.table,
        "anggaran": budget(city=city, catalogue=catalogue, assessments=assessments, locks=locks),
        "kejadian": events.table,
        "kunci": locks.table,
    }
