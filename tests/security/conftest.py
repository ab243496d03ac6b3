"""What the attacks share."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home folder of the test's own: the attacked world keeps uploaded files."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
