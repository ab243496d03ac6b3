"""Accounts in the browser: slips, a first password on a phone, a second factor, and the pages around them."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from piawai.access.services.proposals import propose_grant
from piawai.access.services.samples import draw
from piawai.access.terms import Holder
from piawai.accounts.services import choose_password
from piawai.formats import slips
from piawai.lib import clock
from tests.cast import Cast, cast
from tests.e2e.conftest import axe_clean, fits, sign_in, targets_large, visit
from tests.once import slow_on_the_second

pytestmark = [*slow_on_the_second, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cheap_hasher")]
PASSWORD = "laut-biru-di-sabang"  # noqa: S105 (of invented people)


@pytest.fixture
def people() -> Cast:
    """Build the town anew."""
    return cast()


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[slips.Sheet]:
    """The sheets that became a file, so that a test can read what stands on them."""
    found: list[slips.Sheet] = []
    make = slips.pdf

    def kept(sheet: slips.Sheet) -> bytes:
        found.append(sheet)
        return make(sheet)

    monkeypatch.setattr(slips, "pdf", kept)
    return found


def enter(page: Page, *, live_server: LiveServer, login: str, password: str) -> None:
    """Sign in by the form."""
    visit(page, live_server.url + reverse("account_login"))
    page.locator("main input:visible").first.fill(login)
    page.locator("main input[type=password]").fill(password)
    page.locator("main form button:visible").first.click()


class TestSlips:
    """An operator prints slips; an employee signs in with one on a phone."""

    def test_lead_an_employee_in(
        self, live_server: LiveServer, desk: Page, phone: Page, people: Cast, sheets: list[slips.Sheet]
    ) -> None:
        sign_in(desk, live_server=live_server, client=people.client("operator"))
        visit(desk, live_server.url + reverse("account"))
        desk.locator(f"main a[href='{reverse('sign_in_codes')}']").click()
        desk.get_by_label("Kolega Kedua").check()

        with desk.expect_download() as download:
            desk.locator("main button[value=chosen]").click()

        assert download.value.suggested_filename == "slip-kode.pdf"
        [slip] = sheets[0].slips
        assert slip.name == "Kolega Kedua"

        enter(phone, live_server=live_server, login=people.colleague.nip, password=slip.code)
        expect(phone).to_have_url(live_server.url + reverse("account_change_password"))
        for field in phone.locator("main input[type=password]").all():
            field.fill(PASSWORD)
        phone.locator("main form button:visible").first.click()
        expect(phone).to_have_url(live_server.url + "/")

        phone.context.clear_cookies()
        enter(phone, live_server=live_server, login=people.colleague.nip, password=slip.code)
        expect(phone.locator("[role=alert]").first).to_be_visible()
        enter(phone, live_server=live_server, login=people.colleague.nip, password=PASSWORD)
        expect(phone).to_have_url(live_server.url + "/")

    def test_follow_the_filter_that_script_has_set(
        self, live_server: LiveServer, desk: Page, people: Cast, sheets: list[slips.Sheet]
    ) -> None:
        sign_in(desk, live_server=live_server, client=people.client("bkpsdm"))
        visit(desk, live_server.url + reverse("sign_in_codes"))
        desk.locator("select[name=unit]").select_option("LAIN")
        desk.locator("form[role=search] button").click()
        expect(desk.locator("tr", has_text="Sari Staf")).to_have_count(0)

        with desk.expect_download():
            desk.locator("main button[value=missing]").click()

        assert {slip.name for slip in sheets[0].slips} == {"Orang Luar", "Kepala Lain"}


class TestSecondFactor:
    """Staff set up an app before any page opens, and get codes for the day the phone is lost."""

    def test_is_set_up_on_the_way_in(self, live_server: LiveServer, phone: Page, people: Cast) -> None:
        user = people.users["bkpsdm"]
        Authenticator.objects.filter(user=user).delete()
        choose_password(user=user, password=PASSWORD, by="tests", at=clock.now())

        enter(phone, live_server=live_server, login=user.email, password=PASSWORD)
        expect(phone).to_have_url(live_server.url + reverse("mfa_index"))
        for check in (axe_clean, fits):
            check(phone)
        phone.locator(f"main a.govuk-button[href='{reverse('mfa_activate_totp')}']").click()
        phone.locator("main input[type=password]").fill(PASSWORD)
        phone.locator("main form button:visible").first.click()
        secret = phone.locator("main code").inner_text()
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        phone.locator("main input:visible").first.fill(code)
        phone.locator("main form button:visible").first.click()
        expect(phone.locator("main li code")).to_have_count(10)
        phone.locator("main a.govuk-button").click()

        expect(phone).to_have_url(live_server.url + "/")


class TestPages:
    """The pages of accounts, roles and samples keep to the rules of all pages."""

    @pytest.mark.parametrize("role", ["operator", "bkpsdm", "inspector", "staff"])
    def test_keep_to_wcag_fit_and_can_be_tapped(
        self, live_server: LiveServer, page: Page, people: Cast, role: str
    ) -> None:
        faults = []
        sign_in(page, live_server=live_server, client=people.client(role))

        for address in addresses(people)[role]:
            visit(page, live_server.url + address)
            for check in (axe_clean, fits, targets_large):
                try:
                    check(page)
                except AssertionError as fault:
                    faults.append(f"{address}: {fault}")

        assert not faults, "\n".join(faults)

    def test_show_what_is_wrong_with_a_proposal(self, live_server: LiveServer, page: Page, people: Cast) -> None:
        sign_in(page, live_server=live_server, client=people.client("bkpsdm"))
        visit(page, live_server.url + reverse("role_propose"))

        page.locator("main form button:visible").first.click()

        expect(page.locator(".govuk-error-summary")).to_be_visible()
        for check in (axe_clean, fits, targets_large):
            check(page)


class TestDevices:
    """Everyone sees where they are signed in, and ends one of these."""

    def test_are_signed_out_one_by_one(self, live_server: LiveServer, phone: Page, desk: Page, people: Cast) -> None:
        choose_password(user=people.users["staff"], password=PASSWORD, by="tests", at=clock.now())
        for browser in (desk, phone):
            enter(browser, live_server=live_server, login=people.staff.nip, password=PASSWORD)
            expect(browser).to_have_url(live_server.url + "/")
        visit(phone, live_server.url + reverse("usersessions_list"))
        for check in (axe_clean, fits, targets_large):
            check(phone)

        phone.locator("main button[name=session]").click()

        expect(phone.locator("main tbody tr")).to_have_count(1)
        desk.goto(live_server.url + reverse("account"))
        expect(desk).to_have_url(f"{live_server.url}{reverse('account_login')}?next={reverse('account')}")


def addresses(people: Cast) -> dict[str, list[str]]:
    """Return what each role opens, with something on it."""
    at = clock.now()
    users = people.users
    proposal = propose_grant(
        user=users["staff"],
        role="sekda",
        unit=None,
        on=clock.today(),
        reason="x",
        by=users["operator"].code,
        at=at,
        page=lambda number: reverse("role_proposal", args=[number]),
    )
    sample = draw(holder=Holder(users["inspector"].code, "I", None, ()), unit=None, size=1, reason="x", at=at)
    one = reverse("sign_in_code", args=[people.head.code])
    return {
        "operator": [reverse("sign_in_codes"), one],
        "bkpsdm": [
            reverse("sign_in_codes"),
            one,
            reverse("roles"),
            reverse("role_propose"),
            reverse("role_proposals"),
            reverse("role_proposal", args=[proposal.pk]),
        ],
        "inspector": [reverse("samples"), reverse("sample_draw"), reverse("sample", args=[sample.pk])],
        "staff": [reverse("account"), reverse("usersessions_list"), reverse("account_reset_password")],
    }
