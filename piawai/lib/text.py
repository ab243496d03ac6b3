"""Words as people write them."""

import difflib
import unicodedata
from collections.abc import Iterable

NIP_DIGITS = 18
_MOST_DIGITS = 14  # of a text that may be shown anywhere: more may be a NIP mistyped


def name_key(name: str) -> str:
    """Return what makes two writings of a name the same: no case, single blanks, one Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like `word`, or "" where none is alike."""
    by_key = {name_key(candidate): candidate for candidate in known}
    found = difflib.get_close_matches(name_key(word), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else ""


def nip_in(*, text: str) -> str:
    """Return the 18 digits of a text that has just these, whatever other signs stand between and around; else ""."""
    digits = _digits(text)
    return digits if len(digits) == NIP_DIGITS else ""


def may_hold_nip(*, text: str) -> bool:
    """Return whether a text has so many digits that it may be a NIP, also one mistyped: it stands in no address."""
    return len(_digits(text)) > _MOST_DIGITS


def _digits(text: str) -> str:
    """Return the digits of a text, those of other scripts as 0 to 9."""
    found = (unicodedata.digit(sign, None) for sign in text)
    return "".join(str(digit) for digit in found if digit is not None)
