"""A new password by mail: the same answer for everybody, a link that works once and not for long."""

import datetime as dt
import json
import logging
import re
import threading
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client, override_settings

from piawai.accounts import services
from piawai.accounts.models import User
from piawai.accounts.terms import TRIES
from piawai.audit.models import Event
from piawai.cli.background.accounts import forget_reset_jobs, mail_reset_link
from piawai.cli.tasks import Task
from piawai.jobs.models import Job
from piawai.jobs.services import claim, finish
from piawai.lib import clock
from tests import town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher", "mailing")]
EMAIL = "rina@kota.go.id"
OLD, NEW = "kuda lumping biru", "gado-gado pedas sekali"
ASK, SENT = "/akun/lupa/", "/akun/lupa/terkirim/"


@pytest.fixture
def mailing() -> Any:
    """Have a mail server named, as a city that sends mail has."""
    hosts = ["127.0.0.1", "piawai.kota.go.id", "lain.kota.go.id", "testserver"]
    with override_settings(EMAIL_HOST="mail.kota.go.id", ALLOWED_HOSTS=hosts, HTTPS=True):
        yield


@pytest.fixture
def user() -> User:
    found, _code = services.invite(code="", name="Rina", email=EMAIL, by=town.BY, at=clock.now())
    services.choose_password(user=found, password=OLD, by=found.code, at=clock.now())
    return found


def work() -> None:
    """Do the mails that wait, as the worker does."""
    while (lease := claim(worker="tests", at=clock.now())) is not None:
        mail_reset_link(Task(lease, threading.Event()))


def link() -> str:
    """Return the address in the newest mail, without the site."""
    [found] = re.findall(r"https://piawai.kota.go.id(/\S+)", str(mail.outbox[-1].body))
    return str(found)


def asked_link(client: Client) -> str:
    client.post(ASK, {"email": EMAIL})
    work()
    return link()


def choose(client: Client, path: str, password: str = NEW) -> Any:
    """Follow a link, and choose a password."""
    opened = client.get(path)
    return client.post(opened["Location"], {"password": password, "again": password})


def fits(user: User, password: str) -> bool:
    user.refresh_from_db()
    return user.check_password(password)


class TestAsk:
    """Nobody learns whether an address is known."""

    def test_answers_and_writes_the_same_for_everybody(self, client: Client, user: User) -> None:
        closed, _code = services.invite(code="", name="B", email="b@kota.go.id", by=town.BY, at=clock.now())
        services.deactivate(user=closed, by=town.BY, at=clock.now())
        before = Job.objects.count()
        answers = set()

        for number, email in enumerate((EMAIL, "b@kota.go.id", "tidak-ada@kota.go.id"), start=1):
            response = Client().post(ASK, {"email": email})
            answers.add((response.status_code, response["Location"]))
            assert Job.objects.count() == before + number

        assert answers == {(HTTPStatus.FOUND, SENT)}
        assert client.get(SENT).status_code == HTTPStatus.OK

    def test_mails_the_known_alone(self, client: Client, user: User) -> None:
        for email in (EMAIL.upper(), "tidak-ada@kota.go.id"):
            client.post(ASK, {"email": email})

        work()

        assert [message.to for message in mail.outbox] == [[EMAIL]]

    def test_mails_no_closed_and_no_demo_account(self, client: Client, user: User) -> None:
        demo = User.objects.create_user(email="d@demo.example", demo=True, created_at=clock.now())
        services.deactivate(user=user, by=town.BY, at=clock.now())
        for email in (EMAIL, demo.email):
            client.post(ASK, {"email": email})

        work()

        assert mail.outbox == []

    def test_stops_after_too_many_without_saying_so(self, client: Client, user: User) -> None:
        answers = {client.post(ASK, {"email": EMAIL})["Location"] for _number in range(TRIES + 5)}

        work()

        assert answers == {SENT}
        assert len(mail.outbox) == TRIES

    def test_locks_nobody_out(self, client: Client, user: User) -> None:
        for _number in range(TRIES + 1):
            client.post(ASK, {"email": EMAIL})

        assert client.post("/akun/masuk/", {"login": EMAIL, "password": OLD}).status_code == HTTPStatus.FOUND

    def test_makes_few_jobs_for_many_addresses(self, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(services, "LINKS_OF_STRANGERS", 3)

        answers = {Client().post(ASK, {"email": f"a{number}@kota.go.id"})["Location"] for number in range(6)}

        assert answers == {SENT}
        assert Job.objects.filter(name="accounts.reset_link").count() == 3

    def test_still_serves_a_device_that_is_known(self, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
        known = Client()
        known.post("/akun/masuk/", {"login": EMAIL, "password": OLD})
        known.post("/akun/keluar/")
        monkeypatch.setattr(services, "LINKS_OF_STRANGERS", 0)

        Client().post(ASK, {"email": EMAIL})
        before = Job.objects.filter(name="accounts.reset_link").count()
        known.post(ASK, {"email": EMAIL})

        assert (before, Job.objects.filter(name="accounts.reset_link").count()) == (0, 1)

    def test_leaves_no_finished_job_for_long(self, user: User) -> None:
        Client().post(ASK, {"email": EMAIL})
        lease = claim(worker="tests", at=clock.now())
        assert lease is not None
        finish(lease=lease, result={}, at=clock.now() - dt.timedelta(days=2))
        Client().post(ASK, {"email": EMAIL})

        answer = forget_reset_jobs(Task(lease, threading.Event()))

        assert answer == {"deleted": 1}
        assert Job.objects.get().state == "WAITING"

    def test_names_the_configured_site_whatever_the_browser_says(self, user: User) -> None:
        Client(headers={"host": "lain.kota.go.id"}).post(ASK, {"email": EMAIL})

        work()

        assert "https://piawai.kota.go.id/akun/lupa/" in str(mail.outbox[-1].body)
        assert "lain.kota.go.id" not in str(mail.outbox[-1].body)

    def test_offers_no_mail_where_the_site_has_no_address(self, client: Client, user: User) -> None:
        with override_settings(HTTPS=False):
            assert client.get(ASK).context["form"] is None

    def test_refuses_what_is_no_address(self, client: Client) -> None:
        assert client.post(ASK, {"email": "rina"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_offers_no_mail_where_none_can_be_sent(self, client: Client, user: User) -> None:
        with override_settings(EMAIL_HOST=""):
            page = client.get(ASK)
            client.post(ASK, {"email": EMAIL})

        assert page.context["form"] is None
        assert not Job.objects.exists()

    def test_keeps_the_address_out_of_job_and_log(
        self, client: Client, user: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO, "piawai.security"):
            client.post(ASK, {"email": EMAIL})

        rows = [*Job.objects.values(), *Event.objects.exclude(action="accounts.invite").values()]
        assert EMAIL not in caplog.text + json.dumps(rows, default=str)


class TestLink:
    """It works once, for an hour, for its account."""

    def test_leads_to_a_new_password(self, client: Client, user: User) -> None:
        answer = choose(client, asked_link(client))

        assert answer["Location"] == "/akun/lupa/selesai/"
        assert client.get(answer["Location"]).status_code == HTTPStatus.OK
        assert fits(user, NEW)
        assert Event.objects.filter(action="accounts.choose_password", actor=user.code).count() == 2

    def test_signs_nobody_in(self, client: Client, user: User) -> None:
        choose(client, asked_link(client))

        assert client.get("/akun/").status_code == HTTPStatus.FOUND

    def test_ends_the_sessions(self, user: User) -> None:
        phone = Client()
        phone.post("/akun/masuk/", {"login": EMAIL, "password": OLD})
        client = Client()

        choose(client, asked_link(client))

        assert phone.get("/akun/").status_code == HTTPStatus.FOUND

    def test_works_once(self, client: Client, user: User) -> None:
        path = asked_link(client)
        choose(client, path)

        again = Client().get(path)

        assert again.context["token_fail"]

    def test_ends_with_another_that_was_used(self, client: Client, user: User) -> None:
        first, second = asked_link(client), asked_link(client)
        choose(client, second)

        assert Client().get(first).context["token_fail"]

    @pytest.mark.parametrize(("later", "works"), [(59, True), (61, False)])
    def test_ends_after_an_hour(self, client: Client, user: User, later: int, works: bool) -> None:
        start = clock.now()
        with time_machine.travel(start, tick=False):  # the clock's zone changes with it: both days must be in the same
            path = asked_link(client)

        with time_machine.travel(start + dt.timedelta(minutes=later), tick=False):
            assert (client.get(path).status_code == HTTPStatus.FOUND) == works

    def test_is_no_other_account_s(self, client: Client, user: User) -> None:
        other, _code = services.invite(code="", name="B", email="b@kota.go.id", by=town.BY, at=clock.now())
        own = asked_link(client).split("/")
        client.post(ASK, {"email": "b@kota.go.id"})
        work()
        theirs = link().split("/")

        mixed = "/".join([*own[:3], theirs[3], *own[4:]])

        assert Client().get(mixed).context["token_fail"]
        assert not fits(other, NEW)

    @pytest.mark.parametrize("weak", ["pendek", "password123", EMAIL])
    def test_refuses_a_weak_password(self, client: Client, user: User, weak: str) -> None:
        choose(client, asked_link(client), weak)

        assert fits(user, OLD)
