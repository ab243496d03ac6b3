import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("people", "0003_corrections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("beri", "grant"), ("akhiri", "end")], max_length=10)),
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
                ("effective_on", models.DateField()),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("MENUNGGU", "waiting"),
                            ("DISETUJUI", "approved"),
                            ("DITOLAK", "refused"),
                            ("DITARIK", "withdrawn"),
                        ],
                        default="MENUNGGU",
                        max_length=10,
                    ),
                ),
                ("proposed_by", models.CharField(max_length=100)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=100)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "grant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="access.rolegrant",
                    ),
                ),
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
                        name="proposal_of_a_role_that_is_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "DISETUJUI"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_approved_by_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "MENUNGGU"), ("unit__isnull", False)),
                        fields=("kind", "user", "role", "unit"),
                        name="proposal_waits_once_for_a_unit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "MENUNGGU"), ("unit__isnull", True)),
                        fields=("kind", "user", "role"),
                        name="proposal_waits_once",
                    ),
                ],
            },
        ),
    ]
