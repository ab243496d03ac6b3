"""
Where the `piawai` command begins: language, settings, then the command, then its exit status.

0 done, 1 refused or failed (the reason on stderr, one line a problem), 2 wrong usage.
"""

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import django
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _
from typer.exceptions import TyperException

from piawai.cli import show, words
from piawai.lib.errors import Refusal
from piawai.lib.faults import kind_of, reason_of
from piawai.lib.home import home
from piawai.regulations.values import NotInForce

# Which module holds which command: only what is called is imported, so that a short answer comes at once.
_MODULES = {
    "demo": "demo",
    "init": "setup",
    "doctor": "setup",
    "template": "files",
    "import": "files",
    "gaps": "gaps",
    "levels": "levels",
    "currency": "currency",
    "certificate": "certificate",
    "export": "export",
    "plan": "plan",
    "user": "user",
    "serve": "serve",
    "worker": "work",
    "backup": "backup",
    "restore": "backup",
}


class Language(StrEnum):
    """The languages that the command speaks."""

    INDONESIAN = "id"
    ENGLISH = "en"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. `arguments` are those of the process unless given."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language, command = _beginning(given)
    if command == "demo":
        os.environ["PIAWAI_HOME"] = str(home() / "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piawai.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as fault:
        show.note(str(fault))
        return 1
    with translation.override(language):
        return _run(given, command)


def _beginning(arguments: Sequence[str]) -> tuple[str, str]:
    """Return the language asked for and the command, "" for none, before anything is parsed."""
    language, command = os.environ.get("PIAWAI_LANG", ""), ""
    rest = iter(arguments)
    for word in rest:
        if word == "--lang":
            language = next(rest, "")
        elif word.startswith("--lang="):
            language = word.removeprefix("--lang=")
        elif not word.startswith("-"):
            command = word
            break
    return (language if language in set(Language) else Language.INDONESIAN), command


def build(command: str = "") -> typer.Typer:
    """Return the program, its help in the active language: with the one command named, else with all."""
    words.name_panels()
    app = words.Program(help=_("Piawai: competencies, gaps and the year's training plan of a government's employees."))

    @app.callback()
    def begin(
        lang: Annotated[
            Language, typer.Option(envvar="PIAWAI_LANG", help=_("Language: id (Indonesian) or en (English)."))
        ] = Language.INDONESIAN,
    ) -> None:
        """Take the options that stand before the command; the language is already chosen."""
        del lang

    wanted = _MODULES.values() if command not in _MODULES else (_MODULES[command],)
    for name in dict.fromkeys(wanted):
        importlib.import_module(f"piawai.cli.commands.{name}").register(app)
    return app


def _run(arguments: list[str], command: str) -> int:
    try:
        status = build(command)(arguments, standalone_mode=False, prog_name="piawai")
    except TyperException as fault:
        show.note(*words.wrong_usage(fault))
        return fault.exit_code
    except typer.Abort:
        show.note(_("Stopped."))
        return 1
    except NotInForce as refusal:
        text = _("The legal value %(name)s is not in force on %(day)s. Choose a later day.")
        show.note(text % {"name": refusal.name, "day": show.day(refusal.on)})
        return 1
    except Refusal as refusal:
        show.note(str(refusal))
        return 1
    except DatabaseError as fault:
        show.note(_database_fault(fault))
        return 1
    except BrokenPipeError:  # whoever read the answer has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:
        show.note(_("%(file)s: %(reason)s") % {"file": fault.filename or "", "reason": _file_fault(fault)})
        return 1
    return status if isinstance(status, int) else 0


def _file_fault(fault: OSError) -> str:
    if fault.errno in {errno.ENOENT, errno.ENOTDIR}:
        return _("There is no such file or folder.")
    if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return _("The permission for it is missing.")
    if fault.errno == errno.EISDIR:
        return _("This is a folder, not a file.")
    if fault.errno == errno.ENOSPC:
        return _("The disk is full.")
    return fault.strerror or str(fault)


def _database_fault(fault: DatabaseError) -> str:
    code = kind_of(fault)
    if code == "not_prepared":
        return _("The database has not been prepared. Run this first: piawai init")
    if code == "busy":
        return _("The database is busy with another change. Nothing was changed; try again.")
    if code == "unreachable":
        text = _("The database cannot be reached (%(reason)s). Check PIAWAI_HOME or DATABASE_URL, or run: piawai init")
        return text % {"reason": reason_of(fault)}
    return _("The database refused (%(reason)s). Nothing was changed.") % {"reason": reason_of(fault)}
