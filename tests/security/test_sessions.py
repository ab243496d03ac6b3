"""T-FIX, T-SES: a key of a session that somebody else has, or has set, opens nothing once it should be dead."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from piawai.access.services import proposals
from piawai.access.terms import Role
from piawai.accounts import services
from piawai.accounts.models import User
from piawai.lib import clock
from tests import town
from tests.cast import protect
from tests.web.accounts.test_sign_in import CHOOSE, GOOD, enter, grant, is_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher")]

NAME, DEVICES = "piawai", "/akun/perangkat/"
MAIL, OTHER, OPERATOR = "rina@kota.go.id", "budi@kota.go.id", "operator@kota.go.id"
FRESH = {"present": GOOD, "password": "gado-gado pedas", "again": "gado-gado pedas"}
Act = Callable[[User, Client], object]


@pytest.fixture
def user() -> User:
    """Give an account with a password; two others stand beside it."""
    found = [
        services.invite(code="", name="Orang", email=email, by=town.BY, at=clock.now())[0] for email in (MAIL, OTHER)
    ]
    for account in found:
        services.choose_password(user=account, password=GOOD, by=town.BY, at=clock.now())
    return User.objects.get(email=MAIL)


def thief(client: Client) -> Client:
    """Return another browser with the key that a browser has now."""
    found = Client()
    found.cookies[NAME] = client.cookies[NAME].value
    return found


def elsewhere() -> Client:
    """Return another browser of the same person, signed in."""
    client = Client()
    enter(client, MAIL)
    return client


def code_used(user: User, _client: Client) -> None:
    """Use a one-time code."""
    plain = services.new_codes(users=[user], by=town.BY, at=clock.now())[user.pk]
    assert services.use_code(user=user, typed=plain, at=clock.now())


def role_approved(user: User, _client: Client) -> None:
    """Let two of BKPSDM give the account a role."""
    asked: dict[str, Any] = {"on": timezone.localdate(), "reason": "x", "at": clock.now(), "page": lambda _number: "/"}
    proposal = proposals.propose_grant(user=user, role=Role.SECRETARY, unit=None, by="satu", **asked)
    proposals.approve(proposal=proposal, by="dua", at=clock.now(), page=lambda _number: "/")


def signed_out_and_in(_user: User, client: Client) -> None:
    """Sign out, and in again."""
    client.post("/akun/keluar/")
    enter(client, MAIL)
    assert is_in(client)


def signed_in_as_another(_user: User, client: Client) -> None:
    """Sign out, and in as somebody else."""
    client.post("/akun/keluar/")
    enter(client, OTHER)
    assert is_in(client)


# What ends the session of a browser: the key that it had must open nothing, whoever has it
ENDS: dict[str, Act] = {
    "signing out": lambda _user, client: client.post("/akun/keluar/"),
    "signing out and in again": signed_out_and_in,
    "ending all others from one that came later": lambda _user, _client: elsewhere().post(DEVICES),
    "signing out, and in as another": signed_in_as_another,
    "another password, here": lambda _user, client: client.post(CHOOSE, FRESH),
    "another password, elsewhere": lambda _user, _client: elsewhere().post(CHOOSE, FRESH),
    "another password, by a link": lambda user, _client: services.choose_password(
        user=user, password=FRESH["password"], by=town.BY, at=clock.now()
    ),
    "a one-time code": code_used,
    "a reset": lambda user, _client: services.reset(user=user, by=town.BY, at=clock.now()),
    "the account's end": lambda user, _client: services.deactivate(user=user, by=town.BY, at=clock.now()),
    "a role that two have given": role_approved,
}


@pytest.mark.parametrize("how", list(ENDS))
def test_a_stolen_key_is_dead_after(user: User, how: str) -> None:
    client = elsewhere()
    stolen = thief(client)
    assert is_in(stolen)

    ENDS[how](User.objects.get(pk=user.pk), client)

    assert not is_in(thief(stolen))


class TestFixation:
    """A key that was set before signing in is not the key after it."""

    @pytest.mark.parametrize("key", ["x" * 32, "0123456789abcdef0123456789abcdef", "", "../x", "\x00", "x" * 5_000])
    def test_of_a_made_up_key(self, user: User, key: str) -> None:
        victim, attacker = Client(), Client()
        for client in (victim, attacker):
            client.cookies[NAME] = key

        enter(victim, MAIL)

        assert is_in(victim)
        assert victim.cookies[NAME].value != key
        assert not is_in(attacker)

    def test_of_a_visitor_s_session(self, user: User) -> None:
        attacker = Client()
        session = attacker.session
        session["kept"] = "x"
        session.save()
        victim = thief(attacker)

        enter(victim, MAIL)

        assert is_in(victim)
        assert not is_in(attacker)

    def test_of_the_attacker_s_own_session(self, user: User) -> None:
        attacker = Client()
        enter(attacker, OTHER)
        victim = thief(attacker)
        victim.post("/akun/keluar/")
        enter(victim, MAIL)

        assert is_in(victim)
        assert not is_in(attacker)


class TestTime:
    """Sessions end by themselves."""

    @pytest.mark.parametrize(
        ("role", "more", "last_used", "dead"),
        [
            ("", {}, dt.timedelta(0), dt.timedelta(hours=12, minutes=1)),
            ("", {"remember": "on"}, dt.timedelta(0), dt.timedelta(days=30, minutes=1)),
            ("bkpsdm", {}, dt.timedelta(minutes=20), dt.timedelta(minutes=52)),
            ("bkpsdm", {"remember": "on"}, dt.timedelta(minutes=20), dt.timedelta(minutes=52)),
        ],
        ids=["employee", "employee on the own device", "staff, idle", "staff on the own device, idle"],
    )
    def test_when_unused(
        self, user: User, role: str, more: dict[str, str], last_used: dt.timedelta, dead: dt.timedelta
    ) -> None:
        start = clock.now()
        with time_machine.travel(start, tick=False) as travel:
            client = Client()
            if role:
                grant(user, role=role)
            enter(client, MAIL, **more)
            if role:
                protect(user)
            travel.move_to(start + last_used)
            assert is_in(client)
            stolen = thief(client)
            travel.move_to(start + dead)

            assert not is_in(stolen)

    def test_two_at_once_are_two(self, user: User) -> None:
        one, other = elsewhere(), elsewhere()
        assert one.cookies[NAME].value != other.cookies[NAME].value

        one.post("/akun/keluar/")

        assert not is_in(one)
        assert is_in(other)

    @pytest.mark.parametrize("role", ["", "bkpsdm"], ids=["employee", "staff"])
    def test_used_without_a_break(self, user: User, role: str) -> None:
        """A thief who never pauses is out at last: a session has an end, however it is used."""
        start = clock.now()
        with time_machine.travel(start, tick=False) as travel:
            client = Client()
            if role:
                grant(user, role=role)
            enter(client, MAIL)
            if role:
                protect(user)
            for turn in range(1, 100):
                travel.move_to(start + dt.timedelta(minutes=29 * turn))
                if not is_in(client):
                    break

        assert dt.timedelta(minutes=29 * turn) <= dt.timedelta(hours=13)
