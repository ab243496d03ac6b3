import django.db.models.deletion
from django.db import migrations, models

import piawai.integrations.uploads.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(
                        default=piawai.integrations.uploads.models.upload_token, max_length=22, unique=True
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("holds_on", models.DateField()),
                ("language", models.CharField(max_length=5)),
                ("file_name", models.CharField(max_length=100)),
                ("stored_name", models.CharField(blank=True, max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("owner", models.CharField(db_index=True, max_length=12)),
                ("owner_name", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(db_index=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("CHECKING", "being checked"),
                            ("TO_REPAIR", "to be repaired"),
                            ("READY", "ready to be stored"),
                            ("STORING", "being stored"),
                            ("STORED", "stored"),
                            ("REFUSED", "refused"),
                            ("DISCARDED", "thrown away"),
                        ],
                        max_length=9,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("row_count", models.PositiveIntegerField(null=True)),
                ("fault_count", models.PositiveIntegerField(null=True)),
                ("corrections", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
                ("changed_by", models.CharField(max_length=12)),
                ("changed_by_name", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["CHECKING", "TO_REPAIR", "READY", "STORING", "STORED", "REFUSED", "DISCARDED"],
                            )
                        ),
                        name="upload_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("owner", ""), _negated=True), name="upload_has_owner"),
                ],
            },
        ),
    ]
