"""Writing completed training."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from piawai.audit.services import log_recorded
from piawai.competencies.models import Competency
from piawai.competencies.services.qualifications import new_qualification, record_qualifications
from piawai.competencies.terms import Source
from piawai.learning.models import CompletedTraining
from piawai.lib import facts


@transaction.atomic
def record_trainings(
    *,
    trainings: Sequence[CompletedTraining],
    competencies: Mapping[str, Competency],
    on: dt.date,
    by: str,
    at: dt.datetime,
) -> facts.Recorded[CompletedTraining]:
    """
    Record trainings that people completed; the levels they certify are held by certificate (`Qualification`).

    What a corrected training no longer certifies was never held. `competencies` holds every competency that a
    training names, by code.

    :raises UnableToRecordQualification: if a correction would prolong a certificate that has run out.
    """
    recorded = facts.record(CompletedTraining, trainings, at=at)
    log_recorded("learning.record_trainings", recorded, by=by, at=at)
    certificates = [
        new_qualification(
            person_id=training.person_id,
            competency=competencies[code],
            reference=training.reference,
            level=level,
            title=f"{training.name} {training.certificate}".strip(),
            source=Source.TRAINING,
            issuer=training.provider,
            valid_from=training.ends_on,
            valid_until=training.valid_until,
        )
        for training in recorded.written
        for code, level in training.reaches.items()
    ]
    for row in certificates:
        row.unstated = frozenset({"renews"})  # a file does not speak of it
    corrected = {(row.person_id, row.reference) for row in recorded.written if row.corrects_id is not None}
    record_qualifications(qualifications=certificates, restated=corrected, on=on, by=by, at=at)
    return recorded
