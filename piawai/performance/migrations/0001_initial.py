import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Result",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField()),
                ("corrected", models.BooleanField(default=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("period", models.CharField(max_length=10)),
                ("ends_on", models.DateField()),
                (
                    "work",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "above expectation"), (2, "as expected"), (3, "below expectation")]
                    ),
                ),
                (
                    "behaviour",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "above expectation"), (2, "as expected"), (3, "below expectation")]
                    ),
                ),
                (
                    "predicate",
                    models.CharField(
                        choices=[
                            ("SANGAT_BAIK", "Sangat Baik"),
                            ("BAIK", "Baik"),
                            ("BUTUH_PERBAIKAN", "Butuh Perbaikan"),
                            ("KURANG", "Kurang"),
                            ("SANGAT_KURANG", "Sangat Kurang"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rule_from", models.DateField()),
                (
                    "stated",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SANGAT_BAIK", "Sangat Baik"),
                            ("BAIK", "Baik"),
                            ("BUTUH_PERBAIKAN", "Butuh Perbaikan"),
                            ("KURANG", "Kurang"),
                            ("SANGAT_KURANG", "Sangat Kurang"),
                        ],
                        max_length=20,
                    ),
                ),
                ("assessor", models.CharField(blank=True, max_length=40)),
                ("values", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.result",
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
                        fields=("person", "year", "period"),
                        name="result_once_a_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("work__range", (1, 3)), ("behaviour__range", (1, 3))),
                        name="result_ratings_on_scale",
                    ),
                ],
            },
        ),
    ]
