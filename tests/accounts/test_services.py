"""Invitations, one-time codes, passwords, and the count of failed tries."""

import datetime as dt
import json
import logging

import pytest
from django.contrib.auth.hashers import is_password_usable

from piawai.accounts import services
from piawai.accounts.models import FailedSignIn, OneTimeCode, User
from piawai.accounts.terms import CODE_LASTS, TRIES, TRIES_WITHIN
from piawai.audit.models import Event
from piawai.lib.security_log import LOGGER, tell
from tests.town import BY, NOW, nip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher")]
GOOD = "kuda lumping biru"
SECOND = dt.timedelta(seconds=1)


def invited() -> tuple[User, str]:
    """Return an account and its code."""
    return services.invite(code="", name="Rina", email="Rina@kota.go.id", by=BY, at=NOW)


class TestInvite:
    """An account is made once, its code is shown once."""

    def test_keeps_only_a_hash_of_the_code(self) -> None:
        user, code = invited()

        [row] = OneTimeCode.objects.all()
        assert code not in row.hash
        assert not is_password_usable(user.password)
        assert code not in json.dumps(list(Event.objects.values_list("details", flat=True)))

    def test_of_the_same_address_is_the_same_account(self) -> None:
        first, _code = invited()

        again, _other = services.invite(code="", name="", email="rina@KOTA.go.id", by=BY, at=NOW)

        assert again == first

    def test_refuses_a_closed_account(self) -> None:
        user, _code = invited()
        services.deactivate(user=user, by=BY, at=NOW)

        with pytest.raises(services.UnableToInvite) as refusal:
            invited()

        assert refusal.value.code == "closed"

    def test_refuses_an_address_that_is_another_s(self) -> None:
        invited()

        with pytest.raises(services.UnableToInvite) as refusal:
            services.invite(code="abc", name="Budi", email="RINA@kota.go.id", by=BY, at=NOW)

        assert refusal.value.code == "used"
        assert not User.objects.filter(code="abc").exists()

    def test_gives_an_account_an_address_later(self) -> None:
        user, _code = services.invite(code="abc", name="Budi", email="", by=BY, at=NOW)

        services.invite(code="abc", name="Budi", email="Budi@kota.go.id", by=BY, at=NOW)

        user.refresh_from_db()
        assert user.email == "budi@kota.go.id"

    def test_refuses_nobody(self) -> None:
        with pytest.raises(services.UnableToInvite):
            services.invite(code="", name="", email="", by=BY, at=NOW)


class TestUseCode:
    """A code counts once, for its account, for 72 hours."""

    def test_lets_in_and_asks_for_a_password(self) -> None:
        user, code = invited()

        assert services.use_code(user=user, typed=f" {code.upper().replace('-', ' ')} ", at=NOW + CODE_LASTS - SECOND)

        user.refresh_from_db()
        assert user.code_only

    def test_refuses_it_a_second_time(self) -> None:
        user, code = invited()
        services.use_code(user=user, typed=code, at=NOW)

        assert not services.use_code(user=user, typed=code, at=NOW)

    def test_refuses_it_after_72_hours(self) -> None:
        user, code = invited()

        assert not services.use_code(user=user, typed=code, at=NOW + dt.timedelta(hours=72))

    def test_refuses_another_accounts_code(self) -> None:
        _user, code = invited()
        other, _code = services.invite(code="", name="Budi", email="budi@kota.go.id", by=BY, at=NOW)

        assert not services.use_code(user=other, typed=code, at=NOW)

    def test_refuses_an_older_code_once_there_is_a_newer(self) -> None:
        user, old = invited()
        new = services.new_codes(users=[user], by=BY, at=NOW + SECOND)[user.pk]

        assert not services.use_code(user=user, typed=old, at=NOW + SECOND)
        assert services.use_code(user=user, typed=new, at=NOW + SECOND)


class TestChoosePassword:
    """A password that can be guessed is refused; a good one ends what was before."""

    @pytest.mark.parametrize("weak", ["pendek", nip(1), "password123", "rina@kota.go.id"])
    def test_refuses(self, weak: str) -> None:
        user, _code = invited()

        with pytest.raises(services.UnableToChoosePassword):
            services.choose_password(user=user, password=weak, by=BY, at=NOW)

    def test_ends_codes_that_wait(self) -> None:
        user, code = invited()

        services.choose_password(user=user, password=GOOD, by=BY, at=NOW)

        assert user.check_password(GOOD)
        assert not services.use_code(user=user, typed=code, at=NOW)

    def test_does_not_outlive_a_reset_at_the_same_moment(self) -> None:
        user, _code = invited()
        services.choose_password(user=user, password=GOOD, by=BY, at=NOW)
        reading = User.objects.get(pk=user.pk)
        services.end_all_ways_in(user=user, by=BY, at=NOW)

        with pytest.raises(services.UnableToChoosePassword) as refusal:
            services.choose_password(user=reading, password=GOOD, by=BY, at=NOW)

        assert refusal.value.code == "changed"
        assert not User.objects.get(pk=user.pk).has_usable_password()


class TestBeginTry:
    """Ten tries in fifteen minutes, and a lock that ends by itself."""

    def test_refuses_the_eleventh(self) -> None:
        for _number in range(TRIES):
            services.begin_try(identifier="a", account="", at=NOW)

        with pytest.raises(services.UnableToTry):
            services.begin_try(identifier="a", account="", at=NOW)
        services.begin_try(identifier="b", account="", at=NOW)

    def test_forgets_after_fifteen_minutes_even_if_somebody_goes_on(self) -> None:
        for _number in range(TRIES):
            services.begin_try(identifier="a", account="", at=NOW)
        with pytest.raises(services.UnableToTry):
            services.begin_try(identifier="a", account="", at=NOW + TRIES_WITHIN - SECOND)

        services.begin_try(identifier="a", account="", at=NOW + TRIES_WITHIN)

    def test_does_not_count_what_succeeded(self) -> None:
        for _number in range(TRIES + 1):
            services.forget_try(services.begin_try(identifier="a", account="", at=NOW))

        assert not FailedSignIn.objects.exists()


class TestUseAppCode:
    """A code of an authenticator app counts once."""

    def test_counts_once_per_account(self) -> None:
        user, _code = invited()
        other, _other = services.invite(code="", name="Budi", email="budi@kota.go.id", by=BY, at=NOW)

        assert services.use_app_code(user=user, typed="123456", at=NOW)
        assert not services.use_app_code(user=user, typed="123 456", at=NOW + dt.timedelta(seconds=89))
        assert services.use_app_code(user=other, typed="123456", at=NOW)


class TestSecurityLog:
    """One line an event, whatever is put into it."""

    @pytest.mark.parametrize(
        "hostile",
        ["a\r\nb", "\x1b[31mred", "a\u2028b", "x" * 1_000_000, '{"event": "signed_in"}'],
        ids=["line break", "colour", "line separator", "a megabyte", "json"],
    )
    def test_stays_one_short_line_of_json(self, hostile: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, LOGGER):
            tell(event="test", at=NOW, account=hostile, details={"more": hostile})

        [line] = caplog.messages
        assert len(line) < 1_000
        assert line.isprintable()
        assert json.loads(line)["event"] == "test"

    @pytest.mark.parametrize("number", [nip(1), " ".join((nip(1)[:8], nip(1)[8:14], nip(1)[14], nip(1)[15:]))])
    def test_leaves_a_nip_out(self, number: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, LOGGER):
            tell(event="test", at=NOW, details={"typed": f"who: {number}"})

        assert number not in caplog.text
