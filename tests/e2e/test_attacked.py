"""T-XSS in a browser: sixty pieces of markup in every text that pages show, read back, and none of them runs."""

import urllib.parse
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db.models import Model
from playwright.sync_api import Browser, Dialog, Page

from piawai.access.models import RoleProposal
from piawai.competencies.models import Accreditation, EvidenceFile, Indicator, LevelText, Round, Version
from piawai.integrations.uploads.models import Upload
from piawai.learning.models import Agreement, Feedback, Offer
from tests.e2e.conftest import Faults, opened_as, visit
from tests.e2e.served import Crawl, Shown, Site, named, serving
from tests.once import once
from tests.security.markup import MARKUP
from tests.security.papered import FIELDS, IN_A_FILE, MARK, UNSEEN

READERS = ("bkpsdm", "inspector", "head", "staff")
# Read in tests/security/test_texts.py; here the few pages of a kind show others
UNVISITED: frozenset[tuple[type[Model], str]] = frozenset(
    {
        *((Version, name) for name in ("definition", "legal_basis")),
        *((LevelText, "description"), (Indicator, "text"), (RoleProposal, "answer")),
        *((Upload, "changed_by_name"), (Upload, "problem")),
        *((Round, "reason"), (Accreditation, "name"), (EvidenceFile, "file_name")),
        # Said of one session, of an agreement that was ended, in a partner's own form
        *((Feedback, "said"), (Agreement, "reason"), (Offer, "place")),
    }
)
# Of these a list leads to many, and those that came last hold no attack
MORE = {"message": 12, "import_page": 12}
TYPED = 95  # the place of a text that was typed into a form
LISTEN = """document.addEventListener("securitypolicyviolation", (breach) =>
    console.error(`breach: ${breach.violatedDirective} ${breach.blockedURI} ${breach.sample}`));"""
# What a reader's hand would set off, at every element; then what the page says, in its text, fields and attributes
TOUCHED = """() => {
    const said = [document.title, document.body.innerText];
    for (const element of document.querySelectorAll("*")) {
        if (element.tagName === "DETAILS") element.open = true;
        for (const name of ["mouseover", "focus", "error", "load", "toggle", "begin", "start", "animationstart"])
            element.dispatchEvent(new Event(name));
        for (const attribute of element.attributes) said.push(attribute.value);
        if ("value" in element) said.push(String(element.value));
    }
    said.push(document.body.innerText);
    return said.join("\\n");
}"""
MADE = """() => [...document.querySelectorAll("*")].filter((element) => element.tagName.toLowerCase().includes("pwx")
    || [...element.attributes].some((one) => /pwx|^on|^hx-on|^style$/.test(one.name))
    || ["IFRAME", "OBJECT", "EMBED", "BASE", "STYLE", "MARQUEE"].includes(element.tagName)
    || element.matches("video:not([data-video])"))
    .map((element) => element.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the attacked world."""
    with serving(tmp_path_factory.mktemp("attacked"), filler="attacked") as found:
        yield found


def watched(page: Page, faults: Faults) -> list[str]:
    """Let every dialog and every breach of the policy be written down; return the dialogs."""
    dialogs: list[str] = []

    def dialog(opened: Dialog) -> None:
        dialogs.append(opened.message)
        opened.dismiss()

    page.set_default_timeout(60_000)  # large pages, on whatever machine
    page.on("dialog", dialog)
    page.add_init_script(LISTEN)
    faults.watch(page)
    return dialogs


def worth_a_visit(pages: dict[str, list[Shown]]) -> dict[str, list[str]]:
    """Return, by reader, a page or two of each name, more of some, and each list as printed, with all its rows."""
    counts: Counter[str] = Counter()
    found: dict[str, list[str]] = {}
    for reader, shown in pages.items():
        for page in shown:
            path = urllib.parse.urlsplit(page.address).path
            if page.status != 200 or counts[page.name] >= 2:
                continue
            counts[page.name] += 1
            found.setdefault(reader, []).append(page.address)
            if counts[page.name] == 1 and "format=cetak" in page.text:
                found[reader].append(f"{path}?format=cetak")
            for link in page.all("a"):
                there = urllib.parse.urlsplit(link.attributes.get("href", "")).path
                name = named(there) if there.startswith("/") else ""
                if counts[f"more {name}"] < MORE.get(name, 0) and there not in found[reader]:
                    counts[f"more {name}"] += 1
                    found[reader].append(there)
    return found


@once
@pytest.mark.slow
class TestMarkup:
    """What people wrote is shown, and nothing of it runs."""

    def test_opens_no_dialog_and_breaks_no_policy(
        self, attacked: Site, browser: Browser, capsys: pytest.CaptureFixture[str]
    ) -> None:
        faults = Faults()
        loads = 0
        read: Counter[int] = Counter()
        for reader, addresses in worth_a_visit({one: Crawl(attacked, one).run() for one in READERS}).items():
            with opened_as(attacked, browser, reader, width=1280) as page:
                dialogs = watched(page, faults)
                for address in addresses:
                    visit(page, f"{attacked.url}{address}")
                    marks = set(MARK.findall(page.evaluate(TOUCHED)))
                    loads += 1
                    read.update(int(place) for place, _number in marks)
                    assert page.evaluate(MADE) == [], address
                    assert (dialogs, faults.found) == ([], []), f"{reader} {address}"
        with capsys.disabled():
            print(f"\n{sum(read.values())} texts read back in {loads} pages")  # noqa: T201 (a figure)
        assert sum(read.values()) >= 3_000
        assert {FIELDS[place] for place in range(len(FIELDS)) if not read[place]} <= UNSEEN | UNVISITED
        assert read[IN_A_FILE]

    def test_typed_into_a_form_comes_back_as_text(self, attacked: Site, browser: Browser) -> None:
        faults = Faults()
        told = [text.replace("{m}", f"pwx{TYPED}x{number:02d}") for number, text in enumerate(MARKUP)]
        with opened_as(attacked, browser, "bkpsdm", width=1280) as page:
            dialogs = watched(page, faults)
            seen = set()
            for first in range(0, len(told), 20):
                visit(page, f"{attacked.url}/akun/peran/usul/")
                page.locator("[name=reason]").fill("\n".join(told[first : first + 20]))
                with page.expect_navigation():
                    page.locator("main form [name=reason]").locator("xpath=ancestor::form").locator(
                        "button"
                    ).last.click()
                seen |= set(MARK.findall(page.evaluate(TOUCHED)))
                assert page.evaluate(MADE) == []

        assert len({number for place, number in seen if int(place) == TYPED}) == len(told)
        assert (dialogs, faults.found) == ([], [])

    def test_would_be_noticed(self, attacked: Site, browser: Browser) -> None:
        faults = Faults()
        with opened_as(attacked, browser, "staff") as page:
            dialogs = watched(page, faults)
            visit(page, f"{attacked.url}/bantuan/")
            with page.expect_console_message(lambda said: "breach: script-src" in said.text):
                page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
            page.evaluate("() => alert('x')")

            assert dialogs == ["x"]
            assert any("breach: script-src" in fault for fault in faults.found)
