"""Two who do something in one moment, each on a connection of its own."""

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import OperationalError, connection, transaction

from piawai.lib.errors import Refusal


def in_one_moment(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Let the second come before the first is written; return what each gave, or the code with which it was refused."""
    begun = threading.Event()

    def before() -> object:
        try:
            with transaction.atomic():
                given = first()
                begun.set()
                time.sleep(0.5)  # the other comes before this is written
            return given
        finally:
            begun.set()
            connection.close()

    def after() -> object:
        try:
            begun.wait(timeout=60)
            while True:
                with contextlib.suppress(OperationalError):  # SQLite in memory does not wait for the other's lock
                    return second()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as two:
        both = [two.submit(before), two.submit(after)]
    return [one.result() for one in both]
