"""How the site speaks: what `tests/check_words.py` looks for, over all texts of the pages."""

from tests import check_words


class TestWords:
    """Short sentences, and no word that says nothing."""

    def test_of_the_pages_are_plain(self) -> None:
        assert list(check_words.faults()) == []

    def test_are_counted_by_sentence(self) -> None:
        assert list(check_words.lengths("Satu dua. Tiga %(x)s lima!")) == [(2, "Satu dua."), (3, "Tiga X lima!")]
