"""How long certificates take: `python -m tests.benchmarks.bench_certificates` prints seconds of processor time."""

import datetime as dt
import time
from dataclasses import replace

from piawai.formats import credentials
from piawai.formats.certificates import Printer, Sheet
from tests.formats.awards import AT, award

MANY = 1_000
SIGNED = 100

SHEET = Sheet(
    title="Sertifikat",
    language="id",
    issuer="Kota Contoh",
    number="Nomor: 00001/SERT/2026",
    given_to="diberikan kepada",
    name="Sari Staf",
    for_completing="yang telah lulus",
    programme="Pelatihan Pelayanan Prima",
    facts=("Diselenggarakan oleh BPSDM Aceh", "2 Maret 2026 sampai 4 Maret 2026", "24 jam pelajaran (JP)"),
    skills_label="Kompetensi yang dicapai",
    skills=tuple(f"Kompetensi {number}: level 3" for number in range(9)),
    check_label="Periksa keasliannya di sini:",
    address="https://example.id/sertifikat/abcdefghjkmnpqrstuvwxyz2/",
    ending=(f"Diterbitkan {dt.date(2026, 3, 5):%d-%m-%Y}",),
)


def main() -> None:
    """Print the figures."""
    began, printer, size = time.process_time(), Printer(), 0
    for number in range(MANY):
        one = replace(SHEET, name=f"Pegawai {number}", address=f"{SHEET.address}{number}")
        size += len(printer.pdf(one))
    seconds = time.process_time() - began
    print(f"{MANY} certificates as PDF: {seconds:.1f} s (at most 60), {size / MANY / 1024:.0f} KiB each")  # noqa: T201
    key, began = credentials.new_key(), time.process_time()
    for number in range(SIGNED):
        document = credentials.badge(award(status_index=number))
        credentials.verify(credentials.signed(document, key=key, at=AT), public=credentials.public_key(key))
    print(f"{SIGNED} credentials signed and verified: {time.process_time() - began:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
