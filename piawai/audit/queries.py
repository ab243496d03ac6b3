"""Reading the log."""

import datetime as dt
from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from piawai.audit.models import Event

_EVER_DONE = "SELECT EXISTS (SELECT 1 FROM audit_event WHERE action = %s)"


def others_have(*, actions: Collection[str], actor: str) -> bool:
    """Return whether anybody but `actor` has ever done one of the actions."""
    return Event.objects.filter(action__in=actions).exclude(actor=actor).exists()


def ever_done(action: str) -> bool:
    """
    Return whether an action has ever been done.

    In SQL, since every request of the demo city asks it and Django takes longer to word it than the database to
    answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EVER_DONE, [action])
        return bool(cursor.fetchone()[0])


def events(*, since: dt.datetime | None, until: dt.datetime | None) -> QuerySet[Event]:
    """Return what was logged from `since` to before `until`; None leaves that side open."""
    found = Event.objects.all()
    if since is not None:
        found = found.filter(at__gte=since)
    return found if until is None else found.filter(at__lt=until)
