"""What people type for days and money."""

import datetime as dt

import pytest
import typer

from piawai.cli.options import day, figure, rupiah, whole


class TestRupiah:
    """Whole rupiah, as people write them."""

    @pytest.mark.parametrize(
        "text",
        ["1500000000", "1.500.000.000", "Rp1.500.000.000", "Rp 1.500.000.000", "rp1500000000", "Rp1.500.000.000,00"],
    )
    def test_reads(self, text: str) -> None:
        assert rupiah(text) == 1_500_000_000

    @pytest.mark.parametrize("text", ["", "1.5", "1,5 miliar", "-1", "15.00", "USD 5", "1.500,75"])
    def test_refuses(self, text: str) -> None:
        with pytest.raises(typer.BadParameter):
            rupiah(text)


class TestDay:
    """A day in either order."""

    @pytest.mark.parametrize("text", ["2026-11-24", "24-11-2026", "24/11/2026", " 24.11.2026 "])
    def test_reads(self, text: str) -> None:
        assert day(text) == dt.date(2026, 11, 24)

    @pytest.mark.parametrize("text", ["", "2026", "30-02-2026", "11-24-2026", "besok"])
    def test_refuses(self, text: str) -> None:
        with pytest.raises(typer.BadParameter):
            day(text)


class TestNumbers:
    """Numbers, with either decimal sign."""

    def test_reads(self) -> None:
        assert (whole("12"), figure("0,1"), figure("0.1")) == (12, 0.1, 0.1)

    @pytest.mark.parametrize("text", ["0", "-1", "1.5", "²", ""])
    def test_refuses_what_is_not_whole(self, text: str) -> None:
        with pytest.raises(typer.BadParameter):
            whole(text)
