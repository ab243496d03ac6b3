"""A round that is open, and the people whom its pages are for."""

from pathlib import Path

import pytest

from piawai.competencies.models import Round
from piawai.lib import clock
from tests import sheets as made
from tests.cast import Cast, cast


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return made.led(cast())


@pytest.fixture
def open_round(people: Cast) -> Round:
    made.levels_in_words("M.1")
    return made.round_(on=clock.today())
