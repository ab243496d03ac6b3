"""Letting one writer at a time do what two must not do at once, and others write between the parts of long work."""

import time
import zlib

from django.db import connection

_LOOKS_EVERY = 0.1  # seconds: how often a writer that waits for SQLite looks whether it may begin, at the longest


def one_at_a_time(name: str) -> None:
    """
    Wait until no other transaction holds the lock `name`, then hold it to the end of this transaction.

    SQLite needs none: its transactions are IMMEDIATE, so only one writes at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])


def let_others_write() -> None:
    """
    Wait between two transactions of a long work, so that others can write meanwhile.

    SQLite keeps no queue: a waiting writer looks from time to time, and would hardly ever meet the moment between two
    transactions that follow at once. PostgreSQL needs none.
    """
    if connection.vendor == "sqlite":
        time.sleep(1.2 * _LOOKS_EVERY)
