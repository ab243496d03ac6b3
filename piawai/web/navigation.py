"""The menu: what the reader's roles lead to, in the order of use. One line a place in `PLACES`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from piawai.access.scopes import allowed, everywhere
from piawai.access.terms import Holder, Permission

MOST = 7  # in the one line of a desk, groups counted
MAIN, DATA, OWN = "", _("Data"), _("My account")


def _may(permission: Permission) -> Callable[[Holder], bool]:
    return lambda holder: allowed(holder, permission)


def _may_everywhere(permission: Permission) -> Callable[[Holder], bool]:
    return lambda holder: everywhere(holder, permission)


def _anyone(_holder: Holder) -> bool:
    return True


def _is_person(holder: Holder) -> bool:
    return holder.person is not None


def _asks_for_corrections(holder: Holder) -> bool:
    return allowed(holder, Permission.CORRECTION_ASK) and not allowed(holder, Permission.CORRECTIONS_ANSWER)


def _rates(holder: Holder) -> bool:
    return allowed(holder, Permission.SHEETS_ANSWER) or allowed(holder, Permission.SHEETS_ASSESS)


def _reads_objections_of_others(holder: Holder) -> bool:
    return holder.leads or everywhere(holder, Permission.OBJECTIONS_READ)


def _reads_attendance_of_others(holder: Holder) -> bool:
    return holder.leads or everywhere(holder, Permission.ATTENDANCE_READ)


def _decides_on_enrolments(holder: Holder) -> bool:
    return allowed(holder, Permission.ENROLMENTS_AGREE) or allowed(holder, Permission.ENROLMENTS_KEEP)


def _reads_studies_of_others(holder: Holder) -> bool:
    return holder.leads or everywhere(holder, Permission.STUDIES_READ)


def _decides_on_priors(holder: Holder) -> bool:
    return allowed(holder, Permission.PRIOR_KEEP) or allowed(holder, Permission.PRIOR_ASSESS)


def _own_code(holder: Holder) -> tuple[str, ...]:
    return (holder.person.code,) if holder.person is not None else ()


@dataclass(frozen=True)
class Place:
    """One place: its address by name, its label, the group it stands in, who is led there, and the address's parts."""

    name: str
    label: Any
    group: Any
    shown: Callable[[Holder], bool]
    parts: Callable[[Holder], tuple[str, ...]] = lambda _holder: ()


PLACES = (
    Place("home", _("Home"), MAIN, _anyone),
    Place("person", _("My competencies"), MAIN, _is_person, _own_code),
    Place("own_sessions", _("Our sessions"), MAIN, _may(Permission.PARTNER_SESSIONS)),
    Place("own_calls", _("Needs sent to us"), MAIN, _may(Permission.PARTNER_SESSIONS)),
    Place("city", _("City"), MAIN, _may_everywhere(Permission.AGGREGATES_READ)),
    Place("people", _("People"), MAIN, _may(Permission.PEOPLE_LIST)),
    Place("plan", _("Training plan"), MAIN, lambda holder: holder.leads or allowed(holder, Permission.PLAN_FIGURES)),
    Place("units", _("Units"), MAIN, _may(Permission.SCORES_LIST)),
    Place("continuity", _("Continuity"), DATA, _may(Permission.SCORES_LIST)),
    Place("leaving", _("Retirements"), DATA, _may_everywhere(Permission.AGGREGATES_READ)),
    Place("running_out", _("What runs out"), DATA, _may(Permission.QUALIFICATIONS_LIST)),
    Place("rounds", _("Rounds of ratings"), DATA, _may(Permission.ROUND_PROGRESS)),
    Place("catalogue", _("Catalogue"), DATA, _may(Permission.CATALOGUE_READ)),
    Place("unmet_needs", _("Needs without an offer"), DATA, _may(Permission.NEEDS_SEND)),
    Place("calendar", _("Calendar"), DATA, _may(Permission.CATALOGUE_READ)),
    Place("enrolments_waiting", _("Requests for training"), DATA, _decides_on_enrolments),
    Place("studies", _("Studies for a degree"), DATA, _reads_studies_of_others),
    Place("priors", _("Prior learning to recognise"), DATA, _decides_on_priors),
    Place("partners", _("Partners"), DATA, _may(Permission.PARTNERS_KEEP)),
    Place("training_money", _("Training money"), DATA, _may(Permission.MONEY_READ)),
    Place("learning_hours", _("Learning hours"), DATA, _may(Permission.HOURS_READ)),
    Place("attendance", _("Attendance"), DATA, _may(Permission.ATTENDANCE_LIST)),
    Place("behaviour", _("Behaviour at work"), DATA, _may(Permission.BEHAVIOUR_FIGURES)),
    Place("attendance_of_people", _("Who was there"), DATA, _reads_attendance_of_others),
    Place("items", _("Item bank"), DATA, _may(Permission.ITEMS_KEEP)),
    Place("dictionary", _("Dictionary"), DATA, _may(Permission.STANDARDS_READ)),
    Place("standards", _("Standards"), DATA, _may(Permission.STANDARDS_READ)),
    Place("external_waiting", _("Certificates to check"), DATA, _may(Permission.QUALIFICATIONS_CHANGE)),
    Place("corrections_waiting", _("Corrections"), DATA, _may(Permission.CORRECTIONS_ANSWER)),
    Place("objections_waiting", _("Looking again"), DATA, _reads_objections_of_others),
    Place("imports", _("Imports"), DATA, _may(Permission.IMPORTS_READ)),
    Place("accreditations", _("Assessors"), DATA, _may(Permission.ASSESSORS_KEEP)),
    Place("sign_in_codes", _("Sign-in codes"), DATA, _may(Permission.ACCOUNTS_LIST)),
    Place("roles", _("Roles"), DATA, _may(Permission.ROLES_CHANGE)),
    Place("audit_log", _("Log"), DATA, _may(Permission.LOG_READ)),
    Place("samples", _("Samples"), DATA, _may(Permission.SAMPLES_DRAW)),
    Place("my_learning", _("My learning"), OWN, _may(Permission.ENROLMENT_ASK)),
    Place("my_studies", _("My studies and prior learning"), OWN, _may(Permission.STUDY_ASK)),
    Place("certificates", _("Certificates"), OWN, _may(Permission.CERTIFICATES_READ)),
    Place("external", _("My certificates from elsewhere"), OWN, _may(Permission.CERTIFICATE_UPLOAD)),
    Place("ratings", _("My ratings"), OWN, _rates),
    Place("messages", _("Messages"), OWN, _anyone),
    Place("corrections", _("My data is wrong"), OWN, _asks_for_corrections),
    Place("objections", _("Look at a level again"), OWN, _may(Permission.OBJECTION_MAKE)),
    Place("viewers", _("Who saw my data"), OWN, _is_person),
    Place("account", _("Account and devices"), OWN, _anyone),
)


@dataclass(frozen=True)
class Entry:
    """
    One place of the menu, or a group of places.

    `current` is "page" where the reader is just there, "true" where somewhere below it or in the group, else "".
    """

    label: str
    url: str
    current: str = ""
    entries: tuple["Entry", ...] = ()


def navigation(holder: Holder, *, path: str) -> list[Entry]:
    """
    Return the places that a reader may go to; the one that `path` lies in is marked.

    At most `MOST` stand side by side. Where there are more places, groups hold them; what comes last of the main
    places goes into the group of data where even so there are too many.
    """
    shown = [(place, _address(place.name, place.parts(holder))) for place in PLACES if place.shown(holder)]
    nearest = max((url for _place, url in shown if _lies_in(path, url)), key=len, default="")
    marked = [
        (place.group, Entry(str(place.label), url, _mark(path, url) if url == nearest else "")) for place, url in shown
    ]
    if len(marked) <= MOST:
        return [entry for _group, entry in marked]
    # `is`, since two lazy texts are compared by translating both
    main, data, own = ([entry for group, entry in marked if group is wanted] for wanted in (MAIN, DATA, OWN))
    room = MOST - bool(own)
    room -= bool(data) or len(main) > room
    return [*main[:room], *_group(DATA, [*main[room:], *data]), *_group(OWN, own)]


@lru_cache(maxsize=10_000)
def _address(name: str, parts: tuple[str, ...]) -> str:
    """Return the address of a place; every page asks for a dozen."""
    return reverse(name, args=parts)


def _lies_in(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _mark(path: str, url: str) -> str:
    return "page" if path == url else "true"


def _group(label: Any, entries: list[Entry]) -> list[Entry]:
    """Return a group as one entry; of a single place, the place itself."""
    if len(entries) <= 1:
        return entries
    current = "true" if any(entry.current for entry in entries) else ""
    return [Entry(str(label), "", current, tuple(entries))]
