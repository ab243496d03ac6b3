"""Reading the log."""

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet

from piawai.audit.models import Event


def others_have(*, actions: Collection[str], actor: str) -> bool:
    """Return whether anybody but `actor` has ever done one of the actions."""
    return Event.objects.filter(action__in=actions).exclude(actor=actor).exists()


def events(*, since: dt.datetime | None, until: dt.datetime | None) -> QuerySet[Event]:
    """Return what was logged from `since` to before `until`; None leaves that side open."""
    found = Event.objects.all()
    if since is not None:
        found = found.filter(at__gte=since)
    return found if until is None else found.filter(at__lt=until)
