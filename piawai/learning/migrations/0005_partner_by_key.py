"""Sessions name their partner by its row alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("learning", "0004_partners_of_sessions")]

    operations = [
        migrations.RemoveField(model_name="session", name="partner_name"),
        migrations.AlterField(
            model_name="session",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sessions", to="learning.partner"
            ),
        ),
    ]
