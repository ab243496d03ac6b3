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

from piawai.formats.day_cells import day
from piawai.formats.headers import canonical
from piawai.formats.raw_cells import BLANKS, DIGITS_LOST_FROM, LARGEST, Detail, Raw, UnreadableCell, plain, text

__all__ = [
    "Converter",
    "Detail",
    "Raw",
    "UnreadableCell",
    "choice",
    "day",
    "decimal_number",
    "identifier",
    "levels",
    "levels_with_counts",
    "nip",
    "rupiah",
    "text",
    "whole_number",
    "yes_no",
]

Value = TypeVar("Value", covariant=True)

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{1,3}", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}(?:[.,]0{1,2})?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
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
        if not math.isfinite(value) or abs(value) >= DIGITS_LOST_FROM:
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
    bare = "".join(sign for sign in found if sign not in ".-" and sign not in BLANKS)
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

    A separator is refused unless one or two zeros follow it, as in `12.0`: `1.500` could be read in two ways.

    :raises UnreadableCell: `not_a_whole_number`, `out_of_range` (`least`, `most`), `digits_lost` or `formula_error`.
    """
    number = _whole(value)
    if number is not None and not least <= number <= most:
        raise UnreadableCell("out_of_range", {"least": least, "most": most})
    return number


def decimal_number(*, value: Raw, least: int = -LARGEST, most: int = LARGEST) -> Decimal | None:
    """
    Return the number in a cell, its fraction after a comma or a point, `None` when empty.

    A text such as `1.500` or `1,500` could be read in two ways and is refused.

    :raises UnreadableCell: `not_a_number`, `ambiguous_number`, `out_of_range` (`least`, `most`) or `formula_error`.
    """
    if isinstance(value, bool | dt.date) or (isinstance(value, float) and not math.isfinite(value)):
        raise UnreadableCell("not_a_number")
    found = plain(value=value) if isinstance(value, str) else "" if value is None else str(value)
    if not found:
        return None
    if isinstance(value, str) and not _DECIMAL.fullmatch(found):
        raise UnreadableCell("not_a_number")
    if isinstance(value, str) and _AMBIGUOUS.fullmatch(found):
        raise UnreadableCell("ambiguous_number")
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
    found = plain(value=value) if isinstance(value, str) else ""
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


def _whole(value: Raw) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool | dt.date):
        raise UnreadableCell("not_a_whole_number")
    if isinstance(value, float):
        if not value.is_integer():
            raise UnreadableCell("not_a_whole_number")
        if abs(value) >= DIGITS_LOST_FROM:
            raise UnreadableCell("digits_lost")
        return int(value)
    if isinstance(value, int):
        return value
    found = plain(value=value)
    if not found:
        return None
    if not _WHOLE.fullmatch(found):
        raise UnreadableCell("digits_lost" if _SCIENTIFIC.fullmatch(found) else "not_a_whole_number")
    return int(re.split("[.,]", found)[0])


def _parts(value: Raw, pattern: re.Pattern[str], code: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    seen: set[str] = set()
    for piece in re.split("[;,\n]", text(value=value)):
        part = piece.strip(BLANKS)
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
