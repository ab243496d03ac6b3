"""
What catalogue, calendar and inviting cost on SQLite and PostgreSQL: `python -m tests.benchmarks.bench_learning`.

2,500 people in 50 units, 60 sessions of a year, half of them held and half open, and 5,000 completions (two a person),
in a new database each. Wanted: catalogue and calendar within 200 ms of server time at the 95th percentile and in at
most 12 queries; inviting 500 people within 3 s. What training reached for its money is measured beside them.
`--small` takes a tenth of the people. Each engine is measured in a process of its own.
"""

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import django

PEOPLE, UNITS, SESSIONS, INVITED, TIMES = 2_500, 50, 60, 500, 40
PAGES = ("catalogue", "calendar", "training_reached")
_IN_A_CHILD = "--engine"


def main() -> None:
    """Measure each engine in a child, or one engine where this is one."""
    if _IN_A_CHILD in sys.argv:
        measure("PostgreSQL" if "DATABASE_URL" in os.environ else "SQLite", small="--small" in sys.argv)
        return
    from tests.run_postgres import own_server

    command = [sys.executable, "-m", "tests.benchmarks.bench_learning", _IN_A_CHILD, *sys.argv[1:]]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PIAWAI_HOME": home, "DJANGO_SETTINGS_MODULE": "piawai.config.settings"}
        environment.pop("DATABASE_URL", None)
        subprocess.run(command, env=environment, check=True)
        with own_server() as address:
            subprocess.run(command, env={**environment, "DATABASE_URL": address}, check=True)


def measure(engine: str, *, small: bool) -> None:
    """Build people and sessions, and print the figures of one engine."""
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from piawai.learning.models import Session
    from piawai.learning.services.enrolments import invite
    from piawai.learning.terms import Entry, SessionState
    from piawai.lib import clock
    from piawai.people.models import Person

    call_command("migrate", verbosity=0)
    account = _build(PEOPLE // 10 if small else PEOPLE)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(account)
    client.get("/")
    for name in PAGES:
        taken, queries = _asked(client, reverse(name))
        middle, late = sorted(taken)[len(taken) // 2], sorted(taken)[int(0.95 * len(taken))]
        limits = ("", "") if name == "training_reached" else (" (limit 200)", " (limit 12)")
        _say(engine, name, f"{middle:.0f} ms, p95 {late:.0f} ms{limits[0]}; {queries} queries{limits[1]}")
    session = Session.objects.filter(state=SessionState.OPEN).earliest("starts_on")
    scope = Person.objects.order_by("pk")[: INVITED // 10 if small else INVITED]
    people = Person.objects.filter(pk__in=[person.pk for person in scope]).order_by("pk")
    begun, worked = time.perf_counter(), time.process_time()
    done = invite(
        session=session, scope=people, entry=Entry.INVITED, on=clock.today(), by="bench", at=clock.now(), link="/"
    )
    wall, work = time.perf_counter() - begun, time.process_time() - worked
    counts = f"{len(done.seated)} seated, {len(done.waiting)} waiting, {len(done.refused)} refused"
    _say(engine, f"inviting {len(people)}", f"{wall:.2f} s ({work:.2f} of CPU; limit 3): {counts}")


def _build(people: int) -> Any:
    """Write units, people and open sessions, and return an account that may see everything."""
    from piawai.access.services.roles import grant_role
    from piawai.accounts.models import User
    from piawai.learning.models import Session
    from piawai.learning.services.sessions import open_session
    from piawai.lib import clock
    from piawai.people.terms import UnitRow
    from tests import town
    from tests.cast import protect

    town.dictionary()
    units = [UnitRow(f"U{number}", f"Dinas {number}", "KOTA", "22") for number in range(UNITS)]
    town.units(UnitRow("KOTA", "Kota"), *units)
    born = [dt.date(1970, 1, 1) + dt.timedelta(days=number // 1000) for number in range(people)]
    town.people(
        *(
            town.person_row(number, nip=town.nip(number % 1000, born_on=day), born_on=day, unit=f"U{number % UNITS}")
            for number, day in enumerate(born)
        )
    )
    first = clock.today() - dt.timedelta(days=5 * SESSIONS // 2)
    town.sessions(
        *(
            town.session_row(
                f"S{number}",
                first + dt.timedelta(days=5 * number),
                mode="DARING",
                seats=INVITED - 50,
                teaches={"M.1": 3},
                asks={},
                place=f"Tempat {number % 7}",
                partner=f"Mitra {number % 9}",
            )
            for number in range(1, SESSIONS + 1)
        )
    )
    _complete(Session.objects.filter(ends_on__lt=clock.today()))
    for session in Session.objects.filter(starts_on__gt=clock.today()).order_by("pk"):
        open_session(session=session, steps=1, kept={}, on=clock.today(), by="bench", at=clock.now())
    account = User.objects.create_user(name="BKPSDM", email="bkpsdm@example.id", created_at=clock.now())
    grant_role(user=account, role="bkpsdm", unit=None, on=clock.today(), by="bench", at=clock.now())
    protect(account)
    return account


def _complete(sessions: Any) -> None:
    """Let everybody have completed two of some sessions, which were held."""
    from piawai.competencies.models import Competency
    from piawai.learning.models import CompletedTraining, Enrolment
    from piawai.learning.services.completed import record_trainings
    from piawai.learning.terms import EnrolmentState, Entry, SessionState
    from piawai.lib import clock
    from piawai.people.models import Person

    held = list(sessions.select_related("programme", "partner").order_by("pk"))
    sessions.update(state=SessionState.HELD)
    done, trainings = [], []
    for number, person in enumerate(Person.objects.select_related("post").order_by("pk")):
        for session in (held[number % len(held)], held[(number + 7) % len(held)]):
            said = {"entry": Entry.INVITED, "state": EnrolmentState.DONE, "made_by": "bench", "made_at": clock.now()}
            done.append(Enrolment(session=session, person=person, unit_id=person.post.unit_id, **said))
            training = CompletedTraining(
                person=person,
                reference=f"kursus:{session.code}",
                name=session.programme.name,
                form=session.programme.form,
                provider=session.partner.name,
                hours=session.hours,
                starts_on=session.starts_on,
                ends_on=session.ends_on,
                certificate=f"{person.pk}/{session.code}",
            )
            training.reaches = {"M.1": 3}
            trainings.append(training)
    Enrolment.objects.bulk_create(done)
    known = {row.code: row for row in Competency.objects.all()}
    record_trainings(trainings=trainings, competencies=known, on=clock.today(), by="bench", at=clock.now())


def _asked(client: Any, address: str) -> tuple[list[float], int]:
    """Return the milliseconds that a page takes, time by time, and how many queries it asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # the templates are read
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    count = len(asked)  # the next request empties what was captured
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        client.get(address)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken, count


def _say(engine: str, name: str, figures: str) -> None:
    sys.stdout.write(f"{engine} {name}: {figures}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
