"""A folder of a city's own regulation files, and a clean reading of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from piawai.regulations import values

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write one TOML file into the folder and return the folder."""

    def write(text: str, *, file: str = "own.toml") -> Path:
        (tmp_path / file).write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the look-ups read the folder as well."""
    monkeypatch.setenv("PIAWAI_REGULATIONS", str(tmp_path))
    values.all_entries.cache_clear()
    yield tmp_path
    values.all_entries.cache_clear()
