"""Decisions about enrolments: what may follow what, until when somebody answers, until when one may cancel."""

import datetime as dt

from piawai.learning.terms import EnrolmentAction as Action
from piawai.learning.terms import EnrolmentState as State

# From which states an action leads to which. What is not named is refused.
_STEPS: dict[Action, tuple[frozenset[State], State]] = {
    Action.APPROVE: (frozenset({State.PROPOSED, State.ASKED}), State.APPROVED),
    Action.QUEUE: (frozenset({State.PROPOSED, State.ASKED}), State.WAITING),
    Action.REFUSE: (frozenset({State.PROPOSED, State.ASKED, State.WAITING}), State.REFUSED),
    Action.PROMOTE: (frozenset({State.WAITING}), State.INVITED),
    Action.ACCEPT: (frozenset({State.INVITED}), State.APPROVED),
    Action.DECLINE: (frozenset({State.INVITED}), State.DECLINED),
    Action.EXPIRE: (frozenset({State.INVITED}), State.EXPIRED),
    Action.CANCEL: (
        frozenset({State.PROPOSED, State.ASKED, State.INVITED, State.WAITING, State.APPROVED}),
        State.CANCELLED,
    ),
    Action.PASS: (frozenset({State.APPROVED}), State.DONE),
    Action.FAIL: (frozenset({State.APPROVED}), State.NOT_PASSED),
}


def may_become(*, state: str, action: str) -> State | None:
    """
    Return where an action leads an enrolment from a state, None where it leads nowhere.

    Rule: ENROL-01
    Source: our own rule; who may act stands in the policy of access (O9)
    """
    leaving, reached = _STEPS[Action(action)]
    return reached if state in leaving else None


def leaving(action: str) -> frozenset[State]:
    """
    Return the states from which an action leads on.

    Rule: ENROL-02
    Source: the same table as ENROL-01, as one conditional update asks for it
    """
    return _STEPS[Action(action)][0]


def answer_due(*, at: dt.datetime, days: int, begins: dt.datetime) -> dt.datetime:
    """
    Return until when somebody invited answers: so many days later, and before the session begins.

    Rule: ENROL-03
    Source: local policy `invitation_answer_days`
    """
    return min(at + dt.timedelta(days=days), begins)


def may_still_cancel(*, on: dt.date, starts_on: dt.date, days: int) -> bool:
    """
    Return whether participants may cancel by themselves: up to so many days before the first day.

    Later the seat can hardly be filled again, so that BKPSDM decides.

    Rule: ENROL-04
    Source: local policy `cancellation_days`
    """
    return on + dt.timedelta(days=days) <= starts_on
