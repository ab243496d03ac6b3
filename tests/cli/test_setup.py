"""`piawai init` and `piawai doctor`."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from piawai.people.models import Person
from tests import town
from tests.cli.conftest import Run
from tests.cli.process import piawai


class TestInit:
    """An installation is prepared once, and may be prepared again."""

    def test_prepares_and_may_be_run_again(self, tmp_path: Path) -> None:
        first = piawai("--lang", "en", "init", home=tmp_path / "home")
        again = piawai("--lang", "en", "init", home=tmp_path / "home")

        assert (first.returncode, first.stderr) == (0, "")
        assert "210 new, 0 changed, 0 unchanged" in first.stdout
        assert (again.returncode, again.stderr) == (0, "")
        assert "Changes of the tables made: 0" in again.stdout
        assert "0 new, 0 changed, 210 unchanged" in again.stdout
        assert stat.S_IMODE((tmp_path / "home" / "secret_key").stat().st_mode) == 0o600

    def test_before_it_every_command_says_what_to_run(self, tmp_path: Path) -> None:
        answer = piawai("--lang", "en", "gaps", home=tmp_path / "home")

        assert (answer.returncode, answer.stdout) == (1, "")
        assert "piawai init" in answer.stderr
        assert "Traceback" not in answer.stderr

    @pytest.mark.parametrize(
        ("name", "value", "indonesian", "english"),
        [
            ("DATABASE_URL", "mysql://somewhere/else", "harus menunjuk", "must name a PostgreSQL database"),
            ("DATABASE_URL", "somewhere", "tidak dapat dibaca", "cannot be read"),
            ("PIAWAI_TIME_ZONE", "Mars", "bukan zona waktu", "is no time zone"),
            ("PIAWAI_HTTPS", "yes", "bukan 0 dan bukan 1", "is neither 0 nor 1"),
            ("PIAWAI_MAIL", "https://mail.example.id", "tidak dapat dibaca", "cannot be read"),
            ("PIAWAI_MAIL", "smtp://mail.example.id:port", "tidak dapat dibaca", "cannot be read"),
        ],
    )
    def test_a_setting_that_makes_no_sense_is_refused_in_both_languages(
        self, name: str, value: str, indonesian: str, english: str, tmp_path: Path
    ) -> None:
        given: dict[str, Any] = {name: value}

        answer = piawai("init", home=tmp_path, **given)

        [line] = answer.stderr.splitlines()
        assert answer.returncode == 1
        assert line.startswith(name)
        assert line.index(indonesian) < line.index(english)


class TestDoctor:
    """What stops work is a fault; what spoils results deserves attention."""

    def test_fails_without_a_database(self, tmp_path: Path) -> None:
        answer = piawai("--lang", "en", "doctor", home=tmp_path / "home")

        assert answer.returncode == 1
        assert "FAILED" in answer.stdout
        assert not (tmp_path / "home").exists()

    @pytest.mark.parametrize(("language", "word"), [("id", "PERHATIAN"), ("en", "ATTENTION")])
    def test_speaks_both_languages(self, language: str, word: str, staff: list[Person], run: Run) -> None:
        status, out, _err = run("--lang", language, "doctor")

        assert status == 0
        assert word in out

    def test_counts_what_spoils_results(self, db: None, run: Run) -> None:
        town.units()
        town.dictionary()
        town.people(
            town.person_row(1, legal_status=""),
            town.person_row(2, name="Nur  Aini"),
            town.person_row(3, name="NUR AINI"),
            town.person_row(4, job="Guru", kind="2"),
        )

        status, out, _err = run("doctor", "--json")

        found = {finding["check"]: finding for finding in json.loads(out)}
        assert status == 0
        assert list(found["people"]) == ["check", "status", "text", "count"]
        counts = {check: finding["count"] for check, finding in found.items() if finding["count"] is not None}
        assert counts["people"] == 4
        assert counts["no_class"] == 1
        assert counts["no_standard"] == 1
        assert counts["units_without_head"] == 3
        assert counts["no_superior"] == 4
        assert counts["no_legal_status"] == 1
        assert counts["nip_doubts"] == 0
        assert counts["duplicates"] == 1
        assert counts["legal_values"] > 0
