"""The database behind the command: which it is, what it still lacks, preparing it."""

import datetime as dt
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from piawai.cli.options import actor
from piawai.competencies.services.versions import publish_all, record_former
from piawai.competencies.terms import NINE
from piawai.integrations.files import former, importing
from piawai.integrations.files.importing import Report
from piawai.lib.home import make_issuer_key, make_secret_key

DICTIONARY = Path(importing.__file__).with_name("data") / "kamus.csv"


def sqlite_file() -> Path | None:
    """Return the file of an SQLite database, None where PostgreSQL is used or the database is in memory."""
    name = str(settings.DATABASES["default"]["NAME"])
    return Path(name) if connection.vendor == "sqlite" and "memory" not in name else None


def description() -> str:
    """Return which database is used, its version, and how it keeps its journal."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            journal = str(cursor.fetchone()[0]).upper()
        version = sqlite3.sqlite_version
        return _("SQLite %(version)s, journal %(journal)s") % {"version": version, "journal": journal}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return _("PostgreSQL %(version)s") % {"version": str(cursor.fetchone()[0]).split()[0]}


def pending() -> list[str]:
    """Return the migrations that have not been applied yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def prepare() -> int:
    """Make folder, keys and tables where they are missing, and return how many migrations were applied."""
    make_secret_key()
    make_issuer_key()
    waiting = pending()
    if waiting:
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)  # an existing one stays
    return len(waiting)


def load_dictionary(*, on: dt.date, at: dt.datetime) -> Report:
    """
    Load the shipped dictionary and SIASN's former list; again, it changes nothing.

    The nine competencies that a law sets are published; the technical ones are drafts, for the city to decide.
    """
    report = importing.import_file(kind="kamus", path=DICTIONARY, on=on, by=actor(), at=at)
    complete_dictionary(by=actor(), at=at)
    return report


def complete_dictionary(*, by: str, at: dt.datetime) -> None:
    """Publish the words of the nine competencies that a law sets, and load SIASN's former list."""
    publish_all(codes=NINE, by=by, at=at)
    record_former(names=former.read(), by=by, at=at)
