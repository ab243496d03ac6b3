"""Open Badges of the certificates we issue: signed with the installation's key, and checked when they come back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from piawai.formats import credentials
from piawai.formats.credentials import LIST_SIZE, UnableToReadCredential
from piawai.integrations import mail
from piawai.learning.models import Certificate
from piawai.learning.queries import certificates as queries
from piawai.learning.queries import documents
from piawai.learning.rules.results import certificate_state
from piawai.learning.terms import CertificateState
from piawai.lib import days
from piawai.lib.home import issuer_key

_THIS_COMPUTER = "http://localhost:8000"  # where no address is set: good for trying out, nothing to hand out


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about a credential that somebody shows; `revoked` is None where it is not ours to know."""

    valid: bool
    reason: str
    subject: str
    achievement: str
    issued: str
    revoked: bool | None


def site() -> str:
    """Return the address under which others reach the site, for credentials made without a request."""
    return mail.site_address() or _THIS_COMPUTER


def issuer(site: str) -> str:
    """Return our name as an issuer: a did:web, of which anybody finds the document at the site."""
    host = urlsplit(site).netloc.replace(":", "%3A")
    return f"did:web:{host}:" + reverse("issuer").strip("/").removesuffix("/did.json").replace("/", ":")


def issuer_document(site: str) -> dict[str, Any]:
    """Return what we publish about ourselves: the key we sign with."""
    return credentials.issuer_document(issuer=issuer(site), public=credentials.public_key(issuer_key()))


def address_of(code: str, *, site: str) -> str:
    """Return the page where anybody can check a certificate."""
    return site + reverse("certificate", args=[code])


def credential(*, certificate: Certificate, site: str, name: str) -> dict[str, Any]:
    """
    Return the signed credential of a certificate: each time the same, as long as what it says is.

    `name` is that of the organisation (`certificates.issuer_name`).
    """
    number, place = divmod(certificate.status_index, LIST_SIZE)
    award = documents.award(
        certificate=certificate,
        address=address_of(certificate.code, site=site),
        programme_address=site + reverse("session", args=[certificate.enrolment.session.code]),
        status_list=site + reverse("status_list", args=[number]),
        place=place,
        issuer=issuer(site),
        name=name,
    )
    return credentials.signed(credentials.badge(award), key=issuer_key(), at=certificate.issued_at)


def status_list(*, number: int, site: str, at: dt.datetime) -> dict[str, Any] | None:
    """Return a signed list of what was revoked, None where there is none of this number."""
    first = number * LIST_SIZE
    if first > queries.places_used():
        return None
    document = credentials.status_list(
        address=site + reverse("status_list", args=[number]),
        issuer=issuer(site),
        revoked=queries.revoked_places(first=first, many=LIST_SIZE),
        at=at,
    )
    return credentials.signed(document, key=issuer_key(), at=at)


def check(*, text: str, on: dt.date) -> Answer:
    """Return what is true of a credential on a day: whether we signed exactly this, and whether it still stands."""
    document: Mapping[str, Any] = {}
    try:
        document = credentials.read(text)
        credentials.verify(document, public=credentials.public_key(issuer_key()))
    except UnableToReadCredential as refusal:
        return _answer(document, valid=False, reason=_why(refusal.code), revoked=None)
    code = str(document.get("id", "")).rstrip("/").rpartition("/")[2]
    found = queries.certificate_by_code(code)
    if found is None:
        return _answer(document, valid=False, reason=_("No certificate of this code is known here."), revoked=None)
    state = certificate_state(revoked=found.revoked_at is not None, valid_until=found.valid_until, on=on)
    if state == CertificateState.REVOKED:
        return _answer(document, valid=False, reason=_("It was revoked."), revoked=True)
    if state == CertificateState.ENDED:
        text = _("It ran out on %(day)s.") % {"day": days.in_words(found.valid_until or on)}
        return _answer(document, valid=False, reason=text, revoked=False)
    return _answer(document, valid=True, reason=_("Signed by us, unaltered, and not revoked."), revoked=False)


def _answer(document: Mapping[str, Any], *, valid: bool, reason: str, revoked: bool | None) -> Answer:
    """Say it with the names the credential states; of one that is not ours they are what it claims."""
    subject = document.get("credentialSubject")
    subject = subject if isinstance(subject, dict) else {}
    identifiers = subject.get("identifier")
    named = identifiers[0] if isinstance(identifiers, list) and identifiers else {}
    achievement = subject.get("achievement")
    return Answer(
        valid=valid,
        reason=reason,
        subject=_text(named, "identityHash"),
        achievement=_text(achievement, "name"),
        issued=_text(document, "validFrom")[:10],
        revoked=revoked,
    )


def _text(part: Any, name: str) -> str:
    found = part.get(name) if isinstance(part, Mapping) else None
    return found if isinstance(found, str) else ""


def _why(code: str) -> str:
    return {
        "key": _("Another key signed it: it was not issued here."),
        "signature": _("It was altered, or not signed by us."),
        "undefined_term": _("It holds something that the signature does not cover."),
        "proof": _("It has no proof of the kind that we make."),
        "context": _("It is no credential of the kind that we make."),
    }.get(code, _("The file cannot be read as a credential (JSON)."))
