"""
Check that the Indonesian catalogue says everything the sources say: `python tests/check_catalogues.py [--write]`.

Every text is extracted from the sources with Babel. Each must stand in the catalogue, translated, not fuzzy, with
the same placeholders; a text that is no longer used must be gone. `--write` adds the missing texts, untranslated,
and takes out the unused ones.
"""

import argparse
import re
import sys
from collections.abc import Collection, Iterator, Mapping, MutableMapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "piawai"
CATALOGUE = SOURCES / "locale" / "id" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "pgettext": ((1, "c"), 2),
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """Return every text of the sources, with the places where it stands."""
    found = Catalog(locale="id", project="piawai", charset="utf-8")
    methods = [("**.py", "python"), ("**/templates/**.html", f"{__name__}:from_template")]
    texts = extract_from_dir(SOURCES, methods, keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, _line, text, comments, context in sorted(texts, key=lambda text: (text[0], text[1])):
        found.add(text, locations=[(f"piawai/{file}", 0)], auto_comments=comments, context=context)
    return found


def from_template(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: MutableMapping[str, Any]
) -> Iterator[Any]:
    """Give the texts of a Django template, which Django itself turns into Python for such uses."""
    lines = templatize(file.read().decode("utf-8")).splitlines()
    python = "\n".join(line.lstrip() for line in lines)  # the indentation of a page means nothing in Python
    del options
    return extract_python(BytesIO(python.encode("utf-8")), keywords, comment_tags, {"encoding": "utf-8"})


def texts(message: Message) -> tuple[str, ...]:
    """Return a message's texts: one, or singular and plural."""
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def _said(message: Message) -> tuple[str | None, ...]:
    """Return a message's translations: one, or one a plural form."""
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a text, sorted."""
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def faults(*, wanted: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Give what is wrong with a catalogue, a line each."""
    for message in wanted:
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        first = texts(message)[0]
        if known is None:
            yield f"missing: {first!r}"
            continue
        said = [text for text in _said(known) if text]
        if not said or len(said) < len(_said(known)):
            yield f"not translated: {first!r}"
        elif known.fuzzy:
            yield f"fuzzy: {first!r}"
        elif any(placeholders(text) != placeholders(texts(message)[-1]) for text in said):
            yield f"other placeholders: {first!r}"
    for message in catalogue:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"no longer used: {texts(message)[0]!r}"


def read() -> Catalog:
    """Return the catalogue, an empty one where there is none."""
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as source:
            return read_po(source, locale="id")
    heading = "# Piawai in Indonesian."
    catalogue = Catalog(locale="id", project="piawai", header_comment=heading, charset="utf-8", fuzzy=False)
    catalogue.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]  # Indonesian has one form, Babel thinks two
    return catalogue


def rewrite(*, wanted: Catalog, catalogue: Catalog) -> None:
    """Write the catalogue anew: with the missing texts, without the unused ones."""
    catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    target = BytesIO()
    write_po(target, catalogue, width=120, no_location=True, ignore_obsolete=True, sort_output=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(target.getvalue())


def main() -> int:
    """Print the faults and return 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="add missing texts, take out unused ones")
    wanted, catalogue = extracted(), read()
    if parser.parse_args().write:
        rewrite(wanted=wanted, catalogue=catalogue)
        return 0
    found = list(faults(wanted=wanted, catalogue=catalogue))
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    sys.stdout.write(f"Catalogue id: {len(wanted)} texts, {len(found)} faults\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
