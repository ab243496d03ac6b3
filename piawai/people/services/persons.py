"""Writing persons and their posts, as an export states them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.lib import facts
from piawai.lib.errors import Refusal
from piawai.people import queries, rules
from piawai.people.models import Job, LegalStatus, Person, Placement
from piawai.people.services.jobs import name_jobs
from piawai.people.terms import JobRow, PersonRow


class UnableToRecordPeople(Refusal):
    """Two numbers that should name one person name two."""


@dataclass
class PeopleRecorded:
    """Counts of persons, those whose post or number changed, and what deserves a second look."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    touched: set[int] = field(default_factory=set)  # ids of those who are new, have a new post, or whose job changed
    new_jobs: list[Job] = field(default_factory=list)
    doubts: list[tuple[int, str]] = field(default_factory=list)  # position in the rows, code


@transaction.atomic
def record_people(*, people: Sequence[PersonRow], on: dt.date, by: str, at: dt.datetime) -> PeopleRecorded:
    """
    Add and update persons as an export of day `on` states them, and place those whose post is new.

    A person is found by SIASN id, else by NIP. Nobody is deleted: the present people that a complete export
    does not name are counted as missing.

    :raises UnableToRecordPeople: if a row's two numbers belong to two known persons.
    """
    result = PeopleRecorded()
    known = queries.people_by_number({number for row in people for number in (row.nip, row.siasn_id) if number})
    said = {job.pk: _class_rests_on(job) for job in Job.objects.all()}
    jobs, result.new_jobs = name_jobs(row.job for row in people)
    renewed = {job.pk for job in jobs.values() if said.get(job.pk, _class_rests_on(job)) != _class_rests_on(job)}
    persons, created, changes = _write_persons(people, known)
    placed = _place(people, persons, jobs, on=on, at=at, result=result)
    placed |= _record_statuses(people, persons, on=on, at=at)
    seen = {person.pk for person in persons}
    changed = (set(changes) | placed) - created
    result.new, result.changed = len(created), len(changed)
    result.unchanged = len(people) - len(created) - len(changed)
    result.touched = created | placed | {pk for pk, fields in changes.items() if not _STANDING.isdisjoint(fields)}
    result.touched |= set(Placement.objects.current().filter(job__in=renewed).values_list("person_id", flat=True))
    present = queries.careers(scope=queries.everybody(), on=on, known_at=at)
    result.missing = sum(career.on(on) is not None for pk, career in present.items() if pk not in seen)
    if created or changed:
        details = {
            "on": on.isoformat(),
            "new": result.new,
            "changed": result.changed,
            "missing": result.missing,
            "new_jobs": len(result.new_jobs),
            "fields": {person.code: changes[person.pk] for person in persons if person.pk in changes},
        }
        log(action="people.record_people", by=by, at=at, details=details)
    return result


def _class_rests_on(job: Job) -> tuple[str, str, str]:
    return job.name_key, job.kind, job.group


_STANDING = frozenset({"legal_status", "nip", "siasn_id"})  # presence, and whom the unit file names as head


def _write_persons(
    people: Sequence[PersonRow], known: dict[str, Person]
) -> tuple[list[Person], set[int], dict[int, list[str]]]:
    persons: list[Person] = []
    new: list[Person] = []
    changes: dict[int, list[str]] = {}
    renewed: list[Person] = []
    for position, row in enumerate(people):
        by_id, by_nip = known.get(row.siasn_id) if row.siasn_id else None, known.get(row.nip)
        if by_id and by_nip and by_id.pk != by_nip.pk:
            text = _("Row %(position)s states two numbers that belong to two different persons.")
            raise UnableToRecordPeople(text % {"position": position + 1}, code="two_persons")
        person = by_id or by_nip
        if person is None:
            person = Person(**row.fields)
            new.append(person)
        elif differing := {name: value for name, value in row.fields.items() if getattr(person, name) != value}:
            changes[person.pk] = sorted(differing)
            for name, value in differing.items():
                setattr(person, name, value)
            renewed.append(person)
        persons.append(person)
    Person.objects.bulk_create(new, batch_size=1_000)
    if renewed:
        Person.objects.bulk_update(renewed, sorted({name for row in people for name in row.fields}), batch_size=200)
    return persons, {person.pk for person in new}, changes


def _record_statuses(
    people: Sequence[PersonRow], persons: Sequence[Person], *, on: dt.date, at: dt.datetime
) -> set[int]:
    """Record the legal statuses that differ from those known for the day, and return whose."""
    known: dict[int, str] = {}
    for person_id, starts_on, code in (
        LegalStatus.objects.current().order_by("starts_on").values_list("person_id", "starts_on", "code")
    ):
        if starts_on <= on or person_id not in known:
            known[person_id] = code
    statuses = [
        LegalStatus(person=person, starts_on=on, code=str(row.fields["legal_status"]))
        for row, person in zip(people, persons, strict=True)
        if "legal_status" in row.fields and known.get(person.pk) != row.fields["legal_status"]
    ]
    return {status.person_id for status in facts.record(LegalStatus, statuses, at=at).written}


def _place(
    people: Sequence[PersonRow],
    persons: Sequence[Person],
    jobs: dict[JobRow, Job],
    *,
    on: dt.date,
    at: dt.datetime,
    result: PeopleRecorded,
) -> set[int]:
    history: dict[int, list[Placement]] = {}
    for old in Placement.objects.current().order_by("starts_on"):
        history.setdefault(old.person_id, []).append(old)
    placements = []
    for position, (row, person) in enumerate(zip(people, persons, strict=True)):
        job = jobs[row.job]
        past = [old for old in history.get(person.pk, ()) if old.starts_on <= on]
        held = past[-1] if past else None
        if held is not None and (held.unit_id, held.job_id) == (row.unit_id, job.pk):
            continue
        starts_on, doubt = rules.placement_start(
            job_is_new=all(old.job_id != job.pk for old in past),
            job_since_on=row.job_since_on,
            held_since_on=held.starts_on if held else None,
            on=on,
        )
        if doubt:
            result.doubts.append((position, doubt))
        placements.append(Placement(person=person, unit_id=row.unit_id, job=job, starts_on=starts_on))
    written = facts.record(Placement, placements, at=at).written
    return {placement.person_id for placement in written}
