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
    if everywhere(holder, Permission.AGGREGATES_READ):
        found.append((_("City"), reverse("city")))
    if allowed(holder, Permission.SCORES_LIST):
        found.append((_("Units"), reverse("units")))
    if allowed(holder, Permission.PEOPLE_LIST):
        found.append((_("People"), reverse("people")))
    if holder.leads or allowed(holder, Permission.PLAN_FIGURES):
        found.append((_("Training plan"), reverse("plan")))
    if allowed(holder, Permission.CATALOGUE_READ):
        found.append((_("Catalogue"), reverse("catalogue")))
    if allowed(holder, Permission.STANDARDS_READ):
        found.append((_("Dictionary"), reverse("dictionary")))
        found.append((_("Standards"), reverse("standards")))
    if allowed(holder, Permission.CORRECTIONS_ANSWER):
        found.append((_("Corrections"), reverse("corrections_waiting")))
    elif allowed(holder, Permission.CORRECTION_ASK):
        found.append((_("My data is wrong"), reverse("corrections")))
    if holder.person is not None:
        found.append((_("Who saw my data"), reverse("viewers")))
    if allowed(holder, Permission.LOG_READ):
        found.append((_("Log"), reverse("audit_log")))
    found.append((_("My account"), reverse("account")))
    return [Entry(label, url, path == url) for label, url in found]
