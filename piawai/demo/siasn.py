"""The SIASN exports of the demo city: unor and pegawai, with the quirks of real ones."""

import datetime as dt
import random
from collections.abc import Mapping

from piawai.demo import cells, jobs
from piawai.demo.cells import Cell, Row, Table
from piawai.demo.days import years_after
from piawai.demo.names import FEMALE, MALE
from piawai.demo.offices import unit_code
from piawai.demo.people import City, Person
from piawai.demo.places import GAMPONG, STREETS
from piawai.demo.population import CPNS, PART_TIME, PNS, PPPK
from piawai.demo.ranks import rank_name

UNIT_HEADERS = ("ID", "NAMA_UNOR", "ID_ATASAN", "ESELON ID", "JENIS", "PEMIMPIN")
HEADERS = tuple(
    """PNS ID, NIP BARU, NIP LAMA, NAMA, GELAR DEPAN, GELAR BELAKANG, TEMPAT LAHIR ID, TEMPAT LAHIR NAMA, TANGGAL LAHIR,
    JENIS KELAMIN, AGAMA ID, AGAMA NAMA, JENIS KAWIN ID, JENIS KAWIN NAMA, NIK, NOMOR HP, EMAIL, EMAIL GOV, ALAMAT,
    NPWP NOMOR, BPJS, JENIS PEGAWAI ID, JENIS PEGAWAI NAMA, KEDUDUKAN HUKUM ID, KEDUDUKAN HUKUM NAMA, STATUS CPNS PNS,
    KARTU ASN VIRTUAL, NOMOR SK CPNS, TANGGAL SK CPNS, TMT CPNS, NOMOR SK PNS, TANGGAL SK PNS, TMT PNS, GOL AWAL ID,
    GOL AWAL NAMA, GOL AKHIR ID, GOL AKHIR NAMA, TMT GOLONGAN, MK TAHUN, MK BULAN, JENIS JABATAN ID,
    JENIS JABATAN NAMA, JABATAN ID, JABATAN NAMA, TMT JABATAN, TINGKAT PENDIDIKAN ID, TINGKAT PENDIDIKAN NAMA,
    PENDIDIKAN ID, PENDIDIKAN NAMA, TAHUN LULUS, KPKN ID, KPKN NAMA, LOKASI KERJA ID, LOKASI KERJA NAMA, UNOR ID,
    UNOR NAMA, INSTANSI INDUK ID, INSTANSI INDUK NAMA, INSTANSI KERJA ID, INSTANSI KERJA NAMA, SATUAN KERJA INDUK ID,
    SATUAN KERJA INDUK NAMA, SATUAN KERJA KERJA ID, SATUAN KERJA KERJA NAMA, IS VALID NIK, NAMA SEKOLAH,
    FLAG IKD""".replace("\n", " ").split(", ")
)
HEADERS = tuple(header.strip() for header in HEADERS)
_INSTITUTION = ("A5EB03E23C1AF6A0E040640A040252AD", "Pemerintah Kota Sabang")
_WORK_UNIT = ("A5EB03E24138F6A0E040640A040252AD", "Pemerintah Kota Sabang")
_LEGAL = {
    "01": "Aktif",
    "02": "CLTN",
    "03": "Tugas Belajar",
    "15": "Kena Hukuman Disiplin",
    "20": "Masa Persiapan Pensiun",
    "99": "Pensiun",
}
_EMPLOYMENT = {
    PNS: ("11", "PNS Daerah", "PNS"),
    CPNS: ("12", "CPNS Daerah", "CPNS"),
    PPPK: ("21", "PPPK", "PPPK"),
    PART_TIME: ("22", "PPPK Paruh Waktu", "PPPK"),
}
_SCHOOLING = {
    "05": "Sekolah Dasar",
    "15": "SLTA",
    "17": "SLTA Kejuruan",
    "30": "Diploma III",
    "40": "S-1",
    "42": "Profesi",
    "45": "S-2",
}
_SCHOOLS = {
    "05": "SD Negeri di Sabang",
    "15": "SMA Negeri 1 Sabang",
    "17": "SMK Negeri 1 Sabang",
    "30": "Politeknik Aceh",
    "40": "Universitas Syiah Kuala",
    "42": "Universitas Syiah Kuala",
    "45": "UIN Ar-Raniry",
}
_AGE_AT_LEAVING = {"05": 13, "15": 18, "17": 18, "30": 21, "40": 23, "42": 24, "45": 27}
_ALWAYS_EMPTY = ("NIP LAMA", "KPKN ID", "KPKN NAMA", "EMAIL GOV", "FLAG IKD")
OTHER_BIRTH_DATES, OTHER_SEXES, BLANK_ROWS = 8, 3, 5  # planted; fewer in a small city


def unit_table(*, city: City) -> Table:
    """Return the unor file: some parents after their children, heads by NIP, some by PNS ID."""
    rng = city.chance("unor")
    rows: list[Row] = []
    for unit in city.units:
        head = city.heads.get(unit.position)
        leader: Cell = None
        if head is not None:
            leader = head.code if rng.random() < 0.1 else cells.untidy_digits(rng=rng, digits=head.number)
        rows.append(
            (
                unit.code,
                cells.untidy_text(rng=rng, text=unit.name),
                cells.nothing(rng=rng) if unit.above is None else city.units[unit.above].code,
                unit.echelon or None,
                unit.kind,
                leader,
            )
        )
    for _ in range(max(1, len(rows) // 20)):
        rows.append(rows.pop(rng.randrange(1, len(rows))))
    rows.append(rows.pop(1))  # a whole office after its parts
    return Table(UNIT_HEADERS, tuple(rows))


def people_table(*, city: City) -> Table:
    """Return the pegawai file: all 67 columns, in an order of its own, with planted doubts and empty rows."""
    rng = city.chance("pegawai")
    others = [person.number for person in city.people if not person.leads]
    planted = rng.sample(others, _few(OTHER_BIRTH_DATES, city) + _few(OTHER_SEXES, city))
    dates, sexes = planted[: _few(OTHER_BIRTH_DATES, city)], planted[_few(OTHER_BIRTH_DATES, city) :]
    rows: list[Row] = []
    for person in rng.sample(city.people, len(city.people)):
        values = _values(person=person, rng=rng, on=city.on)
        if person.number in dates:
            values["TANGGAL LAHIR"] = _other_day(person.born_on, rng).strftime("%d-%m-%Y")
        if person.number in sexes:
            values["JENIS KELAMIN"] = FEMALE if person.sex == MALE else MALE
        rows.append(tuple(values[header] for header in HEADERS))
    for _ in range(_few(BLANK_ROWS, city)):
        rows.insert(rng.randrange(1, len(rows)), (None,) * len(HEADERS))
    return Table(HEADERS, tuple(rows))


def _few(count: int, city: City) -> int:
    return min(count, max(1, len(city.people) // 100))


def _other_day(born_on: dt.date, rng: random.Random) -> dt.date:
    """Return the birth date of a later court decision: same year, other day."""
    day = rng.choice([day for day in range(1, 29) if day != born_on.day])
    return born_on.replace(day=day)


def _values(*, person: Person, rng: random.Random, on: dt.date) -> dict[str, Cell]:
    values: dict[str, Cell] = dict.fromkeys(HEADERS)
    values.update(_identity(person=person, rng=rng))
    values.update(_contact(person=person, rng=rng))
    values.update(_career(person=person, rng=rng, on=on))
    values.update(_post(person=person, rng=rng))
    for header in _ALWAYS_EMPTY:
        values[header] = cells.nothing(rng=rng)
    return values


def _identity(*, person: Person, rng: random.Random) -> Mapping[str, Cell]:
    pilgrim = person.born_on.year < 1985 and rng.random() < 0.06
    doctor = "dr." if person.job.family == "DOKTER" else "drg." if person.job.family == "DOKTER GIGI" else ""
    front = " ".join(title for title in (doctor, ("H." if person.sex == MALE else "Hj.") if pilgrim else "") if title)
    muslim = rng.random() < 0.985
    married = (person.appointed_on.year - person.born_on.year) > 23
    day_digits = person.born_on.day + (40 if person.sex == FEMALE else 0)
    national = f"117201{day_digits:02d}{person.born_on:%m%y}{rng.randint(1, 9999):04d}"
    return {
        "PNS ID": person.code,
        "NIP BARU": cells.untidy_digits(rng=rng, digits=person.number),
        "NAMA": cells.untidy_text(rng=rng, text=person.name.upper()),
        "GELAR DEPAN": front or None,
        "GELAR BELAKANG": person.job.title or cells.nothing(rng=rng),
        "TEMPAT LAHIR ID": unit_code(f"TEMPAT {person.birthplace}"),
        "TEMPAT LAHIR NAMA": person.birthplace,
        "TANGGAL LAHIR": cells.untidy_day(rng=rng, day=person.born_on),
        "JENIS KELAMIN": person.sex,
        "AGAMA ID": cells.untidy_number(rng=rng, number=1 if muslim else 2),
        "AGAMA NAMA": "Islam" if muslim else "Kristen",
        "JENIS KAWIN ID": 1 if married else 2,
        "JENIS KAWIN NAMA": "Menikah" if married else "Belum Kawin",
        "NIK": cells.untidy_digits(rng=rng, digits=national),
        "IS VALID NIK": "1" if rng.random() < 0.95 else "0",
    }


def _contact(*, person: Person, rng: random.Random) -> Mapping[str, Cell]:
    """Return invented contacts: the numbers and addresses lead nowhere."""
    district = rng.choice(tuple(GAMPONG))
    gampong = rng.choice(GAMPONG[district])
    mail = person.name.lower().replace(" ", "").replace(".", "")
    return {
        "NOMOR HP": f"'0812000{rng.randint(0, 99999):05d}" if rng.random() < 0.8 else cells.nothing(rng=rng),
        "EMAIL": f"{mail}@contoh.example" if rng.random() < 0.7 else cells.nothing(rng=rng),
        "ALAMAT": f"{rng.choice(STREETS)} Gampong {gampong}, Kecamatan {district}",
        "NPWP NOMOR": f"'{rng.randint(10**14, 10**15 - 1)}" if rng.random() < 0.6 else cells.nothing(rng=rng),
        "BPJS": f"'000{rng.randint(10**9, 10**10 - 1)}" if rng.random() < 0.6 else cells.nothing(rng=rng),
    }


def _career(*, person: Person, rng: random.Random, on: dt.date) -> Mapping[str, Cell]:
    code, name, status = _EMPLOYMENT[person.status]
    months = (on.year - person.appointed_on.year) * 12 + on.month - person.appointed_on.month
    confirmed = years_after(day=person.appointed_on, years=1) if person.status == PNS else None
    decree = f"813/{rng.randint(1, 999):03d}/{person.appointed_on.year}"
    return {
        "JENIS PEGAWAI ID": cells.untidy_number(rng=rng, number=int(code)),
        "JENIS PEGAWAI NAMA": name,
        "KEDUDUKAN HUKUM ID": person.legal_status,
        "KEDUDUKAN HUKUM NAMA": _LEGAL[person.legal_status],
        "STATUS CPNS PNS": status,
        "KARTU ASN VIRTUAL": rng.choice(("Y", "T", None)),
        "NOMOR SK CPNS": decree,
        "TANGGAL SK CPNS": cells.untidy_day(rng=rng, day=person.appointed_on - dt.timedelta(days=rng.randint(5, 40))),
        "TMT CPNS": cells.untidy_day(rng=rng, day=person.appointed_on),
        "NOMOR SK PNS": f"821/{rng.randint(1, 999):03d}/{confirmed.year}" if confirmed else cells.nothing(rng=rng),
        "TANGGAL SK PNS": cells.untidy_day(rng=rng, day=confirmed and confirmed - dt.timedelta(days=20)),
        "TMT PNS": cells.untidy_day(rng=rng, day=confirmed),
        "GOL AWAL ID": cells.untidy_number(rng=rng, number=int(person.first_rank)),
        "GOL AWAL NAMA": rank_name(person.first_rank),
        "GOL AKHIR ID": cells.untidy_number(rng=rng, number=int(person.rank)),
        "GOL AKHIR NAMA": rank_name(person.rank),
        "TMT GOLONGAN": cells.untidy_day(rng=rng, day=person.rank_on),
        "MK TAHUN": cells.untidy_number(rng=rng, number=months // 12),
        "MK BULAN": months % 12,
    }


def _post(*, person: Person, rng: random.Random) -> Mapping[str, Cell]:
    job = person.job
    field = job.field or ("S-2 ADMINISTRASI PUBLIK" if job.schooling == "45" else "S-1 ILMU PEMERINTAHAN")
    return {
        "JENIS JABATAN ID": cells.untidy_number(rng=rng, number=int(job.kind)),
        "JENIS JABATAN NAMA": jobs.KIND_NAMES[job.kind],
        "JABATAN ID": job.code,
        "JABATAN NAMA": cells.untidy_text(rng=rng, text=job.name),
        "TMT JABATAN": cells.untidy_day(rng=rng, day=person.job_on),
        "TINGKAT PENDIDIKAN ID": job.schooling if rng.random() < 0.5 else int(job.schooling),
        "TINGKAT PENDIDIKAN NAMA": _SCHOOLING[job.schooling],
        "PENDIDIKAN ID": unit_code(f"PENDIDIKAN {field}"),
        "PENDIDIKAN NAMA": field,
        "TAHUN LULUS": cells.untidy_number(
            rng=rng,
            number=min(person.born_on.year + _AGE_AT_LEAVING[job.schooling], person.appointed_on.year),
        ),
        "LOKASI KERJA ID": unit_code("TEMPAT SABANG"),
        "LOKASI KERJA NAMA": "Kota Sabang",
        "UNOR ID": person.unit.code,
        "UNOR NAMA": person.unit.name,
        "INSTANSI INDUK ID": _INSTITUTION[0],
        "INSTANSI INDUK NAMA": _INSTITUTION[1],
        "INSTANSI KERJA ID": _INSTITUTION[0],
        "INSTANSI KERJA NAMA": _INSTITUTION[1],
        "SATUAN KERJA INDUK ID": _WORK_UNIT[0],
        "SATUAN KERJA INDUK NAMA": _WORK_UNIT[1],
        "SATUAN KERJA KERJA ID": _WORK_UNIT[0],
        "SATUAN KERJA KERJA NAMA": _WORK_UNIT[1],
        "NAMA SEKOLAH": _SCHOOLS[job.schooling] if rng.random() < 0.7 else cells.nothing(rng=rng),
    }
