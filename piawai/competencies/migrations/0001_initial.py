import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Competency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MANAJERIAL", "Manajerial"),
                            ("SOSIAL_KULTURAL", "Sosial kultural"),
                            ("TEKNIS", "Teknis"),
                            ("PEMERINTAHAN", "Pemerintahan"),
                            ("KEDARURATAN", "Kedaruratan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="StandingPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField()),
                ("changes_on", models.DateField(db_index=True, null=True)),
                ("refreshed_at", models.DateTimeField()),
                ("law", models.CharField(max_length=64)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standing_period", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("definition", models.TextField(blank=True)),
                ("legal_basis", models.CharField(blank=True, max_length=300)),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="competencies.competency",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LevelText",
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
                ("description", models.TextField(blank=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="competencies.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
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
                    "source",
                    models.CharField(
                        choices=[
                            ("ASSESSMENT_CENTER", "assessment centre"),
                            ("CACT", "computer-assisted test of BKN (CACT)"),
                            ("UJI", "competence test"),
                            ("PELATIHAN", "passed training"),
                            ("ATASAN", "superior's rating"),
                            ("REKAN", "peers' rating"),
                            ("BAWAHAN", "subordinates' rating"),
                            ("DIRI", "own rating"),
                        ],
                        max_length=20,
                    ),
                ),
                ("assessed_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("rule_from", models.DateField()),
                ("assessor", models.CharField(blank=True, max_length=40)),
                ("agency", models.CharField(blank=True, max_length=200)),
                ("evidence", models.TextField(blank=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competencies.assessment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competencies.competency"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)),
                        fields=("person", "competency", "assessed_on", "source", "assessor"),
                        name="assessment_once_a_day_and_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__range", (1, 5))), name="assessment_level_on_scale"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "aspect",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PENGETAHUAN", "knowledge"),
                            ("KETERAMPILAN", "skill"),
                            ("SIKAP", "attitude"),
                            ("", "not stated"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indicators",
                        to="competencies.leveltext",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("level", "number"), name="indicator_number_once")],
            },
        ),
        migrations.CreateModel(
            name="ServiceNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("service_code", models.CharField(max_length=40)),
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
                ("holders", models.PositiveSmallIntegerField(default=1)),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competencies.competency"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competencies.serviceneed",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)),
                        fields=("service_code", "competency", "level"),
                        name="service_need_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("level__range", (1, 5))), name="service_need_on_scale"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("job_name", models.CharField(blank=True, max_length=300)),
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
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("legal_basis", models.CharField(blank=True, max_length=300)),
                ("starts_on", models.DateField()),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="competencies.competency"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="competencies.standard",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.job"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False), ("job__isnull", False)),
                        fields=("job", "competency", "starts_on"),
                        name="standard_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False), ("job__isnull", True)),
                        fields=("job_name", "competency", "starts_on"),
                        name="standard_by_name_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("job__isnull", True), ("job_name", ""), _connector="XOR"),
                        name="standard_by_job_or_by_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__range", (1, 5)), ("weight__range", (1, 5))),
                        name="standard_on_scale",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("required", models.PositiveSmallIntegerField()),
                ("weight", models.PositiveSmallIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("JOB", "standard of the job"), ("CLASS", "default of the job class")], max_length=10
                    ),
                ),
                ("held", models.PositiveSmallIntegerField(null=True)),
                ("gap", models.PositiveSmallIntegerField(null=True)),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ASSESSMENT_CENTER", "assessment centre"),
                            ("CACT", "computer-assisted test of BKN (CACT)"),
                            ("UJI", "competence test"),
                            ("PELATIHAN", "passed training"),
                            ("ATASAN", "superior's rating"),
                            ("REKAN", "peers' rating"),
                            ("BAWAHAN", "subordinates' rating"),
                            ("DIRI", "own rating"),
                        ],
                        max_length=20,
                    ),
                ),
                ("official", models.BooleanField(default=False)),
                ("official_level", models.PositiveSmallIntegerField(null=True)),
                ("assessed_on", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("as_of", models.DateField()),
                ("changes_on", models.DateField(null=True)),
                (
                    "competency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="competencies.competency",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "competency"), name="standing_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("competency", "starts_on"), name="version_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="leveltext",
            constraint=models.UniqueConstraint(fields=("version", "level"), name="level_text_once"),
        ),
        migrations.AddConstraint(
            model_name="leveltext",
            constraint=models.CheckConstraint(condition=models.Q(("level__range", (1, 5))), name="level_text_on_scale"),
        ),
    ]
