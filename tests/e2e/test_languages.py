"""
Every page is wholly Indonesian or wholly English, but for what people have written themselves.

The catalogue says which texts are of which language: a text of an English page that reads like a translation, or one
of an Indonesian page that reads like a source, was not translated.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po

import piawai
from tests.e2e.served import Shown, Site
from tests.once import once

pytestmark = [pytest.mark.slow, once]

CATALOGUE = Path(piawai.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "django.po"
OPTIONAL = re.compile(r" \((opsional|optional)\)$")
DATA = re.compile(r"Kompetensi (M|SK|T)\b|\b(Kota|Dinas|Seksi|Pengelola|Akun|Prog|Sari|Hadi|Kepala)\b")  # of the town
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")


def pairs() -> Iterator[tuple[str, str]]:
    """Give the texts of the catalogue with their translations, each form of a plural."""
    with CATALOGUE.open("rb") as source:
        for message in read_po(source, locale="id"):
            sources = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            yield from ((str(text), str(said[-1])) for text in sources if text and said[-1])


def untranslated_of_allauth() -> set[str]:
    """Return the texts that django-allauth says in English only, unless the site says them itself."""
    path = Path(allauth.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as source:
        return {str(message.id) for message in read_po(source, locale="id") if message.id and not message.string}


def patterns(texts: set[str]) -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the plain ones of some texts, and those with places as patterns of a whole text."""
    plain = {text for text in texts if not PLACE.search(text)}
    holed = [text for text in texts - plain if len(re.sub(r"\W", "", PLACE.sub("", text))) > 8]
    return plain, [
        re.compile(".+".join(re.escape(" ".join(part.split(" "))) for part in PLACE.split(text))) for text in holed
    ]


def foreign(pages: list[Shown], texts: set[str]) -> set[str]:
    """Return what pages say that is one of some texts."""
    plain, holed = patterns(texts)
    said = {
        OPTIONAL.sub("", " ".join(text.split())): page for page in pages for text in page.said if not DATA.search(text)
    }
    found = {text for text in said if text in plain or any(pattern.fullmatch(text) for pattern in holed)}
    return {f"{said[text].role} {said[text].address}: {text}" for text in found}


@pytest.fixture(scope="module")
def english(site: Site, once: list[Shown]) -> list[Shown]:
    """Give a page of each name in English."""
    found = []
    for page in once:
        status, _on, text = site.ask(page.address, page.role, "en")
        assert status == HTTPStatus.OK, page.address
        found.append(Shown(page.role, page.address, page.name, text, page.taps))
    return found


class TestLanguages:
    """One language a page."""

    def test_an_english_page_has_no_indonesian(self, english: list[Shown]) -> None:
        sources = {source for source, _said in pairs()}
        translations = {said for source, said in pairs() if said != source} - sources

        assert all(page.all("html")[0].attributes["lang"] == "en" for page in english)
        assert foreign(english, translations) == set()

    def test_an_indonesian_page_has_no_english(self, every: list[Shown]) -> None:
        translations = {said for _source, said in pairs()}
        sources = {source for source, said in pairs() if said != source} - translations

        sources |= untranslated_of_allauth()

        assert len(sources) > 500
        assert foreign(every, sources) == set()

    def test_is_told_apart(self) -> None:
        page = Shown("staff", "/", "home", "<html><body><p>Who saw my data</p><p lang=en>Help</p></body></html>", 0)

        assert foreign([page], {"Who saw my data", "Help"}) == {"staff /: Who saw my data"}
