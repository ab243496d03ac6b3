"""Pictures of papers that the demo city's people upload."""

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 850)
_TOP, _STEP = 110, 95


def certificate(*, lines: Iterable[tuple[int, str]]) -> bytes:
    """Return a certificate as a PNG: lines in the middle, each with its height in pixels."""
    picture = Image.new("RGB", SIZE, "#fdfbf3")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((30, 30, SIZE[0] - 30, SIZE[1] - 30), outline="#7a5c1e", width=8)
    for number, (height, text) in enumerate(lines):
        font = ImageFont.load_default(height)
        draw.text((SIZE[0] / 2, _TOP + number * _STEP), text, fill="#3a2f1a", font=font, anchor="ma")
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()
