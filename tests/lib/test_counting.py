"""Many counts in one statement."""

from typing import Any

import pytest

from piawai.lib.counting import counts
from piawai.people.models import Person, Unit
from tests import town

pytestmark = pytest.mark.django_db


class TestCounts:
    def test_are_those_of_each_query(self, django_assert_num_queries: Any) -> None:
        town.units()
        town.people(*(town.person_row(number) for number in range(1, 4)))
        with django_assert_num_queries(1):
            found = counts(
                {
                    "people": Person.objects.order_by("name"),
                    "second": Person.objects.filter(nip=town.nip(2)),
                    "units": Unit.objects.all(),
                    "nobody": Person.objects.filter(pk__in=()),
                    "names": Person.objects.values("sex").distinct(),
                }
            )
        assert found == {"people": 3, "second": 1, "units": 3, "nobody": 0, "names": 1}

    def test_nothing_asked_is_nothing_counted(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert counts({}) == {}
            assert counts({"nobody": Person.objects.none()}) == {"nobody": 0}
