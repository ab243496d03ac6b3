"""A PostgreSQL database as one file, and back: pg_dump and pg_restore do it, on the moment that is counted."""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from piawai.lib.errors import Refusal

Counted = dict[str, tuple[int, str]]  # table: rows, a hash over them

_NOT_OURS = frozenset({"password", "prepare_threshold"})  # by the environment; psycopg's own

COMMANDS = {
    "pg_dump": 'pg_dump --format=custom --no-owner --no-privileges --file=piawai.dump "$DATABASE_URL"',
    "pg_restore": 'pg_restore --no-owner --no-privileges --single-transaction --dbname="$DATABASE_URL" piawai.dump',
}


class UnableToDump(Refusal):
    """PostgreSQL's own program is missing or has failed."""


def dump(*, target: Path) -> tuple[Counted, list[str]]:
    """
    Write the database as of one moment; return its tables as of the same, and its migrations.

    :raises UnableToDump: if pg_dump is missing or fails.
    """
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        _run(program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={target}")
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return _counted(), [f"{app}.{name}" for app, name in cursor.fetchall()]


def load(*, source: Path) -> Counted:
    """
    Fill the empty database from a dump, all or nothing; return its tables.

    :raises UnableToDump: if pg_restore is missing or fails.
    """
    program = _program("pg_restore")
    _run(program, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))
    with transaction.atomic():
        return _counted()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        text = _("%(program)s is not installed here. Where it is, this does the same: %(command)s")
        raise UnableToDump(text % {"program": name, "command": COMMANDS[name]}, code="no_program")
    return found


def _run(program: str, *words: str) -> None:
    """Run a program on the database; the password goes by the environment, where other users cannot read it."""
    given = connection.get_connection_params()
    where = {
        name: str(value) for name, value in given.items() if isinstance(value, str | int) and name not in _NOT_OURS
    }
    database = make_conninfo("", **where)
    done = subprocess.run(  # noqa: S603 (found on PATH, words of ours)
        [program, f"--dbname={database}", *words],
        env={**os.environ, **({"PGPASSWORD": given["password"]} if given.get("password") else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr[:200])
        raise UnableToDump(said.strip() or Path(program).name, code="failed")


def _counted() -> Counted:
    return {name: _table(name) for name in sorted(connection.introspection.table_names())}


def _table(name: str) -> tuple[int, str]:
    rows, digest = 0, hashlib.sha256()
    table = connection.ops.quote_name(name)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT kept::text COLLATE "C" FROM {table} AS kept ORDER BY 1')  # noqa: S608 (a name of its own)
        for (row,) in cursor:
            digest.update(f"{row}\n".encode())
            rows += 1
    return rows, digest.hexdigest()
