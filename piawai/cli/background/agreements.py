"""Telling BKPSDM of agreements that end soon, and sweeping up documents that no agreement names."""

from collections.abc import Mapping

from django.urls import reverse

from piawai.access.recipients import accounts_with
from piawai.access.terms import Permission
from piawai.cli.tasks import Task
from piawai.learning.services import agreement_files
from piawai.learning.services.agreements import warn_of_ends
from piawai.lib import clock


def look_after(_task: Task) -> Mapping[str, object]:
    """Tell of each agreement that ends soon, once; a second time there is nobody to tell."""
    on, at = clock.today(), clock.now()
    told = accounts_with(permission=Permission.PARTNERS_KEEP, on=on)
    page = f"{reverse('agreements')}?keadaan=segera"
    return {"agreements": warn_of_ends(to=told, page=page, on=on, at=at), "files": agreement_files.sweep(at=at)}
