"""What `piawai doctor` looks at: the installation first, then the quality of the data, by counts."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from piawai.cli import database, show
from piawai.competencies.queries import standings as competencies
from piawai.lib.home import home, wal_is_safe
from piawai.lib.text import name_key
from piawai.people import queries as people
from piawai.people.rules import nip_doubts
from piawai.regulations import values

_KEY_MODE = 0o077  # nobody but the owner may read the key
_BEFORE = dt.date(2026, 1, 1)  # older than this program: the clock must be wrong


class Status(StrEnum):
    """How good a finding is. Only FAILED stops work."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its stable name, how it is, and what is to be done, in words. `count`: of rows."""

    check: str
    status: Status
    text: str
    count: int | None = None


def findings(*, on: dt.date, at: dt.datetime) -> list[Finding]:
    """Return everything that was found; the data is only looked at where the database can be used."""
    found = [_home(), _clock(on, at), _law(on), _database()]
    if found[-1].status != Status.FAILED:
        found.append(_migrations())
    if found[-1].status != Status.FAILED:
        found += _journal()
        found += _data(on, at)
    return found


def _home() -> Finding:
    folder = home()
    key = folder / "secret_key"
    if not key.exists():
        text = _("Folder %(folder)s has no secret key yet. Run: piawai init")
        return Finding("configuration", Status.ATTENTION, text % {"folder": folder})
    if not os.access(folder, os.W_OK):
        text = _("Folder %(folder)s cannot be written to.")
        return Finding("configuration", Status.ATTENTION, text % {"folder": folder})
    if os.name == "posix" and key.stat().st_mode & _KEY_MODE:
        text = _("The secret key in %(folder)s can be read by others. Let only its owner read it.")
        return Finding("configuration", Status.ATTENTION, text % {"folder": folder})
    return Finding("configuration", Status.OK, _("Data folder: %(folder)s") % {"folder": folder})


def _clock(on: dt.date, at: dt.datetime) -> Finding:
    details = {"moment": show.moment(at), "zone": settings.TIME_ZONE}
    if on < _BEFORE:
        text = _("The clock says %(moment)s (%(zone)s), which cannot be. Set it right before anything is recorded.")
        return Finding("clock", Status.ATTENTION, text % details)
    return Finding("clock", Status.OK, _("Clock: %(moment)s (%(zone)s)") % details)


def _law(on: dt.date) -> Finding:
    in_force = [
        row
        for entry in values.all_entries().values()
        if (row := next((row for row in reversed(entry.rows) if row.applies_from <= on), None)) is not None
        and not isinstance(row, values.Repealed)
    ]
    unchecked = sum(not row.checked for row in in_force)
    details = {"unchecked": show.number(unchecked), "all": show.number(len(in_force))}
    if unchecked:
        text = _("Legal values: %(unchecked)s of %(all)s have not been checked against their source.")
        return Finding("legal_values", Status.ATTENTION, text % details, unchecked)
    return Finding("legal_values", Status.OK, _("Legal values: all %(all)s checked.") % details, 0)


def _database() -> Finding:
    file = database.sqlite_file()
    if file is not None and not file.exists():
        return Finding("database", Status.FAILED, _("There is no database yet. Run: piawai init"))
    try:
        text = _("Database: %(description)s") % {"description": database.description()}
    except DatabaseError as fault:
        reason = " ".join(str(fault).split())
        text = _("The database cannot be reached: %(reason)s") % {"reason": reason}
        return Finding("database", Status.FAILED, text)
    return Finding("database", Status.OK, text)


def _migrations() -> Finding:
    waiting = database.pending()
    if waiting:
        text = _("%(count)s changes of the tables have not been made. Run: piawai init")
        return Finding("migrations", Status.FAILED, text % {"count": show.number(len(waiting))}, len(waiting))
    return Finding("migrations", Status.OK, _("All tables are up to date."), 0)


def _journal() -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    if wal_is_safe():
        return [Finding("journal", Status.OK, _("This SQLite's write-ahead log is free of the known fault."))]
    text = _(
        "This SQLite has a fault that can damage a database with a write-ahead log. The slower rollback "
        "journal is used instead. Better: SQLite 3.51.3, 3.50.7 or 3.44.6 or newer, or PostgreSQL (DATABASE_URL)."
    )
    return [Finding("journal", Status.ATTENTION, text)]


def _data(on: dt.date, at: dt.datetime) -> Iterator[Finding]:
    scope = people.everybody()
    careers = people.careers(scope=scope, on=on, known_at=at)
    posts = {pk: post for pk, career in careers.items() if (post := career.on(on)) is not None}
    yield _counted("people", len(posts), _("People present: %(count)s"), alarming=not posts)
    rows = competencies.dated_rows(scope=scope, on=on, known_at=at)
    classless = [pk for pk, post in posts.items() if not rows.job_class(pk, post, on)]
    bare = sum(not rows.required(pk, on) for pk in posts)
    yield _counted("no_class", len(classless), _("People whose job has no class: %(count)s"))
    yield _counted("no_standard", bare, _("People of whom nothing is required (no standard yet): %(count)s"))
    yield from _chain_of_command({pk: post.unit_id for pk, post in posts.items()}, on, at)
    numbers = list(scope.values_list("pk", "nip", "born_on", "sex", "name", "legal_status"))
    unstated = sum(not status for *_rest, status in numbers)
    yield _counted("no_legal_status", unstated, _("People whose legal status is empty (counted as present): %(count)s"))
    doubtful = Counter(
        code
        for pk, nip, born_on, sex, *_rest in numbers
        if pk in posts
        for code in nip_doubts(nip=nip, born_on=born_on, sex=sex, on=on)
    )
    codes = ", ".join(f"{code} {show.number(count)}" for code, count in doubtful.most_common())
    yield _counted("nip_doubts", doubtful.total(), _("Doubts about a NIP: %(count)s"), more=codes)
    same = Counter((name_key(name), born_on) for _pk, _nip, born_on, _sex, name, _status in numbers)
    twice = sum(count > 1 for count in same.values())
    yield _counted("duplicates", twice, _("Names with the same birth date that occur more than once: %(count)s"))
    due = competencies.due_people(on=on).count()
    yield _counted("standings_due", due, _("People whose standing will be computed anew when next read: %(count)s"))


def _chain_of_command(units_of: dict[int, int], on: dt.date, at: dt.datetime) -> Iterator[Finding]:
    heads = people.heads(on=on, known_at=at)
    headless = sum(unit.pk not in heads for unit in people.units_by_id().values())
    yield _counted("units_without_head", headless, _("Units without a head: %(count)s"))
    superiors = people.superiors(posts=units_of, heads_of=heads)
    alone = sum(superior is None for superior in superiors.values())
    yield _counted("no_superior", alone, _("People without a direct superior: %(count)s"))


def _counted(check: str, count: int, text: str, *, more: str = "", alarming: bool | None = None) -> Finding:
    """Return a finding that deserves attention where anything was counted, unless `alarming` says otherwise."""
    deserves = bool(count) if alarming is None else alarming
    words = text % {"count": show.number(count)} + (f" ({more})" if more else "")
    return Finding(check, Status.ATTENTION if deserves else Status.OK, words, count)
