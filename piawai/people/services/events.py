"""Writing what befalls posts, special days and public services."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log_recorded
from piawai.lib import days, facts
from piawai.lib.errors import Refusal
from piawai.people.models import CareerEvent, Holiday, Placement, Service
from piawai.people.terms import EventKind


class UnableToRecordEvents(Refusal):
    """A transfer leaves out what nobody knows."""


@transaction.atomic
def record_events(*, events: Sequence[CareerEvent], by: str, at: dt.datetime) -> facts.Recorded[CareerEvent]:
    """
    Record what befalls people's posts. A transfer also places the person from its day on, in its unit and job;
    what a transfer leaves out stays as it is on the day before.

    :raises UnableToRecordEvents: if a transfer leaves out what no earlier post tells.
    """
    recorded = facts.record(CareerEvent, events, at=at)
    transfers = sorted(
        (event for event in recorded.written if event.kind == EventKind.TRANSFER), key=lambda event: event.starts_on
    )
    posts: dict[int, list[Placement]] = {}
    movers = {event.person_id for event in transfers}
    known = Placement.objects.current().order_by("starts_on") if movers else Placement.objects.none()
    for old in (placement for placement in known if placement.person_id in movers):
        posts.setdefault(old.person_id, []).append(old)
    placements = []
    for event in transfers:
        before = [old for old in posts.get(event.person_id, ()) if old.starts_on < event.starts_on]
        unit_id = event.unit_id or (before[-1].unit_id if before else None)
        job_id = event.job_id or (before[-1].job_id if before else None)
        if unit_id is None or job_id is None:
            text = _("A transfer on %(day)s is before any known post, so both unit and job must be stated.")
            raise UnableToRecordEvents(text % {"day": days.in_words(event.starts_on)}, code="transfer_incomplete")
        placement = Placement(
            person_id=event.person_id,
            unit_id=unit_id,
            job_id=job_id,
            starts_on=event.starts_on,
            decree=event.decree,
        )
        placements.append(placement)
        posts[event.person_id] = [*before, placement]
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
