"""
What the pages cost in the demo city: CPU of application and database together, queries, bytes, requests a second.

`python -m tests.benchmarks.bench_pages [demo home]`; without a home the demo city is made first. On SQLite the
database works in the same process, so that its CPU is counted. All figures are of one run on one machine.
"""

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import django

ROUNDS = 30
CLIENTS = 8
SECONDS = 5.0
LIMITS = {"city": 60, "people": 30, "person": 25}  # ms of CPU
MOST_TIMES = 8  # of an empty signed-in page
MOST_QUERIES = 12


def demo_home() -> str:
    """Return a home with the demo city, made now unless the command names one."""
    if len(sys.argv) > 1:
        return sys.argv[1]
    folder = tempfile.mkdtemp(prefix="piawai-bench-")
    subprocess.run(
        [Path(sys.executable).with_name("piawai"), "demo", "--no-serve"],
        env={**os.environ, "PIAWAI_HOME": folder},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return str(Path(folder, "demo"))


def main() -> None:
    """Print a line a page."""
    os.environ["PIAWAI_HOME"] = demo_home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piawai.config.settings")
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from piawai.accounts.models import User
    from piawai.competencies.models import Standing

    user = User.objects.get(email="bkpsdm@demo.example")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    code = Standing.objects.filter(gap__gt=0).values_list("person__code", flat=True)[0]
    pages = {
        "empty": reverse("help"),
        "home": reverse("home"),
        "city": reverse("city"),
        "people": reverse("people"),
        "person": reverse("person", args=[code]),
    }
    base = 0.0
    for name, address in pages.items():
        answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        asked: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            client.get(address)
        taken = []
        for _round in range(ROUNDS):
            begun = time.process_time()
            answer = client.get(address)
            taken.append(1000 * (time.process_time() - begun))
        cost = statistics.median(taken)
        base = base or cost
        packed = len(gzip.compress(answer.content))
        limit = f", limit {LIMITS[name]} ms and {MOST_TIMES}x" if name in LIMITS else ""
        sys.stdout.write(
            f"{name}: {cost:.1f} ms CPU, {cost / base:.1f}x the empty page{limit}; {len(asked)} queries "
            f"(limit {MOST_QUERIES}); {packed / 1024:.1f} KB packed\n"
        )
    served(pages, client)


def served(pages: dict[str, str], client: object) -> None:
    """Print how many requests a second eight clients get through, in this process."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.db import connections
    from django.test import RequestFactory

    handler = WSGIHandler()
    cookies = client.cookies.output(header="", sep=";").strip()  # type: ignore[attr-defined]
    for name in ("people", "person"):
        done = [0] * CLIENTS
        ends = time.monotonic() + SECONDS

        def work(place: int, name: str = name, done: list[int] = done, ends: float = ends) -> None:
            make = RequestFactory()
            while time.monotonic() < ends:
                request = make.get(pages[name], headers={"cookie": cookies, "host": "127.0.0.1"})
                assert handler.get_response(request).status_code == 200
                done[place] += 1
            connections.close_all()

        threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sys.stdout.write(f"{name}: {sum(done) / SECONDS:.0f} requests a second, {CLIENTS} clients in one process\n")


if __name__ == "__main__":
    main()
