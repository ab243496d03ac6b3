"""`piawai serve`: the site, with the background worker beside it."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from piawai.cli import options, serving


def register(app: typer.Typer) -> None:
    """Add the command; the language is known by now."""

    @app.command(name="serve", help=_("Run the site, with the background worker beside it."))
    def serve(
        port: Annotated[
            int, typer.Option(parser=options.port, metavar=_("NUMBER"), help=_("Port of the site."))
        ] = 8000,
        host: Annotated[
            str, typer.Option(metavar=_("ADDRESS"), help=_("Address to listen on; by default this computer alone."))
        ] = serving.LOCAL,
    ) -> None:
        raise typer.Exit(serving.serve(host=host, port=port))
