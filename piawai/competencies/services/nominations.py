"""Naming raters before a round opens, and confirming them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.accounts.queries import in_language_of
from piawai.audit.services import log
from piawai.competencies.models import Nomination, Round
from piawai.competencies.queries import sheets as queries
from piawai.competencies.rules.sheets import nomination_may_become
from piawai.competencies.terms import IN_GROUPS, NominationState, RoundState
from piawai.jobs.queries import unread
from piawai.jobs.services import send
from piawai.lib.errors import Refusal
from piawai.people.models import Person

# By one person and source: twice the group that is shown, so that one is left when some are refused or stay silent
MOST_NAMED = 10


class UnableToNominate(Refusal):
    """Nobody can be named, or not this person."""


class UnableToDecideNomination(Refusal):
    """A nomination is decided already, or one's own."""


@transaction.atomic
def nominate(*, round_: Round, ratee: Person, rater: Person, source: str, on: dt.date, at: dt.datetime) -> Nomination:
    """
    Name somebody as rater of oneself. Whoever is named already stays as it is.

    :raises UnableToNominate: if no raters are named now, the source is not asked, too many are named, or the person
        named is neither a colleague of the same office nor, for the source of subordinates, works under the ratee.
    """
    Person.objects.select_for_update().get(pk=ratee.pk)  # two taps on the button name one person
    round_.refresh_from_db()
    rated_in = queries.nominating(ratee=ratee, on=on)
    if round_.state != RoundState.NOMINATING or not rated_in.filter(pk=round_.pk).exists():
        raise UnableToNominate(_("Raters are not named in this round now."), code="not_nominating")
    if source not in IN_GROUPS or source not in round_.sources:
        raise UnableToNominate(_("This round does not ask them. Choose colleagues or staff."), code="not_asked")
    named = Nomination.objects.filter(round=round_, ratee=ratee, source=source)
    if (same := named.filter(rater=rater).first()) is not None:
        return same
    if named.exclude(state=NominationState.REFUSED).count() >= MOST_NAMED:
        text = _("You have named %(most)s already. Withdraw one before you name another.")
        raise UnableToNominate(text % {"most": MOST_NAMED}, code="too_many")
    if not queries.may_be_named(ratee=ratee, source=source).filter(pk=rater.pk).exists():
        text = _("Name colleagues of your own office, not your superior. As head, name those who work under you.")
        raise UnableToNominate(text, code="not_among")
    made = Nomination.objects.create(round=round_, ratee=ratee, rater=rater, source=source, made_at=at)
    log(
        action="competencies.nominate",
        by=ratee.code,
        at=at,
        subject=f"round {round_.token}",
        details={"of": source},
    )
    return made


@transaction.atomic
def withdraw_nomination(*, nomination: Nomination, at: dt.datetime) -> None:
    """
    Take back a name that still waits for confirmation.

    :raises UnableToNominate: if it is decided already.
    """
    waiting = Nomination.objects.filter(pk=nomination.pk, state=NominationState.PROPOSED)
    if nomination.round.state != RoundState.NOMINATING or not waiting.delete()[0]:
        raise UnableToNominate(_("This name has been decided on in the meantime. It stays."), code="decided")
    subject = f"round {nomination.round.token}"
    log(action="competencies.withdraw_nomination", by=nomination.ratee.code, at=at, subject=subject)


@transaction.atomic
def decide_nomination(*, nomination: Nomination, state: str, by: str, at: dt.datetime, link: str = "") -> None:
    """
    Confirm or refuse a rater that somebody named, and tell whoever did. `by` is the code of the account that decides.

    `link` is the page of the site that the message leads to. Of two decisions at the same time the first counts; the
    second is refused.

    :raises UnableToDecideNomination: if it is decided already, the decider's own, or no raters are named any more.
    """
    if by in {nomination.ratee.code, nomination.rater.code}:
        text = _("This is about yourself. Let BKPSDM decide on it.")
        raise UnableToDecideNomination(text, code="own")
    open_ = Nomination.objects.filter(pk=nomination.pk, round__state=RoundState.NOMINATING)
    leaving = [old for old in NominationState.values if nomination_may_become(state=old, wanted=state)]
    decided = {"state": state, "decided_by": by, "decided_at": at}
    if not open_.filter(state__in=leaving).update(**decided):
        text = _("This name has been decided on in the meantime, or the round has gone on.")
        raise UnableToDecideNomination(text, code="decided")
    subject = f"round {nomination.round.token}"
    log(action="competencies.decide_nomination", by=by, at=at, subject=subject, details={"state": state})
    _tell(to=nomination.ratee.code, state=state, link=link, at=at)


def _tell(*, to: str, state: str, link: str, at: dt.datetime) -> None:
    """Say what was decided, not about whom. While the same words wait unread, many decisions are one message."""
    with in_language_of(to):
        if state == NominationState.CONFIRMED:
            words = _("A rater you named was confirmed"), _("Open it to see how your other names stand.")
        else:
            words = _("A rater you named was refused"), _("While raters are named, you can name somebody else.")
    if not unread(to=to).filter(subject=words[0], link=link).exists():
        send(to=to, subject=words[0], body=words[1], link=link, at=at)
