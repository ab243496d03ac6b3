"""
From the raw cell of a spreadsheet to a value, or the reason why not.

Each converter takes what a cell may hold and accepts the quirks of real exports: a leading apostrophe,
the text `null`, blanks around a value, numbers as text and the reverse. An empty cell gives `None`
(numbers, days, choices) or `""` (texts). Nothing is guessed: what can be read in two ways is refused.
"""

import datetime as dt
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol, TypeVar

from piawai.formats.headers import canonical

Raw = str | int | float | bool | dt.date | dt.datetime | None
Detail = str | int | tuple[str, ...]
Value = TypeVar("Value", covariant=True)

FORMULA_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}
    | {"#UNCALCULATED!"}  # ours: a formula that was saved without its result
)
FLOAT_DIGITS_LOST_FROM = 10**15
FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST = 2**63 - 1  # what the databases hold

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u200e\u200f"
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _INVISIBLE
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}(?:[.,]0{1,10})?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?")
_SERIAL = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,15})?")
_CLOCK = r"(?:[T ][0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})" + _CLOCK)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})" + _CLOCK)
_RUPIAH = re.compile(
    r"(?:Rp\.?|IDR)?\s*(?:"
    r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,(?:0{1,2}|-{1,2})|\.?-{1,2})?"
    r"|([0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?:0{1,2}|-{1,2})|,?-{1,2})?"
    r"|([0-9]+)(?:[.,](?:0{1,2}|-{1,2}))?)",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"([^:;,\n]*[^:;,\s])\s*:\s*([0-9]{1,2})")
_LEVEL_AND_COUNT = re.compile(_LEVEL.pattern + r"(?:\s*[×xX]\s*([0-9]{1,6}))?")


class Converter(Protocol[Value]):
    """What turns a raw cell into a value."""

    def __call__(self, *, value: Raw) -> Value:
        """Return the value, or raise UnreadableCell."""


class UnreadableCell(Exception):
    """
    A cell does not hold what its column asks for.

    `code` is stable and says what would pass; `details` holds plain values for the wording.
    """

    def __init__(self, code: str, details: Mapping[str, Detail] | None = None) -> None:
        self.code = code
        self.details: Mapping[str, Detail] = dict(details or {})
        listed = ", ".join(f"{name}={value}" for name, value in self.details.items())
        super().__init__(f"{code} ({listed})" if listed else code)


def text(*, value: Raw) -> str:
    """
    Return the text of a cell without outer blanks and without one leading apostrophe; "" when empty.

    A whole float gives its digits without `.0`, a day its ISO text. Inner line breaks stay, as `\\n`.

    :raises UnreadableCell: `formula_error` or `control_character`.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time.min
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return _digits(value)


def identifier(*, value: Raw) -> str:
    """
    Return the text of a code such as a PNS ID or UNOR ID, its digits as they stand; "" when empty.

    A number is taken where no digit can have been lost: a whole one below 10^15.

    :raises UnreadableCell: `digits_lost` (a long number, or text like 1.98E+17), `fraction_not_code`,
        `turned_into_day`, `not_a_code`, `formula_error` or `control_character`.
    """
    if isinstance(value, bool):
        raise UnreadableCell("not_a_code")
    if isinstance(value, dt.date):
        raise UnreadableCell("turned_into_day")
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) >= FLOAT_DIGITS_LOST_FROM:
            raise UnreadableCell("digits_lost")
        if not value.is_integer():
            raise UnreadableCell("fraction_not_code")
    found = text(value=value)
    if _SCIENTIFIC.fullmatch(found):
        raise UnreadableCell("digits_lost")
    return found


def nip(*, value: Raw) -> str:
    """
    Return the 18 digits of a NIP, freed of blanks, dots, hyphens and an apostrophe; "" when empty.

    Only the shape is looked at: whether birth date and month exist is for the rules on people.

    :raises UnreadableCell: `foreign_digits`, `nip_not_digits`, `nip_not_18_digits` (`digits`), or as `identifier`.
    """
    found = identifier(value=value)
    bare = "".join(sign for sign in found if sign not in ".-" and sign not in _BLANKS)
    if not bare:
        return ""
    if not bare.isascii() and any(sign.isdecimal() and not sign.isascii() for sign in bare):
        raise UnreadableCell("foreign_digits")
    if not (bare.isascii() and bare.isdecimal()):
        raise UnreadableCell("nip_not_digits")
    if len(bare) != 18:
        raise UnreadableCell("nip_not_18_digits", {"digits": len(bare)})
    return bare


def whole_number(*, value: Raw, least: int = -LARGEST, most: int = LARGEST) -> int | None:
    """
    Return the whole number in a cell, `None` when empty.

    A separator is refused unless only zeros follow it: `1.500` could be read in two ways.

    :raises UnreadableCell: `not_a_whole_number`, `out_of_range` (`least`, `most`), `digits_lost` or `formula_error`.
    """
    number = _whole(value)
    if number is not None and not least <= number <= most:
        raise UnreadableCell("out_of_range", {"least": least, "most": most})
    return number


def decimal_number(*, value: Raw, least: int = -LARGEST, most: int = LARGEST) -> Decimal | None:
    """
    Return the number in a cell, its fraction after a comma or a point, `None` when empty.

    :raises UnreadableCell: `not_a_number`, `out_of_range` (`least`, `most`) or `formula_error`.
    """
    if isinstance(value, bool | dt.date) or (isinstance(value, float) and not math.isfinite(value)):
        raise UnreadableCell("not_a_number")
    found = _plain(value) if isinstance(value, str) else "" if value is None else str(value)
    if not found:
        return None
    if isinstance(value, str) and not _DECIMAL.fullmatch(found):
        raise UnreadableCell("not_a_number")
    number = Decimal(found.replace(",", "."))
    if not least <= number <= most:
        raise UnreadableCell("out_of_range", {"least": least, "most": most})
    return number


def rupiah(*, value: Raw) -> int | None:
    """
    Return an amount in whole rupiah, `None` when empty.

    Takes `1500000`, `1.500.000`, `1,500,000`, `Rp1.500.000`, `Rp 1.500.000,00` and `Rp1.500.000,-`.

    :raises UnreadableCell: `not_rupiah`, `negative_rupiah`, `out_of_range` (`least`, `most`) or `formula_error`.
    """
    found = _plain(value) if isinstance(value, str) else ""
    if found.startswith("-"):
        raise UnreadableCell("negative_rupiah")
    if found and (match := _RUPIAH.fullmatch(found)):
        value = (match[1] or match[2] or match[3]).replace(".", "").replace(",", "")
    elif found:
        raise UnreadableCell("not_rupiah")
    try:
        amount = whole_number(value=value)
    except UnreadableCell as refusal:
        if refusal.code == "not_a_whole_number":
            raise UnreadableCell("not_rupiah") from refusal
        raise
    if amount is not None and amount < 0:
        raise UnreadableCell("negative_rupiah")
    return amount


def day(*, value: Raw) -> dt.date | None:
    """
    Return the day in a cell, `None` when empty; a time of day is dropped.

    Takes a date cell, `d-m-Y`, `d/m/Y`, `Y-m-d`, ISO text with a time, and the Excel serial number, as number
    or text. A number from 1900 to 2200 is refused, as it is rather a year than a day of 1905.

    :raises UnreadableCell: `not_a_day`, `impossible_day`, `year_not_day`, `day_out_of_range` (`least`, `most`: years)
        or `formula_error`.
    """
    if isinstance(value, bool):
        raise UnreadableCell("not_a_day")
    if isinstance(value, dt.datetime):
        return _in_range(value.date())
    if isinstance(value, dt.date):
        return _in_range(value)
    if isinstance(value, int | float):
        return _from_serial(float(value) if abs(value) < 10**9 else math.inf)
    found = _plain(value or "")
    if not found:
        return None
    if _SERIAL.fullmatch(found):
        return _from_serial(float(found))
    if match := _DAY_FIRST.fullmatch(found):
        return _calendar(year=match[4], month=match[3], number=match[1])
    if match := _YEAR_FIRST.fullmatch(found):
        return _calendar(year=match[1], month=match[2], number=match[3])
    raise UnreadableCell("not_a_day")


def choice(*, values: Mapping[str, Value]) -> Converter[Value | None]:
    """
    Return a converter that takes the names in `values` and gives what each stands for, `None` when empty.

    Names match without regard to case, spaces and underscores. The converter raises `not_a_choice` (`choices`).
    """
    known = {canonical(header=name): meant for name, meant in values.items()}
    choices = tuple(values)

    def chosen(*, value: Raw) -> Value | None:
        found = canonical(header=text(value=value))
        if not found:
            return None
        if found not in known:
            raise UnreadableCell("not_a_choice", {"choices": choices})
        return known[found]

    return chosen


def yes_no(*, value: Raw) -> bool | None:
    """
    Return whether a cell says yes (YA, Y, 1, TRUE) or no (TIDAK, T, 0, FALSE), `None` when empty.

    :raises UnreadableCell: `not_yes_or_no` or `formula_error`.
    """
    found = canonical(header=text(value=value))
    if not found:
        return None
    if found in {"ya", "y", "1", "true"}:
        return True
    if found in {"tidak", "t", "0", "false"}:
        return False
    raise UnreadableCell("not_yes_or_no")


def levels(*, value: Raw) -> tuple[tuple[str, int], ...]:
    """
    Return the competency codes with their level in a text like `M.3:3; T.IT.1:2`, in its order; () when empty.

    Parts stand between semicolons, commas or line breaks.

    :raises UnreadableCell: `not_levels` (`part`), `repeated_code` (`part`), or as `text`.
    """
    return tuple((found[1], int(found[2])) for found in _parts(value, _LEVEL, "not_levels"))


def levels_with_counts(*, value: Raw) -> tuple[tuple[str, int, int], ...]:
    """
    Return code, level and count of each part of a text like `M.3:3×2; T.IT.1:2`, in its order; () when empty.

    The count is 1 where it is not given; `x` stands for `×`.

    :raises UnreadableCell: `not_levels_with_counts` (`part`), `repeated_code` (`part`), or as `text`.
    """
    return tuple(
        (found[1], int(found[2]), int(found[3] or 1))
        for found in _parts(value, _LEVEL_AND_COUNT, "not_levels_with_counts")
    )


def _plain(value: str) -> str:
    found = value.strip(_BLANKS)
    if found.startswith("'"):
        found = found[1:].strip(_BLANKS)
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


def _whole(value: Raw) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool | dt.date):
        raise UnreadableCell("not_a_whole_number")
    if isinstance(value, float):
        if not value.is_integer():
            raise UnreadableCell("not_a_whole_number")
        if abs(value) >= FLOAT_DIGITS_LOST_FROM:
            raise UnreadableCell("digits_lost")
        return int(value)
    if isinstance(value, int):
        return value
    found = _plain(value)
    if not found:
        return None
    if not _WHOLE.fullmatch(found):
        raise UnreadableCell("digits_lost" if _SCIENTIFIC.fullmatch(found) else "not_a_whole_number")
    return int(re.split("[.,]", found)[0])


def _from_serial(serial: float) -> dt.date:
    if not math.isfinite(serial):
        raise UnreadableCell("not_a_day")
    if FIRST_YEAR <= serial <= LAST_YEAR:
        raise UnreadableCell("year_not_day")
    number = math.floor(serial)
    if number == 60:  # Excel believes that 1900 was a leap year
        raise UnreadableCell("impossible_day")
    first = dt.date(1899, 12, 30 if number > 60 else 31)
    last = (dt.date(LAST_YEAR, 12, 31) - first).days
    if not 1 <= number <= last:
        raise UnreadableCell("day_out_of_range", {"least": FIRST_YEAR, "most": LAST_YEAR})
    return first + dt.timedelta(days=number)


def _calendar(*, year: str, month: str, number: str) -> dt.date:
    try:
        found = dt.date(int(year), int(month), int(number))
    except ValueError as impossible:
        raise UnreadableCell("impossible_day") from impossible
    return _in_range(found)


def _in_range(found: dt.date) -> dt.date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableCell("day_out_of_range", {"least": FIRST_YEAR, "most": LAST_YEAR})
    return found


def _parts(value: Raw, pattern: re.Pattern[str], code: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    seen: set[str] = set()
    for part in re.split("[;,\n]", text(value=value)):
        part = part.strip(_BLANKS)
        if not part:
            continue
        match = pattern.fullmatch(part)
        if match is None:
            raise UnreadableCell(code, {"part": part})
        if match[1].casefold() in seen:
            raise UnreadableCell("repeated_code", {"part": match[1]})
        seen.add(match[1].casefold())
        found.append(match)
    return found
