"""Programmes keep the stems of their words, for the search."""

from django.db import migrations, models

from piawai.lib.stems import stems


def write_stems(apps, _editor):
    Outcome = apps.get_model("learning", "Outcome")
    for programme in apps.get_model("learning", "Programme").objects.all():
        taught = Outcome.objects.filter(session__programme=programme).values_list("competency__name", flat=True)
        programme.stems = stems(" ".join((programme.name, *taught)))
        programme.save(update_fields=["stems"])


class Migration(migrations.Migration):
    dependencies = [("learning", "0007_offers")]

    operations = [
        migrations.AddField(model_name="programme", name="stems", field=models.TextField(blank=True)),
        migrations.RunPython(write_stems, migrations.RunPython.noop),
    ]
