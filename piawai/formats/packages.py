"""
Is a zipped spreadsheet safe to open? Looked at before anything loads it.

First the list of parts, then every part as a stream, where the true bytes count and not the declared ones.
"""

import copy
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from piawai.formats.limits import MEBIBYTE, Limits, UnableToReadTable
from piawai.formats.sheet_scan import Facts, Scan

_CHUNK = 256 * 1024
_RATIO_COUNTS_FROM = MEBIBYTE  # a small part may well be repetitive
_LOCAL_HEADER = b"PK\x03\x04"
_CENTRAL_HEADER = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sheet_facts(*, path: Path, limits: Limits) -> list[Facts]:
    """
    Return what was found in each sheet of an XLSX file, in the order of its workbook.

    A sheet that is no worksheet, such as a chart, has facts of another root.

    :raises UnableToReadTable: where anything about the file is unsafe, damaged or too large.
    """
    _refuse_long_directory(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_list(parts, packed=path.stat().st_size, limits=limits)
            facts = _scan_parts(archive, parts, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as broken:
        raise UnableToReadTable("damaged", {"part": ""}) from broken
    try:
        workbook = _resolved("", facts["_rels/.rels"].workbook)
        folder, name = posixpath.split(workbook)
        targets = facts[f"{folder}/_rels/{name}.rels"].targets
        return [facts[_resolved(folder, targets[relation])] for _name, relation in facts[workbook].sheets]
    except KeyError as missing:
        raise UnableToReadTable("damaged", {"part": str(missing.args[0])}) from missing


def part_names(*, path: Path, limits: Limits) -> frozenset[str]:
    """
    Return the names of the parts of a zip file, in lower case.

    :raises UnableToReadTable: `damaged` or `too_many_parts`.
    """
    _refuse_long_directory(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(name.lower() for name in archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as broken:
        raise UnableToReadTable("damaged", {"part": ""}) from broken


def _refuse_long_directory(path: Path, limits: Limits) -> None:
    """Count the entries of the directory before zipfile makes an object of each."""
    found, end = 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(MEBIBYTE):
            chunk = end + chunk
            found += chunk.count(_CENTRAL_HEADER)
            end = chunk[-len(_CENTRAL_HEADER) + 1 :]
    if found > limits.parts:
        raise UnableToReadTable("too_many_parts", {"most": limits.parts})


def _check_list(parts: list[zipfile.ZipInfo], *, packed: int, limits: Limits) -> None:
    if len(parts) > limits.parts:
        raise UnableToReadTable("too_many_parts", {"most": limits.parts})
    names = set()
    for part in parts:
        _check_part(part, limits)
        name = part.filename.lower()
        if name in names:
            raise UnableToReadTable("unsafe_part", {"part": part.filename, "reason": "duplicate"})
        names.add(name)
    if sum(part.compress_size for part in parts) > packed:
        raise UnableToReadTable("damaged", {"part": ""})  # parts that share their bytes
    _check_unpacked(sum(part.file_size for part in parts), packed, limits)


def _check_part(part: zipfile.ZipInfo, limits: Limits) -> None:
    name = part.orig_filename
    reason = ""
    if name.startswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in name.split("/"):
        reason = "path"
    elif stat.S_ISLNK(part.external_attr >> 16):
        reason = "link"
    elif part.flag_bits & _ENCRYPTED:
        reason = "encrypted"
    elif part.compress_type not in _METHODS:
        reason = "method"
    if reason:
        raise UnableToReadTable("unsafe_part", {"part": name, "reason": reason})
    _check_unpacked(part.file_size, part.compress_size, limits)


def _check_unpacked(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked:
        raise UnableToReadTable("unpacked_too_large", {"most": limits.unpacked})
    if unpacked > _RATIO_COUNTS_FROM and unpacked > packed * limits.ratio:
        raise UnableToReadTable("packed_too_tightly", {"most": limits.ratio})


def _scan_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], limits: Limits) -> dict[str, Facts]:
    facts: dict[str, Facts] = {}
    unpacked = 0
    for part in parts:
        scan, size = None, 0
        for chunk in _true_chunks(archive, part):
            if not size:
                scan = _opened(part, chunk, limits)
            size += len(chunk)
            _check_unpacked(size, part.compress_size, limits)
            if unpacked + size > limits.unpacked:
                raise UnableToReadTable("unpacked_too_large", {"most": limits.unpacked})
            if scan is not None:
                scan.feed(chunk=chunk)
        if size != part.file_size:
            raise UnableToReadTable("damaged", {"part": part.filename})
        unpacked += size
        if scan is not None:
            scan.finish()
            facts[part.filename.lower()] = scan.facts
    return facts


def _true_chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part to the end of its packed bytes, even if it declares to be shorter; zipfile would stop there."""
    endless = copy.copy(part)
    endless.file_size = 2**62
    with archive.open(endless) as stream:
        yield from _chunks(stream)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _opened(part: zipfile.ZipInfo, start: bytes, limits: Limits) -> Scan | None:
    """Return the scan of an XML part, `None` for anything else, such as an image; by content, not by name."""
    if start.startswith(_LOCAL_HEADER):
        raise UnableToReadTable("unsafe_part", {"part": part.filename, "reason": "zip"})
    if start.startswith(_BYTE_ORDER_MARKS) or (b"<" in start[:4] and b"\0" in start[:4]):
        raise UnableToReadTable("xml_encoding", {"part": part.filename, "encoding": "UTF-16"})
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or part.filename.lower().endswith((".xml", ".rels")):
        return Scan(part=part.filename, limits=limits)
    return None


def _resolved(folder: str, target: str) -> str:
    """Return the full name of a part that is named relative to a folder."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lower().lstrip("/")
