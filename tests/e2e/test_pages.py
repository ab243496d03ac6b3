"""The pages of the site, as those who may see them see them."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast, cast
from tests.e2e.conftest import axe_clean, fits, targets_large, visit

pytestmark = [pytest.mark.django_db(transaction=True)]

PAGES = {
    "staff": ("home", "dictionary", "standards", "catalogue", "corrections", "correction_ask", "viewers", "help"),
    "bkpsdm": ("home", "people", "units", "city", "plan", "locks", "corrections_waiting", "account"),
    "inspector": ("audit_log",),
}


@pytest.fixture
def people() -> Cast:
    """Build the town anew: the live server leaves no transaction to roll back."""
    return cast()


def sign_in(page: Page, *, live_server: LiveServer, client: Client) -> None:
    """Let a page go on with the session of a test client."""
    cookie = client.cookies["piawai"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


class TestPages:
    """Every page that a role opens from its menu."""

    @pytest.mark.parametrize("role", list(PAGES))
    def test_keep_to_wcag_fit_and_can_be_tapped(
        self, live_server: LiveServer, page: Page, people: Cast, role: str
    ) -> None:
        sign_in(page, live_server=live_server, client=people.client(role))
        titles = set()
        faults = []

        for name in PAGES[role]:
            visit(page, live_server.url + reverse(name))
            titles.add(page.title())
            expect(page.locator("h1")).to_have_count(1)
            for check in (axe_clean, fits, targets_large):
                try:
                    check(page)
                except AssertionError as fault:
                    faults.append(f"{name}: {fault}")

        assert not faults, "\n".join(faults)
        assert len(titles) == len(PAGES[role])
