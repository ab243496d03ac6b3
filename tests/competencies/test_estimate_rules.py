"""What ratings amount to: which count, what is shown of them, and what to find out next."""

import datetime as dt

import pytest

from piawai.competencies.rules import estimates as rules
from piawai.competencies.terms import Opinion, Rating, Source, Weight
from tests import town

DAY = dt.timedelta(days=1)
RECENT = dt.date(2026, 6, 1)
UNTIL = dt.date(2027, 6, 1)
LATER = town.NOW + dt.timedelta(hours=2)


def rating(source: str, level: int = 3, **more: object) -> Rating:
    """Return a rating of the first person in the first competency."""
    plain: dict[str, object] = {
        "person_id": 1,
        "competency_id": 1,
        "source": source,
        "assessed_on": RECENT,
        "valid_until": UNTIL,
        "assessor": "a",
        "level": level,
        "recorded_at": town.NOW,
        "corrects": False,
    }
    return Rating(**{**plain, **more})  # type: ignore[arg-type]  # a mapping of mixed values


class TestCounting:
    """COMP-41: peers and subordinates count as groups alone."""

    @pytest.mark.parametrize(("number", "counted"), [(4, 0), (5, 5), (6, 6)])
    @pytest.mark.parametrize("source", ["REKAN", "BAWAHAN"])
    def test_from_the_smallest_group_on(self, source: str, number: int, counted: int) -> None:
        assert len(rules.counting([rating(source)] * number, smallest=5)) == counted

    def test_superiors_and_own_ratings_count_alone(self) -> None:
        assert len(rules.counting([rating("ATASAN"), rating("DIRI")], smallest=5)) == 2

    @pytest.mark.parametrize(
        "other", [{"person_id": 2}, {"competency_id": 2}, {"source": "BAWAHAN"}, {"assessed_on": RECENT + DAY}]
    )
    def test_no_group_of_different_things(self, other: dict[str, object]) -> None:
        rows = [rating("REKAN")] * 4 + [rating(**{"source": "REKAN", **other})]  # type: ignore[arg-type]  # mixed, too

        assert rules.counting(rows, smallest=5) == []


class TestLastEstimableDay:
    """COMP-42: the own rating alone decides nothing."""

    @pytest.mark.parametrize(
        ("sources", "expected"),
        [
            ([], None),
            (["DIRI"], None),
            (["DIRI", "CACT", "UJI"], None),
            (["ATASAN"], UNTIL),
            (["REKAN"], UNTIL),
            (["BAWAHAN", "DIRI"], UNTIL),
        ],
    )
    def test_returns(self, sources: list[str], expected: dt.date | None) -> None:
        assert rules.last_estimable_day([rating(source) for source in sources]) == expected

    def test_is_not_prolonged_by_what_makes_no_estimate(self) -> None:
        rows = [rating("ATASAN"), rating("CACT", valid_until=UNTIL + DAY)]

        assert rules.last_estimable_day(rows) == UNTIL


class TestAgreement:
    """COMP-43: how alike raters see it."""

    @pytest.mark.parametrize(
        ("levels", "expected"), [([3], None), ([3, 3, 3], 1.0), ([1, 5], 0.0), ([2, 3], 0.75), ([1, 5, 5, 1], 0.0)]
    )
    def test_returns(self, levels: list[int], expected: float | None) -> None:
        assert rules.agreement(levels) == expected


class TestOpinions:
    """COMP-44: what may be shown."""

    def test_a_group_is_its_mean_and_number(self) -> None:
        [found] = rules.opinions([rating("REKAN", level) for level in (2, 3, 3, 4, 4)], smallest=5)

        assert (found.level, found.people, found.counts) == (3.2, 5, True)

    def test_a_small_group_is_hidden_and_does_not_count(self) -> None:
        [found] = rules.opinions([rating("REKAN")] * 4, smallest=5)

        assert (found.level, found.people, found.counts) == (None, None, False)

    @pytest.mark.parametrize(
        "late", [{"recorded_at": LATER}, {"corrects": True, "recorded_at": LATER}, {"corrects": True}]
    )
    def test_a_group_that_changed_is_hidden_so_that_nothing_can_be_subtracted(self, late: dict[str, object]) -> None:
        rows = [rating("REKAN")] * 5 + [rating("REKAN", 1, **late)]

        [found] = rules.opinions(rows, smallest=5)

        assert (found.level, found.people, found.counts) == (None, None, True)

    def test_each_source_and_day_is_a_group_of_its_own(self) -> None:
        rows = [rating("REKAN")] * 5 + [rating("BAWAHAN")] * 4 + [rating("REKAN", assessed_on=RECENT + DAY)] * 5

        found = [(row.source, row.assessed_on, row.people) for row in rules.opinions(rows, smallest=5)]

        assert found == [("REKAN", RECENT + DAY, 5), ("BAWAHAN", RECENT, None), ("REKAN", RECENT, 5)]

    def test_a_superior_is_shown_alone(self) -> None:
        [found] = rules.opinions([rating("ATASAN", 4)], smallest=5)

        assert (found.level, found.people) == (4, 1)


class TestIsUndecided:
    """COMP-45: whether it is open if a requirement is met."""

    @pytest.mark.parametrize(
        ("required", "held", "low", "high", "expected"),
        [
            pytest.param(3, None, None, None, True, id="nothing is known"),
            pytest.param(3, 3, None, None, False, id="stated"),
            pytest.param(3, 3, 3, 4, False, id="all of them meet it"),
            pytest.param(3, 2, 1, 2, False, id="all of them fall short"),
            pytest.param(3, 3, 2, 3, True, id="on both sides"),
            pytest.param(3, 2, 2, 3, True, id="on both sides, likelier below"),
        ],
    )
    def test_returns(self, required: int, held: int | None, low: int | None, high: int | None, expected: bool) -> None:
        assert rules.is_undecided(required=required, held=held, low=low, high=high) == expected


class TestNextAssessment:
    """COMP-46: the cheapest assessment that is likely enough to change a decision."""

    NOISES = {"ATASAN": 0.8, "REKAN": 0.8, "UJI": 0.6, "ASSESSMENT_CENTER": 0.5}
    MINUTES = {"ATASAN": 0.5, "REKAN": 0.5, "UJI": 20.0, "ASSESSMENT_CENTER": 60.0}

    def asked(self, mean: float | None, spread: float, likely: float = 0.05, **raters: int) -> str | None:
        found = rules.next_assessment(
            required=3,
            mean=mean,
            spread=spread,
            noises=self.NOISES,
            minutes=self.MINUTES,
            raters=raters,
            likely=likely,
        )
        return found.source if found else None

    def test_of_the_unknown_is_the_cheapest(self) -> None:
        assert self.asked(None, 0.0, ATASAN=1, REKAN=5, UJI=1) == "ATASAN"

    def test_a_group_costs_all_its_members(self) -> None:
        found = rules.next_assessment(
            required=3,
            mean=None,
            spread=0.0,
            noises=self.NOISES,
            minutes=self.MINUTES,
            raters={"REKAN": 5},
            likely=0.05,
        )

        assert found is not None
        assert (found.minutes, found.raters, found.chance) == (2.5, 5, None)

    def test_a_dearer_one_where_the_cheap_one_would_change_too_seldom(self) -> None:
        assert self.asked(3.2, 0.4, likely=0.2, ATASAN=1, ASSESSMENT_CENTER=1) == "ASSESSMENT_CENTER"

    def test_the_likeliest_where_none_is_likely_enough(self) -> None:
        assert self.asked(4.8, 0.3, ATASAN=1, UJI=1) == "UJI"

    def test_nobody_to_ask(self) -> None:
        assert self.asked(None, 0.0) is None


class TestWeight:
    """COMP-47: what an opinion does for a level."""

    MAPPED = (Source.MAPPING.value, town.TODAY, 3)

    def weight(
        self,
        source: str,
        decides: tuple[str, dt.date, int] | None,
        *,
        counts: bool = True,
        on: dt.date = town.TODAY,
        estimated: bool = True,
        level: float | None = 3,
    ) -> Weight:
        return rules.weight(
            Opinion(source, RECENT, UNTIL, level, 1, counts=counts),
            on=on,
            decides=decides,
            estimated_on=town.TODAY if estimated else None,
            shares={"ATASAN": 0.7, "DIRI": 0.3} if estimated else {},
        )

    def test_returns(self) -> None:
        official = ("CACT", RECENT, 3)

        assert [
            self.weight("ATASAN", self.MAPPED),
            self.weight("CACT", official),
            self.weight("ATASAN", official),
            self.weight("ATASAN", self.MAPPED, on=UNTIL + DAY),
            self.weight("ATASAN", self.MAPPED, on=RECENT - DAY),
            self.weight("REKAN", self.MAPPED, counts=False, level=None),
            self.weight("REKAN", self.MAPPED),
            self.weight("DIRI", None, estimated=False),
            self.weight("ATASAN", ("ATASAN", RECENT, 3), estimated=False),
        ] == [
            Weight.COUNTS,
            Weight.DECIDES,
            Weight.GIVES_WAY,
            Weight.OVER,
            Weight.NOT_YET,
            Weight.TOO_FEW,
            Weight.WAITS,
            Weight.ALONE,
            Weight.DECIDES,
        ]
