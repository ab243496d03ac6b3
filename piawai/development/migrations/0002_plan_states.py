import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("development", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("usulkan", "proposed"),
                            ("setujui", "approved"),
                            ("kembalikan", "returned"),
                            ("ganti", "replaced"),
                        ],
                        max_length=12,
                    ),
                ),
                ("by", models.CharField(max_length=100)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name="annualplan",
            name="state",
            field=models.CharField(
                choices=[
                    ("DRAF", "draft"),
                    ("DIUSULKAN", "proposed, not yet approved"),
                    ("DISETUJUI", "approved"),
                    ("KEMBALI", "returned with a reason"),
                    ("DIGANTI", "replaced by a newer approved plan"),
                ],
                default="DRAF",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="lock",
            name="decision",
            field=models.CharField(
                choices=[
                    ("MASUK", "must go"),
                    ("KELUAR", "must not go"),
                    ("DICABUT", "lifted: the plan chooses freely"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="annualplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "DIUSULKAN")), fields=("year",), name="plan_proposed_once_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualplan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "DISETUJUI")), fields=("year",), name="plan_approved_once_a_year"
            ),
        ),
        migrations.AddField(
            model_name="planstep",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="development.annualplan"
            ),
        ),
    ]
