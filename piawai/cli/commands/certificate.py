"""`piawai certificate verify`: whether a credential that somebody shows is ours, unaltered and still stands."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from piawai.cli import show
from piawai.cli.options import Form
from piawai.cli.words import Program
from piawai.integrations import badges
from piawai.lib import clock
from piawai.lib.errors import Refusal

MOST_BYTES = 1_000_000  # a credential has some thousand


class UnableToVerify(Refusal):
    """The file is far too large to be a credential."""


def register(app: typer.Typer) -> None:
    """Add the commands; the language is known by now."""
    group: typer.Typer = Program(help=_("Certificates that we issued."))

    @group.callback()
    def begin() -> None:
        """Stand before the commands of the group."""

    @group.command(name="verify", help=_("Say whether a credential (JSON) is ours, unaltered and not revoked."))
    def verify(
        file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The credential to look at."))],
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[Path | None, typer.Option(metavar=_("FILE"), help=_("Write it to this file."))] = None,
    ) -> None:
        raise typer.Exit(answer(file, form, output))

    app.add_typer(group, name="certificate")


def answer(file: Path, form: Form, output: Path | None) -> int:
    """
    Print what is true of a credential, and return the exit status: 1 where it is not valid.

    :raises UnableToVerify: if the file is far too large.
    """
    if file.stat().st_size > MOST_BYTES:
        raise UnableToVerify(_("%(file)s is too large to be a credential.") % {"file": file}, code="too_large")
    found = badges.check(text=file.read_bytes().decode("utf-8", "replace"), on=clock.today())
    if form == Form.JSON:
        show.write_json(asdict(found), output=output)
    else:
        words = (
            _("VALID") if found.valid else _("NOT VALID"),
            found.reason,
            _("Holder: %(name)s") % {"name": found.subject or "–"},
            _("Training: %(name)s") % {"name": found.achievement or "–"},
            _("Issued on: %(day)s") % {"day": _day(found.issued)},
        )
        show.write("\n".join(words), output=output)
    if not found.valid:
        show.note(found.reason)
    return int(not found.valid)


def _day(written: str) -> str:
    """Return a day of a credential in words; what is no day as it is written, since others may have written it."""
    try:
        return show.day(dt.date.fromisoformat(written))
    except ValueError:
        return written or "–"
