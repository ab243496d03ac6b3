"""What a file is, by its first bytes and parts, whatever its name says."""

import re
from pathlib import Path

from piawai.formats.limits import Limits
from piawai.formats.packages import part_names

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_STARTS = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"SQLite format 3\0": "sqlite",
}
_WORKBOOK = re.compile(r"xl/workbook[0-9]*\.xml")  # some programs add a number
_LOOKED_AT = 4096


def file_kind(*, path: Path, limits: Limits) -> str:
    """
    Return `xlsx`, `csv` or the name of what else a file is.

    Others are `xls`, `xlsx_encrypted`, `xlsb`, `ods`, `docx`, `pptx`, `zip`, `html`, `xml`, `pdf`, `image`, `rtf`,
    `gzip`, `7z`, `rar` and `sqlite`. What is none of these is taken for CSV.
    """
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    if start.startswith(_ZIP):
        return _zip_kind(path, limits)
    if start.startswith(_OLE2):
        return "xlsx_encrypted" if _is_encrypted(path) else "xls"
    for signature, kind in _STARTS.items():
        if start.startswith(signature):
            return kind
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<"):
        return "html" if re.search(rb"<(?:!doctype html|html|head|body|table|meta)\b", text) else "xml"
    return "csv"


def _zip_kind(path: Path, limits: Limits) -> str:
    names = part_names(path=path, limits=limits)
    if any(_WORKBOOK.fullmatch(name) for name in names):
        return "xlsx"
    for name, kind in (("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx")):
        if name in names:
            return kind
    return "ods" if {"mimetype", "content.xml"} <= names else "zip"


def _is_encrypted(path: Path) -> bool:
    """Return whether an OLE2 container holds an encrypted package, by the name of its stream."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
