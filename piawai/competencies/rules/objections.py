"""What may become of an objection, and by when it is answered."""

import datetime as dt

from piawai.competencies.terms import ObjectionState


def objection_may_become(*, state: str, wanted: str) -> bool:
    """
    Return whether an objection in a state may come to another: only one that waits is decided or withdrawn, once.

    Rule: COMP-30
    Source: our own rule; a person's right to object to a result: UU 27/2022
    """
    return state == ObjectionState.WAITING and wanted != ObjectionState.WAITING


def answer_due(*, made_on: dt.date, days: int) -> dt.date:
    """
    Return the last day on which an answer is in time; the day of the objection does not count.

    Rule: COMP-31
    Source: local policy, `objection_answer_days`
    Unit: day, inclusive
    """
    return made_on + dt.timedelta(days=days)
