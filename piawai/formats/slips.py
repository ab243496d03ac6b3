"""Slips with one-time codes as a PDF to print and cut. Its text is data for the template, never markup."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

_TEMPLATE = Path(__file__).with_name("data") / "slips.typ"
_FONTS = typst.Fonts(include_system_fonts=False, font_paths=[_TEMPLATE.with_name("fonts")])


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person is handed: whom it is for, and the code that lets in once."""

    name: str
    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Slips with what stands on each of them, in words of one language ("id", "en"); `steps` say how it is used."""

    title: str
    language: str
    address_label: str
    address: str
    code_label: str
    until_label: str
    until: str
    steps: tuple[str, ...]
    slips: tuple[Slip, ...]


def pdf(sheet: Sheet) -> bytes:
    """Return the slips as a PDF: A4, two beside each other, with dashed lines to cut along."""
    compiled = typst.compile(
        _TEMPLATE.read_bytes(), font_paths=_FONTS, sys_inputs={"sheet": json.dumps(asdict(sheet))}, format="pdf"
    )
    return bytes(compiled)
