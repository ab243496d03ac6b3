"""Rules about performance, without a database."""

import datetime as dt

import pytest

from piawai.performance import rules, services


class TestPeriodEnd:
    """PERF-01: the last day of a period."""

    @pytest.mark.parametrize(
        ("period", "expected"),
        [
            ("TAHUNAN", dt.date(2024, 12, 31)),
            ("TW1", dt.date(2024, 3, 31)),
            ("TW4", dt.date(2024, 12, 31)),
            ("02", dt.date(2024, 2, 29)),
            ("12", dt.date(2024, 12, 31)),
        ],
    )
    def test_returns(self, period: str, expected: dt.date) -> None:
        assert rules.period_end(year=2024, period=period) == expected

    def test_refuses_another_name(self) -> None:
        with pytest.raises(ValueError, match="TW9"):
            rules.period_end(year=2024, period="TW9")


class TestWeakByBehaviour:
    """PERF-02: a predicate below Baik whose reason was behaviour."""

    @pytest.mark.parametrize(
        ("predicate", "behaviour", "expected"),
        [
            pytest.param("KURANG", 3, True, id="good work, bad behaviour"),
            pytest.param("SANGAT_KURANG", 3, True, id="both"),
            pytest.param("BUTUH_PERBAIKAN", 2, False, id="the work was the reason"),
            pytest.param("BAIK", 2, False, id="nothing weak"),
        ],
    )
    def test_returns(self, predicate: str, behaviour: int, expected: bool) -> None:
        assert rules.weak_by_behaviour(predicate=predicate, behaviour=behaviour) is expected


class TestPredicate:
    """The matrix in force, never arithmetic."""

    @pytest.mark.parametrize(
        ("work", "behaviour", "expected"),
        [(1, 1, "SANGAT_BAIK"), (2, 2, "BAIK"), (1, 3, "KURANG"), (3, 1, "BUTUH_PERBAIKAN"), (3, 3, "SANGAT_KURANG")],
    )
    def test_returns(self, work: int, behaviour: int, expected: str) -> None:
        assert services.predicate(work=work, behaviour=behaviour, on=dt.date(2025, 12, 31)) == expected
