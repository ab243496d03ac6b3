"""Reading who looked at whom, and who still lacks a second factor."""

from django.db.models import QuerySet

from piawai.access.models import Viewed
from piawai.access.terms import Holder
from piawai.accounts.models import User
from piawai.accounts.queries import has_second_factor, needs_no_second_factor
from piawai.people.models import Person


def viewed(*, person: Person) -> QuerySet[Viewed]:
    """Return who opened a person's pages, others than the person."""
    return Viewed.objects.filter(person=person)


def must_set_up_second_factor(*, user: User, holder: Holder) -> bool:
    """Return whether a reader holds a role of staff, but no app or passkey yet, and is not excepted."""
    return holder.is_staff and not needs_no_second_factor(user) and not has_second_factor(user)
