import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("learning", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("as_of", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(choices=[("DRAF", "draft")], default="DRAF", max_length=10)),
                ("budget", models.PositiveBigIntegerField()),
                ("max_away", models.FloatField()),
                ("asked_gap", models.FloatField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("optimal", "within the asked gap of the bound"),
                            ("feasible", "time ran out before the asked gap was proven"),
                            ("infeasible", "the rules cannot all hold"),
                        ],
                        max_length=12,
                    ),
                ),
                ("objective", models.FloatField()),
                ("bound", models.FloatField()),
                ("greedy_objective", models.FloatField(null=True)),
                ("cost", models.PositiveBigIntegerField()),
                ("seconds", models.JSONField(default=dict)),
                ("conflicts", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("problem", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closes", models.JSONField(default=dict)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learning.session"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="allocations",
                        to="development.annualplan",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("plan", "person", "session"), name="allocation_once")],
            },
        ),
        migrations.CreateModel(
            name="Lock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                (
                    "decision",
                    models.CharField(choices=[("MASUK", "must go"), ("KELUAR", "must not go")], max_length=10),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="development.lock"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learning.session"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)), fields=("person", "session"), name="lock_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("rupiah", models.PositiveBigIntegerField()),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="development.unitbudget",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)), fields=("unit", "year"), name="budget_once_a_year"
                    )
                ],
            },
        ),
    ]
