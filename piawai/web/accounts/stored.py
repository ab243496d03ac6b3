"""Where sessions are kept: in the database, as Django does."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

from piawai.lib import clock

_LOAD = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """
    Django's own, but read in SQL.

    Every request asks it and Django takes longer to word it than the database to answer it.
    """

    def load(self) -> dict[str, Any]:
        """Return what a session holds; of one that is unknown or over, nothing, and it gets another key."""
        now = connection.ops.adapt_datetimefield_value(clock.now())
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])
