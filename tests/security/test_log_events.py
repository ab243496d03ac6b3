"""T-LOG: what happens at the door and with rights is told, each time as one line of JSON that names no secret."""

import datetime as dt
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

import piawai
from piawai.access.services import proposals, samples
from piawai.access.terms import HeldRole, Holder, Role
from piawai.accounts import services
from piawai.accounts.terms import TRIES
from piawai.lib import clock
from piawai.lib.security_log import LOGGER, Line
from tests import town
from tests.cast import Cast, cast
from tests.security.test_log import HOSTILE, SECRET, holds, lines
from tests.web.accounts.test_sign_in import app_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_hasher")]

APP = "JBSWY3DPEHPK3PXP"  # what an app and the site share
TEXT = "\x1b[31m\r\n{}".format("A" * 10_000) + HOSTILE[3]  # colour, line break, length, and an event of its own
PROPOSER = TEXT[:12]  # a message goes to this account: its code is no longer than any
SIGN_IN, CHOOSE, DEVICES = "/akun/masuk/", "/akun/kata-sandi/", "/akun/perangkat/"


@pytest.fixture
def people() -> Cast:
    """Give the cast; staff has a password."""
    found = cast()
    services.choose_password(user=found.users["staff"], password=SECRET, by=town.BY, at=clock.now())
    return found


def entered(people: Cast, password: str = SECRET) -> Client:
    """Return a browser that has sent the sign-in form as staff, with a hostile name of its own."""
    client = Client(headers={"user-agent": TEXT.replace("\n", " ").replace("\r", " ")})
    client.post(SIGN_IN, {"login": people.staff.nip, "password": password})
    return client


def page(_number: int) -> str:
    """Return where a proposal would be read."""
    return "/"


def proposed(people: Cast) -> Any:
    """Return a proposal that one of BKPSDM made."""
    asked: dict[str, Any] = {
        "on": timezone.localdate(),
        "reason": TEXT,
        "by": PROPOSER,
        "at": clock.now(),
        "page": page,
    }
    return proposals.propose_grant(user=people.users["nobody"], role=Role.SECRETARY, unit=None, **asked)


def drawn(people: Cast) -> Any:
    """Return a sample that the inspectorate drew."""
    holder = Holder(people.users["inspector"].code, "I", None, (HeldRole(Role.INSPECTORATE),))
    return samples.draw(holder=holder, unit=None, size=1, reason=TEXT, at=clock.now())


def stepped(people: Cast, *codes: str) -> None:
    """Send codes of an app at the second step, each from a browser of its own."""
    TOTP.activate(people.users["staff"], APP)
    for code in codes:
        entered(people).post(reverse("mfa_authenticate"), {"code": code})


def reused(people: Cast) -> None:
    """Send a code of an app again that the next half minute still takes."""
    start = clock.now().replace(second=1, microsecond=0)
    with time_machine.travel(start, tick=False) as travel:
        code = app_code(APP)
        stepped(people, code)
        travel.move_to(start + dt.timedelta(seconds=31))
        entered(people).post(reverse("mfa_authenticate"), {"code": code})


def coded(people: Cast) -> None:
    """Sign in with a one-time code."""
    plain = services.new_codes(users=[people.users["staff"]], by=town.BY, at=clock.now())
    entered(people, plain[people.users["staff"].pk])


def locked(people: Cast) -> None:
    """Guess until no further guess is looked at."""
    for number in range(TRIES + 1):
        entered(people, f"tebakan {number} {TEXT[:50]}")


def changed(people: Cast, present: str) -> None:
    """Choose another password."""
    fresh = "gado-gado pedas sekali"
    entered(people).post(CHOOSE, {"present": present, "password": fresh, "again": fresh})


def ended(people: Cast) -> None:
    """End one device of two."""
    entered(people)
    client = entered(people)
    client.post(DEVICES, {"session": UserSession.objects.earliest("pk").pk})


def over(people: Cast) -> None:
    """Use a session without a break for longer than it may last."""
    start = clock.now()
    with time_machine.travel(start, tick=False) as travel:
        client = entered(people)
        for hours in (6, 11.9, 12.1):
            travel.move_to(start + dt.timedelta(hours=hours))
            client.get("/akun/")


def set_up_an_app(people: Cast) -> None:
    """Set up an app, which takes the password again."""
    client = entered(people)
    client.post(reverse("account_reauthenticate"), {"password": SECRET})
    page_ = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": app_code(page_.context["form"].secret)})


def decided(people: Cast) -> None:
    """Refuse a proposal."""
    proposals.refuse(proposal=proposed(people), answer=TEXT, by=people.users["bkpsdm"].code, at=clock.now(), page=page)


def asked_for_a_link(people: Cast) -> None:
    """Ask for a link by mail."""
    services.ask_reset_link(email=f"{TEXT}@x.id", device="", language="id", at=clock.now())


# What is told, and what somebody does that it must be told of
EVENTS: dict[str, Callable[[Cast], object]] = {
    "signed_in": entered,
    "signed_out": lambda people: entered(people).post("/akun/keluar/"),
    "sign_in_failed": lambda people: entered(people, TEXT[:99]),
    "locked": locked,
    "confirmation_failed": lambda people: entered(people).post(reverse("account_reauthenticate"), {"password": TEXT}),
    "password_changed": lambda people: changed(people, SECRET),
    "code_made": lambda people: people.client("operator").post("/akun/kode/", {"make": "missing"}),
    "code_used": coded,
    "account_opened": lambda _people: services.open_accounts(names={"x" * 12: TEXT[:99]}, by=TEXT[:99], at=clock.now()),
    "account_reset": lambda people: services.reset(user=people.users["staff"], by=TEXT[:99], at=clock.now()),
    "account_closed": lambda people: services.deactivate(user=people.users["staff"], by=TEXT[:99], at=clock.now()),
    "session_ended": ended,
    "sessions_ended": lambda people: entered(people).post(DEVICES),
    "session_over": over,
    "reset_asked": asked_for_a_link,
    "second_factor_failed": lambda people: stepped(people, "000000"),
    "second_factor_reused": reused,
    "totp_activated": set_up_an_app,
    "role_proposed": proposed,
    "role_decided": decided,
    "role_withdrawn": lambda people: proposals.withdraw(proposal=proposed(people), by=PROPOSER, at=clock.now()),
    "sample_drawn": drawn,
    "sample_ended": lambda people: samples.end_sample(sample=drawn(people), by=TEXT[:90], at=clock.now()),
    "refused": lambda people: people.client("staff").get("/log/", headers={"user-agent": "x"}),
}
# What Django tells, by the last part of the logger's name
OF_DJANGO: dict[str, Callable[[Cast], object]] = {
    "csrf": lambda _people: Client(enforce_csrf_checks=True).post(f"/akun/kode/%0d%0a%1b[2J{'A' * 9_000}/"),
    "DisallowedHost": lambda _people: Client().get("/bantuan/", headers={"host": "evil.example\x1b[2J"}),
    "TooManyFieldsSent": lambda _people: Client().post(SIGN_IN, {f"x{number}": "" for number in range(1_001)}),
}


def test_every_event_of_the_program_is_asked_for() -> None:
    folder = Path(piawai.__file__).parent
    told = {
        name
        for path in folder.rglob("*.py")
        for name in re.findall(r"""\b_?tell\((?:event=)?"(\w+)\"""", path.read_text(encoding="utf-8"))
    }

    assert told - set(EVENTS) == set()


def test_every_event_is_one_line(
    people: Cast, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Each act in turn, taken back: its event is told, and all lines hold."""
    missing = []
    for event, act in EVENTS.items():
        caplog.clear()
        with caplog.at_level(logging.INFO, LOGGER), transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True):
                act(people)
            transaction.set_rollback(True)
        people.users["staff"].refresh_from_db()
        said = lines(caplog)
        found = [holds(line) for line in said]
        if event not in {row["event"] for row in found}:
            missing.append((event, said))
        assert not any(secret in line for line in said for secret in (SECRET, APP, people.staff.nip)), event
    assert missing == []


@pytest.mark.parametrize("event", list(OF_DJANGO))
def test_what_django_tells_is_one_line(people: Cast, event: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "django.security"):
        OF_DJANGO[event](people)

    [record] = [record for record in caplog.records if record.name == f"django.security.{event}"]
    assert holds(Line().format(record))["event"] == event
    kept: Any = settings.LOGGING
    assert kept["loggers"]["django.security"]["handlers"] == ["django"]
    assert kept["formatters"]["django"]["()"] == f"{Line.__module__}.{Line.__name__}"
