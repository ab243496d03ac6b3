"""What of past trainings shows at work, in the demo city."""

import datetime as dt

import pytest

from piawai.accounts.models import User
from piawai.demo import behaviour
from piawai.learning.models import FollowUp
from piawai.people.terms import UnitRow
from tests import followed, town

pytestmark = pytest.mark.django_db


class TestFollow:
    """Whatever is over is asked after, and mostly answered."""

    def test_some_are_answered_and_some_wait(self) -> None:
        town.dictionary()
        town.units(UnitRow("KOTA", "Kota"), UnitRow("DINAS", "Dinas", "KOTA", "22", leader=town.nip(9)))
        people = town.people(*[town.person_row(number, unit="DINAS") for number in range(1, 10)])
        User.objects.create_user(code=people[1].code, name="Tamu", created_at=town.NOW, demo=True)
        followed.passed(*people[:8])

        many = behaviour.follow(on=followed.LATER + dt.timedelta(days=30), by="demo", at=town.NOW)

        assert many == 32
        waits = FollowUp.objects.filter(answered_at__isnull=True, until__gte=followed.LATER + dt.timedelta(days=30))
        assert waits.filter(months=6, rater=people[1]).exists()
        assert FollowUp.objects.filter(months=3, answered_at__isnull=False).count() >= 10

    def test_where_nothing_is_over_there_is_nothing(self) -> None:
        assert behaviour.follow(on=town.TODAY, by="demo", at=town.NOW) == 0
