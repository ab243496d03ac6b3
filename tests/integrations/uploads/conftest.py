"""A town, a home folder of the test's own, and short ways to upload and to let the jobs run."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from django.utils import translation

from piawai.audit.terms import Actor
from piawai.integrations.uploads import queries
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import acts, running
from tests import town
from tests.factories import rows, spreadsheets
from tests.factories.spreadsheets import Row

RINA, BUDI = Actor("rina", "Rina"), Actor("budi", "Budi")
Send = Callable[..., Upload]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English, so that words can be looked for."""
    with translation.override("en"):
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home folder of the test's own."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def small_town(db: None) -> None:
    """Make a city with an office and a section, and four competencies."""
    town.units()
    town.dictionary()


def good(count: int) -> list[Row]:
    """Return rows of people that pass, each in another way."""
    return [rows.pegawai(number, NAMA=f"ORANG {number}") for number in range(1, count + 1)]


def bytes_of(tmp_path: Path, found: Sequence[Row]) -> bytes:
    """Return the bytes of a spreadsheet with these rows."""
    return spreadsheets.write(tmp_path / "sent.xlsx", found).read_bytes()


@pytest.fixture
def send(home: Path, small_town: None, tmp_path: Path) -> Send:
    """Upload rows as a file."""

    def sent(found: Sequence[Row], *, kind: str = "pegawai", by: Actor = RINA, name: str = "simpeg.xlsx") -> Upload:
        chunks = [bytes_of(tmp_path, found)]
        return acts.upload_file(
            kind=kind, holds_on=town.TODAY, name=name, chunks=chunks, language="en", by=by, at=town.NOW
        )

    return sent


def nothing(_done: int, _total: int, _words: str) -> None:
    """Hear how far it is, and do nothing."""


def never(_result: object) -> None:
    """Fail: the job was not to end with an effect."""
    pytest.fail("the job ended with an effect")


def run(upload: Upload) -> Upload:
    """Do the job that a file waits for, and return the file as it is then."""
    now = fresh(upload)
    job = now.job
    assert job is not None
    work = {"import.check": running.check, "import.store": running.store}[job.name]
    ended: list[object] = []
    version = job.arguments["version"]
    work(token=upload.token, version=version, at=town.NOW, tell=nothing, end=ended.append)
    return fresh(upload)


def fresh(upload: Upload) -> Upload:
    """Return a file as it is now."""
    return queries.uploads().get(pk=upload.pk)
