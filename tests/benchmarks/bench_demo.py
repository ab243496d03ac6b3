"""
How long the demo city takes, and 10,000 gaps as a spreadsheet: `python -m tests.benchmarks.bench_demo`.

Prints plain lines `figure value`. Everything happens in a folder that is removed afterwards.
"""

import datetime as dt
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from piawai.competencies.terms import GapRow
from tests.cli.process import piawai

DAY = "2026-11-24"
STEP = re.compile(r"^  (?P<title>.+): (?P<seconds>[\d.,]+) s$", re.MULTILINE)


def rows(*, count: int) -> list[GapRow]:
    """Return so many gaps, each of another person."""
    return [
        GapRow(
            person_id=number,
            nip=f"{198_001_012_005_011_000 + number}",
            name=f"Pegawai {number}",
            unit=f"UNIT-{number % 270:03}",
            unit_name=f"Seksi {number % 270}",
            job=f"Pengelola {number % 90}",
            competency=f"M.{number % 8 + 1}",
            competency_name="Pelayanan Publik",
            required=3,
            origin="JOB",
            weight=1,
            held=2,
            gap=1,
            assessed_on=dt.date(2025, 5, 5),
            valid_until=dt.date(2028, 5, 5),
            source="ASSESSMENT_CENTER",
            official=True,
        )
        for number in range(count)
    ]


def report(figure: str, value: object) -> None:
    """Print one figure."""
    sys.stdout.write(f"{figure} {value}\n")


def time_demo(folder: Path) -> None:
    """Print the seconds of the whole demo and of each of its steps."""
    start = time.perf_counter()
    answer = piawai("--lang", "en", "demo", "--no-serve", "--on", DAY, home=folder, seconds=600)
    report("demo seconds_total", round(time.perf_counter() - start, 1))
    report("demo exit_status", answer.returncode)
    for step in STEP.finditer(answer.stderr):
        report(f"demo seconds {step['title'].replace(' ', '_')}", step["seconds"])
    for line in answer.stdout.splitlines():
        if line.startswith(("Plan ", "Gain:", "Money:")):
            report("demo", line)


def time_gaps_command(folder: Path) -> None:
    """Print the seconds of the gaps command on the demo city, process and all."""
    start = time.perf_counter()
    target = folder / "gaps.xlsx"
    answer = piawai("gaps", "--on", DAY, "--format", "xlsx", "--output", str(target), home=folder / "demo")
    report("gaps seconds_of_the_command_on_the_demo_city", round(time.perf_counter() - start, 2))
    report("gaps exit_status", answer.returncode)


def time_gaps_to_xlsx(folder: Path) -> None:
    """Print the seconds that 10,000 gaps take to a spreadsheet."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piawai.config.settings")
    django.setup()
    from piawai.cli.commands.gaps import write_gaps_xlsx

    found = rows(count=10_000)
    report("gaps_to_xlsx rows", len(found))
    for clock, read in (("seconds", time.perf_counter), ("cpu_seconds", time.process_time)):
        taken = []
        for _attempt in range(3):
            start = read()
            write_gaps_xlsx(found, target=folder / "ten-thousand.xlsx")
            taken.append(read() - start)
        report(f"gaps_to_xlsx {clock}_best_of_3", round(min(taken), 2))


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        time_gaps_to_xlsx(folder)
        time_demo(folder)
        time_gaps_command(folder)


if __name__ == "__main__":
    main()
