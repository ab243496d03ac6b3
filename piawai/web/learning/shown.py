"""How getting into sessions is put into words: states, what can be done next, what became of a list of people."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from piawai.access import scopes
from piawai.access.guards import Request
from piawai.access.terms import Permission
from piawai.learning.queries import joining as queries
from piawai.learning.queries.enrolments import may_cancel_own
from piawai.learning.terms import LIVE, SEATED, Enrolled, EnrolmentState, SessionState
from piawai.lib import clock
from piawai.web import lists

MOST_TOLD = 25  # people of whom a message says why they were left out
COLOURS: dict[str, str] = {
    EnrolmentState.PROPOSED: "yellow",
    EnrolmentState.ASKED: "yellow",
    EnrolmentState.INVITED: "blue",
    EnrolmentState.WAITING: "purple",
    EnrolmentState.APPROVED: "green",
    EnrolmentState.DONE: "teal",
    EnrolmentState.NOT_PASSED: "red",
    EnrolmentState.REFUSED: "red",
}
SESSION_COLOURS: dict[str, str] = {SessionState.OPEN: "green", SessionState.CANCELLED: "red", SessionState.HELD: "teal"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something the reader can do: on a page that asks more, or where `at_once` with one tap."""

    label: str
    url: str
    at_once: bool = False
    warns: bool = False


def state_words(enrolment: Any) -> str:
    """Return how somebody stands, and what comes next, in a sentence."""
    if enrolment.state == EnrolmentState.ASKED and enrolment.agreed_at is None:
        return _("The request waits for the head of the unit.")
    if enrolment.state in (EnrolmentState.ASKED, EnrolmentState.PROPOSED):
        return _("The head agrees. BKPSDM decides.")
    if enrolment.state == EnrolmentState.INVITED:
        return _("Invited. Answer by %(due)s.") % {"due": lists.moment(enrolment.answer_due_at)}
    if enrolment.state == EnrolmentState.WAITING:
        text = _("All seats are taken. Number %(number)s on the waiting list. Whoever is next is invited by a message.")
        return text % {"number": localize(queries.before_in_queue(enrolment) + 1)}
    if enrolment.state == EnrolmentState.APPROVED:
        return _("The seat is certain.")
    return str(EnrolmentState(enrolment.state).label)


def to_come(session: Any) -> bool:
    """Return whether people can still get into a session."""
    return bool(session.state == SessionState.OPEN and session.starts_on > clock.today())


def is_own(request: Request, person: Any) -> bool:
    """Return whether a person is the reader."""
    return request.holder.person is not None and request.holder.person.pk == person.pk


def keeps(request: Request) -> bool:
    """Return whether the reader decides about everybody's enrolments."""
    return scopes.allowed(request.holder, Permission.ENROLMENTS_KEEP)


def agrees(request: Request, enrolment: Any) -> bool:
    """Return whether the reader, as head, may answer a request that waits."""
    waits = enrolment.state == EnrolmentState.ASKED and enrolment.agreed_at is None
    return bool(
        waits
        and not is_own(request, enrolment.person)
        and scopes.allowed(request.holder, Permission.ENROLMENTS_AGREE)
        and scopes.reaches_person(request.holder, Permission.ENROLMENTS_AGREE, enrolment.person)
    )


def acts(request: Request, enrolment: Any) -> list[Act]:
    """Return what the reader can do about an enrolment now."""
    if is_own(request, enrolment.person):
        return own_acts(enrolment)
    found = []
    agreeing, keeping = agrees(request, enrolment), keeps(request)
    agreed = enrolment.agreed_at is not None and enrolment.state in (EnrolmentState.ASKED, EnrolmentState.PROPOSED)
    if agreeing or (keeping and agreed):
        found.append(_act(_("Approve"), "enrolment_approve", enrolment, at_once=True))
    refusable = enrolment.state in (EnrolmentState.ASKED, EnrolmentState.PROPOSED, EnrolmentState.WAITING)
    if agreeing or (keeping and refusable):
        found.append(_act(_("Do not approve"), "enrolment_refuse", enrolment))
    if keeping and enrolment.state in SEATED:
        found.append(_act(_("Send somebody else"), "enrolment_substitute", enrolment))
    if keeping and enrolment.state in LIVE:
        found.append(_act(_("Cancel"), "enrolment_cancel", enrolment, warns=True))
    return found


def own_acts(enrolment: Any) -> list[Act]:
    """Return what participants can do about their own enrolment now."""
    if enrolment.state == EnrolmentState.INVITED and enrolment.answer_due_at > clock.now():
        return [
            _act(_("Accept"), "enrolment_accept", enrolment, at_once=True),
            _act(_("I cannot come"), "enrolment_decline", enrolment),
        ]
    if enrolment.state in LIVE and may_cancel_own(enrolment, on=clock.today()):
        return [_act(_("Cancel"), "enrolment_cancel", enrolment, warns=True)]
    return []


def _act(label: str, name: str, enrolment: Any, **more: bool) -> Act:
    return Act(label, reverse(name, args=[enrolment.code]), **more)


def tell(request: Request, done: Enrolled, *, names: Mapping[int, str]) -> None:
    """Say what became of a list of people: how many got in, and of each who did not, why."""
    counted = (
        (done.seated, ngettext("%(count)s person has a seat.", "%(count)s people have a seat.", len(done.seated))),
        (done.waiting, ngettext("%(count)s person waits.", "%(count)s people wait.", len(done.waiting))),
        (
            done.proposed,
            ngettext(
                "%(count)s person is nominated. BKPSDM decides.",
                "%(count)s people are nominated. BKPSDM decides.",
                len(done.proposed),
            ),
        ),
    )
    said = " ".join(words % {"count": localize(len(people))} for people, words in counted if people)
    if said:
        messages.success(request, said)
    for number, (person, obstacle) in enumerate(done.refused.items()):
        if number == MOST_TOLD:
            rest = len(done.refused) - MOST_TOLD
            text = ngettext("%(count)s more person was left out.", "%(count)s more people were left out.", rest)
            messages.warning(request, text % {"count": localize(rest)})
            break
        messages.warning(request, f"{names.get(person, '')}: {obstacle}")


def participant(**more: Any) -> lists.Column:
    """Return the column of an enrolment's person, which leads to the enrolment unless `more` says otherwise."""

    def there(row: Any) -> str:
        return reverse("enrolment", args=[row.code])

    plain = {"sort": ("person__name",), "header": True, "link": there}
    return lists.Column("nama", _("Name"), lambda row: row.person.name, **{**plain, **more})


def days(session: Any) -> str:
    """Return the days of a session in words."""
    if session.starts_on == session.ends_on:
        return lists.words(session.starts_on)
    return _("%(first)s to %(last)s") % {
        "first": lists.words(session.starts_on),
        "last": lists.words(session.ends_on),
    }


def meeting(row: Any) -> str:
    """Return when and where a meeting is held, in the time of the place."""
    begins, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    details = {
        "begins": lists.moment(row.starts_at),
        "ends": date_format(ends, "TIME_FORMAT") if begins.date() == ends.date() else lists.moment(row.ends_at),
    }
    words = _("%(begins)s to %(ends)s") % details
    return f"{words}, {row.place}" if row.place else words


def crumbs(session: Any) -> list[dict[str, str]]:
    """Return the way back from a page about a session."""
    return [
        {"label": _("Catalogue of training"), "url": reverse("catalogue")},
        {"label": session.code, "url": reverse("session", args=[session.code])},
    ]


def since(enrolment: Any) -> dt.datetime:
    """Return since when an enrolment stands as it does: in the queue, decided, or made."""
    waits = enrolment.state == EnrolmentState.WAITING
    moment: dt.datetime = (enrolment.queued_at if waits else enrolment.decided_at) or enrolment.made_at
    return moment
