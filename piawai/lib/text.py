"""Words as people write them."""

import difflib
import unicodedata
from collections.abc import Iterable


def name_key(name: str) -> str:
    """Return what makes two writings of a name the same: no case, single blanks, one Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like `word`, or "" where none is alike."""
    by_key = {name_key(candidate): candidate for candidate in known}
    found = difflib.get_close_matches(name_key(word), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else ""
