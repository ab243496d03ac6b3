"""
The gates that every page passes (the numbers are those of the checklist in the design of use).

One site for all of them: `piawai serve` with a database of its own. Its pages are found by following the links of each
role from its home page, two addresses of each name, so that a new page is swept by itself. What is cheap (status,
title, headings, forms, words) is looked at on every page of every role. What needs the browser is looked at on every
page of every role at 360 pixels, once for each shape (the same elements, whatever the words), and at 768 and 1280
pixels once for each name of an address, as the first role that reaches it (axe at 768 only where the layout differs
from that at 1280: lists and heat maps).
They run once, on SQLite: what pages look like does not depend on the database.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import ROLES, Faults, axe_clean, fits, opened_as, targets_large, visit
from tests.e2e.served import Element, Shown, Site
from tests.once import once

pytestmark = [pytest.mark.slow, once]

PUBLIC_TASKS = ("home", "person", "correction_ask", "corrections", "viewers", "catalogue", "dictionary", "help")
TOP_TASKS = {
    "staff": (*PUBLIC_TASKS, "competency", "session", "standards", "plan_why", "usersessions_list"),
    "head": ("unit", "unit_competency", "people", "plan", "plan_people", "plan_assess", "catalogue"),
    "bkpsdm": (
        "city",
        "people",
        "units",
        "plan",
        "locks",
        "corrections_waiting",
        "correction",
        "catalogue",
        "standards",
    ),
    "sekda": ("city", "plan", "people"),
    "mayor": ("city", "plan", "people"),
    "inspector": ("audit_log",),
}
STATES = {"Belum mulai", "Sedang diisi", "Menunggu", "Perlu perbaikan", "Selesai"}
FORBIDDEN = re.compile(r"\b(Error|Invalid|Gagal!|Terjadi kesalahan|Submit|Forbidden|Access denied|Session expired)\b")
OTHER_DATES = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(January|February|October|December) \d")
OTHER_NUMBERS = re.compile(r"(?<![\w.])\d+\.\d{1,2}(?![\d.])")
VERBLESS = {"ok", "ya", "tidak", "oke", "submit", "next", "klik di sini", "di sini"}


def faults_in(pages: list[Shown], rule: str) -> str:
    """Return the addresses that break a rule, a line each."""
    return "\n".join(f"{page.role} {page.address}: {rule}" for page in pages)


def fields(page: Shown) -> list[Element]:
    """Return what a reader fills in on a page."""
    found = page.all("input", "select", "textarea")
    return [one for one in found if one.attributes.get("type") not in {"hidden", "radio", "checkbox", "submit"}]


def label_of(page: Shown, field: Element) -> str:
    """Return the label of a field."""
    wanted = field.attributes.get("id")
    return " ".join(
        " ".join(label.text.split()) for label in page.all("label") if label.attributes.get("for") == wanted
    )


class TestEveryPage:
    """What is looked at in the text of every page of every role."""

    def test_opens(self, every: list[Shown]) -> None:
        assert not faults_in([page for page in every if page.status != 200], "does not open")
        assert len({page.name for page in every}) >= 30

    def test_22_has_language_title_heading_and_landmarks(self, every: list[Shown]) -> None:
        wrong = [
            page
            for page in every
            if (
                page.all("html")[0].attributes.get("lang") != "id"
                or len(page.all("h1")) != 1
                or [one.attributes.get("id") for one in page.all("main")] != ["content"]
                or page.all("a")[0].attributes.get("href") != "#content"
                or len(page.all("header")) != 1
                or len(page.all("footer")) != 1
            )
        ]

        assert not faults_in(wrong, "language, skip link, heading or landmark")

    @pytest.mark.parametrize("role", ROLES)
    def test_22_has_a_title_of_its_own(self, pages: dict[str, list[Shown]], role: str) -> None:
        titles: dict[str, set[str]] = {}
        for page in pages[role]:
            titles.setdefault(page.all("title")[0].text, set()).add(page.name)

        assert {title: names for title, names in titles.items() if len(names) > 1} == {}

    def test_27_has_help_in_the_same_place(self, every: list[Shown]) -> None:
        wrong = [
            page
            for page in every
            if next(one for one in page.all("a") if one.within("footer")).attributes["href"] != "/bantuan/"
        ]

        assert not faults_in(wrong, "help is not first in the footer")

    def test_32_asks_for_the_right_keyboard(self, every: list[Shown]) -> None:
        wrong = []
        for page in every:
            for field in fields(page):
                kind, mode = field.attributes.get("type", ""), field.attributes.get("inputmode", "")
                tokens = field.attributes.get("autocomplete", "")
                if kind == "number" and mode not in {"numeric", "decimal"}:
                    wrong.append(f"{page.address}: {field.attributes}")
                if kind == "password" and tokens not in {"current-password", "new-password", "one-time-code"}:
                    wrong.append(f"{page.address}: {field.attributes}")

        assert not wrong

    def test_33_marks_what_is_optional_in_words(self, every: list[Shown]) -> None:
        wrong = []
        for page in every:
            posting = [one for one in page.all("form") if one.attributes.get("method", "").lower() == "post"]
            if any("novalidate" not in one.attributes and "hidden" not in one.attributes for one in posting):
                wrong.append(f"{page.role} {page.address}: the browser's own checks are on")
            if any("*" in label.text for label in page.all("label", "legend")):
                wrong.append(f"{page.role} {page.address}: an asterisk")
            if any("required" in field.attributes for field in fields(page) if "novalidate" not in page.text):
                wrong.append(f"{page.role} {page.address}: required without words")

        assert not wrong

    def test_32_labels_every_field(self, every: list[Shown]) -> None:
        wrong = [
            f"{page.role} {page.address}: {field.attributes.get('name')}"
            for page in every
            for field in fields(page)
            if not label_of(page, field) and not field.attributes.get("aria-label")
        ]

        assert not wrong

    def test_40_names_the_states_of_tasks_by_five_words(self, pages: dict[str, list[Shown]]) -> None:
        found = {
            " ".join(tag.text.split())
            for role in ROLES
            for tag in pages[role][0].classed("govuk-tag")
            if any(outer.has("pw-task") for outer in tag.around)
        }

        assert found
        assert found <= STATES

    def test_43_gives_every_list_on_paper_and_as_a_file(self, every: list[Shown], site: Site) -> None:
        wrong = []
        for page in every:
            if not page.classed("pw-list"):
                continue
            ways = [one.attributes["href"] for one in page.all("a") if "format=" in one.attributes.get("href", "")]
            kinds = {way.rpartition("format=")[2] for way in ways}
            if "cetak" not in kinds or len(kinds) == 2:
                wrong.append(f"{page.role} {page.address}: {kinds}")
        maps = [page for page in every if page.classed("pw-heat")]
        files = {"?format=pdf", "?format=xlsx"}
        bare = [page for page in maps if not files <= {one.attributes.get("href") for one in page.all("a")}]

        assert not wrong
        assert maps
        assert not faults_in(bare, "no file of the heat map")

    def test_46_says_every_cell_of_a_heat_map_in_words(self, every: list[Shown]) -> None:
        cells = [(page, cell) for page in every for cell in page.classed("pw-heat__cell")]
        wrong = [
            f"{page.role} {page.address}: {cell.text}"
            for page, cell in cells
            if not re.fullmatch(r"(–|\?|\d+,\d).*?(\d+ diketahui, \d+ belum|di bawah \d+ orang).*", flat(cell.text))
            and flat(cell.text) not in {"0 diketahui, 0 belum diketahui"}
        ]

        assert len(cells) > 4
        assert not wrong

    def test_46_tells_no_small_group_to_whoever_sees_groups(self, pages: dict[str, list[Shown]]) -> None:
        cells = [flat(cell.text) for page in pages["mayor"] for cell in page.classed("pw-heat__cell")]

        assert cells
        assert not [cell for cell in cells if (found := re.search(r"(\d+) diketahui", cell)) and 0 < int(found[1]) < 5]

    def test_50_names_the_thing_instead_of_an_error(self, every: list[Shown]) -> None:
        assert not faults_in([page for page in every if FORBIDDEN.search(page.words())], "a forbidden word")

    def test_51_writes_days_and_numbers_as_people_do(self, every: list[Shown]) -> None:
        wrong = [
            f"{page.role} {page.address}: {found}"
            for page in every
            for found in OTHER_DATES.findall(page.words()) + OTHER_NUMBERS.findall(without_moments(page.words()))
        ]

        assert not wrong

    def test_52_says_on_buttons_what_they_do(self, every: list[Shown]) -> None:
        words = {flat(button.text).lower() for page in every for button in page.all("button")}

        assert words & VERBLESS == set()
        assert all(words)

    @pytest.mark.parametrize("role", list(TOP_TASKS))
    def test_38_is_three_taps_away(self, pages: dict[str, list[Shown]], role: str) -> None:
        nearest: dict[str, int] = {}
        for page in pages[role]:
            nearest[page.name] = min(page.taps, nearest.get(page.name, page.taps))

        far = {task: nearest.get(task) for task in TOP_TASKS[role] if nearest.get(task, 9) > 3}

        assert far == {}


def flat(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def without_moments(text: str) -> str:
    """Return a text without times of day and codes, which have dots of their own."""
    return re.sub(r"pukul \d\d\.\d\d|\b[A-Z][A-Z.]*\.\d+\b", "", text)


def look(site: Site, browser: Browser, pages: list[Shown], **more: Any) -> Iterator[tuple[Page, Shown]]:
    """Give pages one by one, opened on a phone as the role that found them."""
    for role in ROLES:
        mine = [shown for shown in pages if shown.role == role]
        if mine:
            with opened_as(site, browser, role, **more) as page:
                for shown in mine:
                    page.set_viewport_size({"width": 360, "height": 640})
                    visit(page, site.url + shown.address)
                    yield page, shown


class TestLook:
    """What is looked at in the browser."""

    def test_19_20_every_page_keeps_to_wcag_fits_a_phone_and_can_be_tapped(
        self, site: Site, browser: Browser, every: list[Shown], faults: Faults
    ) -> None:
        shapes = {shown.shape(): shown for shown in reversed(every)}
        for page, shown in look(site, browser, list(shapes.values())):
            check(page, shown, faults, axe_clean, fits, targets_large)

        assert not faults.found, "\n".join(faults.found)

    def test_19_every_kind_of_page_keeps_to_wcag_on_wider_screens(
        self, site: Site, browser: Browser, once: list[Shown], faults: Faults
    ) -> None:
        for page, shown in look(site, browser, once):
            page.set_viewport_size({"width": 768, "height": 800})
            check(
                page,
                shown,
                faults,
                fits,
                *([axe_clean] if shown.classed("pw-list") or shown.classed("pw-heat") else []),
            )
            page.set_viewport_size({"width": 1280, "height": 800})
            check(page, shown, faults, axe_clean, fits)

        assert not faults.found, "\n".join(faults.found)

    def test_23_fits_320_pixels_and_letters_twice_as_large(
        self, site: Site, browser: Browser, once: list[Shown], faults: Faults
    ) -> None:
        for page, shown in look(site, browser, once):
            page.set_viewport_size({"width": 320, "height": 640})
            check(page, shown, faults, fits)
            page.set_viewport_size({"width": 640, "height": 640})
            page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
            check(page, shown, faults, fits)

        assert not faults.found, "\n".join(faults.found)

    @pytest.mark.parametrize("role", ROLES)
    def test_37_shows_the_first_task_without_scrolling(self, site: Site, browser: Browser, role: str) -> None:
        with opened_as(site, browser, role) as page:
            visit(page, site.url)

            expect(page.locator(".pw-task__link, .pw-empty").first).to_be_in_viewport(ratio=1)

    @pytest.mark.parametrize(
        "wish", [{"color_scheme": "dark"}, {"forced_colors": "active"}, {"reduced_motion": "reduce"}]
    )
    def test_25_stays_readable_as_the_reader_wishes(
        self, site: Site, browser: Browser, once: list[Shown], wish: dict[str, str], faults: Faults
    ) -> None:
        some = [one for one in once if one.name in {"home", "person", "city", "people", "correction_ask"}]
        for page, shown in look(site, browser, some, **wish):
            faults.found += [f"{shown.address}: {one}" for one in page.evaluate(UNREADABLE)]

        assert not faults.found, "\n".join(faults.found)

    def test_24_46_tells_the_steps_of_a_heat_map_apart_in_grey(self) -> None:
        style = Path("piawai/web/static/piawai/piawai.css").read_text(encoding="utf-8")
        found = [re.search(rf"\.pw-heat__cell--{step} {{ background: #(\w{{6}})", style) for step in range(5)]
        greys = [luminance(match[1]) for match in found if match]

        assert len(greys) == 5
        assert all((lighter + 0.05) / (darker + 0.05) > 1.2 for lighter, darker in pairwise(greys))


def check(page: Page, shown: Shown, faults: Faults, *checks: Callable[[Page], None]) -> None:
    """Write down what checks refuse."""
    for one in checks:
        try:
            one(page)
        except AssertionError as fault:
            faults.found.append(f"{shown.role} {shown.address}: {fault}")


def luminance(colour: str) -> float:
    """Return how light a colour is, from 0 to 1, as WCAG reckons."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


UNREADABLE = """() => {
    const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const colour = parse(getComputedStyle(one).backgroundColor);
            if (colour.length === 3 || colour[3] > 0.5) return colour;
        }
        return [255, 255, 255];
    };
    const light = (colour) => 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2];
    return [...document.querySelectorAll("main *, header *, nav *")].filter((element) => {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const box = element.getBoundingClientRect();
        if (!own || box.width < 2 || getComputedStyle(element).visibility !== "visible") return false;
        return Math.abs(light(parse(getComputedStyle(element).color)) - light(behind(element))) < 60;
    }).map((element) => element.outerHTML.slice(0, 120));
}"""
