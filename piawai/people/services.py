"""Writing people, units, jobs and posts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from piawai.audit.services import log, log_recorded
from piawai.lib import facts
from piawai.lib.errors import Refusal
from piawai.lib.text import name_key
from piawai.people import queries, rules
from piawai.people.models import CareerEvent, Holiday, Job, Person, Placement, Service, Unit
from piawai.people.terms import EventKind, JobRow, PersonRow, UnitRow


class UnableToRecordUnits(Refusal):
    """The units do not form a tree."""


class UnableToRecordPeople(Refusal):
    """Two numbers that should name one person name two."""


@dataclass(frozen=True)
class UnitsRecorded:
    """Counts of units, and those known but not handed in."""

    new: int
    changed: int
    unchanged: int
    missing: int


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
def record_units(*, units: Sequence[UnitRow], by: str, at: dt.datetime) -> UnitsRecorded:
    """
    Add and update units; a unit that is not among them stays as it is and is counted as missing.

    :raises UnableToRecordUnits: if a parent is unknown, or units form a loop.
    """
    known = queries.units_by_id()
    parents = {unit.siasn_id: unit.parent.siasn_id if unit.parent else "" for unit in known.values()}
    parents.update({row.siasn_id: row.parent for row in units})
    if wrong := rules.unit_tree_faults(parents=parents):
        raise UnableToRecordUnits(", ".join(sorted(wrong)), code="unit_tree")

    new = [row for row in units if row.siasn_id not in known]
    Unit.objects.bulk_create([Unit(siasn_id=row.siasn_id, name=row.name) for row in new])
    everyone = queries.units_by_id()
    changed = _state(units, everyone)
    _write_units([everyone[siasn_id] for siasn_id in changed | _renew_paths(everyone)])
    created = {row.siasn_id for row in new}
    result = UnitsRecorded(
        new=len(created),
        changed=len(changed - created),
        unchanged=len(units) - len(changed | created),
        missing=len(known.keys() - {row.siasn_id for row in units}),
    )
    if new or changed:
        details = {"new": result.new, "changed": result.changed, "units": sorted(changed)[:200]}
        log(action="people.record_units", by=by, at=at, details=details)
    return result


def _state(rows: Sequence[UnitRow], units: dict[str, Unit]) -> set[str]:
    """Let units say what rows state of them, and return the ids of those that said something else before."""
    changed = set()
    for row in rows:
        unit = units[row.siasn_id]
        before = (unit.name, unit.parent_id, unit.echelon, unit.kind, unit.leader)
        unit.name, unit.parent, unit.echelon = row.name, units[row.parent] if row.parent else None, row.echelon
        unit.kind, unit.leader = row.kind, row.leader
        if before != (unit.name, unit.parent_id, unit.echelon, unit.kind, unit.leader):
            changed.add(row.siasn_id)
    return changed


def _renew_paths(units: dict[str, Unit]) -> set[str]:
    """Let units have the path that their parents give them, and return the ids of those that had another."""
    by_pk = {unit.pk: unit for unit in units.values()}
    paths: dict[int, str] = {}

    def path(unit: Unit) -> str:
        if unit.pk not in paths:
            above = path(by_pk[unit.parent_id]) if unit.parent_id else ""
            paths[unit.pk] = f"{above}{unit.pk:08d}."
        return paths[unit.pk]

    moved = {siasn_id for siasn_id, unit in units.items() if unit.path != path(unit)}
    for siasn_id in moved:
        units[siasn_id].path = path(units[siasn_id])
    return moved


def _write_units(units: Sequence[Unit]) -> None:
    """Write what stored units say now: as inserts that meet their own id, many times faster than updates."""
    fields = ("name", "parent_id", "path", "echelon", "kind", "leader")
    Unit.objects.bulk_create(
        [Unit(siasn_id=unit.siasn_id, **{field: getattr(unit, field) for field in fields}) for unit in units],
        update_conflicts=True,
        unique_fields=["siasn_id"],
        update_fields=["parent" if field == "parent_id" else field for field in fields],
    )


def name_jobs(rows: Iterable[JobRow]) -> tuple[dict[JobRow, Job], list[Job]]:
    """
    Return the job of each row, made where it is named for the first time, and the list of those made.

    By SIASN id; else by name, and a job known by name only takes on the id. A row without id means the first
    job of that name. Part of the caller's transaction: a job is never made for its own sake.
    """
    by_id: dict[str, Job] = {}
    by_name: dict[str, list[Job]] = {}
    for job in Job.objects.order_by("pk"):
        by_id.update({job.siasn_id: job} if job.siasn_id else {})
        by_name.setdefault(job.name_key, []).append(job)
    found: dict[JobRow, Job] = {}
    made: list[Job] = []
    renewed: dict[int, Job] = {}
    for row in sorted(set(rows), key=_id_first):
        key = name_key(row.name)
        same_name = by_name.setdefault(key, [])
        known = by_id.get(row.siasn_id) if row.siasn_id else next(iter(same_name), None)
        if known is None:
            known = next((job for job in same_name if not job.siasn_id), None)
        if known is None:
            known = Job.objects.create(
                siasn_id=row.siasn_id, name=row.name, name_key=key, kind=row.kind, group=row.group
            )
            made.append(known)
            same_name.append(known)
        elif _renew_job(known, row):
            renewed[known.pk] = known
        if known.siasn_id:
            by_id[known.siasn_id] = known
        found[row] = known
    Job.objects.bulk_update(list(renewed.values()), ["siasn_id", "name", "name_key", "kind", "group"], batch_size=500)
    return found, made


def _id_first(row: JobRow) -> tuple[bool, str, str, str, str]:
    return (not row.siasn_id, row.siasn_id, row.name, row.kind, row.group)  # all of it: the order must not be chance


def _renew_job(job: Job, row: JobRow) -> bool:
    before = (job.siasn_id, job.name, job.kind, job.group)
    job.siasn_id = job.siasn_id or row.siasn_id
    if row.siasn_id and row.name:
        job.name, job.name_key = row.name, name_key(row.name)
    job.kind = row.kind or job.kind
    job.group = row.group or job.group
    return before != (job.siasn_id, job.name, job.kind, job.group)


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
            "fields": {person.code: changes[person.pk] for person in persons if person.pk in changes},
        }
        log(action="people.record_people", by=by, at=at, details=details)
    return result


def _class_rests_on(job: Job) -> tuple[str, str, str]:
    return job.name_key, job.kind, job.group


_STANDING = frozenset({"legal_status", "nip", "siasn_id"})  # presence, and whom the unit file names as head
_PERSONAL = frozenset(
    {"nip", "nik", "siasn_id", "phone", "email", "office_email", "born_on"}
)  # named, not shown, in the log


def _write_persons(
    people: Sequence[PersonRow], known: dict[str, Person]
) -> tuple[list[Person], set[int], dict[int, dict[str, object]]]:
    persons: list[Person] = []
    new: list[Person] = []
    changes: dict[int, dict[str, object]] = {}
    renewed: list[Person] = []
    for position, row in enumerate(people):
        by_id, by_nip = known.get(row.siasn_id) if row.siasn_id else None, known.get(row.nip)
        if by_id and by_nip and by_id.pk != by_nip.pk:
            raise UnableToRecordPeople(str(position), code="two_persons")
        person = by_id or by_nip
        if person is None:
            person = Person(**row.fields)
            new.append(person)
        elif differing := {name: value for name, value in row.fields.items() if getattr(person, name) != value}:
            changes[person.pk] = {
                name: "changed" if name in _PERSONAL else [str(getattr(person, name)), str(value)]
                for name, value in differing.items()
            }
            for name, value in differing.items():
                setattr(person, name, value)
            renewed.append(person)
        persons.append(person)
    Person.objects.bulk_create(new, batch_size=1_000)
    if renewed:
        Person.objects.bulk_update(renewed, sorted({name for row in people for name in row.fields}), batch_size=200)
    return persons, {person.pk for person in new}, changes


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
        placements.append(
            Placement(person=person, unit_id=row.unit_id, job=job, starts_on=starts_on, decree=row.decree)
        )
    written = facts.record(Placement, placements, at=at).written
    return {placement.person_id for placement in written}


@transaction.atomic
def record_events(*, events: Sequence[CareerEvent], by: str, at: dt.datetime) -> facts.Recorded[CareerEvent]:
    """
    Record what befalls people's posts. A transfer also places the person from its day on, in its unit and job;
    what a transfer leaves out stays as it is on the day before.
    """
    recorded = facts.record(CareerEvent, events, at=at)
    transfers = [event for event in recorded.written if event.kind == EventKind.TRANSFER]
    posts: dict[int, list[Placement]] = {}
    for old in Placement.objects.current().filter(person__in=[t.person_id for t in transfers]).order_by("starts_on"):
        posts.setdefault(old.person_id, []).append(old)
    placements = []
    for event in transfers:
        before = [old for old in posts.get(event.person_id, ()) if old.starts_on < event.starts_on]
        unit_id = event.unit_id or (before[-1].unit_id if before else None)
        job_id = event.job_id or (before[-1].job_id if before else None)
        if unit_id and job_id:
            placements.append(
                Placement(
                    person_id=event.person_id,
                    unit_id=unit_id,
                    job_id=job_id,
                    starts_on=event.starts_on,
                    decree=event.decree,
                )
            )
    facts.record(Placement, placements, at=at)
    log_recorded("people.record_events", recorded, by=by, at=at)
    return recorded


@transaction.atomic
def record_holidays(*, holidays: Sequence[Holiday], by: str, at: dt.datetime) -> facts.Recorded[Holiday]:
    """Record the special days of the calendar."""
    recorded = facts.record(Holiday, holidays, at=at)
    log_recorded("people.record_holidays", recorded, by=by, at=at)
    return recorded


@transaction.atomic
def record_services(*, services: Sequence[Service], by: str, at: dt.datetime) -> facts.Recorded[Service]:
    """Record the services that units offer to the public."""
    recorded = facts.record(Service, services, at=at)
    log_recorded("people.record_services", recorded, by=by, at=at)
    return recorded
