"""Tests before and after: which items, in which order, what is reached."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.learning.rules.quizzes import drawn, mark, mixed, over, passed, right_answers

AT = dt.datetime(2027, 3, 1, 1, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


class TestDrawn:
    """TEST-01: the items of somebody's test."""

    @given(pool=st.sets(st.integers(1, 999), max_size=30), count=st.integers(0, 40), seed=st.integers(0, 2**31))
    def test_are_of_the_pool_each_once_and_the_same_again(self, pool: set[int], count: int, seed: int) -> None:
        found = drawn(pool=sorted(pool), count=count, seed=seed)

        assert len(found) == len(set(found)) == min(count, len(pool))
        assert set(found) <= pool
        assert found == drawn(pool=sorted(pool, reverse=True), count=count, seed=seed)

    def test_differ_between_neighbours(self) -> None:
        assert len({tuple(drawn(pool=range(20), count=10, seed=seed)) for seed in range(20)}) == 20


class TestMixed:
    """TEST-02: the order of the options."""

    @given(options=st.integers(2, 6), item=st.integers(1, 999), seed=st.integers(0, 2**31))
    def test_holds_each_once(self, options: int, item: int, seed: int) -> None:
        assert sorted(mixed(options=options, item=item, seed=seed)) == list(range(options))


class TestRightAnswers:
    """TEST-03: what is not answered is not right."""

    def test_counts(self) -> None:
        assert right_answers(answers={1: 0, 2: 1, 9: 0}, key={1: 0, 2: 2, 3: 0}) == 1


class TestMark:
    """TEST-04: percent, rounded down."""

    @pytest.mark.parametrize(("right", "of", "expected"), [(7, 10, 70), (2, 3, 66), (0, 0, 0), (3, 3, 100)])
    def test_is(self, right: int, of: int, expected: int) -> None:
        assert mark(right=right, of=of) == expected


class TestOver:
    """TEST-05: no more answers."""

    @pytest.mark.parametrize(
        ("sent", "at", "expected"),
        [(None, AT, False), (None, AT + SECOND, True), (AT - SECOND, AT, True)],
    )
    def test_is(self, sent: dt.datetime | None, at: dt.datetime, expected: bool) -> None:
        assert over(due_at=AT, submitted_at=sent, at=at) is expected


class TestPassed:
    """TEST-06: the test after is passed, not passed, or not known yet."""

    @pytest.mark.parametrize(
        ("reached", "least", "closed", "expected"),
        [
            pytest.param(70, 70, False, True, id="just"),
            pytest.param(69, 70, False, False, id="below"),
            pytest.param(None, 70, False, None, id="still to come"),
            pytest.param(None, 70, True, False, id="never taken"),
            pytest.param(None, None, True, None, id="no test"),
        ],
    )
    def test_is(self, reached: int | None, least: int | None, closed: bool, expected: bool | None) -> None:
        assert passed(reached=reached, least=least, closed=closed) is expected
