"""A worker that is killed while it stores a file: the rows are stored once, whenever it happens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import piawai
from tests.factories import spreadsheets
from tests.integrations.uploads.conftest import good

ROOT = Path(__file__).resolve().parents[3]

# `send` uploads a file, has it checked and asks for it to be stored. `work` does what is due, its clock put ahead so
# that a dead worker's lease has run out, and dies where it is told. `look` prints what is in the database.
DRIVER = """
import datetime as dt, os, sys
import django
django.setup()
from pathlib import Path
from django.db import transaction
from piawai.cli import worker
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import acts, running
from piawai.audit.terms import Actor
from piawai.lib import clock
BY, NOW = Actor("rina", "Rina"), dt.datetime.now(tz=dt.UTC)
def die(*_given, **_more):
    os._exit(9)
def send(path):
    from tests import town
    town.units()
    acts.upload_file(kind="pegawai", holds_on=town.TODAY, name="a.xlsx", chunks=[Path(path).read_bytes()],
                     language="en", by=BY, at=NOW)
    worker.run_once()
    acts.ask_to_store(upload=Upload.objects.get(), version=1, by=BY, at=NOW)
def work(where, minutes):
    clock.now = lambda: dt.datetime.now(tz=dt.UTC) + dt.timedelta(minutes=int(minutes))
    if where == "before":
        running.send = die
    if where == "after":
        running.files.remove_all = die
    worker.run_once()
def look():
    from piawai.audit.models import Event
    from piawai.jobs.models import Job, Message
    from piawai.people.models import Person
    told = Message.objects.filter(subject="An import has been stored").count()
    events = Event.objects.filter(subject="pegawai").count()
    job = Job.objects.get(name="import.store")
    print(Upload.objects.get().state, Person.objects.count(), events, job.state, told)
{"send": send, "work": work, "look": look}[sys.argv[1]](*sys.argv[2:])
"""


def driver(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the driver on the installation in `home`."""
    plain = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PIAWAI_LANG"}}
    return subprocess.run(
        [sys.executable, "-c", DRIVER, *words],
        cwd=ROOT,
        env={**plain, "PIAWAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "piawai.config.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestKilledWorker:
    """SIGKILL's like: the process is gone at once."""

    @pytest.mark.parametrize(
        ("where", "then"),
        [
            pytest.param("before", "STORING 0 0 RUNNING 0", id="before the effect is kept"),
            pytest.param("after", "STORED 3 1 DONE 1", id="between the effect and its acknowledgement"),
        ],
    )
    def test_leaves_the_rows_stored_once(self, tmp_path: Path, where: str, then: str) -> None:
        home = tmp_path / "home"
        assert piawai("init", home=home).returncode == 0
        sent = driver(home, "send", str(spreadsheets.write(tmp_path / "a.xlsx", good(3))))
        assert sent.returncode == 0, sent.stderr

        killed = driver(home, "work", where, "0")
        left = driver(home, "look").stdout
        again = driver(home, "work", "nowhere", "5")

        assert (killed.returncode, again.returncode) == (9, 0), again.stderr
        assert left.strip() == then
        assert driver(home, "look").stdout.strip() == "STORED 3 1 DONE 1"
