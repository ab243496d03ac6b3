"""
Journeys in a real browser: Debian's Chromium, on a phone and on a desk.

A test asks for `page` (run at both sizes) or for `phone` or `desk`. Whatever a page does wrong while the test
goes on fails it at the end: script errors, breaches of the Content-Security-Policy, files that are not there,
requests to other hosts.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.served import Crawl, Shown, Site, serving

# Playwright's blocking interface keeps an event loop running in the test's thread, where Django would refuse to work
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ROLES = ("staff", "head", "operator", "bkpsdm", "sekda", "mayor", "inspector", "nobody")
SIZES = {"phone": (360, 640), "desk": (1280, 800)}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Axe().axe_script
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
SMALL = """(elements) => elements.filter((element) => {
    const box = element.getBoundingClientRect();
    const shown = box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
    return shown && !element.classList.contains("govuk-skip-link") && (box.width < 43.9 || box.height < 43.9);
}).map((element) => element.outerHTML.slice(0, 120) + JSON.stringify(element.getBoundingClientRect()))"""


@dataclass
class Faults:
    """What went wrong in a page, and which files it asked for."""

    found: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Write down every fault of a page from now on."""

        def console(message: ConsoleMessage) -> None:
            # A page that answers 403 or 404 says so here too; files that are missing are caught below
            if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
                self.found.append(f"console: {message.text}")

        def request(asked: Request) -> None:
            self.requests.append(asked.url)
            address = urlsplit(asked.url)
            if address.scheme in {"http", "https"} and address.hostname not in {"localhost", "127.0.0.1"}:
                self.found.append(f"other host: {asked.url}")

        def response(given: Response) -> None:
            if given.status >= 400 and not given.request.is_navigation_request():
                self.found.append(f"{given.status}: {given.url}")

        page.on("console", console)
        page.on("pageerror", lambda fault: self.found.append(f"script: {fault}"))
        page.on("request", request)
        page.on("response", response)


def visit(page: Page, address: str) -> None:
    """Open an address, and refuse any answer but the page itself."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"


def axe_clean(page: Page) -> None:
    """Refuse a page in which axe finds a breach of WCAG 2.2 AA or of good practice."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    result = page.evaluate("(options) => window.axe.run(document, options)", options)
    found = [
        f"{breach['id']}: {breach['help']}: {[node['html'][:160] for node in breach['nodes']][:4]}"
        for breach in result["violations"]
    ]
    assert not found, "\n".join(found)


def fits(page: Page) -> None:
    """Refuse a page that must be moved sideways to be read."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} pixels too wide"


def targets_large(page: Page) -> None:
    """Refuse a page with a link, button or field that is too small for a thumb (44 pixels either way)."""
    small = page.locator(TARGETS).evaluate_all(SMALL)
    assert not small, "\n".join(small)


def chromium() -> str:
    """Return the browser's command; without one the test is skipped, and says what to run, but on CI it fails."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser"):
        if name and (found := shutil.which(name)):
            return found
    advice = "No Chromium found: run `sudo apt-get install chromium`, or say in CHROMIUM where it is."
    if os.environ.get("CI"):
        pytest.fail(advice)
    pytest.skip(advice)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give one browser for all tests."""
    command = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=command, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def faults() -> Faults:
    """Give the record of what goes wrong in the test's page."""
    return Faults()


def opened(browser: Browser, faults: Faults, size: str) -> Iterator[Page]:
    """Give a page of a size in a fresh profile, and refuse its faults at the end."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
    context.set_default_timeout(5_000)
    page = context.new_page()
    faults.watch(page)
    yield page
    context.close()
    assert not faults.found, "\n".join(faults.found)


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, browser: Browser, faults: Faults) -> Iterator[Page]:
    """Give a page on a phone, then on a desk."""
    yield from opened(browser, faults, request.param)


@pytest.fixture
def phone(browser: Browser, faults: Faults) -> Iterator[Page]:
    """Give a page on a phone."""
    yield from opened(browser, faults, "phone")


@pytest.fixture
def desk(browser: Browser, faults: Faults) -> Iterator[Page]:
    """Give a page on a desk."""
    yield from opened(browser, faults, "desk")


@contextlib.contextmanager
def opened_as(site: Site, browser: Browser, role: str, *, width: int = 360, **more: Any) -> Iterator[Page]:
    """Give a page of the served site in a fresh profile, with the session of a role ("" for none)."""
    context = browser.new_context(viewport={"width": width, "height": 640}, locale="id-ID", **more)
    context.set_default_timeout(8_000)
    if role:
        context.add_cookies([{"name": "piawai", "value": site.cookies[role], "url": site.url}])
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the site for all gates."""
    with serving(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(scope="session")
def pages(site: Site) -> dict[str, list[Shown]]:
    """Give the pages of all roles."""
    return {role: Crawl(site, role).run() for role in ROLES}


@pytest.fixture(scope="session")
def every(pages: dict[str, list[Shown]]) -> list[Shown]:
    """Give all pages, role by role."""
    return [page for found in pages.values() for page in found]


@pytest.fixture(scope="session")
def once(every: list[Shown]) -> list[Shown]:
    """Give a page of each name, as the first role that reaches it."""
    return list({page.name: page for page in reversed(every)}.values())


def sign_in(page: Page, *, live_server: LiveServer, client: Client) -> None:
    """Let a page go on with the session of a test client."""
    cookie = client.cookies["piawai"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
