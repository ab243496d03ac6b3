"""Writing the secret addresses of personal calendars."""

import datetime as dt
import secrets

from django.db import transaction

from piawai.audit.services import log
from piawai.learning.models import CalendarFeed
from piawai.learning.queries.joining import digest
from piawai.people.models import Person

_BYTES = 20  # of a secret: 160 bits, which nobody guesses


@transaction.atomic
def make_feed(*, person: Person, at: dt.datetime) -> str:
    """Make a new address for a person's calendar and return its secret, which is kept nowhere; the one before ends."""
    held = Person.objects.select_for_update().get(pk=person.pk)
    CalendarFeed.objects.filter(person=held, ended_at__isnull=True).update(ended_at=at)
    secret = secrets.token_urlsafe(_BYTES)
    CalendarFeed.objects.create(person=held, digest=digest(secret), made_at=at)
    log(action="learning.make_feed", by=person.code, at=at, subject=f"person {person.code}")
    return secret


@transaction.atomic
def end_feed(*, person: Person, at: dt.datetime) -> None:
    """End the address of a person's calendar; where none lasts, nothing changes."""
    if CalendarFeed.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at):
        log(action="learning.end_feed", by=person.code, at=at, subject=f"person {person.code}")
