"""Levels that people were found to hold (penilaian)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from piawai.competencies.models import Assessment
from piawai.competencies.queries.standings import assessments_by
from piawai.competencies.services.evidence import new_assessment, record_assessments
from piawai.competencies.terms import STATED, Source
from piawai.formats import cells
from piawai.integrations.files.columns import EXAMPLE_NIP, Column, competency_code, level, number_of_person, text_up_to
from piawai.integrations.files.days import check_not_before_birth, check_not_future
from piawai.integrations.files.reading import Kind, Line, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import Competencies, People
from piawai.people.models import Person
from piawai.regulations.values import NotInForce, starts

_SOURCES = tuple(source.value for source in STATED)
_FROM_INSIDE = frozenset({Source.SUPERIOR, Source.PEER, Source.SUBORDINATE, Source.SELF})  # only people we know
_KEY = "NIP + KODE KOMPETENSI + TANGGAL + SUMBER + NIP PENILAI"

COLUMNS = (
    Column(
        name="NIP",
        read=cells.nip,
        required=True,
        note=_("NIP of the person assessed, 18 digits."),
        example=EXAMPLE_NIP,
        as_text=True,
    ),
    Column(
        name="KODE KOMPETENSI",
        read=competency_code,
        required=True,
        note=_("Code from the dictionary (kamus)."),
        example="M.1",
        as_text=True,
    ),
    Column(
        name="LEVEL",
        read=level,
        required=True,
        note=_("The level found, 1 to 5."),
        choices=tuple("12345"),
        example=3,
    ),
    Column(
        name="TANGGAL",
        read=cells.day,
        required=True,
        note=_("Day of the assessment."),
        example=dt.date(2026, 3, 16),
    ),
    Column(
        name="SUMBER",
        read=cells.choice(values={value: Source(value) for value in _SOURCES}),
        required=True,
        note=_("Where it comes from. Only assessment centre and CACT are official."),
        choices=_SOURCES,
        example="ASSESSMENT_CENTER",
    ),
    Column(
        name="NIP PENILAI",
        read=number_of_person,
        note=_("NIP of the superior, peer or subordinate who rated; an outside assessor's number may stand here too."),
        as_text=True,
    ),
    Column(name="LEMBAGA", read=text_up_to(most=200), note=_("The assessing body."), example="UPT Penilaian Aceh"),
    Column(name="BUKTI", read=cells.text, note=_("Report number or description."), example="Laporan LP/2026/001"),
)


def check(reading: Reading) -> list[Assessment]:
    """Check people, competencies, days and assessors."""
    people, competencies = People(reading, "NIP", "NIP PENILAI"), Competencies(reading)
    keys = Seen(reading, "NIP", _KEY)
    by_number = assessments_by({line["NIP PENILAI"] for line in reading.lines if people.known(line["NIP PENILAI"])})
    found = []
    for line in reading.lines:
        person, competency = people.of(line), competencies.of(line)
        check_not_future(reading, line, "TANGGAL")
        if person is not None:
            check_not_before_birth(reading, line, "TANGGAL", person.born_on)
        assessor = _assessor(reading, line, people, person)
        if person is None or competency is None or line.faulty:
            continue
        if (person.pk, competency.pk, line["TANGGAL"], line["SUMBER"], line["NIP PENILAI"]) in by_number:
            assessor = line["NIP PENILAI"]  # recorded before the assessor was known as a person
        if not keys.add(line, (person.pk, competency.pk, line["TANGGAL"], line["SUMBER"], assessor)):
            continue
        try:
            assessment = new_assessment(
                person_id=person.pk,
                competency=competency,
                level=line["LEVEL"],
                source=line["SUMBER"],
                assessed_on=line["TANGGAL"],
                assessor=assessor,
                agency=line["LEMBAGA"],
                evidence=line["BUKTI"],
            )
        except NotInForce as refusal:
            first = starts(refusal.name)[0]
            reading.refuse(line, "TANGGAL", "not_in_force", {"rule": refusal.name, "first": first})
        else:
            found.append(assessment)
    return found


def _assessor(reading: Reading, line: Line, people: People, person: Person | None) -> str:
    """Return the assessor's public code, an outside assessor's number, or "" for none."""
    number, source = line["NIP PENILAI"], line["SUMBER"]
    if source == Source.SELF and person is not None:
        if number and people.of(line, "NIP PENILAI") not in {person, None}:
            reading.doubt(line, "NIP PENILAI", "self_by_other")
        return person.code
    if not number:
        return ""
    if source in _FROM_INSIDE:
        known = people.of(line, "NIP PENILAI")
        if known is not None and known == person:
            reading.refuse(line, "NIP PENILAI", "rates_oneself")
        return known.code if known else ""
    known = people.known(number)
    if known is not None:
        return known.code
    reading.doubt(line, "NIP PENILAI", "assessor_unknown")
    return str(number)


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"LEMBAGA": "agency", "BUKTI": "evidence"}


def store(reading: Reading, assessments: list[Assessment]) -> Stored:
    """Record the assessments."""
    leave_unstated(reading, assessments, _OPTIONAL)
    found = record_assessments(assessments=assessments, on=reading.on, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="penilaian", order=7, columns=COLUMNS, check=check, store=store)
