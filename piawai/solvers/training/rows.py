"""Arrays for the linear model: rows gathered kind by kind, and groups of sessions that meet on a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass
class Rows:
    """The rows of a model so far, with the entries of its matrix."""

    count: int = 0
    _limits: list[Floats] = field(default_factory=list)
    _kinds: list[Ints] = field(default_factory=list)
    _subjects: list[Ints] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def add(
        self,
        *,
        kind: int,
        subjects: ArrayLike,
        limits: ArrayLike,
        rows: ArrayLike,
        columns: ArrayLike,
        values: ArrayLike,
    ) -> None:
        """Add a row for each limit; `rows` (counted from 0), `columns` and `values` are the entries."""
        bounds = np.asarray(limits, dtype=np.float64)
        self._limits.append(bounds)
        self._kinds.append(np.full(len(bounds), kind, dtype=np.int32))
        self._subjects.append(np.asarray(subjects, dtype=np.int32))
        self._entries.append(
            (
                np.asarray(rows, dtype=np.int32) + np.int32(self.count),
                np.asarray(columns, dtype=np.int32),
                np.asarray(values, dtype=np.float64),
            )
        )
        self.count += len(bounds)

    def by_column(self, *, columns: int) -> tuple[Ints, Ints, Floats]:
        """Return the matrix by column: where each of the `columns` starts, then the row and value of each entry."""
        rows, across, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        order = np.argsort(across, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(across, minlength=columns))))
        return starts.astype(np.int32), rows[order], values[order]

    def all_limits(self) -> Floats:
        """Return the limit of each row."""
        return np.concatenate(self._limits)

    def all_kinds(self) -> Ints:
        """Return the kind of each row."""
        return np.concatenate(self._kinds)

    def all_subjects(self) -> Ints:
        """Return whom each row is about."""
        return np.concatenate(self._subjects)


def pad(lists: Sequence[Iterable[int]]) -> Ints:
    """Return the lists as lines of one table, without repeats and filled up with -1."""
    distinct = [tuple(dict.fromkeys(one)) for one in lists]
    table = np.full((len(distinct), max(map(len, distinct), default=0)), -1, dtype=np.int32)
    for line, one in enumerate(distinct):
        table[line, : len(one)] = one
    return table


def crossed(first: Ints, second: Ints, *, size: int) -> tuple[Ints, NDArray[np.int64]]:
    """
    Return for each line every entry of `first` joined with every entry of `second`, as (line, key).

    The key is first × size + second, where all entries of `second` are below `size`; -1 joins nothing.
    """
    lines, keys = [], []
    for one in first.T:
        for other in second.T:
            there = np.nonzero((one >= 0) & (other >= 0))[0]
            lines.append(there.astype(np.int32))
            keys.append(one[there].astype(np.int64) * size + other[there])
    if not lines:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
    return np.concatenate(lines), np.concatenate(keys)


def meeting(days: Sequence[Iterable[int]], *, least: int) -> tuple[Ints, int]:
    """
    Return the groups of sessions that share a day, as a table of the groups of each session, and their number.

    A group inside another is left out (a limit on the larger one holds for it too), and so is one of
    fewer than `least` sessions.
    """
    on_day: dict[int, set[int]] = defaultdict(set)
    for session, taken in enumerate(days):
        for day in taken:
            on_day[day].add(session)
    distinct = {frozenset(group) for group in on_day.values() if len(group) >= least}
    groups = sorted((group for group in distinct if not any(group < other for other in distinct)), key=sorted)
    return pad([[n for n, group in enumerate(groups) if one in group] for one in range(len(days))]), len(groups)
