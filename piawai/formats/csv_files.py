"""CSV as cities have it: UTF-8 with or without BOM, comma or semicolon; streamed, never as a whole in memory."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from piawai.formats.limits import Limits, UnableToReadTable

_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The records of a CSV file; iterating reads the file anew, so it must stay in place."""

    path: Path
    limits: Limits

    def __iter__(self) -> Iterator[list[str]]:
        """
        Give the cells of each record from the first on, an empty list for an empty line.

        :raises UnableToReadTable: `not_utf8`, `nul_byte`, `line_too_long`, `cell_too_long`, `broken_quotes`,
            `too_many_columns` or `too_many_rows`.
        """
        with self.path.open("r", encoding="utf-8-sig", newline="") as stream:
            delimiter = self._delimiter()
            yield from self._checked(csv.reader(self._lines(stream), delimiter=delimiter, strict=True))

    def _delimiter(self) -> str:
        """Return the one of comma and semicolon that stands more often in the first filled line, outside quotes."""
        with self.path.open("r", encoding="utf-8-sig", newline="") as stream:
            header = next((line for line in self._lines(stream) if line.strip()), "")
        outside = _QUOTED.sub("", header)
        return ";" if outside.count(";") > outside.count(",") else ","

    def _lines(self, stream: TextIO) -> Iterator[str]:
        longest = self.limits.columns * (2 * self.limits.characters + 3)  # every sign a doubled quote
        number = 0
        try:
            while line := stream.readline(longest + 1):
                number += 1
                if len(line) > longest:
                    raise UnableToReadTable("line_too_long", {"line": number, "most": longest})
                if "\0" in line:
                    raise UnableToReadTable("nul_byte", {"line": number})
                yield line
        except UnicodeDecodeError as broken:
            raise UnableToReadTable("not_utf8", {"line": number + 1, "encoding": self._guess()}) from broken

    def _guess(self) -> str:
        with self.path.open("rb") as stream:
            return "UTF-16" if stream.read(2) in _UTF_16 else ""

    def _checked(self, records: Iterable[list[str]]) -> Iterator[list[str]]:
        limits, filled, number = self.limits, 0, 0
        try:
            for number, record in enumerate(records, start=1):
                if len(record) > limits.columns and any(cell.strip() for cell in record[limits.columns :]):
                    raise UnableToReadTable("too_many_columns", {"most": limits.columns})
                filled += any(cell.strip() for cell in record)
                if filled > limits.rows + 1:
                    raise UnableToReadTable("too_many_rows", {"most": limits.rows})
                for column, cell in enumerate(record, start=1):
                    if len(cell) > limits.characters:
                        where = {"row": number, "column": column}
                        raise UnableToReadTable("cell_too_long", {**where, "most": limits.characters})
                yield record
        except csv.Error as broken:
            if "field limit" in str(broken):
                raise UnableToReadTable("cell_too_long", {"row": number + 1, "most": limits.characters}) from broken
            raise UnableToReadTable("broken_quotes", {"row": number + 1}) from broken
