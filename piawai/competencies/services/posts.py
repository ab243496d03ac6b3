"""
Units, people, events and public services, recorded with what follows for competence.

What changes a person's post also changes the standing: interfaces and imports call these, not `people.services`.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.competencies.models import ServiceNeed
from piawai.competencies.services.standings import ALL, refresh
from piawai.lib import facts
from piawai.people.models import CareerEvent, Service
from piawai.people.services import events as event_services
from piawai.people.services import persons
from piawai.people.services import units as unit_services
from piawai.people.services.present import refresh_posts
from piawai.people.terms import PersonRow, UnitRow


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
    """Record what befalls people's posts, and refresh their standing."""
    recorded = event_services.record_events(events=events, by=by, at=at)
    refresh_posts(on=on, at=at)
    refresh(people_ids={event.person_id for event in recorded.written}, on=on, at=at)
    return recorded


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
