"""What several commands take: days, whole numbers, rupiah, the form of the output."""

import datetime as dt
import getpass
import re
from enum import StrEnum

import typer
from django.utils.translation import gettext as _

ACTOR = "cli"  # who acts, in the audit log, where the user has no name

LAST_PORT = 65_535

_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_RUPIAH = re.compile(r"(?:rp\.?\s*)?(?P<whole>\d+|\d{1,3}(?:\.\d{3})+)(?:,00|,-)?", re.IGNORECASE)


class Form(StrEnum):
    """How a result is shown: for people, or for programs."""

    TABLE = "table"
    JSON = "json"


class SheetForm(StrEnum):
    """How a long list is shown."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def actor() -> str:
    """Return who acts, for the audit log: the operating system's user."""
    try:
        return f"{ACTOR}:{getpass.getuser()}"[:100]
    except (KeyError, OSError, ImportError):  # no such user, as in a bare container
        return ACTOR


def day(text: str) -> dt.date:
    """
    Return the day that a text names: 2026-11-24, or 24-11-2026 as people here write it.

    :raises typer.BadParameter: if it names none.
    """
    day_first = _DAY_FIRST.fullmatch(text.strip())
    try:
        if day_first:
            return dt.date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        return dt.date.fromisoformat(text.strip())
    except ValueError as fault:
        raise typer.BadParameter(_("%(text)s is no day; 2026-11-24 would pass.") % {"text": text}) from fault


def whole(given: str | int) -> int:
    """
    Return the whole number, 1 or more, that a text holds; Typer hands in default values as they are.

    :raises typer.BadParameter: if it holds none.
    """
    text = str(given)
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise typer.BadParameter(_("%(text)s is no whole number of 1 or more.") % {"text": text})


def port(given: str | int) -> int:
    """
    Return the port that a text names.

    :raises typer.BadParameter: if there is no such port.
    """
    number = whole(given)
    if number > LAST_PORT:
        raise typer.BadParameter(_("A port lies between 1 and %(last)s.") % {"last": LAST_PORT})
    return number


def figure(given: str | float) -> float:
    """
    Return the number that a text holds, with a decimal point or comma; default values come as they are.

    :raises typer.BadParameter: if it holds none.
    """
    text = str(given)
    try:
        return float(text.replace(",", "."))
    except ValueError as fault:
        raise typer.BadParameter(_("%(text)s is no number; 0.1 would pass.") % {"text": text}) from fault


def rupiah(text: str) -> int:
    """
    Return whole rupiah: 1500000000, 1.500.000.000 and Rp1.500.000.000 are the same.

    :raises typer.BadParameter: if the text is no such amount.
    """
    found = _RUPIAH.fullmatch(text.strip())
    if found is None:
        problem = _("%(text)s is no amount in rupiah; 1500000000 or Rp1.500.000.000 would pass.")
        raise typer.BadParameter(problem % {"text": text})
    return int(found["whole"].replace(".", ""))
