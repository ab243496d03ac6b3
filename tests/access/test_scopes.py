"""Whom a permission reaches."""

import pytest

from piawai.access import scopes
from piawai.access.holding import holder
from piawai.access.terms import Permission
from piawai.lib import clock
from piawai.people.models import Person
from tests.cast import Cast, cast


@pytest.fixture
def town_cast(db: None) -> Cast:
    return cast()


class TestReaching:
    """The permissions that reach one person, asked together."""

    def test_says_of_everybody_what_each_permission_says_alone(self, town_cast: Cast) -> None:
        permissions = tuple(Permission)

        for user in town_cast.users.values():
            reader = holder(user=user, on=clock.today(), at=clock.now())
            alone = {one: set(scopes.people(reader, one).values_list("pk", flat=True)) for one in permissions}
            for person in Person.objects.all():
                expected = {one for one in permissions if person.pk in alone[one]}
                assert scopes.reaching(reader, permissions, person) == expected, (user, person)
