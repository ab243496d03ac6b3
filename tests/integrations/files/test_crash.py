"""An import that is killed, meets another, comes twice or fills the disk leaves nothing half-done or double."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.factories import rows, spreadsheets

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = 200
RANDOM_KILLS = 6


@dataclass(frozen=True)
class Installation:
    """An installation with units and a dictionary, reached only through processes of its own."""

    environment: dict[str, str]
    file: Path
    database: Path | None

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the driver."""
        begin = "import django; django.setup(); from tests.integrations.files.crash_driver import main; main()"
        command = [sys.executable, "-c", begin, *words]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *words: str) -> Any:
        """Run the driver to its end and return its answer."""
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return json.loads(out)

    def dies(self, point: str) -> None:
        """Import, dying at a point."""
        process = self.start("import", str(self.file), point)
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL

    def take_in(self) -> Any:
        """Import to the end and return the report."""
        return self.run("import", str(self.file))

    def state(self) -> Any:
        """Return how many rows each table has."""
        return self.run("state")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Installation]:
    """Give an installation to copy, on the kind of database that the tests run on."""
    folder = tmp_path_factory.mktemp("prepared")
    with _database(folder, template="") as made:
        spreadsheets.write(made.file, [rows.pegawai(at) for at in range(1, PEOPLE + 1)])
        made.run("prepare")
        yield made


@pytest.fixture
def installation(tmp_path: Path, prepared: Installation) -> Iterator[Installation]:
    """Give an installation with units and a dictionary, and a file of employees."""
    shutil.copytree(prepared.file.parent, tmp_path, dirs_exist_ok=True)
    with _database(tmp_path, template=urlsplit(prepared.environment.get("DATABASE_URL", "")).path[1:]) as made:
        yield made


@contextlib.contextmanager
def _database(folder: Path, *, template: str) -> Iterator[Installation]:
    environment = {**os.environ, "PIAWAI_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "piawai.config.settings"}
    file, address = folder / "pegawai.xlsx", os.environ.get("DATABASE_URL", "")
    if not address:
        yield Installation(environment, file, folder / "db.sqlite3")
        return
    name = f"crash_{uuid.uuid4().hex}"
    copied = f" TEMPLATE {template}" if template else ""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{copied}")  # names of our own
    environment["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    try:
        yield Installation(environment, file, None)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _is_complete(state: Any) -> bool:
    return bool(state["Person"] == state["Placement"] == state["StandingPeriod"] == PEOPLE)


class TestKilled:
    """An import that is killed."""

    @pytest.mark.parametrize("point", ["read", "statement:1", "statement:5", "statement:12", "commit"])
    def test_leaves_nothing_and_can_be_repeated(self, point: str, installation: Installation) -> None:
        before = installation.state()

        installation.dies(point)

        assert installation.state() == before
        assert installation.take_in()["new"] == PEOPLE
        assert _is_complete(installation.state())

    def test_leaves_nothing_at_whichever_statement(self, installation: Installation) -> None:
        before = installation.state()
        chance = random.Random(2)
        for last in sorted(chance.sample(range(2, 30), 4)):
            installation.dies(f"statement:{last}")

            assert installation.state() == before

    def test_is_whole_once_committed(self, installation: Installation) -> None:
        installation.dies("committed")

        after = installation.state()
        assert _is_complete(after)
        report = installation.take_in()
        assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, PEOPLE)
        assert installation.state() == after

    def test_is_all_or_nothing_at_any_moment(self, installation: Installation) -> None:
        before, chance = installation.state(), random.Random(1)
        start = time.monotonic()
        installation.run("state")
        idle = time.monotonic() - start
        for _ in range(RANDOM_KILLS):
            process = installation.start("import", str(installation.file))
            time.sleep(idle * chance.uniform(0.6, 2.0))
            process.kill()
            process.communicate(timeout=60)

            now = installation.state()
            assert now == before or _is_complete(now)
        installation.take_in()
        assert _is_complete(installation.state())


class TestRepeated:
    """A file that comes more than once."""

    def test_is_stored_once(self, installation: Installation) -> None:
        first = installation.take_in()
        after = installation.state()

        again = installation.take_in()

        assert (first["new"], again["unchanged"]) == (PEOPLE, PEOPLE)
        assert installation.state() == after

    def test_is_stored_once_by_two_at_once(self, installation: Installation) -> None:
        both = [installation.start("import", str(installation.file)) for _ in range(2)]
        answers = [json.loads(process.communicate(timeout=120)[0]) for process in both]

        assert sorted((answer["new"], answer["unchanged"]) for answer in answers) == [(0, PEOPLE), (PEOPLE, 0)]
        assert all(answer["committed"] for answer in answers)
        assert _is_complete(installation.state())


class TestFullDisk:
    """A disk that fills up."""

    def test_lets_nothing_be_stored(self, installation: Installation) -> None:
        if installation.database is None:
            pytest.skip("PostgreSQL writes its files itself")
        before = installation.state()
        size = installation.database.stat().st_size

        answer = installation.run("import", str(installation.file), f"size:{size + 40_000}")

        assert answer == {"refused": "disk_full"}
        assert installation.state() == before
        assert installation.take_in()["new"] == PEOPLE
        assert _is_complete(installation.state())
