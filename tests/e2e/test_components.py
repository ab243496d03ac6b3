"""The parts that all pages are made of, in the browser."""

import gzip

import pytest
from playwright.sync_api import Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import Faults, axe_clean, fits, targets_large, visit
from tests.once import slow_on_the_second

pytestmark = [*slow_on_the_second, pytest.mark.urls("tests.e2e.styleguide"), pytest.mark.django_db(transaction=True)]

KILOBYTE = 1024


class TestEveryComponent:
    """On a phone and on a desk, empty and with errors."""

    @pytest.mark.parametrize("state", ["", "?salah=1"])
    def test_keeps_to_wcag_fits_and_can_be_tapped(self, live_server: LiveServer, page: Page, state: str) -> None:
        visit(page, f"{live_server.url}/contoh/{state}")

        axe_clean(page)
        fits(page)
        targets_large(page)

    def test_fits_a_screen_of_320_pixels(self, live_server: LiveServer, phone: Page) -> None:
        phone.set_viewport_size({"width": 320, "height": 640})

        visit(phone, f"{live_server.url}/contoh/?salah=1")

        fits(phone)

    def test_is_light(self, live_server: LiveServer, phone: Page, faults: Faults) -> None:
        responses: list[Response] = []

        def keep(answer: Response) -> None:
            responses.append(answer)

        phone.on("response", keep)
        visit(phone, f"{live_server.url}/contoh/")
        phone.wait_for_load_state("networkidle")

        sizes = {answer.url.split("?")[0]: len(gzip.compress(answer.body())) for answer in responses}
        styles = sum(size for url, size in sizes.items() if url.endswith(".css"))
        scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
        assert 0 < styles <= 20 * KILOBYTE
        assert 0 < scripts <= 30 * KILOBYTE
        assert sum(sizes.values()) <= 100 * KILOBYTE
        assert len(faults.requests) <= 10


class TestTheFrame:
    """What stands around every page."""

    def test_says_its_language_and_begins_with_the_way_to_the_content(
        self, live_server: LiveServer, page: Page
    ) -> None:
        visit(page, f"{live_server.url}/contoh/")
        page.keyboard.press("Tab")

        expect(page.locator("html")).to_have_attribute("lang", "id")
        expect(page.locator(".govuk-skip-link")).to_be_focused()
        expect(page.locator("main#content h1")).to_have_count(1)

    def test_shows_the_first_task_without_scrolling_on_a_phone(self, live_server: LiveServer, phone: Page) -> None:
        visit(phone, f"{live_server.url}/contoh/")

        expect(phone.locator(".pw-task__link").first).to_be_in_viewport(ratio=1)

    def test_opens_the_menu_in_place(self, live_server: LiveServer, phone: Page) -> None:
        visit(phone, f"{live_server.url}/contoh/")
        expect(phone.locator("#menu")).to_be_hidden()

        phone.locator("[data-menu]").click()

        expect(phone.locator("#menu")).to_be_visible()
        expect(phone.locator("[data-menu]")).to_have_attribute("aria-expanded", "true")
        axe_clean(phone)
        targets_large(phone)

    def test_turns_the_language_on_the_same_page(self, live_server: LiveServer, phone: Page) -> None:
        visit(phone, f"{live_server.url}/contoh/?q=rina")

        phone.get_by_role("button", name="English").click()

        expect(phone.locator("html")).to_have_attribute("lang", "en")
        assert phone.url.endswith("/contoh/?q=rina")

    def test_leaves_menus_and_buttons_out_of_print(self, live_server: LiveServer, desk: Page) -> None:
        visit(desk, f"{live_server.url}/contoh/")

        desk.emulate_media(media="print")

        for part in ("#menu", ".pw-footer", ".pw-search", ".pw-ways", ".pw-pages"):
            expect(desk.locator(part)).to_be_hidden()
        expect(desk.get_by_role("table").first).to_be_visible()

    def test_says_where_a_heat_map_is_wider_than_the_window_until_its_end(
        self, live_server: LiveServer, desk: Page
    ) -> None:
        visit(desk, f"{live_server.url}/contoh/")
        words, edge = desk.locator("[data-wide-words]"), desk.locator(".pw-wide--more")
        expect(words).to_be_hidden()
        expect(edge).to_have_count(0)

        desk.locator(".pw-heat").evaluate("(map) => { map.style.width = '3000px'; dispatchEvent(new Event('resize')) }")
        expect(words).to_be_visible()
        expect(words).to_contain_text("7 kompetensi")
        expect(edge).to_have_count(1)

        desk.locator("[data-wide-part]").evaluate("(part) => part.scrollTo(3000, 0)")
        expect(edge).to_have_count(0)

    def test_keeps_tags_smaller_and_outlines_as_wide_as_the_rest(self, live_server: LiveServer, desk: Page) -> None:
        visit(desk, f"{live_server.url}/contoh/")
        outline = "(part) => { part.focus(); return getComputedStyle(part).outlineWidth }"
        size = "(part) => parseFloat(getComputedStyle(part).fontSize)"

        tag = desk.locator("td .govuk-tag").first
        assert tag.evaluate(size) < tag.locator("xpath=..").evaluate(size)
        assert desk.locator(".govuk-checkboxes__input").first.evaluate(outline) == "3px"
        assert desk.locator("main .govuk-input").first.evaluate(outline) == "3px"

    def test_keeps_its_tables_when_colours_are_forced(self, live_server: LiveServer, desk: Page) -> None:
        desk.emulate_media(forced_colors="active", color_scheme="dark")

        visit(desk, f"{live_server.url}/contoh/")

        expect(desk.locator(".pw-heat__mean").first).to_be_visible()


class TestErrors:
    """A form that cannot be taken as it is."""

    def test_are_summed_up_first_and_lead_to_their_fields(self, live_server: LiveServer, page: Page) -> None:
        visit(page, f"{live_server.url}/contoh/?salah=1")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        links = page.locator(".govuk-error-summary__list a")

        for place in range(links.count()):
            aim = links.nth(place).get_attribute("href") or ""
            expect(page.locator(aim)).to_be_visible()
        links.first.click()

        expect(page.locator("#id_name")).to_be_focused()
        assert page.title().split(" – ")[0].endswith(" Contoh")
        assert page.title() != "Contoh – Piawai"


class TestWithoutScript:
    """The same with JavaScript switched off."""

    def test_the_menu_can_be_reached(self, live_server: LiveServer, phone: Page) -> None:
        browser = phone.context.browser
        assert browser is not None
        context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
        plain = context.new_page()
        visit(plain, f"{live_server.url}/contoh/")

        plain.locator("[data-menu]").click()

        expect(plain.locator("#menu")).to_be_visible()
        context.close()
