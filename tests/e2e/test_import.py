"""A city's import with 13 faulty rows: uploaded, checked, repaired in the browser, stored, and the receipt read."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from piawai.people.models import Person
from tests import town
from tests.cast import Cast, cast
from tests.e2e.conftest import axe_clean, fits, sign_in, targets_large, visit
from tests.factories import rows, spreadsheets
from tests.once import slow_on_the_second
from tests.web.importing.conftest import works

pytestmark = [*slow_on_the_second, pytest.mark.django_db(transaction=True)]
FIRST, COUNT = 101, 300  # numbers of the people in the file; row = number - 99
# What is wrong, by row: column, cell, and what is typed instead. "!" takes the proposal, "-" leaves the row out.
FAULTS: dict[int, tuple[str, object, str]] = {
    5: ("NIP BARU", "19850309201001110", town.nip(104)),
    12: ("NIP BARU", 1.98e17, town.nip(111)),
    20: ("UNOR ID", "SEKS", "!"),
    31: ("UNOR ID", "Seksi Satu", "!"),
    44: ("NAMA", None, "ORANG BARU"),
    58: ("TANGGAL LAHIR", "30-02-1985", "09-03-1985"),
    63: ("TANGGAL LAHIR", "kemarin", "9/3/1985"),
    77: ("JENIS KELAMIN", "laki", "M"),
    90: ("JABATAN NAMA", "", "Pengelola"),
    111: ("TMT JABATAN", "1965", "01-02-2022"),
    150: ("NIP BARU", town.nip(248), "-"),
    222: ("TANGGAL LAHIR", "01-01-2031", "09-03-1985"),
    300: ("NIP BARU", "abc", town.nip(399)),
}
SELECTS = {77}


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Build the town anew, with a home folder of the test's own."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / "home"))
    return cast()


def export(folder: Path) -> Path:
    """Write the file of a city, with the 13 faults."""
    table = [dict(rows.pegawai(number, NAMA=f"ORANG {number}")) for number in range(FIRST, FIRST + COUNT)]
    for row, (column, cell, _right) in FAULTS.items():
        table[row - 2][column] = cell
    return spreadsheets.write(folder / "simpeg_nov.xlsx", table)


def sound(page: Page) -> None:
    """Refuse a page that is not open to everybody, on every screen."""
    axe_clean(page)
    fits(page)
    targets_large(page)


class TestImport:
    """BKPSDM imports the people of a city."""

    def test_is_repaired_and_confirmed_in_the_browser(
        self, live_server: LiveServer, page: Page, people: Cast, tmp_path: Path
    ) -> None:
        sign_in(page, live_server=live_server, client=people.client("bkpsdm"))
        before = Person.objects.count()

        visit(page, live_server.url + reverse("imports"))
        sound(page)
        page.get_by_role("link", name="Impor berkas").click()
        page.get_by_role("button", name="Unggah dan periksa").click()
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        sound(page)

        page.locator("#id_kind").select_option("pegawai")
        page.locator("#id_file").set_input_files(export(tmp_path))
        page.get_by_role("button", name="Unggah dan periksa").click()
        expect(page.locator("#progress")).to_contain_text("Menunggu giliran")
        address = page.url
        sound(page)

        page.route("**/impor/**", lambda route: route.continue_())  # while the worker writes, the page's questions wait
        page.goto("about:blank")  # the tab is closed, and the import found again among the tasks
        works()
        visit(page, live_server.url)
        page.get_by_role("link", name="Perbaiki 13 baris").click()
        assert page.url == address
        expect(page.locator("fieldset")).to_have_count(13)
        sound(page)

        page.get_by_role("button", name="Perbaiki dan periksa lagi").click()
        expect(page.locator(".govuk-error-summary")).to_contain_text("Belum ada yang Anda ubah")
        sound(page)
        for row, (_column, _cell, right) in FAULTS.items():
            group = page.locator(f"#baris-{row}")
            if right == "-":
                group.get_by_role("checkbox").check()
            elif right == "!":
                group.get_by_role("button").click()
                expect(group.locator("input.govuk-input")).to_have_value("SEKSI")
            elif row in SELECTS:
                group.locator("select").select_option(right)
            else:
                group.locator("input.govuk-input").fill(right)
        page.get_by_role("button", name="Perbaiki dan periksa lagi").click()
        expect(page.locator("#progress")).to_be_visible()
        works()
        expect(page.get_by_role("button", name="Simpan perubahan")).to_be_visible()  # the page asked by itself
        sound(page)
        assert Person.objects.count() == before

        page.get_by_role("button", name="Simpan perubahan").click()
        expect(page.locator("#progress")).to_be_visible()
        works()
        expect(page.get_by_role("heading", name="Bukti")).to_be_visible()
        expect(page.locator("main")).to_contain_text("299")
        sound(page)
        assert Person.objects.count() == before + COUNT - 1
        assert Person.objects.get(nip=town.nip(143)).name == "ORANG BARU"

    def test_works_without_script(self, live_server: LiveServer, phone: Page, people: Cast, tmp_path: Path) -> None:
        browser = phone.context.browser
        assert browser is not None
        context = browser.new_context(java_script_enabled=False, locale="id-ID")
        page = context.new_page()
        page.route("**/impor/**", lambda route: route.continue_())  # as above
        sign_in(page, live_server=live_server, client=people.client("bkpsdm"))
        visit(page, live_server.url + reverse("import_new"))
        page.locator("#id_kind").select_option("pegawai")
        bad = [{**rows.pegawai(101), "UNOR ID": "SEKS"}, rows.pegawai(102)]
        page.locator("#id_file").set_input_files(spreadsheets.write(tmp_path / "a.xlsx", bad))
        page.locator("main form button").click()

        works()
        page.get_by_role("button", name="Pakai SEKSI").click(timeout=10_000)  # the page comes anew by itself
        expect(page.locator("input.govuk-input")).to_have_value("SEKSI")
        page.get_by_role("button", name="Perbaiki dan periksa lagi").click()
        works()
        page.get_by_role("button", name="Simpan perubahan").click(timeout=10_000)
        works()

        expect(page.get_by_role("heading", name="Bukti")).to_be_visible(timeout=10_000)
        context.close()
        assert Person.objects.filter(nip__in=[town.nip(101), town.nip(102)]).count() == 2
