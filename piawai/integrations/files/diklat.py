"""Trainings that people completed (diklat)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from piawai.competencies.models import Competency
from piawai.competencies.queries.qualifications import known_certificates
from piawai.competencies.rules.currency import revives
from piawai.competencies.services.qualifications import ruled_until
from piawai.competencies.terms import Source, Validity
from piawai.formats import cells
from piawai.integrations.files.columns import EXAMPLE_NIP, Column, competency_levels, hours, text_up_to
from piawai.integrations.files.days import check_not_before_birth, check_not_future, check_order
from piawai.integrations.files.forms import FORM, check_form
from piawai.integrations.files.reading import Kind, Line, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import Competencies, People
from piawai.learning.models import CompletedTraining
from piawai.learning.queries.certificates import certified_numbers
from piawai.learning.queries.completed import known_trainings
from piawai.learning.rules.trainings import number_stays, training_reference
from piawai.learning.services.completed import record_trainings
from piawai.lib.text import name_key
from piawai.regulations import values
from piawai.regulations.values import NotInForce, starts

_KEY = "NIP + NOMOR SERTIFIKAT / NAMA KURSUS + TANGGAL MULAI"

COLUMNS = (
    Column(
        name="NIP",
        read=cells.nip,
        required=True,
        note=_("NIP of the participant, 18 digits."),
        example=EXAMPLE_NIP,
        as_text=True,
    ),
    Column(
        name="NAMA KURSUS",
        read=text_up_to(most=300),
        required=True,
        note=_("The training's name."),
        example="Pelatihan Pelayanan Prima",
    ),
    FORM,
    Column(name="INSTITUSI PENYELENGGARA", read=text_up_to(most=300), note=_("Who held it."), example="BPSDM Aceh"),
    Column(
        name="JUMLAH JAM",
        read=hours,
        required=True,
        note=_("Learning hours (JP)."),
        example=24,
    ),
    Column(name="TANGGAL MULAI", read=cells.day, required=True, note=_("First day."), example=dt.date(2026, 3, 2)),
    Column(name="TANGGAL SELESAI", read=cells.day, required=True, note=_("Last day."), example=dt.date(2026, 3, 4)),
    Column(
        name="NOMOR SERTIFIKAT",
        read=text_up_to(most=100),
        note=_("Number of the certificate; it tells one training from another."),
        example="00123/SERT/03/2026",
        as_text=True,
    ),
    Column(
        name="KOMPETENSI",
        read=competency_levels,
        note=_("Levels that it certifies, as evidence: code:level; code:level."),
        example="T.LY.1:2",
    ),
    Column(name="BERLAKU SAMPAI", read=cells.day, note=_("Last day on which the certificate is valid.")),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The trainings, and the dictionary by code."""

    trainings: Sequence[CompletedTraining]
    competencies: Mapping[str, Competency]


def check(reading: Reading) -> Checked:
    """Check people, days, forms and competencies."""
    people, competencies = People(reading, "NIP"), Competencies(reading)
    keys = Seen(reading, "NIP", _KEY)
    found = []
    named = {person.pk for line in reading.lines if (person := people.known(line["NIP"])) is not None}
    known = _Trainings(reading.lines, people)
    certified = known_certificates(people=named)
    for line in reading.lines:
        person, levels = people.of(line), competencies.levels_of(line)
        check_form(reading, line)
        _check_days(reading, line)
        if person is not None:
            check_not_before_birth(reading, line, "TANGGAL MULAI", person.born_on)
            if line["NAMA KURSUS"] and line["TANGGAL MULAI"]:
                keys.add(line, (person.pk, known.reference(line, person.pk)))
        if person is not None and not line.faulty:
            _check_nothing_revives(reading, line, levels, certified, (person.pk, known.reference(line, person.pk)))
        if person is None or line.faulty:
            continue
        reference = known.reference(line, person.pk)
        found.append(
            CompletedTraining(
                person_id=person.pk,
                reference=reference,
                name=line["NAMA KURSUS"],
                form=line["JENIS DIKLAT ID"],
                provider=line["INSTITUSI PENYELENGGARA"],
                hours=line["JUMLAH JAM"],
                starts_on=line["TANGGAL MULAI"],
                ends_on=line["TANGGAL SELESAI"],
                certificate=line["NOMOR SERTIFIKAT"],
                valid_until=line["BERLAKU SAMPAI"],
                reaches=levels,
            )
        )
        found[-1].unstated = known.unstated(line, person.pk, reference)
    return Checked(found, competencies.by_code)


class _Trainings:
    """The trainings that are known of the people of a file, and which of them each line speaks of."""

    def __init__(self, lines: Sequence[Line], people: People) -> None:
        named = [(line, person.pk) for line in lines if (person := people.known(line["NIP"])) is not None]
        self._known = known_trainings(people={pk for _line, pk in named})
        self._ours = certified_numbers(people=set(self._known))
        self._by_number = {
            (pk, reference)
            for line, pk in named
            if line["NOMOR SERTIFIKAT"] and (reference := f"no:{name_key(line['NOMOR SERTIFIKAT'])}") in self._known[pk]
        }

    def reference(self, line: Line, person_id: int) -> str:
        """Return which training of a person a line speaks of; what another line names by its number is not it."""
        number = line["NOMOR SERTIFIKAT"]
        known = self._known[person_id]
        own = f"no:{name_key(number)}"
        free = {ref: one for ref, one in known.items() if ref == own or (person_id, ref) not in self._by_number}
        return training_reference(name=line["NAMA KURSUS"], starts_on=line["TANGGAL MULAI"], number=number, known=free)

    def unstated(self, line: Line, person_id: int, reference: str) -> frozenset[str]:
        """
        Return what of a known training a line leaves as it is.

        The number, where the line names none or another; of one we certified also what the line leaves empty.
        """
        number, known = line["NOMOR SERTIFIKAT"], self._known[person_id]
        left = {"certificate"} if number_stays(reference=reference, number=number, known=known) else set()
        if reference in known and (person_id, known[reference].number) in self._ours:
            left |= {field for column, field in _OPTIONAL.items() if not line[column]}
        return frozenset(left)


def _check_days(reading: Reading, line: Line) -> None:
    check_order(reading, line, "TANGGAL MULAI", "TANGGAL SELESAI")
    check_not_future(reading, line, "TANGGAL SELESAI")
    last, valid_until = line["TANGGAL SELESAI"], line["BERLAKU SAMPAI"]
    if last and valid_until and valid_until < last:
        reading.refuse(line, "BERLAKU SAMPAI", "valid_until_before_end", {"last": last})
    if last and line["KOMPETENSI"]:
        try:
            values.mapping("assessment_validity_years", on=last)
        except NotInForce as refusal:
            first = starts(refusal.name)[0]
            reading.refuse(line, "TANGGAL SELESAI", "not_in_force", {"rule": refusal.name, "first": first})


def _check_nothing_revives(
    reading: Reading,
    line: Line,
    levels: Mapping[str, int],
    certified: Mapping[tuple[int, str, str], Validity],
    training: tuple[int, str],
) -> None:
    """Refuse to prolong a certificate that has run out. A file without the column says nothing of it."""
    person, reference = training
    if "BERLAKU SAMPAI" not in reading.given:
        return
    day = timezone.localdate(reading.at)
    for code in levels:
        old = certified.get((person, code, reference))
        if old is None:
            continue
        until = line["BERLAKU SAMPAI"] or ruled_until(source=Source.TRAINING, valid_from=line["TANGGAL SELESAI"])
        if revives(old, Validity(line["TANGGAL SELESAI"], until), on=day):
            reading.refuse(line, "BERLAKU SAMPAI", "revives", {"last": str(old.last_day)})
            return


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {
    "INSTITUSI PENYELENGGARA": "provider",
    "NOMOR SERTIFIKAT": "certificate",
    "KOMPETENSI": "reaches",
    "BERLAKU SAMPAI": "valid_until",
}


def store(reading: Reading, checked: Checked) -> Stored:
    """Record the trainings and the evidence that they give."""
    leave_unstated(reading, checked.trainings, _OPTIONAL)
    found = record_trainings(
        trainings=checked.trainings,
        competencies=checked.competencies,
        on=reading.on,
        by=reading.by,
        at=reading.at,
    )
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="diklat", order=9, columns=COLUMNS, check=check, store=store)
