import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import piawai.people.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siasn_id", models.CharField(blank=True, max_length=36)),
                ("name", models.CharField(max_length=300)),
                ("name_key", models.CharField(db_index=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "Struktural"),
                            ("2", "Fungsional tertentu"),
                            ("3", "Rangkap"),
                            ("4", "Pelaksana"),
                            ("", "not stated"),
                        ],
                        max_length=1,
                    ),
                ),
                ("group", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("siasn_id", ""), _negated=True),
                        fields=("siasn_id",),
                        name="job_siasn_id_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("siasn_id", "")), fields=("name_key",), name="job_name_once_without_id"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=piawai.people.models.public_code, max_length=12, unique=True)),
                ("siasn_id", models.CharField(blank=True, max_length=36)),
                ("nip", models.CharField(max_length=18, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("title_before", models.CharField(blank=True, max_length=60)),
                ("title_after", models.CharField(blank=True, max_length=100)),
                ("birth_place", models.CharField(blank=True, max_length=100)),
                ("born_on", models.DateField()),
                ("sex", models.CharField(blank=True, choices=[("M", "male"), ("F", "female")], max_length=1)),
                ("nik", models.CharField(blank=True, max_length=20)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.CharField(blank=True, max_length=200)),
                ("office_email", models.CharField(blank=True, max_length=200)),
                (
                    "employment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PNS", "PNS"),
                            ("CPNS", "CPNS"),
                            ("PPPK", "PPPK"),
                            ("PPPK_PARUH_WAKTU", "PPPK paruh waktu"),
                            ("", "not stated"),
                        ],
                        max_length=20,
                    ),
                ),
                ("legal_status", models.CharField(blank=True, max_length=3)),
                ("grade", models.CharField(blank=True, max_length=20)),
                ("grade_since_on", models.DateField(null=True)),
                ("appointed_on", models.DateField(null=True)),
                ("education_level", models.CharField(blank=True, max_length=3)),
                ("education", models.CharField(blank=True, max_length=200)),
                ("graduated_in", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("siasn_id", ""), _negated=True),
                        fields=("siasn_id",),
                        name="person_siasn_id_once",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length("nip"), 18),
                        name="person_nip_18_digits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("siasn_id", models.CharField(max_length=36, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("path", models.CharField(default="", max_length=2000)),
                ("echelon", models.CharField(blank=True, max_length=2)),
                ("kind", models.CharField(blank=True, max_length=60)),
                ("leader", models.CharField(blank=True, max_length=36)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="people.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=300)),
                ("essential", models.BooleanField(default=False)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.service"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="people.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("decree", models.CharField(blank=True, max_length=100)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.placement"
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="people.job"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="people.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="people.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CareerEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CUTI", "leave"),
                            ("TUGAS_BELAJAR", "study assignment"),
                            ("PLT", "acting head, post vacant (PLT)"),
                            ("PLH", "acting head, holder away (PLH)"),
                            ("DINAS_LUAR", "official travel"),
                            ("JAGA", "on duty"),
                            ("MUTASI", "transfer"),
                            ("AKHIR_KONTRAK", "end of contract"),
                            ("PENSIUN", "retirement"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("decree", models.CharField(blank=True, max_length=100)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.careerevent",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.job"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="people.person"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="events", to="people.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LIBUR", "public holiday"),
                            ("CUTI_BERSAMA", "joint leave"),
                            ("JAM_RAMADAN", "Ramadan hours"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.holiday"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)), fields=("day",), name="holiday_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("code", models.CharField(blank=True, max_length=3)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.legalstatus",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legal_statuses", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrected", False)),
                        fields=("person", "starts_on"),
                        name="legal_status_once_a_day",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["path"], name="unit_path", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrected", False)), fields=("code",), name="service_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrected", False)), fields=("person", "starts_on"), name="placement_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="careerevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrected", False)),
                fields=("person", "kind", "starts_on"),
                name="event_once_a_day_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="careerevent",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="event_ends_after_start",
            ),
        ),
    ]
