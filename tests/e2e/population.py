"""
A served site's people and papers: the cast of the tests in a database of its own.

Names hold no word of the site, so that a word of a page never comes from them.
"""

import datetime as dt
import json
import sys
from http import HTTPStatus

from django.core.management import call_command
from django.test import Client

from piawai.accounts.services import choose_password
from piawai.development.models import Lock
from piawai.development.services import planning
from piawai.development.services.decisions import record_locks
from piawai.learning.models import Session
from piawai.lib import clock
from piawai.people.services.corrections import ask_correction
from tests import town
from tests.cast import ROLES, Cast, cast

PASSWORD = "laut-biru-di-sabang"  # noqa: S105 (of invented people)


def main() -> None:
    """Fill the installation that PIAWAI_HOME names, and print what a browser needs of it as JSON."""
    call_command("migrate", verbosity=0)
    found = cast()
    papers(found)
    choose_password(user=found.users["staff"], password=PASSWORD, by="tests", at=clock.now())
    cookies = {}
    for role in ROLES:
        client = Client(headers={"host": "localhost"})
        client.force_login(found.users[role])
        assert client.get("/").status_code == HTTPStatus.OK, role
        cookies[role] = client.cookies["piawai"].value
    sys.stdout.write(json.dumps({"cookies": cookies, "nip": found.staff.nip, "person": found.staff.code}))


def papers(found: Cast) -> None:
    """Add what makes each page show something: more people than a page holds, sessions, a plan, requests."""
    today = clock.today()
    many = [town.person_row(number, name=f"Xaverius {number:02}") for number in range(20, 56)]
    town.people(*many, on=dt.date(2020, 1, 1))
    begins = today + dt.timedelta(days=40)
    town.sessions(
        town.session_row("S1", begins, programme="Prog-1", teaches={"M.1": 3}, participant_cost=1_000),
        town.session_row("S2", begins, programme="Prog-2", teaches={"T.IT.1": 2}, seats=1),
    )
    planning.solve_plan(
        year=begins.year, budget=10_000_000, max_away=1.0, gap=0.0, time_limit=20, on=today, by="tests", at=clock.now()
    )
    ask_correction(person=found.colleague, subject="JABATAN", wrong="Wqx", right="Zqx", at=clock.now())
    lock = Lock(person=found.colleague, session=Session.objects.get(code="S1"), decision="MASUK", reason="Wqx")
    record_locks(locks=[lock], by="tests", at=clock.now())
