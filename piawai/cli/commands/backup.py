"""`piawai backup` and `piawai restore`: the whole installation as one file, and back."""

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.cli import backups, database, show
from piawai.cli.options import actor
from piawai.lib import clock

SHORTEST = 12  # characters of a passphrase: whoever finds the file may guess as long as they like


def register(app: typer.Typer) -> None:
    """Add the commands; the language is known by now."""

    @app.command(name="backup", help=_("Write the database, the media and, with a passphrase, the key to one file."))
    def backup(
        file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The backup to write; it must not exist."))],
        passphrase_file: Annotated[
            Path | None,
            typer.Option(metavar=_("FILE"), help=_("File with the passphrase that seals the key in the backup.")),
        ] = None,
    ) -> None:
        passphrase = passphrase_from(passphrase_file)
        if passphrase and len(passphrase) < SHORTEST:
            problem = _("The passphrase has fewer than %(count)s characters.") % {"count": SHORTEST}
            raise typer.BadParameter(problem, param_hint="--passphrase-file")
        held = backups.back_up(to=file, passphrase=passphrase, at=clock.now())
        log(action="backup.written", by=actor(), at=clock.now(), details={"keys": held.keys, "files": len(held.files)})
        show.say(_("Backup written: %(file)s") % {"file": file}, *summary(held))
        if not held.keys:
            show.note(
                _("The key is not inside: with it, sealed by --passphrase-file, sign-ins would outlast the restore.")
            )

    @app.command(name="restore", help=_("Put a backup in the place of an installation that does not exist yet."))
    def restore(
        file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The backup to restore."))],
        passphrase_file: Annotated[
            Path | None, typer.Option(metavar=_("FILE"), help=_("File with the passphrase of the backup."))
        ] = None,
    ) -> None:
        held = backups.restore(source=file, passphrase=passphrase_from(passphrase_file))
        show.say(_("Restored from %(file)s; rows and files agree with it.") % {"file": file}, *summary(held))
        if not held.keys or database.pending():
            show.say(_("Next: piawai init"))


def passphrase_from(file: Path | None) -> str:
    """Return the passphrase that a file's first line, else the environment gives; "" for none."""
    if file is None:
        return os.environ.get("PIAWAI_PASSPHRASE", "")
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0]:
        problem = _("%(file)s is empty; its first line is the passphrase.") % {"file": file}
        raise typer.BadParameter(problem, param_hint="--passphrase-file")
    return lines[0]


def summary(held: backups.Manifest) -> list[str]:
    """Return in words what a backup holds."""
    return [
        _("Made by Piawai %(version)s at %(moment)s")
        % {
            "version": held.piawai,
            "moment": show.moment(timezone.localtime(dt.datetime.fromisoformat(held.made_at))),
        },
        _("Rows: %(rows)s in %(tables)s tables")
        % {
            "rows": show.number(sum(table.rows for table in held.tables.values())),
            "tables": show.number(len(held.tables)),
        },
        _("Uploaded files: %(count)s") % {"count": show.number(len(held.files) - 1)},
        _("Key: sealed inside") if held.keys else _("Key: not inside"),
    ]
