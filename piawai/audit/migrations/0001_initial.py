from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("actor", models.CharField(max_length=100)),
                ("action", models.CharField(db_index=True, max_length=60)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("details", models.JSONField(default=dict)),
            ],
        ),
    ]
