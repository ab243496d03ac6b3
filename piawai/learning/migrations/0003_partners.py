"""Partners become rows of their own; the text that sessions hold stands beside the key until it is filled."""

import django.db.models.deletion
from django.db import migrations, models

import piawai.people.models


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_certificates"), ("people", "0004_people_by_name")]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(default=piawai.people.models.public_code, max_length=12, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=200, unique=True)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not stated"),
                            ("PERGURUAN_TINGGI", "university or polytechnic"),
                            ("BALAI", "training centre of the government"),
                            ("INSTANSI", "other government agency"),
                            ("PROFESI", "professional body"),
                            ("SWASTA", "company or foundation"),
                            ("SENDIRI", "our own organisation"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.RenameField(model_name="session", old_name="partner", new_name="partner_name"),
        migrations.AddField(
            model_name="session",
            name="partner",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="learning.partner"
            ),
        ),
    ]
