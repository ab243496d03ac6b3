"""The year's plan from the question to the mayor's decision: solved, proposed, approved on a phone."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from piawai.cli import worker
from piawai.development.models import AnnualPlan
from tests import town
from tests.cast import Cast, cast
from tests.e2e.conftest import Faults, axe_clean, fits, opened, sign_in, targets_large, visit
from tests.once import slow_on_the_second

pytestmark = [*slow_on_the_second, pytest.mark.django_db(transaction=True)]
BEGINS = timezone.localdate() + dt.timedelta(days=40)


@pytest.fixture
def people() -> Cast:
    """Build the town anew, with a session that teaches what is lacking."""
    found = cast()
    row = town.session_row("S1", BEGINS, programme="Integritas Dasar", teaches={"M.1": 3}, participant_cost=1_000_000)
    town.sessions(row)
    return found


def sound(page: Page) -> None:
    """Refuse a page that is not open to everybody, on every screen."""
    axe_clean(page)
    fits(page)
    targets_large(page)


class TestPlan:
    """BKPSDM solves and proposes on a desk, the mayor approves on a phone."""

    def test_goes_from_the_question_to_the_decision(
        self, live_server: LiveServer, desk: Page, browser: Browser, faults: Faults, people: Cast
    ) -> None:
        sign_in(desk, live_server=live_server, client=people.client("bkpsdm"))
        visit(desk, live_server.url + reverse("plan"))
        desk.get_by_role("link", name="Hitung rencana pelatihan").click()
        expect(desk.locator("h1")).to_have_text("Hitung rencana pelatihan")
        desk.get_by_role("button", name="Hitung rencana").click()
        expect(desk.locator(".govuk-error-summary")).to_contain_text("Tulis anggarannya.")
        sound(desk)

        desk.locator("[name=year]").fill(str(BEGINS.year))
        desk.locator("[name=budget]").fill("Rp5.000.000")
        desk.locator("[name=max_away]").fill("100")
        desk.locator("[name=time_limit]").fill("20")
        desk.get_by_role("button", name="Hitung rencana").click()
        expect(desk.locator("#job")).to_contain_text("Menunggu giliran")
        sound(desk)
        waiting = desk.url

        desk.goto("about:blank")  # the page is left; the plan is found by its message
        worker.run_once()
        visit(desk, live_server.url)
        desk.get_by_role("link", name="1 pesan baru").click()
        sound(desk)
        desk.locator("main tbody a", has_text="Rencana pelatihan yang Anda minta sudah siap").click()
        expect(desk.locator("h1")).to_have_text(f"Rencana pelatihan {BEGINS.year}")
        there = desk.url
        expect(desk.locator("main")).to_contain_text("Rp5.000.000")
        desk.goto(waiting)
        assert desk.url == there  # the page that was left leads to the plan, too
        desk.get_by_role("link", name="Usulkan rencana", exact=True).click()
        sound(desk)
        desk.get_by_role("button", name="Usulkan rencana").click()
        expect(desk.locator("main")).to_contain_text("Diusulkan: menunggu keputusan")
        sound(desk)

        for phone in opened(browser, faults, "phone"):
            sign_in(phone, live_server=live_server, client=people.client("mayor"))
            visit(phone, live_server.url)
            phone.get_by_role("link", name=f"Setujui rencana pelatihan {BEGINS.year} (Rp5.000.000)").click()
            sound(phone)
            phone.get_by_role("link", name="Setujui rencana", exact=True).click()
            sound(phone)
            phone.get_by_role("button", name="Setujui rencana").click()
            expect(phone.locator("main")).to_contain_text("Disetujui: isinya sudah diputuskan.")
            sound(phone)

        plan = AnnualPlan.objects.get()
        assert plan.state == "DISETUJUI"
        assert list(plan.steps.order_by("pk").values_list("action", flat=True)) == ["usulkan", "setujui"]
        desk.reload()
        expect(desk.locator("main")).to_contain_text("disetujui oleh Akun mayor")
