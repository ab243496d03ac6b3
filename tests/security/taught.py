"""Of learning, a row for each text that an attacker wrote: agreements, needs, opinions, studies, proofs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models

from piawai.competencies.models import Competency
from piawai.competencies.terms import Source
from piawai.learning.models import (
    Agreement,
    AgreementFile,
    Call,
    Certificate,
    Enrolment,
    ExternalCertificate,
    Feedback,
    FollowUp,
    Item,
    Meeting,
    Offer,
    Partner,
    Payment,
    PriorFile,
    PriorLearning,
    Session,
    Study,
    StudyExtension,
)
from piawai.learning.terms import (
    AgreementKind,
    AgreementState,
    Degree,
    EnrolmentState,
    Entry,
    Funding,
    ItemState,
    PriorState,
    StudyKind,
    StudyState,
)
from piawai.lib import clock
from piawai.people.models import Person
from tests import graduates
from tests.security.learned import OVER

DAY = dt.timedelta(days=1)
SAID = OVER["staff"]  # the session about which all say something
FIELDS: tuple[tuple[type[models.Model], str], ...] = (
    (Partner, "address"),
    (Partner, "contact"),
    (Agreement, "number"),
    (Agreement, "subject"),
    (Agreement, "scope"),
    (Agreement, "reason"),
    (AgreementFile, "file_name"),
    (Payment, "document"),
    (Payment, "note"),
    (Item, "text"),
    (Item, "options"),
    (Meeting, "place"),
    (Enrolment, "reason"),
    (Call, "words"),
    (Offer, "programme"),
    (Offer, "place"),
    (Offer, "note"),
    (Feedback, "said"),
    (FollowUp, "said"),
    (Certificate, "revoked_reason"),
    (ExternalCertificate, "name"),
    (ExternalCertificate, "provider"),
    (ExternalCertificate, "file_name"),
    (ExternalCertificate, "reason"),
    (Study, "institution"),
    (Study, "programme"),
    (Study, "words"),
    (Study, "reason"),
    (Study, "letter"),
    (StudyExtension, "letter"),
    (StudyExtension, "reason"),
    (PriorLearning, "words"),
    (PriorLearning, "reason"),
    (PriorFile, "file_name"),
)
# Where a text may stand: what waits has no answer, and of one partner's numbers none comes twice
ONLY: dict[tuple[type[models.Model], str], models.Q] = {
    (Agreement, "number"): ~models.Q(state=AgreementState.DRAFT),
    (Certificate, "revoked_reason"): models.Q(revoked_at__isnull=False),
}


def teach(people: Sequence[Person], sessions: Sequence[Session]) -> None:
    """Add to the attacked world what people write about learning: of each kind a row for each person and session."""
    _agree(sessions)
    _need([session.partner for session in sessions])
    _bank(sessions)
    _say(people)
    _study(people)


def _agree(sessions: Sequence[Session]) -> None:
    """Add an agreement with each partner that was ended, and a payment for each session."""
    today, at = clock.today(), clock.now()
    for session in sessions:
        agreement = Agreement.objects.create(
            partner=session.partner,
            kind=AgreementKind.WORK,
            number="x",
            subject="x",
            starts_on=today + DAY,
            ends_on=today + 300 * DAY,
            state=AgreementState.ENDED,
            signed_on=today,
            ended_on=today,
        )
        said: dict[str, Any] = {"made_by": "tests", "recorded_at": at, "amount": 1, "paid_on": today}
        Payment.objects.create(session=session, document="x", partner=session.partner, agreement=agreement, **said)


def _need(partners: Sequence[Partner]) -> None:
    """Add a need for each partner, with its offer."""
    today, at = clock.today(), clock.now()
    plain: dict[str, Any] = {"level": 2, "starts_on": today + 60 * DAY, "ends_on": today + 90 * DAY}
    plain |= {"made_by": "tests", "made_at": at}
    for partner in partners:
        call = Call.objects.create(
            competency=Competency.objects.get(code="M.2"), people=5, answers_until=today + 30 * DAY, **plain
        )
        call.asked.create(partner=partner)
        Offer.objects.create(
            call=call, partner=partner, programme="x", form=3, hours=8, seats=5, participant_cost=1, **plain
        )


def _bank(sessions: Sequence[Session]) -> None:
    """Add an item to the bank of each session's programme."""
    Item.objects.bulk_create(
        Item(
            programme_id=session.programme_id,
            text="x",
            options=["x", "x"],
            right=0,
            state=ItemState.DRAFT,
            made_by="tests",
            made_at=clock.now(),
        )
        for session in sessions
    )


def _say(people: Sequence[Person]) -> None:
    """Let everybody have passed one session, and say what they think of it and what shows at work."""
    session, today, at = Session.objects.get(code=SAID), clock.today(), clock.now()
    for person in people:
        own = Enrolment.objects.create(
            session=session,
            person=person,
            unit=person.post.unit,
            entry=Entry.INVITED,
            state=EnrolmentState.DONE,
            made_by="tests",
            made_at=at,
        )
        Feedback.objects.create(enrolment=own, useful=4, taught=4, applied=4, said="x", made_at=at)
        said: dict[str, Any] = {"due_on": today, "until": today, "made_at": at, "answered_at": at}
        FollowUp.objects.create(enrolment=own, months=3, source=Source.SELF, rater=person, **said)
        ExternalCertificate.objects.create(
            person=person,
            name="x",
            provider="x",
            starts_on=graduates.FIRST,
            ends_on=graduates.FIRST,
            file_name="x",
            media_type="image/png",
            stored_name=f"papered-{person.pk}",
            sha256="x" * 64,
            size=1,
            made_at=at,
        )


def _study(people: Sequence[Person]) -> None:
    """Let everybody have been refused a study that had been made longer, and recognition for which a file was sent."""
    today, at = clock.today(), clock.now()
    for person in people:
        study = Study.objects.create(
            person=person,
            unit=person.post.unit,
            kind=StudyKind.PERMISSION,
            degree=Degree.S2,
            starts_on=today + 60 * DAY,
            ends_on=today + 700 * DAY,
            funding=Funding.OWN,
            state=StudyState.REFUSED,
            reason="x",
            made_at=at,
        )
        StudyExtension.objects.create(
            study=study, was_on=today, ends_on=today + 700 * DAY, letter="x", reason="x", by="tests", at=at
        )
        prior = PriorLearning.objects.create(
            person=person,
            competency=Competency.objects.get(code="M.2"),
            level=2,
            words="x",
            state=PriorState.REFUSED,
            reason="x",
            made_at=at,
        )
        PriorFile.objects.create(
            prior=prior,
            file_name="x",
            media_type="image/png",
            stored_name=f"papered-{person.pk}",
            sha256="x" * 64,
            size=1,
            made_at=at,
        )
