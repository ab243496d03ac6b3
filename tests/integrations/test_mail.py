"""Messages by e-mail: each at most once, to those who have an address, and without anybody's data."""

import datetime as dt
import smtplib
from collections.abc import Iterator

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from piawai.accounts.models import User
from piawai.cli import worker
from piawai.cli.background.messages import send_mail
from piawai.cli.background.registry import EVERY, WORK
from piawai.integrations import mail
from piawai.jobs.models import Message, Schedule
from piawai.jobs.services import claim_mail, mark_read, send
from piawai.lib import clock
from tests import town

pytestmark = pytest.mark.django_db
LATER = town.NOW + dt.timedelta(minutes=10)


class Choosy(EmailBackend):
    """A server that knows no address of nowhere.example."""

    def send_messages(self, messages: object) -> int:
        if any("nowhere" in address for letter in messages for address in letter.to):  # type: ignore[attr-defined]
            raise smtplib.SMTPRecipientsRefused({})
        return int(super().send_messages(messages))  # type: ignore[arg-type]


class Away(EmailBackend):
    """A server that cannot be reached."""

    def open(self) -> bool:
        raise ConnectionRefusedError


@pytest.fixture(autouse=True)
def server(settings: object) -> Iterator[object]:
    settings.EMAIL_HOST = "mail.example.id"  # type: ignore[attr-defined]
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "piawai.example.id"]  # type: ignore[attr-defined]
    settings.HTTPS = True  # type: ignore[attr-defined]
    return settings  # type: ignore[return-value]


def account(email: str = "sari@example.id", *, is_active: bool = True, demo: bool = False) -> User:
    return User.objects.create_user(name="Sari Staf", email=email, is_active=is_active, demo=demo, created_at=town.NOW)


def sent(to: User, subject: str = "Ada yang menunggu", at: dt.datetime = town.NOW) -> Message:
    return send(to=to.code, subject=subject, body="Baca, lalu jawab.", link="/koreksi/7/", at=at)


class TestDeliver:
    """What goes out."""

    def test_mails_what_waits_once(self) -> None:
        message = sent(account())

        first, second = mail.deliver(at=LATER), mail.deliver(at=LATER)

        message.refresh_from_db()
        assert (first, second, message.mailed_at, len(outbox.outbox)) == (1, 0, LATER, 1)

    def test_says_that_something_waits_and_names_nobody(self) -> None:
        user = account()
        sent(user)

        mail.deliver(at=LATER)

        [letter] = outbox.outbox
        assert (letter.to, letter.subject) == (["sari@example.id"], "Ada yang menunggu")
        assert "Baca, lalu jawab." in letter.body
        assert "https://piawai.example.id/pesan/" in letter.body
        assert "Sari" not in f"{letter.body} {letter.subject}"
        assert user.code not in letter.body

    @pytest.mark.parametrize(
        ("language", "end"), [("", "Jangan"), ("id", "Jangan"), ("en", "This message was sent by Piawai.")]
    )
    def test_ends_in_the_language_of_the_account(self, language: str, end: str, server: object) -> None:
        server.LANGUAGE_CODE = "id"  # type: ignore[attr-defined]
        user = account()
        User.objects.filter(pk=user.pk).update(language=language)
        sent(user)

        mail.deliver(at=LATER)

        assert end in outbox.outbox[0].body

    def test_without_a_public_address_of_the_site_gives_no_link(self, server: object) -> None:
        server.HTTPS = False  # type: ignore[attr-defined]
        sent(account())

        mail.deliver(at=LATER)

        assert "http" not in outbox.outbox[0].body

    @pytest.mark.parametrize("why", ["read", "old", "no address", "closed", "demo"])
    def test_leaves_alone(self, why: str) -> None:
        user = account(
            email="" if why == "no address" else "sari@example.id", is_active=why != "closed", demo=why == "demo"
        )
        message = sent(user, at=town.NOW - mail.LATELY if why == "old" else town.NOW)
        if why == "read":
            mark_read(message=message, at=town.NOW)

        assert mail.deliver(at=LATER) == len(outbox.outbox) == 0
        message.refresh_from_db()
        assert message.mailed_at is None

    @pytest.mark.parametrize("why", ["no address", "closed", "demo", "no account"])
    def test_does_not_stall_behind_whom_it_cannot_reach(self, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mail, "MOST", 2)
        other = account(
            email="" if why == "no address" else "x@example.id", is_active=why != "closed", demo=why == "demo"
        )
        if why == "no account":
            other.delete()
        for _message in range(2):
            sent(other)
        sent(account(), at=town.NOW + dt.timedelta(minutes=1))

        assert mail.deliver(at=LATER) == 1

    def test_without_a_server_sends_nothing(self, server: object) -> None:
        server.EMAIL_HOST = ""  # type: ignore[attr-defined]
        message = sent(account())

        assert mail.deliver(at=LATER) == 0
        message.refresh_from_db()
        assert message.mailed_at is None

    def test_an_address_that_does_not_exist_keeps_no_other_from_theirs(self, server: object) -> None:
        server.EMAIL_BACKEND = "tests.integrations.test_mail.Choosy"  # type: ignore[attr-defined]
        sent(account("x@nowhere.example"), "Satu")
        sent(account(), "Dua")

        assert mail.deliver(at=LATER) == 1
        assert [letter.subject for letter in outbox.outbox] == ["Dua"]

    def test_a_server_that_is_away_loses_nothing(self, server: object) -> None:
        server.EMAIL_BACKEND = "tests.integrations.test_mail.Away"  # type: ignore[attr-defined]
        message = sent(account())

        with pytest.raises(ConnectionRefusedError):
            mail.deliver(at=LATER)

        message.refresh_from_db()
        assert message.mailed_at is None


class TestClaimMail:
    """Of two workers one sends."""

    def test_the_first_wins(self) -> None:
        message = sent(account())

        assert [claim_mail(message=message, at=LATER) for _worker in "ab"] == [True, False]


class TestJob:
    """The job that comes by itself."""

    def test_is_known_and_planned(self) -> None:
        assert WORK["messages.mail"] is send_mail
        assert EVERY["messages.mail"] == dt.timedelta(minutes=10)

    def test_the_worker_mails_where_a_server_is_configured(self) -> None:
        sent(account(), at=clock.now())

        worker.run_once()

        assert len(outbox.outbox) == 1

    def test_the_worker_plans_nothing_where_none_is(self, server: object) -> None:
        server.EMAIL_HOST = ""  # type: ignore[attr-defined]

        worker.run_once()

        assert not Schedule.objects.filter(name="messages.mail").exists()
