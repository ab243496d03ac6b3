"""Recording who looked at whose page."""

import datetime as dt

from piawai.access.models import Viewed
from piawai.access.terms import Holder
from piawai.people.models import Person


def record_view(*, person: Person, holder: Holder, what: str, at: dt.datetime) -> None:
    """Record that someone opened a person's page, unless it is the own one."""
    if holder.person is None or holder.person.pk != person.pk:
        Viewed.objects.create(person=person, viewer=holder.code, viewer_name=holder.name[:200], what=what, at=at)
