"""Recording what a plan must keep: budgets of units and decisions by hand."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log, log_recorded
from piawai.development.models import Lock, UnitBudget
from piawai.development.terms import Decision
from piawai.learning.models import Session
from piawai.lib import days, facts
from piawai.lib.errors import Refusal
from piawai.people.models import Person


class UnableToDecide(Refusal):
    """A decision on who goes where comes too late, concerns nobody present, or cannot be kept."""


@transaction.atomic
def record_budgets(*, budgets: Sequence[UnitBudget], by: str, at: dt.datetime) -> facts.Recorded[UnitBudget]:
    """Record what units may spend on their participants in a year."""
    recorded = facts.record(UnitBudget, budgets, at=at)
    log_recorded("development.record_budgets", recorded, by=by, at=at)
    return recorded


@transaction.atomic
def record_locks(*, locks: Sequence[Lock], by: str, at: dt.datetime) -> facts.Recorded[Lock]:
    """Record decisions by hand on who must, or must not, go to a session."""
    recorded = facts.record(Lock, locks, at=at)
    log_recorded("development.record_locks", recorded, by=by, at=at)
    return recorded


@transaction.atomic
def decide(
    *,
    person: Person,
    session: Session,
    decision: str,
    reason: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> facts.Recorded[Lock]:
    """
    Decide by hand whether someone goes to a session; an earlier decision on the same is corrected.

    `on` is today. The plan made next keeps the decision; plans already made stay as they are.

    :raises UnableToDecide: if the session has begun, the person holds no post today, all its seats are decided,
        or the person must already go elsewhere on the same days.
    """
    if session.starts_on <= on:
        text = _("Session %(session)s began on %(day)s. Choose a session that has not begun.")
        details = {"session": session.code, "day": days.in_words(session.starts_on)}
        raise UnableToDecide(text % details, code="begun")
    if not hasattr(person, "post"):
        text = _("%(name)s holds no post today. Only people who hold a post can be decided on.")
        raise UnableToDecide(text % {"name": person.name}, code="no_post")
    if decision == Decision.IN:
        _check_room(person, session)
    return record_locks(
        locks=[Lock(person=person, session=session, decision=decision, reason=reason)],
        by=by,
        at=at,
    )


@transaction.atomic
def lift(*, lock: Lock, reason: str, by: str, at: dt.datetime) -> Lock:
    """
    Lift a decision by hand, so that the next plan chooses freely. A correction: the decision stays readable.

    :raises UnableToDecide: if no reason is given, or the decision was changed or lifted in the meantime.
    """
    if not reason.strip():
        raise UnableToDecide(_("Write the reason."), code="reason_missing")
    if not Lock.objects.current().filter(pk=lock.pk).exclude(decision=Decision.LIFTED).update(corrected=True):
        text = _("This decision was changed or lifted in the meantime. Look at the list again.")
        raise UnableToDecide(text, code="changed")
    lifted = Lock.objects.create(
        person=lock.person,
        session=lock.session,
        decision=Decision.LIFTED,
        reason=reason.strip(),
        recorded_at=at,
        corrects=lock,
        corrected=False,
    )
    log(action="development.lift_lock", by=by, at=at, subject=f"lock {lock.pk}", details={"session": lock.session.code})
    return lifted


def _check_room(person: Person, session: Session) -> None:
    decided = Lock.objects.current().filter(decision=Decision.IN)
    if decided.filter(session=session).exclude(person=person).count() >= session.seats:
        text = _("All %(seats)s seats of session %(session)s are already decided. Change one of those decisions first.")
        raise UnableToDecide(text % {"seats": session.seats, "session": session.code}, code="full")
    other = (
        decided.filter(person=person, session__starts_on__lte=session.ends_on, session__ends_on__gte=session.starts_on)
        .exclude(session=session)
        .select_related("session")
        .order_by("pk")
        .first()
    )
    if other is not None:
        text = _("%(name)s must already go to session %(session)s on the same days. Change that decision first.")
        raise UnableToDecide(text % {"name": person.name, "session": other.session.code}, code="overlap")
