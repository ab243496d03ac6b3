"""The wall clock. Only interfaces (web, api, cli, the worker) may read it; everything else is told the time."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return dt.datetime.now(tz=dt.UTC)


def today() -> dt.date:
    """Return the present day in the installation's time zone."""
    return timezone.localtime(now()).date()
