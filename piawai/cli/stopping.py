"""Being told to stop."""

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Give what is set once SIGINT or SIGTERM has come; the answers to signals from before come back at the end."""
    told = threading.Event()
    before = {number: signal.signal(number, lambda *_signal: told.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)
