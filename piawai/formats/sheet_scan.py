"""
A look at the XML of a spreadsheet while it streams by: how large it would be in memory, and which cells lie.

The reader that loads a sheet trusts counts and references: a few hostile bytes could ask it for gigabytes.
Here expat counts what is truly there. It expands nothing, as any DTD is refused.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from piawai.formats.limits import Limits, UnableToReadTable

UNCALCULATED = "#UNCALCULATED!"  # stands for a formula that was saved without its result
LAST_ROW_OF_EXCEL = 1_048_576
ERRORS_KEPT = 10_000
DEEPEST = 100

_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_WATCHED = frozenset({"worksheet", "sst", "styleSheet", "workbook", "Relationships"})  # what the reader opens
_FILLED_BY = frozenset({"v", "t", "is"})


_DTD = re.compile(b"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LONGEST_DTD = len(b"<!DOCTYPE")


@dataclass(slots=True)
class Facts:
    """
    What one XML part holds; `root` is its outermost element.

    `filled` counts the rows with a filled cell; `errors` goes from (row, column), both from 1, to the error that a
    formula shows there. `sheets` lists name and relation of each sheet, `targets` goes from relation to path, and
    `workbook` is the path to the workbook, where the part says so.
    """

    root: str = ""
    filled: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    workbook: str = ""


class Scan:
    """
    The scan of one XML part: `feed` it chunk by chunk, then `finish` it and take its `facts`.

    Both raise UnableToReadTable: `dtd`, `xml_encoding`, `damaged`, `too_many_rows`, `too_many_columns`,
    `too_many_cells`, `cell_too_long` or `too_many_formula_errors`.
    """

    def __init__(self, *, part: str, limits: Limits) -> None:
        self.facts = Facts()
        self._part = part
        self._limits = limits
        self._most_filled = limits.rows + 1  # the header is none of the rows
        self._watching = True
        self._end = b""  # of the last chunk, as a word may lie across two
        self._open = 0  # elements
        self._ended: list[str] = []  # elements of this chunk; a list, as its append is the cheapest of handlers
        self._row = self._column = 0  # of the present cell, from 1
        self._digits = "0"  # of the present row
        self._first_row = self._last_row = self._last_column = self._last_filled_row = 0
        self._texts = 0  # shared ones
        self._length = 0  # of the present cell's text, in characters
        self._counts_text = self._is_error = self._is_text = self._has_formula = self._has_value = False
        self._shown: list[str] = []
        self._columns: dict[str, int] = {}
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._root

    def feed(self, *, chunk: bytes) -> None:
        """Take the next bytes of the part."""
        if self._watching:
            self._parse(chunk, last=False)
        if not self._watching:  # the reader does not open it: only a DTD matters
            if _DTD.search(self._end + chunk):
                raise UnableToReadTable("dtd", {"part": self._part})
            self._end = chunk[-_LONGEST_DTD:]

    def finish(self) -> None:
        """Take note that no more bytes come."""
        if self._watching:
            self._parse(b"", last=True)
            self._leave_cell()

    def _parse(self, chunk: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as broken:
            if self._watching:
                raise UnableToReadTable("damaged", {"part": self._part}) from broken
        self._open -= len(self._ended)
        self._ended.clear()
        if self._open > DEEPEST:
            raise UnableToReadTable("damaged", {"part": self._part})

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise UnableToReadTable("xml_encoding", {"part": self._part, "encoding": encoding})

    def _doctype(self, *_: object) -> NoReturn:
        raise UnableToReadTable("dtd", {"part": self._part})

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        self.facts.root = name = _local(name)
        self._parser.StartElementHandler = None
        if name not in _WATCHED:
            self._watching = False
            return
        self._check_counts(attributes)
        self._open = 1
        self._parser.EndElementHandler = self._ended.append
        self._parser.StartElementHandler = self._start
        if name in {"worksheet", "sst"}:
            self._parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._open += 1
        if ":" in name:
            name = _local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name in _FILLED_BY:
            self._counts_text = True
            if not self._has_value:
                self._has_value = True
                self._fill()
        elif name == "row":
            if self._has_formula or self._is_error:
                self._leave_cell()
            self._set_row(attributes.get("r") or str(self._row + 1))
            self._column = 0
        elif name == "f":
            self._counts_text = False
            self._has_formula = True
        elif name == "si":
            self._start_shared_text()
        else:
            self._start_other(name, attributes)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._has_formula or self._is_error:
            self._leave_cell()
        self._length = 0
        self._has_value = False
        kind = attributes.get("t")
        self._is_error = kind == "e"
        self._is_text = kind == "str"  # the result of a formula, and may be ""
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = self._column_number(letters)
        self._column = column
        digits = reference[len(letters) :]
        if digits != self._digits:
            self._set_row(digits)

    def _leave_cell(self) -> None:
        """Keep the error that the present cell shows, if it does."""
        if self._is_error or (self._has_formula and not self._length and not self._is_text):
            if len(self.facts.errors) >= ERRORS_KEPT:
                raise UnableToReadTable("too_many_formula_errors", {"most": ERRORS_KEPT})
            self.facts.errors[self._row, self._column] = "".join(self._shown).strip() or UNCALCULATED
        self._is_error = self._has_formula = False
        self._shown.clear()

    def _set_row(self, digits: str) -> None:
        self._row = self._number(digits)
        self._digits = digits

    def _start_shared_text(self) -> None:
        self._length = 0
        self._has_value = True  # there is no cell to fill
        self._texts += 1
        if self._texts > self._limits.cells:
            raise UnableToReadTable("too_many_cells", {"most": self._limits.cells})

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        self._check_counts(attributes)
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.facts.sheets.append((attributes.get("name", ""), relation))
        elif name == "Relationship":
            self.facts.targets[attributes.get("Id", "")] = target = attributes.get("Target", "")
            if attributes.get("Type", "").endswith("/officeDocument"):
                self.facts.workbook = target

    def _text(self, text: str) -> None:
        if not self._counts_text:
            return
        self._length += len(text)
        if self._length > self._limits.characters:
            where = {"row": self._row, "column": self._column} if self._row else {}
            raise UnableToReadTable("cell_too_long", {**where, "most": self._limits.characters})
        if self._is_error:
            self._shown.append(text)

    def _fill(self) -> None:
        """Take note that the present cell is filled, and refuse the sheet where it grows too large."""
        row = self._row
        if row != self._last_filled_row:
            self._last_filled_row = row
            self.facts.filled += 1
            if self.facts.filled > self._most_filled:
                raise UnableToReadTable("too_many_rows", {"most": self._limits.rows})
            if row > self._last_row:
                self._last_row = row
                self._first_row = self._first_row or row
                self._check_area()
            elif row < self._first_row:
                self._first_row = row
                self._check_area()
        if self._column > self._last_column:
            self._last_column = self._column
            if self._column > self._limits.columns:
                raise UnableToReadTable("too_many_columns", {"most": self._limits.columns})
            self._check_area()

    def _check_area(self) -> None:
        if self._last_row > LAST_ROW_OF_EXCEL:
            raise UnableToReadTable("damaged", {"part": self._part})
        if (self._last_row - self._first_row + 1) * self._last_column > self._limits.cells:
            raise UnableToReadTable("too_many_cells", {"most": self._limits.cells})

    def _check_counts(self, attributes: dict[str, str]) -> None:
        """Refuse a declared count for which the reader would reserve too much memory."""
        for name in ("count", "uniqueCount"):
            if name in attributes and self._number(attributes[name]) > self._limits.cells:
                raise UnableToReadTable("too_many_cells", {"most": self._limits.cells})

    def _number(self, digits: str) -> int:
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
            raise UnableToReadTable("damaged", {"part": self._part})
        return int(digits)

    def _column_number(self, letters: str) -> int:
        number = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or number > self._limits.columns * 26:
                raise UnableToReadTable("damaged", {"part": self._part})
            number = number * 26 + ord(letter) - ord("A") + 1
        return number


def _local(name: str) -> str:
    return name.rpartition(":")[2]
