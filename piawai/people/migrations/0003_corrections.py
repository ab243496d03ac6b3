import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_posts"),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("DATA_POKOK", "basic data"),
                            ("JABATAN", "post and unit"),
                            ("KOMPETENSI", "competency"),
                            ("PELATIHAN", "training"),
                            ("KINERJA", "performance"),
                            ("KONTAK", "phone and e-mail"),
                        ],
                        max_length=20,
                    ),
                ),
                ("wrong", models.TextField()),
                ("right", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("MENUNGGU", "Waiting"),
                            ("DISETUJUI", "Granted"),
                            ("TIDAK_DISETUJUI", "Not granted"),
                            ("DIBATALKAN", "Withdrawn"),
                        ],
                        db_index=True,
                        default="MENUNGGU",
                        max_length=20,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered_by", models.CharField(blank=True, max_length=12)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction_requests",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("DISETUJUI", "TIDAK_DISETUJUI")),
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by", "")),
                            _connector="XOR",
                        ),
                        name="correction_answered_where_decided",
                    )
                ],
            },
        ),
    ]
