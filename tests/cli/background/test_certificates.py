"""Printing the certificates of a session, also after it was broken off."""

import threading
import zipfile
from pathlib import Path

import pytest

from piawai.cli.background.certificates import print_certificates
from piawai.cli.tasks import StoppedEarly, Task
from piawai.formats import certificates
from piawai.formats.certificates import Sheet
from piawai.jobs import services as jobs
from piawai.learning.services import printing
from piawai.learning.services.certificates import ask_to_print
from tests import town
from tests.graduates import held, locked, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """Return the claimed job of a session with two certificates."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    town.dictionary()
    town.units()
    people = town.people(town.person_row(1), town.person_row(2))
    session = held(*people)
    scored(session, dict.fromkeys(people, 90))
    locked(session)
    ask_to_print(session=session, site="https://example.id", by="bkpsdm", at=town.NOW)
    lease = jobs.claim(worker="tests", at=town.NOW)
    assert lease is not None
    return Task(lease=lease, told=threading.Event())


class TestPrintCertificates:
    """One file for all."""

    def test_holds_a_pdf_each_and_tells_whoever_asked(self, task: Task) -> None:
        result = print_certificates(task)

        with zipfile.ZipFile(printing.packed(token=task.lease.token)) as archive:
            names = archive.namelist()
            assert archive.read(names[0]).startswith(b"%PDF-")
        assert result == {"certificates": 2}
        assert names == ["00001-sert-2026.pdf", "00002-sert-2026.pdf"]
        assert not (printing.folder() / task.lease.token).exists()

    def test_broken_off_it_goes_on_where_it_stopped(self, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
        task.told.set()
        with pytest.raises(StoppedEarly):
            print_certificates(task)
        task.told.clear()
        printed: list[str] = []
        original = certificates.Printer.pdf

        def noted(self: certificates.Printer, sheet: Sheet) -> bytes:
            printed.append(sheet.number)
            return original(self, sheet)

        monkeypatch.setattr(certificates.Printer, "pdf", noted)

        print_certificates(task)

        assert [number for number in printed if "00001" in number] == []
        assert len(printed) == 1
