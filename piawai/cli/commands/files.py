"""`piawai template` and `piawai import`: a sheet to fill in, and taking it in, all or nothing."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.text import Text

from piawai.cli import show
from piawai.cli.options import actor, day
from piawai.integrations.files import importing
from piawai.integrations.files.importing import KINDS, Report, UnableToImport
from piawai.lib import clock
from piawai.lib.errors import Refusal

WARNINGS_SHOWN = 20


class UnableToWriteTemplate(Refusal):
    """There is a file already, which may have been filled in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The import asked for. `faults` and `output` are None where no such file is wanted."""

    kind: str
    path: Path
    on: dt.date
    dry_run: bool
    as_json: bool
    faults: Path | None
    output: Path | None


def register(app: typer.Typer) -> None:
    """Add the commands; the language is known by now."""
    kinds = _("Kind of file: %(kinds)s.") % {"kinds": ", ".join(KINDS)}

    @app.command(name="template", help=_("Write an empty sheet of a kind: headers, notes, drop-downs, an example row."))
    def template(
        kind: Annotated[str, typer.Argument(parser=kind_named, metavar=_("KIND"), help=kinds)],
        file: Annotated[Path, typer.Argument(parser=sheet, metavar=_("FILE.xlsx"), help=_("The file to write."))],
    ) -> None:
        write_template(kind, file)

    @app.command(name="import", help=_("Take in a file, all or nothing; doing it twice changes nothing."))
    def import_(
        kind: Annotated[str, typer.Argument(parser=kind_named, metavar=_("KIND"), help=kinds)],
        file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("XLSX or CSV (UTF-8)."))],
        on: Annotated[
            dt.date | None,
            typer.Option(parser=day, metavar=_("DATE"), help=_("The day the file speaks of; today if left out.")),
        ] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would happen, store nothing."))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
        faults: Annotated[
            Path | None,
            typer.Option(
                parser=sheet, metavar=_("FILE.xlsx"), help=_("Write the faulty rows here, each problem marked.")
            ),
        ] = None,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write here what would be printed."))
        ] = None,
    ) -> None:
        asked = Asked(kind, file, on or clock.today(), dry_run, as_json, faults, output)
        raise typer.Exit(take_in(asked))


def kind_named(text: str) -> str:
    """
    Return the kind of file that a text names.

    :raises typer.BadParameter: if there is none.
    """
    name = text.strip().lower()
    if name not in KINDS:
        problem = _("%(text)s is no kind of file; these would pass: %(kinds)s.")
        raise typer.BadParameter(problem % {"text": text, "kinds": ", ".join(KINDS)})
    return name


def sheet(text: str | Path) -> Path:
    """
    Return the path of an XLSX file to write.

    :raises typer.BadParameter: if it ends otherwise.
    """
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise typer.BadParameter(_("%(text)s does not end in .xlsx.") % {"text": text})
    return path


def write_template(kind: str, path: Path) -> None:
    """
    Write the template of a kind.

    :raises UnableToWriteTemplate: if the file is there already, and not empty.
    """
    if path.exists() and path.stat().st_size:
        words = _("%(file)s is there already and was left as it is. Choose another name, or remove it first.")
        raise UnableToWriteTemplate(words % {"file": path}, code="file_exists")
    importing.write_template(kind=kind, target=path)
    show.say(
        _("Written: %(file)s. Fill it in, then: piawai import %(kind)s %(file)s") % {"file": path, "kind": kind},
    )


def take_in(asked: Asked) -> int:
    """Import a file, print what became of it, and return the exit status: 1 where it was refused."""
    try:
        with _progress(asked) as tell:
            report = importing.import_file(
                kind=asked.kind,
                path=asked.path,
                on=asked.on,
                by=actor(),
                at=clock.now(),
                dry_run=asked.dry_run,
                progress=tell,
            )
    except UnableToImport as refusal:
        show.note(str(refusal))
        if asked.as_json:
            report = importing.refused(kind=asked.kind, refusal=refusal)
            show.write_json(report.as_json(), output=asked.output)
        return 1
    if asked.as_json:
        show.write_json(report.as_json(), output=asked.output)
    else:
        show.write("\n".join(summary(report, asked)), output=asked.output)
    show.note(*(str(problem) for problem in report.errors))
    if not asked.as_json:
        show.note(*warnings(report))
    _write_faults(report, asked)
    return int(bool(report.errors))


@contextlib.contextmanager
def _progress(asked: Asked) -> Iterator[Callable[[str], None] | None]:
    """Give what shows progress: turning on a terminal, plain lines otherwise, nothing beside JSON."""
    console = Console(stderr=True, highlight=False)
    if asked.as_json:
        yield None
    elif console.is_terminal:
        with console.status(Text(asked.path.name)) as status:
            yield lambda words: status.update(Text(words))
    else:
        yield show.note


def summary(report: Report, asked: Asked) -> list[str]:
    """Return what became of a file, in a few lines."""
    name = {"file": asked.path.name, "kind": report.kind}
    if report.errors:
        count = len(report.errors)
        words = ngettext(
            "%(file)s (%(kind)s): %(count)s problem; nothing was stored.",
            "%(file)s (%(kind)s): %(count)s problems; nothing was stored.",
            count,
        )
        lines = [words % {**name, "count": show.number(count)}]
    else:
        counts = ("rows", "new", "changed", "unchanged")
        words = _("%(file)s (%(kind)s): rows %(rows)s, new %(new)s, changed %(changed)s, unchanged %(unchanged)s.")
        lines = [words % {**name, **{count: show.number(getattr(report, count)) for count in counts}}]
    if report.missing:
        lines.append(_("Known, but not in the file: %(missing)s.") % {"missing": show.number(report.missing)})
    if report.ignored_columns:
        lines.append(_("Columns ignored: %(columns)s.") % {"columns": ", ".join(report.ignored_columns)})
    if report.warnings:
        count = len(report.warnings)
        words = ngettext("%(count)s warning.", "%(count)s warnings.", count)
        lines.append(words % {"count": show.number(count)})
    if asked.dry_run and not report.errors:
        lines.append(_("Tried only: nothing was stored."))
    return lines


def warnings(report: Report) -> list[str]:
    """Return a line for each of the first warnings, and where to find the others."""
    lines = [_("warning: %(problem)s") % {"problem": problem} for problem in report.warnings[:WARNINGS_SHOWN]]
    rest = len(report.warnings) - len(lines)
    if rest:
        words = ngettext(
            "and %(count)s warning more; --faults FILE.xlsx or --json shows all.",
            "and %(count)s warnings more; --faults FILE.xlsx or --json shows all.",
            rest,
        )
        lines.append(words % {"count": show.number(rest)})
    return lines


def _write_faults(report: Report, asked: Asked) -> None:
    if asked.faults is None:
        return
    if not report.errors and not report.warnings:
        show.note(_("There are no faulty rows; %(file)s was not written.") % {"file": asked.faults})
        return
    importing.faults_file(path=asked.path, report=report, target=asked.faults)
    show.note(_("Faulty rows: %(file)s") % {"file": asked.faults})
