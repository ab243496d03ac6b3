"""How large a file may be, and the refusal that names what is wrong with one."""

from collections.abc import Mapping
from dataclasses import dataclass

from piawai.lib.errors import Refusal

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """
    What a file may measure before it is refused unread.

    `packed` and `unpacked` are bytes, `ratio` is unpacked over packed bytes, `rows` counts the filled
    rows below the header, `columns` and `parts` are counts, `characters` holds for one cell.
    `cells` is the area from the first to the last filled cell, as the reader needs memory for all of it.
    """

    packed: int = 50 * MEBIBYTE
    unpacked: int = 500 * MEBIBYTE
    ratio: int = 100
    rows: int = 200_000
    columns: int = 200
    characters: int = 10_000
    parts: int = 300
    cells: int = 15_000_000


class UnableToReadTable(Refusal):
    """
    A file was refused as a whole; `code` says why and `details` holds plain values for the wording.

    A higher layer words it, in the user's language: the text here is for logs.
    """

    def __init__(self, code: str, details: Mapping[str, str | int] | None = None) -> None:
        self.details: Mapping[str, str | int] = dict(details or {})
        listed = ", ".join(f"{name}={value}" for name, value in self.details.items())
        super().__init__(f"{code} ({listed})" if listed else code, code=code)
