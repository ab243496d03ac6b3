"""`piawai currency`: what people hold, and whether it counts."""

import datetime as dt
import json

import pytest

from piawai.cli.main import main
from tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_town() -> None:
    town.units()
    town.dictionary()
    one, two = town.people(town.person_row(1), town.person_row(2, unit="DINAS"))
    town.assessed(one, "M.1", 2, on=dt.date(2026, 1, 10))
    town.certified(one, "T.IT.1", 2, on=dt.date(2023, 5, 2))
    town.certified(two, "T.IT.1", 3, on=dt.date(2026, 5, 2))


def run(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Return what the command prints, in English."""
    assert main(["--lang", "en", "currency", "--on", "2026-11-24", *options]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("small_town")
class TestCurrency:
    """One row a person and competency."""

    def test_says_what_counts_until_when_and_why(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = json.loads(run(capsys, "--format", "json"))

        assert [(row["nip"], row["competency"], row["current"], row["valid_until"], row["state"]) for row in rows] == [
            (town.nip(1), "M.1", True, "2029-01-10", "BERLAKU"),
            (town.nip(1), "T.IT.1", False, "2026-05-02", "HABIS"),
            (town.nip(2), "T.IT.1", True, "2029-05-02", "BERLAKU"),
        ]
        assert rows[1]["reason"] == "ran out on 2 May 2026"

    def test_of_another_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = json.loads(run(capsys, "--format", "json", "--on", "2026-05-02"))

        assert [row["current"] for row in rows] == [True, True, True]

    def test_of_one_unit(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = json.loads(run(capsys, "--format", "json", "--unit", "SEKSI"))

        assert {row["nip"] for row in rows} == {town.nip(1)}

    def test_of_one_person(self, capsys: pytest.CaptureFixture[str]) -> None:
        rows = json.loads(run(capsys, "--format", "json", "--nip", town.nip(2)))

        assert [(row["nip"], row["competency"]) for row in rows] == [(town.nip(2), "T.IT.1")]

    def test_refuses_a_number_that_nobody_has(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--lang", "en", "currency", "--nip", town.nip(9)]) == 1

        assert f"Nobody has the NIP {town.nip(9)}." in capsys.readouterr().err

    def test_as_a_table(self, capsys: pytest.CaptureFixture[str]) -> None:
        shown = run(capsys)

        assert "People: 2. Held and valid: 2. No longer or not yet valid: 1." in shown

    def test_refuses_a_unit_that_is_not_known(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--lang", "en", "currency", "--unit", "SEKSY"]) == 1

        assert "Nearest: SEKSI" in capsys.readouterr().err
