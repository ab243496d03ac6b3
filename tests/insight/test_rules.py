"""What figures over groups may show."""

import datetime as dt

import pytest

from piawai.insight.rules import hidden_groups, next_session
from piawai.insight.terms import NextSession

TODAY = dt.date(2026, 11, 24)


class TestHiddenGroups:
    """INS-01: small groups are hidden, and whatever would reveal them."""

    @pytest.mark.parametrize(
        ("sizes", "hidden"),
        [
            pytest.param({"a": 5, "b": 9}, set(), id="nothing small, nothing hidden"),
            pytest.param({"a": 4, "b": 9, "c": 7}, {"a", "c"}, id="one hidden alone would follow from the sum"),
            pytest.param({"a": 4, "b": 3, "c": 9}, {"a", "b"}, id="two that add up to enough"),
            pytest.param({"a": 1, "b": 2, "c": 9, "d": 30}, {"a", "b", "c"}, id="two that add up to too few"),
            pytest.param({"a": 4, "b": 0}, {"a"}, id="an empty group tells nothing and hides nothing"),
            pytest.param({}, set(), id="nobody"),
        ],
    )
    def test_returns(self, sizes: dict[str, int], hidden: set[str]) -> None:
        assert hidden_groups(sizes, smallest=5) == hidden


class TestNextSession:
    """INS-02: the session that comes next for someone."""

    EARLY = NextSession("A", "Awal", dt.date(2026, 12, 1), 2)
    LATE = NextSession("B", "Lanjut", dt.date(2027, 2, 1), 3)
    ASKS = NextSession("C", "Mahir", dt.date(2026, 11, 30), 4, asks=3)
    PAST = NextSession("P", "Lampau", dt.date(2026, 11, 24), 3)

    @pytest.mark.parametrize(
        ("held", "required", "planned", "expected"),
        [
            pytest.param(1, 3, (), EARLY, id="the earliest that teaches more than is held"),
            pytest.param(2, 3, (), LATE, id="one that teaches what is held already does not help"),
            pytest.param(1, 3, ("B",), LATE, id="what the plan gives comes first"),
            pytest.param(1, 4, ("C",), ASKS, id="what the plan gives may ask for what an earlier session teaches"),
            pytest.param(3, 4, (), ASKS, id="one that asks what is held"),
            pytest.param(None, 3, (), None, id="unknown: assess first"),
            pytest.param(3, 3, (), None, id="met: nothing is lacking"),
        ],
    )
    def test_returns(
        self, held: int | None, required: int, planned: tuple[str, ...], expected: NextSession | None
    ) -> None:
        sessions = [self.PAST, self.ASKS, self.EARLY, self.LATE]

        assert next_session(sessions, held=held, required=required, planned=planned, on=TODAY) == expected
