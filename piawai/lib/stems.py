"""Stems of Indonesian words: whoever searches for one form of a word finds the others (melayani, pelayanan: layan)."""

import re
from functools import cache, lru_cache
from typing import Any

from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _stemmer() -> Any:
    return StemmerFactory().create_stemmer()


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Return the stem of a word, in small letters; a word that is not Indonesian is its own."""
    return str(_stemmer().stem(word.casefold()))


def stems(text: str) -> str:
    """Return the stems of the words of a text, each once, in the order in which they first stand."""
    return " ".join(dict.fromkeys(stem(word) for word in _WORD.findall(text)))
