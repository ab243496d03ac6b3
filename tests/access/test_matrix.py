"""
Every address by every role, in reach and out of reach: what answers, and what is refused.

One row an address. A letter a role, in the order of `ROLES`: `.` 200, `>` sent on (302), `x` refused (403),
`0` not found (404), `m` wrong method (405). An address of the site that stands in no row fails.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from piawai.access.models import RoleGrant
from piawai.audit.terms import Actor
from piawai.development.models import AnnualPlan, Lock
from piawai.development.services import planning
from piawai.development.services.decisions import record_locks
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services.acts import upload_file
from piawai.jobs.models import Job, Message
from piawai.jobs.services import send
from piawai.learning.models import Session
from piawai.lib import clock
from piawai.people.models import CorrectionRequest
from piawai.people.services.corrections import ask_correction
from tests import town
from tests.cast import ROLES, Cast, cast

ANSWERS = {200: ".", 302: ">", 403: "x", 404: "0", 405: "m"}
# Addresses of allauth: own account only, by session; tests/web/accounts holds them.
OF_SIGN_IN = ("account_", "mfa_", "usersessions_")
# Read by everybody, signed in or not.
PUBLIC = frozenset({"set_language", "help"})

#                                                  staff head other operator bkpsdm sekda mayor inspector nobody
MATRIX: list[tuple[str, tuple[str, ...], str]] = [
    ("people", (), "x......xx"),
    ("POST search", (), ">>>>>>>>>"),
    ("POST people_find", (), "x>>>>>>xx"),
    ("person", ("staff",), "..0....xx"),
    ("person", ("outsider",), "00.0...xx"),
    ("unit", ("DINAS",), "x.0x.xxxx"),
    ("unit", ("LAIN",), "x0.x.xxxx"),
    ("units", (), "x..x.xxxx"),
    ("unit_competency", ("DINAS", "M.1"), "x.0x.xxxx"),
    ("unit_competency", ("LAIN", "M.1"), "x0.x.xxxx"),
    ("city", (), "x>>x...xx"),
    ("home", (), "........."),
    ("account", (), "........."),
    ("samples", (), "xxxxxxx.x"),
    ("sample_draw", (), "xxxxxxx.x"),
    ("sample", ("1",), "xxxxxxx0x"),
    ("roles", (), "xxxx.xxxx"),
    ("role_proposals", (), "xxxx.xxxx"),
    ("role_propose", (), "xxxx.xxxx"),
    ("role_end", ("GRANT",), "xxxx.xxxx"),
    ("role_proposal", ("1",), "xxxx0xxxx"),
    ("sign_in_codes", (), "xxx..xxxx"),
    ("sign_in_code", ("staff",), "xxx..xxxx"),
    ("sign_in_code", ("outsider",), "xxx0.xxxx"),
    ("corrections", (), "...x>xxxx"),
    ("correction_ask", (), "...xxxxxx"),
    ("corrections_waiting", (), "xxxx.xxxx"),
    ("messages", (), "........."),
    ("message", ("MESSAGE",), "0000.0000"),
    ("message_open", ("MESSAGE",), "0000>0000"),
    ("correction", ("REQUEST",), ".000.0000"),
    ("POST correction_withdraw", ("REQUEST",), ">00xxxxxx"),
    ("viewers", (), "...000000"),
    ("dictionary", (), "........x"),
    ("competency", ("M.1",), "........x"),
    ("standards", (), "........x"),
    ("audit_log", (), "xxxxxxx.x"),
    ("plan", (), ">..x...xx"),
    ("plan_people", (), "...x.xxxx"),
    ("POST plan_people", (), ">>>x>xxxx"),
    ("plan_new", (), "xxxx..xxx"),
    ("plan_job", ("JOB",), "xxxx..xxx"),
    ("plan_list", (), "xxxx...xx"),
    ("plan_compare", (), "xxxx...xx"),
    ("plan_propose", ("PLAN",), "xxxx..xxx"),
    ("plan_approve", ("PLAN",), "xxxxxx>xx"),
    ("POST plan_propose", ("PLAN",), "xxxx>>xxx"),
    ("POST plan_approve", ("PLAN",), "xxxxxx>xx"),
    ("plan_return", ("PLAN",), "xxxxxx>xx"),
    ("plan_why", ("staff",), "..0x.xxxx"),
    ("plan_why", ("outsider",), "00.x.xxxx"),
    ("coaching", (), "x..x.xxxx"),
    ("plan_assess", (), "x..x.xxxx"),
    ("locks", (), "xxxx.xxxx"),
    ("lock_add", (), "xxxx.xxxx"),
    ("lock_change", ("LOCK",), "xxxx.xxxx"),
    ("lock_lift", ("LOCK",), "xxxx.xxxx"),
    ("catalogue", (), "........x"),
    ("session", ("S1",), "........x"),
    ("imports", (), "xxxx.xxxx"),
    ("import_new", (), "xxxx.xxxx"),
    ("import_template", ("libur",), "xxxx.xxxx"),
    ("import_page", ("UPLOAD",), "xxxx.xxxx"),
    ("import_faults", ("UPLOAD",), "xxxx>xxxx"),
    ("POST import_repair", ("UPLOAD",), "xxxx.xxxx"),
    ("POST import_replace", ("UPLOAD",), "xxxx.xxxx"),
    ("POST import_store", ("UPLOAD",), "xxxx>xxxx"),
    ("POST import_again", ("UPLOAD",), "xxxx>xxxx"),
    ("POST import_discard", ("UPLOAD",), "xxxx>xxxx"),
]


IDS = [f"{name}-{'-'.join(args)}" for name, args, _answers in MATRIX]


def ask(client: Client, cast_: Cast, name: str, args: tuple[str, ...]) -> Any:
    """Return what an address answers; words stand for the codes of people, the request of staff and the lock."""
    words = {
        "staff": cast_.staff.code,
        "outsider": cast_.outsider.code,
        "REQUEST": CorrectionRequest.objects.get().pk,
        "GRANT": RoleGrant.objects.earliest("pk").pk,
        "LOCK": Lock.objects.get().pk,
        "PLAN": AnnualPlan.objects.latest("pk").pk,
        "JOB": Job.objects.get(name=planning.JOB).token,
        "MESSAGE": Message.objects.latest("pk").pk,
        "UPLOAD": Upload.objects.get().token,
    }
    address = reverse(name.removeprefix("POST "), args=[words.get(arg, arg) for arg in args])
    return client.post(address) if name.startswith("POST ") else client.get(address)


@pytest.fixture
def town_cast(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    found = cast()
    upload_file(
        kind="libur",
        holds_on=timezone.localdate(),
        name="libur.csv",
        chunks=[b"TANGGAL,NAMA"],
        language="en",
        by=Actor("tests", "Tests"),
        at=clock.now(),
    )
    town.sessions(town.session_row("S1", timezone.localdate() + dt.timedelta(days=30)))
    ask_correction(person=found.staff, subject="JABATAN", wrong="Staf", right="Pengelola", at=clock.now())
    lock = Lock(person=found.staff, session=Session.objects.get(code="S1"), decision="MASUK")
    record_locks(locks=[lock], by="tests", at=clock.now())
    year = lock.session.starts_on.year
    asked: dict[str, Any] = {"year": year, "budget": 0, "max_away": 1.0, "gap": 0.0, "time_limit": 20}
    planning.ask_plan(**asked, by="tests", at=clock.now())
    send(to=found.users["bkpsdm"].code, subject="Ada", body="Baca.", link="/koreksi/", at=clock.now())
    planning.solve_plan(**asked, on=timezone.localdate(), by="tests", at=clock.now())
    return found


def addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Give the name of every address of the site."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern)


class TestMatrix:
    """Who reaches what."""

    def test_holds_every_address(self) -> None:
        held = {name.removeprefix("POST ") for name, _args, _answers in MATRIX} | PUBLIC
        known = {name for name in addresses(get_resolver().url_patterns) if not name.startswith(OF_SIGN_IN)}

        assert known - held == set()
        assert held - known == set()

    @pytest.mark.parametrize(("name", "args", "expected"), MATRIX, ids=IDS)
    def test_answers(self, town_cast: Cast, name: str, args: tuple[str, ...], expected: str) -> None:
        found = "".join(
            ANSWERS.get(ask(town_cast.client(role), town_cast, name, args).status_code, "?") for role in ROLES
        )

        assert found == expected

    @pytest.mark.parametrize(("name", "args", "expected"), MATRIX, ids=IDS)
    def test_sends_strangers_to_sign_in(self, town_cast: Cast, name: str, args: tuple[str, ...], expected: str) -> None:
        answer = ask(Client(), town_cast, name, args)

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
