"""`piawai serve`: refuses what would not be safe, runs the site and the worker, stops both."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from piawai.accounts.models import User
from piawai.accounts.queries import demo_accounts_outside_demo
from piawai.audit.services import log
from piawai.cli import database, serving
from piawai.lib.home import home, make_secret_key
from tests import town
from tests.cli.conftest import Run
from tests.cli.process import COMMAND, piawai


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give an installation with tables and key; nothing is started."""
    monkeypatch.setattr(database, "pending", list)
    monkeypatch.setattr(database, "sqlite_file", lambda: None)
    monkeypatch.setattr(serving, "demo_accounts_outside_demo", lambda: False)
    monkeypatch.setattr(serving, "collect", lambda: pytest.fail("started to serve"))
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
    make_secret_key()


@pytest.fixture
def port() -> int:
    """Give a port that is free."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.mark.usefixtures("ready")
class TestRefusals:
    """Nothing is started that would not work or not be safe, and the reason is said."""

    def refused(self, run: Run, *words: str) -> str:
        status, out, err = run("serve", *words)
        assert (status, out) == (1, "")
        return err

    def test_before_the_tables_are_made(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database, "pending", lambda: ["people.0002", "people.0003"])

        assert "2 changes of its tables are waiting. Run this first: piawai init" in self.refused(run)

    def test_without_a_database_file(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(database, "sqlite_file", lambda: tmp_path / "none.sqlite3")

        assert "piawai init" in self.refused(run)

    def test_without_a_key(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / "elsewhere"))

        assert "no secret key" in self.refused(run)

    @pytest.mark.parametrize("host", ["sdm.sabangkota.go.id", "10.1.2.3", ".go.id"])
    def test_public_host_without_tls(self, host: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", host])
        monkeypatch.setattr(settings, "HTTPS", False)

        err = self.refused(run)

        assert err.startswith(f"{host}: ")
        assert "PIAWAI_HTTPS=1" in err

    def test_listening_for_others_without_tls(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "HTTPS", False)

        assert "PIAWAI_HTTPS=1" in self.refused(run, "--host", "::")

    def test_any_host(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
        monkeypatch.setattr(settings, "HTTPS", True)

        assert "must name the hosts" in self.refused(run)

    @pytest.mark.parametrize("key", ["", "rahasia", "x" * 67, "django-insecure-" + "abcdefghijklmnopqrstuvwxyz" * 2])
    def test_key_that_could_be_guessed(self, key: str, run: Run) -> None:
        (home() / "secret_key").write_text(key, encoding="ascii")

        assert "could be guessed" in self.refused(run)

    def test_inside_of_faults_shown_to_others(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "sdm.sabangkota.go.id"])
        monkeypatch.setattr(settings, "HTTPS", True)
        monkeypatch.setattr(settings, "DEBUG", True)

        assert "DEBUG is on" in self.refused(run)

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("folder", "active", "passes"), [("kota", True, False), ("kota", False, True), ("demo", True, True)]
    )
    def test_accounts_of_the_demo_elsewhere(
        self,
        folder: str,
        active: bool,
        passes: bool,
        run: Run,
        port: int,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        monkeypatch.setattr(serving, "demo_accounts_outside_demo", demo_accounts_outside_demo)
        monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / folder))
        make_secret_key()
        log(action="demo.written", by="demo", at=town.NOW)
        User.objects.create_user(name="Demo", demo=True, is_active=active, created_at=town.NOW)

        if passes:
            serving.check(host="127.0.0.1", port=port)
        else:
            assert "accounts of the demo" in self.refused(run)

    def test_port_that_is_taken(self, run: Run) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()

            assert "cannot be used" in self.refused(run, "--port", str(other.getsockname()[1]))

    def test_port_that_does_not_exist(self, run: Run) -> None:
        status, _out, err = run("serve", "--port", "65536")

        assert status == 2
        assert "65535" in err

    def test_public_host_behind_tls_passes(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "sdm.sabangkota.go.id"])
        monkeypatch.setattr(settings, "HTTPS", True)

        serving.check(host="127.0.0.1", port=port)


# Waits until the server answers, gives the command a moment to say so, and tells it to stop.
STOPPER = """
import os, signal, socket, sys, time
while True:
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=1).close()
        break
    except OSError:
        time.sleep(0.1)
time.sleep(2)
os.kill(int(sys.argv[2]), signal.SIGTERM)
time.sleep(60)
"""


class TestProcesses:
    """The processes of a site live and end together."""

    @pytest.fixture
    def listening(self, ready: None, monkeypatch: pytest.MonkeyPatch, port: int) -> list[str]:
        """Give the command of a stand-in for the server, which takes connections."""
        monkeypatch.setattr(serving, "collect", lambda: None)
        return [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]

    def test_one_that_ends_stops_the_other(
        self, listening: list[str], port: int, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ending = [sys.executable, "-c", "import sys; sys.exit(3)"]
        monkeypatch.setattr(serving, "commands", lambda **_where: {"server": listening, "worker": ending})

        status, _out, err = run("serve", "--port", str(port))

        assert status == 1
        assert "The worker has ended by itself" in err
        assert not answers(port)

    def test_stop_ends_all(self, listening: list[str], port: int, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        stopper = [sys.executable, "-c", STOPPER, str(port), str(os.getpid())]
        monkeypatch.setattr(serving, "commands", lambda **_where: {"server": listening, "worker": stopper})
        before = signal.getsignal(signal.SIGTERM)

        status, out, err = run("serve", "--port", str(port))

        assert (status, err) == (0, "")
        assert f"http://127.0.0.1:{port}" in out
        assert not answers(port)
        assert signal.getsignal(signal.SIGTERM) is before


def answers(port: int) -> bool:
    """Return whether anything takes connections on a port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.mark.slow
class TestSite:
    """The real server, as a process of its own."""

    @pytest.fixture
    def site(self, tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
        """Give the running command once it has said its address."""
        assert piawai("init", home=tmp_path).returncode == 0
        left = {"DATABASE_URL", "PIAWAI_HOSTS", "PIAWAI_HTTPS"}
        plain = {name: value for name, value in os.environ.items() if name not in left}
        with subprocess.Popen(
            [sys.executable, "-c", COMMAND, "--lang", "en", "serve", "--port", str(port)],
            env={**plain, "PIAWAI_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert process.stdout is not None
                assert f":{port}" in process.stdout.readline()
                yield process
            finally:
                process.terminate()

    def test_serves_until_told_to_stop(self, site: subprocess.Popen[str], port: int, tmp_path: Path) -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            page = answer.read().decode()

        assert answer.status == 200
        assert "<h1" in page
        assert (tmp_path / "static" / "staticfiles.json").exists()

        site.send_signal(signal.SIGTERM)

        assert site.wait(30) == 0
        until = time.monotonic() + 5
        while answers(port) and time.monotonic() < until:
            time.sleep(0.1)
        assert not answers(port)
