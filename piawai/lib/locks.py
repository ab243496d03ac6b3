"""Letting one writer at a time do what two must not do at once, and what the database says when it refuses."""

import zlib

from django.db import connection


def one_at_a_time(name: str) -> None:
    """
    Wait until no other transaction holds the lock `name`, then hold it to the end of this transaction.

    SQLite needs none: its transactions are IMMEDIATE, so only one writes at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
