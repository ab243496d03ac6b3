"""Decisions about what people hold and until when: certificates that run out, are suspended or revoked."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from piawai.competencies.terms import Change, Currency, QualificationChange, Span, Validity, within

CERTIFICATE = "training-"  # how the code begins that evidence of a certificate names as its assessor
_DAY = dt.timedelta(days=1)


def current_on(validity: Validity, changes: Sequence[Change], *, on: dt.date) -> Currency:
    """
    Return how a qualification stands on a day; it counts where it is valid or in its grace period.

    What was not passed never counts. What was revoked never comes back, whatever is recorded afterwards. A
    suspension holds from its first to its last day, both inclusive, unless it is ended before. `changes` stand in
    the order in which they were recorded.

    Rule: COMP-20
    Source: our own rule; how long a source holds: regulations, `assessment_validity_years`
    """
    if not validity.passed:
        return Currency.FAILED
    if any(change.kind == QualificationChange.REVOKED and change.starts_on <= on for change in changes):
        return Currency.REVOKED
    if on < validity.valid_from:
        return Currency.NOT_YET
    if validity.last_day is not None and on > validity.last_day:
        return Currency.EXPIRED
    if within(days_out(changes), on):
        return Currency.SUSPENDED
    if validity.valid_until is not None and on > validity.valid_until:
        return Currency.GRACE
    return Currency.CURRENT


def days_out(changes: Sequence[Change]) -> tuple[Span, ...]:
    """
    Return the days on which a qualification does not count though it has not run out, earliest first.

    A suspension that is ended by a later record lasts to the day before. A revocation has no end.

    Rule: COMP-21
    Source: our own rule
    Unit: days, inclusive
    """
    spans: list[Span] = []
    for change in changes:
        if change.kind == QualificationChange.RESTORED:
            spans = [
                (first, change.starts_on - _DAY) if last is None or last >= change.starts_on else (first, last)
                for first, last in spans
                if first < change.starts_on
            ]
        elif change.kind == QualificationChange.SUSPENDED:
            spans.append((change.starts_on, change.ends_on))
    spans += [(change.starts_on, None) for change in changes if change.kind == QualificationChange.REVOKED]
    return tuple(sorted(spans, key=lambda span: (span[0], span[1] or dt.date.max)))


def revives(old: Validity, new: Validity, *, on: dt.date) -> bool:
    """
    Return whether a correction recorded on a day would prolong what has run out by then.

    Once the last day is over, no correction may move it to a later one, whatever else it says: what is prolonged is a
    new qualification that renews the old one. What is revoked stays so whatever its days are.

    Rule: COMP-22
    Source: our own rule: who did not renew in time is not made current by editing a date, not even for past days
    """
    if old.last_day is None or on <= old.last_day:
        return False
    return new.last_day is None or new.last_day > old.last_day


def last_day_of_grace(*, valid_until: dt.date | None, days: int) -> dt.date | None:
    """
    Return the last day on which something that has run out still counts; None where there is no such time.

    Rule: COMP-23
    Source: regulations, `qualification_grace_days` (local policy)
    Unit: day, inclusive
    """
    return None if valid_until is None or not days else valid_until + dt.timedelta(days=days)


def evidence_code(reference: str) -> str:
    """
    Return what ties a certificate to the evidence it gives, the same whenever it is handed in again.

    Rule: COMP-24
    Source: our own rule: two certificates of one day are two pieces of evidence
    """
    return CERTIFICATE + hashlib.sha256(reference.encode()).hexdigest()[:24]
