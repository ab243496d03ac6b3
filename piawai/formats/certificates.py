"""A certificate as a PDF, tagged for screen readers. Its text is data for the template, never markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import segno
import typst

_TEMPLATE = Path(__file__).with_name("data") / "certificate.typ"
_FONTS = typst.Fonts(include_system_fonts=False, font_paths=[_TEMPLATE.with_name("fonts")])
_SVG = "http://www.w3.org/2000/svg"
_MASK = 2  # of the QR code: any reads well, and trying them all takes four times as long


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What stands on a certificate, in words of one language ("id", "en").

    `facts` are lines about the training, `skills` a line a competency, `ending` who issued it where and when;
    `address` is the page where anybody can check it.
    """

    title: str
    language: str
    issuer: str
    number: str
    given_to: str
    name: str
    for_completing: str
    programme: str
    facts: Sequence[str]
    skills_label: str
    skills: Sequence[str]
    check_label: str
    address: str
    ending: Sequence[str]


class Printer:
    """Writes certificates one after the other; making it takes longer than a certificate does."""

    def __init__(self) -> None:
        self._template = _TEMPLATE.read_bytes()
        self._compiler = typst.Compiler(font_paths=_FONTS)

    def pdf(self, sheet: Sheet) -> bytes:
        """Return a certificate as a PDF of one page."""
        content = {**asdict(sheet), "qr": _qr(sheet.address)}
        compiled = self._compiler.compile(self._template, sys_inputs={"certificate": json.dumps(content)}, format="pdf")
        if not isinstance(compiled, bytes):
            raise TypeError("one file was asked for")  # a list would be one picture a page
        return compiled


def _qr(text: str) -> str:
    """Return a QR code as SVG."""
    made = segno.make(text, error="m", mask=_MASK, micro=False)
    return str(made.svg_inline(border=2)).replace("<svg ", f'<svg xmlns="{_SVG}" ', 1)  # a file of its own names it
