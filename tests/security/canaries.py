"""
A canary in every field that is personal or sensitive: who may see it, and where it sings.

A canary is `kn<field>x<subject>`: from it alone one reads which field of whom has leaked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from piawai.access.terms import Permission
from piawai.competencies.models import Qualification, QualificationEvent
from tests.architecture.test_fields import listed
from tests.security.learned import LOOKED_AT_BY, PARTNERS
from tests.security.world import PEOPLE, READERS, World, holds, reaches

May = Callable[[str, str], bool]  # reader, subject

CANARY = re.compile(r"kn(\d{3})x(\d{2})", re.IGNORECASE)
NUMBER = re.compile(r"(?<!\d)(?:\d{18}|\d{16})(?!\d)")
SHORTEST = 8  # letters of a canary
OF_NO_PERSON = 99
# These sing as they are: numbers, and the codes of accounts
AS_THEY_ARE = frozenset({"people.Person.nip", "people.Person.nik", "people.Unit.leader", "competencies.Sheet.assessor"})
ANSWERS = frozenset({"answer", "answered_by", "decided_by", "revoked_by", "revoked_reason"})
ACCOUNT = re.compile(r"\b[0-9a-z]{12}\b")


def nobody(_reader: str, _subject: str) -> bool:
    """Return that no page shows it to anybody."""
    return False


def themselves(reader: str, subject: str) -> bool:
    """Return whether it is the reader's own."""
    return reader == subject


def by(*permissions: Permission) -> May:
    """Return the rule that a permission must reach the person."""
    return lambda reader, subject: any(reaches(reader, permission, subject) for permission in permissions)


def holders(permission: Permission) -> May:
    """Return the rule that a permission must be held, whoever is meant."""
    return lambda reader, _subject: holds(reader, permission)


def keepers(reader: str, subject: str) -> bool:
    """Return whether it is the reader's own, or the reader keeps the assessors or reads the log of who did what."""
    return reader == subject or holds(reader, Permission.ASSESSORS_KEEP) or holds(reader, Permission.LOG_READ)


def their_contacts(reader: str, subject: str) -> bool:
    """Return whether it is the reader's own, or of somebody who acts for a partner and the reader keeps partners."""
    return reader == subject or (subject in PARTNERS and holds(reader, Permission.PARTNERS_KEEP))


def of_prior(reader: str, subject: str) -> bool:
    """Return whether prior learning is the reader's own, or the reader decides on it, as BKPSDM or as its assessor."""
    reached = any(reaches(reader, one, subject) for one in (Permission.PRIOR_ASK, Permission.PRIOR_KEEP))
    return reached or LOOKED_AT_BY.get(subject) == reader


correction = by(Permission.CORRECTION_ASK, Permission.CORRECTIONS_ANSWER)
kept_partners = holders(Permission.PARTNERS_KEEP)

# Which reader may see which field: one row for every field that is personal or sensitive and holds text
MATRIX: dict[str, May] = {
    "audit.Event.actor": holders(Permission.LOG_READ),
    "audit.Event.subject": holders(Permission.LOG_READ),
    "people.Unit.leader": nobody,
    "people.Person.siasn_id": nobody,
    "people.Person.nip": by(Permission.PERSON_READ),
    "people.Person.birth_place": nobody,
    "people.Person.nik": nobody,
    "people.Person.phone": nobody,
    "people.Person.email": nobody,
    "people.Person.office_email": nobody,
    "people.Person.grade": by(Permission.PERSON_READ, Permission.PEOPLE_LIST),
    "people.Person.education": nobody,
    "people.Placement.decree": nobody,
    "people.CareerEvent.decree": nobody,
    "competencies.Assessment.assessor": nobody,
    "competencies.Assessment.agency": by(Permission.SCORES_READ),
    "competencies.Assessment.evidence": nobody,
    "competencies.Qualification.reference": nobody,
    "competencies.Qualification.title": by(Permission.SCORES_READ),
    "competencies.Qualification.issuer": by(Permission.SCORES_READ),
    "competencies.Qualification.renews": nobody,
    "competencies.QualificationEvent.evidence": nobody,
    "competencies.QualificationEvent.reason": by(Permission.SCORES_READ),
    "competencies.QualificationEvent.by": nobody,
    "competencies.Accreditation.name": holders(Permission.ASSESSORS_KEEP),
    "competencies.Accreditation.number": holders(Permission.ASSESSORS_KEEP),
    "competencies.Accreditation.agency": holders(Permission.ASSESSORS_KEEP),
    "competencies.Accreditation.recorded_by": nobody,
    "competencies.Nomination.decided_by": nobody,
    "competencies.Sheet.assessor": keepers,
    "competencies.Answer.note": themselves,  # the rater's; nobody else's, not of the person it is about either
    "competencies.EvidenceFile.file_name": themselves,
    "competencies.Round.made_by": nobody,
    "competencies.Round.reason": holders(Permission.ROUNDS_READ),
    "competencies.Objection.reason": by(Permission.OBJECTIONS_READ),
    "competencies.Objection.answer": by(Permission.OBJECTIONS_READ),
    "competencies.Objection.answered_by": nobody,
    "competencies.JobForm.changed_by": nobody,
    "performance.Result.period": nobody,
    "performance.Result.assessor": nobody,
    "performance.Result.values": nobody,
    "performance.Result.note": nobody,
    "learning.CompletedTraining.reference": nobody,
    "learning.CompletedTraining.name": nobody,
    "learning.CompletedTraining.provider": nobody,
    "learning.CompletedTraining.certificate": nobody,
    "learning.CompletedTraining.reaches": nobody,
    **dict.fromkeys((f"learning.Partner.{n}" for n in ("contact", "email", "phone")), kept_partners),
    **dict.fromkeys((f"learning.Agreement.{n}" for n in ("signed_by", "ended_by")), nobody),
    "learning.AgreementFile.file_name": kept_partners,
    **dict.fromkeys((f"learning.{n}.made_by" for n in ("AgreementFile", "Order", "Payment", "Call", "Offer")), nobody),
    **dict.fromkeys((f"learning.PartnerMember.{n}" for n in ("made_by", "ended_by")), nobody),
    **dict.fromkeys((f"learning.Enrolment.{n}" for n in ("made_by", "agreed_by", "decided_by")), nobody),
    "learning.Enrolment.reason": by(Permission.ENROLMENTS_READ),
    "learning.ClosedList.by": nobody,
    **dict.fromkeys((f"learning.Result.{n}" for n in ("recorded_by", "locked_by")), nobody),
    **dict.fromkeys((f"learning.Certificate.{n}" for n in ("issued_by", "revoked_by")), nobody),
    "learning.Certificate.revoked_reason": by(Permission.CERTIFICATES_READ),
    **dict.fromkeys(
        (f"learning.ExternalCertificate.{n}" for n in ("name", "provider", "number", "file_name", "reason")),
        by(Permission.CERTIFICATE_UPLOAD, Permission.QUALIFICATIONS_CHANGE),
    ),
    "learning.ExternalCertificate.decided_by": nobody,
    **dict.fromkeys(
        (f"learning.Study.{n}" for n in ("institution", "programme", "words", "reason", "letter")),
        by(Permission.STUDIES_READ),
    ),
    **dict.fromkeys((f"learning.Study.{n}" for n in ("supported_by", "decided_by")), nobody),
    **dict.fromkeys((f"learning.StudyExtension.{n}" for n in ("letter", "reason")), by(Permission.STUDIES_READ)),
    "learning.StudyExtension.by": nobody,
    **dict.fromkeys(("learning.PriorLearning.words", "learning.PriorLearning.reason"), of_prior),
    "learning.PriorLearning.decided_by": nobody,
    "learning.PriorFile.file_name": of_prior,
    "development.Lock.reason": by(Permission.LOCKS_CHANGE),
    "access.RoleGrant.granted_by": holders(Permission.ROLES_CHANGE),
    "access.RoleProposal.proposed_by": holders(Permission.ROLES_CHANGE),
    "access.RoleProposal.decided_by": holders(Permission.ROLES_CHANGE),
    "access.RoleProposal.reason": holders(Permission.ROLES_CHANGE),
    "access.RoleProposal.answer": holders(Permission.ROLES_CHANGE),
    "access.Sample.reason": holders(Permission.SAMPLES_DRAW),
    "access.Sample.drawn_by": holders(Permission.SAMPLES_DRAW),
    "access.Viewed.viewer": nobody,
    "access.Viewed.viewer_name": themselves,
    "access.Viewed.what": themselves,
    "people.CorrectionRequest.wrong": correction,
    "people.CorrectionRequest.right": correction,
    "people.CorrectionRequest.answer": correction,
    "people.CorrectionRequest.answered_by": nobody,
    "accounts.User.password": nobody,
    "accounts.User.email": their_contacts,
    "accounts.OneTimeCode.hash": nobody,
    "accounts.OneTimeCode.made_by": nobody,
    "accounts.FailedSignIn.identifier": nobody,
    "accounts.UsedCode.hash": nobody,
    "jobs.Job.arguments": nobody,
    "jobs.Job.words": themselves,
    "jobs.Job.result": nobody,
    "jobs.Job.problem": themselves,
    "jobs.Message.subject": themselves,
    "jobs.Message.body": themselves,
    "jobs.Message.link": themselves,
    "uploads.Upload.file_name": holders(Permission.IMPORTS_READ),
    "uploads.Upload.owner_name": holders(Permission.IMPORTS_READ),
    "uploads.Upload.changed_by": nobody,
    "uploads.Upload.changed_by_name": holders(Permission.IMPORTS_READ),
    "uploads.Upload.problem": holders(Permission.IMPORTS_READ),
    "uploads.Upload.report": holders(Permission.IMPORTS_READ),
}
# Text in which no canary can be set: it is read by the program, or a whole organisation's
NOT_PLANTED = frozenset(
    {
        "audit.Event.details",  # tests/web/audit: the log's own page
        "accounts.User.language",  # a code
        "competencies.Accreditation.account",  # the same code as Sheet.assessor
        "competencies.QualificationEvent.reference",  # the same as its certificate's
        "competencies.Sheet.related",  # yes or no: tests/web/rating
        "learning.Enrolment.code",  # how a page is asked for
        "competencies.Objection.set_aside",  # codes of sources: tests/web/objections
        # how a page is asked for: tests/security/test_reach.py
        *(f"competencies.{n}.token" for n in ("Sheet", "EvidenceFile", "Objection")),
        *(f"competencies.EvidenceFile.{n}" for n in ("media_type", "stored_name", "sha256")),  # how it is found
        "competencies.Estimate.shares",
        "competencies.RaterModel.spreads",
        "competencies.RaterModel.shared",
        "competencies.Standing.also",
        "people.Person.legal_status",
        "people.Person.education_level",
        "people.LegalStatus.code",  # codes of three signs
        "jobs.Job.token",
        "jobs.Job.owner",
        "jobs.Job.effect_key",
        "jobs.Message.to",  # how the subject is known
        "development.AnnualPlan.conflicts",
        "development.Allocation.closes",
        *(f"learning.Presence.{n}" for n in ("by", "device")),  # shown nowhere
        *(f"learning.Attempt.{n}" for n in ("code", "items", "answers")),  # own only: tests/web/quizzes
        # codes; own only, and without a name from five on: tests/web/behaviour
        *(f"learning.FollowUp.{n}" for n in ("code", "helps", "hinders", "said")),
        # how a page or a file is asked for
        *(f"learning.{n}.code" for n in ("Certificate", "ExternalCertificate", "Study", "PriorLearning")),
        "learning.PriorFile.token",
        *(
            f"learning.{n}.{m}"
            for n in ("ExternalCertificate", "PriorFile")
            for m in ("media_type", "stored_name", "sha256")
        ),
        "learning.CalendarFeed.digest",  # how a calendar is found: of no use to who has it
        "learning.Certificate.number",  # on the page that answers whoever has the code
        "learning.PriorLearning.assessor",  # the same code as Sheet.assessor
        *(f"learning.PriorLearning.{n}" for n in ("level", "given")),  # numbers: tests/web/study
        "learning.Feedback.said",  # without a name, from five on: tests/web/quizzes
        "uploads.Upload.token",
        "uploads.Upload.stored_name",
        "uploads.Upload.owner",
        "uploads.Upload.corrections",  # cells of a file, by place: the report shows them
    }
)


@dataclass(frozen=True)
class Planted:
    """The canaries: the fields by number, and whose the real numbers (NIP, NIK, assessors' codes) are."""

    fields: tuple[str, ...]
    numbers: dict[str, tuple[str, str]]

    def found(self, text: str) -> set[tuple[str, str]]:
        """Return the canaries in a text, as field and subject; "" for of nobody."""
        names = {(self.fields[int(field)], _name(int(subject))) for field, subject in CANARY.findall(text)}
        as_they_are = (*NUMBER.findall(text), *ACCOUNT.findall(text))
        return names | {self.numbers[number] for number in as_they_are if number in self.numbers}

    def leaked(self, text: str, *, reader: str) -> set[tuple[str, str]]:
        """Return the canaries in a text that its reader may not see."""
        return {(name, subject) for name, subject in self.found(text) if not MATRIX[name](reader, subject)}


def texts() -> set[str]:
    """Return the names of all fields that are personal or sensitive and can hold a text of one's own."""
    found = set()
    for name, fields in listed().items():
        model = apps.get_model(name)
        for field_name, word in fields.items():
            field = model._meta.get_field(field_name)
            written = isinstance(field, models.CharField | models.TextField) and not field.choices
            if word != "open" and (written or isinstance(field, models.JSONField)):
                found.add(f"{name}.{field_name}")
    return found


def plant(world: World) -> Planted:
    """Set a canary in every text of everybody."""
    names = tuple(sorted(texts() - NOT_PLANTED))
    numbers: dict[str, tuple[str, str]] = {}
    for name, person in world.people.items():
        numbers[person.nip] = ("people.Person.nip", name)
        numbers[person.nik] = ("people.Person.nik", name)
    for name in ("assessor", "assessor_too"):
        numbers[world.users[name].code] = ("competencies.Sheet.assessor", name)
    subjects = {user.code: place for place, user in enumerate(world.users.values())}
    for place, name in enumerate(names):
        model_name, _, field = name.rpartition(".")
        if name not in AS_THEY_ARE:
            _set(apps.get_model(model_name), field, place, subjects)
    for event in QualificationEvent.objects.all():
        certificate = Qualification.objects.filter(person=event.person, competency=event.competency).earliest("pk")
        QualificationEvent.objects.filter(pk=event.pk).update(reference=certificate.reference)
    for user in world.users.values():
        user.refresh_from_db()  # a session follows the password
    return Planted(names, numbers)


def _set(model: type[models.Model], field: str, place: int, subjects: dict[str, int]) -> None:
    column = model._meta.get_field(field)
    rows: models.QuerySet[models.Model] = models.QuerySet(model)  # the log's own refuses to change
    for row in rows.all():
        if field in ANSWERS and not getattr(row, field):
            continue  # what waits has no answer
        text = f"kn{place:03d}x{_subject(row, subjects):02d}"
        if field in {"hash", "identifier", "reference"}:
            text = f"{text}-{row.pk}"
        if field == "link":
            text = f"/{text}"
        value: Any = text
        if isinstance(column, models.JSONField):  # beside what a page reads of it
            value = {**(getattr(row, field) or {}), "x": text}
        if field == "report":
            value = _told(getattr(row, field), text)
        rows.filter(pk=row.pk).update(**{field: value})


def _told(found: Any, text: str) -> Any:
    """Return what a check found, with a text in the place of every value of a cell."""
    if isinstance(found, dict):
        return {key: text if key == "value" else _told(value, text) for key, value in found.items()}
    return [_told(value, text) for value in found] if isinstance(found, list) else found


def _subject(row: models.Model, subjects: dict[str, int]) -> int:
    """Return the number of whose a row is; answers and their files are the rater's."""
    for whole in ("enrolment", "study", "prior"):
        row = getattr(row, whole, row)
    answer = getattr(row, "answer", row)
    sheet = getattr(answer, "sheet", None)
    if sheet is not None:
        return subjects[sheet.rater.code if sheet.rater is not None else sheet.assessor]
    person = getattr(row, "person", None) or getattr(row, "user", None)
    code = getattr(person, "code", "") or getattr(row, "owner", "") or getattr(row, "to", "")
    if row._meta.model_name in {"person", "user"}:
        code = getattr(row, "code", "")
    return subjects.get(code, OF_NO_PERSON)


def _name(number: int) -> str:
    return "" if number == OF_NO_PERSON else READERS[number]


assert len(PEOPLE) < OF_NO_PERSON
