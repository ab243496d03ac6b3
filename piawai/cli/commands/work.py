"""`piawai worker`: the background worker alone."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from piawai.cli import worker


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""

    @app.command(name="worker", help=_("Do background jobs as they come, until stopped (Ctrl+C)."))
    def work(
        once: Annotated[bool, typer.Option("--once", help=_("Do the jobs that are due, then end."))] = False,
    ) -> None:
        raise typer.Exit(worker.run_once() if once else worker.run())
