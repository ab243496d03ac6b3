"""An empty spreadsheet to fill in: headers with notes, drop-downs, one example row and a sheet that explains."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from piawai.formats.writing import Formats, finish, legal, new_workbook, sheet_name, write_cell, write_text

ROWS_WITH_CHOICES = 5_000  # below the header
LONGEST_LIST = 255  # signs that Excel takes for a drop-down written out; a longer one refers to cells
CHOICES_SHEET = "_pilihan"  # hidden, so never read as a table

_REQUIRED_COLOUR = "#FCE4B6"
_OPTIONAL_COLOUR = "#E7EDF3"


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateColumn:
    """
    One column to fill in.

    `note` explains it ("" for none), `choices` are all values it may hold (() for any), `example` stands in the
    example row (`None` for an empty cell). `as_text` keeps every digit typed, as a NIP needs.
    """

    name: str
    required: bool
    note: str = ""
    choices: tuple[str, ...] = ()
    example: object = None
    as_text: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateWords:
    """
    The words of a template in the reader's language.

    `notes_sheet` is the name of the explaining sheet: `Petunjuk` or `Instructions`, which `tables.read` skips.
    `introduction` stands above its list ("" for none).
    """

    notes_sheet: str = "Petunjuk"
    introduction: str = ""
    column: str = "Kolom"
    required: str = "Wajib"
    note: str = "Keterangan"
    choices: str = "Nilai yang boleh"
    yes: str = "Ya"
    no: str = "Tidak"


def write_template(
    *, target: Path | BinaryIO, kind: str, columns: Sequence[TemplateColumn], words: TemplateWords
) -> None:
    """Write the template of a kind of table; `kind` names its sheet."""
    workbook = new_workbook(target=target, options={})
    table = workbook.add_worksheet(sheet_name(name=kind))
    table.freeze_panes(1, 0)
    formats = Formats.of(workbook=workbook)
    header = {
        required: workbook.add_format({"bold": True, "bottom": 1, "bg_color": colour})
        for required, colour in ((True, _REQUIRED_COLOUR), (False, _OPTIONAL_COLOUR))
    }
    for at, column in enumerate(columns):
        table.set_column(at, at, min(max(len(column.name) + 4, 12), 40), _column_format(column, formats))
        write_text(worksheet=table, row=0, column=at, text=column.name, look=header[column.required])
        if column.note:
            table.write_comment(0, at, legal(text=column.note), {"author": "", "x_scale": 2})
        if column.example is not None:
            example = str(column.example) if column.as_text else column.example
            write_cell(worksheet=table, row=1, column=at, value=example, formats=formats)
    _write_notes(workbook, columns, words)
    _add_choices(workbook, table, columns)
    finish(workbook=workbook)


def _column_format(column: TemplateColumn, formats: Formats) -> object:
    if column.as_text:
        return formats.text
    return formats.day if isinstance(column.example, dt.date) else None


def _write_notes(workbook: xlsxwriter.Workbook, columns: Sequence[TemplateColumn], words: TemplateWords) -> None:
    notes = workbook.add_worksheet(sheet_name(name=words.notes_sheet))
    bold = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    top = 0
    if words.introduction:
        write_text(worksheet=notes, row=0, column=0, text=words.introduction)
        top = 2
    for at, (title, width) in enumerate(
        ((words.column, 26), (words.required, 10), (words.note, 70), (words.choices, 50))
    ):
        notes.set_column(at, at, width)
        write_text(worksheet=notes, row=top, column=at, text=title, look=bold)
    for row, column in enumerate(columns, start=top + 1):
        told = (column.name, words.yes if column.required else words.no, column.note, ", ".join(column.choices))
        for at, text in enumerate(told):
            write_text(worksheet=notes, row=row, column=at, text=text, look=wrapped)


def _add_choices(workbook: xlsxwriter.Workbook, table: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    lists: Worksheet | None = None
    for at, column in enumerate(columns):
        if not column.choices:
            continue
        source: object = list(column.choices)
        if len(",".join(column.choices)) > LONGEST_LIST or any("," in choice for choice in column.choices):
            if lists is None:
                lists = workbook.add_worksheet(CHOICES_SHEET)
                lists.hide()
            for row, choice in enumerate(column.choices):
                write_text(worksheet=lists, row=row, column=at, text=choice)
            letters = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
            source = f"='{CHOICES_SHEET}'!{letters}$1:{letters}${len(column.choices)}"
        table.data_validation(1, at, ROWS_WITH_CHOICES, at, {"validate": "list", "source": source})
