"""
T-XSS, T-TPL, T-CSV: what people write is shown as they wrote it, in pages, attributes, titles, messages and files.

No page runs it, no template reads it, no spreadsheet counts it.
"""

import html
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import openpyxl
import pypdf
import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl.utils.escape import unescape

from piawai.competencies.models import EvidenceFile
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.terms import UploadState
from piawai.web.lists import LIST
from tests.formats.payloads import PAYLOADS
from tests.once import once
from tests.security.markup import MARKUP
from tests.security.pages import Form, Found, content_of, named, route, walk
from tests.security.papered import FIELDS, IN_A_FILE, MARK, UNSEEN, papered
from tests.security.taught import SAID
from tests.security.world import World

# Lists that show a text of their own in full, and as many rows as there are texts
WHOLE = (
    *("people", "units", "catalogue", "locks", "corrections_waiting", "audit_log", "viewers", "samples", "imports"),
    *("partners", "agreements", "payments", "items", "studies", "external_waiting"),
)
READERS = ("bkpsdm", "inspector", "staff", "head", "partner")
LITERALS = (
    "{{ 7|add:7 }}",
    "{{7*7}}",
    "{{ holder.code }}",
    "{{ request.user.password }}",
    "{{ settings.SECRET_KEY }}",
    "{% now 'Y' %}",
    "{% debug %}",
    "{% include 'base.html' %}",
    "{% load static %}{% static 'x' %}",
    "{% csrf_token %}",
    "{# komentar #}",
    "{% comment %}x{% endcomment %}",
    "{x.__class__}",
    "{0.__class__.__mro__}",
    "{}",
    "{0}",
    "{name}",
    "%s",
    "%d",
    "%(name)s",
    "%(text)s %(session)s",
    "%%",
    "100 % benar",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{{{7*7}}}",
    "{{'{{'}}7*7{{'}}'}}",
    "*{7*7}",
    "@(7*7)",
)
# What no page of the site holds, whoever wrote it
NEVER = frozenset({"iframe", "object", "embed", "base", "style", "template", "marquee", "math", "video", "frame"})
CAMERA = {"class", "data-video", "muted", "playsinline", "hidden"}  # of the page that scans: it shows no address
CODES = ("data:image/svg+xml;base64,", "data:image/svg+xml;charset=utf-8,%3csvg")  # QR codes, drawn by us
RAW = re.compile("|".join(re.escape(text).replace(r"\{m\}", MARK.pattern) for text in MARKUP if "<" in text))


class Judge(HTMLParser):
    """What a page would do that it must not, and the marks it shows."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = [found.group() for found in RAW.finditer(content)]
        self.shown: set[tuple[str, str]] = set()
        self._script = False
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag."""
        given = {name: value or "" for name, value in attrs}
        never = tag in NEVER and not (tag == "video" and set(given) == CAMERA)
        if "pwx" in tag or never or (tag == "script" and not given.get("src", "").startswith("/static/")):
            self.faults.append(f"<{tag}>")
        if tag == "meta" and "http-equiv" in given:
            self.faults.append("<meta http-equiv>")
        for name, value in given.items():
            bare = "".join(value.split()).lower()
            leads = name in {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "srcdoc"}
            scheme = bare.startswith(("javascript:", "data:", "//", "vbscript:"))
            scheme = scheme and not (tag == "img" and bare.startswith(CODES))
            if "pwx" in name or name.startswith(("on", "hx-on")) or name == "style" or (leads and scheme):
                self.faults.append(f"<{tag} {name}={value[:60]}>")
            self.shown |= set(MARK.findall(value))
        self._script = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        """Look at the end of a tag."""
        if "pwx" in tag:
            self.faults.append(f"</{tag}>")
        self._script = False

    def handle_data(self, data: str) -> None:
        """Look at text."""
        if self._script and data.strip():
            self.faults.append(f"script: {data[:60]}")
        self.shown |= set(MARK.findall(data))

    def handle_comment(self, data: str) -> None:
        """Look at a comment."""
        if "pwx" in data:
            self.faults.append(f"<!--{data[:60]}")

    def handle_pi(self, data: str) -> None:
        """Look at an instruction."""
        self.faults.append(f"<?{data[:60]}")

    def unknown_decl(self, data: str) -> None:
        """Look at a declaration."""
        self.faults.append(f"<![{data[:60]}")


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Log no refusals."""
    caplog.set_level("CRITICAL", logger="django.request")


def kept(content: bytes) -> list[tuple[str, Any]]:
    """Return the kind and value of every cell of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        (cell.data_type, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def visited(found: World, *, each: int, readers: tuple[str, ...] = READERS) -> Iterator[tuple[str, str, Any]]:
    """Give every answer of the readers' walks: reader, address, answer."""
    answers: list[tuple[str, str, Any]] = []
    for reader in readers:

        def visit(address: str, answer: Any, page: Found | None, reader: str = reader) -> None:
            answers.append((reader, address, answer))

        walk(found.client(reader), visit=visit, each=each, files=3)
        yield from answers
        answers.clear()


def of_evidence(found: World) -> Iterator[tuple[str, str, Any]]:
    """Give the pages of the files that one of the readers put to an answer: a walk sees the first few sheets only."""
    code = found.users["staff"].code
    sheet = EvidenceFile.objects.filter(answer__sheet__rater__code=code).earliest("pk").answer.sheet
    for number in range(1, sheet.answers.count() + 1):
        address = reverse("rating_evidence", args=[sheet.token, number])
        yield "staff", address, found.client("staff").get(address)


def of_opinions(found: World) -> Iterator[tuple[str, str, Any]]:
    """Give the pages on which what all said about one session stands: a walk sees the first few sessions only."""
    for name in ("session_results", "behaviour_session"):
        address = reverse(name, args=[SAID])
        yield "bkpsdm", address, found.client("bkpsdm").get(address)


def lists_of(found: World, reader: str) -> list[str]:
    """Return the addresses of the lists that a reader may take away as a spreadsheet."""
    seen: set[str] = set()

    def visit(address: str, answer: Any, page: Found | None) -> None:
        for link in page.links if page is not None else ():
            if urlsplit(link).query == "format=xlsx":
                seen.add(urlsplit(link).path)

    walk(found.client(reader), visit=visit, each=1, files=0)
    return sorted(seen)


class TestTheJudge:
    """What is looked for can be found."""

    @pytest.mark.parametrize("text", [text for text in MARKUP if "<" in text and not text.startswith("{{")])
    def test_finds_what_is_not_escaped(self, text: str) -> None:
        assert Judge(f"<p>{text.replace('{m}', 'pwx01x01')}</p>").faults

    def test_passes_what_is(self) -> None:
        texts = [html.escape(text.replace("{m}", "pwx01x01")) for text in MARKUP]
        pages = [f'<p title="{text}">{text}</p><textarea>{text}</textarea>' for text in texts]

        assert [Judge(page).faults for page in pages] == [[] for _page in pages]
        assert Judge(pages[0]).shown == {("01", "01")}


@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
class TestTemplates:
    """T-TPL."""

    def test_literals_stay_as_they_are(self) -> None:
        assert len(LITERALS) == 30
        found = papered(LITERALS)
        for reader, name in (("bkpsdm", "people"), ("bkpsdm", "units"), ("bkpsdm", "catalogue"), ("bkpsdm", "locks")):
            client = found.client(reader)
            page = client.get(reverse(name), {"format": "cetak"}).content.decode()
            cells = {value for _kind, value in kept(client.get(reverse(name), {"format": "xlsx"}).content)}
            assert [text for text in LITERALS if html.escape(text) not in page] == [], name
            assert set(LITERALS) <= cells, name
        pdf = pypdf.PdfReader(io.BytesIO(found.client("bkpsdm").get(reverse("locks"), {"format": "pdf"}).content))
        words = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        assert [text for text in LITERALS if "".join(text.split()) not in words] == []

    def test_what_is_searched_for_stays_as_it_is(self) -> None:
        client = papered(LITERALS[:1]).client("bkpsdm")

        for text in LITERALS:
            answer = client.get(reverse("units"), {"q": text})
            assert html.escape(text) in answer.content.decode(), text


@once
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
class TestSpreadsheets:
    """T-CSV: every list as a spreadsheet holds what was written, as text."""

    def test_no_cell_is_a_formula_and_every_text_comes_back(self) -> None:
        found = papered(PAYLOADS)
        seen: dict[str, int] = {}
        for reader in READERS:
            client = found.client(reader)
            for path in lists_of(found, reader):
                cells = kept(client.get(path, {"format": "xlsx"}).content)
                assert [value for kind, value in cells if kind == "f"] == [], path
                texts = {value for _kind, value in cells} | {unescape(str(value)) for _kind, value in cells}
                back = {text for text in PAYLOADS if text in texts}
                seen[route(path)] = max(seen.get(route(path), 0), len(back))
        assert len(seen) >= 10
        for name in WHOLE:
            assert seen[name] == len(PAYLOADS), f"{name}: {seen[name]} of {len(PAYLOADS)} texts came back"

        back = set()
        for upload in Upload.objects.filter(state=UploadState.TO_REPAIR):
            answer = found.client("bkpsdm").get(reverse("import_faults", args=[upload.token]))
            cells = kept(content_of(answer))
            assert [value for kind, value in cells if kind == "f"] == [], "faulty rows"
            back |= {str(value) for _kind, value in cells} | {unescape(str(value)) for _kind, value in cells}
        assert [text for text in PAYLOADS if not any(text.strip() in found for found in back)] == []


@once
@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("quiet")
class TestMarkup:
    """T-XSS: sixty pieces of markup in every text that pages show."""

    def test_no_page_runs_it(self) -> None:
        assert len(MARKUP) == 60
        found = papered(MARKUP)
        shown: dict[int, set[str]] = defaultdict(set)
        checked = 0
        for reader, address, answer in chain(visited(found, each=8), of_evidence(found), of_opinions(found)):
            kind = answer.get("Content-Type", "")
            assert answer.status_code < 500, address
            if kind.startswith("text/html"):
                judged = Judge(answer.content.decode())
                assert judged.faults == [], f"{reader} {address}"
                checked += 1
                for place, number in judged.shown:
                    shown[int(place)].add(number)
            elif kind.startswith("application/pdf"):
                content = content_of(answer)
                assert b"/JavaScript" not in content, address
                assert b"/URI" not in content, address
        assert checked >= 200
        assert len(shown[IN_A_FILE]) >= 50
        hidden = {FIELDS[place] for place in range(len(FIELDS)) if not shown[place]}
        assert hidden == UNSEEN, "a text that is on no page: say so in UNSEEN, or lead a reader to it"
        whole = [FIELDS[place] for place in range(len(FIELDS)) if len(shown[place]) >= 40]
        assert len(whole) >= 15  # short fields cut most of the texts off before their mark

    def test_no_form_gives_it_back(self) -> None:
        """Each form once, whoever is shown it first; five texts in all its fields, the next form with the next five."""
        found = papered(MARKUP[:2])
        echoed = set()
        known: set[object] = set()
        told = list(enumerate(MARKUP[::4]))
        for reader in ("staff", "bkpsdm", "inspector", "partner"):
            client = found.client(reader)
            forms: dict[object, Form] = {}

            def visit(address: str, answer: Any, page: Found | None) -> None:
                for form in page.forms if page is not None else ():
                    forms.setdefault((form.identity, form.fields.get(LIST)), form)  # noqa: B023 (used within the turn)

            walk(client, visit=visit, each=1, files=0)
            for which, form in forms.items():
                if which in known or route(form.action) == "account_logout":
                    continue
                known.add(which)
                for place, text in told[len(known) % 3 :: 3]:
                    said = dict.fromkeys(form.fields, text.replace("{m}", f"pwx99x{place:02d}"))
                    if LIST in said:  # a search leads back to its list, and nowhere else
                        said[LIST] = form.fields[LIST]
                    with transaction.atomic():
                        ask = client.post if form.method == "post" else client.get
                        answer = ask(form.action, said, follow=LIST in said)
                        transaction.set_rollback(True)
                    assert answer.status_code < 500, f"{form} {text}"
                    if answer.get("Content-Type", "").startswith("text/html"):
                        judged = Judge(answer.content.decode())
                        assert judged.faults == [], f"{form} {text}"
                        echoed |= {route(answer.request["PATH_INFO"]) for mark, _number in judged.shown if mark == "99"}
        assert echoed >= {"correction_ask", "lock_add", "units", "audit_log"}

    def test_no_browser_s_name_is_run(self) -> None:
        found = papered(MARKUP[:1])
        for number, text in enumerate(MARKUP):
            client = found.client("staff")
            UserSession.objects.create(
                user=found.users["staff"],
                ip="127.0.0.1",
                user_agent=text.replace("{m}", f"pwx96x{number:02d}")[:200],
                session_key=client.session.session_key,
            )

        judged = Judge(client.get(reverse("usersessions_list")).content.decode())

        assert judged.faults == []
        assert len({number for place, number in judged.shown if place == "96"}) >= 40  # long ones are cut

    def test_no_address_gives_it_back(self, client: Client) -> None:
        reader = papered(MARKUP[:1]).client("bkpsdm")
        for place, text in enumerate(MARKUP):
            said = text.replace("{m}", f"pwx98x{place:02d}")
            asked = urlencode({"q": said, "urut": said, "hal": said, "format": said, "tampil": said, "next": said})
            for name, browser in (
                ("units", reader),
                ("catalogue", reader),
                ("account_login", client),
                ("help", client),
            ):
                answer = browser.get(f"{reverse(name)}?{asked}")
                assert answer.status_code in {200, 302}, f"{name} {text}"
                assert Judge(answer.content.decode()).faults == [], f"{name} {text}"
            for address in (f"/{quote(said, safe='')}/", f"/unit/{quote(said, safe='')}/", f"/katalog/{quote(said)}/"):
                assert Judge(reader.get(address).content.decode()).faults == [], address
            answer = client.post(reverse("account_login"), {"login": said, "password": "x"})
            assert Judge(answer.content.decode()).faults == [], text


def test_every_list_is_a_page_of_the_site() -> None:
    known = {name for name, _pattern in named()}

    assert set(WHOLE) <= known
