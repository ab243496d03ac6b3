"""Columns that many lists have: who it is, the job, the unit. `about` names the way from a row to its person."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from piawai.web.lists import Column


def person(*, about: str = "", leads_to: str = "person") -> Column:
    """Return the column that names a row's person and leads to an address of the person ("": the row is one)."""
    name, code = attrgetter(f"{about}name"), attrgetter(f"{about}code")
    link: Callable[[Any], str] = lambda row: reverse(leads_to, args=[code(row)])  # noqa: E731 (a column takes one)
    return Column("nama", _("Name"), name, sort=(_path(f"{about}name"),), link=link, header=True)


def job(*, about: str = "") -> Column:
    """Return the column of the job that a row's person holds today."""
    found = f"{about}post.job.name"
    return Column("jabatan", _("Job"), attrgetter(found), sort=(_path(found),))


def unit(*, about: str = "") -> Column:
    """Return the column of the unit in which a row's person works today."""
    found = f"{about}post.unit.name"
    return Column("unit", _("Unit"), attrgetter(found), sort=(_path(found),))


def _path(attributes: str) -> str:
    return attributes.replace(".", "__")
