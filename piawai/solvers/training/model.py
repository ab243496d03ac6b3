"""
The plan as a linear model: arrays that the solver reads, and the proof of a bound by prices.

Maximise gain × columns, subject to matrix × columns <= limit in each row, and 0 <= column <= upper.
The columns are, in this order: one for each pair that may be chosen (1: the person goes), one for each
session (1: it runs), and one for each thing that is gained (a step of a person's gap, a person's hours).
The first two kinds are whole numbers. A thing is gained only as far as chosen pairs give it, which is a
row of its own; so a step that two sessions reach counts once. Every other row is one of the plan's rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from piawai.solvers.training.gains import Pair
from piawai.solvers.training.problem import Rule
from piawai.solvers.training.rows import Floats, Ints, Mask

KINDS = tuple(Rule)
GAIN, PROOF = -1, -2  # kinds of row that are no rule: one counts a gain, one only sharpens the proof


@dataclass(frozen=True)
class Model:
    """
    The whole problem, or the part of it that `restricted` keeps.

    Entries of the matrix are stored by column: those of column j are `rows[starts[j]:starts[j + 1]]`, with
    their `values`. `kinds` is for each row the position of its rule in `KINDS`, or `GAIN` or `PROOF`;
    `subjects` is whom it is about: see `Rule` (a pair as person × number of sessions + session).
    `persons` and `sessions` say which pair a column stands for. `whole` is the number of columns that
    must be whole numbers: the first ones.
    """

    persons: Ints
    sessions: Ints
    whole: int
    gains: Floats
    upper: Floats
    starts: Ints
    rows: Ints
    values: Floats
    limits: Floats
    kinds: Ints
    subjects: Ints

    @cached_property
    def columns(self) -> Ints:
        """Return the column of each entry of the matrix."""
        return np.repeat(np.arange(len(self.gains), dtype=np.int32), np.diff(self.starts))

    def restricted(self, *, columns: Mask, rows: Mask) -> "Model":
        """Return the model with only these columns and rows; what is left out counts as 0, or as no rule."""
        kept = columns[self.columns] & rows[self.rows]
        counts = np.bincount(self.columns[kept], minlength=len(columns))[columns]
        number = np.cumsum(rows, dtype=np.int32) - 1
        pairs = columns[: len(self.persons)]
        return Model(
            persons=self.persons[pairs],
            sessions=self.sessions[pairs],
            whole=int(columns[: self.whole].sum()),
            gains=self.gains[columns],
            upper=self.upper[columns],
            starts=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
            rows=number[self.rows[kept]].astype(np.int32),
            values=self.values[kept],
            limits=self.limits[rows],
            kinds=self.kinds[rows],
            subjects=self.subjects[rows],
        )

    def mask(self, *, pairs: Iterable[Pair]) -> Mask:
        """Return which of the model's pairs are among these; others are left out."""
        size = self.whole - len(self.persons)
        wanted = np.array([person * size + session for person, session in pairs], dtype=np.int64)
        return np.isin(self.persons.astype(np.int64) * size + self.sessions, wanted)

    def pairs(self, *, mask: Mask) -> frozenset[Pair]:
        """Return the pairs that the mask chooses."""
        return frozenset(zip(self.persons[mask].tolist(), self.sessions[mask].tolist(), strict=True))

    def useful_columns(self, *, pairs: Mask) -> Mask:
        """Return the columns to keep when only these pairs are: all sessions, and what the pairs can give."""
        kept = np.ones(len(self.gains), dtype=bool)
        kept[: len(pairs)] = pairs
        given = np.zeros(len(self.limits), dtype=bool)
        given[self.rows[(self.columns < len(pairs)) & kept[self.columns]]] = True
        kept[self.whole :] = given[self.gain_rows]
        return kept

    def binding_rows(self, *, columns: Mask) -> Mask:
        """Return the rows that these columns could break: a limit nobody can reach needs no row."""
        most = np.maximum(self.values * self.upper[self.columns], 0.0) * columns[self.columns]
        reach = np.bincount(self.rows, weights=most, minlength=len(self.limits))
        return reach > self.limits + 1e-9

    @cached_property
    def gain_rows(self) -> Ints:
        """Return for each column of a gain the row that counts it."""
        return self.rows[self.starts[self.whole : -1]]

    def full_credit(self) -> Floats:
        """Return prices at which a gain belongs wholly to the pairs that give it, and all else is free."""
        prices = np.zeros(len(self.limits))
        prices[self.gain_rows] = self.gains[self.whole :]
        return prices

    def reduced_gains(self, *, prices: Floats) -> Floats:
        """Return for each column what it gains beyond the price of what it uses."""
        paid = np.bincount(self.columns, weights=self.values * prices[self.rows], minlength=len(self.gains))
        return self.gains - paid

    def bound(self, *, prices: Floats) -> float:
        """
        Return a gain that no plan exceeds, proven by these prices (one for each row, none negative).

        Any plan keeps every row, so it gains at most what it gains after paying the price of all it
        uses, plus the price of all there is; and the former is at most the sum of what each column
        can gain beyond its own price.
        """
        beyond = self.reduced_gains(prices=prices)
        return float(prices @ self.limits + (np.maximum(beyond, 0.0) * self.upper).sum())
