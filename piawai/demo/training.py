"""What the demo city's people have attended: the diklat file."""

import datetime as dt
import random

from piawai.demo import cells
from piawai.demo.cells import Cell, Row, Table
from piawai.demo.days import is_weekday, years_after
from piawai.demo.partners import BKN, BPSDM, LAN, PMI, POLITEKNIK, UIN, USK
from piawai.demo.people import City, Person
from piawai.demo.population import CPNS, PART_TIME

HEADERS = (
    "NIP",
    "NAMA KURSUS",
    "JENIS DIKLAT ID",
    "INSTITUSI PENYELENGGARA",
    "JUMLAH JAM",
    "TANGGAL MULAI",
    "TANGGAL SELESAI",
    "NOMOR SERTIFIKAT",
    "KOMPETENSI",
    "BERLAKU SAMPAI",
)
_LEADERSHIP = {
    "PENGAWAS": "Pelatihan Kepemimpinan Pengawas",
    "ADMINISTRATOR": "Pelatihan Kepemimpinan Administrator",
    "JPT_PRATAMA": "Pelatihan Kepemimpinan Nasional Tingkat II",
}
# name, JENIS DIKLAT ID, institution, days, JP, evidence it gives where it was passed
_COURSES = (
    ("Literasi Digital Sektor Pemerintahan", 16, POLITEKNIK, 2, 8, "T.IT.1:2"),
    ("Bimbingan Teknis Aplikasi Srikandi", 8, BPSDM, 2, 12, "T.AR.1:2; T.IT.1:1"),
    ("Pelatihan Pelayanan Prima", 3, BPSDM, 3, 24, "T.LY.1:2"),
    ("Bimbingan Teknis Penatausahaan SIPD", 8, USK, 3, 24, "T.KU.1:2"),
    ("Pelatihan Pengadaan Barang/Jasa Tingkat Dasar", 8, BPSDM, 5, 40, "T.PB.1:2"),
    ("Workshop Penyusunan SKP", 4, BKN, 1, 5, ""),
    ("Seminar Budaya Kerja BerAKHLAK", 9, LAN, 1, 4, ""),
    ("Sosialisasi Netralitas ASN", 7, BKN, 1, 4, ""),
    ("Sosialisasi Kode Etik dan Disiplin", 7, BKN, 1, 4, ""),
    ("Belajar Mandiri Antikorupsi", 22, LAN, 1, 2, ""),
    ("Pelatihan Jarak Jauh Manajemen Risiko", 17, LAN, 3, 12, ""),
    ("Pelatihan Moderasi Beragama", 6, UIN, 2, 16, "SK.1:2"),
    ("Komunitas Belajar Pemerintah Kota Sabang", 23, "BKPSDM Kota Sabang", 1, 2, ""),
    ("Coaching Kinerja", 14, "BKPSDM Kota Sabang", 1, 2, ""),
    ("Magang Pelayanan di Kota Banda Aceh", 10, "Pemerintah Kota Banda Aceh", 5, 20, ""),
    ("Patok Banding Pelayanan Perizinan", 20, "Pemerintah Kota Banda Aceh", 2, 10, ""),
    ("Pertolongan Pertama dan Kesiapsiagaan Tsunami", 11, PMI, 2, 12, ""),
)
_OF_FAMILY = {
    "GURU": ("Implementasi Kurikulum dan Asesmen", 4, USK, 2, 10, ""),
    "PERAWAT": ("Basic Trauma and Cardiac Life Support", 3, PMI, 5, 40, ""),
    "BIDAN": ("Penanganan Kegawatdaruratan Maternal", 3, PMI, 4, 32, ""),
    "ANALIS SDM APARATUR": ("Pelatihan Fungsional Analis SDM Aparatur", 2, BKN, 5, 40, ""),
    "PRANATA KOMPUTER": ("Pelatihan Fungsional Pranata Komputer", 2, BPSDM, 5, 40, "T.IT.1:3"),
    "ARSIPARIS": ("Pelatihan Fungsional Arsiparis", 2, BPSDM, 5, 40, "T.AR.1:3"),
    "PENGELOLA PENGADAAN BARANG/JASA": ("Sertifikasi Kompetensi Pengadaan", 2, BPSDM, 5, 40, "T.PB.1:3"),
}
_SHORT_LIVED = frozenset({"T.IT.1:2", "T.PB.1:2"})  # certificates of digital literacy and of procurement end in a year
_Course = tuple[str, int, str, int, int, str]


def train(*, city: City) -> Table:
    """Return what was attended in the last three years: nothing to four courses a person."""
    rng = city.chance("diklat")
    rows: list[Row] = []
    for person in city.people:
        for course in _courses(person=person, rng=rng):
            first = _first_day(person=person, city=city, days=course[3], rng=rng)
            if first is not None:
                rows.append(_row(person=person, course=course, first=first, number=len(rows) + 1, rng=rng))
    return Table(HEADERS, tuple(rows))


def _courses(*, person: Person, rng: random.Random) -> list[_Course]:
    if person.status == CPNS:
        return [("Pelatihan Dasar CPNS", 3, BPSDM, 5, 40, "")] if rng.random() < 0.6 else []
    shares = (50, 35, 15, 0, 0) if person.status == PART_TIME else (18, 27, 28, 18, 9)
    found = list(rng.sample(_COURSES, rng.choices(range(5), shares)[0]))
    if found and person.job.family in _OF_FAMILY and rng.random() < 0.35:
        found[0] = _OF_FAMILY[person.job.family]
    if found and person.job.job_class in _LEADERSHIP and rng.random() < 0.45:
        found[0] = (_LEADERSHIP[person.job.job_class], 1, LAN, 5, 40, "")
    return found


def _first_day(*, person: Person, city: City, days: int, rng: random.Random) -> dt.date | None:
    """Return a first day after the appointment so that all days lie in one working week before the city's day."""
    earliest = max(person.appointed_on + dt.timedelta(days=5), years_after(day=city.on, years=-3))
    latest = city.on - dt.timedelta(days=days + 7)
    if earliest > latest:
        return None
    day = earliest + dt.timedelta(days=rng.randint(0, (latest - earliest).days))
    while not is_weekday(day) or day.weekday() + days > 5:
        day += dt.timedelta(days=1)
    return day if day + dt.timedelta(days=days - 1) <= city.on else None


def _until(*, kind: int, last: dt.date, levels: str, rng: random.Random) -> dt.date | None:
    """Return the last day that a certificate names: three years on for some kinds, one for what changes fast."""
    if kind in {2, 11} and rng.random() < 0.5:
        return years_after(day=last, years=3)
    return years_after(day=last, years=1) if levels in _SHORT_LIVED else None


def _row(*, person: Person, course: _Course, first: dt.date, number: int, rng: random.Random) -> Row:
    name, kind, body, days, hours, evidence = course
    last = first + dt.timedelta(days=days - 1)
    certificate: Cell = f"{number:05d}/SERT/{last:%m}/{last:%Y}" if rng.random() < 0.88 else cells.nothing(rng=rng)
    until = _until(kind=kind, last=last, levels=evidence, rng=rng)
    return (
        cells.untidy_digits(rng=rng, digits=person.number),
        cells.untidy_text(rng=rng, text=name),
        cells.untidy_number(rng=rng, number=kind),
        body,
        cells.untidy_number(rng=rng, number=hours),
        cells.untidy_day(rng=rng, day=first),
        cells.untidy_day(rng=rng, day=last),
        certificate,
        evidence if evidence and rng.random() < 0.8 else None,
        cells.untidy_day(rng=rng, day=until),
    )
