"""
A process of its own that prepares an installation, imports a file and may die on the way.

Its arguments are `prepare`, `state` or `import FILE [POINT]`, where POINT is `statement:N` (die at the Nth statement
to the database), `read` (when the file is read), `commit` (just before the commit), `committed` (just after it) or
`size:BYTES` (no file may grow larger). Django is set up before this module is loaded.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from piawai.audit.models import Event
from piawai.competencies.models import Standing, StandingPeriod
from piawai.integrations.files import importing
from piawai.people.models import Job, Person, Placement, Unit
from tests import town

TABLES = (Unit, Job, Person, Placement, Standing, StandingPeriod, Event)


def die(*_anything: object, **_more: object) -> None:
    """End at once, as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def prepare() -> dict[str, object]:
    """Make the tables, the units and the dictionary of the town, and return how it is then."""
    call_command("migrate", verbosity=0)
    town.units()
    town.dictionary()
    return state()


def state() -> dict[str, object]:
    """Return how many rows each table has, and whether the database is sound."""
    found: dict[str, object] = {table.__name__: table._default_manager.count() for table in TABLES}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            found["sound"] = cursor.fetchone()[0]
    return found


def take_in(path: Path, point: str) -> dict[str, Any]:
    """Import employees, dying at a point if one is given, and return the report."""
    name, _, figure = point.partition(":")
    if name == "size":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(figure), int(figure)))
    elif name == "read":
        importing.read = die  # type: ignore[assignment,attr-defined]
    elif name in {"commit", "committed"}:
        _die_at_commit(before=name == "commit")
    elif name == "statement":
        return _take_in_counting(path, int(figure))
    return _take_in(path)


def _take_in(path: Path) -> dict[str, Any]:
    try:
        report = importing.import_file(kind="pegawai", path=path, on=town.TODAY, by="crash", at=town.NOW)
    except importing.UnableToImport as refusal:
        return {"refused": refusal.code}
    return report.as_json()


def _take_in_counting(path: Path, last: int) -> dict[str, Any]:
    seen = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == last:
            die()
        return execute(*arguments)

    with connection.execute_wrapper(count):
        report = _take_in(path)
    return {**report, "statements": seen}


def _die_at_commit(*, before: bool) -> None:
    commit = connection._commit  # type: ignore[attr-defined]

    def last_words() -> None:
        if not before:
            commit()
        die()

    connection._commit = last_words  # type: ignore[attr-defined]


def main() -> None:
    """Do what the command line says and print the answer as JSON."""
    words = sys.argv[1:]
    if words[0] == "import":
        answer = take_in(Path(words[1]), "".join(words[2:]))
    else:
        answer = {"prepare": prepare, "state": state}[words[0]]()
    sys.stdout.write(json.dumps(answer))
