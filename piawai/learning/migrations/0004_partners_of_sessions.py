"""Each partner that sessions name becomes one row, whatever case and blanks its name was written with."""

from django.db import migrations

from piawai.lib.text import name_key


def name_partners(apps, _editor):
    Partner = apps.get_model("learning", "Partner")
    Session = apps.get_model("learning", "Session")
    known = {}
    for session in Session.objects.order_by("pk"):
        key = name_key(session.partner_name)
        if key not in known:
            known[key] = Partner.objects.create(name=session.partner_name, name_key=key)
        session.partner = known[key]
        session.save(update_fields=["partner"])


class Migration(migrations.Migration):
    dependencies = [("learning", "0003_partners")]

    operations = [migrations.RunPython(name_partners, migrations.RunPython.noop)]
