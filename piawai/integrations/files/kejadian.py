"""What befalls people's posts (kejadian)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from piawai.competencies.services.posts import record_events
from piawai.formats import cells
from piawai.integrations.files.columns import EXAMPLE_NIP, Column, identifier_up_to, text_up_to
from piawai.integrations.files.days import check_not_before_birth, check_order
from piawai.integrations.files.jobnames import KnownJobs
from piawai.integrations.files.reading import Kind, Line, Reading, Seen, Stored, leave_unstated
from piawai.integrations.files.references import People, Units
from piawai.people.models import CareerEvent
from piawai.people.services.jobs import name_jobs
from piawai.people.terms import ACTING_POSTS, EventKind, JobRow

_KINDS = tuple(EventKind.values)

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
        name="JENIS",
        read=cells.choice(values={value: EventKind(value) for value in _KINDS}),
        required=True,
        note=_("What befalls the person's post."),
        choices=_KINDS,
        example=EventKind.LEAVE.value,
    ),
    Column(
        name="MULAI",
        read=cells.day,
        required=True,
        note=_("First day; of an end of contract or retirement the first day out."),
        example=dt.date(2027, 3, 1),
    ),
    Column(name="SELESAI", read=cells.day, note=_("Last day, inclusive; empty: open."), example=dt.date(2027, 3, 12)),
    Column(
        name="UNOR ID",
        read=identifier_up_to(most=36),
        note=_("The unit led (PLT, PLH: needed) or the new one (MUTASI)."),
        as_text=True,
    ),
    Column(name="JABATAN NAMA", read=text_up_to(most=300), note=_("The new job of a transfer.")),
    Column(name="NOMOR SK", read=text_up_to(most=100), note=_("Number of the decree."), as_text=True),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The events without their jobs, the line of each, and the jobs known before."""

    events: Sequence[CareerEvent]
    lines: Sequence[Line]
    jobs: KnownJobs


def check(reading: Reading) -> Checked:
    """Check people, days and what each kind of event needs."""
    people, units, jobs = People(reading, "NIP"), Units(reading), KnownJobs(reading)
    keys = Seen(reading, "NIP", "NIP + JENIS + MULAI")
    events, lines = [], []
    for line in reading.lines:
        person, unit = people.of(line), units.of(line)
        if line["NIP"] and line["JENIS"] and line["MULAI"]:
            keys.add(line, (line["NIP"], line["JENIS"], line["MULAI"]))
        check_order(reading, line, "MULAI", "SELESAI")
        _check_place(reading, line)
        if person is not None:
            check_not_before_birth(reading, line, "MULAI", person.born_on)
        if line["JABATAN NAMA"]:
            jobs.mention(line, "", line["JABATAN NAMA"])
        if person is None or line.faulty:
            continue
        lines.append(line)
        events.append(
            CareerEvent(
                person_id=person.pk,
                kind=line["JENIS"].value,
                starts_on=line["MULAI"],
                ends_on=line["SELESAI"],
                unit_id=unit.pk if unit else None,
                decree=line["NOMOR SK"],
            )
        )
    return Checked(events, lines, jobs)


def _check_place(reading: Reading, line: Line) -> None:
    given = {column for column in ("UNOR ID", "JABATAN NAMA") if line.shown(column)}
    if line["JENIS"] in ACTING_POSTS and "UNOR ID" not in given:
        reading.refuse(line, "UNOR ID", "unit_needed", {"kind": line["JENIS"].value})
    if line["JENIS"] == EventKind.TRANSFER and not given:
        reading.refuse(line, "UNOR ID", "unit_or_job_needed")


# Columns that may be absent, with what then stays as it is known.
_OPTIONAL = {"SELESAI": "ends_on", "UNOR ID": "unit_id", "JABATAN NAMA": "job_id", "NOMOR SK": "decree"}


def store(reading: Reading, checked: Checked) -> Stored:
    """Make the jobs that are new, and record the events."""
    rows = [JobRow("", line["JABATAN NAMA"]) if line["JABATAN NAMA"] else None for line in checked.lines]
    jobs, made = name_jobs(row for row in rows if row is not None)
    checked.jobs.doubt_new(made)
    for event, row in zip(checked.events, rows, strict=True):
        event.job_id = jobs[row].pk if row is not None else None
    leave_unstated(reading, checked.events, _OPTIONAL)
    found = record_events(events=checked.events, on=reading.on, by=reading.by, at=reading.at)
    return Stored(found.new, found.changed, found.unchanged)


KIND = Kind(name="kejadian", order=12, columns=COLUMNS, check=check, store=store)
