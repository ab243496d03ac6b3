from django.db import migrations, models

import piawai.jobs.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(default=piawai.jobs.models.job_token, max_length=22, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("arguments", models.JSONField(default=dict)),
                ("owner", models.CharField(blank=True, db_index=True, max_length=12)),
                ("effect_key", models.CharField(blank=True, max_length=150)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "waiting"),
                            ("RUNNING", "in progress"),
                            ("DONE", "done"),
                            ("FAILED", "failed"),
                        ],
                        default="WAITING",
                        max_length=7,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("most_attempts", models.PositiveSmallIntegerField()),
                ("run_after", models.DateTimeField()),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("claimed_by", models.CharField(blank=True, max_length=100)),
                ("made_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(default=dict)),
                ("problem", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "run_after"], name="job_next")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("effect_key", ""), _negated=True), models.Q(("state", "FAILED"), _negated=True)
                        ),
                        fields=("effect_key",),
                        name="job_effect_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["WAITING", "RUNNING", "DONE", "FAILED"])),
                        name="job_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("state__in", ("DONE", "FAILED"))),
                            models.Q(("finished_at__isnull", True), ("state__in", ("WAITING", "RUNNING"))),
                            _connector="OR",
                        ),
                        name="job_finished_when_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "RUNNING"), _negated=True),
                            models.Q(("heartbeat_at__isnull", False), models.Q(("claimed_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="job_running_has_worker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("to", models.CharField(max_length=12)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("link", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["to", "made_at"], name="message_of_account")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("to", ""), _negated=True), name="message_has_reader"),
                    models.CheckConstraint(
                        condition=models.Q(("link", ""), ("link__startswith", "/"), _connector="OR"),
                        name="message_link_in_site",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("every", models.PositiveIntegerField(null=True)),
                ("hour", models.PositiveSmallIntegerField(null=True)),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("every__gt", 0), ("hour__isnull", True)),
                            models.Q(("every__isnull", True), ("hour__range", (0, 23))),
                            _connector="OR",
                        ),
                        name="schedule_every_or_daily",
                    )
                ],
            },
        ),
    ]
