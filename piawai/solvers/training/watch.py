"""A stopwatch: wall-clock seconds by stage, and how many are left."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Watch:
    """Counts from the moment it is made; may be asked to stop after `limit` seconds."""

    def __init__(self, *, limit: float) -> None:
        self._limit = limit
        self._began = time.monotonic()
        self._stages: dict[str, float] = defaultdict(float)

    @property
    def left(self) -> float:
        """Return the seconds left, 0 or less when time is out."""
        return self._limit - (time.monotonic() - self._began)

    @property
    def seconds(self) -> dict[str, float]:
        """Return the seconds spent in each stage so far, and in "total"."""
        return {**self._stages, "total": time.monotonic() - self._began}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to this stage."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._stages[name] += time.monotonic() - began
