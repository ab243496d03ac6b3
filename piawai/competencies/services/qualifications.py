"""
Recording what people hold by certificate, and what befalls it.

A certificate is the truth of its level: the evidence that counts for the held level is written here, and here alone.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from piawai.audit.services import log, log_recorded
from piawai.competencies.models import Assessment, Competency, Qualification, QualificationEvent
from piawai.competencies.queries import qualifications as queries
from piawai.competencies.rules import currency as rules
from piawai.competencies.rules.levels import last_valid_day
from piawai.competencies.services import estimates
from piawai.competencies.services.evidence import new_assessment, record_assessments
from piawai.competencies.services.standings import refresh
from piawai.competencies.terms import CERTIFIED, WEIGHED, Change, Currency, QualificationChange, Validity
from piawai.lib import facts
from piawai.lib.errors import Refusal
from piawai.lib.locks import one_at_a_time
from piawai.lib.text import name_key
from piawai.people.models import Person
from piawai.regulations import values
from piawai.regulations.values import NotInForce

_DAY = dt.timedelta(days=1)


class UnableToRecordQualification(Refusal):
    """The certificate cannot be recorded so: it is known, its days make no sense, or it would revive one run out."""


class UnableToChangeQualification(Refusal):
    """What was asked cannot befall the qualification, or it was changed in the meantime (code `changed`)."""


def certificate_reference(number: str) -> str:
    """Return what tells a certificate from another: its number, however it is written."""
    return f"no:{name_key(number)}"


def ruled_until(*, source: str, valid_from: dt.date) -> dt.date:
    """
    Return the last day on which a certificate counts that names none: by the rule in force on its first day.

    :raises NotInForce: if none was.
    """
    years = values.mapping("assessment_validity_years", on=valid_from).at(source).whole
    return last_valid_day(assessed_on=valid_from, years=years)


def new_qualification(
    *,
    person_id: int,
    competency: Competency,
    reference: str,
    level: int,
    title: str,
    source: str,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
    issuer: str = "",
    passed: bool = True,
    renews: str = "",
) -> Qualification:
    """
    Return a qualification not yet recorded.

    Where `valid_until` is not stated, the validity of the source that is in force on the first day gives it.

    :raises NotInForce: if no rule was in force on that day.
    """
    if valid_until is None:
        valid_until = ruled_until(source=source, valid_from=valid_from)
    grace = values.mapping("qualification_grace_days", on=valid_from).at(source).whole
    return Qualification(
        person_id=person_id,
        competency=competency,
        reference=reference,
        level=level,
        title=title[:300],
        source=source,
        issuer=issuer,
        valid_from=valid_from,
        valid_until=valid_until,
        grace_until=rules.last_day_of_grace(valid_until=valid_until, days=grace),
        passed=passed,
        renews=renews,
    )


@transaction.atomic
def record_qualifications(
    *,
    qualifications: Sequence[Qualification],
    on: dt.date,
    by: str,
    at: dt.datetime,
    restated: Collection[tuple[int, str]] = (),
) -> facts.Recorded[Qualification]:
    """
    Record certificates with the evidence they give, and refresh the standing of whoever holds them.

    What a certificate of `restated` (person id, reference) attested before and is not among `qualifications` any more
    was never passed: its evidence loses its validity on the day it was found.

    :raises UnableToRecordQualification: if a correction would make count again what has run out by the day of `at`.
    """
    one_at_a_time("import")
    stated = [*qualifications, *_no_longer_attested(qualifications, restated)]
    _check_nothing_revives(stated, at=at)
    recorded = facts.record(Qualification, stated, at=at)
    log_recorded("competencies.record_qualifications", recorded, by=by, at=at)
    given = [_evidence_of(row) for row in recorded.written if row.passed]
    taken = _taken_back(recorded.written, given)
    record_assessments(assessments=[*given, *taken], on=on, by=by, at=at)
    return recorded


def _no_longer_attested(
    qualifications: Sequence[Qualification], restated: Collection[tuple[int, str]]
) -> list[Qualification]:
    if not restated:
        return []
    stated = {row.key for row in qualifications}
    rows = Qualification.objects.current().filter(passed=True).select_related("competency")
    people = {person_id for person_id, _reference in restated}
    return [
        _copy(row, passed=False)
        for row in rows.iterator()
        if row.person_id in people and (row.person_id, row.reference) in restated and row.key not in stated
    ]


def _copy(row: Qualification, *, passed: bool) -> Qualification:
    said = {name: getattr(row, name) for name in (*Qualification.KEY, *Qualification.VALUES)}
    return Qualification(**{**said, "passed": passed, "competency": row.competency})


def _check_nothing_revives(stated: Sequence[Qualification], *, at: dt.datetime) -> None:
    known = queries.known_certificates(people={row.person_id for row in stated})
    day = timezone.localdate(at)
    for row in stated:
        old = known.get((row.person_id, row.competency.code, row.reference))
        if old is not None and rules.revives(old, queries.validity(row), on=day):
            text = _(
                "The certificate %(title)s ran out on %(day)s. A correction cannot prolong it; record the renewal as a "
                "new certificate."
            )
            details = {"title": row.title, "day": _words(old.last_day)}
            raise UnableToRecordQualification(text % details, code="revives")


def _evidence_of(row: Qualification) -> Assessment:
    return new_assessment(
        person_id=row.person_id,
        competency=row.competency,
        level=row.level,
        source=row.source,
        assessed_on=row.valid_from,
        valid_until=queries.validity(row).last_day,
        assessor=rules.evidence_code(row.reference),
        agency=row.issuer[:200],
        evidence=row.title,
    )


def _taken_back(written: Sequence[Qualification], given: Sequence[Assessment]) -> list[Assessment]:
    """Return what corrected certificates no longer attest: corrections that end the evidence before it began."""
    corrected = {
        (row.person_id, row.competency_id, rules.evidence_code(row.reference))
        for row in written
        if row.corrects_id is not None
    }
    if not corrected:
        return []
    stated = {row.key for row in given}
    stale = [
        row
        for row in Assessment.objects.current().filter(assessor__startswith=rules.CERTIFICATE).iterator()
        if (row.person_id, row.competency_id, row.assessor) in corrected and row.key not in stated
    ]
    names = (*Assessment.KEY, "level", "agency", "evidence", "rule_from")
    return [
        Assessment(**{name: getattr(row, name) for name in names}, valid_until=row.assessed_on - _DAY) for row in stale
    ]


@transaction.atomic
def add_qualification(
    *,
    person: Person,
    competency: Competency,
    level: int,
    title: str,
    number: str,
    source: str,
    valid_from: dt.date,
    valid_until: dt.date | None,
    issuer: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Qualification:
    """
    Record a certificate that someone showed. `valid_until` None: the rule of its source says how long it holds.

    :raises UnableToRecordQualification: if it is known, its source cannot attest a level, its days make no sense, or
        a needed word is missing.
    """
    return _add(
        new=_stated(person, competency, level, title, number, source, valid_from, valid_until, issuer, ""),
        on=on,
        by=by,
        at=at,
    )


@transaction.atomic
def renew(
    *,
    qualification: Qualification,
    level: int,
    number: str,
    valid_from: dt.date,
    valid_until: dt.date | None,
    issuer: str,
    seen: int,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> Qualification:
    """
    Record the certificate that prolongs another: a new one, which names the one it renews. The old one stays as it is.

    `seen` is the newest record of what befell the old one that the doer has seen, 0 for none.

    :raises UnableToRecordQualification: if it does not outlast the old one, or for the reasons of `add_qualification`.
    :raises UnableToChangeQualification: if the old one was revoked or not passed, or was changed in the meantime.
    """
    changes = _unchanged(qualification, seen)
    state = rules.current_on(queries.validity(qualification), changes, on=max(on, valid_from))
    if state in {Currency.REVOKED, Currency.FAILED}:
        text = _("This certificate is not renewed: it was revoked or not passed. Add what was earned anew.")
        raise UnableToChangeQualification(text, code="not_renewable")
    new = _stated(
        qualification.person,
        qualification.competency,
        level,
        qualification.title,
        number,
        qualification.source,
        valid_from,
        valid_until,
        issuer,
        qualification.reference,
    )
    if qualification.valid_until is None or (new.valid_until and new.valid_until <= qualification.valid_until):
        text = _("The renewal must hold longer than the certificate it renews, which holds until %(day)s.")
        raise UnableToRecordQualification(text % {"day": _words(qualification.valid_until)}, code="not_longer")
    return _add(new=new, on=on, by=by, at=at)


def _stated(
    person: Person,
    competency: Competency,
    level: int,
    title: str,
    number: str,
    source: str,
    valid_from: dt.date,
    valid_until: dt.date | None,
    issuer: str,
    renews: str,
) -> Qualification:
    if not title.strip() or not number.strip():
        raise UnableToRecordQualification(_("Write the name and the number of the certificate."), code="missing")
    if source not in CERTIFIED:
        text = _("A certificate attests a training or a test. Official results come with the file of assessments.")
        raise UnableToRecordQualification(text, code="source")
    if valid_until is not None and valid_until < valid_from:
        text = _("The last day lies before the first, %(day)s. Correct one of the two.")
        raise UnableToRecordQualification(text % {"day": _words(valid_from)}, code="days")
    try:
        return new_qualification(
            person_id=person.pk,
            competency=competency,
            reference=certificate_reference(number),
            level=level,
            title=_titled(title, number),
            source=source,
            valid_from=valid_from,
            valid_until=valid_until,
            issuer=issuer.strip(),
            renews=renews,
        )
    except NotInForce as refusal:
        text = _("No rule on validity was in force on %(day)s. Choose a later first day.")
        raise UnableToRecordQualification(text % {"day": _words(refusal.on)}, code="not_in_force") from refusal


def _titled(title: str, number: str) -> str:
    """Return the name with the number; a renewal's name bears the number of the old one, which gives way."""
    name = title.strip().rsplit(" (", 1)[0] if title.strip().endswith(")") else title.strip()
    return f"{name[: 290 - len(number.strip())]} ({number.strip()})"


def _add(*, new: Qualification, on: dt.date, by: str, at: dt.datetime) -> Qualification:
    one_at_a_time("import")
    known = Qualification.objects.current().filter(
        person=new.person_id, competency=new.competency_id, reference=new.reference
    )
    if known.exists():
        text = _("A certificate of this number is already recorded for this person and competency. Look it up there.")
        raise UnableToRecordQualification(text, code="known")
    record_qualifications(qualifications=[new], on=on, by=by, at=at)
    return new


@transaction.atomic
def suspend(
    *,
    qualification: Qualification,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str,
    seen: int,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> QualificationEvent:
    """
    Suspend a certificate from a day to another, inclusive (None: until it is ended): it does not count meanwhile.

    :raises UnableToChangeQualification: if no reason is given, the days make no sense, it does not hold on the first
        day or is suspended on it, or it was changed in the meantime.
    """
    changes = _unchanged(qualification, seen)
    if ends_on is not None and ends_on < starts_on:
        text = _("The last day lies before the first, %(day)s. Correct one of the two.")
        raise UnableToChangeQualification(text % {"day": _words(starts_on)}, code="days")
    _check_holds(qualification, changes, starts_on)
    return _befall(
        "suspend_qualification",
        qualification,
        QualificationChange.SUSPENDED,
        starts_on,
        ends_on,
        reason=reason,
        on=on,
        by=by,
        at=at,
    )


@transaction.atomic
def end_suspension(
    *,
    qualification: Qualification,
    starts_on: dt.date,
    reason: str,
    seen: int,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> QualificationEvent:
    """
    Let a suspended certificate count again from a day on, if it has not run out by then.

    :raises UnableToChangeQualification: if no reason is given, it is not suspended on the day before, or it was
        changed in the meantime.
    """
    changes = _unchanged(qualification, seen)
    before = starts_on - _DAY
    suspended = any(first <= before and (last is None or last >= before) for first, last in rules.days_out(changes))
    revoked = any(change.kind == QualificationChange.REVOKED for change in changes)
    if revoked or not suspended:
        text = _("On the day before %(day)s it is not suspended, or it is revoked: there is nothing to end.")
        raise UnableToChangeQualification(text % {"day": _words(starts_on)}, code="not_suspended")
    return _befall(
        "end_suspension",
        qualification,
        QualificationChange.RESTORED,
        starts_on,
        None,
        reason=reason,
        on=on,
        by=by,
        at=at,
    )


@transaction.atomic
def revoke(
    *,
    qualification: Qualification,
    starts_on: dt.date,
    reason: str,
    seen: int,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> QualificationEvent:
    """
    Revoke a certificate from a day on, for good: it never counts again, whatever is recorded later.

    :raises UnableToChangeQualification: if no reason is given, it was revoked or not passed before, the day lies
        before its first, or it was changed in the meantime.
    """
    changes = _unchanged(qualification, seen)
    if any(change.kind == QualificationChange.REVOKED for change in changes):
        raise UnableToChangeQualification(_("It is revoked already. Nothing was changed."), code="revoked")
    if not qualification.passed or starts_on < qualification.valid_from:
        text = _("It does not hold before %(day)s. Choose that day or a later one.")
        raise UnableToChangeQualification(text % {"day": _words(qualification.valid_from)}, code="not_held")
    return _befall(
        "revoke_qualification",
        qualification,
        QualificationChange.REVOKED,
        starts_on,
        None,
        reason=reason,
        on=on,
        by=by,
        at=at,
    )


def _unchanged(qualification: Qualification, seen: int) -> list[Change]:
    """Return what befell a certificate, once nobody else can change it; refuse where the doer has not seen it all."""
    one_at_a_time("import")
    events = queries.changes_of(qualification)
    corrected = not Qualification.objects.current().filter(pk=qualification.pk).exists()
    if corrected or seen != max((event.pk for event in events), default=0):
        text = _("Somebody else changed this certificate in the meantime. Look at how it stands now, then decide.")
        raise UnableToChangeQualification(text, code="changed")
    return [Change(event.kind, event.starts_on, event.ends_on) for event in events]


def _check_holds(qualification: Qualification, changes: Sequence[Change], day: dt.date) -> None:
    validity: Validity = queries.validity(qualification)
    state = rules.current_on(validity, changes, on=day)
    if state not in {Currency.CURRENT, Currency.GRACE}:
        text = _("On %(day)s it does not count anyway (%(state)s). Choose a day on which it does.")
        raise UnableToChangeQualification(text % {"day": _words(day), "state": state.label}, code="not_held")


def _befall(
    act: str,
    qualification: Qualification,
    kind: QualificationChange,
    starts_on: dt.date,
    ends_on: dt.date | None,
    *,
    reason: str,
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> QualificationEvent:
    if not reason.strip():
        raise UnableToChangeQualification(_("Write the reason."), code="reason_missing")
    event = QualificationEvent.objects.create(
        person_id=qualification.person_id,
        competency_id=qualification.competency_id,
        reference=qualification.reference,
        evidence=rules.evidence_code(qualification.reference),
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        by=by[:12],
        recorded_at=at,
    )
    log(
        action=f"competencies.{act}",
        by=by,
        at=at,
        subject=f"qualification {qualification.pk}",
        details={"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else ""},
    )
    if qualification.source in WEIGHED:
        estimates.follow(people_ids={qualification.person_id}, on=on, at=at)
    refresh(people_ids={qualification.person_id}, on=on, at=at)
    return event


def _words(day: dt.date | None) -> str:
    return "–" if day is None else formats.date_format(day, "DATE_FORMAT")
