"""The certificates of a session as PDF, in the background."""

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from piawai.cli.tasks import Task
from piawai.integrations import badges
from piawai.jobs.services import send
from piawai.learning.queries import certificates as queries
from piawai.learning.queries import documents
from piawai.learning.services import external, printing, prior
from piawai.lib import clock


def print_certificates(task: Task) -> Mapping[str, object]:
    """Print the certificates of a session, with a note to whoever asked. Broken off, it goes on where it stopped."""
    number, site, token = int(str(task.arguments["session"])), str(task.arguments["site"]), task.lease.token
    rows = list(queries.certificates_of_session_id(number))
    issuer = queries.issuer_name()
    language = settings.LANGUAGE_CODE
    with translation.override(language):
        printed = printing.print_all(
            certificates=rows,
            token=token,
            sheet=lambda row: documents.sheet(
                certificate=row, address=badges.address_of(row.code, site=site), issuer=issuer, language=language
            ),
        )
        for done in printed:
            task.progress(done=done, total=len(rows), words=_("Printing the certificates."))
        printing.pack(token=token)
        with transaction.atomic():
            if task.owner:
                send(
                    to=task.owner,
                    subject=_("The certificates are printed"),
                    body=_("Open the page to take the file."),
                    link=reverse("certificates_job", args=[token]),
                    at=clock.now(),
                )
            result = {"certificates": len(rows)}
            task.end(result=result)
    return result


def clean(_task: Task) -> Mapping[str, object]:
    """Remove printed files kept long enough, and uploads that no row names; a second time there is nothing."""
    now = clock.now()
    return {"files": printing.sweep(at=now) + external.sweep(at=now) + prior.sweep(at=now)}
