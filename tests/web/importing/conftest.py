"""Imports as pages: a town with its cast, a home folder of the test's own, and the worker's turn."""

import threading
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from piawai.cli.background.registry import WORK
from piawai.cli.tasks import Task
from piawai.integrations.uploads.models import Upload
from piawai.jobs import services as jobs
from piawai.lib import clock
from tests.cast import Cast, cast
from tests.factories import rows, spreadsheets
from tests.factories.spreadsheets import Row
from tests.town import nip


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home folder of the test's own."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def people() -> Cast:
    """Build the town."""
    return cast()


@pytest.fixture
def bkpsdm(people: Cast) -> Client:
    """Give a browser of BKPSDM."""
    return people.client("bkpsdm")


def person(number: int, **changes: object) -> Row:
    """Return a row of somebody new."""
    return {**rows.pegawai(number, NAMA=f"ORANG {number}"), **changes}


def faulty() -> list[Row]:
    """Return rows of people of whom three are faulty: a short NIP, an unknown unit, a sex that is none."""
    found = [person(number) for number in range(11, 17)]
    found[0] = person(11, **{"NIP BARU": "1990"})
    found[1] = person(12, **{"UNOR ID": "SEKS"})
    found[2] = person(13, **{"JENIS KELAMIN": "laki"})
    return found


def sent(client: Client, tmp_path: Path, found: list[Row], **more: object) -> Upload:
    """Upload rows through the form, and return what was kept."""
    path = spreadsheets.write(tmp_path / "pegawai.xlsx", found)
    with path.open("rb") as stream:
        answer = client.post(
            reverse("import_new"), {"kind": "pegawai", "holds_on": "24-11-2026", "file": stream, **more}
        )
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.get(token=answer["Location"].split("/")[2])


def works() -> None:
    """Do what is due as the worker does, without its thread."""
    while (lease := jobs.claim(worker="tests", at=clock.now())) is not None:
        task = Task(lease=lease, told=threading.Event())
        WORK[lease.name](task)
        assert task.ended


def right_nip() -> str:
    """Return the NIP that the first faulty row should have."""
    return nip(11)
