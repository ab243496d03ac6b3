import datetime as dt
import io
from typing import Any

import openpyxl
import pypdf

from piawai.formats.pdf import pdf
from piawai.formats.reports import Report, ReportColumn, xlsx
from tests.formats.payloads import PAYLOADS

MARKUP = (
    "#sys.inputs",
    "#panic()",
    "$x^2$",
    "*tebal*",
    "_miring_",
    "[isi]",
    "@acuan",
    r"\n \u{41} \\",
    "`kode`",
    "<label>",
    "// catatan",
    "/* catatan */",
    "https://example.invalid/a",
)
NO_GLYPH = "＝＋－＠"  # full-width signs, which the font does not have
ROW = ("Siti Aminah", 1234.5, 7, dt.date(2026, 1, 31), None)
SMALL = Report(
    title="Daftar pegawai",
    head=("Saringan: semua", "Per 24 November 2026"),
    columns=tuple(
        ReportColumn(label, numeric) for label, numeric in zip("ABCDE", (False, True, True, False, False), strict=True)
    ),
    rows=(ROW,),
)


def of_texts(texts: tuple[str, ...]) -> Report:
    """Return a report that has every text everywhere: title, head, heads of columns and cells."""
    return Report(title=texts[0], head=texts, columns=(ReportColumn(texts[0]),), rows=tuple((text,) for text in texts))


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def bare(text: str) -> str:
    """Return a text without blanks, as lines break anywhere."""
    return "".join(text.split())


class TestPdf:
    def test_holds_markup_and_formulas_as_they_are(self) -> None:
        texts = tuple(text for text in (*MARKUP, *PAYLOADS) if not set(text) & set(NO_GLYPH))

        pages = opened(pdf(of_texts(texts), language="id")).pages

        found = bare("".join(page.extract_text() for page in pages))
        assert [text for text in texts if found.count(bare(text)) < 2] == []
        assert not [page for page in pages if "/Annots" in page]

    def test_writes_full_width_signs_as_plain_ones(self) -> None:
        found = opened(pdf(of_texts(("\uff21\uff22\uff11\uff05",)), language="id"))

        assert "AB1%" in found.pages[0].extract_text()

    def test_writes_values_as_the_language_does(self) -> None:
        indonesian = opened(pdf(SMALL, language="id"))
        english = opened(pdf(SMALL, language="en"))

        assert "Siti Aminah 1.234,5 7 31 Januari 2026 –" in indonesian.pages[0].extract_text()
        assert "Siti Aminah 1,234.5 7 31 January 2026 –" in english.pages[0].extract_text()

    def test_is_tagged_in_its_language_with_its_own_font(self) -> None:
        found = opened(pdf(SMALL, language="id"))

        root: Any = found.root_object
        resources: Any = found.pages[0]["/Resources"]
        fonts = {font.get_object()["/BaseFont"] for font in resources["/Font"].values()}
        assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "id")
        assert found.metadata is not None
        assert found.metadata.title == "Daftar pegawai"
        assert {name.split("+")[1].split("-")[0] for name in fonts} == {"SourceSansPro"}

    def test_repeats_the_heads_and_counts_the_pages(self) -> None:
        heads = tuple(ReportColumn(f"Kolom {number}") for number in range(6))
        report = Report(title="Daftar", head=(), columns=heads, rows=(("x",) * 6,) * 120)

        pages = opened(pdf(report, language="id")).pages

        assert len(pages) > 2
        for number, page in enumerate(pages, start=1):
            assert "Kolom 0 Kolom 1" in page.extract_text()
            assert f"{number} / {len(pages)}" in page.extract_text()
            assert page.mediabox.width > page.mediabox.height

    def test_stands_upright_with_few_columns(self) -> None:
        page = opened(pdf(SMALL, language="id")).pages[0]

        assert page.mediabox.width < page.mediabox.height


class TestXlsx:
    def test_keeps_texts_as_texts(self) -> None:
        texts = (*MARKUP, *PAYLOADS)

        sheet = openpyxl.load_workbook(io.BytesIO(xlsx(of_texts(texts)))).worksheets[0]

        written = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert len(written) == 2 * len(texts) + 2
        assert {(cell.data_type, cell.hyperlink) for cell in written} <= {("s", None), ("inlineStr", None)}

    def test_keeps_values_as_values_below_the_head(self) -> None:
        sheet = openpyxl.load_workbook(io.BytesIO(xlsx(SMALL))).worksheets[0]

        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        assert [row[0] for row in rows[:4]] == ["Daftar pegawai", "Saringan: semua", "Per 24 November 2026", None]
        assert rows[4] == list("ABCDE")
        assert rows[5] == ["Siti Aminah", 1234.5, 7, dt.datetime(2026, 1, 31), None]  # noqa: DTZ001
