"""Reading people, units and posts."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Case, Q, QuerySet, When

from piawai.lib.text import name_key
from piawai.people import rules
from piawai.people.models import (
    CareerEvent,
    CorrectionRequest,
    Holiday,
    Job,
    LegalStatus,
    Person,
    Placement,
    PostsDay,
    Unit,
)
from piawai.people.terms import (
    ACTING_POSTS,
    DAYS_OFF,
    DEPARTURES,
    Career,
    CorrectionState,
    JobKind,
    PlacementPeriod,
    UnitRow,
)
from piawai.regulations import values

_FEW = 500


def everybody() -> QuerySet[Person]:
    """Return all persons: the widest scope."""
    return Person.objects.all()


def people_by_number(numbers: Collection[str]) -> dict[str, Person]:
    """Return persons by NIP and by SIASN id, for those of `numbers` that are known."""
    wanted = set(numbers)
    found: dict[str, Person] = {}
    people = Person.objects.all()  # one read of the table beats thousands of parameters
    if len(wanted) <= _FEW:
        people = people.filter(Q(nip__in=wanted) | Q(siasn_id__in=wanted))
    for person in people:
        if person.nip in wanted:
            found[person.nip] = person
        if person.siasn_id and person.siasn_id in wanted:
            found[person.siasn_id] = person
    return found


def units_by_id() -> dict[str, Unit]:
    """Return all units by SIASN id."""
    return {unit.siasn_id: unit for unit in Unit.objects.all()}


def unit_ids_by_name() -> dict[str, str]:
    """Return the ids of units by name without regard to case and blanks; names that several bear are left out."""
    found: dict[str, list[str]] = {}
    for siasn_id, name in Unit.objects.values_list("siasn_id", "name"):
        found.setdefault(name_key(name), []).append(siasn_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def unit_names() -> dict[str, str]:
    """Return the names of all units by SIASN id."""
    return dict(Unit.objects.values_list("siasn_id", "name"))


def unit_rows() -> dict[str, UnitRow]:
    """Return all units by SIASN id, as a file would state them."""
    units = list(Unit.objects.all())
    ids = {unit.pk: unit.siasn_id for unit in units}
    return {
        unit.siasn_id: UnitRow(
            unit.siasn_id,
            unit.name,
            ids[unit.parent_id] if unit.parent_id else "",
            unit.echelon,
            unit.kind,
            unit.leader,
        )
        for unit in units
    }


def units_below(unit: Unit) -> QuerySet[Unit]:
    """Return a unit and all units below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def present_statuses(*, on: dt.date) -> frozenset[str]:
    """Return the legal status codes of people who count, as the law has it on a day."""
    return frozenset(values.value("present_legal_status", on=on).codes)


def careers(*, scope: QuerySet[Person], on: dt.date, known_at: dt.datetime) -> dict[int, Career]:
    """
    Return the career of everybody in `scope` by person id, as known at a moment.

    `on` says whose law decides which legal status counts. A status that the file left empty counts: better a
    person too many than one forgotten.
    """
    statuses = present_statuses(on=on)
    placements: dict[int, list[PlacementPeriod]] = {}
    rows = Placement.objects.known_at(known_at).filter(person__in=scope).order_by("starts_on")
    for person_id, starts_on, unit_id, job_id in rows.values_list("person_id", "starts_on", "unit_id", "job_id"):
        placements.setdefault(person_id, []).append(PlacementPeriod(starts_on, unit_id, job_id))
    legal: dict[int, list[tuple[dt.date, bool]]] = {}
    stated = LegalStatus.objects.known_at(known_at).filter(person__in=scope).order_by("starts_on")
    for person_id, starts_on, code in stated.values_list("person_id", "starts_on", "code"):
        legal.setdefault(person_id, []).append((starts_on, not code or code in statuses))
    departures: dict[int, dict[str, dt.date]] = {}
    ends = CareerEvent.objects.known_at(known_at).filter(person__in=scope, kind__in=DEPARTURES)
    for person_id, kind, starts_on in ends.order_by("recorded_at", "pk").values_list("person_id", "kind", "starts_on"):
        departures.setdefault(person_id, {})[kind] = starts_on  # a contract that is prolonged ends on its newest day
    return {
        person_id: Career(
            person_id,
            tuple(legal.get(person_id, ((dt.date.min, True),))),
            tuple(placements.get(person_id, ())),
            min(departures[person_id].values()) if person_id in departures else None,
        )
        for person_id in scope.values_list("pk", flat=True)
    }


def heads(*, on: dt.date, known_at: dt.datetime) -> dict[int, int]:
    """
    Return the head (person id) of each unit (id) that has one on a day.

    An acting head (PLT, PLH) from and until their dates; else whom the unit file names, while that person is placed
    in the unit or below it: whoever was transferred away leads no more, though the file may still say so; else the
    only present holder of a structural job placed there.
    """
    found: dict[int, int] = {}
    now = {
        person_id: post
        for person_id, career in careers(scope=everybody(), on=on, known_at=known_at).items()
        if (post := career.on(on)) is not None
    }
    structural = set(Job.objects.filter(kind=JobKind.STRUCTURAL).values_list("pk", flat=True))
    holders: dict[int, list[int]] = {}
    for person_id, post in now.items():
        if post.job_id in structural:
            holders.setdefault(post.unit_id, []).append(person_id)
    found.update({unit_id: people[0] for unit_id, people in holders.items() if len(people) == 1})
    named = dict(Unit.objects.exclude(leader="").values_list("pk", "leader"))
    known = people_by_number(set(named.values()))
    paths = dict(Unit.objects.values_list("pk", "path"))
    for unit, ref in named.items():
        post = now.get(known[ref].pk) if ref in known else None
        if post is not None and paths[post.unit_id].startswith(paths[unit]):
            found[unit] = known[ref].pk
    acting = acting_heads(on=on, known_at=known_at)
    found.update({unit: person for unit, person in acting.items() if person in now})
    return found


def acting_heads(*, on: dt.date, known_at: dt.datetime) -> dict[int, int]:
    """Return who leads a unit (id) on a day by an acting post (PLT, PLH), the latest where there are several."""
    acting = CareerEvent.objects.known_at(known_at).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        kind__in=ACTING_POSTS,
        starts_on__lte=on,
        unit__isnull=False,
    )
    latest_last = acting.order_by("starts_on", "pk").values_list("unit_id", "person_id")
    return {unit: person for unit, person in latest_last if unit is not None}


def law_of_presence() -> str:
    """Return what tells apart one set of the legal values that presence rests on from another."""
    return values.digest(("present_legal_status",))


def posts_hold_on(day: dt.date) -> bool:
    """Return whether the read models of posts and heads hold for a day."""
    return PostsDay.objects.filter(as_of=day, law=law_of_presence()).exists()


def superiors(*, posts: Mapping[int, int], heads_of: Mapping[int, int]) -> dict[int, int | None]:
    """
    Return the direct superior of each person, None where nobody is found: then BKPSDM has a task.

    `posts` maps person id to unit id, `heads_of` unit id to person id. The superior is the head of the own
    unit; a head's superior is the head of the unit above.
    """
    parents = unit_parents()
    found: dict[int, int | None] = {}
    for person_id, unit_id in posts.items():
        head = heads_of.get(unit_id)
        if head == person_id:
            above = parents.get(unit_id)
            head = heads_of.get(above) if above is not None else None
        found[person_id] = None if head == person_id else head  # who heads both units has nobody above
    return found


def unit_parents() -> dict[int, int | None]:
    """Return each unit's parent, by id."""
    return dict(Unit.objects.values_list("pk", "parent_id"))


def unit_titles() -> dict[int, str]:
    """Return the names of all units by database id."""
    return dict(Unit.objects.values_list("pk", "name"))


def offices() -> dict[int, int]:
    """Return for each unit (id) the office it belongs to (id)."""
    rows = list(Unit.objects.values_list("pk", "parent_id", "echelon"))
    return rules.offices(
        parents={pk: parent for pk, parent, _ in rows}, echelons={pk: echelon for pk, _, echelon in rows}
    )


def days_off(*, first: dt.date, last: dt.date) -> frozenset[dt.date]:
    """Return the holidays and joint leave days between two days, inclusive. Weekends are not among them."""
    rows = Holiday.objects.current().filter(day__range=(first, last), kind__in=DAYS_OFF)
    return frozenset(rows.values_list("day", flat=True))


def jobs_named(names: Iterable[str]) -> dict[str, list[Job]]:
    """Return the jobs that bear one of the names (as `name_key`), by name key."""
    wanted = set(names)
    found: dict[str, list[Job]] = {}
    for job in Job.objects.order_by("pk"):
        if job.name_key in wanted:
            found.setdefault(job.name_key, []).append(job)
    return found


def corrections(*, scope: QuerySet[Person]) -> QuerySet[CorrectionRequest]:
    """Return the requests for correction of everybody in `scope`, each with its person; `answered` is 0 for waiting."""
    waits = Case(When(state=CorrectionState.WAITING, then=0), default=1)
    return CorrectionRequest.objects.filter(person__in=scope).select_related("person").annotate(answered=waits)
