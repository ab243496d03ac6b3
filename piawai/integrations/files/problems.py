"""A problem in a file: where it is, which value, a lasting code, and words that say what would pass."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from piawai.formats.cells import Detail
from piawai.integrations.files.words import NEAREST, PROBLEMS
from piawai.lib import days

_WHOLE_CELL = frozenset({"not_a_choice", "unknown_form"})
LONGEST_VALUE = 200  # characters of a cell that a problem repeats


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Something that keeps a file from being stored, or (as a warning) deserves a second look.

    `row` counts from 1, the header; `column` is the header of our template, "" for a row as a whole. `code` is
    lasting; `problem` is worded in the language that was active, and so is `seen`, the value as people read it.
    `proposals` are values that would pass, the likely one first; they are for who repairs the file, and not part of
    the printed report.
    """

    row: int
    column: str
    value: str
    code: str
    problem: str
    seen: str = field(default="", compare=False)
    proposals: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        words = {"row": self.row, "column": self.column, "value": self.seen, "problem": self.problem}
        if not self.column:
            return _("row %(row)s: %(problem)s") % words
        if not self.value:
            return _("row %(row)s, %(column)s: %(problem)s") % words
        return _("row %(row)s, %(column)s, “%(value)s”: %(problem)s") % words

    def as_json(self) -> dict[str, str | int]:
        """Return the problem as `import --json` prints it."""
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "code": self.code,
            "problem": self.problem,
        }


def worded(*, row: int, column: str, value: str, seen: str, code: str, details: Mapping[str, Detail]) -> Problem:
    """
    Return a problem in the words of its code. `details` fill the words; a `nearest` that is not "" is named too.

    Proposed are the `proposed` value, else the `choices` where the cell as a whole must be one of them.
    """
    plain = {name: _plain(detail) for name, detail in details.items()}
    sentences = [str(PROBLEMS[code]) % {"value": _short(seen), "column": column, **plain}]
    if plain.get("nearest"):
        sentences.append(str(NEAREST) % plain)
    return Problem(row, column, _short(value), code, " ".join(sentences), _short(seen), _proposals(code, details))


def _plain(detail: Detail) -> str | int:
    if isinstance(detail, dt.date):
        return days.in_words(detail)
    return ", ".join(detail) if isinstance(detail, tuple) else detail


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def _proposals(code: str, details: Mapping[str, Detail]) -> tuple[str, ...]:
    proposed = details.get("proposed")
    if proposed:
        return (str(proposed),)
    choices = details.get("choices")
    return choices if code in _WHOLE_CELL and isinstance(choices, tuple) else ()
