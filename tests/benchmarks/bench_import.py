"""
How fast files come in: `python -m tests.benchmarks.bench_import`.

Prints a line for each kind: rows, seconds (reading, checking, storing, refreshing everybody's standing), rows a second
and peak memory, each import in a process of its own. 2,500 employees of the demo city, 10,000 rows of every other
kind, into a database that holds the city. Wanted: employees ≤ 8 s, others ≤ 6 s, each ≤ 400 MB.
"""

import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PEOPLE, ROWS = 2_500, 10_000
ON = dt.date(2026, 11, 24)
AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
NINE = (*(f"M.{number}" for number in range(1, 9)), "SK.1")
# Bases of the city first, then what people did, last what refreshes everybody.
ORDER = (
    *("pegawai", "layanan", "libur", "penilaian", "kinerja", "diklat", "katalog"),
    *("anggaran", "kejadian", "kunci", "standar", "kamus", "unor"),
)

Row = dict[str, object]


def main() -> None:
    """Write the files, import each in a process of its own, print the figures."""
    if sys.argv[1:2] == ["--one"]:
        sys.stdout.write(json.dumps(one(sys.argv[2], Path(sys.argv[3]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"PIAWAI_HOME": folder, "DJANGO_SETTINGS_MODULE": "piawai.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        files = prepare(Path(folder))
        sys.stdout.write(f"{'kind':<10}{'rows':>8}{'seconds':>9}{'rows/s':>9}{'peak MB':>9}\n")
        for kind in ORDER:
            command = [sys.executable, "-m", "tests.benchmarks.bench_import", "--one", kind, str(files[kind])]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            rows, seconds, peak = json.loads(done.stdout)
            sys.stdout.write(f"{kind:<10}{rows:>8}{seconds:>9.2f}{rows / seconds:>9.0f}{peak:>9.0f}\n")
            sys.stdout.flush()


def one(kind: str, path: Path) -> tuple[int, float, float]:
    """Import a file and return rows, seconds and peak memory in MB."""
    import django

    django.setup()
    from piawai.integrations.files.importing import import_file

    start = time.perf_counter()
    report = import_file(kind=kind, path=path, on=ON, by="bench", at=AT)
    seconds = time.perf_counter() - start
    if not report.committed or report.new != report.rows:
        raise SystemExit(f"{kind}: {report.new} of {report.rows} new; {report.errors[:3]}")
    return report.rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def prepare(folder: Path) -> dict[str, Path]:
    """Make the database with units, dictionary, jobs and one session, and write the files by kind."""
    import django

    django.setup()
    from django.core.management import call_command

    import piawai
    from piawai.demo.city import tables
    from piawai.formats.writing import Sheet, write_xlsx
    from piawai.integrations.files.importing import import_file

    call_command("migrate", verbosity=0)
    city = tables(people=PEOPLE, seed=1, on=ON)
    files: dict[str, Path] = {"kamus": Path(piawai.__file__).parent / "integrations/files/data/kamus.csv"}

    def write(kind: str, headers: tuple[str, ...], cells: Iterator[tuple[object, ...]]) -> None:
        files[kind] = folder / f"{kind}.xlsx"
        write_xlsx(target=files[kind], sheets=[Sheet(name=kind, headers=headers, rows=cells)])

    for kind in ("unor", "standar", "pegawai"):
        write(kind, city[kind].headers, iter(city[kind].rows))
    for kind in ("kamus", "unor", "standar"):
        import_file(kind=kind, path=files[kind], on=ON, by="bench", at=AT)
    people = city["pegawai"].headers.index("NIP BARU")
    nips = [str(row[people]).strip("'") for row in city["pegawai"].rows if row[people]]
    units = [str(row[0]) for row in city["unor"].rows]
    jobs = sorted({str(row[1]) for row in city["standar"].rows})
    for kind, make in large(nips=nips, units=units, jobs=jobs).items():
        rows = [make(at) for at in range(ROWS)]
        write(kind, tuple(rows[0]), (tuple(row.values()) for row in rows))
    return files


def large(*, nips: list[str], units: list[str], jobs: list[str]) -> dict[str, Callable[[int], Row]]:
    """Return what makes the numbered row of each large file."""
    turns = len(nips)

    def day(at: int, *, first: dt.date = dt.date(2025, 1, 1)) -> dt.date:
        return first + dt.timedelta(days=at // turns)

    return {
        "layanan": lambda at: {
            "KODE": f"L{at}",
            "NAMA": f"Layanan {at}",
            "UNOR ID": units[at % len(units)],
            "PENTING": "YA",
            "KOMPETENSI": f"{NINE[at % 9]}:2×3; T.LY.1:1",
        },
        "libur": lambda at: {"TANGGAL": dt.date(2000, 1, 1) + dt.timedelta(days=at), "NAMA": "Libur", "JENIS": "LIBUR"},
        "penilaian": lambda at: {
            "NIP": nips[at % turns],
            "KODE KOMPETENSI": NINE[at // turns],
            "LEVEL": at % 5 + 1,
            "TANGGAL": f"{day(at):%d-%m-%Y}",
            "SUMBER": "CACT",
            "LEMBAGA": "Kantor Regional XIII BKN",
            "BUKTI": f"Laporan {at}",
        },
        "kinerja": lambda at: {
            "NIP": nips[at % turns],
            "TAHUN": 2025,
            "PERIODE": f"TW{at // turns + 1}",
            "HASIL KERJA": "SESUAI EKSPEKTASI",
            "PERILAKU KERJA": "DIATAS EKSPEKTASI",
            "PREDIKAT": "BAIK",
            "NIP PENILAI": nips[0],
        },
        "diklat": lambda at: {
            "NIP": nips[at % turns],
            "NAMA KURSUS": f"Kursus {at // turns}",
            "JENIS DIKLAT ID": 3,
            "INSTITUSI PENYELENGGARA": "BPSDM Aceh",
            "JUMLAH JAM": 24,
            "TANGGAL MULAI": day(at),
            "TANGGAL SELESAI": day(at),
            "NOMOR SERTIFIKAT": f"{at}/2025",
            "KOMPETENSI": "T.LY.1:2",
        },
        "katalog": lambda at: {
            "KODE SESI": f"S{at}",
            "NAMA PROGRAM": f"Program {at // 20}",
            "JENIS DIKLAT ID": 3,
            "MITRA": "BPSDM Aceh",
            "TANGGAL MULAI": dt.date(2027, 3, 1),
            "TANGGAL SELESAI": dt.date(2027, 3, 3),
            "JP": 24,
            "KURSI": 30,
            "BIAYA PER PESERTA": 1_500_000,
            "KOMPETENSI": "T.LY.1:3; M.5:3",
            "PRASYARAT": "T.LY.1:2",
            "WAJIB UNTUK": "PENGAWAS",
        },
        "anggaran": lambda at: {
            "TAHUN": 2000 + at // len(units),
            "UNOR ID": units[at % len(units)],
            "RUPIAH": 75_000_000,
        },
        "kejadian": lambda at: {
            "NIP": nips[at % turns],
            "JENIS": "CUTI",
            "MULAI": day(at, first=dt.date(2027, 1, 4)),
            "SELESAI": day(at, first=dt.date(2027, 1, 4)),
        },
        "kunci": lambda at: {"NIP": nips[at % turns], "KODE SESI": f"S{at // turns}", "KEPUTUSAN": "MASUK"},
        "standar": lambda at: {
            "JABATAN NAMA": jobs[at % len(jobs)],
            "KODE KOMPETENSI": NINE[at // len(jobs) % 9],
            "LEVEL": at % 4 + 1,
            "BOBOT": 1,
            "BERLAKU MULAI": dt.date(2026, 2, 1) + dt.timedelta(days=at // (9 * len(jobs))),
        },
        "kamus": lambda at: {
            "KODE": f"T.X{at // 25}",
            "JENIS": "TEKNIS",
            "NAMA": f"Kompetensi {at // 25}",
            "DEFINISI": "Kemampuan.",
            "LEVEL": at // 5 % 5 + 1,
            "DESKRIPSI": "Tingkat.",
            "NO INDIKATOR": at % 5 + 1,
            "INDIKATOR": f"Menunjukkan {at}.",
            "ASPEK": "SIKAP",
            "BERLAKU MULAI": dt.date(2026, 1, 1),
        },
        "unor": lambda at: {
            "ID": f"UNIT{at}",
            "NAMA_UNOR": f"Unit {at}",
            "ID_ATASAN": f"UNIT{(at - 1) // 10}" if at else "",
            "ESELON ID": "41",
            "JENIS": "SEKSI",
        },
    }


if __name__ == "__main__":
    main()
