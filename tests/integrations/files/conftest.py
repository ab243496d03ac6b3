"""A small town to import into, and a short way to import rows."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pytest
from django.utils import translation

from piawai.integrations.files.importing import Report, import_file
from tests import town
from tests.factories import spreadsheets
from tests.factories.spreadsheets import Row


class TakeIn(Protocol):
    """Imports rows as a file."""

    def __call__(
        self,
        kind: str,
        *rows: Row,
        suffix: str = ".xlsx",
        on: dt.date = town.TODAY,
        at: dt.datetime = town.NOW,
        dry_run: bool = False,
    ) -> Report:
        """Return the report."""


@pytest.fixture(autouse=True)
def english() -> object:
    """Speak English, so that words can be looked for."""
    with translation.override("en"):
        yield


@pytest.fixture
def take_in(tmp_path: Path) -> TakeIn:
    """Write rows to a file of the kind and import it."""

    def take_in(
        kind: str,
        *rows: Row,
        suffix: str = ".xlsx",
        on: dt.date = town.TODAY,
        at: dt.datetime = town.NOW,
        dry_run: bool = False,
    ) -> Report:
        path = spreadsheets.write(tmp_path / f"{kind}{suffix}", rows)
        return import_file(kind=kind, path=path, on=on, by="tests", at=at, dry_run=dry_run)

    return take_in


@pytest.fixture
def small_town(db: None) -> None:
    """Make a city with an office and a section, two people, four competencies and a session."""
    town.units()
    town.people(town.person_row(1, siasn_id="PNS1"), town.person_row(2, siasn_id="PNS2"))
    town.dictionary()
    town.sessions(town.session_row("SESI", dt.date(2027, 5, 3)))


def codes(problems: Sequence[object]) -> list[tuple[int, str, str]]:
    """Return row, column and code of problems."""
    return [(problem.row, problem.column, problem.code) for problem in problems]  # type: ignore[attr-defined]
