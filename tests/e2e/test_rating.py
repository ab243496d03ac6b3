"""Ratings as people give them: on a phone with a weak line, and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from piawai.competencies.models import Answer, EvidenceFile, Nomination, Round, Sheet
from piawai.competencies.terms import RoundState, SheetState, Source
from piawai.lib import clock
from tests import sheets as made
from tests import town
from tests.cast import Cast, cast
from tests.e2e.conftest import axe_clean, fits, sign_in, targets_large, visit
from tests.once import slow_on_the_second

pytestmark = [*slow_on_the_second, pytest.mark.django_db(transaction=True)]
MANY = 30  # behaviours of a sheet


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return made.led(cast())


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Wait longer than usual: what is tested is not how busy the machine is."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def enter(page: Page, live_server: LiveServer, people: Cast, role: str) -> None:
    """Sign a role in, in Indonesian."""
    page.context.set_default_timeout(30_000)
    sign_in(page, live_server=live_server, client=people.client(role))


class TestEmployee:
    """An employee fills in the own rating on a phone, while the line goes away and comes back."""

    def test_loses_nothing_without_connection(self, live_server: LiveServer, phone: Page, people: Cast) -> None:
        made.levels_in_words("M.1")
        sheet = made.sheet(made.round_(on=clock.today()), people.staff)
        enter(phone, live_server, people, "staff")
        visit(phone, live_server.url)
        phone.locator("main a", has_text="Isi penilaian diri").click()

        phone.get_by_label("Belum pernah saya lakukan").check()
        phone.locator("label[for=id_level_1]").click()
        phone.get_by_label("Sikap").check()
        phone.get_by_label("Contoh nyata").fill("Rapat Senin")
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Lanjut", exact=True).click()
        expect(phone.locator("#trouble")).to_be_visible()
        phone.context.set_offline(False)
        expect(phone.get_by_label("Contoh nyata")).to_have_value("Rapat Senin")
        phone.get_by_role("button", name="Lanjut", exact=True).click()

        expect(phone.locator("main")).to_contain_text("pertanyaan 2 dari 2")
        saved = Answer.objects.get(sheet=sheet, asked__competency__code="M.1")
        assert (saved.level, saved.lacks, saved.note) == (2, "SIKAP", "Rapat Senin")
        phone.get_by_label("Belum pernah saya lakukan").check()
        phone.get_by_role("button", name="Lanjut", exact=True).click()
        phone.get_by_role("button", name="Kirim penilaian").click()
        expect(phone.locator("h1")).to_have_text("Penilaian Anda sudah terkirim")
        assert Sheet.objects.get().state == SheetState.SENT

    def test_is_asked_what_is_missing_below_the_required_level_only(
        self, live_server: LiveServer, phone: Page, people: Cast
    ) -> None:
        sheet = made.sheet(made.round_(on=clock.today()), people.staff)
        enter(phone, live_server, people, "staff")
        visit(phone, live_server.url + reverse("rating_question", args=[sheet.token, 1]))

        expect(phone.get_by_text("Apa yang paling kurang?")).to_be_hidden()
        phone.locator("label[for=id_level_1]").click()
        expect(phone.get_by_text("Apa yang paling kurang?")).to_be_visible()
        phone.locator("label[for=id_level_2]").click()
        expect(phone.get_by_text("Apa yang paling kurang?")).to_be_hidden()


class TestAssessor:
    """An assessor answers thirty questions without a mouse."""

    @pytest.fixture
    def sheet(self, people: Cast) -> Sheet:
        town.dictionary({f"T.X.{number:02}": "TEKNIS" for number in range(MANY)})
        asked = made.round_(on=clock.today(), codes=[f"T.X.{number:02}" for number in range(MANY)])
        account = people.users["assessor"].code
        made.accredited(account, on=clock.today())
        return made.sheet(asked, people.staff, source=Source.ASSESSMENT_CENTER, assessor=account, related=False)

    def test_takes_two_keys_for_each(self, live_server: LiveServer, desk: Page, people: Cast, sheet: Sheet) -> None:
        enter(desk, live_server, people, "assessor")
        visit(desk, live_server.url + reverse("rating_table", args=[sheet.token]))
        keys = 0

        for number in range(MANY):
            for key in (str(number % 6), "j"):
                desk.keyboard.press(key)
                keys += 1
        desk.keyboard.press("b")
        desk.keyboard.type("Dilihat 3 kali")
        desk.keyboard.press("Escape")
        desk.keyboard.press("?")

        expect(desk.locator("[data-keys-help]")).to_have_attribute("open", "")
        expect(desk.locator("#saved li")).to_have_count(0)
        desk.get_by_role("button", name="Kirim penilaian").focus()
        desk.keyboard.press("Enter")
        expect(desk.locator("h1")).to_have_text("Penilaian Anda sudah terkirim")
        assert keys <= 2 * MANY
        levels = Answer.objects.filter(sheet=sheet).order_by("asked__competency__code")
        assert [row.level for row in levels] == [number % 6 or None for number in range(MANY)]
        assert levels.last().note == "Dilihat 3 kali"  # type: ignore[union-attr]

    def test_keeps_the_button_that_is_reached_while_a_save_is_under_way(
        self, live_server: LiveServer, desk: Page, people: Cast, sheet: Sheet
    ) -> None:
        enter(desk, live_server, people, "assessor")
        visit(desk, live_server.url + reverse("rating_table", args=[sheet.token]))
        desk.locator("#saved").evaluate("part => { part.dataset.before = '1'; }")

        desk.keyboard.press("3")
        desk.get_by_role("button", name="Kirim penilaian").focus()

        expect(desk.locator("#saved[data-before]")).to_have_count(0)
        expect(desk.get_by_role("button", name="Kirim penilaian")).to_be_focused()

    def test_keys_can_be_switched_off(self, live_server: LiveServer, desk: Page, people: Cast, sheet: Sheet) -> None:
        enter(desk, live_server, people, "assessor")
        address = live_server.url + reverse("rating_table", args=[sheet.token])
        visit(desk, address)
        desk.get_by_label("Jawab dengan satu tombol").uncheck()
        visit(desk, address)

        desk.keyboard.press("3")

        assert desk.locator("[data-table] input:checked").count() == 0
        assert not desk.get_by_label("Jawab dengan satu tombol").is_checked()

    def test_works_without_script(self, live_server: LiveServer, browser: object, people: Cast, sheet: Sheet) -> None:
        context = browser.new_context(java_script_enabled=False, locale="id-ID", viewport={"width": 360, "height": 640})  # type: ignore[attr-defined]
        page = context.new_page()
        enter(page, live_server, people, "assessor")
        visit(page, live_server.url + reverse("rating_table", args=[sheet.token]))
        page.locator("input[name=level-1][value='4']").check(force=True)
        page.get_by_role("button", name="Simpan", exact=True).click()

        expect(page.locator("input[name=level-1][value='4']")).to_be_checked()
        context.close()
        assert Answer.objects.filter(sheet=sheet, level=4).count() == 1


class TestEveryPage:
    """All pages of ratings at both sizes: axe, no sideways scroll, targets for thumbs."""

    def test_is_clean(self, live_server: LiveServer, page: Page, people: Cast) -> None:
        made.levels_in_words("M.1")
        made.papers(people)
        own = Sheet.objects.get(source=Source.SELF)
        peer = Sheet.objects.get(source=Source.PEER)
        assessed = Sheet.objects.get(source=Source.ASSESSMENT_CENTER)
        opened, naming = Round.objects.get(state=RoundState.OPEN), Round.objects.get(state=RoundState.NOMINATING)
        addresses = {
            "staff": [
                reverse("ratings"),
                reverse("rating_question", args=[own.token, 1]),
                reverse("rating_evidence", args=[own.token, 1]),
                reverse("rating_check", args=[own.token]),
                reverse("rating_table", args=[own.token]),
                reverse("rating_related", args=[peer.token]),
                reverse("nominate", args=[naming.token]),
            ],
            "head": [
                reverse("rating_staff", args=[opened.token]),
                reverse("nominations_waiting"),
                reverse("nomination_decide", args=[Nomination.objects.get().pk]),
            ],
            "assessor": [reverse("rating_table", args=[assessed.token])],
            "bkpsdm": [reverse("accreditations"), reverse("accreditation_new")],
        }
        assert EvidenceFile.objects.exists()

        for role, found in addresses.items():
            enter(page, live_server, people, role)
            for address in found:
                visit(page, live_server.url + address)
                axe_clean(page)
                fits(page)
                targets_large(page)
