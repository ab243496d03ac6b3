"""What the page of one import shows, made of what the check found."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.integrations.uploads.terms import UploadState
from piawai.lib import days
from piawai.lib.text import name_key
from piawai.web import lists
from piawai.web.importing import forms

PAGE = 25  # faulty rows of a page
LONGEST = 10_000  # signs of a cell
SHORT = 24  # signs of a proposal that a button repeats; a longer one stands above it already
UNIT_COLUMNS = frozenset({"UNOR ID", "ID_ATASAN"})  # cells that name a unit

COLOURS: dict[str, str] = {
    UploadState.CHECKING: "blue",
    UploadState.TO_REPAIR: "red",
    UploadState.READY: "yellow",
    UploadState.STORING: "blue",
    UploadState.STORED: "green",
    UploadState.REFUSED: "red",
    UploadState.DISCARDED: "grey",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a summary."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """
    A faulty cell to be written anew. `options` are the only values that pass; `proposal` is the likely one, `use` what
    the button says that takes it over.
    """

    name: str
    label: str
    was: str
    value: str
    problems: tuple[str, ...]
    options: tuple[str, ...] = ()
    proposal: str = ""
    use: str = ""
    asks_unit: bool = False  # any unit passes, by its id; its name will do as well


@dataclass(frozen=True, slots=True)
class Row:
    """A faulty row; `notes` are problems that no single cell puts right."""

    number: int
    about: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    leave_out: str
    left_out: bool
    removable: bool


@dataclass(frozen=True)
class Typed:
    """What was typed into the form, by the names of its fields; a proposal taken over counts as typed."""

    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, post: Mapping[str, str]) -> "Typed":
        """Read a form; `pakai` names the cell that takes its proposal over."""
        texts = {
            name: text.replace("\0", "")[:LONGEST]
            for name, text in post.items()
            if name.startswith(("sel-", "keluar-"))
        }
        name, _sign, proposal = post.get("pakai", "").partition("=")
        if name.startswith("sel-"):
            texts[name] = proposal.replace("\0", "")[:LONGEST]
        return cls(texts)


def page_of(report: Mapping[str, Any], number: object) -> Page[dict[str, Any]]:
    """Return one page of the faulty rows."""
    return Paginator(report.get("faults", []), PAGE).get_page(str(number or 1))


def rows(faults: Collection[Mapping[str, Any]], typed: Typed, header_row: int = 1) -> list[Row]:
    """Return faulty rows as the form shows them."""
    found = []
    for fault in faults:
        number = int(fault["row"])
        leave_out = f"keluar-{number}"
        notes = tuple(
            problem if cell["column"] in problem else f"{cell['column']}: {problem}"
            for cell in fault["cells"]
            if not cell["key"]
            for problem in cell["problems"]
        )
        cells = tuple(_cell(number, cell, typed) for cell in fault["cells"] if cell["key"])
        about = tuple((name, text) for name, text in fault["about"])
        removable = bool(fault["about"] or cells) and number > header_row
        found.append(Row(number, about, cells, notes, leave_out, leave_out in typed.texts, removable))
    return found


def _cell(row: int, cell: Mapping[str, Any], typed: Typed) -> Cell:
    name = f"sel-{row}-{cell['key']}"
    value = typed.texts.get(name, cell["value"])
    proposals = tuple(cell["proposals"])
    options: tuple[str, ...] = ()
    if len(proposals) > 1:
        empty = () if cell["required"] else ("",)
        options = tuple(dict.fromkeys((cell["value"], *empty, *proposals)))
    proposal = proposals[0] if len(proposals) == 1 else ""
    use = _("Use %(value)s") % {"value": proposal} if len(proposal) <= SHORT else _("Use the nearest")
    asks_unit = cell["column"] in UNIT_COLUMNS and not options
    return Cell(name, cell["column"], cell["value"], value, tuple(cell["problems"]), options, proposal, use, asks_unit)


def changes(
    faults: Collection[Mapping[str, Any]], typed: Typed, *, unit_ids: Mapping[str, str]
) -> tuple[dict[tuple[int, str], str], set[int]]:
    """
    Return the cells that were written anew, by row and column, and the rows that were left out.

    Where a unit's name was written, as `unit_ids` has it, the cell gets its id.
    """
    cells: dict[tuple[int, str], str] = {}
    left_out = set()
    for fault in faults:
        number = int(fault["row"])
        if f"keluar-{number}" in typed.texts:
            left_out.add(number)
            continue
        for cell in fault["cells"]:
            text = typed.texts.get(f"sel-{number}-{cell['key']}") if cell["key"] else None
            if text is not None and _one_kind_of_line_end(text) != _one_kind_of_line_end(cell["value"]):
                asks_unit = cell["column"] in UNIT_COLUMNS
                cells[number, cell["key"]] = unit_ids.get(name_key(text), text) if asks_unit else text
    return cells, left_out


def _one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def about(upload: Any) -> list[Fact]:
    """Return what is known of an import from the first moment on."""
    made = lists.moment(upload.made_at)
    return [
        Fact(_("File"), f"{upload.file_name} ({_size(upload.size)})"),
        Fact(_("What is in it"), forms.label(upload.kind)),
        Fact(_("The day it speaks of"), days.in_words(upload.holds_on)),
        Fact(_("Uploaded"), _("%(moment)s by %(who)s") % {"moment": made, "who": upload.owner_name}),
    ]


def _size(size: int) -> str:
    kibibytes = max(1, round(size / 1024))
    return f"{localize(kibibytes)} KiB"


def figures(report: Mapping[str, Any]) -> list[Fact]:
    """Return the counts of a check or a store that found no errors."""
    labels = (
        ("rows", _("Rows in the file")),
        ("new", _("New")),
        ("changed", _("Changed")),
        ("unchanged", _("Unchanged")),
        ("missing", _("Known, but not in the file")),
        ("warnings", _("Warnings")),
    )
    found = [Fact(words, localize(report[name])) for name, words in labels if name in report]
    if report.get("ignored_columns"):
        found.append(Fact(_("Columns not read"), ", ".join(report["ignored_columns"])))
    return found


def receipt(upload: Any) -> list[Fact]:
    """Return what was stored, by whom and when, and how to tell the file from any other."""
    stored = lists.moment(upload.changed_at)
    repaired = upload.report.get("corrections", 0)
    return [
        *about(upload),
        *figures(upload.report),
        *([Fact(_("Repaired in the browser"), localize(repaired))] if repaired else []),
        Fact(_("Stored"), _("%(moment)s by %(who)s") % {"moment": stored, "who": upload.changed_by_name}),
        Fact(_("Receipt number"), upload.token),
        Fact(_("Fingerprint of the file (SHA-256)"), upload.sha256),
    ]


def stage(state: str) -> str:
    """Return the phase of an import in words."""
    stages = (_("Upload"), _("Check"), _("Store"), _("Receipt"))
    numbers = {UploadState.READY: 3, UploadState.STORING: 3, UploadState.STORED: 4}
    number = numbers.get(UploadState(state), 2)
    return _("Step %(number)s of 4: %(name)s") % {"number": number, "name": stages[number - 1]}


def rows_to_repair(count: int) -> str:
    """Return how many rows are to be repaired, in words."""
    text = ngettext("%(count)s row to repair", "%(count)s rows to repair", count)
    return text % {"count": localize(count)}


def warnings(report: Mapping[str, Any]) -> Iterator[tuple[int, str, str, str]]:
    """Give row, column, value and problem of the warnings that are kept."""
    for warning in report.get("listed_warnings", ()):
        yield warning["row"], warning["column"], warning["value"], warning["problem"]
