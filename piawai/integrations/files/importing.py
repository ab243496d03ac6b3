"""Importing a file: all or nothing, every problem at once; and the template that a file starts from."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.db import DatabaseError, transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.formats import marking, tables, templates
from piawai.formats.corrections import Corrections, corrected
from piawai.formats.limits import UnableToReadTable
from piawai.integrations.files.kinds import KINDS
from piawai.integrations.files.problems import Problem
from piawai.integrations.files.reading import Count, Kind, Reading, Stored, read
from piawai.integrations.files.refusing import UnableToImport, unreadable, unstorable
from piawai.lib.locks import one_at_a_time

__all__ = [
    "KINDS",
    "Problem",
    "Read",
    "Report",
    "UnableToImport",
    "faults_file",
    "import_file",
    "read_file",
    "refused",
    "store_rows",
    "write_template",
]

Tell = Callable[[str], None]
RowsTold = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """
    What became of a file, or (where it was tried only) would become.

    `rows` are the filled ones below the header; without errors each is new, changed or unchanged. `missing` counts
    the units or present people that are known but not named. With any error nothing was stored: `committed` is false.
    """

    kind: str
    rows: int
    new: int
    changed: int
    unchanged: int
    missing: int
    ignored_columns: tuple[str, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    committed: bool

    def as_json(self) -> dict[str, Any]:
        """Return the report as `import --json` prints it."""
        listed = {
            "ignored_columns": list(self.ignored_columns),
            "errors": [problem.as_json() for problem in self.errors],
            "warnings": [problem.as_json() for problem in self.warnings],
        }
        return {name: listed.get(name, getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Read:
    """A file whose rows have been read, and nothing of it checked or stored."""

    kind: Kind
    path: Path
    reading: Reading


def import_file(
    *,
    kind: str,
    path: Path,
    on: dt.date,
    by: str,
    at: dt.datetime,
    dry_run: bool = False,
    progress: Tell | None = None,
    rows: RowsTold | None = None,
    corrections: Corrections = Corrections(),  # noqa: B008 (frozen)
) -> Report:
    """
    Store the rows of a file, all or none, and report what became of them.

    `on` is the day whose facts the file states, `at` the moment of recording, `by` who imports it. A dry run does
    the same and then takes everything back, so its counts are true. `progress` is told what is being done, `rows` how
    many rows of how many have been read. `corrections` are laid over the file.

    :raises UnableToImport: if the file cannot be read as a table, or the database fails; nothing was stored.
    """
    found = read_file(kind=kind, path=path, on=on, by=by, at=at, progress=progress, rows=rows, corrections=corrections)
    return store_rows(found=found, dry_run=dry_run, progress=progress)


def read_file(
    *,
    kind: str,
    path: Path,
    on: dt.date,
    by: str,
    at: dt.datetime,
    progress: Tell | None = None,
    rows: RowsTold | None = None,
    corrections: Corrections = Corrections(),  # noqa: B008 (frozen)
) -> Read:
    """
    Read the rows of a file, for `store_rows`; the database is not asked. The rest is as for `import_file`.

    :raises UnableToImport: if the file cannot be read as a table.
    """
    found, tell = _kind(kind), progress or _nothing
    tell(_("Reading %(file)s") % {"file": path.name})
    try:
        table = corrected(table=tables.read(path=path), corrections=corrections)
        reading = read(table=table, kind=found, on=on, by=by, at=at, told=_counting(table, rows))
    except UnableToReadTable as refusal:
        raise unreadable(path=path, refusal=refusal) from refusal
    return Read(found, path, reading)


def store_rows(*, found: Read, dry_run: bool = False, progress: Tell | None = None) -> Report:
    """
    Check the rows of a file that was read and store them, all or none. A file that was read is stored once.

    :raises UnableToImport: if the database fails; nothing was stored.
    """
    reading = found.reading
    try:
        stored = _store(found.kind, reading, dry_run, progress or _nothing)
    except DatabaseError as fault:
        raise unstorable(path=found.path, fault=fault) from fault
    errors, warnings = reading.problems_in_order()
    return Report(
        kind=found.kind.name,
        rows=len(reading.lines),
        **asdict(stored),
        ignored_columns=reading.ignored,
        errors=tuple(errors),
        warnings=tuple(warnings),
        committed=not errors and not dry_run,
    )


def _store(kind: Kind, reading: Reading, dry_run: bool, tell: Tell) -> Stored:  # noqa: FBT001 (as the command has it)
    stored = Stored(0, 0, 0)
    with transaction.atomic():
        one_at_a_time("import")
        count = len(reading.lines)
        tell(ngettext("Checking %(count)s row", "Checking %(count)s rows", count) % {"count": count})
        checked = kind.check(reading)
        if not reading.errors:
            tell(ngettext("Storing %(count)s row", "Storing %(count)s rows", count) % {"count": count})
            stored = kind.store(reading, checked)
            if stored.new or stored.changed:
                details = {"sha256": reading.sha256, "rows": count, "new": stored.new, "changed": stored.changed}
                log(action="files.import_file", by=reading.by, at=reading.at, subject=kind.name, details=details)
        if reading.errors or dry_run:
            transaction.set_rollback(True)
    return Stored(0, 0, 0) if reading.errors else stored


def refused(*, kind: str, refusal: UnableToImport) -> Report:
    """Return the report of a file that was refused as a whole: one problem, of row 0."""
    problem = Problem(0, "", "", refusal.code, str(refusal))
    return Report(
        kind=kind,
        rows=0,
        **asdict(Stored(0, 0, 0)),
        ignored_columns=(),
        errors=(problem,),
        warnings=(),
        committed=False,
    )


def faults_file(
    *,
    path: Path,
    report: Report,
    target: Path | BinaryIO,
    corrections: Corrections = Corrections(),  # noqa: B008 (frozen)
) -> None:
    """
    Write the rows of a file that have errors or warnings, each problem marked in its cell, as they stand corrected.

    :raises UnableToImport: if the file cannot be read as a table.
    """
    faults = [
        marking.Fault(row=problem.row, column=problem.column, problem=problem.problem)
        for problem in (*report.errors, *report.warnings)
    ]
    words = marking.FaultWords(sheet=_("To repair"), row=_("Original row"), problems=_("Problems"))
    try:
        table = corrected(table=tables.read(path=path), corrections=corrections)
    except UnableToReadTable as refusal:
        raise unreadable(path=path, refusal=refusal) from refusal
    marking.write_faults(target=target, headers=table.headers, rows=table.rows, faults=faults, words=words)


def write_template(*, kind: str, target: Path | BinaryIO) -> None:
    """
    Write an empty sheet of a kind: headers with notes, drop-downs and one example row.

    :raises UnableToImport: if there is no such kind.
    """
    found = _kind(kind)
    columns = [
        templates.TemplateColumn(
            name=column.name,
            required=column.required,
            note=str(column.note),
            choices=column.choices,
            example=column.example,
            as_text=column.as_text,
        )
        for column in found.columns
    ]
    notes_sheet = "Instructions" if (get_language() or "").startswith("en") else "Petunjuk"
    words = templates.TemplateWords(
        notes_sheet=notes_sheet,
        introduction=_("One row each; the example row is to be replaced. Coloured headers are needed."),
        column=_("Column"),
        required=_("Needed"),
        note=_("Explanation"),
        choices=_("Values that pass"),
        yes=_("Yes"),
        no=_("No"),
    )
    templates.write_template(target=target, kind=kind, columns=columns, words=words)


def _kind(name: str) -> Kind:
    if name in KINDS:
        return KINDS[name]
    words = _("There is no kind of file named %(name)s. These would pass: %(kinds)s.")
    raise UnableToImport(words % {"name": name, "kinds": ", ".join(KINDS)}, code="unknown_kind")


def _counting(table: tables.Table, rows: RowsTold | None) -> Count | None:
    """Return what passes on how many rows of the table have been read; None where nobody asks."""
    if rows is None:
        return None
    total, tell = sum(1 for _row in table.rows), rows
    tell(0, total)
    return lambda done: tell(done, total)


def _nothing(_words: str) -> None:
    """Tell nobody."""
