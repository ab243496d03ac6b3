"""
Whether everybody's levels are found quickly enough, with the database: `python -m tests.benchmarks.bench_levels`.

2,500 people, 12 competencies, some five raters each (tests/stats/raters/simulated.py), written as evidence into a new
database. Wanted: everybody within 60 s on 2 cores; one person's change within 50 ms, leniencies held. How right the
levels are is the question of bench_raters. Groups of two count here, so that all five raters do. `--small` takes a
tenth of the people.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import django
import numpy as np

COMPETENCIES, PEOPLE, TIMES = 12, 2_500, 15
_SOURCES = ("DIRI", "ATASAN", "REKAN", "BAWAHAN", "ASSESSMENT_CENTER")  # by their places in simulated.py
_GROUPS = """[smallest_group_shown]
[[smallest_group_shown.values]]
from = 2011-01-01
value = 1
source = "local policy"
reason = "For the benchmark."
"""


def main() -> None:
    """Build the city, fit it, change one person at a time, and print the figures."""
    people = PEOPLE // 10 if "--small" in sys.argv else PEOPLE
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "groups.toml").write_text(_GROUPS, encoding="utf-8")
        settings = {"PIAWAI_HOME": home, "PIAWAI_REGULATIONS": home, "DJANGO_SETTINGS_MODULE": "piawai.config.settings"}
        os.environ.update(settings)
        os.environ.pop("DATABASE_URL", None)
        django.setup()
        _measure(people)


def _measure(people: int) -> None:
    from django.core.management import call_command
    from django.db import transaction

    from piawai.competencies.models import Assessment, Estimate
    from piawai.competencies.services.estimates import estimate_people, fit_everybody
    from piawai.competencies.services.standings import refresh
    from piawai.lib import bulk
    from tests import town
    from tests.stats.raters.simulated import simulated

    call_command("migrate", verbosity=0)
    codes = {f"M.{number}": "MANAJERIAL" for number in range(1, 9)} | {"SK.1": "SOSIAL_KULTURAL"}
    codes |= {f"T.X.{number}": "TEKNIS" for number in range(1, COMPETENCIES - len(codes) + 1)}
    ids = [row.pk for row in town.dictionary(codes).values()]
    town.units()
    rows = [
        town.person_row(number, nip=town.nip(number % 1000, born_on=_born(number)), born_on=_born(number))
        for number in range(people)
    ]
    persons = [person.pk for person in town.people(*rows)]
    ratings = simulated(people=people, seed=0).ratings
    columns = [getattr(ratings, name) for name in ("person", "competency", "level", "source", "rater", "age")]
    evidence = [
        Assessment(
            person_id=persons[person],
            competency_id=ids[competency],
            level=level,
            source=_SOURCES[source],
            assessed_on=day,
            valid_until=day + dt.timedelta(days=400),
            rule_from=dt.date(2010, 1, 1),
            assessor=f"p{rater}",
            recorded_at=town.NOW,
        )
        for person, competency, level, source, rater, age in zip(*map(np.ndarray.tolist, columns), strict=True)
        for day in [town.TODAY - dt.timedelta(days=10 + int(365 * age))]
    ]
    with transaction.atomic():
        bulk.insert(Assessment, evidence)

    begun, worked = time.perf_counter(), time.process_time()
    written = fit_everybody(on=town.TODAY, by="bench", at=town.NOW).written
    wall, work = time.perf_counter() - begun, time.process_time() - worked
    begun = time.perf_counter()
    again = fit_everybody(on=town.TODAY + dt.timedelta(days=1), by="bench", at=town.NOW).written
    night = time.perf_counter() - begun
    estimating, refreshing = [], []
    for person in persons[:TIMES]:
        Assessment.objects.filter(person=person, source="ATASAN").update(level=1)
        with transaction.atomic():
            begun, worked = time.perf_counter(), time.process_time()
            estimate_people(people_ids={person}, on=town.TODAY, at=town.NOW)
            estimating.append((time.perf_counter() - begun, time.process_time() - worked))
            begun, worked = time.perf_counter(), time.process_time()
            refresh(people_ids={person}, on=town.TODAY, at=town.NOW)
            refreshing.append((time.perf_counter() - begun, time.process_time() - worked))
    report = {
        "people, ratings": f"{people}, {Assessment.objects.count()}",
        "estimates": f"{len(written)}; {Estimate.objects.count()} after the changes",
        "everybody": f"{wall:.1f} s ({work:.1f} s of CPU; limit 60)",
        "the night after, without news": f"{night:.1f} s, {len(again)} written",
        "one person's levels": _middle(estimating) + ", limit 50",
        "and the standing": _middle(refreshing) + " more",
    }
    for name, value in report.items():
        sys.stdout.write(f"{name}: {value}\n")


def _middle(taken: list[tuple[float, float]]) -> str:
    wall, work = (1000 * statistics.median(times) for times in zip(*taken, strict=True))
    return f"{wall:.0f} ms ({work:.0f} of CPU)"


def _born(number: int) -> dt.date:
    return dt.date(1970, 1, 1) + dt.timedelta(days=number // 1000)


if __name__ == "__main__":
    main()
