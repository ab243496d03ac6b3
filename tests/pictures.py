"""A picture for tests of uploads."""

import io

from PIL import Image


def png(colour: str = "white") -> bytes:
    """Return a small PNG of one colour."""
    target = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(target, "PNG")
    return target.getvalue()
