"""Decisions about studies and recognised prior learning."""

import datetime as dt

import pytest

from piawai.learning.rules import study as rules
from piawai.learning.terms import (
    Finding,
    PriorState,
    StudyAction,
    StudyAsked,
    StudyFacts,
    StudyKind,
    StudyLaw,
    StudyState,
    Written,
)

FIRST, LAST = dt.date(2027, 8, 1), dt.date(2029, 7, 31)


class TestSteps:
    """STUDY-01 and STUDY-02: what may follow what."""

    @pytest.mark.parametrize(
        ("state", "action", "reached"),
        [
            (StudyState.ASKED, StudyAction.SUPPORT, StudyState.SUPPORTED),
            (StudyState.SUPPORTED, StudyAction.GRANT, StudyState.GRANTED),
            (StudyState.SUPPORTED, StudyAction.WITHDRAW, StudyState.WITHDRAWN),
            (StudyState.GRANTED, StudyAction.EXTEND, StudyState.GRANTED),
            (StudyState.GRANTED, StudyAction.FINISH, StudyState.FINISHED),
            (StudyState.GRANTED, StudyAction.WITHDRAW, None),
            (StudyState.GRANTED, StudyAction.TAKE_BACK, StudyState.WITHDRAWN),
            (StudyState.SUPPORTED, StudyAction.TAKE_BACK, None),
            (StudyState.REFUSED, StudyAction.GRANT, None),
            (StudyState.ENDED, StudyAction.EXTEND, None),
        ],
    )
    def test_lead(self, state: str, action: str, reached: str | None) -> None:
        assert rules.study_may_become(state=state, action=action) == reached

    @pytest.mark.parametrize("action", list(StudyAction))
    def test_say_the_same_both_ways(self, action: str) -> None:
        leaving = {state for state in StudyState if rules.study_may_become(state=state, action=action)}

        assert rules.study_leaving(action) == leaving

    def test_nothing_leads_out_of_what_is_over(self) -> None:
        over = {StudyState.FINISHED, StudyState.ENDED, StudyState.REFUSED, StudyState.WITHDRAWN}

        assert not any(rules.study_leaving(action) & over for action in StudyAction)


class TestRunning:
    """STUDY-03: told by the days."""

    @pytest.mark.parametrize(
        ("state", "on", "running"),
        [
            pytest.param(StudyState.GRANTED, FIRST, True, id="on its first day"),
            pytest.param(StudyState.GRANTED, FIRST - dt.timedelta(days=1), False, id="the day before"),
            pytest.param(StudyState.FINISHED, FIRST, False, id="over"),
        ],
    )
    def test_is(self, state: str, on: dt.date, running: bool) -> None:
        assert rules.is_running(state=state, starts_on=FIRST, on=on) == running


class TestOwed:
    """STUDY-04: days of service owed."""

    @pytest.mark.parametrize(("times", "days"), [(2, 2 * 731), (0, 0)])
    def test_follow_the_length(self, times: int, days: int) -> None:
        assert rules.owed_days(starts_on=FIRST, ended_on=LAST, times=times) == days


def asked(kind: str = StudyKind.ASSIGNMENT) -> StudyAsked:
    return StudyAsked(kind, "USK", "Magister", "45", FIRST, LAST, "APBD")


def facts(**more: object) -> StudyFacts:
    plain: dict[str, object] = {
        "employment": "PNS",
        "appointed_on": dt.date(2010, 1, 1),
        "predicate": "BAIK",
        "retires_on": dt.date(2043, 4, 1),
        "serving": True,
        "under_way": False,
    }
    return StudyFacts(**{**plain, **more})  # type: ignore[arg-type]


def law(*, checked: bool) -> StudyLaw:
    return StudyLaw(
        service_years=Written(2, "S", checked),
        predicates=Written(("BAIK", "SANGAT_BAIK"), "S", checked),
        employment=Written(("PNS",), "S", checked),
        remaining=Written(3, "S", checked),
    )


class TestDemands:
    """STUDY-05: what a study asks, and what keeps somebody from it."""

    def test_all_met(self) -> None:
        found = rules.study_demands(asked=asked(), facts=facts(), law=law(checked=True))

        assert {demand.finding for demand in found} == {Finding.MET}
        assert not any(demand.refuses for demand in found)

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            pytest.param({"employment": "PPPK"}, "permanent", id="on contract"),
            pytest.param({"appointed_on": dt.date(2025, 8, 2)}, "service_years", id="a day short of two years"),
            pytest.param({"predicate": "KURANG"}, "performance", id="rated low"),
            pytest.param({"retires_on": LAST + dt.timedelta(days=3 * 731)}, "remaining_service", id="a day short"),
        ],
    )
    def test_unmet_refuses_only_where_the_source_was_read(self, more: dict[str, object], code: str) -> None:
        for checked in (True, False):
            found = rules.study_demands(asked=asked(), facts=facts(**more), law=law(checked=checked))

            assert [demand.code for demand in found if demand.finding == Finding.UNMET] == [code]
            assert [demand.code for demand in found if demand.refuses] == ([code] if checked else [])

    @pytest.mark.parametrize(
        "more",
        [
            pytest.param({"appointed_on": dt.date(2025, 8, 1)}, id="two years to the day"),
            pytest.param({"retires_on": LAST + dt.timedelta(days=3 * 731 + 1)}, id="just enough service left"),
        ],
    )
    def test_met_to_the_day(self, more: dict[str, object]) -> None:
        found = rules.study_demands(asked=asked(), facts=facts(**more), law=law(checked=True))

        assert not any(demand.refuses for demand in found)

    def test_what_is_not_known_refuses_nobody(self) -> None:
        unknown = facts(employment="", appointed_on=None, predicate="", retires_on=None)
        found = rules.study_demands(asked=asked(), facts=unknown, law=law(checked=True))

        assert [demand.code for demand in found if demand.finding == Finding.UNKNOWN] == [
            "permanent",
            "service_years",
            "performance",
            "remaining_service",
        ]
        assert not any(demand.refuses for demand in found)

    def test_an_age_not_read_in_its_source_only_warns(self) -> None:
        short = facts(retires_on=LAST, retires_checked=False)
        found = rules.study_demands(asked=asked(), facts=short, law=law(checked=True))

        assert [(demand.finding, demand.refuses) for demand in found if demand.code == "remaining_service"] == [
            (Finding.UNMET, False)
        ]

    def test_no_rule_in_force_asks_nothing(self) -> None:
        found = rules.study_demands(asked=asked(), facts=facts(), law=StudyLaw(None, None, None, None))

        assert [demand.code for demand in found] == ["serving", "under_way"]

    @pytest.mark.parametrize(
        ("more", "code"),
        [({"serving": False}, "serving"), ({"under_way": True}, "under_way")],
    )
    def test_what_the_data_says_always_refuses(self, more: dict[str, object], code: str) -> None:
        found = rules.study_demands(asked=asked(), facts=facts(**more), law=law(checked=False))

        assert [demand.code for demand in found if demand.refuses] == [code]

    def test_another_absence_stands_against_an_assignment_alone(self) -> None:
        away = facts(away=("Tugas belajar", FIRST, None))
        refusing = {
            kind: [
                demand.code
                for demand in rules.study_demands(asked=asked(kind), facts=away, law=law(checked=False))
                if demand.refuses
            ]
            for kind in StudyKind
        }

        assert refusing == {StudyKind.ASSIGNMENT: ["absence"], StudyKind.PERMISSION: []}


class TestRecognition:
    """STUDY-06 and STUDY-07."""

    def test_is_decided_once(self) -> None:
        open_ = {PriorState.ASKED, PriorState.ASSIGNED}

        assert all(rules.prior_leaving(state) <= open_ for state in PriorState)
        assert rules.prior_leaving(PriorState.ASKED) == {PriorState.ASSIGNED}
        assert rules.prior_leaving(PriorState.RECOGNISED) == open_

    def test_has_a_reference_of_its_own(self) -> None:
        assert rules.prior_reference("abc") == "rpl:abc"
