"""`piawai export`: a file for others, and what was left out of it."""

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from piawai.cli import show
from piawai.cli.options import Form
from piawai.integrations.exports import KINDS, Exported


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""
    kinds = _("Kind of file: %(kinds)s.") % {"kinds": ", ".join(KINDS)}

    @app.command(name="export", help=_("Write a file for others: trainings for SIASN, or all credentials."))
    def export(
        kind: Annotated[str, typer.Argument(parser=kind_named, metavar=_("KIND"), help=kinds)],
        file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("The file to write (JSON)."))],
        form: Annotated[Form, typer.Option("--format", help=_("How it is shown."))] = Form.TABLE,
        output: Annotated[Path | None, typer.Option(metavar=_("FILE"), help=_("Write it to this file."))] = None,
    ) -> None:
        found = KINDS[kind]()
        file.write_text(json.dumps(found.rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        if form == Form.JSON:
            answer = {"kind": kind, "rows": len(found.rows), "skipped": list(found.skipped)}
            show.write_json(answer, output=output)
        else:
            show.write("\n".join(summary(found, file)), output=output)


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


def summary(found: Exported, file: Path) -> list[str]:
    """Return what was written and who was left out, in a line each: people by their public code."""
    lines = [_("Written: %(file)s, rows: %(rows)s.") % {"file": file, "rows": show.number(len(found.rows))}]
    lines += [_("Left out, has no PNS ID: %(code)s") % {"code": one["person"]} for one in found.skipped]
    return lines
