"""How statements travel to PostgreSQL."""

from typing import Any

import psycopg

MOST = 2**16 - 1  # values beside one statement: the protocol counts them in 16 bits


class Cursor(psycopg.Cursor[Any]):
    """
    Sends the values beside the statement, so that PostgreSQL plans what is asked again once for each connection.

    A statement with more values than may stand beside it, such as a list of everybody, holds them in itself.
    """

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Send a statement."""
        if params is not None and len(params) > MOST:
            query, params = psycopg.ClientCursor(self.connection).mogrify(query, params), None
        return super().execute(query, params, **how)
