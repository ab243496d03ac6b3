"""
Corrections laid over a table: the file itself stays as it came, so a cell that nobody touched cannot change.

A corrected cell is a text, which every converter takes; a row may be left out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from piawai.formats.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Corrections:
    """New texts of cells, by row number and canonical header ("" empties a cell), and the rows to leave out."""

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: Set[int] = frozenset()

    @property
    def count(self) -> int:
        """How many cells were changed and rows left out."""
        return sum(len(cells) for cells in self.cells.values()) + len(self.left_out)


@dataclass(frozen=True, slots=True)
class _Rows(Iterable[Row]):
    rows: Iterable[Row]
    corrections: Corrections

    def __iter__(self) -> Iterator[Row]:
        cells, left_out = self.corrections.cells, self.corrections.left_out
        for row in self.rows:
            if row.number in left_out:
                continue
            changed = cells.get(row.number)
            if changed is None:
                yield row
            else:
                known = {key: text or None for key, text in changed.items() if key in row.cells}
                yield Row(row.number, {**row.cells, **known})


def corrected(*, table: Table, corrections: Corrections) -> Table:
    """
    Return a table as it stands with the corrections; its `sha256` then tells it from the file alone.

    Rows keep their numbers. Without corrections the table is returned as it is.
    """
    if not corrections.count:
        return table
    cells = {str(row): dict(sorted(found.items())) for row, found in sorted(corrections.cells.items())}
    said = json.dumps([table.sha256, cells, sorted(corrections.left_out)], sort_keys=True)
    digest = hashlib.sha256(said.encode()).hexdigest()
    return replace(table, rows=_Rows(table.rows, corrections), sha256=digest)
