"""What befalls a certificate that we issued, and having those of a session printed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Qualification
from piawai.competencies.queries.qualifications import changes_of
from piawai.competencies.services import qualifications
from piawai.competencies.terms import QualificationChange
from piawai.jobs.models import Job
from piawai.jobs.services import enqueue
from piawai.learning.models import Certificate, Session
from piawai.learning.queries import certificates as queries
from piawai.learning.services.messages import tell
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time

PRINT = "learning.print_certificates"


class UnableToRevokeCertificate(Refusal):
    """It is revoked already, no reason is given, or it is one's own."""


class UnableToPrintCertificates(Refusal):
    """The session has no certificates."""


@transaction.atomic
def revoke_certificate(
    *, certificate: Certificate, reason: str, on: dt.date, by: str, at: dt.datetime, link: str
) -> None:
    """
    Revoke a certificate for good, with the competencies that it attests; the training itself took place and stays.

    :raises UnableToRevokeCertificate: if it is revoked already, no reason is given, or it is one's own.
    """
    if not reason.strip():
        raise UnableToRevokeCertificate(_("Write the reason: the holder reads it."), code="reason_missing")
    person = certificate.enrolment.person
    if by == person.code:
        raise UnableToRevokeCertificate(_("This is your own. Let somebody else decide on it."), code="own")
    one_at_a_time("import")
    standing = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=at, revoked_by=by, revoked_reason=reason.strip()):
        raise UnableToRevokeCertificate(_("It is revoked already. Nothing was changed."), code="revoked")
    training = queries.training_of(certificate)
    if training is not None:
        _revoke_levels(person.pk, training.reference, reason.strip(), on=on, by=by, at=at)
    log(action="learning.revoke_certificate", by=by, at=at, subject=f"certificate {certificate.pk}")
    words = {"programme": certificate.enrolment.session.programme.name}
    tell(
        people=[person.pk],
        words=lambda: (_("Your certificate of %(programme)s is revoked") % words, _("Open it to read the reason.")),
        link=link,
        at=at,
    )


def _revoke_levels(person: int, reference: str, reason: str, *, on: dt.date, by: str, at: dt.datetime) -> None:
    """Revoke what somebody holds by a certificate, as far as it is not revoked yet."""
    held = Qualification.objects.current().filter(person=person, reference=reference, passed=True)
    for row in held.select_related("person", "competency").order_by("pk"):
        befallen = changes_of(row)
        if any(change.kind == QualificationChange.REVOKED for change in befallen):
            continue
        qualifications.revoke(
            qualification=row,
            starts_on=max(on, row.valid_from),
            reason=reason,
            seen=max((change.pk for change in befallen), default=0),
            on=on,
            by=by,
            at=at,
        )


@transaction.atomic
def ask_to_print(*, session: Session, site: str, by: str, at: dt.datetime) -> Job:
    """
    Ask for all certificates of a session as PDF in one file. `site` is the address under which others reach us.

    Asked for again on the same day while nothing has changed, the same work is returned.

    :raises UnableToPrintCertificates: if there are none.
    """
    numbers = list(queries.certificates_of_session(session).values_list("number", flat=True))
    if not numbers:
        text = _("This session has no certificates. They are made when the results are locked.")
        raise UnableToPrintCertificates(text, code="none")
    job = enqueue(
        name=PRINT,
        arguments={"session": session.pk, "site": site},
        owner=by,
        at=at,
        effect_key=f"{PRINT}:{session.pk}:{len(numbers)}:{numbers[-1]}:{at.date().isoformat()}",
    )
    log(action="learning.ask_to_print", by=by, at=at, subject=f"session {session.code}")
    return job
