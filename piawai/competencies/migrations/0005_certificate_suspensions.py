from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("competencies", "0004_standing_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="qualificationevent",
            name="evidence",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="qualificationevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("DIBEKUKAN", "suspended"),
                    ("DIPULIHKAN", "suspension ended"),
                    ("DICABUT", "revoked"),
                ],
                max_length=10,
            ),
        ),
    ]
