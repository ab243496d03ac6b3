"""Decisions by hand on who must, or must not, go to a session (kunci)."""

from django.utils.translation import gettext_lazy as _

from piawai.development.models import Lock
from piawai.development.services.decisions import record_locks
from piawai.development.terms import Decision
from piawai.formats import cells
from piawai.integrations.files.columns import EXAMPLE_NIP, Column, identifier_up_to
from piawai.integrations.files.reading import Kind, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import People, Sessions

_DECISIONS = (Decision.IN.value, Decision.OUT.value)

COLUMNS = (
    Column(
        name="NIP",
        read=cells.nip,
        required=True,
        note=_("NIP of the person, 18 digits."),
        example=EXAMPLE_NIP,
        as_text=True,
    ),
    Column(
        name="KODE SESI",
        read=identifier_up_to(most=40),
        required=True,
        note=_("Code of the session in the catalogue."),
        example="2027-PPP-01",
        as_text=True,
    ),
    Column(
        name="KEPUTUSAN",
        read=cells.choice(values={value: value for value in _DECISIONS}),
        required=True,
        note=_("MASUK: must go; KELUAR: must not go."),
        choices=_DECISIONS,
        example=Decision.IN.value,
    ),
    Column(name="ALASAN", read=cells.text, note=_("Why."), example="Penugasan Sekda"),
)


def check(reading: Reading) -> list[Lock]:
    """Check people and sessions, and that nobody is decided on twice."""
    people, sessions = People(reading, "NIP"), Sessions(reading)
    keys = Seen(reading, "NIP", "NIP + KODE SESI")
    found = []
    for line in reading.lines:
        person, session = people.of(line), sessions.of(line)
        if line["NIP"] and line["KODE SESI"]:
            keys.add(line, (line["NIP"], line["KODE SESI"]))
        if person is not None and session is not None and not line.faulty:
            found.append(
                Lock(person_id=person.pk, session_id=session.pk, decision=line["KEPUTUSAN"], reason=line["ALASAN"])
            )
    return found


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"ALASAN": "reason"}


def store(reading: Reading, locks: list[Lock]) -> Stored:
    """Record the decisions."""
    leave_unstated(reading, locks, _OPTIONAL)
    found = record_locks(locks=locks, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="kunci", order=13, columns=COLUMNS, check=check, store=store)
