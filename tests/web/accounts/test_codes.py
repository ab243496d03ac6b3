"""Slips with one-time codes, and the reset of others' accounts: who may, for whom, and what stays of it."""

import datetime as dt
import json
import logging
from http import HTTPStatus
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from piawai.access import codes
from piawai.access.holding import holder
from piawai.access.services.roles import grant_role
from piawai.accounts.models import OneTimeCode, User
from piawai.accounts.services import choose_password, deactivate
from piawai.audit.models import Event
from piawai.formats import slips
from piawai.jobs.models import Message
from piawai.lib import clock
from piawai.people.models import Person
from tests import town
from tests.cast import Cast, cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher")]
PAGE = "/akun/kode/"
GOOD = "kuda lumping biru"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[slips.Sheet]:
    """The sheets that became a file, so that a test can read what stands on them."""
    found: list[slips.Sheet] = []
    make = slips.pdf

    def kept(sheet: slips.Sheet) -> bytes:
        found.append(sheet)
        return make(sheet)

    monkeypatch.setattr(slips, "pdf", kept)
    return found


def states(response: Any) -> dict[str, str]:
    """Return how the accounts on a page stand, by name."""
    return {cells[0].text: cells[2].text for cells in response.context["listing"].cells}


def make(client: Client, *chosen: Person, **more: str) -> Any:
    """Ask for slips of those chosen or, without any, of all who lack a code."""
    return client.post(
        PAGE, {"make": "chosen" if chosen else "missing", "chosen": [one.code for one in chosen], **more}
    )


class TestList:
    """Who has an account, and how it stands."""

    def test_shows_an_operator_the_own_unit_alone(self, people: Cast) -> None:
        shown = states(people.client("operator").get(PAGE))

        assert set(shown) == {"Sari Staf", "Kolega Kedua", "Hadi Kepala"}

    def test_tells_the_states_apart(self, people: Cast) -> None:
        make(people.client("bkpsdm"), people.outsider)
        people.client("staff")  # signs in
        deactivate(user=people.users["other_head"], by="tests", at=clock.now())

        shown = states(people.client("bkpsdm").get(PAGE))

        assert shown == {
            "Sari Staf": "has signed in",
            "Kolega Kedua": "no account",
            "Hadi Kepala": "invited, never signed in",
            "Orang Luar": "has a code",
            "Kepala Lain": "closed",
        }

    def test_narrows_to_a_unit_and_a_state(self, people: Cast) -> None:
        client = people.client("bkpsdm")

        assert set(states(client.get(PAGE, {"unit": "LAIN"}))) == {"Orang Luar", "Kepala Lain"}
        assert set(states(client.get(PAGE, {"keadaan": "belum"}))) == {"Kolega Kedua", "Orang Luar"}

    def test_narrows_no_operator_beyond_the_own_unit(self, people: Cast) -> None:
        shown = states(people.client("operator").get(PAGE, {"unit": "LAIN"}))

        assert "Orang Luar" not in shown

    def test_takes_few_queries(self, people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        client = people.client("bkpsdm")
        client.get(PAGE)  # renews what holds for a day

        with django_assert_max_num_queries(12):
            assert client.get(PAGE).status_code == HTTPStatus.OK


class TestTask:
    """An operator's home says for whom slips are wanting."""

    def test_counts_those_without_a_code(self, people: Cast) -> None:
        before = tasks(people, "operator")
        make(people.client("operator"))

        assert before["/akun/kode/"].detail == "2 people"
        assert "/akun/kode/" not in tasks(people, "operator")


def tasks(people: Cast, role: str) -> dict[str, Any]:
    """Return what a role has to do, by address."""
    return {task.url: task for task in people.client(role).get("/").context["tasks"]}


class TestSlips:
    """A file with a code for each, made once and kept nowhere."""

    def test_hold_a_code_for_everybody_who_lacks_one(self, people: Cast, printed: list[slips.Sheet]) -> None:
        response = make(people.client("operator"))

        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "no-store"
        assert response.content.startswith(b"%PDF")
        [sheet] = printed
        assert {(slip.name, slip.unit) for slip in sheet.slips} == {
            ("Sari Staf", "Seksi Satu"),
            ("Kolega Kedua", "Seksi Satu"),
        }
        assert sheet.address == "http://testserver/"
        assert OneTimeCode.objects.count() == 2

    def test_let_in_once(self, people: Cast, printed: list[slips.Sheet]) -> None:
        make(people.client("operator"), people.colleague)
        form = {"login": people.colleague.nip, "password": printed[0].slips[0].code}

        first = Client().post("/akun/masuk/", form)
        second = Client().post("/akun/masuk/", form)

        assert (first.status_code, second.status_code) == (HTTPStatus.FOUND, HTTPStatus.OK)

    def test_leave_neither_code_nor_nip_behind(
        self, people: Cast, printed: list[slips.Sheet], caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.DEBUG):
            make(people.client("operator"))

        [sheet] = printed
        rows = [*Event.objects.values(), *OneTimeCode.objects.values(), *Message.objects.values()]
        left = caplog.text + json.dumps(rows, default=str)
        for slip in sheet.slips:
            assert slip.code not in left
        assert town.nip(1) not in str(sheet) + left

    def test_are_made_once_by_two_taps(self, people: Cast, printed: list[slips.Sheet]) -> None:
        client = people.client("operator")
        make(client)

        second = make(client)

        assert second.status_code == HTTPStatus.FOUND
        assert len(printed) == 1
        assert OneTimeCode.objects.count() == 2

    def test_of_those_chosen_end_the_earlier_ones(self, people: Cast, printed: list[slips.Sheet]) -> None:
        client = people.client("operator")
        make(client, people.colleague)
        make(client, people.colleague)

        old, new = (sheet.slips[0].code for sheet in printed)
        answers = [
            Client().post("/akun/masuk/", {"login": people.colleague.nip, "password": code}).status_code
            for code in (old, new)
        ]

        assert answers == [HTTPStatus.OK, HTTPStatus.FOUND]

    def test_are_not_made_out_of_reach(self, people: Cast) -> None:
        assert make(people.client("operator"), people.outsider).status_code == HTTPStatus.FOUND
        assert not OneTimeCode.objects.exists()

    @pytest.mark.parametrize("role", ["bkpsdm", "inspektorat", "sekda"])
    def test_are_not_made_by_an_operator_for_staff(self, people: Cast, role: str) -> None:
        grant_role(user=people.users["staff"], role=role, unit=None, on=clock.today(), by="tests", at=clock.now())

        make(people.client("operator"), people.staff)
        make(people.client("operator"))

        assert not OneTimeCode.objects.filter(user=people.users["staff"]).exists()

    def test_are_not_made_for_a_role_that_begins_tomorrow(self, people: Cast) -> None:
        tomorrow = clock.today() + dt.timedelta(days=1)
        grant_role(user=people.users["staff"], role="bkpsdm", unit=None, on=tomorrow, by="tests", at=clock.now())

        make(people.client("operator"), people.staff)

        assert not OneTimeCode.objects.exists()

    def test_are_not_made_for_whoever_has_signed_in(self, people: Cast) -> None:
        people.client("staff")

        make(people.client("operator"), people.staff)

        assert not OneTimeCode.objects.exists()

    def test_need_someone_chosen(self, people: Cast) -> None:
        people.client("operator").post(PAGE, {"make": "chosen"})

        assert not OneTimeCode.objects.exists()

    def test_are_refused_beyond_one_sheet(self, people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(codes, "MOST_AT_ONCE", 1)

        assert make(people.client("operator")).status_code == HTTPStatus.FOUND
        assert not OneTimeCode.objects.exists()


class TestReset:
    """Someone starts anew, by whoever may, and is told."""

    @pytest.fixture
    def user(self, people: Cast) -> User:
        """An employee with a password, an app and a session."""
        found = people.users["staff"]
        choose_password(user=found, password=GOOD, by=found.code, at=clock.now())
        Authenticator.objects.create(user=found, type="totp", data={})
        return found

    def reset(self, people: Cast, role: str, person: Person) -> Any:
        return people.client(role).post(reverse("sign_in_code", args=[person.code]), {"make": "reset"})

    def test_ends_password_second_factor_and_sessions(self, people: Cast, user: User) -> None:
        phone = people.client("staff")

        response = self.reset(people, "operator", people.staff)

        assert response["Content-Type"] == "application/pdf"
        user.refresh_from_db()
        assert not user.has_usable_password()
        assert not Authenticator.objects.filter(user=user).exists()
        assert phone.get("/akun/").status_code == HTTPStatus.FOUND

    def test_gives_a_code_that_lets_in(self, people: Cast, user: User, printed: list[slips.Sheet]) -> None:
        self.reset(people, "operator", people.staff)

        client = Client()
        client.post("/akun/masuk/", {"login": people.staff.nip, "password": printed[0].slips[0].code})

        assert client.get("/")["Location"] == "/akun/kata-sandi/"

    def test_is_logged_and_told(self, people: Cast, user: User) -> None:
        self.reset(people, "operator", people.staff)

        event = Event.objects.get(action="accounts.reset")
        assert (event.actor, event.subject) == (people.users["operator"].code, f"account {user.code}")
        assert Message.objects.get().to == user.code

    @pytest.mark.parametrize(
        ("resetter", "role", "allowed"),
        [
            ("operator", "operator", False),
            ("operator", "bkpsdm", False),
            ("bkpsdm", "operator", True),
            ("bkpsdm", "bkpsdm", False),
            ("bkpsdm", "inspektorat", False),
            ("bkpsdm", "wali_kota", False),
            ("bkpsdm", "sekda", True),
        ],
    )
    def test_of_staff(self, people: Cast, user: User, resetter: str, role: str, allowed: bool) -> None:
        unit = people.staff.post.unit if role == "operator" else None
        grant_role(user=user, role=role, unit=unit, on=clock.today(), by="tests", at=clock.now())

        response = self.reset(people, resetter, people.staff)

        user.refresh_from_db()
        assert user.has_usable_password() != allowed
        assert (response["Content-Type"] == "application/pdf") == allowed

    @pytest.mark.parametrize(("resetter", "allowed"), [("operator", False), ("bkpsdm", True)])
    def test_of_the_head_of_a_unit(self, people: Cast, resetter: str, allowed: bool) -> None:
        head = people.users["head"]
        choose_password(user=head, password=GOOD, by=head.code, at=clock.now())

        self.reset(people, resetter, people.head)

        head.refresh_from_db()
        assert head.has_usable_password() != allowed

    def test_of_a_head_stays_barred_to_an_operator_who_leads_another_unit(self, people: Cast, user: User) -> None:
        unit = people.head.post.unit
        grant_role(
            user=people.users["other_head"], role="operator", unit=unit, on=clock.today(), by="t", at=clock.now()
        )
        reader = holder(user=people.users["other_head"], on=clock.today(), at=clock.now())

        found = codes.receivers(holder=reader, people=Person.objects.all(), on=clock.today())

        assert people.head not in found
        assert people.staff in found

    def test_is_refused_for_oneself(self, people: Cast, user: User) -> None:
        grant_role(user=user, role="bkpsdm", unit=None, on=clock.today(), by="tests", at=clock.now())

        self.reset(people, "staff", people.staff)

        user.refresh_from_db()
        assert user.has_usable_password()

    def test_is_refused_for_a_closed_account(self, people: Cast, user: User) -> None:
        deactivate(user=user, by="tests", at=clock.now())

        assert self.reset(people, "operator", people.staff).status_code == HTTPStatus.FOUND
        assert not OneTimeCode.objects.exists()

    def test_is_refused_without_an_account(self, people: Cast) -> None:
        assert self.reset(people, "operator", people.colleague).status_code == HTTPStatus.FOUND
        assert not OneTimeCode.objects.exists()

    @pytest.mark.parametrize("role", ["operator", "bkpsdm"])
    def test_has_a_page_for_each_state(self, people: Cast, user: User, role: str) -> None:
        for person in (people.staff, people.colleague, people.head):
            page = people.client(role).get(reverse("sign_in_code", args=[person.code]))
            assert page.status_code == HTTPStatus.OK
