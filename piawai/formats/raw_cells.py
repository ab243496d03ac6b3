"""What a raw cell may hold, the reason why one cannot be read, and its plain text."""

import datetime as dt
import re
from collections.abc import Mapping

from piawai.lib.errors import Refusal

Raw = str | int | float | bool | dt.date | dt.datetime | None
Detail = str | int | dt.date | tuple[str, ...]

FORMULA_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
    | {"#UNCALCULATED!"}  # ours: a formula that was saved without its result
)
DIGITS_LOST_FROM = 10**15  # a float holds no more
LARGEST = 2**63 - 1  # what the databases hold


_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f"
BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _INVISIBLE
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class UnreadableCell(Refusal):
    """
    A cell does not hold what its column asks for.

    `code` is stable and says what would pass; `details` holds plain values for the wording.
    """

    def __init__(self, code: str, details: Mapping[str, Detail] | None = None) -> None:
        self.details: Mapping[str, Detail] = dict(details or {})
        listed = ", ".join(f"{name}={value}" for name, value in self.details.items())
        super().__init__(f"{code} ({listed})" if listed else code, code=code)


def text(*, value: Raw) -> str:
    """
    Return the text of a cell without outer blanks and without one leading apostrophe; "" when empty.

    A whole float gives its digits without `.0`, a day its ISO text. Inner line breaks stay, as `\\n`.

    :raises UnreadableCell: `digits_lost` (a number from 10^15), `formula_error` or `control_character`.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return plain(value=value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time.min
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        if not abs(value) < DIGITS_LOST_FROM:  # nor is what is no number at all
            raise UnreadableCell("digits_lost")
        return str(int(value)) if value.is_integer() else repr(value)
    return _digits(value)


def plain(*, value: str) -> str:
    """
    Return a text without outer blanks, one leading apostrophe and the word `null`; line ends as `\\n`.

    :raises UnreadableCell: `formula_error` or `control_character`.
    """
    found = value.strip(BLANKS)
    if found.startswith("'"):
        found = found[1:].strip(BLANKS)
    if found.lower() == "null":
        return ""
    if found in FORMULA_ERRORS:
        raise UnreadableCell("formula_error")
    if _UNSTORABLE.search(found):
        raise UnreadableCell("control_character")
    return found.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")


def _digits(value: int) -> str:
    if abs(value) > 10**100:
        raise UnreadableCell("out_of_range", {"least": -LARGEST, "most": LARGEST})
    return str(value)
