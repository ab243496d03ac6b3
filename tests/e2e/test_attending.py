"""Attendance on a phone that loses the network."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from piawai.learning.models import Certificate, Meeting, Presence
from piawai.learning.queries import presence as queries
from piawai.learning.services.results import lock_results, record_results
from piawai.learning.terms import ResultRow
from piawai.lib import clock
from tests import presence as made
from tests.cast import Cast, cast
from tests.e2e.conftest import axe_clean, fits, sign_in, targets_large, visit
from tests.once import slow_on_the_second

pytestmark = [*slow_on_the_second, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return cast()


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Wait longer than usual: what is tested is not how busy the machine is."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def address(people: Cast, live_server: LiveServer) -> str:
    """Return what the code of a meeting under way holds."""
    session = made.under_way(people.staff)
    meeting = Meeting.objects.get(session=session, number=1)
    return live_server.url + reverse("attend", args=[queries.meeting_text(meeting)])


def prepared(page: Page, live_server: LiveServer, people: Cast) -> None:
    """Open the page of attendance once with network, as a participant does before the day."""
    page.context.set_default_timeout(30_000)
    sign_in(page, live_server=live_server, client=people.client("staff"))
    visit(page, live_server.url + reverse("attending"))
    expect(page.locator("#phone[data-ready]")).to_be_attached()


class TestOffline:
    """T-OFF-2 and T-OFF-4 for attendance."""

    def test_scanned_offline_closed_and_reopened_is_one_row(
        self, live_server: LiveServer, phone: Page, people: Cast, address: str
    ) -> None:
        context = phone.context
        prepared(phone, live_server, people)
        context.clear_cookies()  # the session has ended in the meantime
        context.set_offline(True)
        scanning = context.new_page()
        scanning.goto(address)
        expect(scanning.locator("[data-scan=kept]")).to_be_visible()
        scanning.close()
        assert Presence.objects.count() == 0

        context.set_offline(False)
        again = context.new_page()
        again.goto(address)
        expect(again.locator("[data-scan=sent]")).to_be_visible()
        again.reload()
        expect(again.locator("[data-scan=sent]")).to_be_visible()

        row = Presence.objects.get()
        assert (row.by, row.doubt) == (people.staff.code, "")

    def test_a_lost_answer_is_asked_for_again(
        self, live_server: LiveServer, phone: Page, people: Cast, address: str
    ) -> None:
        prepared(phone, live_server, people)
        lost: list[str] = []

        def lose(route: object) -> None:
            if len(lost) < 2:
                lost.append("")
                route.fetch()  # type: ignore[attr-defined]  # it arrives, the answer does not
                route.abort()  # type: ignore[attr-defined]
            else:
                route.continue_()  # type: ignore[attr-defined]

        phone.route("**" + reverse("attending_send"), lose)
        phone.goto(address)

        expect(phone.locator("[data-scan=sent]")).to_be_visible()
        assert len(lost) == 2
        assert Presence.objects.count() == 1

    def test_the_pages_are_as_they_should_be(
        self, live_server: LiveServer, phone: Page, people: Cast, address: str
    ) -> None:
        prepared(phone, live_server, people)
        for place in (live_server.url + reverse("attending"), address):
            visit(phone, place)
            expect(phone.locator("#phone")).to_be_visible()
            axe_clean(phone)
            fits(phone)
            targets_large(phone)


class TestFromScanToCertificate:
    """Scanned without network, passed, and anybody can check the certificate."""

    def test_the_certificate_of_who_scanned_offline_is_valid(
        self, live_server: LiveServer, phone: Page, people: Cast
    ) -> None:
        today = timezone.localdate()
        session = made.under_way(people.staff, first=today - dt.timedelta(days=1))
        made.scanned(session)  # at the first meeting, yesterday
        meeting = Meeting.objects.get(session=session, number=2)
        address = live_server.url + reverse("attend", args=[queries.meeting_text(meeting)])
        prepared(phone, live_server, people)
        phone.context.set_offline(True)
        phone.goto(address)
        expect(phone.locator("[data-scan=kept]")).to_be_visible()
        phone.context.set_offline(False)
        phone.goto(address)
        expect(phone.locator("[data-scan=sent]")).to_be_visible()
        assert list(queries.present_at(meeting).values()) == [Presence.objects.get(meeting=meeting)]
        [enrolment] = queries.participants(session)
        said: dict[str, Any] = {"session": session, "on": today, "by": "tests", "at": clock.now()}
        record_results(results=[ResultRow(enrolment.pk, passed=True)], pass_mark=None, **said)
        lock_results(link="/", **said)

        own = reverse("certificate", args=[Certificate.objects.get().code])
        visit(phone, live_server.url + reverse("certificates"))
        expect(phone.locator(f"main a[href='{own}']")).to_be_visible()
        phone.context.clear_cookies()  # whoever is shown the certificate has no account here
        visit(phone, live_server.url + own)

        expect(phone.locator("main .govuk-tag")).to_have_text("Sah")
        axe_clean(phone)
        fits(phone)
