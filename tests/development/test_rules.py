"""Rules about the plan, without a database."""

from decimal import Decimal

import pytest

from piawai.development import rules


class TestHoursOwed:
    """PLAN-01: learning hours still owed."""

    @pytest.mark.parametrize(
        ("employment", "credited", "expected"),
        [
            ("PNS", 0, 20.0),
            ("CPNS", 5, 15.0),
            ("PNS", 26, 0.0),
            ("PPPK", 4, 20.0),
            ("PPPK_PARUH_WAKTU", 0, 24.0),
            ("", 0, 20.0),
        ],
    )
    def test_returns(self, employment: str, credited: int, expected: float) -> None:
        owed = rules.hours_owed(employment=employment, credited=Decimal(credited), hours_pns=20, hours_pppk=24)

        assert owed == expected


class TestPayingUnit:
    """PLAN-04: the budget that pays for a unit's people."""

    PARENTS = {1: None, 2: 1, 3: 2}

    @pytest.mark.parametrize(
        ("unit", "budgets", "expected"),
        [(3, {3, 2}, 3), (3, {2}, 2), (3, {1}, 1), (1, {2}, None), (3, set(), None)],
    )
    def test_returns(self, unit: int, budgets: set[int], expected: int | None) -> None:
        assert rules.paying_unit(unit=unit, parents=self.PARENTS, budgets=budgets) == expected


class TestWorthOfAssessing:
    """PLAN-05: the most that an assessment could reveal and sessions could close."""

    @pytest.mark.parametrize(
        ("unknown", "expected"),
        [
            pytest.param([(2, 4, 3)], 4.0, id="weight times the levels a session reaches above the lowest"),
            pytest.param([(2, 2, 5)], 2.0, id="never more than is required"),
            pytest.param([(3, 4, 0)], 0.0, id="nothing is on offer"),
            pytest.param([(3, 1, 3)], 0.0, id="nobody is below level 1"),
            pytest.param([], 0.0, id="nothing unknown"),
        ],
    )
    def test_returns(self, unknown: list[tuple[int, int, int]], expected: float) -> None:
        assert rules.worth_of_assessing(unknown, lowest=1, factor=1.0, gain_per_level=1.0) == expected

    def test_weighs_weak_behaviour(self) -> None:
        assert rules.worth_of_assessing([(1, 2, 2)], lowest=1, factor=1.5, gain_per_level=1.0) == 1.5
