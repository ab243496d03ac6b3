"""A small town behind the command, on a fixed day."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from piawai.cli.main import main
from piawai.lib import clock
from piawai.people.models import Person
from tests import town

Answer = tuple[int, str, str]
Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    Let the day be that of the town, an hour after everything was recorded, and the data folder an empty one.

    English unless a test says otherwise.
    """
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / "installation"))
    monkeypatch.setattr(clock, "now", lambda: town.NOW + dt.timedelta(hours=1))
    monkeypatch.setenv("PIAWAI_LANG", "en")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command and return its exit status, what it printed, and what it said beside it."""

    def run(*words: str) -> Answer:
        status = main(words)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def content(run: Run) -> Callable[..., Any]:
    """Run a command that succeeds and return the JSON it printed."""

    def content(*words: str) -> Any:
        status, out, err = run(*words, "--format", "json")
        assert (status, err) == (0, "")
        return json.loads(out)

    return content


@pytest.fixture
def staff(db: None) -> list[Person]:
    """
    Give three people: one in a section who lacks a level in T.IT.1, one in the office above of whom nothing is
    known, one in the section who holds what T.IT.1 demands.
    """
    town.units()
    town.dictionary()
    found = town.people(
        town.person_row(1), town.person_row(2, unit="DINAS", job="Analis Data"), town.person_row(3, job="Pengelola")
    )
    town.standard("Pengelola", "T.IT.1", 3, weight=2)
    town.assessed(found[0], "T.IT.1", 2, on=dt.date(2025, 5, 5))
    town.assessed(found[2], "T.IT.1", 4, on=dt.date(2025, 5, 6))
    return found


@pytest.fixture
def catalogue(staff: list[Person]) -> None:
    """Offer one session in 2027 that teaches what the first person lacks."""
    town.sessions(
        town.session_row("S-1", dt.date(2027, 3, 2), teaches={"T.IT.1": 3}, participant_cost=2_000_000, minimum=1)
    )
