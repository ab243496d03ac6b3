"""
The gates of what people do with the pages: how heavy and quick they are, and that they bear what befalls them.

The same served site as in `test_gates`; each test writes words of its own, so that none meets another's.
"""

import io
import re
import statistics
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.e2e.conftest import ROLES, Faults, axe_clean, opened_as, visit
from tests.e2e.population import PASSWORD
from tests.e2e.served import Shown, Site
from tests.once import once

pytestmark = [pytest.mark.slow, once]

KILOBYTE = 1024
P2 = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}  # 1.6 Mbit/s
CPU = 4
ASK = "/koreksi/baru/"
SEARCH = "/cari/"
PAINT = """() => new Promise((done) => {
    const found = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { found.lcp = one.startTime; }))
        .observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((one) => { found.cls += one.value; }))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(found), 200);
})"""
PASTE = "(field) => field.dispatchEvent(new ClipboardEvent('paste', { cancelable: true, bubbles: true }))"
FOCUS = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (bottom - top < 1) return "outside of the screen";
    const over = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), (top + bottom) / 2);
    const covered = !over || !(element.contains(over) || over.contains(element));
    if (covered) return "hidden by " + (over && over.outerHTML.slice(0, 80));
    return style.outlineStyle !== "none" || style.boxShadow !== "none" ? "" : "no sign of the focus";
}"""


class Wire:
    """What travels for a page: bytes by kind, and addresses."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.urls: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.loadingFinished", self._came)
        self.session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = int(event["encodedDataLength"])

    def measured(self, page: Page, address: str) -> dict[str, int]:
        """Open a page and return its bytes by address."""
        self.urls.clear()
        self.bytes.clear()
        visit(page, address)
        page.wait_for_timeout(60)  # what the page asks for last has been counted
        return {self.urls[one]: size for one, size in self.bytes.items() if one in self.urls}


def of_kind(sizes: dict[str, int], ending: str) -> int:
    """Return the bytes of the addresses with an ending."""
    return sum(size for url, size in sizes.items() if url.split("?")[0].endswith(ending))


class TestWeight:
    """Bytes and requests as they travel."""

    def test_1_4_6_of_every_page_of_employees(
        self, site: Site, browser: Browser, pages: dict[str, list[Shown]]
    ) -> None:
        wrong = []
        with opened_as(site, browser, "staff") as page:
            wire = Wire(page)
            wire.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
            for shown in {one.name: one for one in pages["staff"]}.values():
                sizes = wire.measured(page, site.url + shown.address)
                total = sum(sizes.values())
                good = total <= 100 * KILOBYTE and len(sizes) <= 10
                light = of_kind(sizes, ".css") <= 20 * KILOBYTE and of_kind(sizes, ".js") <= 30 * KILOBYTE
                own = all(url.startswith(site.url) for url in sizes) and not of_kind(sizes, ".woff2")
                if not (good and light and own) or total < KILOBYTE:
                    wrong.append(f"{shown.address}: {total} bytes in {len(sizes)} requests: {sizes}")

        assert not wrong

    def test_2_of_the_second_visit(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            wire = Wire(page)
            first = wire.measured(page, f"{site.url}/")
            second = wire.measured(page, f"{site.url}/")

        assert sum(first.values()) > 20 * KILOBYTE
        assert sum(second.values()) <= 20 * KILOBYTE

    def test_5_of_every_page_of_staff(self, site: Site, browser: Browser, pages: dict[str, list[Shown]]) -> None:
        heavy = []
        with opened_as(site, browser, "bkpsdm", width=1280) as page:
            wire = Wire(page)
            wire.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
            for shown in {one.name: one for one in pages["bkpsdm"]}.values():
                total = sum(wire.measured(page, site.url + shown.address).values())
                if total > 250 * KILOBYTE:
                    heavy.append(f"{shown.address}: {total}")

        assert not heavy

    @pytest.mark.parametrize("address", ["/", "/pegawai/{person}/"])
    def test_7_9_paints_soon_and_stays_in_place_on_a_slow_phone(
        self, site: Site, browser: Browser, address: str
    ) -> None:
        found = []
        for _visit in range(3):
            with opened_as(site, browser, "staff") as page:
                session = page.context.new_cdp_session(page)
                session.send("Network.enable")
                session.send("Network.emulateNetworkConditions", P2)
                session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
                visit(page, site.url + address.format(person=site.person))
                found.append(page.evaluate(PAINT))

        assert 0 < statistics.median(one["lcp"] for one in found) <= 2_500
        assert max(one["cls"] for one in found) <= 0.1


def ask_for_correction(page: Page, site: Site, words: str) -> None:
    """Fill in a request for correction, ready to be sent."""
    visit(page, site.url + ASK)
    page.locator("main select, main input[type=radio]").first.wait_for()
    if page.locator("main select").count():
        page.locator("main select").first.select_option(index=1)
    else:
        page.locator("main input[type=radio]").first.check()
    page.locator("main [name=wrong]").fill(f"{words} lama")
    page.locator("main [name=right]").fill(f"{words} baru")


def sent(page: Page, site: Site, words: str) -> int:
    """Return how many of one's own requests hold some words."""
    visit(page, f"{site.url}/koreksi/?format=cetak")
    return page.locator("tbody tr", has_text=f"{words} lama").count()


SEND = "main form:not([role=search]) button"


class TestWithoutScript:
    """Row 13: what employees do, JavaScript off."""

    def test_13_signs_in_reads_tasks_and_uses_every_form(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "", java_script_enabled=False) as page:
            visit(page, f"{site.url}/")
            page.locator("main input:visible").first.fill(site.nip)
            page.locator("main input[type=password]").fill(PASSWORD)
            page.locator("main form button:visible").first.click()
            expect(page.locator(".pw-task__link").first).to_be_visible()

            ask_for_correction(page, site, "Tanpaskrip")
            page.locator(SEND).first.click()
            expect(page.locator(".pw-message--success")).to_be_visible()
            assert sent(page, site, "Tanpaskrip") == 1
            page.locator("tbody tr", has_text="Tanpaskrip").locator("a").first.click()
            page.locator("form[action$='/batal/'] button").click()
            expect(page.locator(".pw-message--success")).to_be_visible()

            visit(page, f"{site.url}/kamus/")
            page.locator("#search").fill("M.1")
            page.locator(".pw-search button").click()
            expect(page.locator("tbody tr")).to_have_count(1)
            page.get_by_role("button", name="English").click()
            expect(page.locator("html")).to_have_attribute("lang", "en")


class TestMishaps:
    """Lost connections, double taps and the way back."""

    def test_15_a_lost_connection_loses_nothing_typed(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            ask_for_correction(page, site, "Tanpasinyal")
            page.context.set_offline(offline=True)
            page.locator(SEND).first.click()
            expect(page.locator("#trouble")).to_be_visible()
            expect(page.locator("[data-trouble=lost]")).to_be_visible()
            expect(page.locator("[name=wrong]")).to_have_value("Tanpasinyal lama")

            page.context.set_offline(offline=False)
            page.locator(SEND).first.click()
            expect(page.locator(".pw-message--success")).to_be_visible()
            assert sent(page, site, "Tanpasinyal") == 1

    def test_15_a_server_out_of_reach_loses_nothing_typed(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            ask_for_correction(page, site, "Tanpaserver")
            page.route(f"**{ASK}", lambda route: route.abort())
            page.locator(SEND).first.click()
            page.wait_for_url("chrome-error://**")
            page.unroute_all()

            visit(page, site.url + ASK)

            expect(page.locator("[name=wrong]")).to_have_value("Tanpaserver lama")
            expect(page.locator("[name=right]")).to_have_value("Tanpaserver baru")
            expect(page.locator("[data-trouble=draft]")).to_be_visible()
            page.locator("[data-forget]").click()
            expect(page.locator("[name=wrong]")).to_have_value("")

    def test_15_what_the_server_has_answered_is_not_put_into_a_fresh_form(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            visit(page, site.url + ASK)
            page.locator("[name=wrong]").fill("Tanpajawab")
            page.locator(SEND).first.click()
            expect(page.locator(".govuk-error-summary")).to_be_visible()
            expect(page.locator("[name=wrong]")).to_have_value("Tanpajawab")

            visit(page, site.url + ASK)

            expect(page.locator("[name=wrong]")).to_have_value("")
            expect(page.locator("#trouble")).to_be_hidden()

    def test_15_a_list_says_that_it_waits_in_vain_and_tries_again(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            visit(page, f"{site.url}/kamus/")
            page.locator("#search").fill("T.IT")
            page.route(f"**{SEARCH}", lambda route: route.abort())
            page.keyboard.press("Enter")
            expect(page.locator("[data-trouble=lost]")).to_be_visible()
            page.unroute_all()

            page.locator("[data-retry]").click()

            expect(page.locator("tbody tr")).to_have_count(1)
            expect(page.locator("#said")).to_contain_text("1 baris")
            expect(page.locator("#trouble")).to_be_hidden()

    def test_16_two_taps_make_one_record(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            ask_for_correction(page, site, "Duaketuk")

            page.locator(SEND).first.evaluate("(button) => { button.click(); button.click(); }")

            expect(page.locator(".pw-message--success")).to_be_visible()
            assert sent(page, site, "Duaketuk") == 1

    def test_17_back_shows_the_list_as_it_was_and_sends_nothing_again(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "bkpsdm", width=1280) as page:
            visit(page, f"{site.url}/pegawai/")
            page.locator("#search").fill("Xaverius")
            page.keyboard.press("Enter")
            expect(page.locator("[data-say]")).to_have_text("36 baris")
            page.locator("[rel=next]").click()
            expect(page.locator(".pw-pages__here")).to_contain_text("2")
            page.locator("tbody a").first.click()
            expect(page.locator("h1")).to_contain_text("Xaverius")

            page.go_back()

            expect(page.locator("[data-say]")).to_have_text("36 baris")
            expect(page.locator(".pw-pages__here")).to_contain_text("2")
            expect(page.locator("#search")).to_have_value("Xaverius")

    def test_17_back_after_sending_sends_nothing_again(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            ask_for_correction(page, site, "Kembali")
            page.locator(SEND).first.click()
            expect(page.locator(".pw-message--success")).to_be_visible()

            page.go_back()

            expect(page.locator("h1")).to_have_count(1)
            assert sent(page, site, "Kembali") == 1

    def test_a_form_sent_after_the_session_ended_arrives_once_signed_in_again(
        self, site: Site, browser: Browser
    ) -> None:
        with opened_as(site, browser, "staff") as page:
            ask_for_correction(page, site, "Terlambat")
            page.context.clear_cookies(name="piawai")
            page.locator(SEND).first.click()
            expect(page.locator("h1")).to_have_text("Anda sudah keluar")
            axe_clean(page)
            # as signing in in another tab does
            page.context.add_cookies([{"name": "piawai", "value": site.cookies["staff"], "url": site.url}])

            page.locator(SEND).first.click()

            expect(page.locator(".pw-message--success")).to_be_visible()
            assert sent(page, site, "Terlambat") == 1


TYPED = "input[type=text], input[type=password], input[type=email], input[type=number], input[type=file], textarea"
BY_SCRIPT = frozenset({"mfa_add_webauthn"})  # the browser's own dialogue answers
MAY_BE_EMPTY = frozenset({"session_open"})  # nothing must be typed there: what is wrong is typed instead


def typed_into(shown: Shown) -> bool:
    """Return whether a page has a form into which something is typed."""
    for field in shown.all("input", "textarea"):
        kind = field.attributes.get("type", "text")
        form = next((one for one in field.around if one.tag == "form"), None)
        posted = form is not None and form.attributes.get("method") == "post" and "role" not in form.attributes
        if posted and field.within("main") and kind in {"text", "password", "email", "number", "file"}:
            return True
    return False


class TestErrors:
    """Row 30: every form with its fields empty or wrong."""

    def test_30_every_form_says_what_to_put_right(
        self, site: Site, browser: Browser, once: list[Shown], faults: Faults
    ) -> None:
        forms = [shown for shown in once if typed_into(shown) and shown.name not in BY_SCRIPT]
        for role in ROLES:
            with opened_as(site, browser, role) as page:
                for shown in (one for one in forms if one.role == role):
                    visit(page, site.url + shown.address)
                    form = page.locator("main form[method=post]:not([role=search])", has=page.locator(TYPED)).first
                    for field in form.locator(TYPED).all():
                        if field.get_attribute("type") != "file":
                            field.fill("x" if shown.name in MAY_BE_EMPTY else "")
                    form.locator("button").last.click()
                    try:
                        summed_up(page)
                        axe_clean(page)
                    except AssertionError as fault:
                        faults.found.append(f"{shown.role} {shown.address}: {fault}")

        assert not faults.found, "\n".join(faults.found)
        assert len(forms) >= 5

    def test_30_days_that_are_none_are_named(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "inspector") as page:
            visit(page, f"{site.url}/log/?dari=31/2/2026")

            summed_up(page)


def summed_up(page: Page) -> None:
    """Refuse a page whose errors are not summed up on top: focused, linked, said again at the field, in the title."""
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Ada "), page.title()
    for link in summary.locator("a").all():
        aim = page.locator(f"[id='{(link.get_attribute('href') or '').removeprefix('#')}']")
        expect(aim).to_have_count(1)
        words = (link.text_content() or "").rpartition(": ")[2]  # a label may hold a colon, too
        expect(page.locator(".govuk-error-message", has_text=words).first).to_be_visible()
    assert summary.locator("li").count()


class TestKeyboard:
    """Row 21: eight tasks by keyboard alone, the focus seen all the way."""

    def reach(self, page: Page, selector: str) -> None:
        """Press Tab until the focus is on what is looked for."""
        for _press in range(90):
            page.keyboard.press("Tab")
            here = page.evaluate("(selector) => document.activeElement.matches(selector)", selector)
            if page.evaluate("() => document.activeElement !== document.body"):
                fault = page.evaluate(FOCUS)
                assert not fault, f"{fault}: {page.evaluate('() => document.activeElement.outerHTML.slice(0, 120)')}"
            if here:
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def test_21_signing_in(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "") as page:
            visit(page, site.url)
            self.reach(page, "main input[name=login]")
            page.keyboard.type(site.nip)
            self.reach(page, "main input[type=password]")
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.locator(".pw-task__link").first).to_be_visible()

    def test_21_skipping_to_the_first_task_and_opening_it(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            visit(page, site.url)
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            self.reach(page, ".pw-task__link")
            page.keyboard.press("Enter")
            expect(page.locator(".pw-task__link")).to_have_count(0)

    def test_21_opening_a_group_of_the_menu_and_leaving_it(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "bkpsdm", width=1280) as page:
            visit(page, site.url)
            self.reach(page, "#menu summary")
            page.keyboard.press("Enter")
            self.reach(page, "#menu details a")
            page.keyboard.press("Escape")
            expect(page.locator("#menu details[open]")).to_have_count(0)
            page.keyboard.press("Enter")
            self.reach(page, "#menu a[href='/kamus/']")
            page.keyboard.press("Enter")
            expect(page.locator("#menu [aria-current=page]")).to_have_attribute("href", "/kamus/")

    def test_21_opening_the_menu_of_a_phone(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            visit(page, site.url)
            self.reach(page, "[data-menu]")
            page.keyboard.press("Space")
            self.reach(page, "#menu a[href='/katalog/']")
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_be_visible()
            assert page.url.endswith("/katalog/")

    def test_21_searching_sorting_and_turning_pages(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "bkpsdm", width=1280) as page:
            visit(page, f"{site.url}/pegawai/")
            self.reach(page, "#search")
            page.keyboard.type("Xaverius")
            page.keyboard.press("Enter")
            expect(page.locator("[data-say]")).to_have_text("36 baris")
            expect(page.locator("#search")).to_be_focused()
            self.reach(page, "#sort-1")
            page.keyboard.press("Enter")
            expect(page.locator("th[aria-sort]")).to_have_count(1)
            expect(page.locator("#sort-1")).to_be_focused()
            self.reach(page, "[rel=next]")
            page.keyboard.press("Enter")
            expect(page.locator(".pw-pages__here")).to_contain_text("2")
            expect(page.locator("#found")).to_be_focused()

    def test_21_asking_for_a_correction(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            visit(page, site.url + ASK)
            self.reach(page, "main select, main input[type=radio]")
            page.keyboard.press("ArrowDown")
            for name, words in (("wrong", "Papanketik lama"), ("right", "Papanketik baru")):
                self.reach(page, f"main [name={name}]")
                page.keyboard.type(words)
            self.reach(page, SEND)
            page.keyboard.press("Enter")
            expect(page.locator(".pw-message--success")).to_be_visible()

    def test_21_reading_how_a_level_is_known(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "staff") as page:
            visit(page, f"{site.url}/pegawai/{site.person}/")
            self.reach(page, ".pw-why summary")
            page.keyboard.press("Enter")
            expect(page.locator(".pw-why[open]")).to_have_count(1)

    def test_21_going_from_a_cell_of_the_heat_map_to_a_person(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "head", width=1280) as page:
            visit(page, f"{site.url}/unit/DINAS/")
            self.reach(page, "a.pw-heat__mean")
            page.keyboard.press("Enter")
            page.wait_for_url("**/M.1/**")
            expect(page.locator("#content")).to_be_focused()
            self.reach(page, "tbody a")
            page.keyboard.press("Enter")
            page.wait_for_url("**/pegawai/**")


class TestTyping:
    """Rows 26 and 31: what may be typed, pasted and filled in by a password manager."""

    @pytest.mark.parametrize("blank", [" ", ".", "-"])
    def test_31_a_nip_may_hold_blanks_dots_or_dashes(self, site: Site, browser: Browser, blank: str) -> None:
        parts = (site.nip[:8], site.nip[8:14], site.nip[14], site.nip[15:])
        with opened_as(site, browser, "bkpsdm", width=1280) as page:
            visit(page, f"{site.url}/pegawai/")
            page.locator("#search").fill(blank.join(parts))
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/pegawai/{site.person}/")
            assert site.nip not in page.url

    def test_26_31_signing_in_takes_pasted_words_and_a_nip_with_blanks(self, site: Site, browser: Browser) -> None:
        with opened_as(site, browser, "") as page:
            visit(page, site.url)
            name, password = page.locator("main [name=login]"), page.locator("main input[type=password]")
            assert (name.get_attribute("autocomplete") or "").split()[0] == "username"
            assert password.get_attribute("autocomplete") == "current-password"
            for field in (name, password):
                pasted = (
                    "(field) => field.dispatchEvent(new ClipboardEvent('paste', { cancelable: true, bubbles: true }))"
                )
                assert field.evaluate(pasted), "pasting is forbidden"
            name.fill(f"{site.nip[:8]} {site.nip[8:14]} {site.nip[14]} {site.nip[15:]}")
            password.fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.locator(".pw-task__link").first).to_be_visible()

    @pytest.mark.parametrize("day", ["1/2/2026", "1-2-2026", "1.2.2026", "2026-02-01"])
    def test_31_a_day_is_written_as_people_do(self, site: Site, day: str) -> None:
        _status, _on, text = site.ask(f"/log/?dari={day}", "inspector")

        assert "govuk-error-summary" not in text
        assert "1 Februari 2026" in text


class TestPaper:
    """Row 44: pages on paper."""

    @pytest.mark.parametrize(
        ("role", "address"),
        [
            ("staff", "/"),
            ("staff", "/pegawai/{person}/"),
            ("bkpsdm", "/kota/"),
            ("bkpsdm", "/pegawai/?format=cetak"),
            ("bkpsdm", "/rencana/"),
            ("head", "/unit/DINAS/"),
            ("head", "/unit/DINAS/M.1/?format=cetak"),
            ("inspector", "/log/?format=cetak"),
        ],
    )
    def test_44_bears_page_numbers_who_and_when_and_no_menu(
        self, site: Site, browser: Browser, role: str, address: str
    ) -> None:
        with opened_as(site, browser, role, width=1280) as page:
            visit(page, site.url + address.format(person=site.person))
            heading = page.locator("h1").inner_text()
            heads = [flat(text) for text in page.locator("thead th").all_inner_texts()]
            sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]

        text = flat(" ".join(sheets))
        assert squeezed(heading) in squeezed(text)
        assert all(f"{number} / {len(sheets)}" in flat(sheet) for number, sheet in enumerate(sheets, 1))
        assert re.search(r"Dicetak \d+ \w+ \d{4} pukul \d\d\.\d\d WIB oleh \w+", text)
        assert "Lewati ke" not in text
        assert "Akun saya" not in text
        if heads and len(sheets) > 2:
            assert all(squeezed(heads[0]) in squeezed(sheet) for sheet in sheets[:-1])


def flat(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def squeezed(text: str) -> str:
    """Return a text without blanks: a PDF breaks lines where it likes."""
    return "".join(text.split())
