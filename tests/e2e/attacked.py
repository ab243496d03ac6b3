"""A served site's people and papers, as an attacker wrote them: markup in every text that pages show."""

import json
import sys
from http import HTTPStatus

from django.core.management import call_command

from tests.security.markup import MARKUP
from tests.security.papered import papered
from tests.security.world import READERS


def main() -> None:
    """Fill the installation that PIAWAI_HOME names, and print what a browser needs of it as JSON."""
    call_command("migrate", verbosity=0)
    found = papered(MARKUP)
    cookies = {}
    for reader in READERS:
        client = found.client(reader)
        assert client.get("/", headers={"host": "localhost"}).status_code == HTTPStatus.OK, reader
        cookies[reader] = client.cookies["piawai"].value
    staff = found.people["staff"]
    sys.stdout.write(json.dumps({"cookies": cookies, "nip": staff.nip, "person": staff.code}))
