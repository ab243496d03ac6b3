"""
A person asks to have a level looked at again, BKPSDM replies.

Official results are never changed here: only whoever made them can. Where the person is right about an internal level,
the sources that whoever answers chooses are set aside: their ratings end the day before, always all of a source, so
that no group of peers or subordinates shrinks. What is left makes the level; without a rating by others it is unknown.
"""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.accounts.queries import in_language_of
from piawai.audit.services import log
from piawai.competencies.models import Assessment, Competency, Objection, Standing
from piawai.competencies.queries.objections import sources_behind
from piawai.competencies.rules.objections import answer_due, objection_may_become
from piawai.competencies.services.evidence import record_assessments
from piawai.competencies.terms import ObjectionState, Source
from piawai.jobs.services import send
from piawai.lib.errors import Refusal
from piawai.people.models import Person
from piawai.regulations import values


class UnableToObject(Refusal):
    """Nothing is known that could be disputed, no reason is given, or an objection waits already."""


class UnableToAnswerObjection(Refusal):
    """The objection is decided, the answerer's own, left without words, or upheld without anything set aside."""


class UnableToWithdrawObjection(Refusal):
    """The objection is decided already."""


@transaction.atomic
def make_objection(
    *,
    person: Person,
    competency: Competency,
    reason: str,
    on: dt.date,
    at: dt.datetime,
    tell: Collection[str] = (),
    link: str = "",
) -> Objection:
    """
    Record that a person does not agree with the level held today. `tell` names the accounts that answer.

    :raises UnableToObject: if no level is known, no reason is given, or an objection to it waits already.
    """
    if not reason.strip():
        raise UnableToObject(_("Write why the level is not right."), code="reason_missing")
    Person.objects.select_for_update().get(pk=person.pk)  # two taps on the button make one objection
    standing = Standing.objects.filter(person=person, competency=competency, held__isnull=False).first()
    if standing is None or standing.held is None or standing.assessed_on is None:
        text = _("No level is known of this competency. There is nothing to look at again.")
        raise UnableToObject(text, code="nothing_known")
    if Objection.objects.filter(person=person, competency=competency, state=ObjectionState.WAITING).exists():
        text = _("You have asked about this competency already. Wait for the answer, or withdraw the request.")
        raise UnableToObject(text, code="waits")
    days = values.value("objection_answer_days", on=on).whole
    objection = Objection.objects.create(
        person=person,
        competency=competency,
        level=standing.held,
        source=standing.source,
        found_on=standing.assessed_on,
        reason=reason.strip(),
        made_at=at,
        due_on=answer_due(made_on=on, days=days),
    )
    subject = f"objection {objection.token}"
    details = {"competency": competency.code}
    log(action="competencies.make_objection", by=person.code, at=at, subject=subject, details=details)
    for code in tell:
        if code != person.code:
            with in_language_of(code):
                words = _("A request to look at a level again waits"), _("Somebody does not agree with a level.")
            send(to=code, subject=words[0], body=words[1], link=link, at=at)
    return objection


@transaction.atomic
def answer_objection(
    *,
    objection: Objection,
    state: str,
    answer: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
    link: str = "",
    sources: Collection[str] = (),
) -> list[Source]:
    """
    Uphold or reject an objection, with words for the person; `by` is the code of the account that answers.

    Upheld, the ratings of `sources` behind an internal level count no more from today on; rejected, nothing is set
    aside, whatever `sources` says. Of two answers at the same time the first counts. Return what was set aside.

    :raises UnableToAnswerObjection: if it is decided already, the answerer's own, has no words, or is upheld without
        a source of those that can be set aside, or with another.
    """
    if objection.person.code == by:
        raise UnableToAnswerObjection(_("This is your own request. Let a colleague answer it."), code="own")
    if not answer.strip():
        raise UnableToAnswerObjection(_("Write the answer: the person reads it."), code="text_missing")
    said = {"answer": answer.strip(), "answered_by": by, "answered_at": at}
    if state == ObjectionState.WITHDRAWN or not _moved(objection, state, **said):
        text = _("This request has been decided in the meantime. Read the answer it got.")
        raise UnableToAnswerObjection(text, code="decided")
    subject = f"objection {objection.token}"
    aside = _chosen(objection, sources, on=on) if state == ObjectionState.UPHELD else []
    details = {"state": state, "sources": aside}
    log(action="competencies.answer_objection", by=by, at=at, subject=subject, details=details)
    if aside:
        _set_aside(objection, aside, on=on, by=by, at=at)
    with in_language_of(objection.person.code):
        words = _("Your request to look at a level again is answered"), _("Open it to read the answer.")
    send(to=objection.person.code, subject=words[0], body=words[1], link=link, at=at)
    return aside


@transaction.atomic
def withdraw_objection(*, objection: Objection, at: dt.datetime) -> None:
    """
    Withdraw an objection that still waits.

    :raises UnableToWithdrawObjection: if it is decided already.
    """
    if not _moved(objection, ObjectionState.WITHDRAWN):
        text = _("This request has been decided in the meantime. It can no longer be withdrawn.")
        raise UnableToWithdrawObjection(text, code="decided")
    log(
        action="competencies.withdraw_objection",
        by=objection.person.code,
        at=at,
        subject=f"objection {objection.token}",
    )


def _moved(objection: Objection, state: str, **said: object) -> bool:
    """Return whether it came to a state, by one statement that also looks at the state it leaves."""
    leaving = [old for old in ObjectionState.values if objection_may_become(state=old, wanted=state)]
    return bool(Objection.objects.filter(pk=objection.pk, state__in=leaving).update(state=state, **said))


def _chosen(objection: Objection, sources: Collection[str], *, on: dt.date) -> list[Source]:
    """Return which of the sources behind a level are set aside; refuse one that is not behind it, and none of some."""
    behind = sources_behind(objection, on=on)
    if set(sources) - set(behind):
        text = _("The ratings behind this level have changed in the meantime. Look at them again, then answer.")
        raise UnableToAnswerObjection(text, code="not_behind")
    if behind and not sources:
        text = _("If the person is right, choose at least one kind of rating that is set aside.")
        raise UnableToAnswerObjection(text, code="nothing_chosen")
    return [source for source in behind if source in sources]


def _set_aside(objection: Objection, sources: Collection[str], *, on: dt.date, by: str, at: dt.datetime) -> None:
    """End all ratings of some sources behind a disputed level the day before, as corrections that name them."""
    Objection.objects.filter(pk=objection.pk).update(set_aside=list(sources))
    last = on - dt.timedelta(days=1)
    ratings = Assessment.objects.current().filter(
        person=objection.person,
        competency=objection.competency,
        source__in=sources,
        assessed_on__lte=on,
        valid_until__gte=on,
    )
    names = (*Assessment.KEY, *(name for name in Assessment.VALUES if name != "valid_until"), "rule_from")
    ended = [Assessment(**{name: getattr(row, name) for name in names}, valid_until=last) for row in ratings]
    record_assessments(assessments=ended, on=on, by=by, at=at)
