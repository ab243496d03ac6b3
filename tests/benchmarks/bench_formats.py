"""How long spreadsheets take: `python -m tests.benchmarks.bench_formats` prints seconds of processor time."""

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import python_calamine as calamine

from piawai.formats.limits import Limits
from piawai.formats.packages import sheet_facts
from piawai.formats.pdf import pdf
from piawai.formats.reports import Report, ReportColumn, Value
from piawai.formats.tables import read
from piawai.formats.writing import Sheet, write_xlsx

ROWS = 10_000
PDF_ROWS = 2_500
RUNS = 5


def main() -> None:
    """Print the figures, the best of some runs each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlsx"
        write_seconds = _best(lambda: _write(path, columns=11))
        _write(path, columns=10)
        read_seconds = _best(lambda: sum(1 for _ in read(path=path).rows))
        scan_seconds = _best(lambda: sheet_facts(path=path, limits=Limits()))
        load_seconds = _best(lambda: calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0))
    print(f"write {ROWS} x 11 to XLSX: {write_seconds:.2f} s (at most 1.5)")  # noqa: T201
    report = _report()
    print(f"write {PDF_ROWS} x 7 to PDF: {_best(lambda: pdf(report, language='id')):.2f} s")  # noqa: T201
    print(f"read {ROWS} x 10 from XLSX: {read_seconds:.2f} s")  # noqa: T201
    print(f"scan {scan_seconds:.2f} s, calamine {load_seconds:.2f} s: {scan_seconds / load_seconds:.1f} times")  # noqa: T201


def _write(path: Path, *, columns: int) -> None:
    chance = random.Random(1)
    texts = [f"Sekretariat Daerah {number}" for number in range(500)]
    rows = ([chance.choice(texts) for _ in range(columns - 3)] + [row, row / 7, None] for row in range(ROWS))
    write_xlsx(target=path, sheets=[Sheet(name="S", headers=[f"Kolom {n}" for n in range(columns)], rows=rows)])


def _report() -> Report:
    columns = tuple(ReportColumn(f"Kolom {number}", numeric=number == 0) for number in range(7))
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (number, *(f"Sekretariat {number}" for _ in range(6))) for number in range(PDF_ROWS)
    )
    return Report(title="Daftar", head=("Semua",), columns=columns, rows=rows)


def _best(run: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        began = time.process_time()
        run()
        seconds.append(time.process_time() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
