"""A report as a PDF, tagged for screen readers. Its text is data for the template, never markup."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import typst

from piawai.formats.reports import Report, Value
from piawai.formats.writing import Rupiah

_TEMPLATE = Path(__file__).with_name("data") / "report.typ"
_FONTS = typst.Fonts(include_system_fonts=False, font_paths=[_TEMPLATE.with_name("fonts")])
_WIDE = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20}  # full-width signs, which no font has
_LONGEST, _SHORTEST = 40, 5  # a column's share of the page, in characters
_MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def pdf(report: Report, *, language: str) -> bytes:
    """
    Return a report as a PDF: A4, landscape from six columns on, the heads repeated on each page, page x of y.

    `language` is that of the report's words ("id", "en"): it decides how days and numbers are written. Full-width
    signs become plain ones; Chinese, Japanese and Korean signs stay blank, since no font that comes along has them.
    """
    rows = [[_words(value, language) for value in row] for row in report.rows]
    content = {
        "title": report.title.translate(_WIDE),
        "language": language,
        "head": [line.translate(_WIDE) for line in report.head],
        "columns": [{"label": column.label.translate(_WIDE), "numeric": column.numeric} for column in report.columns],
        "widths": [_width(column.label, [row[place] for row in rows]) for place, column in enumerate(report.columns)],
        "rows": rows,
    }
    compiled = typst.compile(
        _TEMPLATE.read_bytes(), font_paths=_FONTS, sys_inputs={"report": json.dumps(content)}, format="pdf"
    )
    return bytes(compiled)


def _width(label: str, texts: list[str]) -> int:
    longest_words = [max((len(word) for word in text.split()), default=0) for text in (label, *texts)]
    longest = max((len(text) for text in texts), default=0)
    return max(*longest_words, min(longest, _LONGEST), _SHORTEST)


def _words(value: Value, language: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, dt.date):
        months = _MONTHS.get(language, _MONTHS["en"])
        return f"{value.day} {months[value.month - 1]} {value.year}"
    if isinstance(value, int | float | Decimal):
        plain = f"{value:,}"
        written = plain.translate(str.maketrans(",.", ".,")) if language == "id" else plain
        return f"Rp{written}" if isinstance(value, Rupiah) else written
    return value.translate(_WIDE)
