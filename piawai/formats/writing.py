"""The one writer for every export: texts stay texts, never formulas, and the same content gives the same bytes."""

import csv
import datetime as dt
import html
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # fixed, so that the same content gives the same bytes
LONGEST_TEXT = 32_767  # Excel's own limit for a cell
DIGITS_LOST_FROM = 10**15  # Excel keeps 15 digits of a number
FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel's calendar is wrong
FORMULA_STARTS = frozenset("=+-@＝＋－＠'")

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Rupiah(int):
    """An amount of money: a number like any other, written with Rp in front."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """
    One sheet to write: a header row, then the rows in their order.

    `widths` are column widths in characters; where missing, the header's length decides.
    """

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[float] = ()


def write_xlsx(*, target: Path | BinaryIO, sheets: Sequence[Sheet]) -> None:
    """
    Write sheets to an XLSX file, row by row, in constant memory.

    A text is always a text cell, also where it starts like a formula; signs that XML cannot hold are dropped;
    more than 32,767 characters end in `…`. `None` is an empty cell; a day or moment is a date cell (moments
    without their zone); a whole number of more than 15 digits is a text, as Excel would lose digits.
    """
    workbook = new_workbook(target=target, options={"constant_memory": True})
    formats = Formats.of(workbook=workbook)
    bold = workbook.add_format({"bold": True, "bottom": 1})
    for sheet in sheets:
        worksheet = workbook.add_worksheet(sheet_name(name=sheet.name), worksheet_class=_QuickWorksheet)
        worksheet.freeze_panes(1, 0)
        for column, header in enumerate(sheet.headers):
            worksheet.set_column(column, column, _width(sheet, column))
            write_text(worksheet=worksheet, row=0, column=column, text=header, look=bold)
        last = 0
        for last, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if value is not None:
                    write_cell(worksheet=worksheet, row=last, column=column, value=value, formats=formats)
        if sheet.headers:
            worksheet.autofilter(0, 0, last, len(sheet.headers) - 1)
    finish(workbook=workbook)


class _QuickWorksheet(Worksheet):  # type: ignore[misc]
    """A sheet that looks for signs to escape only in a text that can have them: two searches fewer for most."""

    @staticmethod
    def _escape_control_characters(data: object) -> object:
        if isinstance(data, str) and data.isprintable() and "_x" not in data:
            return data
        return Worksheet._escape_control_characters(data)


def finish(*, workbook: xlsxwriter.Workbook) -> None:
    """
    Write a workbook out.

    :raises OSError: if the file cannot be written, as any other file would say.
    """
    try:
        workbook.close()
    except FileCreateError as fault:
        reason = fault.args[0] if fault.args else None
        raise reason if isinstance(reason, OSError) else OSError(str(fault)) from fault


def write_csv(
    *, target: Path | BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ","
) -> None:
    """
    Write rows to a CSV file: UTF-8 with BOM, line ends CR LF, days in ISO form, `None` as nothing.

    A text that starts like a formula, or with an apostrophe, gets an apostrophe in front, which the import
    removes again. Numbers stay as they are.
    """
    if isinstance(target, Path):
        with target.open("wb") as stream:
            write_csv(target=stream, headers=headers, rows=rows, delimiter=delimiter)
        return
    lines = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_csv_value(header) for header in headers])
    writer.writerows([_csv_value(value) for value in row] for row in rows)
    lines.flush()
    lines.detach()


@dataclass(frozen=True, slots=True)
class Formats:
    """The cell formats of one workbook for a given look: text, number, money, day and moment."""

    text: Any
    number: Any
    money: Any
    day: Any
    moment: Any

    @classmethod
    def of(cls, *, workbook: xlsxwriter.Workbook, look: Mapping[str, object] | None = None) -> "Formats":
        """Return the formats of a workbook; `look` holds further XlsxWriter properties, such as a colour."""
        look = look or {}
        return cls(
            text=workbook.add_format({"num_format": "@", **look}),
            number=workbook.add_format({"num_format": "General", **look}),
            money=workbook.add_format({"num_format": '"Rp"#,##0', **look}),
            day=workbook.add_format({"num_format": "yyyy-mm-dd", **look}),
            moment=workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", **look}),
        )


def new_workbook(*, target: Path | BinaryIO, options: dict[str, object]) -> xlsxwriter.Workbook:
    """
    Return a workbook that never makes formulas, links or numbers out of text and has a fixed creation date.

    :raises OSError: if there cannot be a file at `target`; said at once, not after all rows have been made.
    """
    if isinstance(target, Path):
        target.open("ab").close()
    safe = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    workbook = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, {**safe, **options})
    workbook.set_properties({"created": CREATED})
    return workbook


def write_cell(*, worksheet: Worksheet, row: int, column: int, value: object, formats: Formats) -> None:
    """Write one value to a cell (`row` and `column` from 0); `None` and "" leave it blank but formatted."""
    if isinstance(value, str):
        if value:
            write_text(worksheet=worksheet, row=row, column=column, text=value, look=formats.text)
        else:
            worksheet.write_blank(row, column, None, formats.text)
    elif value is None:
        worksheet.write_blank(row, column, None, formats.text)
    elif isinstance(value, bool):
        worksheet.write_boolean(row, column, value, formats.number)
    elif isinstance(value, int | float | Decimal):
        finite = isinstance(value, int) or math.isfinite(value)
        if finite and -DIGITS_LOST_FROM < value < DIGITS_LOST_FROM:
            worksheet.write_number(row, column, value, formats.money if isinstance(value, Rupiah) else formats.number)
        else:
            worksheet.write_string(row, column, str(value), formats.text)
    elif isinstance(value, dt.date):  # a moment is a date, too
        moment = isinstance(value, dt.datetime)
        if (value.date() if isinstance(value, dt.datetime) else value) < FIRST_DAY:
            worksheet.write_string(row, column, value.isoformat(), formats.text)
        else:
            worksheet.write_datetime(row, column, value, formats.moment if moment else formats.day)
    else:
        write_text(worksheet=worksheet, row=row, column=column, text=str(value), look=formats.text)


def write_text(*, worksheet: Worksheet, row: int, column: int, text: str, look: object = None) -> None:
    """
    Write a text to a cell (`row` and `column` from 0) as it is; `look` is its format, `None` for the column's.

    XlsxWriter puts a text that looks like its own rich-text markup into the file unescaped, formulas and all:
    such a text is escaped here.
    """
    kept = legal(text=text)
    if kept[:3] == "<r>" and kept.endswith("</r>"):
        escaped = f'<r><t xml:space="preserve">{html.escape(kept, quote=False)}</t></r>'
        kept = escaped if len(escaped) <= LONGEST_TEXT else f"{kept[:-1]}…"
    if worksheet.write_string(row, column, kept, look) < 0:
        raise ValueError(f"A text of {len(kept)} signs fits no cell ({row}, {column}).")


def legal(*, text: str) -> str:
    """Return a text without the signs that XML cannot hold, cut at what a cell takes, `…` showing the cut."""
    if text.isprintable() and len(text) <= LONGEST_TEXT:
        return text  # the usual one, at once
    kept = _ILLEGAL.sub("", text)
    return kept if len(kept) <= LONGEST_TEXT else kept[: LONGEST_TEXT - 1] + "…"


def sheet_name(*, name: str) -> str:
    """Return a name that Excel takes for a sheet: without `[]:*?/\\`, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\]", " ", legal(text=name)).strip(" '")[:31] or "Sheet"


def _width(sheet: Sheet, column: int) -> float:
    if column < len(sheet.widths):
        return sheet.widths[column]
    return min(max(len(sheet.headers[column]) + 4, 10), 40)


def _csv_value(value: object) -> object:
    if value is None or isinstance(value, int | float | Decimal):
        return str(value).upper() if isinstance(value, bool) else value
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    kept = _ILLEGAL.sub("", str(value))
    starts_like_formula = kept.lstrip()[:1] in FORMULA_STARTS or kept[:1] in {"\t", "\r", "\n"}
    return f"'{kept}" if kept and starts_like_formula else kept
