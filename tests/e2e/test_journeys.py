"""Whole ways through the site, as people go them."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from piawai.accounts.services import choose_password
from piawai.lib import clock
from tests import town
from tests.cast import Cast, cast
from tests.e2e.conftest import visit
from tests.once import slow_on_the_second

pytestmark = [*slow_on_the_second, pytest.mark.django_db(transaction=True)]
PASSWORD = "laut-biru-di-sabang"  # noqa: S105 (of an invented head)


@pytest.fixture
def people() -> Cast:
    """Build the town anew, with a session that teaches what is lacking."""
    found = cast()
    first = timezone.localdate() + dt.timedelta(days=30)
    town.sessions(town.session_row("S1", first, programme="Integritas Dasar", teaches={"M.1": 3}))
    choose_password(user=found.users["head"], password=PASSWORD, by="tests", at=clock.now())
    return found


class TestHead:
    """A head signs in on a phone, and sees who lacks what and what comes next for them."""

    def test_reaches_the_people_and_their_next_session_in_three_clicks(
        self, live_server: LiveServer, phone: Page, people: Cast
    ) -> None:
        visit(phone, live_server.url)
        phone.locator("main input:visible").first.fill(people.head.nip)
        phone.locator("main input[type=password]").fill(PASSWORD)
        phone.locator("main form button:visible").first.click()
        expect(phone.locator("h1, h2").first).to_be_visible()

        phone.locator("main a[href*='/unit/DINAS/']").first.click()
        phone.locator("main a[href$='/unit/SEKSI/M.1/']").first.click()

        row = phone.locator("tr", has_text="Sari Staf")
        expect(row).to_contain_text("Integritas Dasar")
        expect(phone.locator("tr", has_text="Orang Luar")).to_have_count(0)
