"""What a result decides, and what stands on the certificate that follows from it."""

import datetime as dt
from decimal import Decimal

from piawai.learning.terms import CertificateState


def has_passed(*, score: Decimal | None, passed: bool | None, mark: Decimal) -> bool | None:
    """
    Return whether somebody passed: by the score where there is one, else as it is stated.

    None where neither says so, or the two contradict each other: below the mark nobody is declared to have passed.

    Rule: RESULT-01
    Source: local policy `training_pass_mark`, or the session's own mark
    Unit: points of 100
    """
    if score is None:
        return passed
    if passed and score < mark:
        return None
    return score >= mark if passed is None else passed


def certificate_number(*, number: int, year: int) -> str:
    """
    Return the number printed on a certificate: counted in its year, from 1.

    Rule: CERT-01
    Source: our own rule
    """
    return f"{number:05d}/SERT/{year}"


def masked(name: str) -> str:
    """
    Return a name so that whoever knows it recognises it, and nobody learns it: the first two letters of each word.

    Rule: CERT-02
    Source: UU 27/2022 on personal data, as far as a public page needs the name
    """
    return " ".join(word[:2] + "*" * max(len(word) - 2, 1) if len(word) > 1 else "*" for word in name.split())


def certificate_state(*, revoked: bool, valid_until: dt.date | None, on: dt.date) -> CertificateState:
    """
    Return how a certificate stands on a day; a revoked one never stands again.

    Rule: CERT-03
    Source: our own rule
    """
    if revoked:
        return CertificateState.REVOKED
    return CertificateState.ENDED if valid_until is not None and valid_until < on else CertificateState.VALID
