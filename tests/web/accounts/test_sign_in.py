"""Signing in on the site: who gets in, who does not, and what stays of it."""

import datetime as dt
import json
import logging
import re
import time
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import NoReverseMatch, reverse

from piawai.access.services.roles import grant_role
from piawai.access.terms import STAFF
from piawai.accounts import services
from piawai.accounts.models import FailedSignIn, User
from piawai.accounts.terms import TRIES
from piawai.audit.models import Event
from piawai.audit.services import log
from piawai.lib import clock
from piawai.lib.security_log import LOGGER
from piawai.people.models import Person, Unit
from piawai.web.accounts.device import COOKIE
from tests import town
from tests.cast import protect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher")]

GOOD = "kuda lumping biru"
WRONG = "kuda lumping ungu"
EMAIL = "rina@kota.go.id"
SIGN_IN = "/akun/masuk/"
CHOOSE = "/akun/kata-sandi/"
STEP = "/akun/pengaman/masuk/"


@pytest.fixture
def person() -> Person:
    """One person in a section."""
    town.units()
    [found] = town.people(town.person_row(1))
    return found


@pytest.fixture
def user(person: Person) -> User:
    """Her account, with a password."""
    found, _code = services.invite(code=person.code, name="Rina", email=EMAIL, by=town.BY, at=clock.now())
    found.email = EMAIL
    services.choose_password(user=found, password=GOOD, by=found.code, at=clock.now())
    found.save()
    return found


def enter(client: Client, login: str = EMAIL, password: str = GOOD, **more: str) -> Any:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": login, "password": password, **more})


def is_in(client: Client) -> bool:
    """Return whether a browser is signed in."""
    return client.get("/akun/").status_code == HTTPStatus.OK


def problems(response: Any) -> list[str]:
    """Return what a form was refused for."""
    return [str(problem) for problem in response.context["form"].non_field_errors()]


def app_code(secret: str, *, steps: int = 0) -> str:
    """Return what an authenticator app shows, some periods of 30 seconds from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


class TestSignIn:
    """NIP or e-mail address, and a password."""

    @pytest.mark.parametrize("separator", ["", " ", "."])
    def test_takes_a_nip_however_it_is_written(self, client: Client, user: User, separator: str) -> None:
        nip = town.nip(1)

        enter(client, separator.join((nip[:8], nip[8:14], nip[14], nip[15:])))

        assert is_in(client)

    def test_takes_an_address_in_any_case(self, client: Client, user: User) -> None:
        response = enter(client, f" {EMAIL.upper()} ")

        assert response["Location"] == reverse("home")
        assert is_in(client)

    def test_gives_every_refusal_the_same_words_and_the_same_work(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed: list[str] = []
        encode = MD5PasswordHasher.encode

        def counted(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
            hashed.append(password)
            return encode(hasher, password, salt)

        closed, _code = services.invite(code="", name="B", email="b@kota.go.id", by=town.BY, at=clock.now())
        services.choose_password(user=closed, password=GOOD, by=town.BY, at=clock.now())
        services.deactivate(user=closed, by=town.BY, at=clock.now())
        services.invite(code="", name="C", email="c@kota.go.id", by=town.BY, at=clock.now())
        monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
        cases = [
            (EMAIL, WRONG),
            (town.nip(1), WRONG),
            (town.nip(2), GOOD),
            ("nobody@kota.go.id", GOOD),
            ("b@kota.go.id", GOOD),
            ("c@kota.go.id", GOOD),
        ]
        seen = set()

        for login, password in cases:
            hashed.clear()
            seen.add((*problems(enter(Client(), login, password)), len(hashed)))

        [(_words, times)] = seen
        assert times == 1

    def test_changes_the_key_of_the_session(self, client: Client, user: User) -> None:
        client.get("/akun/")  # sent away
        session = client.session
        session["planted"] = True
        session.save()
        client.cookies["piawai"] = session.session_key or ""

        enter(client)

        assert client.session.session_key != session.session_key
        assert is_in(client)
        thief = Client()
        thief.cookies["piawai"] = session.session_key or ""
        assert not is_in(thief)

    @pytest.mark.parametrize(
        "away",
        ["//evil.example/", "https://evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)"],
    )
    def test_leads_nowhere_else(self, client: Client, user: User, away: str) -> None:
        response = enter(client, next=away)

        assert response.status_code == HTTPStatus.FOUND
        assert response["Location"] == reverse("home")

    def test_leads_on_to_a_page_of_the_site(self, client: Client, user: User) -> None:
        assert enter(client, next="/akun/perangkat/")["Location"] == "/akun/perangkat/"

    def test_needs_the_token(self, user: User) -> None:
        assert enter(Client(enforce_csrf_checks=True)).status_code == HTTPStatus.FORBIDDEN

    def test_keeps_no_nip(self, client: Client, user: User, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG):
            enter(client, town.nip(1), WRONG)
            enter(client, town.nip(1))

        assert town.nip(1) not in caplog.text + json.dumps(dict(client.session.items())) + str(client.cookies)
        assert not FailedSignIn.objects.filter(identifier__contains=town.nip(1)).exists()

    def test_tells_the_security_log(self, client: Client, user: User, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, LOGGER):
            enter(client, password=WRONG)
            enter(client)
            client.post("/akun/keluar/")

        events = [json.loads(line)["event"] for line in caplog.messages]
        assert events == ["sign_in_failed", "signed_in", "signed_out"]

    @pytest.mark.parametrize("name", ["account_signup", "account_email", "account_confirm_email"])
    def test_has_no_page_for(self, name: str) -> None:
        with pytest.raises(NoReverseMatch):
            reverse(name)


class TestDemoAccounts:
    """They sign in where `piawai demo` made the city, nowhere else."""

    @pytest.mark.parametrize(
        ("folder", "written", "expected"), [("demo", True, True), ("demo", False, False), ("kota", True, False)]
    )
    def test_need_the_demo(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch, folder: str, written: bool, expected: bool
    ) -> None:
        monkeypatch.setenv("PIAWAI_HOME", f"/nowhere/{folder}")
        user.demo = True
        user.save()
        if written:
            log(action="demo.written", by="demo", at=clock.now())

        enter(client)

        assert is_in(client) == expected


class TestLimits:
    """Ten tries in fifteen minutes; who guesses locks out no known device, and no office."""

    def test_refuses_strangers_and_lets_the_known_device_in(self, client: Client, user: User) -> None:
        enter(client)
        client.post("/akun/keluar/")
        for number in range(TRIES):
            enter(Client(REMOTE_ADDR=f"10.0.0.{number}"), password=WRONG)

        stranger = Client()
        refused = enter(stranger)
        enter(client)

        assert "10" not in problems(refused)[0]
        assert refused.context["form"].non_field_errors().as_data()[0].code == "too_many"
        assert not is_in(stranger)
        assert is_in(client)

    def test_holds_across_nip_and_address(self, user: User) -> None:
        for number in range(TRIES):
            enter(Client(), town.nip(1) if number % 2 else EMAIL, WRONG)

        assert enter(Client()).context["form"].non_field_errors().as_data()[0].code == "too_many"

    def test_holds_for_a_known_device_too(self, client: Client, user: User) -> None:
        enter(client)
        client.post("/akun/keluar/")
        for _number in range(TRIES):
            enter(client, password=WRONG)

        enter(client)

        assert not is_in(client)

    def test_does_not_believe_a_forged_device(self, user: User) -> None:
        for _number in range(TRIES):
            enter(Client(), password=WRONG)
        forger = Client()
        forger.cookies[COOKIE] = "eyJuYW1lIjoieCJ9:1vNq3a:forged"

        enter(forger)

        assert not is_in(forger)

    def test_ends_after_a_quarter_of_an_hour(self, client: Client, user: User) -> None:
        for _number in range(TRIES):
            enter(Client(), password=WRONG)

        with time_machine.travel(clock.now() + dt.timedelta(minutes=15, seconds=1), tick=False):
            enter(client)
            assert is_in(client)

    def test_counts_no_address(self, user: User) -> None:
        for number in range(60):
            enter(Client(), f"nobody{number}@kota.go.id", WRONG)

        client = Client()
        enter(client)

        assert is_in(client)


class TestOneTimeCode:
    """A code in the password field lets in once, and to one page only."""

    def test_leads_to_choosing_a_password_and_nowhere_else(self, client: Client, person: Person) -> None:
        found, code = services.invite(code=person.code, name="", email="", by=town.BY, at=clock.now())

        enter(client, town.nip(1), code)

        for page in ("/", "/akun/", "/akun/perangkat/", "/akun/pengaman/", "/nowhere/"):
            assert client.get(page)["Location"] == CHOOSE
        weak = client.post(CHOOSE, {"password": "pendek", "again": "pendek"})
        assert weak.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert client.post(CHOOSE, {"password": GOOD, "again": GOOD})["Location"] == reverse("home")
        assert is_in(client)
        found.refresh_from_db()
        assert not found.code_only

    def test_counts_once(self, person: Person) -> None:
        _found, code = services.invite(code=person.code, name="", email="", by=town.BY, at=clock.now())
        enter(Client(), town.nip(1), code)

        assert problems(enter(Client(), town.nip(1), code))

    def test_is_over_after_72_hours(self, person: Person) -> None:
        _found, code = services.invite(code=person.code, name="", email="", by=town.BY, at=clock.now())

        with time_machine.travel(clock.now() + dt.timedelta(hours=72, seconds=1), tick=False):
            assert problems(enter(Client(), town.nip(1), code))


class TestSessions:
    """A session ends when it should, everywhere."""

    def test_is_dead_after_signing_out(self, client: Client, user: User) -> None:
        enter(client)
        key = client.cookies["piawai"].value
        client.post("/akun/keluar/")

        thief = Client()
        thief.cookies["piawai"] = key

        assert not is_in(thief)

    def test_is_dead_elsewhere_after_a_change_of_password(self, client: Client, user: User) -> None:
        other = Client()
        enter(client)
        enter(other)

        client.post(CHOOSE, {"present": GOOD, "password": "gado-gado pedas", "again": "gado-gado pedas"})

        assert is_in(client)
        assert not is_in(other)

    def test_needs_the_present_password_for_another(self, client: Client, user: User) -> None:
        enter(client)

        client.post(CHOOSE, {"present": WRONG, "password": "gado-gado pedas", "again": "gado-gado pedas"})

        user.refresh_from_db()
        assert user.check_password(GOOD)

    def test_is_dead_once_the_account_is_closed(self, client: Client, user: User) -> None:
        enter(client)

        services.deactivate(user=user, by=town.BY, at=clock.now())

        assert not is_in(client)

    @pytest.mark.parametrize(
        ("more", "lasts"), [({}, dt.timedelta(hours=12)), ({"remember": "on"}, dt.timedelta(days=30))]
    )
    def test_of_employees_lasts(self, client: Client, user: User, more: dict[str, str], lasts: dt.timedelta) -> None:
        enter(client, **more)

        assert client.session.get_expire_at_browser_close() == (not more)
        with time_machine.travel(clock.now() + lasts - dt.timedelta(minutes=1), tick=False):
            assert "piawai" in client.cookies
            assert client.session.exists(client.session.session_key or "")
        with time_machine.travel(clock.now() + lasts + dt.timedelta(minutes=1), tick=False):
            assert not is_in(client)

    def test_of_staff_ends_after_half_an_hour_without_use(self, client: Client, user: User) -> None:
        grant(user)
        start = clock.now()
        enter(client, remember="on")
        protect(user)

        with time_machine.travel(start + dt.timedelta(minutes=29), tick=False):
            assert is_in(client)
        with time_machine.travel(start + dt.timedelta(minutes=58), tick=False):
            assert is_in(client)
        with time_machine.travel(start + dt.timedelta(minutes=89), tick=False):
            assert not is_in(client)

    def test_of_whoever_becomes_staff_is_shortened(self, client: Client, user: User) -> None:
        enter(client, remember="on")
        grant(user)

        is_in(client)

        assert client.session.get_expiry_age() <= dt.timedelta(minutes=30).total_seconds()

    def test_is_written_once_a_minute_at_most(self, client: Client, user: User) -> None:
        enter(client)
        is_in(client)

        assert "piawai" not in client.get("/akun/").cookies
        with time_machine.travel(clock.now() + dt.timedelta(seconds=61), tick=False):
            seen = client.session["seen_at"]
            is_in(client)
            assert client.session["seen_at"] > seen


class TestDevices:
    """Everyone sees where they are signed in, and ends the rest."""

    def test_ends_the_others(self, client: Client, user: User) -> None:
        other = Client(HTTP_USER_AGENT="Telepon lain")
        enter(other)
        enter(client)
        assert "Telepon lain" in client.get("/akun/perangkat/").content.decode()

        client.post("/akun/perangkat/")

        assert is_in(client)
        assert not is_in(other)

    def test_ends_one(self, client: Client, user: User) -> None:
        phone, tablet = Client(HTTP_USER_AGENT="Telepon"), Client(HTTP_USER_AGENT="Tablet")
        for browser in (phone, tablet, client):
            enter(browser)
        row = UserSession.objects.get(user_agent="Telepon")

        client.post("/akun/perangkat/", {"session": row.pk})

        assert [is_in(browser) for browser in (phone, tablet, client)] == [False, True, True]
        event = Event.objects.get(action="accounts.end_session")
        assert (event.actor, event.subject) == (user.code, f"account {user.code}")

    def test_ends_no_session_of_another(self, client: Client, user: User) -> None:
        other, _code = services.invite(code="", name="B", email="b@kota.go.id", by=town.BY, at=clock.now())
        services.choose_password(user=other, password=GOOD, by=town.BY, at=clock.now())
        stranger = Client()
        enter(stranger, "b@kota.go.id")
        enter(client)

        client.post("/akun/perangkat/", {"session": UserSession.objects.get(user=other).pk})

        assert is_in(stranger)
        assert not Event.objects.filter(action="accounts.end_session").exists()

    def test_logs_that_all_others_ended(self, client: Client, user: User) -> None:
        enter(Client())
        enter(client)

        client.post("/akun/perangkat/")

        assert Event.objects.filter(action="accounts.end_other_sessions", actor=user.code).exists()

    def test_shows_the_present_one_after_a_change_of_password(self, client: Client, user: User) -> None:
        enter(client)
        client.post(CHOOSE, {"present": GOOD, "password": "gado-gado pedas", "again": "gado-gado pedas"})

        response = client.get("/akun/perangkat/")

        assert [row.session_key for row in response.context["sessions"]] == [client.session.session_key]


class TestSecondStep:
    """An authenticator app, recovery codes and passkeys."""

    @pytest.fixture
    def secret(self, user: User) -> str:
        """Set up an app for the account."""
        found = str(generate_totp_secret())
        TOTP.activate(user, found)
        return found

    def test_is_asked_for(self, client: Client, secret: str) -> None:
        response = enter(client)

        assert response["Location"] == STEP
        assert not is_in(client)

    def test_keeps_the_secret_encrypted(self, secret: str) -> None:
        [row] = Authenticator.objects.all()

        assert secret not in json.dumps(row.data)

    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_takes_a_code_once(self, client: Client, secret: str, steps: int) -> None:
        start = clock.now().replace(second=1, microsecond=0)
        with time_machine.travel(start, tick=False):
            code = app_code(secret, steps=steps)
            enter(client)
            assert client.post(STEP, {"code": code})["Location"] == "/akun/pengaman/percayai/"
            client.post("/akun/pengaman/percayai/", {"action": "skip"})
            assert is_in(client)
        for later in (0, 31, 59):
            thief = Client()
            with time_machine.travel(start + dt.timedelta(seconds=later), tick=False):
                enter(thief)
                thief.post(STEP, {"code": code})
            assert not is_in(thief)

    @pytest.mark.parametrize("steps", [-3, 3])
    def test_refuses_a_code_of_another_time(self, client: Client, secret: str, steps: int) -> None:
        enter(client)

        assert client.post(STEP, {"code": app_code(secret, steps=steps)}).status_code == HTTPStatus.OK

    def test_stops_guessing(self, client: Client, secret: str) -> None:
        enter(client)
        for _number in range(TRIES):
            client.post(STEP, {"code": "000000"})

        response = client.post(STEP, {"code": app_code(secret)})

        assert response.status_code == HTTPStatus.OK
        assert not is_in(client)

    def test_takes_a_recovery_code_once(self, client: Client, user: User, secret: str) -> None:
        code = RecoveryCodes.activate(user).generate_codes()[0]
        enter(client)
        assert client.post(STEP, {"code": code}).status_code == HTTPStatus.FOUND

        thief = Client()
        enter(thief)

        assert thief.post(STEP, {"code": code}).status_code == HTTPStatus.OK

    def test_is_not_asked_again_on_a_device_that_is_remembered(self, client: Client, secret: str) -> None:
        enter(client)
        client.post(STEP, {"code": app_code(secret)})
        client.post("/akun/pengaman/percayai/", {"action": "trust"})
        client.post("/akun/keluar/")

        enter(client)

        assert is_in(client)

    def test_is_set_up_after_the_password_is_confirmed(self, client: Client, user: User) -> None:
        page = "/akun/pengaman/aplikasi/pasang/"
        enter(client)
        assert client.get(page)["Location"].startswith("/akun/konfirmasi/")
        assert client.post("/akun/konfirmasi/", {"password": WRONG, "next": page}).status_code == HTTPStatus.OK
        client.post("/akun/konfirmasi/", {"password": GOOD, "next": page})
        secret = client.get(page).context["form"].secret

        client.post(page, {"code": app_code(secret)})

        assert "recovery_codes" in {row.type for row in Authenticator.objects.filter(user=user)}
        for shown in ("/akun/pengaman/", "/akun/pengaman/kode-cadangan/", "/akun/pengaman/kunci/"):
            assert client.get(shown).status_code == HTTPStatus.OK


class TestPages:
    """The pages of the account keep to the rules of all pages."""

    PATHS = (
        "/akun/",
        "/akun/keluar/",
        "/akun/kata-sandi/",
        "/akun/perangkat/",
        "/akun/pengaman/",
        "/akun/pengaman/aplikasi/pasang/",
        "/akun/pengaman/kunci/",
        "/akun/pengaman/kunci/tambah/",
    )

    def test_hold_no_script_or_style_of_their_own(self, client: Client, user: User) -> None:
        texts = [client.get(SIGN_IN).content.decode()]
        enter(client)
        client.post("/akun/konfirmasi/", {"password": GOOD})
        texts += [client.get(path).content.decode() for path in self.PATHS]

        for text in texts:
            assert text.count("<h1") == 1
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", text)


class TestStaff:
    """Whoever holds a role of staff sets up a second factor before all else."""

    SET_UP = "/akun/pengaman/"
    OPEN = ("/akun/pengaman/", "/akun/konfirmasi/", "/akun/keluar/", "/bantuan/")
    PAGES = (
        "/",
        "/akun/",
        "/akun/perangkat/",
        "/akun/kata-sandi/",
        "/pegawai/",
        "/akun/pengaman/kode-cadangan/",
        "/x/",
    )

    @pytest.mark.parametrize("role", [role for role in sorted(STAFF) if role != "operator"])
    def test_is_led_to_set_it_up_and_nowhere_else(self, client: Client, user: User, role: str) -> None:
        grant(user, role=role)
        enter(client)

        assert {client.get(page).headers.get("Location") for page in self.PAGES} == {self.SET_UP}
        assert {client.get(page).status_code for page in self.OPEN} == {HTTPStatus.OK}
        assert client.post("/bahasa/", {"language": "en", "next": self.SET_UP}).status_code == HTTPStatus.FOUND

    def test_of_a_unit_too(self, client: Client, user: User) -> None:
        grant(user, role="operator", unit=Unit.objects.get(siasn_id="DINAS"))
        enter(client)

        assert client.get("/")["Location"] == self.SET_UP

    def test_goes_on_once_it_is_set_up(self, client: Client, user: User) -> None:
        grant(user)
        enter(client)
        page = "/akun/pengaman/aplikasi/pasang/"
        client.post("/akun/konfirmasi/", {"password": GOOD, "next": page})
        secret = client.get(page).context["form"].secret

        shown = client.post(page, {"code": app_code(secret)}, follow=True)

        assert shown.request["PATH_INFO"] == "/akun/pengaman/kode-cadangan/"
        assert len(shown.context["unused_codes"]) == 10
        assert client.get("/").status_code == HTTPStatus.OK

    def test_is_caught_at_the_next_request_after_the_role_came(self, client: Client, user: User) -> None:
        enter(client)
        before = client.get("/").status_code
        grant(user)

        assert before == HTTPStatus.OK
        assert client.get("/")["Location"] == self.SET_UP

    def test_is_caught_again_once_it_is_removed(self, client: Client, user: User) -> None:
        grant(user)
        protect(user)
        enter(client)
        client.force_login(user)
        before = client.get("/").status_code
        Authenticator.objects.filter(user=user).delete()

        assert before == HTTPStatus.OK
        assert client.get("/")["Location"] == self.SET_UP

    @pytest.mark.parametrize(("kind", "enough"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
    def test_counts_an_app_or_a_passkey_but_not_recovery_codes(
        self, client: Client, user: User, kind: str, enough: bool
    ) -> None:
        grant(user)
        Authenticator.objects.create(user=user, type=kind, data={})
        client.force_login(user)

        assert (client.get("/").status_code == HTTPStatus.OK) == enough

    def test_asks_employees_for_none(self, client: Client, user: User) -> None:
        enter(client)

        assert client.get("/").status_code == HTTPStatus.OK

    @pytest.mark.parametrize(("folder", "demo", "excepted"), [("demo", True, True), ("demo", False, False)])
    def test_excepts_the_demo_s_accounts_alone(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch, folder: str, demo: bool, excepted: bool
    ) -> None:
        monkeypatch.setenv("PIAWAI_HOME", f"/nowhere/{folder}")
        log(action="demo.written", by="demo", at=clock.now())
        user.demo = demo
        user.save()
        grant(user)
        enter(client)

        assert (client.get("/").status_code == HTTPStatus.OK) == excepted

    def test_a_demo_account_is_out_at_the_next_request_in_another_city(
        self, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIAWAI_HOME", "/nowhere/demo")
        log(action="demo.written", by="demo", at=clock.now())
        user.demo = True
        user.save()
        grant(user)
        enter(client)
        assert client.get("/").status_code == HTTPStatus.OK

        monkeypatch.setenv("PIAWAI_HOME", "/nowhere/kota")

        assert client.get("/").headers["Location"].startswith(reverse("account_login"))

    def test_chooses_a_password_first(self, client: Client, person: Person) -> None:
        found, code = services.invite(code=person.code, name="", email="", by=town.BY, at=clock.now())
        grant(found)
        enter(client, town.nip(1), code)

        first = client.get("/")["Location"]
        client.post(CHOOSE, {"password": GOOD, "again": GOOD})

        assert (first, client.get("/")["Location"]) == (CHOOSE, self.SET_UP)


def grant(user: User, *, role: str = "bkpsdm", unit: Unit | None = None) -> None:
    """Give an account a role, from today on."""
    grant_role(user=user, role=role, unit=unit, by=town.BY, at=clock.now(), on=clock.today())
