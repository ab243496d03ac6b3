"""Numbers, money and tables."""

import datetime as dt

import pytest
from django.utils import translation

from piawai.cli import show
from piawai.cli.show import Column


class TestFigures:
    """Figures are written as the language writes them."""

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            pytest.param("id", ("1.234,6", "Rp1.500.000.000", "24 November 2026", "0,8%"), id="Indonesian"),
            pytest.param("en", ("1,234.6", "Rp1,500,000,000", "24 November 2026", "0.8%"), id="English"),
        ],
    )
    def test_follow_the_language(self, language: str, expected: tuple[str, ...]) -> None:
        with translation.override(language):
            shown = (
                show.number(1234.56, decimals=1),
                show.rupiah(1_500_000_000),
                show.day(dt.date(2026, 11, 24)),
                show.percent(0.0081),
            )

        assert shown == expected


class TestPlainTable:
    """Aligned text, as a pipe or a file gets it."""

    def test_aligns_texts_left_and_numbers_right(self) -> None:
        table = show.plain_table([Column("Name"), Column("Gap", right=True)], [["Nur", "1"], ["Abdullah", "12"]])

        assert table.splitlines() == [
            "Name      Gap",
            "--------  ---",
            "Nur         1",
            "Abdullah   12",
        ]

    def test_shows_the_heading_where_there_is_no_row(self) -> None:
        assert show.plain_table([Column("Name")], []).splitlines() == ["Name", "----"]
