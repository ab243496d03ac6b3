"""
Certificates that others issued: uploaded once by the holder, checked by BKPSDM, then they count everywhere.

The file is written before the row that names it; what a crash leaves between the two is swept up by day (`sweep`).
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.competencies.models import Competency
from piawai.competencies.services import stored_files
from piawai.competencies.services.qualifications import UnableToRecordQualification
from piawai.formats.evidence import Evidence
from piawai.learning.models import CompletedTraining, ExternalCertificate
from piawai.learning.queries.completed import known_trainings
from piawai.learning.rules.hours import hours_counted
from piawai.learning.rules.trainings import number_stays, training_reference
from piawai.learning.services.completed import record_trainings
from piawai.learning.services.messages import tell
from piawai.learning.terms import ExternalState
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time
from piawai.people.models import Person
from piawai.regulations import values
from piawai.regulations.values import NotInForce

MOST_WAITING = 20  # of one person: more would keep others from being checked
_SWEPT_AFTER = dt.timedelta(days=1)


class UnableToUploadCertificate(Refusal):
    """The file is not taken, is known already, its days make no sense, or too many wait to be checked."""


class UnableToDecideCertificate(Refusal):
    """It is decided already or one's own, a reason is missing, or what it is to count as makes no sense."""


def upload(
    *,
    person: Person,
    name: str,
    provider: str,
    number: str,
    starts_on: dt.date,
    ends_on: dt.date,
    file_name: str,
    content: bytes,
    on: dt.date,
    at: dt.datetime,
) -> ExternalCertificate:
    """
    Upload a certificate of one's own, to be checked.

    :raises UnableToUploadCertificate: if the file is not taken or known, its days make no sense, or too many wait.
    """
    if ends_on < starts_on or ends_on > on:
        text = _("The last day lies before the first, or is still to come. Correct the days.")
        raise UnableToUploadCertificate(text, code="days")
    try:
        found = stored_files.taken(content=content)
        path = stored_files.write(into=folder(), found=found)
    except stored_files.UnableToKeepFile as refusal:
        raise UnableToUploadCertificate(str(refusal), code=refusal.code) from refusal
    row = ExternalCertificate(
        person=person,
        name=" ".join(name.split()),
        provider=" ".join(provider.split()),
        number=" ".join(number.split()),
        starts_on=starts_on,
        ends_on=ends_on,
        file_name=stored_files.clean_name(file_name, found.ending),
        made_at=at,
    )
    try:
        return _named(row, path, found, sha256=hashlib.sha256(content).hexdigest(), at=at)
    except BaseException:  # also where the database goes away: what no row names is not left behind
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def _named(
    row: ExternalCertificate, path: Path, found: Evidence, *, sha256: str, at: dt.datetime
) -> ExternalCertificate:
    """Write the row that names a file which lies there already; `sha256` is that of the file as it was sent."""
    list(Person.objects.select_for_update().filter(pk=row.person_id))  # two uploads of one person wait for each other
    own = ExternalCertificate.objects.filter(person=row.person_id)
    if own.filter(sha256=sha256).exclude(state=ExternalState.REFUSED).exists():
        text = _("This file is uploaded already. Nothing was changed.")
        raise UnableToUploadCertificate(text, code="known")
    if own.filter(state=ExternalState.WAITING).count() >= MOST_WAITING:
        text = _("%(most)s of your certificates wait to be checked. Wait for the answers before you upload more.")
        raise UnableToUploadCertificate(text % {"most": MOST_WAITING}, code="too_many")
    row.media_type, row.stored_name, row.size, row.sha256 = found.media_type, path.name, len(found.content), sha256
    row.save()
    log(action="learning.upload_certificate", by=row.person.code, at=at, subject=f"external certificate {row.code}")
    return row


@transaction.atomic
def accept(
    *,
    certificate: ExternalCertificate,
    name: str,
    form: int,
    provider: str,
    hours: Decimal | None,
    starts_on: dt.date,
    ends_on: dt.date,
    number: str,
    valid_until: dt.date | None,
    reaches: Mapping[str, int],
    on: dt.date,
    by: str,
    at: dt.datetime,
    link: str,
) -> CompletedTraining:
    """
    Accept a certificate as what it is, in the words of a `diklat` row; `reaches` maps competency codes to levels.

    `hours` are those that it states, None for none: which count is a matter of the form (`rules.hours`).

    One that SIASN or a partner's list has reported before counts once: that training is corrected.

    :raises UnableToDecideCertificate: if it is decided already, one's own, or its days, hours or competencies make no
        sense.
    """
    one_at_a_time("import")
    _check_open(certificate, by)
    competencies = {row.code: row for row in Competency.objects.all()}  # also what is known of it already
    hours = _counted(form, starts_on, ends_on, hours)
    _check(starts_on, ends_on, valid_until, hours, unknown=sorted(set(reaches) - set(competencies)), on=on)
    known = known_trainings(people=[certificate.person_id])[certificate.person_id]
    reference = training_reference(name=name, starts_on=starts_on, number=number, known=known)
    training = CompletedTraining(
        person_id=certificate.person_id,
        reference=reference,
        name=name,
        form=form,
        provider=provider,
        hours=hours,
        starts_on=starts_on,
        ends_on=ends_on,
        certificate=number,
        valid_until=valid_until,
        reaches=dict(reaches),
    )
    left = {"valid_until": valid_until is None, "reaches": not reaches}  # of what is known already
    left["certificate"] = number_stays(reference=reference, number=number, known=known)
    training.unstated = frozenset(name for name, stays in left.items() if stays)
    try:
        record_trainings(trainings=[training], competencies=competencies, on=on, by=by, at=at)
    except UnableToRecordQualification as refusal:
        raise UnableToDecideCertificate(str(refusal), code=refusal.code) from refusal
    except NotInForce as refusal:
        text = _("No rule on validity was in force on the last day. Leave the competencies out.")
        raise UnableToDecideCertificate(text, code="not_in_force") from refusal
    counted = CompletedTraining.objects.current().get(person=certificate.person_id, reference=reference)
    _decide(certificate, ExternalState.ACCEPTED, reason="", training=counted, by=by, at=at)
    words = {"name": certificate.name}
    tell(
        people=[certificate.person_id],
        words=lambda: (_("Accepted: %(name)s") % words, _("Your certificate counts from now on.")),
        link=link,
        at=at,
    )
    return counted


def _counted(form: int, first: dt.date, last: dt.date, stated: Decimal | None) -> Decimal:
    try:
        known = values.mapping("hours_conversion", on=first).values.get(str(form))
    except NotInForce:  # older than the first rule
        known = None
    conversion = None if known is None else known.record
    found = hours_counted(conversion=conversion, first=first, last=last, stated=stated)
    if found is None:
        text = _("Write the hours (JP): of this form those count that were held.")
        raise UnableToDecideCertificate(text, code="hours")
    return found


@transaction.atomic
def refuse(*, certificate: ExternalCertificate, reason: str, by: str, at: dt.datetime, link: str) -> None:
    """
    Refuse a certificate, with a reason the holder reads.

    :raises UnableToDecideCertificate: if it is decided already, one's own, or no reason is given.
    """
    if not reason.strip():
        raise UnableToDecideCertificate(_("Write the reason: the holder reads it."), code="reason_missing")
    _check_open(certificate, by)
    _decide(certificate, ExternalState.REFUSED, reason=reason.strip(), training=None, by=by, at=at)
    words = {"name": certificate.name}
    tell(
        people=[certificate.person_id],
        words=lambda: (_("Not accepted: %(name)s") % words, _("Open it to read the reason.")),
        link=link,
        at=at,
    )


def _check_open(certificate: ExternalCertificate, by: str) -> None:
    if by == certificate.person.code:
        raise UnableToDecideCertificate(_("This is your own. Let somebody else decide on it."), code="own")
    if not ExternalCertificate.objects.filter(pk=certificate.pk, state=ExternalState.WAITING).exists():
        raise UnableToDecideCertificate(_decided(), code="decided")


def _check(
    starts_on: dt.date,
    ends_on: dt.date,
    valid_until: dt.date | None,
    hours: Decimal,
    *,
    unknown: list[str],
    on: dt.date,
) -> None:
    if ends_on < starts_on or ends_on > on or (valid_until is not None and valid_until < ends_on):
        text = _("The days make no sense: first day, last day, end of validity, none of the first two to come.")
        raise UnableToDecideCertificate(text, code="days")
    if not 0 <= hours < 10_000:
        raise UnableToDecideCertificate(_("Write the learning hours (JP) as the certificate has them."), code="hours")
    if unknown:
        text = _("There is no competency %(code)s in the dictionary.")
        raise UnableToDecideCertificate(text % {"code": unknown[0]}, code="unknown_competency")


def _decide(
    certificate: ExternalCertificate,
    state: ExternalState,
    *,
    reason: str,
    training: CompletedTraining | None,
    by: str,
    at: dt.datetime,
) -> None:
    waiting = ExternalCertificate.objects.filter(pk=certificate.pk, state=ExternalState.WAITING)
    if not waiting.update(state=state, reason=reason, training=training, decided_by=by, decided_at=at):
        raise UnableToDecideCertificate(_decided(), code="decided")
    details = {"state": state.value}
    log(
        action="learning.decide_certificate",
        by=by,
        at=at,
        subject=f"external certificate {certificate.code}",
        details=details,
    )


def _decided() -> str:
    return _("This has been decided on in the meantime. Look at how it stands now.")


def folder() -> Path:
    """Return the folder of uploaded certificates."""
    return stored_files.folder("external")


def content_of(*, certificate: ExternalCertificate) -> bytes | None:
    """Return the bytes of an uploaded certificate, None where they are gone."""
    return stored_files.read(folder() / certificate.stored_name)


def sweep(*, at: dt.datetime) -> int:
    """Remove files that no row names and that are older than a day, and return how many there were."""
    named = set(ExternalCertificate.objects.values_list("stored_name", flat=True))
    return stored_files.sweep(from_=folder(), named=named, at=at)
