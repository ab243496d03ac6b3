"""
What the pages of the demo city cost, through `piawai serve`, on SQLite and on PostgreSQL.

`python -m tests.benchmarks.bench_pages [home of a demo on SQLite]`; without a home the demo city is made first. A
line a page: CPU of the server's processes and the database's together for one request, times the empty signed-in
page of the same run, queries, bytes as they travel. Then requests a second of eight clients. The clients' own CPU
does not count, but shares the machine.

Before them stands what a loop of plain Python costs here. Figures of two machines, or of a machine that others load,
are compared by it: a page that costs twice as much where the loop does too has not become dearer.
"""

import contextlib
import gzip
import http.cookiejar
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil

from tests.run_postgres import ROOT, own_server

ROUNDS, REPEATS = 5, 20
LOOP, LOOPS = 1_000_000, 7
CLIENTS = 8
SECONDS = 5.0
LIMITS = {"city": 60, "people": 30, "person": 25}  # ms of CPU
MOST_WAIT = {"city": 300}  # ms, p95
MOST_TIMES = 8  # of the empty page
MOST_QUERIES = 12
NAME, PASSWORD = "bkpsdm@demo.example", "mencoba-piawai"
COMMAND = "import sys; from piawai.cli.main import main; sys.exit(main())"
PERSON = re.compile(r'href="(/pegawai/[A-Za-z0-9]{8,}/)"')  # the first is the reader's own, in the menu
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Reader:
    """A browser's part of the work: cookies, and nothing else."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, address: str) -> bytes:
        """Return what travels for a page, packed."""
        asked = urllib.request.Request(self.base + address, headers={"Accept-Encoding": "gzip"})  # noqa: S310 (ours)
        with self.opener.open(asked) as answer:
            assert answer.status == 200, (address, answer.status)
            assert urllib.parse.urlsplit(answer.url).path == urllib.parse.urlsplit(address).path, answer.url
            return answer.read()  # type: ignore[no-any-return]

    def text(self, address: str) -> str:
        """Return a page as text."""
        content = self.get(address)
        return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()

    def sign_in(self) -> None:
        """Sign in as BKPSDM of the demo city."""
        found = TOKEN.search(self.text("/akun/masuk/"))
        assert found
        form = {"csrfmiddlewaretoken": found[1], "login": NAME, "password": PASSWORD}
        with self.opener.open(self.base + "/akun/masuk/", urllib.parse.urlencode(form).encode()) as answer:
            assert "/masuk/" not in answer.url, "the demo account was not let in"


def main() -> None:
    """Print the figures of the machine and of both databases."""
    sys.stdout.write(f"machine: {loop_cost():.0f} ms CPU for a loop of {LOOP} additions, median of {LOOPS}\n")
    with tempfile.TemporaryDirectory(prefix="piawai-bench-") as folder:
        home = sys.argv[1] if len(sys.argv) > 1 else demo(Path(folder, "sqlite"), {})
        measure("SQLite", home, {}, queries=True)
        with own_server() as address:
            environment = {"DATABASE_URL": address}
            home = demo(Path(folder, "postgres"), environment)
            measure("PostgreSQL", home, environment, queries=False)


def loop_cost() -> float:
    """Return the milliseconds of CPU that a loop of plain Python takes here, the median of a few runs."""
    costs = []
    for _run in range(LOOPS):
        begun = time.process_time()
        total = 0
        for number in range(LOOP):
            total += number
        costs.append(1000 * (time.process_time() - begun))
    return statistics.median(costs)


def demo(folder: Path, environment: Mapping[str, str]) -> str:
    """Make the demo city and return its home."""
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", COMMAND, "demo", "--no-serve"],
        env={**os.environ, "PIAWAI_HOME": str(folder), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return str(folder / "demo")


def measure(engine: str, home: str, environment: Mapping[str, str], *, queries: bool) -> None:
    """Print a line a page, and the requests a second."""
    with served(home, environment) as (base, process):
        reader = Reader(base)
        reader.sign_in()
        *_own, person = PERSON.findall(reader.text("/pegawai/"))
        pages = {"empty": "/bantuan/", "home": "/", "city": "/kota/", "people": "/pegawai/", "person": person}
        asked = counted(home, pages) if queries else {}
        costs: dict[str, list[float]] = {name: [] for name in pages}
        waits: dict[str, list[float]] = {name: [] for name in pages}
        for page in pages.values():
            for _warm in range(4):  # each process of the server has read the templates
                reader.get(page)
        for _round in range(ROUNDS):
            for name, page in pages.items():
                begun = cpu(process, environment)
                for _repeat in range(REPEATS):
                    asked_at = time.perf_counter()
                    reader.get(page)
                    waits[name].append(1000 * (time.perf_counter() - asked_at))
                costs[name].append(1000 * (cpu(process, environment) - begun) / REPEATS)
        base_cost = statistics.median(costs["empty"])
        for name, page in pages.items():
            cost = statistics.median(costs[name])
            limit = f" (limits {LIMITS[name]} ms, {MOST_TIMES}x)" if name in LIMITS else ""
            count = f"; {asked[name]} queries (limit {MOST_QUERIES})" if name in asked else ""
            size = len(reader.get(page)) / 1024
            late = statistics.quantiles(waits[name], n=20)[-1]
            most = f" (limit {MOST_WAIT[name]} ms)" if name in MOST_WAIT else ""
            sys.stdout.write(
                f"{engine} {name}: {cost:.1f} ms CPU, {cost / base_cost:.1f}x{limit}{count}; {size:.1f} KB;"
                f" p95 {late:.0f} ms from request to answer{most}\n"
            )
        for name in LIMITS:
            sys.stdout.write(f"{engine} {name}: {rate(reader, pages[name]):.0f} requests/s, {CLIENTS} clients\n")
        sys.stdout.flush()


@contextlib.contextmanager
def served(home: str, environment: Mapping[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    """Run the site of a home; give its address and its process."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", "--port", str(port)],
        env={**os.environ, "PIAWAI_HOME": home, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert str(port) in line, line
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def cpu(process: psutil.Process, environment: Mapping[str, str]) -> float:
    """Return the seconds of CPU that the server's processes and the database's have taken."""
    found = [child for child in process.children() if "granian" in child.cmdline()]
    found += [child for server in found for child in server.children(recursive=True)]
    if environment:
        head = psutil.Process(int((ROOT / ".postgres" / "postmaster.pid").read_text().split()[0]))
        found += [head, *head.children()]
    total = 0.0
    for one in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    return total


def counted(home: str, pages: Mapping[str, str]) -> dict[str, int]:
    """Return how many queries each page asks, counted in this process."""
    import django

    os.environ |= {"PIAWAI_HOME": home, "DJANGO_SETTINGS_MODULE": "piawai.config.settings"}
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from django.db import connection
    from django.test import Client

    from piawai.accounts.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=NAME))
    found = {}
    for name, page in pages.items():
        client.get(page)
        asked: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            assert client.get(page).status_code == 200
        found[name] = len(asked)
    connection.close()
    return found


def rate(reader: Reader, page: str) -> float:
    """Return how many requests a second the clients get answered."""
    done = [0] * CLIENTS
    ends = time.monotonic() + SECONDS

    def work(place: int) -> None:
        own = Reader(reader.base)
        for cookie in reader.jar:
            own.jar.set_cookie(cookie)
        while time.monotonic() < ends:
            own.get(page)
            done[place] += 1

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / SECONDS


if __name__ == "__main__":
    main()
