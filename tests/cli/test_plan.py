"""`piawai plan`: solving, explaining, and whom to assess first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from piawai.development.models import AnnualPlan, Lock
from piawai.development.services.decisions import record_locks
from piawai.learning.models import Session
from piawai.people.models import Person
from tests import town
from tests.cli.conftest import Run
from tests.cli.process import piawai

SOLVE = ("plan", "solve", "--year", "2027", "--budget", "Rp10.000.000", "--time-limit", "5")


@pytest.mark.usefixtures("catalogue")
class TestSolve:
    """The year's allocation, kept as a draft."""

    def test_json_has_the_keys_of_the_contract(self, content: Callable[..., Any]) -> None:
        plan = content(*SOLVE)

        assert list(plan) == [
            "plan",
            "status",
            "objective",
            "bound",
            "gap",
            "seconds",
            "greedy_objective",
            "people",
            "sessions",
            "budget",
            "allocations",
            "warnings",
        ]
        assert list(plan["budget"]) == ["limit", "used"]
        assert plan["status"] == "optimal"
        assert plan["budget"]["limit"] == 10_000_000

    def test_sends_whoever_lacks_what_is_taught(self, staff: list[Person], content: Callable[..., Any]) -> None:
        plan = content(*SOLVE)

        closing = [row for row in plan["allocations"] if row["closes"]]
        assert closing == [{"nip": staff[0].nip, "session": "S-1", "closes": [{"competency": "T.IT.1", "levels": 1}]}]

    def test_table_shows_figures_and_people(self, staff: list[Person], run: Run) -> None:
        status, out, _err = run(*SOLVE)

        assert status == 0
        for words in ("Gain:", "greedy choice:", "Money:", "Who goes where", staff[0].nip, "Whom to assess first"):
            assert words in out

    def test_rules_that_cannot_all_hold_fail_with_their_names(self, staff: list[Person], run: Run) -> None:
        lock = Lock(person=staff[0], session=Session.objects.get(code="S-1"), decision="MASUK")
        record_locks(locks=[lock], by=town.BY, at=town.NOW)

        status, out, err = run("plan", "solve", "--year", "2027", "--budget", "1000", "--format", "json")

        plan = json.loads(out)
        assert (status, plan["status"], plan["allocations"]) == (1, "infeasible", [])
        assert plan["conflicts"]
        assert all(conflict in err for conflict in plan["conflicts"])

    @pytest.mark.parametrize(
        ("words", "status", "said"),
        [
            pytest.param(("--max-away", "2"), 2, "between 0 and 1", id="a share above all"),
            pytest.param(("--gap", "1"), 2, "between 0 and 1", id="a gap of everything"),
            pytest.param(("--time-limit", "0"), 2, "--time-limit: The time limit", id="no time"),
            pytest.param(("--year", "99999"), 2, "between 1900 and 2200", id="no year"),
            pytest.param(("--year", "2031"), 1, "2031", id="a year without sessions"),
        ],
    )
    def test_refuses(self, words: tuple[str, str], status: int, said: str, run: Run) -> None:
        found, out, err = run(*SOLVE, *words)

        assert (found, out) == (status, "")
        assert said in err
        assert not AnnualPlan.objects.exists()

    def test_writes_the_answer_to_a_file(self, run: Run, tmp_path: Path) -> None:
        target = tmp_path / "plan.json"

        status, out, _err = run(*SOLVE, "--format", "json", "--output", str(target))

        assert (status, out) == (0, "")
        assert json.loads(target.read_text(encoding="utf-8"))["status"] == "optimal"

    def test_an_attempt_that_failed_hides_no_plan_and_explains_nobody(self, staff: list[Person], run: Run) -> None:
        run(*SOLVE)
        lock = Lock(person=staff[0], session=Session.objects.get(code="S-1"), decision="MASUK")
        record_locks(locks=[lock], by=town.BY, at=town.NOW)
        run("plan", "solve", "--year", "2027", "--budget", "1000")
        good, failed = AnnualPlan.objects.order_by("pk")

        _status, out, _err = run("plan", "explain", "--nip", staff[0].nip, "--format", "json")
        status, _out, err = run("plan", "explain", "--nip", staff[0].nip, "--plan", str(failed.pk))

        assert json.loads(out)["plan"] == good.pk
        assert status == 1
        assert "cannot all hold" in err
        assert "the total budget is Rp1" in err


class TestOutput:
    """What is printed is JSON and nothing else, whatever a library prints by itself."""

    def test_holds_nothing_of_the_solver(self, tmp_path: Path) -> None:
        words = ("demo", "--no-serve", "--people", "20", "--on", "2026-11-24")
        made = piawai(*words, home=tmp_path, seconds=600)  # whatever else the machine does

        answer = piawai(
            "plan", "solve", "--year", "2027", "--budget", "5000000", "--format", "json", home=tmp_path / "demo"
        )

        assert made.returncode == 0
        assert json.loads(answer.stdout)["status"] in {"optimal", "feasible", "infeasible"}


@pytest.mark.usefixtures("catalogue")
class TestExplain:
    """Why someone goes where, or nowhere."""

    def test_json_has_the_keys_of_the_contract(self, staff: list[Person], content: Callable[..., Any]) -> None:
        plan = content(*SOLVE)

        answer = content("plan", "explain", "--nip", staff[0].nip)

        assert (answer["nip"], answer["plan"]) == (staff[0].nip, plan["plan"])
        assert [list(row) for row in answer["sessions"]] == [["session", "chosen", "code", "reason"]]
        assert (answer["sessions"][0]["session"], answer["sessions"][0]["chosen"]) == ("S-1", True)

    def test_table_gives_the_reason(self, staff: list[Person], run: Run) -> None:
        run(*SOLVE)

        status, out, _err = run("plan", "explain", "--nip", staff[0].nip)

        assert status == 0
        assert "S-1" in out

    def test_refuses_without_a_plan(self, staff: list[Person], run: Run) -> None:
        status, _out, err = run("plan", "explain", "--nip", staff[0].nip)

        assert status == 1
        assert "There is no plan yet." in err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param(("--nip", "1" * 18), "Nobody has the NIP", id="a NIP of nobody"),
            pytest.param(("--nip", town.nip(1), "--plan", "999999"), "There is no plan 999999.", id="no such plan"),
        ],
    )
    def test_refuses(self, words: tuple[str, ...], said: str, run: Run) -> None:
        run(*SOLVE)

        status, _out, err = run("plan", "explain", *words)

        assert status == 1
        assert said in err


@pytest.mark.usefixtures("catalogue")
class TestAssessFirst:
    """Whose assessment would tell most."""

    def test_lists_people_of_whom_something_is_unknown(self, content: Callable[..., Any]) -> None:
        rows = content("plan", "assess-first", "--year", "2027", "--limit", "2")

        assert [list(row) for row in rows] == [["nip", "job", "unknown", "worth", "reason"]] * 2
        assert all(row["unknown"] > 0 for row in rows)
