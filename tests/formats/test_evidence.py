"""T-FILE: what is put to an answer is told by its content, and written anew."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from piawai.formats.evidence import LONGEST_SIDE, MOST_BYTES, MOST_PAGES, UnableToTakeEvidence, cleaned

GPS, MODEL = 0x8825, 0x0110
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind: str, *, size: tuple[int, int] = (40, 30), exif: bool = False) -> bytes:
    """Return a picture, with place and camera where asked for."""
    made, target = Image.new("RGB", size, (10, 200, 90)), io.BytesIO()
    found = Image.Exif()
    if exif:
        found[MODEL] = "Kamera Rahasia"
        found[GPS] = {1: "S", 2: (5.0, 33.0, 0.0)}
    made.save(target, kind, exif=found)
    return target.getvalue()


def document(*, pages: int = 1, script: bool = False, attached: bool = False, password: str = "") -> bytes:
    """Return a PDF, with a script, a file inside or a password where asked for."""
    writer, target = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Author": "Penulis Rahasia"})
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('rahasia')")}
        )
        writer.root_object[NameObject("/OpenAction")] = action
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    if attached:
        writer.add_attachment("rahasia.exe", b"MZ rahasia")
    if password:
        writer.encrypt(password)
    writer.write(target)
    return target.getvalue()


def refusal(content: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(UnableToTakeEvidence) as refused:
        cleaned(content=content)
    return refused.value.code


class TestPictures:
    """JPEG and PNG lose everything but their pixels."""

    @pytest.mark.parametrize(("kind", "media", "ending"), [("JPEG", "image/jpeg", "jpg"), ("PNG", "image/png", "png")])
    def test_lose_place_and_camera(self, kind: str, media: str, ending: str) -> None:
        before = picture(kind, exif=True)

        found = cleaned(content=before)

        assert b"Kamera Rahasia" in before
        assert b"Kamera Rahasia" not in found.content
        assert (found.media_type, found.ending) == (media, ending)
        with Image.open(io.BytesIO(found.content)) as shown:
            assert (shown.format, shown.size, dict(shown.getexif())) == (kind, (40, 30), {})

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_lose_what_is_hidden_behind_them(self, kind: str) -> None:
        found = cleaned(content=picture(kind) + b"<?php rahasia(); ?><script>alert(1)</script>%PDF-1.4")

        assert b"rahasia" not in found.content
        assert b"<script" not in found.content

    def test_become_no_larger_than_a_page_needs(self) -> None:
        found = cleaned(content=picture("JPEG", size=(4_000, 100)))

        with Image.open(io.BytesIO(found.content)) as shown:
            assert max(shown.size) == LONGEST_SIDE

    def test_that_unfold_too_far_are_refused_unread(self) -> None:
        bomb = io.BytesIO()
        Image.new("1", (30_000, 30_000)).save(bomb, "PNG")

        assert len(bomb.getvalue()) < MOST_BYTES
        assert refusal(bomb.getvalue()) == "too_many_pixels"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG"])
    def test_that_are_cut_off_are_refused(self, kind: str) -> None:
        assert refusal(picture(kind, size=(400, 300))[:200]) == "unreadable"

    def test_of_one_pixel_are_taken(self) -> None:
        assert cleaned(content=picture("PNG", size=(1, 1))).content


class TestDocuments:
    """PDF lose scripts, files inside, and who wrote them."""

    def test_lose_scripts_and_authors(self) -> None:
        before = document(script=True, attached=True)

        found = cleaned(content=before)

        assert found.media_type == "application/pdf"
        assert b"rahasia" in before
        for trace in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"rahasia", b"Penulis"):
            assert trace not in found.content, trace
        assert len(PdfReader(io.BytesIO(found.content)).pages) == 1

    def test_under_a_password_are_refused(self) -> None:
        assert refusal(document(password="x")) == "encrypted"  # noqa: S106 (of an invented document)

    def test_longer_than_a_certificate_are_refused(self) -> None:
        assert refusal(document(pages=MOST_PAGES + 1)) == "too_many_pages"

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7\nnothing", b"%PDF-1.7\n<html><script>alert(1)</script>", document()[:150]]
    )
    def test_that_are_none_are_refused(self, content: bytes) -> None:
        assert refusal(content) == "unreadable"


class TestOthers:
    """Everything else is refused, whatever its name."""

    @pytest.mark.parametrize(
        "content",
        [SVG, b"GIF89a" + b"x" * 20, b"PK\x03\x04zip", b"MZ", b"<html>", b"RIFF0000WEBP", b"BM123", b"\x00" * 9],
    )
    def test_are_not_taken(self, content: bytes) -> None:
        assert refusal(content) == "not_taken"

    def test_empty_and_too_large(self) -> None:
        assert refusal(b"") == "empty"
        assert refusal(b"\xff\xd8\xff" + b"x" * MOST_BYTES) == "too_large"
