"""
Files that are put to an answer: told by their content, and written anew without what should not come along.

Pictures lose place, camera and everything beside the picture itself; PDF lose scripts, files inside, forms and
what happens by itself. What cannot be read, or is something else, is refused.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from piawai.formats.limits import MEBIBYTE
from piawai.lib.errors import Refusal

MOST_BYTES = 5 * MEBIBYTE  # a scanned letter or a photograph of a phone, sent over a slow line
MOST_PIXELS = 40_000_000  # the largest picture of a common phone; unpacked it takes about 120 MB
LONGEST_SIDE = 3_000  # pixels of what is kept: a page of A4 at 250 dots an inch
MOST_PAGES = 50  # a certificate or a report, no book
_MOST_OBJECTS = 20_000  # of a PDF: more would take long to read
_DEEPEST = 40

# What makes a PDF do something by itself, lead to files, or carry some
_ACTIVE = frozenset(
    {
        "/AA",
        "/A",
        "/OpenAction",
        "/JS",
        "/JavaScript",
        "/EmbeddedFiles",
        "/AF",
        "/EF",
        "/RichMedia",
        "/XFA",
        "/AcroForm",
    }
)


class UnableToTakeEvidence(Refusal):
    """A file was refused; `code` says why, and a higher layer words it."""

    def __init__(self, code: str) -> None:
        super().__init__(code, code=code)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it is kept: its bytes, its media type, and the ending of its name."""

    content: bytes
    media_type: str
    ending: str


def cleaned(*, content: bytes) -> Evidence:
    """
    Return a PDF, JPEG or PNG written anew.

    :raises UnableToTakeEvidence: empty, too_large, not_taken (another kind), too_many_pixels, too_many_pages,
        encrypted, or unreadable.
    """
    if not content:
        raise UnableToTakeEvidence("empty")
    if len(content) > MOST_BYTES:
        raise UnableToTakeEvidence("too_large")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, "JPEG", Evidence(b"", "image/jpeg", "jpg"))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, "PNG", Evidence(b"", "image/png", "png"))
    raise UnableToTakeEvidence("not_taken")


def _picture(content: bytes, kind: str, found: Evidence) -> Evidence:
    """Write a picture's pixels into a new one, upright and without anything beside them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise UnableToTakeEvidence("too_many_pixels")
                picture.load()
                upright = ImageOps.exif_transpose(picture)
                plain = upright.convert("RGB" if kind == "JPEG" else "RGBA")
        plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        fresh = Image.new(plain.mode, plain.size)
        fresh.paste(plain)
        target = io.BytesIO()
        if kind == "JPEG":
            fresh.save(target, "JPEG", quality=85)
        else:
            fresh.save(target, "PNG", optimize=True)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise UnableToTakeEvidence("too_many_pixels") from fault
    except (OSError, ValueError, SyntaxError, IndexError, TypeError, EOFError, MemoryError) as fault:
        raise UnableToTakeEvidence("unreadable") from fault
    return Evidence(target.getvalue(), found.media_type, found.ending)


def _pdf(content: bytes) -> Evidence:
    """Copy the pages of a PDF into a new one, without scripts, links that act, forms and files inside."""
    try:
        written = _rewritten(PdfReader(io.BytesIO(content), strict=False))
    except UnableToTakeEvidence:
        raise
    except Exception as fault:
        raise UnableToTakeEvidence("unreadable") from fault
    if len(written) > 2 * MOST_BYTES:
        raise UnableToTakeEvidence("too_large")
    return Evidence(written, "application/pdf", "pdf")


def _rewritten(reader: PdfReader) -> bytes:
    if reader.is_encrypted:
        raise UnableToTakeEvidence("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise UnableToTakeEvidence("too_many_pages")
    if not len(reader.pages) or sum(map(len, reader.xref.values())) > _MOST_OBJECTS:
        raise UnableToTakeEvidence("unreadable")
    writer = PdfWriter()
    for page in reader.pages:
        if "/Annots" in page:
            del page["/Annots"]
        writer.add_page(page)
    seen: set[int] = set()
    for page in writer.pages:
        _calm(page, seen, 0)
    _calm(writer.root_object, seen, 0)
    writer.metadata = None
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _calm(part: object, seen: set[int], depth: int) -> None:
    """Take out of a part of a PDF, and of all that it leads to, whatever acts by itself or carries files."""
    if isinstance(part, IndirectObject):
        if part.idnum in seen:
            return
        seen.add(part.idnum)
        part = part.get_object()
    if depth > _DEEPEST:
        raise UnableToTakeEvidence("unreadable")
    if isinstance(part, DictionaryObject):
        for name in _ACTIVE & set(part):
            del part[NameObject(name)]
        for name, value in list(part.items()):
            if name != "/Parent":
                _calm(value, seen, depth + 1)
    elif isinstance(part, ArrayObject):
        for value in list(part):
            _calm(value, seen, depth + 1)
