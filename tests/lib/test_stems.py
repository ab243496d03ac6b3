"""Stems of Indonesian words."""

import pytest

from piawai.lib.stems import stem, stems


class TestStem:
    """Every form of a word has the same stem."""

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            (("melayani", "pelayanan", "Layanan"), "layan"),
            (("nilai", "penilaian", "menilai"), "nilai"),
            (("pimpin", "kepemimpinan", "pemimpin"), "pimpin"),
            (("pegawai", "kepegawaian"), "pegawai"),
            (("kelola", "pengelolaan", "mengelola"), "kelola"),
            (("server",), "server"),
        ],
    )
    def test_is_one(self, words: tuple[str, ...], expected: str) -> None:
        assert {stem(word) for word in words} == {expected}


class TestStems:
    """The stems of a text."""

    def test_each_once_without_figures_and_signs(self) -> None:
        assert stems("Pelayanan prima: melayani 24 jam (layanan)") == "layan prima jam"
