"""`piawai init` and `piawai doctor`: preparing an installation, and looking at how it is."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.cli import database, show
from piawai.cli.quality import Status, findings
from piawai.lib import clock
from piawai.lib.home import home


def register(app: typer.Typer) -> None:
    """Add the commands; the language is known by now."""

    @app.command(name="init", help=_("Prepare the data folder, the key and the database; load the shipped dictionary."))
    def init() -> None:
        prepare()

    @app.command(name="doctor", help=_("Look at the installation and at the quality of the data."))
    def doctor(
        as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
        output: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("Write here what would be printed."))
        ] = None,
    ) -> None:
        with show.into(output):
            status = examine_as_json() if as_json else examine()
        raise typer.Exit(status)


def prepare() -> None:
    """Prepare the installation and print what was done. Safe to run again."""
    applied = database.prepare()
    loaded = database.load_dictionary(on=clock.today(), at=clock.now())
    show.say(
        _("Data folder: %(folder)s") % {"folder": home()},
        _("Database: %(description)s") % {"description": database.description()},
        _("Changes of the tables made: %(count)s") % {"count": show.number(applied)},
        _("Dictionary: %(new)s new, %(changed)s changed, %(unchanged)s unchanged")
        % {
            "new": show.number(loaded.new),
            "changed": show.number(loaded.changed),
            "unchanged": show.number(loaded.unchanged),
        },
        _("Ready. Next: piawai template unor unor.xlsx, fill it in, piawai import unor unor.xlsx."),
    )


def examine() -> int:
    """Print a line for each finding and return the exit status: 1 where something stops work."""
    words = {Status.OK: _("OK"), Status.ATTENTION: _("ATTENTION"), Status.FAILED: _("FAILED")}
    at = timezone.localtime(clock.now())
    found = findings(on=clock.today(), at=at)
    width = max(map(len, words.values()))
    show.say(*(f"{words[finding.status].ljust(width)}  {finding.text}" for finding in found))
    return int(any(finding.status == Status.FAILED for finding in found))


def examine_as_json() -> int:
    """Print the findings as JSON and return the exit status: 1 where something stops work."""
    found = findings(on=clock.today(), at=timezone.localtime(clock.now()))
    show.write_json([asdict(finding) for finding in found])
    return int(any(finding.status == Status.FAILED for finding in found))
