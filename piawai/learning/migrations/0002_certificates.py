"""Trainings recorded before certificates were kept: what they certify becomes a qualification."""

import hashlib

from django.db import migrations


def keep_certificates(apps, _editor):
    """Write the qualification of each level that a known training certifies, as known since the training was."""
    Assessment = apps.get_model("competencies", "Assessment")
    Qualification = apps.get_model("competencies", "Qualification")
    CompletedTraining = apps.get_model("learning", "CompletedTraining")
    evidence = {}
    rows = Assessment.objects.filter(source="PELATIHAN", corrected=False, assessor__startswith="training-")
    for row in rows.select_related("competency").iterator():
        evidence[row.person_id, row.competency.code, row.assessor, row.assessed_on] = row
    found = []
    for training in CompletedTraining.objects.filter(corrected=False).iterator():
        code = "training-" + hashlib.sha256(training.reference.encode()).hexdigest()[:24]
        for competency, level in training.reaches.items():
            row = evidence.get((training.person_id, competency, code, training.ends_on))
            if row is None or row.valid_until < row.assessed_on:
                continue
            found.append(
                Qualification(
                    person_id=training.person_id,
                    competency_id=row.competency_id,
                    reference=training.reference,
                    level=level,
                    title=f"{training.name} {training.certificate}".strip()[:300],
                    source="PELATIHAN",
                    issuer=training.provider,
                    valid_from=training.ends_on,
                    valid_until=row.valid_until,
                    passed=True,
                    recorded_at=training.recorded_at,
                )
            )
    Qualification.objects.bulk_create(found, batch_size=5_000)


class Migration(migrations.Migration):
    dependencies = [
        ("competencies", "0005_certificate_suspensions"),
        ("learning", "0001_initial"),
    ]

    operations = [migrations.RunPython(keep_certificates, migrations.RunPython.noop)]
