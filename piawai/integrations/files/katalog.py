"""Sessions on offer (katalog)."""

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from piawai.competencies.models import Competency
from piawai.formats import cells
from piawai.formats.cells import Raw, UnreadableCell
from piawai.formats.headers import canonical
from piawai.integrations.files.columns import Column, competency_levels, hours, identifier_up_to, money, text_up_to
from piawai.integrations.files.days import check_order
from piawai.integrations.files.forms import FORM, check_form
from piawai.integrations.files.reading import Agreement, Kind, Line, Reading, Seen, Stored
from piawai.integrations.files.references import Competencies
from piawai.learning.models import Programme
from piawai.learning.queries.catalogue import begun_programmes, begun_states, seats_given, session_rows
from piawai.learning.services.catalogue import record_sessions
from piawai.learning.terms import Mode, SessionRow, SessionState
from piawai.lib.text import name_key
from piawai.people.terms import JobClass

_MODES = tuple(Mode.values)
_CLASSES = {canonical(header=writing): found.value for found in JobClass for writing in (found.value, str(found.label))}
_MOST_SEATS = 100_000

_seats = functools.partial(cells.whole_number, least=1, most=_MOST_SEATS)


def job_classes(*, value: Raw) -> tuple[str, ...]:
    """
    Return the classes of job in a cell, by code or label, between semicolons or commas; () when empty.

    :raises UnreadableCell: `unknown_job_class` (`part`, `choices`), or as `cells.text`.
    """
    found = set()
    for part in re.split("[;,\n]", cells.text(value=value)):
        key = canonical(header=part)
        if key and key not in _CLASSES:
            raise UnreadableCell("unknown_job_class", {"part": part.strip(), "choices": tuple(JobClass.values)})
        if key:
            found.add(_CLASSES[key])
    return tuple(sorted(found))


COLUMNS = (
    Column(
        name="KODE SESI",
        read=identifier_up_to(most=40),
        required=True,
        note=_("The session's lasting code."),
        example="2027-PPP-01",
        as_text=True,
    ),
    Column(
        name="NAMA PROGRAM",
        read=text_up_to(most=300),
        required=True,
        note=_("The course, of which there may be several sessions."),
        example="Pelatihan Pelayanan Prima",
    ),
    FORM,
    Column(
        name="MITRA",
        read=text_up_to(most=200),
        required=True,
        note=_("Partner institution."),
        example="BPSDM Aceh",
    ),
    Column(name="TANGGAL MULAI", read=cells.day, required=True, note=_("First day."), example=dt.date(2027, 3, 1)),
    Column(name="TANGGAL SELESAI", read=cells.day, required=True, note=_("Last day."), example=dt.date(2027, 3, 3)),
    Column(name="JP", read=hours, required=True, note=_("Learning hours (JP)."), example=24),
    Column(name="KURSI", read=_seats, required=True, note=_("Seats."), example=30),
    Column(
        name="PESERTA MINIMUM",
        read=_seats,
        note=_("With fewer participants it does not run; empty: 1."),
        example=15,
    ),
    Column(
        name="BIAYA TETAP",
        read=money,
        note=_("Rupiah, paid only if it runs; empty: 0."),
        example=12_000_000,
    ),
    Column(
        name="BIAYA PER PESERTA",
        read=money,
        required=True,
        note=_("Rupiah for each participant; 0 where it is free."),
        example=1_500_000,
    ),
    Column(name="LOKASI", read=text_up_to(most=200), note=_("Place."), example="Banda Aceh"),
    Column(
        name="MODE",
        read=cells.choice(values={value: value for value in _MODES}),
        note=_("In person, online or mixed; empty: LURING."),
        choices=_MODES,
        example=Mode.IN_PERSON.value,
    ),
    Column(
        name="KOMPETENSI",
        read=competency_levels,
        required=True,
        note=_("Levels that it brings to: code:level; code:level."),
        example="T.LY.1:3; M.5:3",
    ),
    Column(
        name="PRASYARAT",
        read=competency_levels,
        note=_("Levels that participants must hold: code:level; code:level."),
        example="T.LY.1:2",
    ),
    Column(
        name="WAJIB UNTUK",
        read=job_classes,
        note=_("Classes of job for which it is mandatory: PENGAWAS; JF_AHLI_MUDA."),
    ),
    Column(name="KODE REKENING", read=text_up_to(most=60), note=_("Budget account."), as_text=True),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The sessions, and the dictionary by code."""

    sessions: Sequence[SessionRow]
    competencies: Mapping[str, Competency]


def check(reading: Reading) -> Checked:
    """Check codes, days, seats, forms and competencies; a programme bears the first writing of its name, an opened one
    that which is known.
    """
    competencies = Competencies(reading)
    codes = Seen(reading, "KODE SESI", "KODE SESI")
    forms = Agreement(reading, "JENIS DIKLAT ID", "NAMA PROGRAM")
    given, begun = seats_given(), begun_programmes()
    names = {key: programme.name for key, programme in begun.items()}  # certificates and reports bear it
    found = []
    for line in reading.lines:
        if line["KODE SESI"]:
            codes.add(line, line["KODE SESI"])
        programme = name_key(line["NAMA PROGRAM"])
        if programme:
            forms.add(line, programme, line["JENIS DIKLAT ID"])
        check_form(reading, line)
        check_order(reading, line, "TANGGAL MULAI", "TANGGAL SELESAI")
        _check_seats(reading, line, given)
        _check_form_kept(reading, line, begun)
        teaches, asks = competencies.levels_of(line), competencies.levels_of(line, "PRASYARAT")
        if not line.faulty:
            row = replace(_session(line), teaches=teaches, asks=asks)
            found.append(replace(row, programme=names.setdefault(programme, row.programme)))
    _check_opened(reading, found)
    return Checked(found, competencies.by_code)


def _check_form_kept(reading: Reading, line: Line, begun: Mapping[str, Programme]) -> None:
    """Refuse another form for a programme of which sessions were opened: certificates and reports name it."""
    known = begun.get(name_key(line["NAMA PROGRAM"]))
    if known is not None and line["JENIS DIKLAT ID"] not in (None, known.form):
        reading.refuse(line, "JENIS DIKLAT ID", "opened_programme", {"was": known.form})


def _check_opened(reading: Reading, rows: Sequence[SessionRow]) -> None:
    """
    Refuse to change what people agreed to, once a session is open: what, by whom, when, how long, what it reaches.

    Once it is over, its seats and costs stay as well.
    """
    codes = {row.code for row in rows}
    states, known = begun_states(codes), session_rows(codes)
    lines = {line["KODE SESI"]: line for line in reading.lines}
    for row in rows:
        if row.code not in states:
            continue
        fixed = _FIXED if states[row.code] == SessionState.OPEN else {**_FIXED, **_FIXED_AFTER}
        for column, field in fixed.items():
            was, is_now = getattr(known[row.code], field), getattr(row, field)
            if column in reading.given and not _same(was, is_now):
                reading.refuse(lines[row.code], column, "opened_session", {"was": _written(was)})


def _same(was: object, now: object) -> bool:
    return name_key(was) == name_key(now) if isinstance(was, str) and isinstance(now, str) else was == now


def _written(value: Any) -> Any:
    """Return a value as the file writes it."""
    if isinstance(value, Mapping):
        return "; ".join(f"{code}:{level}" for code, level in value.items())
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _check_seats(reading: Reading, line: Line, given: Mapping[str, int]) -> None:
    seats, minimum = line["KURSI"], line["PESERTA MINIMUM"]
    held = given.get(line["KODE SESI"] or "", 0)
    if seats and seats < held:
        reading.refuse(line, "KURSI", "seats_given", {"held": held})
    if seats and minimum and minimum > seats:
        reading.refuse(line, "PESERTA MINIMUM", "minimum_over_seats", {"seats": seats})


def _session(line: Line) -> SessionRow:
    return SessionRow(
        code=line["KODE SESI"],
        programme=line["NAMA PROGRAM"],
        form=line["JENIS DIKLAT ID"],
        partner=line["MITRA"],
        starts_on=line["TANGGAL MULAI"],
        ends_on=line["TANGGAL SELESAI"],
        hours=line["JP"],
        seats=line["KURSI"],
        participant_cost=line["BIAYA PER PESERTA"],
        minimum=line["PESERTA MINIMUM"] or 1,
        fixed_cost=line["BIAYA TETAP"] or 0,
        place=line["LOKASI"],
        mode=line["MODE"] or Mode.IN_PERSON.value,
        account_code=line["KODE REKENING"],
        duties=line["WAJIB UNTUK"],
    )


_FIXED = {
    "NAMA PROGRAM": "programme",
    "MITRA": "partner",
    "TANGGAL MULAI": "starts_on",
    "TANGGAL SELESAI": "ends_on",
    "JP": "hours",
    "KOMPETENSI": "teaches",
}
_FIXED_AFTER = {
    "KURSI": "seats",
    "PESERTA MINIMUM": "minimum",
    "BIAYA TETAP": "fixed_cost",
    "BIAYA PER PESERTA": "participant_cost",
}
# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {
    "PESERTA MINIMUM": "minimum",
    "BIAYA TETAP": "fixed_cost",
    "LOKASI": "place",
    "MODE": "mode",
    "PRASYARAT": "asks",
    "WAJIB UNTUK": "duties",
    "KODE REKENING": "account_code",
}


def store(reading: Reading, checked: Checked) -> Stored:
    """Record the sessions; a column that the file does not have leaves a known session as it is."""
    known = session_rows({session.code for session in checked.sessions})
    absent = [field for column, field in _OPTIONAL.items() if column not in reading.given]
    sessions = [
        replace(session, **{field: getattr(known[session.code], field) for field in absent})
        if session.code in known
        else session
        for session in checked.sessions
    ]
    found = record_sessions(sessions=sessions, competencies=checked.competencies, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="katalog", order=10, columns=COLUMNS, check=check, store=store)
