"""Small charts as SVG inside the page: pure functions from figures to markup, coloured by the style sheet."""

from collections.abc import Sequence

from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROW = 28
LABEL = 150
LENGTH = 110
WIDTH = 320
LABEL_LETTERS = 18


def bars(*, title: str, parts: Sequence[tuple[str, float]]) -> SafeString:
    """
    Return horizontal bars, one a part, each with its label and its value; the longest is the greatest value.

    Nothing to draw gives an empty string. A long label is cut with an ellipsis: the table beside has all of it.

    :raises ValueError: if a value is negative.
    """
    if any(value < 0 for _label, value in parts):
        raise ValueError("A bar cannot be shorter than nothing; the values must be 0 or more.")
    if not parts:
        return SafeString("")
    greatest = max(value for _label, value in parts) or 1
    rows = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><rect class="pw-bars__bar" x="{}" y="{}" width="{}" height="16"></rect>'
        '<text x="{}" y="{}">{}</text>',
        (
            (
                place * ROW + 18,
                label if len(label) <= LABEL_LETTERS else label[: LABEL_LETTERS - 1] + "…",
                LABEL,
                place * ROW + 5,
                f"{LENGTH * value / greatest:.1f}",
                f"{LABEL + LENGTH * value / greatest + 6:.1f}",
                place * ROW + 18,
                localize(value),
            )
            for place, (label, value) in enumerate(parts)
        ),
    )
    return format_html(
        '<svg class="pw-bars" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>',
        title,
        WIDTH,
        len(parts) * ROW,
        rows,
    )
