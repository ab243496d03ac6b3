"""Files that mean harm, or look as if: each builder writes one and says with which code it is to be refused."""

import functools
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

Builder = Callable[[Path], None]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_PART = "xl/worksheets/sheet1.xml"
CELLS = '<row r="1"><c r="A1" t="inlineStr"><is><t>NIP</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

BUILDERS: dict[str, tuple[str, Builder]] = {}


def hostile(code: str) -> Callable[[Builder], Builder]:
    """Register the builder of a file to be refused with `code`."""

    def register(builder: Builder) -> Builder:
        BUILDERS[builder.__name__] = (code, builder)
        return builder

    return register


def sheet(cells: str, before: str = "") -> str:
    """Return the XML of a worksheet with these rows."""
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def parts(cells: str = CELLS, sheets: int = 1) -> dict[str, str | bytes]:
    """Return the parts of a small sound workbook."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    main = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{main}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet(cells) for n in numbers},
    }


def shared(strings: str, attributes: str = "") -> dict[str, str | bytes]:
    """Return the parts of a workbook whose texts are shared."""
    return {
        **parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"{attributes}>{strings}</sst>',
    }


def pack(path: Path, content: dict[str, str | bytes]) -> None:
    """Write the parts as a zip file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)


def pack_stream(path: Path | BinaryIO, name: str, chunks: Iterator[bytes], others: dict[str, str | bytes]) -> None:
    """Write one part from a stream, the others as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, part in others.items():
            if other != name:
                archive.writestr(other, part)
        with archive.open(name, "w") as stream:
            for chunk in chunks:
                stream.write(chunk)


def patch_directory(path: Path, name: str, change: Callable[[bytearray, int], None]) -> None:
    """Change the directory entry of one part in a written zip file; `change` gets the bytes and the entry's place."""
    content = bytearray(path.read_bytes())
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        length = struct.unpack_from("<H", content, at + 28)[0]
        if content[at + 46 : at + 46 + length] == name.encode():
            change(content, at)
    path.write_bytes(content)


def rows(count: int, columns: int = 1) -> Iterator[bytes]:
    """Give the XML of many rows, not all alike."""
    yield sheet("").split("</sheetData>")[0].encode()
    for number in range(1, count + 1):
        cells = "".join(f"<c><v>{(number * 7919 + column) % 99991}</v></c>" for column in range(columns))
        yield f'<row r="{number}">{cells}</row>'.encode()
    yield b"</sheetData></worksheet>"


# Documents that declare a type or entities: T-XXE


@hostile("dtd")
def billion_laughs(path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    dtd = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    pack(path, {**parts(), SHEET_PART: sheet(CELLS.replace("NIP", "&l9;"), dtd)})


@hostile("dtd")
def external_file(path: Path) -> None:
    dtd = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    pack(path, {**parts(), SHEET_PART: sheet(CELLS.replace("NIP", "&e;"), dtd)})


@hostile("dtd")
def external_parameter_entity(path: Path) -> None:
    dtd = '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://localhost:1/x.dtd"> %e;]>'
    pack(path, {**parts(), SHEET_PART: sheet(CELLS, dtd)})


@hostile("dtd")
def external_dtd(path: Path) -> None:
    pack(path, {**parts(), SHEET_PART: sheet(CELLS, '<!DOCTYPE x SYSTEM "http://localhost:1/x.dtd">')})


@hostile("dtd")
def quadratic_blowup(path: Path) -> None:
    dtd = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>'
    pack(path, {**parts(), SHEET_PART: sheet(CELLS.replace("NIP", "&a;" * 50_000), dtd)})


@hostile("dtd")
def dtd_in_workbook(path: Path) -> None:
    content = parts()
    pack(path, {**content, "xl/workbook.xml": f"<!DOCTYPE x [<!ENTITY a 'b'>]>{content['xl/workbook.xml']!s}"})


@hostile("dtd")
def dtd_in_relations(path: Path) -> None:
    name = "xl/_rels/workbook.xml.rels"
    content = parts()
    pack(path, {**content, name: f"<!DOCTYPE x SYSTEM 'file:///etc/hostname'>{content[name]!s}"})


@hostile("dtd")
def dtd_in_shared_strings(path: Path) -> None:
    content = shared("<si><t>NIP</t></si>")
    pack(path, {**content, "xl/sharedStrings.xml": f"<!DOCTYPE x>{content['xl/sharedStrings.xml']!s}"})


@hostile("dtd")
def dtd_in_styles(path: Path) -> None:
    pack(path, {**parts(), "xl/styles.xml": f'<!DOCTYPE x><styleSheet xmlns="{MAIN}"/>'})


@hostile("dtd")
def dtd_in_a_part_that_nobody_reads(path: Path) -> None:
    pack(path, {**parts(), "docProps/app.xml": "<a><!-- --></a><!DOCTYPE x>"})


@hostile("dtd")
def dtd_in_content_types(path: Path) -> None:
    pack(
        path,
        {**parts(), "[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///dev/zero'>]><Types>&a;</Types>"},
    )


@hostile("xml_encoding")
def dtd_hidden_in_utf_16(path: Path) -> None:
    pack(path, {**parts(), SHEET_PART: sheet(CELLS, "<!DOCTYPE x>").encode("utf-16")})


@hostile("xml_encoding")
def utf_16_without_mark(path: Path) -> None:
    pack(path, {**parts(), SHEET_PART: sheet(CELLS, "<!DOCTYPE x>").encode("utf-16-be")})


@hostile("xml_encoding")
def odd_encoding_declared(path: Path) -> None:
    declared = sheet(CELLS).replace('"1.0"?', '"1.0" encoding="iso-8859-1"?')
    pack(path, {**parts(), SHEET_PART: declared})


# Bombs and broken archives (T-ZIP)


BOMB_START, BOMB_END = sheet(CELLS).encode().split(b"NIP")


@functools.cache
def _bomb() -> bytes:
    """Return a workbook of 300 KB with one cell of 300 MB; it takes a second to build."""
    stream = io.BytesIO()
    pack_stream(stream, SHEET_PART, iter((BOMB_START, *([b"a" * 1_000_000] * 300), BOMB_END)), parts())
    return stream.getvalue()


@hostile("packed_too_tightly")
def one_cell_of_300_megabytes(path: Path) -> None:
    path.write_bytes(_bomb())


@hostile("packed_too_tightly")
def one_shared_text_of_100_megabytes(path: Path) -> None:
    chunks = (f'<sst xmlns="{MAIN}"><si><t>'.encode(), *([b"a" * 1_000_000] * 100), b"</t></si></sst>")
    pack_stream(path, "xl/sharedStrings.xml", iter(chunks), shared(""))


def _declare_small(content: bytearray, at: int) -> None:
    struct.pack_into("<I", content, at + 24, 1_000)


@hostile("cell_too_long")
def bomb_that_declares_to_be_small(path: Path) -> None:
    one_cell_of_300_megabytes(path)
    patch_directory(path, SHEET_PART, _declare_small)


@hostile("cell_too_long")
def bomb_with_the_checksum_of_its_start(path: Path) -> None:
    one_cell_of_300_megabytes(path)

    def forge(content: bytearray, at: int) -> None:
        struct.pack_into("<I", content, at + 16, zlib.crc32((BOMB_START + b"a" * 1_000)[:1_000]))
        _declare_small(content, at)

    patch_directory(path, SHEET_PART, forge)


@hostile("unpacked_too_large")
def declares_four_gigabytes(path: Path) -> None:
    pack(path, parts())
    patch_directory(path, SHEET_PART, lambda content, at: struct.pack_into("<I", content, at + 24, 2**32 - 2))


@hostile("too_many_rows")
def quarter_of_a_million_rows_in_few_megabytes(path: Path) -> None:
    pack_stream(path, SHEET_PART, rows(250_000), parts())


@hostile("too_many_parts")
def ten_thousand_sheets(path: Path) -> None:
    pack(path, parts(sheets=10_000))


@hostile("too_many_columns")
def sixteen_thousand_columns(path: Path) -> None:
    pack_stream(path, SHEET_PART, rows(2, columns=16_384), parts())


@hostile("too_many_columns")
def far_column(path: Path) -> None:
    pack(path, parts(f'{CELLS}<row r="3"><c r="XFD3"><v>1</v></c></row>'))


@hostile("too_many_cells")
def far_corner(path: Path) -> None:
    pack(path, parts(f'{CELLS}<row r="1048576"><c r="GR1048576"><v>1</v></c></row>'))


@hostile("damaged")
def row_beyond_any_sheet(path: Path) -> None:
    pack(path, parts('<row r="9999999999"><c><v>1</v></c></row>'))


@hostile("too_many_cells")
def four_billion_declared_texts(path: Path) -> None:
    pack(path, shared("<si><t>NIP</t></si>", ' count="4000000000" uniqueCount="4000000000"'))


@hostile("cell_too_long")
def long_cell(path: Path) -> None:
    noise = random.Random(1).randbytes(6_000).hex()
    pack(path, parts(CELLS.replace("NIP", noise)))


@hostile("cell_too_long")
def long_shared_text_in_pieces(path: Path) -> None:
    pieces = "".join(f"<r><t>{random.Random(n).randbytes(50).hex()}</t></r>" for n in range(200))
    pack(path, shared(f"<si>{pieces}</si>"))


@hostile("cell_too_long")
def long_cell_in_many_lines(path: Path) -> None:
    pack(path, parts(CELLS.replace("NIP", "a&#10;b\n" * 4_000)))


@hostile("damaged")
def deeply_nested(path: Path) -> None:
    pack(path, parts("<a>" * 100_000))


@hostile("unsafe_part")
def nested_zip(path: Path) -> None:
    inner = path.with_suffix(".inner")
    pack(inner, parts())
    pack(path, {**parts(), "xl/embeddings/a.bin": inner.read_bytes()})


@hostile("damaged")
def wrong_checksum(path: Path) -> None:
    pack(path, parts())
    patch_directory(path, SHEET_PART, lambda content, at: struct.pack_into("<I", content, at + 16, 1))


@hostile("unsafe_part")
def link(path: Path) -> None:
    pack(path, parts())
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo("xl/link.xml")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")


@hostile("unsafe_part")
def path_upwards(path: Path) -> None:
    pack(path, {**parts(), "xl/../../../etc/cron.d/a": "x"})


@hostile("unsafe_part")
def absolute_path(path: Path) -> None:
    pack(path, {**parts(), "/etc/cron.d/a": "x"})


@hostile("unsafe_part")
def windows_path(path: Path) -> None:
    pack(path, {**parts(), "..\\..\\a.xml": "x"})


@hostile("unsafe_part")
def encrypted_part(path: Path) -> None:
    pack(path, parts())
    patch_directory(path, SHEET_PART, lambda content, at: struct.pack_into("<H", content, at + 8, 1))


@hostile("unsafe_part")
def same_part_twice(path: Path) -> None:
    pack(path, {**parts(), SHEET_PART.replace("sheet1", "SHEET1"): sheet(CELLS)})


@hostile("unsafe_part")
def unusual_compression(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        for name, part in parts().items():
            archive.writestr(name, part)


@hostile("damaged")
def parts_that_share_their_bytes(path: Path) -> None:
    pack(path, {**parts(), "xl/a.bin": random.Random(1).randbytes(3_000), "xl/b.bin": b"b"})

    def overlap(content: bytearray, at: int) -> None:
        struct.pack_into("<I", content, at + 20, 3_000)

    patch_directory(path, "xl/b.bin", overlap)


@hostile("damaged")
def truncated(path: Path) -> None:
    pack(path, parts())
    path.write_bytes(path.read_bytes()[:-200])


@hostile("damaged")
def broken_xml(path: Path) -> None:
    pack(path, {**parts(), SHEET_PART: sheet(CELLS)[:-30]})


@hostile("damaged")
def sheet_that_is_missing(path: Path) -> None:
    content = parts()
    del content[SHEET_PART]
    pack(path, content)


# What is no spreadsheet, or none that is read here


@hostile("not_a_table")
def old_xls(path: Path) -> None:
    path.write_bytes(OLE2 + bytes(2_000) + "Workbook".encode("utf-16-le") + bytes(2_000))


@hostile("not_a_table")
def workbook_with_password(path: Path) -> None:
    path.write_bytes(OLE2 + bytes(2_000) + "EncryptedPackage".encode("utf-16-le") + bytes(2_000))


@hostile("not_a_table")
def web_page(path: Path) -> None:
    path.write_text("<html><table><tr><td>NIP</td></tr></table></html>", encoding="utf-8")


@hostile("not_a_table")
def open_document(path: Path) -> None:
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    pack(path, {"mimetype": mime, "content.xml": "<office:document-content/>"})


@hostile("not_a_table")
def text_document(path: Path) -> None:
    pack(path, {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})


@hostile("not_a_table")
def portable_document(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n")


@hostile("empty_file")
def empty(path: Path) -> None:
    path.write_bytes(b"")


@hostile("no_header")
def blank_workbook(path: Path) -> None:
    pack(path, parts(""))


@hostile("no_header")
def blank_csv(path: Path) -> None:
    path.write_text("\n,,\n , \n", encoding="utf-8")


@hostile("file_too_large")
def large_csv(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(51 * 1024 * 1024)


@hostile("nul_byte")
def nul_in_csv(path: Path) -> None:
    path.write_bytes(b"NIP\n1\x00\n")


@hostile("not_utf8")
def csv_of_windows(path: Path) -> None:
    path.write_bytes("NAMA\nJosé\n".encode("cp1252"))


@hostile("not_utf8")
def csv_in_utf_16(path: Path) -> None:
    path.write_text("NAMA\nJosé\n", encoding="utf-16")


@hostile("line_too_long")
def csv_in_one_line(path: Path) -> None:
    path.write_bytes(b"NIP\n" + b"ab," * 16_000_000)


@hostile("cell_too_long")
def csv_with_a_quote_that_never_closes(path: Path) -> None:
    path.write_bytes(b'NIP,NAMA\n1,"' + b"abcdefg\n" * 5_000_000)


@hostile("too_many_rows")
def csv_with_too_many_rows(path: Path) -> None:
    path.write_bytes(b"NIP\n" + b"1\n" * 300_000)


@hostile("too_many_columns")
def csv_with_too_many_columns(path: Path) -> None:
    path.write_bytes(b",".join(b"h%d" % n for n in range(201)))
