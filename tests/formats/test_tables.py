import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from piawai.formats import cells
from piawai.formats.tables import Limits, Row, Table, UnableToReadTable, canonical, read
from piawai.formats.writing import Sheet, write_xlsx
from tests.formats.hostile import pack, parts, shared

NIP = "198001012005011001"


def csv(folder: Path, content: str | bytes, *, limits: Limits = Limits()) -> Table:  # noqa: B008
    path = folder / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path=path, limits=limits)


def xlsx(folder: Path, rows: Sequence[Sequence[object]], *, limits: Limits = Limits()) -> Table:  # noqa: B008
    path = folder / "file.xlsx"
    write_xlsx(target=path, sheets=[Sheet(name="S", headers=[str(cell) for cell in rows[0]], rows=rows[1:])])
    return read(path=path, limits=limits)


def refusal(folder: Path, content: str | bytes, *, limits: Limits = Limits()) -> UnableToReadTable:  # noqa: B008
    with pytest.raises(UnableToReadTable) as refused:
        csv(folder, content, limits=limits)
    return refused.value


class TestCanonical:
    """Headers are compared without case, spaces and underscores."""

    @pytest.mark.parametrize("header", ["NIP BARU", "nip_baru", " Nip\xa0Baru ", "NIPBARU", "nip\nbaru"])
    def test_is_the_same_for(self, header: str) -> None:
        assert canonical(header=header) == "nipbaru"

    def test_keeps_other_signs(self) -> None:
        assert canonical(header="No. 1-A") == "no.1-a"


class TestReadingCsv:
    """UTF-8 with or without BOM, comma or semicolon."""

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(f"NIP,NAMA\n{NIP},Siti\n", id="comma"),
            pytest.param(f"NIP;NAMA\r\n{NIP};Siti\r\n", id="semicolon"),
            pytest.param(f"\ufeffNIP,NAMA\n{NIP},Siti", id="BOM, no last line end"),
            pytest.param(f'"NIP";"NAMA"\n"{NIP}";"Siti"\n', id="quoted"),
            pytest.param(f"NIP,NAMA,,\n{NIP},Siti,,\n", id="empty columns at the end"),
            pytest.param(f"nip,nama\n{NIP},Siti\n,\n\n ; \n".replace(" ; ", " , "), id="empty rows"),
        ],
    )
    def test_gives_the_rows(self, content: str, tmp_path: Path) -> None:
        table = csv(tmp_path, content)

        assert list(table.rows) == [Row(2, {"nip": NIP, "nama": "Siti"})]

    def test_decides_on_the_delimiter_by_the_header_outside_quotes(self, tmp_path: Path) -> None:
        table = csv(tmp_path, 'NAMA;"A, B, C";X\n"a;b";c,d,e;f\n')

        assert table.headers == ("NAMA", "A, B, C", "X")
        assert list(table.rows) == [Row(2, {"nama": "a;b", "a,b,c": "c,d,e", "x": "f"})]

    def test_keeps_true_row_numbers(self, tmp_path: Path) -> None:
        table = csv(tmp_path, '\n,\nA,B\n1,"x\ny"\n\n2,\n')

        assert table.header_row == 3
        assert list(table.rows) == [Row(4, {"a": "1", "b": "x\ny"}), Row(6, {"a": "2", "b": None})]

    def test_takes_a_missing_cell_for_empty(self, tmp_path: Path) -> None:
        assert list(csv(tmp_path, "A,B\n1\n").rows) == [Row(2, {"a": "1", "b": None})]

    def test_refuses_cells_beyond_the_headers(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "A,B\n1,2\n1,2,3\n")

        assert refused.code == "row_too_wide"
        assert refused.details == {"row": 3, "cells": 3, "headers": 2}

    def test_refuses_the_same_header_twice(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "NIP BARU,x,nip_baru\n")

        assert refused.code == "duplicate_header"
        assert refused.details == {"header": "nip_baru", "other": "NIP BARU"}

    def test_says_where_it_is_no_utf_8(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "NAMA\n".encode("utf-16"))

        assert refused.details["encoding"] == "UTF-16"

    def test_fingerprints_the_file(self, tmp_path: Path) -> None:
        assert csv(tmp_path, "A\n").sha256 == hashlib.sha256(b"A\n").hexdigest()

    def test_can_be_iterated_twice(self, tmp_path: Path) -> None:
        rows = csv(tmp_path, "A\n1\n").rows

        assert list(rows) == list(rows)

    @pytest.mark.parametrize(
        ("content", "passes"),
        [
            pytest.param("A\n1\n2\n", True, id="rows at the limit"),
            pytest.param("A\n1\n\n2\n,\n", True, id="empty rows do not count"),
            pytest.param("A\n1\n2\n3\n", False, id="a row more"),
            pytest.param("A,B,C\n", True, id="columns at the limit"),
            pytest.param("A,B,C,,\n1,2,3,,\n", True, id="empty columns do not count"),
            pytest.param("A,B,C,D\n", False, id="a column more"),
            pytest.param("A\n12345\n", True, id="signs at the limit"),
            pytest.param("A\n123456\n", False, id="a sign more"),
        ],
    )
    def test_holds_its_limits(self, content: str, passes: bool, tmp_path: Path) -> None:
        limits = Limits(rows=2, columns=3, characters=5)

        if passes:
            assert csv(tmp_path, content, limits=limits).headers
        else:
            assert refusal(tmp_path, content, limits=limits).code.startswith(("too_many", "cell_too_long"))


class TestReadingXlsx:
    """By content, whatever the name; the first visible sheet with content."""

    def test_gives_cells_as_they_are(self, tmp_path: Path) -> None:
        day, moment = dt.date(2026, 1, 31), dt.datetime(2026, 1, 31, 8, 30)  # noqa: DTZ001
        row = [NIP, 3, 2.5, True, day, moment, None, "=1+1", "'x ", f"'{NIP}", "null"]

        table = xlsx(tmp_path, [list("ABCDEFGHIJK"), row])

        assert list(next(iter(table.rows)).cells.values()) == row

    def test_works_under_another_name(self, tmp_path: Path) -> None:
        xlsx(tmp_path, [["A"], ["1"]])
        renamed = (tmp_path / "file.xlsx").rename(tmp_path / "file.csv")

        assert list(read(path=renamed).rows) == [Row(2, {"a": "1"})]

    def test_keeps_true_row_numbers_and_columns(self, tmp_path: Path) -> None:
        cell = '<c r="{}"><v>{}</v></c>'
        rows = (("C3", 2026), ("D3", 8)), (("C5", 1),), (("D9", 2),)
        xml = "".join(f'<row r="{row[0][0][1]}">{"".join(cell.format(*c) for c in row)}</row>' for row in rows)
        path = tmp_path / "file.xlsx"
        pack(path, parts(xml))

        table = read(path=path)

        assert (table.headers, table.header_row) == (("2026", "8"), 3)
        assert list(table.rows) == [Row(5, {"2026": 1.0, "8": None}), Row(9, {"2026": None, "8": 2.0})]

    def test_gives_the_saved_result_of_a_formula(self, tmp_path: Path) -> None:
        header = '<row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c></row>'
        formulas = (
            '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
            '<row r="3"><c r="A3" t="str"><f>"x"</f><v>x</v></c></row>'
            '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
            '<row r="5"><c r="A5"><f>1+1</f></c></row>'
            '<row r="6"><c r="A6"><f>1+1</f><v/></c></row>'
        )
        path = tmp_path / "file.xlsx"
        pack(path, parts(header + formulas))

        found = [row.cells["a"] for row in read(path=path).rows]

        assert found == [2.0, "x", "#DIV/0!", "#UNCALCULATED!", "#UNCALCULATED!"]
        for error in found[2:]:
            with pytest.raises(cells.UnreadableCell, match="formula_error"):
                cells.text(value=error)

    def test_reads_what_openpyxl_writes(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active
        book.active.append(["NIP", "TANGGAL", "RUMUS"])
        book.active.append([NIP, dt.date(2026, 1, 31), "=1+1"])
        book.save(tmp_path / "file.xlsx")

        rows = list(read(path=tmp_path / "file.xlsx").rows)

        assert cells.day(value=rows[0].cells["tanggal"]) == dt.date(2026, 1, 31)
        assert rows[0].cells["rumus"] == "#UNCALCULATED!"

    def test_reads_shared_texts_in_pieces(self, tmp_path: Path) -> None:
        path = tmp_path / "file.xlsx"
        pack(path, shared("<si><r><t>NIP</t></r><r><t xml:space='preserve'> BARU</t></r></si>"))

        assert read(path=path).headers == ("NIP BARU",)

    def test_takes_the_first_visible_sheet_with_content(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active
        for name, visible in (("Rahasia", False), ("Petunjuk", True), ("Satu", True), ("Dua", True)):
            sheet = book.create_sheet(name)
            sheet.append([name])
            sheet.sheet_state = "visible" if visible else "hidden"
        book.save(tmp_path / "file.xlsx")

        table = read(path=tmp_path / "file.xlsx")

        assert (table.sheet, table.headers, table.other_sheets) == ("Satu", ("Satu",), ("Dua",))

    @pytest.mark.parametrize(
        ("rows", "code"),
        [
            pytest.param([["A"], ["1"], ["2"], ["3"]], "too_many_rows", id="a row more"),
            pytest.param([list("ABCD")], "too_many_columns", id="a column more"),
            pytest.param([["A"], ["123456"]], "cell_too_long", id="a sign more"),
        ],
    )
    def test_holds_its_limits(self, rows: list[list[str]], code: str, tmp_path: Path) -> None:
        limits = Limits(rows=2, columns=3, characters=5)
        at_the_limit = [list("ABC"), ["12345", "", "<&>&\U0001f600"], ["2"]]

        assert len(list(xlsx(tmp_path, at_the_limit, limits=limits).rows)) == 2
        with pytest.raises(UnableToReadTable) as refused:
            xlsx(tmp_path, rows, limits=limits)

        assert refused.value.code == code

    def test_ignores_styled_but_empty_cells(self, tmp_path: Path) -> None:
        path = tmp_path / "file.xlsx"
        header = '<row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c><c r="XFD1" s="0"/></row>'
        pack(
            path,
            parts(header + '<row r="2"><c r="A2"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'),
        )

        assert list(read(path=path).rows) == [Row(2, {"a": 1.0})]


class TestQuotes:
    """A quotation mark that never closes must not swallow the rows below it."""

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('ID,NAMA\na,"abc\nb,def\n', id="never closed"),
            pytest.param('ID,NAMA\na,"abc"d\nb,def\n', id="closed too early"),
        ],
    )
    def test_refuses(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(UnableToReadTable) as refusal:
            list(read(path=path).rows)

        assert refusal.value.code == "broken_quotes"
