import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_role_proposals"),
        ("people", "0003_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("size", models.PositiveSmallIntegerField()),
                ("pool", models.PositiveIntegerField()),
                ("pool_digest", models.CharField(max_length=64)),
                ("seed", models.CharField(max_length=32)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("drawn_by", models.CharField(max_length=100)),
                ("drawn_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SampledPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="people", to="access.sample"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(condition=models.Q(("size__range", (1, 50))), name="sample_of_few"),
        ),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__lte", models.F("pool"))), name="sample_from_more"
            ),
        ),
        migrations.AddConstraint(
            model_name="sampledperson",
            constraint=models.UniqueConstraint(fields=("sample", "person"), name="sampled_person_once"),
        ),
    ]
