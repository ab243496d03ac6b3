"""Whose eyes the demo's accounts lend."""

import pytest

from piawai.accounts.models import User
from piawai.demo.accounts import open_accounts
from piawai.people.terms import UnitRow
from tests import graduates, town

pytestmark = pytest.mark.django_db


class TestOpenAccounts:
    """One account a role."""

    def test_the_employee_holds_a_certificate_and_lacks_something(self) -> None:
        town.dictionary()
        town.units(UnitRow("KOTA", "Kota"), UnitRow("DINAS", "Dinas Kependudukan", "KOTA", "22", leader=town.nip(9)))
        people = town.people(*[town.person_row(number, unit="DINAS") for number in (1, 2, 3, 9)])
        town.standard("Pengelola", "M.1", 5)
        for person in people:
            town.assessed(person, "M.1", 1, on=town.TODAY)
        graduates.graduate(people[1])

        open_accounts(on=town.TODAY, by=town.BY, at=town.NOW)

        assert User.objects.get(email="pegawai@demo.example").code == people[1].code
        assert User.objects.get(email="kepala@demo.example").code == people[3].code
