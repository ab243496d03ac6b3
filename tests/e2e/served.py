"""The site in use: `piawai serve` on a database of its own, and its pages as each role finds them by the links."""

import contextlib
import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from heapq import heappop, heappush
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from django.urls import resolve

from tests.cli.process import COMMAND, piawai

FILL = (
    "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'piawai.config.settings'; django.setup(); "
    "from tests.e2e import {filler}; {filler}.main()"
)
SAMPLES = 2  # of the addresses of one name (of a hundred people, two)
LEAVES = frozenset({"account_logout"})
VARIANTS = frozenset({"format", "urut", "hal"})
READ = frozenset({"aria-label", "alt", "placeholder", "title"})
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(frozen=True)
class Site:
    """A served site: its address, the session of each role, and who the staff is."""

    url: str
    cookies: dict[str, str]
    nip: str
    person: str
    home: Path

    def ask(self, address: str, role: str, language: str = "id") -> tuple[int, str, str]:
        """Return the status of an address, where it leads on, and its text, as a role gets them."""
        place = urllib.parse.urlsplit(self.url)
        wire = http.client.HTTPConnection(place.hostname or "", place.port or 0, timeout=30)
        headers = {"Cookie": f"piawai={self.cookies[role]}", "Accept-Language": language, "Accept-Encoding": "gzip"}
        wire.request("GET", address, headers=headers)
        answer = wire.getresponse()
        content = answer.read()
        wire.close()
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        kind = answer.headers.get("Content-Type", "")
        return answer.status, answer.headers.get("Location", ""), content.decode() if "html" in kind else ""


@contextlib.contextmanager
def serving(home: Path, *, filler: str = "population") -> Iterator[Site]:
    """Prepare an installation in a folder, fill it by a module of this folder, and serve it."""
    made = piawai("init", home=home)
    assert made.returncode == 0, made.stderr
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PIAWAI_HOME"] = str(home)
    filled = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FILL.format(filler=filler)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert filled.returncode == 0, filled.stderr
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-c", COMMAND, "serve", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=quiet, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert str(port) in line, line
            yield Site(f"http://localhost:{port}", home=home, **json.loads(filled.stdout.splitlines()[-1]))
        finally:
            process.terminate()
            process.wait(30)


@dataclass
class Element:
    """A piece of a page: its name, its attributes, the text in it, and the elements around it."""

    tag: str
    attributes: dict[str, str]
    around: tuple["Element", ...]
    text: str = ""

    def within(self, tag: str) -> bool:
        """Return whether an element of a name is around."""
        return any(outer.tag == tag for outer in self.around)

    def has(self, name: str) -> bool:
        """Return whether it is of a class."""
        return name in self.attributes.get("class", "").split()


class Reading(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.found: list[Element] = []
        self.said: list[str] = []  # every text and every attribute that is read, in the page's own language

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.found.append(element)
        self.said += [value for name, value in attrs if name in READ and value]
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those left open in it."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Give a text to all elements that it stands in."""
        for element in self.open:
            element.text += data
        silent = any(
            one.tag in {"script", "style"} or ("lang" in one.attributes and one.tag != "html") for one in self.open
        )
        if not silent and data.strip():
            self.said.append(" ".join(data.split()))


@dataclass(frozen=True)
class Shown:
    """A page that a role found: its address, the name of the address, its text, and by how many taps."""

    role: str
    address: str
    name: str
    text: str
    taps: int
    status: int = 200

    @property
    def elements(self) -> list[Element]:
        """Return all its elements."""
        return parsed(self.text).found

    @property
    def said(self) -> list[str]:
        """Return every text of the page and every attribute that is read, but what is marked as another language."""
        return parsed(self.text).said

    def all(self, *tags: str) -> list[Element]:
        """Return the elements of some names."""
        return [element for element in self.elements if element.tag in tags]

    def classed(self, name: str) -> list[Element]:
        """Return the elements of a class."""
        return [element for element in self.elements if element.has(name)]

    def shape(self) -> tuple[str, frozenset[tuple[str, str, str]]]:
        """Return what the page is made of, whatever its words: two pages of one shape look alike."""
        parts = ((one.tag, one.attributes.get("class", ""), one.attributes.get("type", "")) for one in self.elements)
        return self.name, frozenset(parts)

    def words(self) -> str:
        """Return the text that is read, without scripts and styles."""
        body = next(element for element in self.elements if element.tag == "body")
        return " ".join(body.text.split())


@cache
def parsed(text: str) -> Reading:
    """Return a page as read."""
    reading = Reading()
    reading.feed(text)
    return reading


class Asked(Protocol):
    """Whatever answers addresses as a role gets them."""

    def ask(self, address: str, role: str) -> tuple[int, str, str]:
        """Return the status of an address, where it leads on, and its text."""


@dataclass
class Crawl:
    """All pages of a role, found from its home page: of each name a few, by the fewest taps."""

    site: Asked
    role: str
    pages: list[Shown] = field(default_factory=list)

    def run(self) -> list[Shown]:
        """Follow the links. A tap opens a link; a place in the menu takes one more."""
        waiting, known, counts = [(0, 0, "/")], {"/"}, dict[str, int]()
        while waiting:
            taps, _turn, address = heappop(waiting)
            name = named(address)
            if name in LEAVES or counts.get(name, 0) >= SAMPLES:
                continue
            status, on, text = self.site.ask(address, self.role)
            if status == HTTPStatus.FOUND:
                if on not in known:
                    known.add(on)
                    heappush(waiting, (taps, -1, on))
                continue
            if status == HTTPStatus.OK and not text:
                continue  # a file
            counts[name] = counts.get(name, 0) + 1
            page = Shown(self.role, address, name, text, taps, status)
            self.pages.append(page)
            for link in page.all("a"):
                target = urllib.parse.urlsplit(urllib.parse.urljoin(address, link.attributes.get("href", "#")))
                there = target.path + (f"?{target.query}" if target.query else "")
                fresh = not target.netloc and there not in known
                if fresh and VARIANTS.isdisjoint(urllib.parse.parse_qs(target.query)) and not target.fragment:
                    known.add(there)
                    menu = link.has("pw-menu__link")
                    heappush(waiting, (taps + (2 if menu else 1), len(known), there))
        return self.pages


def named(address: str) -> str:
    """Return the name of an address."""
    return resolve(urllib.parse.urlsplit(address).path).url_name or ""
