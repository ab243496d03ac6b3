"""Rules about competence, without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.competencies.rules import levels as rules
from piawai.competencies.terms import NINE, STATED, Evidence, Jpm, Requirement, Stand, StandardPeriod

DAY = dt.date(2026, 11, 24)


def evidence(level: int, source: str, on: dt.date, until: dt.date = dt.date(2030, 1, 1)) -> Evidence:
    """Return evidence that counts to 2030 unless said otherwise."""
    return Evidence(level, source, on, until)


class TestLastValidDay:
    """COMP-02: the same date years later, inclusive."""

    @pytest.mark.parametrize(
        ("assessed_on", "years", "expected"),
        [
            (dt.date(2024, 5, 10), 3, dt.date(2027, 5, 10)),
            (dt.date(2024, 2, 29), 3, dt.date(2027, 2, 28)),
            (dt.date(2024, 2, 29), 4, dt.date(2028, 2, 29)),
        ],
    )
    def test_returns(self, assessed_on: dt.date, years: int, expected: dt.date) -> None:
        assert rules.last_valid_day(assessed_on=assessed_on, years=years) == expected


class TestHeldOn:
    """COMP-03: what decides."""

    OLD, NEW = dt.date(2025, 1, 1), dt.date(2026, 1, 1)

    @pytest.mark.parametrize(
        ("rows", "level", "official_level"),
        [
            pytest.param([], None, None, id="nothing"),
            pytest.param([evidence(4, "ATASAN", NEW)], 4, None, id="a superior, without formal evidence"),
            pytest.param([evidence(2, "ATASAN", OLD), evidence(4, "ATASAN", NEW)], 4, None, id="the newest superior"),
            pytest.param([evidence(2, "UJI", OLD), evidence(5, "ATASAN", NEW)], 2, None, id="formal before superior"),
            pytest.param(
                [evidence(3, "CACT", OLD), evidence(4, "UJI", NEW)], 4, 3, id="the newest formal; official beside"
            ),
            pytest.param([evidence(4, "UJI", NEW), evidence(3, "CACT", NEW)], 3, 3, id="same day: official first"),
            pytest.param(
                [evidence(4, "PELATIHAN", NEW), evidence(3, "UJI", NEW)], 3, None, id="then test, then training"
            ),
            pytest.param(
                [evidence(4, "CACT", NEW), evidence(3, "ASSESSMENT_CENTER", NEW)],
                3,
                3,
                id="same day and rank: the lower",
            ),
            pytest.param(
                [evidence(3, "REKAN", NEW), evidence(3, "BAWAHAN", NEW), evidence(3, "DIRI", NEW)],
                None,
                None,
                id="never peers or self",
            ),
            pytest.param([evidence(3, "CACT", OLD, DAY)], 3, 3, id="valid on its last day"),
            pytest.param([evidence(3, "CACT", OLD, DAY - dt.timedelta(1))], None, None, id="not the day after"),
            pytest.param([evidence(3, "CACT", DAY + dt.timedelta(1))], None, None, id="not before it was found"),
            pytest.param(
                [evidence(3, "CACT", OLD, DAY - dt.timedelta(1)), evidence(2, "ATASAN", OLD)],
                2,
                None,
                id="run out formal evidence gives way",
            ),
        ],
    )
    def test_returns(self, rows: list[Evidence], level: int | None, official_level: int | None) -> None:
        held = rules.held_on(rows, on=DAY)

        assert (held.level if held else None, held.official_level if held else None) == (level, official_level)

    @given(
        st.lists(
            st.builds(
                Evidence,
                st.integers(1, 5),
                st.sampled_from(STATED),
                st.dates(dt.date(2026, 11, 20), dt.date(2026, 11, 26)),
                st.dates(dt.date(2026, 11, 20), dt.date(2026, 11, 26)),
            ),
            max_size=6,
        ),
        st.randoms(use_true_random=False),
    )
    def test_does_not_depend_on_the_order_of_rows(self, rows: list[Evidence], random: object) -> None:
        shuffled = list(rows)
        random.shuffle(shuffled)  # type: ignore[attr-defined]

        assert rules.held_on(shuffled, on=DAY) == rules.held_on(rows, on=DAY)


class TestRequiredOn:
    """COMP-04: what a job demands."""

    DEFAULTS = {"M.1": "MANAJERIAL", "M.2": "MANAJERIAL", "SK.1": "SOSIAL_KULTURAL"}

    def required(self, *rows: StandardPeriod, default_level: int | None = 2) -> dict[str, tuple[int, str]]:
        found = rules.required_on(rows, on=DAY, default_level=default_level, defaults=self.DEFAULTS, default_weight=1)
        return {row.competency: (row.level, row.origin) for row in found}

    def test_fills_in_the_defaults_of_the_class(self) -> None:
        assert self.required() == {"M.1": (2, "CLASS"), "M.2": (2, "CLASS"), "SK.1": (2, "CLASS")}

    def test_one_row_of_a_kind_shuts_out_the_defaults_of_that_kind_only(self) -> None:
        row = StandardPeriod("M.1", "MANAJERIAL", 4, 1, dt.date(2020, 1, 1))

        assert self.required(row) == {"M.1": (4, "JOB"), "SK.1": (2, "CLASS")}

    def test_a_technical_row_shuts_out_nothing(self) -> None:
        row = StandardPeriod("T.IT.1", "TEKNIS", 3, 1, dt.date(2020, 1, 1))

        assert self.required(row).keys() == {"M.1", "M.2", "SK.1", "T.IT.1"}

    def test_demands_nothing_without_class_and_rows(self) -> None:
        assert self.required(default_level=None) == {}

    def test_takes_the_newest_row_in_force(self) -> None:
        rows = (
            StandardPeriod("T.IT.1", "TEKNIS", 2, 1, dt.date(2020, 1, 1)),
            StandardPeriod("T.IT.1", "TEKNIS", 3, 1, DAY),
            StandardPeriod("T.IT.1", "TEKNIS", 5, 1, DAY + dt.timedelta(1)),
        )

        assert self.required(*rows, default_level=None) == {"T.IT.1": (3, "JOB")}

    def test_a_row_that_is_not_yet_in_force_shuts_out_nothing(self) -> None:
        row = StandardPeriod("M.1", "MANAJERIAL", 4, 1, DAY + dt.timedelta(1))

        assert self.required(row)["M.1"] == (2, "CLASS")


class TestJpm:
    """COMP-05: job person match, the worked example of the domain brief."""

    REQUIRED = dict.fromkeys(NINE, 3)
    FOUND = dict(zip(NINE, (3, 3, 2, 3, 3, 2, 3, 2, 3), strict=True))

    def test_worked_example(self) -> None:
        match = rules.jpm(required=self.REQUIRED, official=self.FOUND, nine=NINE)

        assert (round(match.raw or 0, 2), round(match.capped or 0, 2)) == (88.89, 88.89)

    def test_capped_hides_no_gap_behind_a_strength(self) -> None:
        match = rules.jpm(required=self.REQUIRED, official={**self.FOUND, "M.1": 5}, nine=NINE)

        assert (round(match.raw or 0, 2), round(match.capped or 0, 2)) == (96.30, 88.89)

    def test_is_incomplete_unless_all_nine_are_measured(self) -> None:
        official = {code: level for code, level in self.FOUND.items() if code not in ("M.1", "M.2")}

        assert rules.jpm(required=self.REQUIRED, official=official, nine=NINE) == Jpm(None, None, 7, 9)


class TestStands:
    """COMP-06: where someone stands."""

    def test_pairs_demand_and_evidence(self) -> None:
        wanted = Requirement("M.1", 3, 2, "JOB")

        found = rules.stands([wanted], evidence={"M.1": [evidence(2, "CACT", DAY)]}, on=DAY)

        assert (found["M.1"].requirement, found["M.1"].gap) == (wanted, 1)

    @pytest.mark.parametrize(("level", "gap"), [(1, 2), (2, 1), (3, 0), (5, 0)])
    def test_a_gap_is_the_levels_short_and_never_below_zero(self, level: int, gap: int) -> None:
        found = rules.stands(
            [Requirement("M.1", 3, 2, "JOB")], evidence={"M.1": [evidence(level, "CACT", DAY)]}, on=DAY
        )

        assert found["M.1"].gap == gap

    def test_unknown_is_no_gap(self) -> None:
        found = rules.stands([Requirement("M.1", 3, 2, "JOB")], evidence={}, on=DAY)

        assert found["M.1"].gap is None


class TestChangeDays:
    """COMP-07: the first day on which each stand differs."""

    STANDS = {code: Stand(Requirement(code, 3, 1, "JOB"), None) for code in ("M.1", "M.2")}

    def later(self, day: dt.date) -> dict[str, Stand]:
        changed = Stand(Requirement("M.1", 4, 1, "JOB"), None)
        return {**self.STANDS, "M.1": changed} if day >= dt.date(2027, 3, 1) else self.STANDS

    def test_finds_the_first_day_that_differs(self) -> None:
        days = [dt.date(2027, 1, 1), dt.date(2027, 3, 1), dt.date(2027, 9, 1), dt.date(2020, 1, 1)]

        found = rules.change_days(now=self.STANDS, on=DAY, boundaries=days, later=self.later)

        assert found == ({"M.1": dt.date(2027, 3, 1)}, dt.date(2027, 3, 1))

    def test_sees_a_demand_that_is_still_to_come(self) -> None:
        day = dt.date(2027, 3, 1)

        found = rules.change_days(now={}, on=DAY, boundaries=[day], later=self.later)

        assert found == ({}, day)

    def test_never(self) -> None:
        found = rules.change_days(now=self.STANDS, on=DAY, boundaries=[], later=self.later)

        assert found == ({}, None)


class TestCombined:
    """COMP-08: what several profiles demand together."""

    def test_the_highest_counts_and_the_others_stay_beside_it(self) -> None:
        own = [Requirement("M.1", 2, 1, "JOB"), Requirement("M.2", 3, 2, "JOB")]
        acting = [Requirement("M.1", 4, 3, "CLASS"), Requirement("M.2", 3, 1, "CLASS", critical=True)]

        assert rules.combined([("", own), ("ACTING", acting)]) == [
            Requirement("M.1", 4, 3, "ACTING", also=(("JOB", 2),)),
            Requirement("M.2", 3, 2, "JOB", critical=True, also=(("ACTING", 3),)),
        ]

    def test_what_one_profile_alone_demands_is_demanded(self) -> None:
        acting = [Requirement("M.8", 3, 1, "JOB")]

        assert rules.combined([("", []), ("ACTING", acting)]) == [Requirement("M.8", 3, 1, "ACTING")]


class TestRetired:
    """COMP-04: a retired competency is demanded of nobody."""

    @pytest.mark.parametrize(("day", "demanded"), [(dt.date(2026, 6, 30), ["M.1"]), (dt.date(2026, 7, 1), [])])
    def test_from_its_day_on(self, day: dt.date, demanded: list[str]) -> None:
        row = StandardPeriod("M.1", "MANAJERIAL", 3, 1, dt.date(2020, 1, 1), retired_on=dt.date(2026, 7, 1))

        found = rules.required_on([row], on=day, default_level=None, defaults={}, default_weight=1)

        assert [one.competency for one in found] == demanded
