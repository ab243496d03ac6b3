"""What a browser finds in a page: where it leads, its forms, its text; and a walk through all pages of a reader."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pypdf
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

FORMATS = ("cetak", "pdf", "xlsx")
# allauth's own pages for what has not been set up, and what ends the session: a walk would sign itself out
LEFT_OUT = frozenset({"account_logout"})


@dataclass
class Form:
    """A form: where it sends what, and the choices of each field that has any."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    page: str = ""

    @property
    def identity(self) -> tuple[str, tuple[str, ...]]:
        """Which form this is, whatever the rows that it is about."""
        return route(self.action), tuple(sorted(set(self.fields) - {"csrfmiddlewaretoken"}))


class Found(HTMLParser):
    """The links and forms of a page, every tag and attribute, and the text outside tags."""

    def __init__(self, content: str, *, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._apart: list[tuple[str, dict[str, str]]] = []  # fields that name their form, before or after it
        self._select = self._textarea = ""
        self.feed(content)
        self.close()
        for tag, given in self._apart:
            self._form = self._by_id.get(given["form"])
            if self._form is not None:
                self._field(tag, given)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self.links += [urljoin(self.address, given[name]) for name in ("href", "hx-get") if name in given]
        if tag == "form":
            action = urljoin(self.address, given.get("action") or self.address)
            self._form = Form(action, given.get("method", "get").lower(), page=self.address)
            self.forms.append(self._form)
            self._by_id[given.get("id", "")] = self._form
        elif tag == "input" and given.get("form") and given.get("name"):
            self._apart.append((tag, given))
        elif self._form is not None and (given.get("name") or tag == "option"):
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, fields = given.get("name", ""), self._form.fields
        kind = given.get("type", tag)
        if tag == "option":
            if self._select and not fields.get(self._select):
                fields[self._select] = given.get("value", "")
        elif tag == "select":
            self._select = name
            fields.setdefault(name, "")
        elif tag == "textarea":
            self._textarea = name
            fields.setdefault(name, "")
        elif kind in {"radio", "checkbox"}:
            if not fields.get(name) or "checked" in given:
                fields[name] = given.get("value", "on")
        else:
            fields[name] = given.get("value", "")
        if tag != "option":
            self._form.kinds[name] = kind

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a form or field."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        """Note text."""
        if self._textarea and self._form is not None:
            self._form.fields[self._textarea] += data.strip("\n")
        self.text.append(data)


def content_of(answer: Any) -> bytes:
    """Return all bytes of an answer."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def words_of(answer: Any) -> str:
    """Return all that an answer says, whatever its kind: header values, page, spreadsheet unzipped, text of a PDF."""
    content = content_of(answer)
    kind = answer.get("Content-Type", "")
    said = [f"{name}: {value}" for name, value in answer.items()] + [morsel.value for morsel in answer.cookies.values()]
    if kind.startswith("application/pdf"):
        said += [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    elif "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    said.append(content.decode("utf-8", "replace"))
    return "\n".join(said)


def named(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[tuple[str, URLPattern]]:
    """Give every address of the site: its name and its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern), pattern


def route(address: str) -> str:
    """Return the name of an address, "" where the site has none such."""
    try:
        return resolve(urlsplit(address).path).url_name or ""
    except Resolver404:
        return ""


def shape(address: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what makes two addresses worth two visits: the path, and the ways in which it is asked."""
    parts = urlsplit(address)
    asked = {name: value if name == "format" else "" for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    return parts.path, tuple(sorted(asked.items()))


Visit = Callable[[str, Any, Found | None], None]


def walk(client: Client, *, visit: Visit, each: int = 1_000, files: int = 1_000, most: int = 3_000) -> set[str]:
    """
    Visit every page and file that can be reached from the home page, and return the addresses seen.

    Addresses that were seen but refused are visited too. `visit` gets the address, the answer and, of a page, what
    stands in it. Of one route at most `each` addresses of each query are visited, in one format at most `files`.
    """
    waiting = ["/"]
    visits: Counter[tuple[str, str]] = Counter()
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        if parts.netloc not in {"", "testserver"} or parts.scheme not in {"", "http"} or shape(address) in seen:
            continue
        if parts.path.startswith("/static/") or route(address) in LEFT_OUT:
            continue
        kind = dict(parse_qsl(parts.query)).get("format", "")
        way = (route(address), f"format={kind}" if kind else parts.query)
        if visits[way] >= (min(each, files) if kind else each):
            continue
        visits[way] += 1
        assert len(seen) < most, "the walk does not end"
        seen[shape(address)] = address = parts._replace(scheme="", netloc="", fragment="").geturl()
        answer = client.get(address)
        page = None
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            page = Found(answer.content.decode(), address=address)
            waiting += page.links
            waiting += [form.action for form in page.forms]
        if answer.status_code in {301, 302}:
            waiting.append(urljoin(address, answer["Location"]))
        visit(address, answer, page)
        if answer.streaming:
            answer.close()  # its file, if nobody has read it
    return set(seen.values())
