import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from piawai.formats import cells
from piawai.formats.marking import Fault, FaultWords, write_faults
from piawai.formats.tables import Row, read
from piawai.formats.templates import TemplateColumn, TemplateWords, write_template
from piawai.formats.writing import Sheet, write_csv, write_xlsx
from tests.formats.payloads import PAYLOADS


def formulas(content: io.BytesIO) -> list[str]:
    """Return the cells that an independent reader takes for formulas or links."""
    book = openpyxl.load_workbook(content)
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]


class TestXlsx:
    def test_has_no_formula_whatever_the_text(self) -> None:
        target = io.BytesIO()
        table = Sheet(name="=1+1", headers=PAYLOADS, rows=[PAYLOADS])

        write_xlsx(target=target, sheets=[table])

        assert len(PAYLOADS) >= 40
        assert formulas(target) == []

    def test_gives_back_the_same_texts(self, tmp_path: Path) -> None:
        path = tmp_path / "file.xlsx"

        write_xlsx(target=path, sheets=[Sheet(name="S", headers=["T"], rows=[[text] for text in PAYLOADS])])

        assert [row.cells["t"] for row in read(path=path).rows] == list(PAYLOADS)

    def test_gives_back_the_same_values(self, tmp_path: Path) -> None:
        row = ["x", 1, 2.5, dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 8), True, False, None]  # noqa: DTZ001
        path = tmp_path / "file.xlsx"

        write_xlsx(target=path, sheets=[Sheet(name="S", headers=list("ABCDEFGH"), rows=[row])])

        assert list(next(iter(read(path=path).rows)).cells.values()) == row

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (198001012005011001, "198001012005011001"),
            (float("nan"), "nan"),
            (Decimal("2.5"), 2.5),
            (dt.date(1900, 1, 1), "1900-01-01"),
            (dt.datetime(2026, 1, 31, 8, tzinfo=dt.UTC), dt.datetime(2026, 1, 31, 8)),  # noqa: DTZ001
            ("a\x00\x1f\ud800\ufffeb", "ab"),
            ("x" * 40_000, "x" * 32_766 + "…"),
            ("<r>" + "<" * 32_000 + "</r>", "<r>" + "<" * 32_000 + "</r…"),
            (Path("a"), "a"),
        ],
    )
    def test_loses_nothing_silently(self, value: object, expected: object) -> None:
        target = io.BytesIO()

        write_xlsx(target=target, sheets=[Sheet(name="S", headers=["A"], rows=[[value]])])

        sheet = openpyxl.load_workbook(target).worksheets[0]
        assert sheet["A2"].value == expected

    def test_is_the_same_for_the_same_content(self) -> None:
        first, second = io.BytesIO(), io.BytesIO()

        for target in (first, second):
            write_xlsx(target=target, sheets=[Sheet(name="S", headers=["A"], rows=[["x", 1]])])

        assert first.getvalue() == second.getvalue()

    def test_has_a_bold_frozen_header_with_filters(self) -> None:
        target = io.BytesIO()

        sheets = [Sheet(name="A/B: " + "x" * 40, headers=["A", "B"], rows=[["x", 1]], widths=[30])]
        write_xlsx(target=target, sheets=sheets)

        sheet = openpyxl.load_workbook(target).worksheets[0]
        assert (sheet.freeze_panes, sheet.auto_filter.ref, len(sheet.title)) == ("A2", "A1:B2", 31)
        assert sheet["A1"].font.bold
        assert round(sheet.column_dimensions["A"].width) == 31


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";"])
    def test_starts_no_cell_like_a_formula(self, delimiter: str) -> None:
        target = io.BytesIO()

        write_csv(target=target, headers=["T", *PAYLOADS], rows=[["x", *PAYLOADS]], delimiter=delimiter)

        lines = io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")
        for record in csv.reader(lines, delimiter=delimiter):
            assert not [cell for cell in record if cell.strip()[:1] in "=+-@＝＋－＠" or cell[:1] in "\t\r\n"]

    @pytest.mark.parametrize("delimiter", [",", ";"])
    def test_gives_back_the_same_texts(self, delimiter: str, tmp_path: Path) -> None:
        path = tmp_path / "file.csv"

        write_csv(target=path, headers=["T", "U"], rows=[[text, "x"] for text in PAYLOADS], delimiter=delimiter)

        found = [cells.text(value=row.cells["t"]) for row in read(path=path).rows]
        assert found == [text.strip().replace("\r", "\n") for text in PAYLOADS]

    def test_writes_values_plainly(self) -> None:
        target = io.BytesIO()
        row = ["Siti\x00", -1, 2.5, Decimal("-1.50"), dt.date(2026, 1, 31), True, None]

        write_csv(target=target, headers=list("ABCDEFG"), rows=[row])

        assert target.getvalue() == b"\xef\xbb\xbfA,B,C,D,E,F,G\r\nSiti,-1,2.5,-1.50,2026-01-31,TRUE,\r\n"


class TestATemplate:
    COLUMNS = (
        TemplateColumn(name="NIP", required=True, note="18 angka", example=198001012005011001, as_text=True),
        TemplateColumn(name="SUMBER", required=True, note="=1+1", choices=("UJI", "DIRI"), example="UJI"),
        TemplateColumn(name="LEMBAGA", required=False, choices=tuple(f"Lembaga, {n}" for n in range(60))),
        TemplateColumn(name="TANGGAL", required=False, example=dt.date(2026, 1, 31)),
    )

    def test_can_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "file.xlsx"

        write_template(target=path, kind="penilaian", columns=self.COLUMNS, words=TemplateWords())

        table = read(path=path)
        assert (table.sheet, table.other_sheets) == ("penilaian", ())
        assert table.headers == ("NIP", "SUMBER", "LEMBAGA", "TANGGAL")
        example = {"nip": "198001012005011001", "sumber": "UJI", "lembaga": None, "tanggal": dt.date(2026, 1, 31)}
        assert list(table.rows) == [Row(2, example)]

    def test_helps_with_notes_lists_and_text_columns(self) -> None:
        target = io.BytesIO()

        write_template(target=target, kind="penilaian", columns=self.COLUMNS, words=TemplateWords(introduction="Isi."))

        book = openpyxl.load_workbook(target)
        sheet = book["penilaian"]
        lists = {str(found.sqref): found.formula1 for found in sheet.data_validations.dataValidation}
        assert lists == {"B2:B5001": '"UJI,DIRI"', "C2:C5001": "'_pilihan'!$C$1:$C$60"}
        assert sheet["A1"].comment
        assert sheet["A1"].comment.text == "18 angka"
        assert sheet["A1"].fill.fgColor.rgb != sheet["C1"].fill.fgColor.rgb
        assert sheet.column_dimensions["A"].width > 8
        assert [cell.value for cell in book["Petunjuk"][5]] == ["SUMBER", "Ya", "=1+1", "UJI, DIRI"]
        assert formulas(target) == []

    def test_is_the_same_for_the_same_content(self) -> None:
        first, second = io.BytesIO(), io.BytesIO()

        for target in (first, second):
            write_template(target=target, kind="penilaian", columns=self.COLUMNS, words=TemplateWords())

        assert first.getvalue() == second.getvalue()


class TestMarkedFaults:
    ROWS = (
        Row(2, {"nip": "1", "tanggal": "31-02-2026", "nama": "=1+1"}),
        Row(3, {"nip": "2", "tanggal": "31-01-2026", "nama": "'x"}),
        Row(7, {"nip": None, "tanggal": dt.date(2026, 1, 31), "nama": "z"}),
    )
    HEADERS = ("NIP", "TANGGAL", "NAMA")
    FAULTS = (
        Fault(row=2, column="TANGGAL", problem="Tanggal ini tidak ada."),
        Fault(row=2, column="nip", problem="Bukan 18 angka."),
        Fault(row=7, column="NIP", problem="Wajib diisi."),
        Fault(row=1, column="", problem="Kolom UNOR ID tidak ada."),
    )

    def test_can_be_read_again_after_repair(self, tmp_path: Path) -> None:
        path = tmp_path / "file.xlsx"

        write_faults(target=path, headers=self.HEADERS, rows=self.ROWS, faults=self.FAULTS, words=FaultWords())

        table = read(path=path)
        assert table.headers == ("NIP", "TANGGAL", "NAMA", "Baris asal", "Masalah")
        first, second = table.rows
        assert first.cells == {
            **self.ROWS[0].cells,
            "barisasal": 2.0,
            "masalah": "TANGGAL: Tanggal ini tidak ada. nip: Bukan 18 angka.",
        }
        assert second.cells == {**self.ROWS[2].cells, "barisasal": 7.0, "masalah": "NIP: Wajib diisi."}

    def test_shows_the_problem_in_its_cell(self) -> None:
        target = io.BytesIO()

        write_faults(target=target, headers=self.HEADERS, rows=self.ROWS, faults=self.FAULTS, words=FaultWords())

        sheet = openpyxl.load_workbook(target).worksheets[0]
        comments = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
        assert comments == {
            "E1": "Kolom UNOR ID tidak ada.",
            "A2": "Bukan 18 angka.",
            "B2": "Tanggal ini tidak ada.",
            "A3": "Wajib diisi.",
        }
        assert sheet["B2"].fill.fgColor.rgb == sheet["A3"].fill.fgColor.rgb != sheet["C2"].fill.fgColor.rgb
        assert formulas(target) == []

    def test_is_marked_anew_where_the_repair_failed(self, tmp_path: Path) -> None:
        path, again = tmp_path / "file.xlsx", tmp_path / "again.xlsx"
        write_faults(target=path, headers=self.HEADERS, rows=self.ROWS, faults=self.FAULTS, words=FaultWords())
        table = read(path=path)

        write_faults(target=again, headers=table.headers, rows=table.rows, faults=self.FAULTS[:1], words=FaultWords())

        assert read(path=again).headers == table.headers


class TestFinish:
    """A place that cannot be written to is a fault of the file system like any other."""

    def test_refuses_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            write_xlsx(target=tmp_path / "missing" / "a.xlsx", sheets=[Sheet(name="A", headers=("B",), rows=[])])
