"""
A look at the XML of a sheet while it streams by: how large it would be in memory, and which cells lie.

Exact where a reader is generous: the parser is expat, which expands nothing here, as any DTD is refused.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from piawai.formats.limits import Limits, UnableToReadTable

UNCALCULATED = "#UNCALCULATED!"  # stands for a formula that was saved without its result
LAST_ROW_OF_EXCEL = 1_048_576
ERRORS_KEPT = 10_000
DEEPEST = 100

_DIGITS = "0123456789"
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


@dataclass(slots=True)
class Facts:
    """
    What one part holds. `root` is the name of its outermost element.

    For a worksheet: `filled` counts rows with a filled cell, `errors` goes from (row, column), both from 1, to
    what the cell shows instead of a value. `sheets` lists (name, relation) of a workbook, `targets` goes from
    relation to path.
    """

    root: str = ""
    filled: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)


def scan(*, part: str, chunks: Iterable[bytes], limits: Limits) -> Facts:
    """
    Read one XML part to its end and return what it holds.

    :raises UnableToReadTable: `dtd`, `xml_encoding`, `damaged`, `too_many_rows`, `too_many_columns`,
        `too_many_cells`, `cell_too_long` or `too_many_formula_errors`.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    scanner = _Scanner(part=part, parser=parser, limits=limits)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003
            if scanner.done:
                break
        else:
            parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as broken:
        raise UnableToReadTable("damaged", {"part": part}) from broken
    return scanner.facts
