"""Employees, as SIASN exports them (pegawai)."""

from collections.abc import Sequence
from dataclasses import dataclass

from piawai.competencies.services.posts import record_people
from piawai.formats.cells import Detail
from piawai.integrations.files.days import check_not_before_birth
from piawai.integrations.files.jobnames import KnownJobs
from piawai.integrations.files.pegawai_columns import COLUMNS
from piawai.integrations.files.reading import Kind, Line, Reading, Stored
from piawai.integrations.files.references import People, Units
from piawai.people import rules
from piawai.people.models import Person
from piawai.people.terms import JobRow, PersonRow

# Fields of Person by column; the rest is worked out of several columns.
_FIELDS = {
    "name": "NAMA",
    "title_before": "GELAR DEPAN",
    "title_after": "GELAR BELAKANG",
    "birth_place": "TEMPAT LAHIR NAMA",
    "born_on": "TANGGAL LAHIR",
    "sex": "JENIS KELAMIN",
    "nik": "NIK",
    "phone": "NOMOR HP",
    "email": "EMAIL",
    "office_email": "EMAIL GOV",
    "legal_status": "KEDUDUKAN HUKUM ID",
    "grade_since_on": "TMT GOLONGAN",
    "appointed_on": "TMT CPNS",
    "education_level": "TINGKAT PENDIDIKAN ID",
    "education": "PENDIDIKAN NAMA",
    "graduated_in": "TAHUN LULUS",
}
_STATUS = ("STATUS CPNS PNS", "JENIS PEGAWAI NAMA")
_GRADE = ("GOL AKHIR NAMA", "GOL AKHIR ID")
_KEY = "PNS ID / NIP BARU"


@dataclass(frozen=True, slots=True)
class Checked:
    """The people, the line of each, and what the file says of jobs."""

    people: Sequence[PersonRow]
    lines: Sequence[Line]
    jobs: KnownJobs


def check(reading: Reading) -> Checked:
    """Check numbers, units and days; doubt what the digits of a NIP contradict."""
    units, known, jobs = Units(reading), People(reading, "NIP BARU", "PNS ID"), KnownJobs(reading)
    mentions: dict[str, Line] = {}
    rows, lines = [], []
    for line in reading.lines:
        unit = units.of(line, name_column="UNOR NAMA")
        jobs.mention(line, line["JABATAN ID"], line["JABATAN NAMA"])
        person = _known(reading, line, known)
        _check_once(reading, line, person, mentions)
        _check_birth(reading, line)
        _doubt_contacts(reading, line)
        if unit is not None and not line.faulty:
            job = JobRow(line["JABATAN ID"], line["JABATAN NAMA"], line["JENIS JABATAN ID"] or "")
            rows.append(PersonRow(_fields(reading, line, person), unit.pk, job, line["TMT JABATAN"]))
            lines.append(line)
    return Checked(rows, lines, jobs)


def _known(reading: Reading, line: Line, people: People) -> Person | None:
    by_id, by_nip = people.known(line["PNS ID"]), people.known(line["NIP BARU"])
    if by_id and by_nip and by_id.pk != by_nip.pk:
        reading.refuse(line, "NIP BARU", "two_persons")
    elif by_nip and not by_id and line["PNS ID"] and by_nip.siasn_id:
        reading.doubt(line, "PNS ID", "siasn_id_differs")
    return by_id or by_nip


def _check_once(reading: Reading, line: Line, person: Person | None, mentions: dict[str, Line]) -> None:
    """Refuse a second row of a person, whichever of the two numbers tells that it is one."""
    keys = [key for key in (line["PNS ID"], line["NIP BARU"], f"#{person.pk}" if person else "") if key]
    first = next((mentions[key] for key in keys if key in mentions), None)
    if first is not None:
        reading.refuse(line, "NIP BARU", "repeated_key", {"row": first.number, "key": _KEY})
    for key in keys:
        mentions.setdefault(key, line)


def _check_birth(reading: Reading, line: Line) -> None:
    born_on, nip = line["TANGGAL LAHIR"], line["NIP BARU"]
    if born_on is None:
        return
    if born_on <= reading.on:
        check_not_before_birth(reading, line, "TMT JABATAN", born_on)
    if born_on > reading.on:
        reading.refuse(line, "TANGGAL LAHIR", "future_day", {"on": reading.on})
    elif nip:
        details: dict[str, Detail] = {"born": born_on}
        for code in rules.nip_doubts(nip=nip, born_on=born_on, sex=line["JENIS KELAMIN"] or "", on=reading.on):
            reading.doubt(line, "NIP BARU", code, details)


def _doubt_contacts(reading: Reading, line: Line) -> None:
    """Doubt what nobody could be reached by."""
    if line["NOMOR HP"] and not rules.looks_like_phone(line["NOMOR HP"]):
        reading.doubt(line, "NOMOR HP", "phone_shape")
    for column in ("EMAIL", "EMAIL GOV"):
        if line[column] and not rules.looks_like_email(line[column]):
            reading.doubt(line, column, "email_shape")


def _fields(reading: Reading, line: Line, person: Person | None) -> dict[str, object]:
    """Return the columns of Person that the file states; a column that is absent leaves a known person as it is."""
    given = reading.given
    fields: dict[str, object] = {field: line[column] for field, column in _FIELDS.items() if column in given}
    fields["nip"] = line["NIP BARU"]
    if "sex" in fields:
        fields["sex"] = fields["sex"] or ""
    if "graduated_in" in fields:
        fields["graduated_in"] = fields["graduated_in"] or None  # some exports write 0
    if line["PNS ID"]:
        fields["siasn_id"] = line["PNS ID"]
    if not given.isdisjoint(_GRADE):
        fields["grade"] = line["GOL AKHIR NAMA"] or line["GOL AKHIR ID"]
    if person is None or not given.isdisjoint(_STATUS):
        fields["employment"] = rules.employment(stated=_stated(line), nip=line["NIP BARU"]).value
    return fields


def _stated(line: Line) -> str:
    """Return what the status columns say together; on probation counts, though the kind is written as PNS too."""
    status: str = line["STATUS CPNS PNS"]
    if status.upper() in {"C", "CPNS"}:
        return "CPNS"
    return f"{status} {line['JENIS PEGAWAI NAMA']}"


def store(reading: Reading, checked: Checked) -> Stored:
    """Record the people and their posts."""
    found = record_people(rows=checked.people, on=reading.on, by=reading.by, at=reading.at)
    details: dict[str, Detail] = {"on": reading.on}
    for position, code in found.doubts:
        reading.doubt(checked.lines[position], "TMT JABATAN", code, details)
    checked.jobs.doubt_new(found.new_jobs)
    return Stored(found.new, found.changed, found.unchanged, found.missing)


KIND = Kind(name="pegawai", order=4, columns=COLUMNS, check=check, store=store)
