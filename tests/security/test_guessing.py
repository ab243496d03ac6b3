"""T-BRUTE: who guesses gets nowhere, and keeps nobody out."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from piawai.accounts import services
from piawai.accounts.models import FailedSignIn, User
from piawai.accounts.terms import TRIES
from piawai.lib import clock
from tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher"), pytest.mark.slow]

GOOD = "kuda lumping biru"
SIGN_IN = "/akun/masuk/"
ACCOUNTS = 2_500


def email(number: int) -> str:
    """Return the address of an account."""
    return f"orang{number}@kota.go.id"


def account(number: int) -> User:
    """Make an account with a password."""
    user, _code = services.invite(code="", name=f"Orang {number}", email=email(number), by=town.BY, at=clock.now())
    services.choose_password(user=user, password=GOOD, by=town.BY, at=clock.now())
    return user


def enter(client: Client, login: str, password: str, address: str = "10.0.0.1") -> Any:
    """Send the sign-in form from an address."""
    return client.post(SIGN_IN, {"login": login, "password": password}, REMOTE_ADDR=address)


def from_one_or_many(number: int) -> str:
    """Return the address of a guess: every other from one, the rest from two hundred."""
    return "10.0.0.1" if number % 2 else f"10.1.{number % 200}.9"


def is_in(client: Client) -> bool:
    """Return whether a browser is signed in."""
    return client.get("/akun/").status_code == 200


def refusals(answer: Any) -> list[str]:
    """Return the codes of what the form was refused for."""
    return [str(problem.code) for problem in answer.context["form"].non_field_errors().as_data()]


class TestOneAccount:
    """A thousand guesses at one account, from one address and from many."""

    def test_at_most_ten_count_in_a_quarter_of_an_hour(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("CRITICAL")
        account(1)
        known, start = Client(), clock.now()
        enter(known, email(1), GOOD)
        known.post("/akun/keluar/")
        looked_at = 0
        with time_machine.travel(start, tick=False) as travel:
            for number in range(1_000):
                travel.move_to(start + dt.timedelta(seconds=0.8 * number))  # within 15 minutes
                answer = enter(Client(), email(1), f"tebakan {number}", from_one_or_many(number))
                looked_at += refusals(answer) == ["wrong"]
                if number == 500:
                    enter(known, email(1), GOOD)
                    assert is_in(known)
            stranger = Client()
            enter(stranger, email(1), GOOD)

            assert looked_at == TRIES
            assert not is_in(stranger)
            travel.move_to(start + dt.timedelta(minutes=31))
            enter(stranger, email(1), GOOD)
            assert is_in(stranger)


class TestAllAccounts:
    """One guess at each of 2,500 accounts."""

    def test_locks_nobody_and_tells_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("CRITICAL")
        account(1)
        others = [User(email=email(number), created_at=clock.now()) for number in range(2, ACCOUNTS + 1)]
        for user in others:
            user.set_password("kata sandi lain")
        User.objects.bulk_create(others)
        said = set()
        for number in range(ACCOUNTS + 200):  # the last ones do not exist
            answer = enter(Client(), email(number), "musim hujan", from_one_or_many(number))
            said.add((answer.status_code, *refusals(answer)))

        assert said == {(200, "wrong")}
        assert FailedSignIn.objects.count() == ACCOUNTS + 200
        victim = Client()
        enter(victim, email(1), GOOD)
        assert is_in(victim)
