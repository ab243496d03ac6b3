"""`piawai gaps`: who lacks what."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from piawai.people.models import Person
from tests import town
from tests.cli.conftest import Run

KEYS = [
    "nip",
    "unit",
    "job",
    "competency",
    "required",
    "held",
    "gap",
    "assessed_on",
    "valid_until",
    "source",
    "official",
]


class TestJson:
    """The rows that programs read, as the contract fixes them."""

    def test_has_the_keys_of_the_contract(self, staff: list[Person], content: Callable[..., Any]) -> None:
        rows = content("gaps")

        assert all(list(row) == KEYS for row in rows)

    def test_a_gap_says_what_is_held(self, staff: list[Person], content: Callable[..., Any]) -> None:
        rows = content("gaps", "--competency", "T.IT.1")

        assert rows == [
            {
                "nip": town.nip(1),
                "unit": "SEKSI",
                "job": "Pengelola",
                "competency": "T.IT.1",
                "required": 3,
                "held": 2,
                "gap": 1,
                "assessed_on": "2025-05-05",
                "valid_until": "2028-05-05",
                "source": "ASSESSMENT_CENTER",
                "official": True,
            }
        ]

    def test_unknown_is_null_and_never_a_gap(self, staff: list[Person], content: Callable[..., Any]) -> None:
        unknown = [row for row in content("gaps") if row["unit"] == "DINAS"]

        assert unknown
        assert {(row["held"], row["gap"], row["assessed_on"], row["source"]) for row in unknown} == {
            (None, None, None, "")
        }

    def test_all_includes_what_is_met(self, staff: list[Person], content: Callable[..., Any]) -> None:
        rows = content("gaps", "--competency", "T.IT.1", "--all")

        assert [(row["nip"], row["gap"]) for row in rows] == [(town.nip(1), 1), (town.nip(3), 0)]

    def test_is_ordered_by_unit_nip_and_competency(self, staff: list[Person], content: Callable[..., Any]) -> None:
        places = [(row["unit"], row["nip"], row["competency"]) for row in content("gaps", "--all")]

        assert places == sorted(places)

    def test_a_unit_includes_the_units_below(self, staff: list[Person], content: Callable[..., Any]) -> None:
        of_office = {row["unit"] for row in content("gaps", "--unit", "DINAS")}
        of_section = {row["unit"] for row in content("gaps", "--unit", "SEKSI")}

        assert (of_office, of_section) == ({"DINAS", "SEKSI"}, {"SEKSI"})

    def test_a_past_day_is_computed_anew(self, staff: list[Person], content: Callable[..., Any]) -> None:
        rows = content("gaps", "--competency", "T.IT.1", "--on", "2025-01-01")

        assert [row["held"] for row in rows] == [None, None]


class TestOtherForms:
    """Files for people and for spreadsheets."""

    def test_table_ends_with_a_summary(self, staff: list[Person], run: Run) -> None:
        status, out, _err = run("gaps", "--competency", "T.IT.1")

        assert status == 0
        assert town.nip(1) in out
        assert "People: 1. Known gaps: 1. Unknown (no valid evidence): 0. Day: 24 November 2026." in out

    def test_csv_starts_with_the_keys(self, staff: list[Person], run: Run) -> None:
        _status, out, _err = run("gaps", "--competency", "T.IT.1", "--format", "csv")

        header, row = csv.reader(io.StringIO(out.removeprefix("\ufeff")))
        assert header == [*KEYS, "name", "unit_name", "competency_name"]
        assert row[0] == town.nip(1)

    def test_xlsx_keeps_the_nip_as_text(self, staff: list[Person], run: Run, tmp_path: Path) -> None:
        target = tmp_path / "gaps.xlsx"

        assert run("gaps", "--competency", "T.IT.1", "--format", "xlsx", "--output", str(target)) == (0, "", "")

        header, row = openpyxl.load_workbook(target).active.iter_rows(values_only=True)  # type: ignore[union-attr]
        assert (header[0], row[0], row[8]) == ("NIP", town.nip(1), 1)

    def test_output_takes_what_would_be_printed(self, staff: list[Person], run: Run, tmp_path: Path) -> None:
        target = tmp_path / "gaps.json"
        _status, printed, _err = run("gaps", "--format", "json")

        assert run("gaps", "--format", "json", "--output", str(target)) == (0, "", "")

        assert target.read_text(encoding="utf-8") == printed


class TestRefusals:
    """What is not known is refused, with the nearest that is."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            pytest.param(["--unit", "SEKSY"], "There is no unit SEKSY. Nearest: SEKSI (Seksi).\n", id="unit"),
            pytest.param(["--unit", "zzz"], "There is no unit zzz.\n", id="unit like no other"),
            pytest.param(["--competency", "M.11"], "There is no competency M.11. Nearest: M.1 (", id="competency"),
            pytest.param(["--competency", "Kompetensi T.IT.2"], "Nearest: T.IT.1 (Kompetensi T.IT.1)", id="by name"),
        ],
    )
    def test_are_told(self, words: list[str], said: str, staff: list[Person], run: Run) -> None:
        status, out, err = run("gaps", *words)

        assert (status, out) == (1, "")
        assert said in err

    def test_xlsx_needs_a_file(self, run: Run) -> None:
        status, _out, err = run("gaps", "--format", "xlsx")

        assert status == 2
        assert err.startswith("--output: xlsx needs a file")

    def test_a_folder_that_is_not_there_is_told(self, staff: list[Person], run: Run, tmp_path: Path) -> None:
        status, _out, err = run("gaps", "--output", str(tmp_path / "missing" / "gaps.txt"))

        assert status == 1
        assert err == f"{tmp_path / 'missing' / 'gaps.txt'}: There is no such file or folder.\n"
