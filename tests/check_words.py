"""
Check how the site speaks: `python tests/check_words.py`.

The texts of the pages, in both languages: sentences of at most 25 words and 15 on average; no word that blames or
says nothing; the reader is *Anda*; no asterisk; the glossary's words. Texts of the command line are left out.
"""

import re
import sys
from collections.abc import Iterator

from tests.check_catalogues import extracted, read

MOST, MEAN = 25, 15
SENTENCE = re.compile(r"(?<=[.!?:;])\s+")
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]")
# What is never said in Indonesian, and what is said instead
NEVER = {
    r"\b[Ee]rror\b": "say what went wrong",
    r"\b[Ii]nvalid\b": "say what would be right",
    r"Gagal!|Terjadi kesalahan|[Aa]kses ditolak": "say what went wrong, and how to put it right",
    r"\b[Ss]ubmit\b|\bOK\b": "say what the button does",
    r"\b(anda|kamu|Kamu)\b": "Anda",
    r"\b([Ll]ogin|[Ll]ogout|[Ll]og in)\b": "Masuk, Keluar",
    r"\b[Pp]assword\b": "kata sandi",
    r"\b([Uu]pload|[Dd]ownload)\b": "unggah, unduh",
    r"\b[Kk]lik\b": "buka, tekan, pilih",
    r"\b[Gg]ap\b": "kesenjangan",
    r"\b[Bb]atch\b|\b[Ss]ession\b": "angkatan",
    r"\*": "(opsional)",
}


def spoken() -> Iterator[tuple[str, str]]:
    """Give each text of the pages with its Indonesian."""
    catalogue = read()
    for message in extracted():
        if message.id and any(place.startswith("piawai/web/") for place, _line in message.locations):
            known = catalogue.get(message.id, message.context)
            source = message.id if isinstance(message.id, str) else message.id[-1]
            said = (known.string if known is not None else "") or ""
            yield source, said if isinstance(said, str) else said[-1]


def lengths(text: str) -> Iterator[tuple[int, str]]:
    """Give the sentences of a text with their numbers of words."""
    for sentence in SENTENCE.split(HOLE.sub("X", text)):
        yield len(sentence.split()), sentence


def faults() -> Iterator[str]:
    """Give what is wrong, a line each."""
    whole = []
    for source, said in spoken():
        for text in (source, said):
            yield from (f"{count} words: {sentence}" for count, sentence in lengths(text) if count > MOST)
        whole += [count for count, sentence in lengths(said) if sentence.endswith(".")]
        yield from (f"{said!r}: {instead}" for word, instead in NEVER.items() if re.search(word, HOLE.sub("X", said)))
    if not whole or sum(whole) / len(whole) > MEAN:
        yield f"{sum(whole)} words in {len(whole)} sentences"


def main() -> int:
    """Print the faults and return 1 where there are any."""
    found = list(faults())
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
