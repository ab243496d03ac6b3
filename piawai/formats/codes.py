"""QR codes."""

import segno


def qr(text: str) -> str:
    """Return a QR code as an address that holds its own picture (SVG), for a page."""
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=6, border=4)
