import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("pegawai", "employee"),
                            ("atasan", "direct superior"),
                            ("pimpinan", "head of a unit"),
                            ("operator", "operator of a unit"),
                            ("bkpsdm", "BKPSDM"),
                            ("sekda", "regional secretary (Sekda)"),
                            ("wali_kota", "mayor"),
                            ("inspektorat", "inspectorate"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("granted_by", models.CharField(max_length=100)),
                ("recorded_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("operator", "bkpsdm", "sekda", "wali_kota", "inspektorat"))),
                        name="grant_of_a_role_that_is_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="grant_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Viewed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("viewer", models.CharField(max_length=12)),
                ("viewer_name", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "at"], name="viewed_person")],
            },
        ),
    ]
