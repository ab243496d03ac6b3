"""The menu: what the reader's roles lead to, in the order of use."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from piawai.access.scopes import allowed, everywhere
from piawai.access.terms import Holder, Permission


@dataclass(frozen=True)
class Entry:
    """One place of the menu."""

    label: str
    url: str
    current: bool


def navigation(holder: Holder, *, path: str) -> list[Entry]:
    """Return the places that a reader may go to; the one that `path` lies in is marked."""
    found = [(_("Home"), reverse("home"))]
    if holder.person is not None:
        found.append((_("My competencies"), reverse("person", args=[holder.person.code])))
    if allowed(holder, Permission.AGGREGATES_READ):
        if everywhere(holder, Permission.AGGREGATES_READ):
            found.append((_("City"), reverse("city")))
        found.append((_("Units"), reverse("units")))
    if allowed(holder, Permission.PEOPLE_LIST):
        found.append((_("People"), reverse("people")))
    return [Entry(label, url, path == url) for label, url in found]
