"""Moving a round from state to state, one conditional update at a time: of two who ask at once, one does it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from piawai.competencies.models import Round
from piawai.competencies.rules.rounds import ROUND_STEPS, round_may_become
from piawai.lib.errors import Refusal


class UnableToMoveRound(Refusal):
    """A round is not where the step begins, or its days do not allow it."""


def check_may(*, round_: Round, then: str) -> None:
    """
    Refuse where a round, as it was read, cannot be put into a state.

    :raises UnableToMoveRound: with the code `state`.
    """
    if not round_may_become(now=round_.state, then=then):
        raise _wrong_state(round_)


def move(*, round_: Round, then: str, **fields: Any) -> Round:
    """
    Put a round into a state from any state that leads there, within the caller's transaction; return it as it is now.

    :raises UnableToMoveRound: if it is in another state by now.
    """
    before = [state for state, steps in ROUND_STEPS.items() if then in steps]
    moved = Round.objects.filter(pk=round_.pk, state__in=before).update(state=then, **fields)
    found = Round.objects.get(pk=round_.pk)
    if not moved:
        check_may(round_=found, then=then)
    return found


def check_held(*, round_: Round, state: str) -> None:
    """
    Refuse where a round is no longer in a state by the attempt that was begun; else hold it to the end of the
    caller's transaction.

    :raises UnableToMoveRound: if it has been moved on, or begun once more by somebody else.
    """
    found = Round.objects.select_for_update().get(pk=round_.pk)
    if found.state != state:
        raise _wrong_state(found)
    if found.attempt != round_.attempt:
        text = _("Somebody else has begun this once more for the round “%(name)s”. Look at the round again.")
        raise UnableToMoveRound(text % {"name": found.name}, code="attempt")


def check_days(*, round_: Round, on: dt.date) -> None:
    """
    Refuse where a round cannot be opened on a day.

    :raises UnableToMoveRound: if its first day has not come (`too_early`), or its last is over (`too_late`).
    """
    if on < round_.opens_on:
        text = _("The first day has not come yet. Open the round on that day, or change the day in the draft.")
        raise UnableToMoveRound(text, code="too_early")
    if on > round_.closes_on:
        text = _("The last day of the round has passed. Draft it with later days.")
        raise UnableToMoveRound(text, code="too_late")


def _wrong_state(round_: Round) -> UnableToMoveRound:
    text = _("This cannot be done: the round “%(name)s” is in the state “%(state)s”.")
    return UnableToMoveRound(text % {"name": round_.name, "state": round_.get_state_display()}, code="state")
