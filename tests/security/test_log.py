"""T-LOG: each event is one line of JSON, whatever was typed, and no line holds a secret."""

import datetime as dt
import json
import logging
import unicodedata

import pytest
from django.test import Client

from piawai.accounts import services
from piawai.lib import clock
from piawai.lib.security_log import LOGGER, tell
from tests import town

AT = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
HOSTILE = (
    "a\nb",
    "a\r\nb",
    "a\rb",
    'x\n{"event": "signed_in", "account": "admin"}',
    "\x1b[2J\x1b[31mmerah\x1b[0m",
    "\x1b]0;judul\x07",
    "\x9b31m",
    "\x00",
    "\x08\x08\x08",
    "\u2028\u2029\x85",
    "\u202egnitirw",
    "\ufeff",
    "\ud800",
    "A" * 1_000_000,
    "\n" * 1_000,
    '"}\n{"',
    "\\n\\r",
    "%s %d %(event)s",
    "{event}",
    "<script>alert(1)</script>",
    town.nip(1),
    f"{town.nip(1)[:8]} {town.nip(1)[8:14]} {town.nip(1)[14]} {town.nip(1)[15:]}",
    f"x{town.nip(1)}x",
    f"{town.nip(1)[:8]}.{town.nip(1)[8:14]}.{town.nip(1)[14:]}",
    "\t\v\f",
    "é" * 500,
    "😀" * 500,
    "'; DROP TABLE audit_event; --",
    "$(reboot) `reboot`",
    "../../etc/passwd",
)
SECRET = "rahasia kanari 7391"  # noqa: S105 (of these tests)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was written, as a file would hold it."""
    return [logging.Formatter("%(message)s").format(record) for record in caplog.records if record.name == LOGGER]


def holds(line: str) -> dict[str, str]:
    """Return what a line says; it must be one, short, and of plain signs."""
    assert len(line.splitlines()) == 1
    assert len(line) < 8_000
    assert all(unicodedata.category(sign) != "Cc" and ord(sign) < 128 for sign in line)
    found: dict[str, str] = json.loads(line)
    return found


class TestLines:
    """Thirty texts that would break, forge or flood a log."""

    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_are_one_an_event(self, text: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, LOGGER):
            tell(event="sign_in_failed", at=AT, account=text, details={"what": text})

        [line] = lines(caplog)
        found = holds(line)
        assert (found["event"], found["at"]) == ("sign_in_failed", AT.isoformat())
        assert town.nip(1) not in "".join(sign for sign in line if sign.isdigit())

    def test_there_are_thirty(self) -> None:
        assert len(HOSTILE) == 30

    def test_of_another_text_say_it(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, LOGGER):
            tell(event="x", at=AT, account="abc", details={"what": "é"})

        assert holds(lines(caplog)[0]) == {"at": AT.isoformat(), "event": "x", "account": "abc", "what": "é"}


@pytest.mark.django_db
@pytest.mark.usefixtures("cheap_hasher")
class TestSignIn:
    """What is typed at the door."""

    def test_is_in_no_log(self, caplog: pytest.LogCaptureFixture) -> None:
        user, code = services.invite(code="", name="B", email="b@kota.go.id", by=town.BY, at=clock.now())
        services.choose_password(user=user, password=SECRET, by=town.BY, at=clock.now())
        _user, code = services.invite(code="", name="B", email="b@kota.go.id", by=town.BY, at=clock.now())
        with caplog.at_level(logging.DEBUG):
            for login in (*(text for text in HOSTILE if text != "\ud800"), "b@kota.go.id", SECRET):
                Client().post("/akun/masuk/", {"login": login, "password": f"{SECRET} salah"})
            for password in (code, SECRET):
                client = Client()
                client.post("/akun/masuk/", {"login": "b@kota.go.id", "password": password})
                fresh = {"password": f"{SECRET} baru", "again": f"{SECRET} baru", "present": SECRET}
                client.post("/akun/kata-sandi/", fresh)
                client.post("/akun/keluar/")

        said = lines(caplog)
        events = {holds(line)["event"] for line in said}
        assert events >= {"sign_in_failed", "code_used", "signed_in", "password_changed", "signed_out"}
        everything = caplog.text + "\n".join(said)
        for secret in (SECRET, code, code.replace("-", ""), town.nip(1)):
            assert secret not in everything
