"""`piawai user`: the first administrator, and the way back for whom nobody else resets."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator

from piawai.access.models import RoleGrant
from piawai.accounts.models import User
from piawai.accounts.services import deactivate, use_code
from piawai.audit.models import Event
from piawai.people.models import Person
from tests import town
from tests.cli.conftest import Run


class TestInvite:
    """An account, a role, and a code that is printed once."""

    def test_prints_a_code_that_lets_in(self, staff: list[Person], run: Run) -> None:
        status, out, err = run("user", "invite", "--role", "bkpsdm", "--nip", town.nip(1))

        assert (status, err) == (0, "")
        user = User.objects.get(code=Person.objects.get(nip=town.nip(1)).code)
        code = out.split("One-time code: ")[1].split()[0]
        assert RoleGrant.objects.get(user=user).role == "bkpsdm"
        assert use_code(user=user, typed=code, at=town.NOW + dt.timedelta(hours=2))

    def test_lets_an_employee_in_without_a_role(self, staff: list[Person], run: Run) -> None:
        status, out, _err = run("user", "invite", "--nip", town.nip(1))

        assert status == 0
        assert "One-time code: " in out
        assert User.objects.get().code == Person.objects.get(nip=town.nip(1)).code
        assert not RoleGrant.objects.exists()

    def test_takes_someone_without_nip(self, db: None, run: Run) -> None:
        status, _out, _err = run("user", "invite", "--role", "bkpsdm", "--email", "a@kota.go.id", "--name", "Ani")

        assert status == 0
        assert User.objects.get(email="a@kota.go.id").name == "Ani"

    def test_gives_a_person_an_address_for_new_passwords(self, staff: list[Person], run: Run) -> None:
        status, _out, _err = run("user", "invite", "--nip", town.nip(1), "--email", "sari@kota.go.id")

        assert status == 0
        assert User.objects.get(email="sari@kota.go.id").code == Person.objects.get(nip=town.nip(1)).code

    def test_refuses_an_address_that_another_account_has(self, staff: list[Person], run: Run) -> None:
        run("user", "invite", "--role", "bkpsdm", "--email", "a@kota.go.id", "--name", "Ani")

        status, out, err = run("user", "invite", "--nip", town.nip(1), "--email", "A@kota.go.id")

        assert (status, out) == (1, "")
        assert "e-mail" in err
        assert User.objects.count() == 1

    @pytest.mark.parametrize(
        "words",
        [
            pytest.param(("--role", "bkpsdm", "--nip", town.nip(99)), id="nobody has the number"),
            pytest.param(("--role", "operator", "--nip", town.nip(1)), id="an operator of nothing"),
            pytest.param(("--role", "operator", "--nip", town.nip(1), "--unit", "X"), id="no such unit"),
        ],
    )
    def test_refuses_and_makes_no_account(self, staff: list[Person], run: Run, words: tuple[str, ...]) -> None:
        status, out, err = run("user", "invite", *words)

        assert (status, out) == (1, "")
        assert err
        assert not User.objects.exists()

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param(
                ("--role", "pegawai", "--nip", town.nip(1)), "--role: pegawai is no role", id="a role of a post"
            ),
            pytest.param(("--role", "bkpsdm"), "Give --nip, or --email with --name.", id="nobody named"),
            pytest.param(("--email", "a@kota.go.id", "--name", "Ani"), "Without a role", id="no role, no person"),
            pytest.param(("--role", "bkpsdm", "--email", "a@kota.go.id"), "Give --nip", id="an address without a name"),
            pytest.param(
                ("--role", "bkpsdm", "--email", "ani", "--name", "Ani"), "--email: This is no", id="no address"
            ),
        ],
    )
    def test_wrong_usage_makes_no_account(
        self, staff: list[Person], run: Run, words: tuple[str, ...], said: str
    ) -> None:
        status, out, err = run("user", "invite", *words)

        assert (status, out) == (2, "")
        assert err.startswith(said)
        assert not User.objects.exists()


class TestReset:
    """The way back for whoever has lost password, phone and recovery codes."""

    @pytest.mark.parametrize("words", [("--nip", town.nip(1)), ("--email", "Sari@kota.go.id")], ids=["nip", "email"])
    def test_ends_the_old_ways_in_and_prints_a_code(
        self, staff: list[Person], run: Run, words: tuple[str, str]
    ) -> None:
        _status, first, _err = run(
            "user", "invite", "--role", "bkpsdm", "--nip", town.nip(1), "--email", "sari@kota.go.id"
        )
        user = User.objects.get()
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

        status, out, _err = run("user", "reset", *words)

        old, new = (text.split("One-time code: ")[1].split()[0] for text in (first, out))
        later = town.NOW + dt.timedelta(hours=2)
        assert status == 0
        assert not Authenticator.objects.exists()
        assert not use_code(user=user, typed=old, at=later)
        assert use_code(user=user, typed=new, at=later)
        assert RoleGrant.objects.get(user=user).role == "bkpsdm"
        event = Event.objects.get(action="accounts.reset")
        assert (event.subject, town.nip(1) in str(event.details)) == (f"account {user.code}", False)

    @pytest.mark.parametrize(
        "words",
        [
            pytest.param(("--nip", town.nip(2)), id="no account"),
            pytest.param(("--email", "tidak-ada@kota.go.id"), id="no such address"),
        ],
    )
    def test_refuses_without_one_account(self, staff: list[Person], run: Run, words: tuple[str, ...]) -> None:
        status, out, err = run("user", "reset", *words)

        assert (status, out) == (1, "")
        assert err

    @pytest.mark.parametrize(
        "words",
        [
            pytest.param((), id="nobody named"),
            pytest.param(("--nip", town.nip(1), "--email", "a@kota.go.id"), id="both named"),
        ],
    )
    def test_names_one_account(self, staff: list[Person], run: Run, words: tuple[str, ...]) -> None:
        status, out, err = run("user", "reset", *words)

        assert (status, out) == (2, "")
        assert err.startswith("Give --nip or --email, one of them.")

    def test_refuses_a_closed_account(self, staff: list[Person], run: Run) -> None:
        run("user", "invite", "--nip", town.nip(1))
        deactivate(user=User.objects.get(), by="tests", at=town.NOW)

        assert run("user", "reset", "--nip", town.nip(1))[0] == 1
