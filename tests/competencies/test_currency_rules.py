"""What people hold and until when, decided from plain values."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.competencies.rules.currency import current_on, days_out, evidence_code, last_day_of_grace, revives
from piawai.competencies.rules.levels import held_on
from piawai.competencies.terms import COUNTING, Change, Currency, Evidence, QualificationChange, Validity

MARCH = dt.date(2026, 3, 1)
DAY = dt.timedelta(days=1)
SUSPENDED, RESTORED, REVOKED = (
    QualificationChange.SUSPENDED,
    QualificationChange.RESTORED,
    QualificationChange.REVOKED,
)
YEAR = Validity(MARCH, dt.date(2027, 3, 1))

days = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))
validities = st.builds(
    lambda first, last, grace, passed: Validity(
        first,
        None if last is None else max(first, last),
        None if last is None or not grace else max(first, last) + dt.timedelta(days=grace),
        passed,
    ),
    days,
    st.none() | days,
    st.integers(0, 60),
    st.booleans(),
)
changes = st.lists(
    st.builds(
        lambda kind, first, last: Change(kind, first, None if last is None or kind != SUSPENDED else max(first, last)),
        st.sampled_from(QualificationChange.values),
        days,
        st.none() | days,
    ),
    max_size=5,
)


class TestCurrentOn:
    """COMP-20: how a qualification stands on a day."""

    @pytest.mark.parametrize(
        ("validity", "befell", "on", "expected"),
        [
            pytest.param(YEAR, [], MARCH - DAY, Currency.NOT_YET, id="the day before it begins"),
            pytest.param(YEAR, [], MARCH, Currency.CURRENT, id="the first day counts"),
            pytest.param(YEAR, [], dt.date(2027, 3, 1), Currency.CURRENT, id="the last day counts"),
            pytest.param(YEAR, [], dt.date(2027, 3, 2), Currency.EXPIRED, id="the day after has run out"),
            pytest.param(Validity(MARCH, None), [], dt.date(2099, 1, 1), Currency.CURRENT, id="for good"),
            pytest.param(
                Validity(MARCH, dt.date(2027, 3, 1), dt.date(2027, 3, 31)),
                [],
                dt.date(2027, 3, 31),
                Currency.GRACE,
                id="the last day of grace counts and says so",
            ),
            pytest.param(
                Validity(MARCH, dt.date(2027, 3, 1), dt.date(2027, 3, 31)),
                [],
                dt.date(2027, 4, 1),
                Currency.EXPIRED,
                id="after grace it has run out",
            ),
            pytest.param(Validity(MARCH, None, passed=False), [], MARCH, Currency.FAILED, id="failed never counts"),
            pytest.param(
                YEAR, [Change(SUSPENDED, MARCH, MARCH)], MARCH, Currency.SUSPENDED, id="suspended from that day"
            ),
            pytest.param(
                YEAR, [Change(SUSPENDED, MARCH, MARCH)], MARCH + DAY, Currency.CURRENT, id="to that day, inclusive"
            ),
            pytest.param(
                YEAR,
                [Change(SUSPENDED, MARCH), Change(RESTORED, MARCH + 5 * DAY)],
                MARCH + 4 * DAY,
                Currency.SUSPENDED,
                id="an ended suspension lasts to the day before",
            ),
            pytest.param(
                YEAR,
                [Change(SUSPENDED, MARCH), Change(RESTORED, MARCH + 5 * DAY)],
                MARCH + 5 * DAY,
                Currency.CURRENT,
                id="and counts again from the day of its end",
            ),
            pytest.param(
                YEAR,
                [Change(SUSPENDED, MARCH), Change(RESTORED, MARCH + DAY), Change(SUSPENDED, MARCH + DAY)],
                MARCH + DAY,
                Currency.SUSPENDED,
                id="may be suspended once more",
            ),
            pytest.param(
                YEAR, [Change(REVOKED, MARCH + DAY)], MARCH, Currency.CURRENT, id="before its revocation it counted"
            ),
            pytest.param(
                YEAR,
                [Change(REVOKED, MARCH + DAY), Change(RESTORED, MARCH + DAY)],
                MARCH + DAY,
                Currency.REVOKED,
                id="revoked never comes back",
            ),
            pytest.param(
                YEAR, [Change(SUSPENDED, MARCH)], dt.date(2027, 3, 2), Currency.EXPIRED, id="run out while suspended"
            ),
        ],
    )
    def test_returns(self, validity: Validity, befell: list[Change], on: dt.date, expected: Currency) -> None:
        assert current_on(validity, befell, on=on) == expected

    @given(validity=validities, befell=changes, on=days)
    def test_counts_only_between_its_days(self, validity: Validity, befell: list[Change], on: dt.date) -> None:
        if current_on(validity, befell, on=on) in COUNTING:
            assert validity.passed
            assert validity.valid_from <= on
            assert validity.last_day is None or on <= validity.last_day

    @given(validity=validities, befell=changes, more=changes, first=days, on=days)
    def test_nothing_recorded_later_brings_a_revoked_one_back(
        self, validity: Validity, befell: list[Change], more: list[Change], first: dt.date, on: dt.date
    ) -> None:
        found = current_on(validity, [*befell, Change(REVOKED, first), *more], on=max(first, on))

        assert found not in COUNTING


class TestDaysOut:
    """COMP-21: on which days it does not count though it has not run out."""

    @given(befell=changes, on=days)
    def test_says_the_same_as_the_state_of_one_held_for_good(self, befell: list[Change], on: dt.date) -> None:
        """The held level and the state in words never disagree."""
        validity = Validity(dt.date(2020, 1, 1), None)
        piece = Evidence(3, "PELATIHAN", validity.valid_from, dt.date(2099, 1, 1), without=days_out(befell))

        counts = current_on(validity, befell, on=on) in COUNTING

        assert (held_on([piece], on=on) is not None) == counts

    def test_a_suspension_begun_after_the_end_of_another_is_its_own(self) -> None:
        befell = [Change(SUSPENDED, MARCH, MARCH + 9 * DAY), Change(RESTORED, MARCH + 5 * DAY)]

        found = days_out([*befell, Change(SUSPENDED, MARCH + 7 * DAY, MARCH + 8 * DAY)])

        assert found == ((MARCH, MARCH + 4 * DAY), (MARCH + 7 * DAY, MARCH + 8 * DAY))


class TestRevives:
    """COMP-22: no correction makes count again what has run out."""

    @pytest.mark.parametrize(
        ("new", "on", "expected"),
        [
            pytest.param(Validity(MARCH, dt.date(2028, 3, 1)), dt.date(2027, 3, 1), False, id="on the last day"),
            pytest.param(Validity(MARCH, dt.date(2028, 3, 1)), dt.date(2027, 3, 2), True, id="a day too late"),
            pytest.param(Validity(MARCH, None), dt.date(2027, 3, 2), True, id="made to hold for good"),
            pytest.param(
                Validity(MARCH, dt.date(2027, 3, 1), dt.date(2027, 4, 1)), dt.date(2027, 3, 2), True, id="grace"
            ),
            pytest.param(Validity(MARCH, dt.date(2027, 2, 1)), dt.date(2027, 3, 2), False, id="made shorter"),
            pytest.param(
                Validity(MARCH, dt.date(2028, 1, 1), passed=False), dt.date(2027, 3, 2), True, id="by way of not passed"
            ),
        ],
    )
    def test_returns(self, new: Validity, on: dt.date, expected: bool) -> None:
        assert revives(YEAR, new, on=on) == expected

    @given(first=validities, edits=st.lists(st.tuples(st.integers(0, 400), validities), max_size=6), on=days)
    def test_no_sequence_of_edits_revives(
        self, first: Validity, edits: list[tuple[int, Validity]], on: dt.date
    ) -> None:
        """However often it is corrected: once its last day is over, it never counts from then on."""
        now, day, over = first, dt.date(2026, 1, 1), None
        for wait, wanted in edits:
            day += dt.timedelta(days=wait)
            if over is None and now.last_day is not None and day > now.last_day:
                over = day
            if not revives(now, wanted, on=day):
                now = wanted

        if over is not None:
            assert current_on(now, [], on=max(on, over)) not in COUNTING


class TestLastDayOfGrace:
    """COMP-23: how long something counts that has run out."""

    @pytest.mark.parametrize(
        ("valid_until", "many", "expected"),
        [
            pytest.param(MARCH, 30, dt.date(2026, 3, 31), id="so many days later"),
            pytest.param(MARCH, 0, None, id="none where policy gives none"),
            pytest.param(None, 30, None, id="none where nothing runs out"),
        ],
    )
    def test_returns(self, valid_until: dt.date | None, many: int, expected: dt.date | None) -> None:
        assert last_day_of_grace(valid_until=valid_until, days=many) == expected


class TestEvidenceCode:
    """COMP-24: what ties a certificate to its evidence."""

    def test_is_the_same_for_the_same_reference_only(self) -> None:
        assert evidence_code("no:1") == evidence_code("no:1") != evidence_code("no:2")
        assert len(evidence_code("no:1" * 80)) <= 40
