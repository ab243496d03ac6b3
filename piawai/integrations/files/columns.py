"""What a column of a file kind is, and the converters that several kinds share."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.functional import Promise

from piawai.competencies.terms import Level
from piawai.formats import cells
from piawai.formats.cells import Converter, Raw, UnreadableCell
from piawai.formats.headers import canonical

Meant = TypeVar("Meant")

EXAMPLE_NIP = "198503092010012001"  # of the same invented person and unit in every template
EXAMPLE_UNIT = "8ae483a8641f5a9c01642b3d3c8e0001"

MOST_HOLDERS = 10_000
MOST_RUPIAH = 10**15
MOST_HOURS = 9_999

_LEVELS = frozenset(Level.values)


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """
    One column of a file kind; the same declaration reads a file and writes the template.

    `read` makes a value of a cell; None: the column belongs to the export, but is not stored. `aliases` are other
    headers under which it is found. `note`, `choices`, `example` and `as_text` are for the template.
    """

    name: str
    read: Converter[Any] | None
    required: bool = False
    note: str | Promise = ""
    choices: tuple[str, ...] = ()
    example: object = None
    aliases: tuple[str, ...] = ()
    as_text: bool = False


def text_up_to(*, most: int) -> Converter[str]:
    """Return a converter to text that refuses more than `most` characters: `text_too_long` (`most`, `length`)."""

    def read(*, value: Raw) -> str:
        return _short(cells.text(value=value), most)

    return read


def identifier_up_to(*, most: int) -> Converter[str]:
    """Return a converter to an identifier that refuses more than `most` characters: `text_too_long`."""

    def read(*, value: Raw) -> str:
        return _short(cells.identifier(value=value), most)

    return read


def two_digits(*, value: Raw) -> str:
    """Return an id of SIASN that has two digits, with the zero that a number loses: `1` is `01`."""
    found = _short(cells.identifier(value=value), 3)
    return found.zfill(2) if found.isdecimal() else found


def competency_code(*, value: Raw) -> str:
    """Return a competency code in capitals, without blanks."""
    return _short("".join(cells.identifier(value=value).upper().split()), 20)


def number_of_person(*, value: Raw) -> str:
    """Return a NIP in bare digits, or another identifier of a person as it stands."""
    found = _short(cells.identifier(value=value), 36)
    bare = "".join(sign for sign in found if sign not in " .-")
    return bare if bare.isascii() and bare.isdecimal() else found


def one_of(*, accepted: Mapping[str, Meant], shown: tuple[str, ...]) -> Converter[Meant | None]:
    """
    Return a converter that takes more writings than it names: `accepted` gives what each stands for.

    Case, blanks and underscores do not matter. Refuses with `not_a_choice` (`choices`: those `shown`).
    """
    known = {canonical(header=name): meant for name, meant in accepted.items()}

    def read(*, value: Raw) -> Meant | None:
        found = canonical(header=cells.text(value=value))
        if not found:
            return None
        if found not in known:
            raise UnreadableCell("not_a_choice", {"choices": shown})
        return known[found]

    return read


def competency_levels(*, value: Raw) -> dict[str, int]:
    """
    Return levels by competency code of a text like `M.3:3; T.IT.1:2`; {} when empty.

    :raises UnreadableCell: `level_off_scale` (`part`), or as `cells.levels`.
    """
    found = {}
    for code, level in cells.levels(value=value):
        _check_level(code, level)
        found[competency_code(value=code)] = level
    return found


def competency_needs(*, value: Raw) -> dict[str, tuple[int, int]]:
    """
    Return level and number of holders by competency code of a text like `M.3:3×2; T.IT.1:2`; {} when empty.

    :raises UnreadableCell: `level_off_scale` (`part`), `out_of_range`, or as `cells.levels_with_counts`.
    """
    found = {}
    for code, level, holders in cells.levels_with_counts(value=value):
        _check_level(code, level)
        if not 1 <= holders <= MOST_HOLDERS:
            raise UnreadableCell("out_of_range", {"least": 1, "most": MOST_HOLDERS})
        found[competency_code(value=code)] = (level, holders)
    return found


def money(*, value: Raw) -> int | None:
    """Return an amount in whole rupiah, at most what a treasury can hold; None when empty."""
    amount = cells.rupiah(value=value)
    if amount is not None and amount > MOST_RUPIAH:
        raise UnreadableCell("out_of_range", {"least": 0, "most": MOST_RUPIAH})
    return amount


level = functools.partial(cells.whole_number, least=min(Level), most=max(Level))
year = functools.partial(cells.whole_number, least=1900, most=2200)


def hours(*, value: Raw) -> Decimal | None:
    """Return learning hours, rounded to hundredths as they are kept; None when empty."""
    found = cells.decimal_number(value=value, least=0, most=MOST_HOURS)
    return None if found is None else found.quantize(Decimal("0.01"))


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise UnreadableCell("text_too_long", {"most": most, "length": len(text)})
    return text


def _check_level(code: str, found: int) -> None:
    if found not in _LEVELS:
        raise UnreadableCell("level_off_scale", {"part": f"{code}:{found}"})
