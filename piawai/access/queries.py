"""Reading who looked at whom."""

from django.db.models import QuerySet

from piawai.access.models import Viewed
from piawai.people.models import Person


def viewed(*, person: Person) -> QuerySet[Viewed]:
    """Return who opened a person's pages, others than the person."""
    return Viewed.objects.filter(person=person)
