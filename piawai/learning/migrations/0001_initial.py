import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("competencies", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("name_key", models.CharField(max_length=300, unique=True)),
                ("form", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True)),
                ("partner", models.CharField(max_length=200)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                ("seats", models.PositiveIntegerField()),
                ("minimum", models.PositiveIntegerField(default=1)),
                ("fixed_cost", models.PositiveBigIntegerField(default=0)),
                ("participant_cost", models.PositiveBigIntegerField()),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "mode",
                    models.CharField(
                        choices=[("LURING", "in person"), ("DARING", "online"), ("CAMPURAN", "mixed")],
                        default="LURING",
                        max_length=10,
                    ),
                ),
                ("account_code", models.CharField(blank=True, max_length=60)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="learning.programme"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Prerequisite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 understands, with guidance"),
                            (2, "2 basic, on one's own"),
                            (3, "3 intermediate, leads and improves"),
                            (4, "4 advanced, coaches the organisation"),
                            (5, "5 expert, sets policy"),
                        ]
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competencies.competency"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="prerequisites", to="learning.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 understands, with guidance"),
                            (2, "2 basic, on one's own"),
                            (3, "3 intermediate, leads and improves"),
                            (4, "4 advanced, coaches the organisation"),
                            (5, "5 expert, sets policy"),
                        ]
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competencies.competency"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outcomes", to="learning.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "job_class",
                    models.CharField(
                        choices=[
                            ("JPT_UTAMA", "JPT Utama"),
                            ("JPT_MADYA", "JPT Madya"),
                            ("JPT_PRATAMA", "JPT Pratama"),
                            ("ADMINISTRATOR", "Administrator"),
                            ("PENGAWAS", "Pengawas"),
                            ("PELAKSANA", "Pelaksana"),
                            ("JF_PEMULA", "JF Pemula"),
                            ("JF_TERAMPIL", "JF Terampil"),
                            ("JF_MAHIR", "JF Mahir"),
                            ("JF_PENYELIA", "JF Penyelia"),
                            ("JF_AHLI_PERTAMA", "JF Ahli Pertama"),
                            ("JF_AHLI_MUDA", "JF Ahli Muda"),
                            ("JF_AHLI_MADYA", "JF Ahli Madya"),
                            ("JF_AHLI_UTAMA", "JF Ahli Utama"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="duties", to="learning.session"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CompletedTraining",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("reference", models.CharField(max_length=340)),
                ("name", models.CharField(max_length=300)),
                ("form", models.PositiveSmallIntegerField()),
                ("provider", models.CharField(blank=True, max_length=300)),
                ("hours", models.DecimalField(decimal_places=2, max_digits=6)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("certificate", models.CharField(blank=True, max_length=100)),
                ("valid_until", models.DateField(null=True)),
                ("reaches", models.JSONField(default=dict)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="learning.completedtraining",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)),
                        fields=("person", "reference"),
                        name="completed_training_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="completed_training_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="session_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats__gte", 1), ("minimum__gte", 1), ("minimum__lte", models.F("seats"))),
                name="session_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="prerequisite",
            constraint=models.UniqueConstraint(fields=("session", "competency"), name="prerequisite_once"),
        ),
        migrations.AddConstraint(
            model_name="prerequisite",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__range", (1, 5))), name="prerequisite_on_scale"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("session", "competency"), name="outcome_once"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(condition=models.Q(("level__range", (1, 5))), name="outcome_on_scale"),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(fields=("session", "job_class"), name="duty_once"),
        ),
    ]
