"""How many hours a training counts by its form."""

import datetime as dt
from decimal import Decimal

import pytest

from piawai.learning.rules.hours import hours_counted
from piawai.regulations import values

FIRST = dt.date(2026, 3, 30)


class TestHours:
    """HOURS-01, with the numbers that are shipped."""

    @pytest.mark.parametrize(
        ("form", "days", "stated", "counted"),
        [
            pytest.param("1", 5, 45, 45, id="no rule: as stated"),
            pytest.param("1", 5, None, None, id="no rule and nothing stated"),
            pytest.param("3", 3, 24, 24, id="the certificate comes first"),
            pytest.param("3", 3, None, 12, id="four a day where it states none"),
            pytest.param("4", 2, 99, 10, id="five a day whatever it states"),
            pytest.param("10", 60, 300, 20, id="an activity counts once"),
            pytest.param("14", 1, None, 2, id="coaching: two a session"),
            pytest.param("14", 1, 12, 4, id="coaching: at most four a month"),
            pytest.param("14", 3, 12, 8, id="coaching in two months"),
            pytest.param("22", 1, 8, 2, id="at most two a day"),
        ],
    )
    def test_are_those_of_the_form(self, form: str, days: int, stated: int | None, counted: int | None) -> None:
        known = values.mapping("hours_conversion", on=FIRST).values.get(form)

        found = hours_counted(
            conversion=None if known is None else known.record,
            first=FIRST,
            last=FIRST + dt.timedelta(days=days - 1),
            stated=None if stated is None else Decimal(stated),
        )

        assert found == counted
