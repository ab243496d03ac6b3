"""Requests of people to have their own data corrected."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.accounts.queries import in_language_of
from piawai.audit.services import log
from piawai.jobs.services import send
from piawai.lib.errors import Refusal
from piawai.people.models import CorrectionRequest, Person
from piawai.people.rules import correction_may_become
from piawai.people.terms import CorrectionState

MOST_WAITING = 20  # of one person; more at once could not be told apart by whoever answers


class UnableToAskCorrection(Refusal):
    """A request says too little, or too many of the same person wait already."""


class UnableToAnswerCorrection(Refusal):
    """A request is decided already, one's own, or left without words."""


class UnableToWithdrawCorrection(Refusal):
    """A request is decided already."""


@transaction.atomic
def ask_correction(
    *,
    person: Person,
    subject: str,
    wrong: str,
    right: str,
    at: dt.datetime,
    tell: Collection[str] = (),
    link: str = "",
) -> CorrectionRequest:
    """
    Record that a person sees something wrong in the own data. The same request that still waits is left as it is.

    `tell` names the accounts that answer requests, `link` the page where they do: each gets a message.

    :raises UnableToAskCorrection: if a text is empty, or too many requests of the person wait.
    """
    if not wrong.strip() or not right.strip():
        raise UnableToAskCorrection(_("Write what is wrong, and what is right."), code="text_missing")
    said = {"subject": subject, "wrong": wrong.strip(), "right": right.strip()}
    Person.objects.select_for_update().get(pk=person.pk)  # two taps on the button make one request
    waiting = CorrectionRequest.objects.filter(person=person, state=CorrectionState.WAITING)
    if (same := waiting.filter(**said).first()) is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        text = _("%(count)s of your requests still wait. Withdraw one, or wait for an answer.")
        raise UnableToAskCorrection(text % {"count": MOST_WAITING}, code="too_many")
    request = CorrectionRequest.objects.create(person=person, made_at=at, **said)
    log(
        action="people.ask_correction",
        by=person.code,
        at=at,
        subject=f"correction {request.pk}",
        details={"of": subject},
    )
    for code in tell:
        if code != person.code:
            with in_language_of(code):
                title = _("A request for correction waits")
                body = _("Somebody sees something wrong in the own data. Answer it.")
            send(to=code, subject=title, body=body, link=link, at=at)
    return request


@transaction.atomic
def answer_correction(
    *, request: CorrectionRequest, state: str, answer: str, by: str, at: dt.datetime, link: str = ""
) -> None:
    """
    Grant or refuse a request, with words for the person. `by` is the code of the account that answers.

    The person gets a message that leads to `link`. Of two answers at the same time the first counts; the second
    is refused.

    :raises UnableToAnswerCorrection: if it is decided already, the answerer's own, or has no words.
    """
    if request.person.code == by:
        text = _("This is your own request. Let a colleague answer it.")
        raise UnableToAnswerCorrection(text, code="own_request")
    if not answer.strip():
        raise UnableToAnswerCorrection(_("Write the answer: the person reads it."), code="text_missing")
    answered = {"answer": answer.strip(), "answered_by": by, "answered_at": at}
    if state == CorrectionState.WITHDRAWN or not _moved(request, state, **answered):
        text = _("This request has been decided in the meantime. Read the answer it got.")
        raise UnableToAnswerCorrection(text, code="decided")
    details = {"state": state}
    log(action="people.answer_correction", by=by, at=at, subject=f"correction {request.pk}", details=details)
    with in_language_of(request.person.code):
        words = _("Your request for correction is answered"), _("Open it to read the answer.")
    send(to=request.person.code, subject=words[0], body=words[1], link=link, at=at)


@transaction.atomic
def withdraw_correction(*, request: CorrectionRequest, at: dt.datetime) -> None:
    """
    Withdraw a request that still waits.

    :raises UnableToWithdrawCorrection: if it is decided already.
    """
    if not _moved(request, CorrectionState.WITHDRAWN):
        text = _("This request has been decided in the meantime. It can no longer be withdrawn.")
        raise UnableToWithdrawCorrection(text, code="decided")
    log(action="people.withdraw_correction", by=request.person.code, at=at, subject=f"correction {request.pk}")


def _moved(request: CorrectionRequest, state: str, **values: object) -> bool:
    """Return whether the request came to a state, by one statement that also looks at the state it leaves."""
    leaving = [old for old in CorrectionState.values if correction_may_become(state=old, wanted=state)]
    return bool(CorrectionRequest.objects.filter(pk=request.pk, state__in=leaving).update(state=state, **values))
