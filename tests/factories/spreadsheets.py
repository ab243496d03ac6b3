"""Spreadsheets with cells exactly as a test wants them: texts stay texts, floats floats, days days."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

Row = Mapping[str, object]


def write(path: Path, rows: Sequence[Row], *, delimiter: str = ",") -> Path:
    """Write rows (header to cell) as XLSX or, by the name of the file, as CSV; the headers are those of all rows."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    table = [[row.get(header) for header in headers] for row in rows]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter)
            writer.writerow(headers)
            writer.writerows(["" if cell is None else cell for cell in row] for row in table)
        return path
    workbook = xlsxwriter.Workbook(str(path), {"default_date_format": "dd-mm-yyyy"})
    sheet = workbook.add_worksheet("data")
    for at, header in enumerate(headers):
        sheet.write_string(0, at, header)
    for number, cells in enumerate(table, start=1):
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number, at, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(number, at, cell)
            elif cell is not None:
                sheet.write(number, at, cell)
    workbook.close()
    return path
