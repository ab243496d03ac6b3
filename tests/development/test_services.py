"""The year's plan, from dated rows to sentences."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from piawai.development.models import AnnualPlan, Lock, UnitBudget
from piawai.development.queries import plans, priorities
from piawai.development.queries.problems import question
from piawai.development.services import decisions, planning
from piawai.development.terms import SessionReason
from piawai.learning.models import CompletedTraining, Session
from piawai.learning.services.completed import record_trainings
from piawai.people.models import Person, Unit
from piawai.people.queries import everybody
from piawai.people.terms import UnitRow
from piawai.performance.models import Result
from piawai.performance.services import record_results
from piawai.solvers.training.packing import pack, unpack
from tests import town

pytestmark = pytest.mark.django_db
YEAR = 2027
MARCH = dt.date(2027, 3, 1)  # a Monday


@pytest.fixture(autouse=True)
def english() -> object:
    """Sentences in their source language."""
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> list[Person]:
    """Three analysts in a section, of whom M.1 is demanded at level 3; the first two are known to hold 1 and 2."""
    town.dictionary({"M.1": "MANAJERIAL", "T.IT.1": "TEKNIS"})
    town.units()
    people = town.people(*[town.person_row(number, job="Analis Ahli Muda", kind="2") for number in (1, 2, 3)])
    for person, level in zip(people, (1, 2), strict=False):
        town.assessed(person, "M.1", level, on=dt.date(2026, 1, 10))
    return people


def solve(*, budget: int = 10_000_000, max_away: float = 1.0, on: dt.date = town.TODAY) -> AnnualPlan:
    """Solve the year to proven optimality."""
    return planning.solve_plan(
        year=YEAR, budget=budget, max_away=max_away, gap=0.0, time_limit=20, on=on, by=town.BY, at=town.NOW
    )


def who_goes(plan: AnnualPlan) -> set[tuple[str, str]]:
    """Return (last digit of the NIP, session) of a plan."""
    return {(row.nip[-1], row.session) for row in plans.plan_report(plan).allocations}


def reasons(plan: AnnualPlan, person: Person) -> dict[str, SessionReason]:
    """Return the explanation of each session for a person."""
    found = plans.explain(plan, person)
    assert found is not None
    return {row.session: row for row in found}


def lock(person: Person, session: str, decision: str) -> None:
    """Record a decision by hand."""
    row = Lock(person=person, session=Session.objects.get(code=session), decision=decision)
    decisions.record_locks(locks=[row], by=town.BY, at=town.NOW)


class TestSolvePlan:
    """Gains, limits and what is kept."""

    def test_counts_gaps_weights_and_hours_as_the_contract_says(self, team: list[Person]) -> None:
        town.standard("Analis Ahli Muda", "T.IT.1", 3, weight=2)
        town.assessed(team[0], "T.IT.1", 2, on=dt.date(2026, 1, 10))
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 2, "T.IT.1": 4}))

        plan = solve()

        # first: M.1 from 1 to 2 (1) + T.IT.1 from 2 to 3 with weight 2 (2); everybody: 8 of 20 hours owed (0.16)
        assert plan.objective == pytest.approx(3 + 3 * 0.16)
        assert plan.bound == pytest.approx(plan.objective)
        first = next(row for row in plans.plan_report(plan).allocations if row.nip == team[0].nip)
        assert first.closes == (("M.1", 1), ("T.IT.1", 1))

    def test_weak_behaviour_weighs_half_as_much_again(self, team: list[Person]) -> None:
        result = Result(person=team[0], year=2025, period="TAHUNAN", work=2, behaviour=3)
        record_results(results=[result], by=town.BY, at=town.NOW)
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, seats=1, hours=0))

        plan = solve()

        assert who_goes(plan) == {("1", "S1")}
        assert plan.objective == pytest.approx(3.0)

    def test_hours_already_credited_are_not_owed(self, team: list[Person]) -> None:
        done = CompletedTraining(
            person=team[2],
            reference="no:1",
            name="Lain",
            form=3,
            hours=Decimal(17),
            starts_on=dt.date(2027, 1, 4),
            ends_on=dt.date(2027, 1, 5),
        )
        day = dt.date(2027, 1, 10)
        record_trainings(trainings=[done], competencies={}, on=day, by=town.BY, at=town.NOW)
        town.sessions(town.session_row("S1", MARCH))

        assert solve(on=day).objective == pytest.approx(0.02 * (8 + 8 + 3))

    def test_unknown_gives_no_gain(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, hours=0))

        assert who_goes(solve()) == {("1", "S1"), ("2", "S1")}

    def test_keeps_the_total_budget(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, participant_cost=4, fixed_cost=3))

        plan = solve(budget=8)

        assert (who_goes(plan), plan.cost) == ({("1", "S1")}, 7)

    def test_keeps_the_budget_of_the_unit_that_pays(self, team: list[Person]) -> None:
        budget = UnitBudget(unit=Unit.objects.get(siasn_id="DINAS"), year=YEAR, rupiah=4)
        decisions.record_budgets(budgets=[budget], by=town.BY, at=town.NOW)
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, participant_cost=4, fixed_cost=3))

        assert who_goes(solve()) == {("1", "S1")}

    def test_leaves_enough_people_at_the_counter(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, hours=0))

        assert who_goes(solve(max_away=0.1)) == {("1", "S1")}

    def test_an_online_session_empties_no_counter(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, hours=0, mode="DARING"))

        assert who_goes(solve(max_away=0.1)) == {("1", "S1"), ("2", "S1")}

    def test_the_ceiling_holds_for_the_office_too(self, team: list[Person]) -> None:
        town.units(UnitRow("LAIN", "Seksi lain", "DINAS", "41"))
        [fourth] = town.people(town.person_row(4, unit="LAIN", job="Analis Ahli Muda", kind="2"))
        town.assessed(fourth, "M.1", 1, on=dt.date(2026, 1, 10))
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, hours=0))

        assert len(who_goes(solve(max_away=0.1))) == 1

    def test_a_mandatory_programme_comes_first_and_only_once(self, team: list[Person]) -> None:
        town.sessions(
            town.session_row("W1", MARCH, programme="Wajib", duties=("JF_AHLI_MUDA",), hours=0, participant_cost=1),
            town.session_row("W2", dt.date(2027, 5, 3), programme="Wajib", duties=("JF_AHLI_MUDA",), hours=0),
        )
        done = CompletedTraining(
            person=team[2],
            reference="no:1",
            name="WAJIB",
            form=3,
            hours=Decimal(17),
            starts_on=dt.date(2024, 1, 4),
            ends_on=dt.date(2024, 1, 5),
        )
        record_trainings(trainings=[done], competencies={}, on=town.TODAY, by=town.BY, at=town.NOW)

        found = who_goes(solve())

        assert sorted(person for person, _ in found) == ["1", "2"]

    def test_rules_that_cannot_all_hold_are_named_in_words(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, seats=1))
        lock(team[0], "S1", "MASUK")
        lock(team[1], "S1", "MASUK")

        plan = solve()

        report = plans.plan_report(plan)
        assert (report.status, report.people, len(report.conflicts)) == ("infeasible", 0, 3)
        assert "session S1 has only 1 seats" in report.conflicts

    def test_a_lock_against_an_absence_is_a_conflict(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH))
        town.event(team[0], "CUTI", MARCH, MARCH)
        lock(team[0], "S1", "MASUK")

        sentences = " ".join(plans.plan_report(solve()).conflicts)

        assert "a lock says that Pegawai 1 must go to session S1" in sentences
        assert "is away on days of the session" in sentences

    @pytest.mark.parametrize(
        ("figures", "code"),
        [({"budget": -1}, "budget_range"), ({"max_away": 1.5}, "max_away_range")],
    )
    def test_refuses_figures_out_of_range(self, figures: dict[str, float], code: str) -> None:
        with pytest.raises(planning.UnableToPlan) as refusal:
            solve(**figures)  # type: ignore[arg-type]

        assert refusal.value.code == code

    def test_refuses_a_year_without_sessions(self, team: list[Person]) -> None:
        with pytest.raises(planning.UnableToPlan, match="No session of the catalogue begins in 2027"):
            solve()

        assert AnnualPlan.objects.count() == 0

    def test_refuses_a_city_without_people(self) -> None:
        town.sessions(town.session_row("S1", MARCH))

        with pytest.raises(planning.UnableToPlan, match="Nobody holds a post"):
            solve()


class TestExplain:
    """Why someone goes somewhere, or not."""

    def test_names_each_obstacle(self, team: list[Person]) -> None:
        town.sessions(
            town.session_row("S1", MARCH, teaches={"M.1": 3}),
            town.session_row("ABSENT", dt.date(2027, 4, 5), teaches={"M.1": 3}),
            town.session_row("LOCKED", dt.date(2027, 5, 3), teaches={"M.1": 3}),
            town.session_row("ASKS", dt.date(2027, 6, 7), teaches={"M.1": 3}, asks={"T.IT.1": 2}),
            town.session_row("LEFT", dt.date(2027, 9, 6), teaches={"M.1": 3}),
        )
        town.event(team[0], "CUTI", dt.date(2027, 4, 6), dt.date(2027, 4, 20))
        town.event(team[0], "AKHIR_KONTRAK", dt.date(2027, 9, 7))
        lock(team[0], "LOCKED", "KELUAR")

        found = reasons(solve(), team[0])

        assert {session: row.code for session, row in found.items()} == {
            "S1": "chosen",
            "ABSENT": "absent",
            "LOCKED": "locked_out",
            "ASKS": "prerequisite",
            "LEFT": "not_serving",
        }
        assert found["S1"].chosen
        assert "T.IT.1 at level 2" in found["ASKS"].reason

    def test_a_full_session_names_the_better_use_of_the_seat(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}, seats=1, hours=0))

        found = reasons(solve(), team[1])

        assert (found["S1"].code, found["S1"].chosen) == ("seats", False)
        assert "2.00" in found["S1"].reason

    def test_someone_unknown_is_to_be_assessed(self, team: list[Person]) -> None:
        done = CompletedTraining(
            person=team[2],
            reference="no:1",
            name="Lain",
            form=3,
            hours=Decimal(20),
            starts_on=dt.date(2027, 1, 4),
            ends_on=dt.date(2027, 1, 5),
        )
        day = dt.date(2027, 1, 10)
        record_trainings(trainings=[done], competencies={}, on=day, by=town.BY, at=town.NOW)
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}))

        assert reasons(solve(on=day), team[2])["S1"].code == "unknown"

    def test_answers_from_what_the_solver_saw(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}))
        plan = solve()
        before = reasons(plan, team[0])

        town.assessed(team[0], "M.1", 5, on=dt.date(2026, 11, 1))

        assert reasons(AnnualPlan.objects.get(pk=plan.pk), team[0]) == before

    def test_someone_who_came_later_is_in_no_plan(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH))
        plan = solve()
        [late] = town.people(town.person_row(9))

        assert plans.explain(plan, late) is None


class TestColdStart:
    """Only units, people, predicates and a catalogue."""

    @pytest.fixture
    def newcomers(self) -> list[Person]:
        town.dictionary({"M.1": "MANAJERIAL"})
        town.units()
        people = town.people(*[town.person_row(number, job="Analis Ahli Muda", kind="2") for number in (1, 2, 3)])
        weak = Result(person=people[1], year=2025, period="TAHUNAN", work=3, behaviour=2)
        record_results(results=[weak], by=town.BY, at=town.NOW)
        return people

    def test_coaching_goes_to_weak_predicates_and_no_seat_rests_on_a_gap(self, newcomers: list[Person]) -> None:
        town.sessions(
            town.session_row("COACH", MARCH, form=14, seats=1, teaches={"M.1": 3}),
            town.session_row("CLASS", MARCH, seats=2, teaches={"M.1": 3}),
        )

        plan = solve()

        report = plans.plan_report(plan)
        assert ("2", "COACH") in who_goes(plan)
        assert (report.people, [row.closes for row in report.allocations]) == (3, [(), (), ()])
        assert report.objective == pytest.approx(3 * 0.16)
        assert any("No gap is known" in sentence for sentence in report.warnings)

    def test_ranks_whom_to_assess_first(self, newcomers: list[Person]) -> None:
        town.people(town.person_row(4))  # pelaksana: level 1 is demanded, so no gap can be found
        town.assessed(newcomers[0], "M.1", 3, on=dt.date(2026, 1, 10))
        town.sessions(town.session_row("S1", MARCH, teaches={"M.1": 3}))

        found = priorities.assess_first(scope=everybody(), year=YEAR, on=town.TODAY, known_at=town.NOW, limit=10)

        assert [(row.nip[-1], row.unknown, row.worth) for row in found] == [("2", 1, 2.0), ("3", 1, 2.0), ("4", 1, 0.0)]

    def test_lists_whom_to_coach_with_the_superior(self, newcomers: list[Person]) -> None:
        town.people(town.person_row(5, job="Kepala Seksi", kind="1"))

        found = priorities.coaching(scope=everybody(), on=town.TODAY, known_at=town.NOW)

        assert [(row.nip[-1], row.predicate, row.by_behaviour, row.superior_name) for row in found] == [
            ("2", "BUTUH_PERBAIKAN", False, "Pegawai 5")
        ]


class TestQuestion:
    """What the solver is asked."""

    def test_survives_packing(self, team: list[Person]) -> None:
        town.sessions(
            town.session_row("S1", MARCH, teaches={"M.1": 3}, duties=("JF_AHLI_MUDA",)),
            town.session_row("S2", dt.date(2027, 6, 7), asks={"M.1": 3}, form=14),
        )
        town.event(team[0], "MUTASI", dt.date(2027, 4, 1), unit=Unit.objects.get(siasn_id="DINAS"))
        town.event(team[1], "CUTI", MARCH, MARCH)
        lock(team[2], "S2", "MASUK")

        problem = question(year=YEAR, budget=5, max_away=0.1, on=town.TODAY, known_at=town.NOW).problem

        assert unpack(packed=pack(problem=problem)) == problem
        assert problem.moved
        assert problem.blocked
        assert problem.unmet
        assert problem.duties

    def test_a_transfer_moves_the_ceiling(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH), town.session_row("S2", dt.date(2027, 6, 7)))
        town.event(team[0], "MUTASI", dt.date(2027, 4, 1), unit=Unit.objects.get(siasn_id="DINAS"))

        problem = question(year=YEAR, budget=5, max_away=0.1, on=town.TODAY, known_at=town.NOW).problem

        assert [problem.ceilings[place].key for place in problem.people[0].ceilings] == ["unit:SEKSI", "office:DINAS"]
        assert {pair: [problem.ceilings[place].key for place in places] for pair, places in problem.moved.items()} == {
            (0, 1): ["unit:DINAS", "office:DINAS"]
        }

    def test_a_transfer_moves_the_budget_that_pays(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH), town.session_row("S2", dt.date(2027, 6, 7)))
        budgets = [UnitBudget(unit=Unit.objects.get(siasn_id=code), year=YEAR, rupiah=5) for code in ("SEKSI", "DINAS")]
        decisions.record_budgets(budgets=budgets, by=town.BY, at=town.NOW)
        town.event(team[0], "MUTASI", dt.date(2027, 4, 1), unit=Unit.objects.get(siasn_id="DINAS"))

        problem = question(year=YEAR, budget=5, max_away=0.1, on=town.TODAY, known_at=town.NOW).problem

        payers = [problem.purse_of(person=0, session=session) for session in (0, 1)]
        assert [problem.purses[place].key for place in payers if place is not None] == ["SEKSI", "DINAS"]

    def test_holds_no_nip(self, team: list[Person]) -> None:
        town.sessions(town.session_row("S1", MARCH))

        plan = solve()

        assert not any(person.nip in str(unpack(packed=bytes(plan.problem))) for person in team)
