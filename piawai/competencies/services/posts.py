"""
Units, people, events and public services, recorded with what follows for competence.

What changes a person's post also changes the standing: interfaces and imports call these, not `people.services`.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.competencies.models import ProfileHolding, ServiceNeed
from piawai.competencies.services.standings import ALL, refresh
from piawai.competencies.terms import ProfileOrigin
from piawai.lib import facts
from piawai.people.models import CareerEvent, Service
from piawai.people.services import events as event_services
from piawai.people.services import persons
from piawai.people.services import units as unit_services
from piawai.people.services.present import refresh_posts
from piawai.people.terms import ACTING_POSTS, PersonRow, UnitRow


@transaction.atomic
def record_units(*, units: Sequence[UnitRow], on: dt.date, by: str, at: dt.datetime) -> unit_services.UnitsRecorded:
    """
    Record units; where any changed, everybody's standing is refreshed, since echelons decide job classes.

    :raises UnableToRecordUnits: if the units do not form a tree.
    """
    recorded = unit_services.record_units(units=units, by=by, at=at)
    if recorded.new or recorded.changed:
        refresh_posts(on=on, at=at)
        refresh(people_ids=ALL, on=on, at=at)
    return recorded


@transaction.atomic
def record_people(*, rows: Sequence[PersonRow], on: dt.date, by: str, at: dt.datetime) -> persons.PeopleRecorded:
    """
    Record people and their posts, and refresh the standing of those who are new or moved.

    :raises UnableToRecordPeople: if a row's two numbers belong to two known persons.
    """
    recorded = persons.record_people(people=rows, on=on, by=by, at=at)
    refresh_posts(on=on, at=at)
    refresh(people_ids=recorded.touched, on=on, at=at)
    return recorded


@transaction.atomic
def record_events(
    *, events: Sequence[CareerEvent], on: dt.date, by: str, at: dt.datetime
) -> facts.Recorded[CareerEvent]:
    """
    Record what befalls people's posts, and refresh their standing.

    Acting as the head of a unit, in a job that is named, brings that job's profile with it.
    """
    recorded = event_services.record_events(events=events, by=by, at=at)
    touched = {event.person_id for event in recorded.written}
    _record_acting_profiles(touched, at)
    refresh_posts(on=on, at=at)
    refresh(people_ids=touched, on=on, at=at)
    return recorded


def _record_acting_profiles(people_ids: Collection[int], at: dt.datetime) -> None:
    """Keep the profiles of acting duties as the events have them; one that no event has any more ends unbegun."""
    acting = CareerEvent.objects.current().filter(
        person__in=people_ids, kind__in=ACTING_POSTS, job__isnull=False, unit__isnull=False
    )
    wanted = {
        holding.key: holding
        for event in acting.order_by("kind", "pk")
        for holding in [
            ProfileHolding(
                person_id=event.person_id,
                job_id=event.job_id,  # type: ignore[misc]  # not null, by the filter
                unit_id=event.unit_id,
                origin=ProfileOrigin.ACTING,
                starts_on=event.starts_on,
                ends_on=event.ends_on,
            )
        ]
    }
    known = ProfileHolding.objects.current().filter(person__in=people_ids, origin=ProfileOrigin.ACTING)
    gone = [
        ProfileHolding(
            person_id=old.person_id,
            job_id=old.job_id,
            unit_id=old.unit_id,
            origin=old.origin,
            starts_on=old.starts_on,
            ends_on=old.starts_on - dt.timedelta(days=1),
        )
        for old in known
        if old.key not in wanted
    ]
    facts.record(ProfileHolding, [*wanted.values(), *gone], at=at)


@transaction.atomic
def record_public_services(
    *, services: Sequence[Service], needs: Sequence[ServiceNeed] | None, by: str, at: dt.datetime
) -> facts.Recorded[Service]:
    """
    Record the services units offer and what competence each needs. A need of a service named here that is no
    longer stated is recorded as needing nobody; `needs` None speaks of none. A service of which only a need
    changed counts as changed.
    """
    recorded = event_services.record_services(services=services, by=by, at=at)
    if needs is None:
        return recorded
    stated = {need.key for need in needs}
    codes = {service.code for service in services}
    dropped = [
        ServiceNeed(service_code=old.service_code, competency_id=old.competency_id, level=old.level, holders=0)
        for old in ServiceNeed.objects.current().filter(service_code__in=codes, holders__gt=0)
        if old.key not in stated
    ]
    needed = facts.record(ServiceNeed, [*needs, *dropped], at=at)
    log_recorded("competencies.record_service_needs", needed, by=by, at=at)
    renewed = {need.service_code for need in needed.written} - {service.code for service in recorded.written}
    return facts.Recorded(
        recorded.new, recorded.changed + len(renewed), recorded.unchanged - len(renewed), recorded.written
    )
