"""`piawai levels`: what a person holds and what it rests on."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from piawai.competencies.services.estimates import fit_everybody
from piawai.people.models import Person
from tests import town
from tests.cli.conftest import Run

KEYS = ["competency", "required", "level", "low", "high", "official_level", "evidence"]
EVIDENCE = ["source", "level", "date", "counts", "why"]
DAY = dt.date(2026, 6, 1)


class TestJson:
    """The rows that programs read, as the contract fixes them."""

    def rows(self, content: Callable[..., Any], *words: str) -> dict[str, Any]:
        return {row["competency"]: row for row in content("levels", "--nip", town.nip(1), *words)}

    def test_has_the_keys_of_the_contract(self, staff: list[Person], content: Callable[..., Any]) -> None:
        rows = content("levels", "--nip", town.nip(1))

        assert [row["competency"] for row in rows] == sorted(row["competency"] for row in rows)
        assert all(list(row) == KEYS for row in rows)
        assert all(list(piece) == EVIDENCE for row in rows for piece in row["evidence"])

    def test_what_is_stated_has_no_range(self, staff: list[Person], content: Callable[..., Any]) -> None:
        assert self.rows(content)["T.IT.1"] == {
            "competency": "T.IT.1",
            "required": 3,
            "level": 2,
            "low": None,
            "high": None,
            "official_level": 2,
            "evidence": [
                {
                    "source": "ASSESSMENT_CENTER",
                    "level": 2,
                    "date": "2025-05-05",
                    "counts": True,
                    "why": "this one decides",
                }
            ],
        }

    def test_unknown_is_null(self, staff: list[Person], content: Callable[..., Any]) -> None:
        row = self.rows(content)["M.1"]

        assert (row["level"], row["low"], row["official_level"], row["evidence"]) == (None, None, None, [])

    def test_an_estimate_has_a_range_and_its_ratings_count(
        self, staff: list[Person], content: Callable[..., Any]
    ) -> None:
        town.rated(staff[0], "M.1", [3], on=DAY, source="ATASAN")
        fit_everybody(on=town.TODAY, by=town.BY, at=town.NOW)

        row = self.rows(content)["M.1"]

        assert row["low"] <= row["level"] <= row["high"]
        assert row["evidence"] == [
            {
                "source": "ATASAN",
                "level": 3,
                "date": "2026-06-01",
                "counts": True,
                "why": "counts in the internal mapping",
            }
        ]

    def test_a_group_is_one_row_with_its_mean(self, staff: list[Person], content: Callable[..., Any]) -> None:
        town.rated(staff[0], "M.1", [2, 2, 3, 3, 4], on=DAY)
        fit_everybody(on=town.TODAY, by=town.BY, at=town.NOW)

        [piece] = self.rows(content)["M.1"]["evidence"]

        assert (piece["source"], piece["level"], piece["date"], piece["counts"]) == ("REKAN", 2.8, "2026-06-01", True)

    def test_small_groups_are_one_row_without_level_and_day(
        self, staff: list[Person], content: Callable[..., Any]
    ) -> None:
        town.rated(staff[0], "M.1", [2, 2, 3, 3], on=DAY)
        town.rated(staff[0], "M.1", [5], on=DAY + dt.timedelta(days=1))

        assert self.rows(content)["M.1"]["evidence"] == [
            {
                "source": "REKAN",
                "level": None,
                "date": None,
                "counts": False,
                "why": "too few raters: neither shown nor counted",
            }
        ]

    def test_of_another_day(self, staff: list[Person], content: Callable[..., Any]) -> None:
        row = self.rows(content, "--on", "2025-05-04")["T.IT.1"]

        assert (row["level"], row["evidence"]) == (None, [])


class TestTable:
    """What people read."""

    def test_says_how_sure_and_according_to_what(self, staff: list[Person], run: Run) -> None:
        town.estimated(staff[0], "M.1", 3, on=town.TODAY, low=2, high=4)

        status, out, err = run("levels", "--nip", town.nip(1))

        assert (status, err) == (0, "")
        assert "2–4" in out
        assert "internal mapping" in out
        assert "Unknown is not low." in out


class TestRefusal:
    """Whoever is not known."""

    def test_names_the_number(self, staff: list[Person], run: Run) -> None:
        status, out, err = run("levels", "--nip", "198503092010011999")

        assert (status, out) == (1, "")
        assert "Nobody has the NIP 198503092010011999." in err
