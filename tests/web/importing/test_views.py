"""Imports as pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from piawai.formats.tables import read
from piawai.integrations.files.importing import KINDS
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import files
from piawai.jobs.models import Job, Message
from piawai.jobs.terms import JobState
from piawai.lib import clock
from piawai.people.models import Person
from piawai.web.importing import forms, receiving, views
from tests.cast import Cast
from tests.formats import hostile
from tests.integrations.uploads.conftest import fresh
from tests.web.importing.conftest import faulty, person, right_nip, sent, works

pytestmark = pytest.mark.django_db
Queries = Callable[[int], Any]


def page(upload: Upload, name: str = "import_page") -> str:
    return reverse(name, args=[upload.token])


@pytest.fixture
def repairable(bkpsdm: Client, tmp_path: Path) -> Upload:
    """Give an import with three faulty rows."""
    upload = sent(bkpsdm, tmp_path, faulty())
    works()
    return fresh(upload)


class TestNew:
    """Uploading a file."""

    def test_leads_to_a_page_that_says_how_far_it_is(self, bkpsdm: Client, tmp_path: Path) -> None:
        upload = sent(bkpsdm, tmp_path, faulty())

        answer = bkpsdm.get(page(upload))

        assert answer["Cache-Control"] == "no-store"
        assert b'http-equiv="refresh"' in answer.content
        assert b"Waiting for its turn" in answer.content
        assert Person.objects.count() == 5

    @pytest.mark.parametrize("name", ["one_cell_of_300_megabytes", "external_file", "ten_thousand_sheets"])
    def test_of_a_file_that_means_harm_ends_in_a_plain_refusal(
        self, bkpsdm: Client, tmp_path: Path, home: Path, name: str
    ) -> None:
        hostile.BUILDERS[name][1](tmp_path / "h.xlsx")
        content = (tmp_path / "h.xlsx").read_bytes()
        given = {"kind": "libur", "holds_on": "24-11-2026", "file": SimpleUploadedFile("h.xlsx", content)}

        answer = bkpsdm.post(reverse("import_new"), given, follow=True)
        if answer.redirect_chain:
            works()
            answer = bkpsdm.get(answer.redirect_chain[-1][0])

        assert answer.status_code == 200
        text = answer.content.decode()
        assert "an attack" in text or "as no spreadsheet has" in text
        assert not [path for path in (home / "media").rglob("*") if path.is_file()]

    def test_of_a_file_that_is_too_large_is_refused_in_words(
        self, bkpsdm: Client, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receiving, "MOST", 1000)
        monkeypatch.setattr(forms, "MOST", 1000)
        file = SimpleUploadedFile("a.csv", b"a,b\n" * 1000)

        answer = bkpsdm.post(reverse("import_new"), {"kind": "libur", "holds_on": "24-11-2026", "file": file})

        assert answer.status_code == 200
        assert "Split it." in str(answer.context["form"].errors["file"])
        assert not Upload.objects.exists()
        assert not (home / "media").exists()

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            pytest.param({"kind": ""}, "kind", id="no kind"),
            pytest.param({"kind": "gaji"}, "kind", id="a kind that is none"),
            pytest.param({"holds_on": "kemarin"}, "holds_on", id="no day"),
            pytest.param({"file": ""}, "file", id="no file"),
            pytest.param({"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}, "file", id="no table"),
        ],
    )
    def test_says_what_is_wrong(self, bkpsdm: Client, given: dict[str, object], field: str) -> None:
        right = {"kind": "libur", "holds_on": "24-11-2026", "file": SimpleUploadedFile("a.csv", b"TANGGAL,NAMA\n")}

        answer = bkpsdm.post(reverse("import_new"), {**right, **given})

        assert list(answer.context["form"].errors) == [field]
        assert not Upload.objects.exists()

    def test_names_every_kind_in_words(self) -> None:
        assert set(forms.LABELS) == set(KINDS)

    def test_gives_an_empty_sheet_of_a_kind(self, bkpsdm: Client, tmp_path: Path) -> None:
        answer = bkpsdm.get(reverse("import_template", args=["libur"]))

        (tmp_path / "t.xlsx").write_bytes(answer.content)
        assert "TANGGAL" in read(path=tmp_path / "t.xlsx").headers
        assert bkpsdm.get(reverse("import_template", args=["gaji"])).status_code == 404


class TestPage:
    """The page of one import."""

    def test_tells_htmx_how_far_it_is_until_it_is_over(self, bkpsdm: Client, tmp_path: Path) -> None:
        upload = sent(bkpsdm, tmp_path, faulty())
        files.write_progress(token=upload.token, percent=71, row=1783, rows=2512, words="Reading the file", left=9)
        asked = {"HX-Request": "true"}

        part = bkpsdm.get(page(upload), headers=asked)
        works()
        over = bkpsdm.get(page(upload), headers=asked)

        assert b"<html" not in part.content
        text = " ".join(part.content.decode().split())
        assert "71 %</strong> · Reading the file · row 1,783 of 2,512 · about 9 seconds left" in text
        assert over["HX-Refresh"] == "true"

    def test_shows_faulty_rows_to_be_written_anew(self, bkpsdm: Client, repairable: Upload) -> None:
        rows = bkpsdm.get(page(repairable)).context["rows"]

        assert [(row.number, row.cells[0].label, row.cells[0].value) for row in rows] == [
            (2, "NIP BARU", "1990"),
            (3, "UNOR ID", "SEKS"),
            (4, "JENIS KELAMIN", "laki"),
        ]
        assert rows[1].cells[0].proposal == "SEKSI"
        assert rows[2].cells[0].options == ("laki", "", "M", "F", "L", "P", "1", "2")

    def test_says_where_nothing_can_be_put_right_in_the_browser(self, bkpsdm: Client) -> None:
        file = SimpleUploadedFile("a.csv", b"NIP BARU,NAMA\n198503092010011011,A\n")
        bkpsdm.post(reverse("import_new"), {"kind": "pegawai", "holds_on": "24-11-2026", "file": file})
        works()

        answer = bkpsdm.get(page(Upload.objects.get()))

        (row,) = answer.context["rows"]
        assert "UNOR ID" in row.notes[0]
        assert (row.cells, row.removable) == ((), False)
        assert b"Repair and check again" not in answer.content
        assert b"cannot be put right here" in answer.content

    def test_escapes_what_stands_in_the_file_and_in_its_name(self, bkpsdm: Client, tmp_path: Path) -> None:
        bad = '"><script>alert(1)</script>'
        upload = sent(bkpsdm, tmp_path, [person(11, **{"NIP BARU": bad, "NAMA": bad})])
        Upload.objects.filter(pk=upload.pk).update(file_name=bad)
        works()

        text = bkpsdm.get(page(upload)).content.decode()

        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text

    def test_offers_another_try_where_the_worker_gave_up(self, bkpsdm: Client, tmp_path: Path) -> None:
        upload = sent(bkpsdm, tmp_path, faulty())
        Job.objects.update(state=JobState.FAILED, finished_at=clock.now())

        assert b"broken off" in bkpsdm.get(page(upload)).content
        bkpsdm.post(page(upload, "import_again"), {"versi": 1})

        assert (fresh(upload).version, Job.objects.count()) == (2, 2)

    def test_takes_few_queries(
        self, bkpsdm: Client, repairable: Upload, django_assert_max_num_queries: Queries
    ) -> None:
        with django_assert_max_num_queries(12):
            assert bkpsdm.get(page(repairable)).status_code == 200
        with django_assert_max_num_queries(12):
            assert bkpsdm.get(reverse("imports")).status_code == 200


class TestRepair:
    """Repair in the browser."""

    def form(self, upload: Upload, **more: str) -> dict[str, str]:
        """Return the form as it stands in the page."""
        cells = {"sel-2-nipbaru": "1990", "sel-3-unorid": "SEKS", "sel-4-jeniskelamin": "laki"}
        return {"versi": str(upload.version), "hal": "1", **cells, **more}

    @pytest.mark.parametrize("unit", ["SEKSI", "seksi  satu"])
    def test_goes_from_the_faulty_row_to_the_receipt(self, bkpsdm: Client, repairable: Upload, unit: str) -> None:
        right = {"sel-2-nipbaru": right_nip(), "sel-3-unorid": unit, "keluar-4": "1"}
        assert b'<option value="SEKSI">Seksi Satu</option>' in bkpsdm.get(page(repairable)).content

        bkpsdm.post(page(repairable, "import_repair"), self.form(repairable, **right))
        works()
        ready = bkpsdm.get(page(repairable))
        bkpsdm.post(page(repairable, "import_store"), {"versi": ready.context["upload"].version})
        bkpsdm.post(page(repairable, "import_store"), {"versi": ready.context["upload"].version})
        works()
        receipt = bkpsdm.get(page(repairable))

        assert (ready.context["state"], receipt.context["state"]) == ("READY", "STORED")
        facts = {fact.label: fact.text for fact in receipt.context["facts"]}
        assert (facts["New"], facts["Repaired in the browser"], facts["Receipt number"]) == ("5", "3", repairable.token)
        assert Person.objects.count() == 10
        assert bkpsdm.get(page(repairable), {"format": "pdf"}).content.startswith(b"%PDF")

    def test_takes_a_proposal_over_without_script_and_keeps_what_was_typed(
        self, bkpsdm: Client, repairable: Upload
    ) -> None:
        given = self.form(repairable, pakai="sel-3-unorid=SEKSI", **{"sel-2-nipbaru": "12"})

        answer = bkpsdm.post(page(repairable, "import_repair"), given)

        values = [row.cells[0].value for row in answer.context["rows"]]
        assert values == ["12", "SEKSI", "laki"]
        assert fresh(repairable).version == 1

    def test_without_a_change_is_refused_in_words(self, bkpsdm: Client, repairable: Upload) -> None:
        answer = bkpsdm.post(page(repairable, "import_repair"), self.form(repairable))

        assert "not changed anything" in answer.context["problem"]

    def test_by_two_at_once_tells_the_second_and_keeps_the_words(
        self, people: Cast, bkpsdm: Client, repairable: Upload
    ) -> None:
        bkpsdm.post(page(repairable, "import_repair"), self.form(repairable, **{"sel-3-unorid": "SEKSI"}))
        works()

        given = self.form(repairable, **{"sel-2-nipbaru": right_nip()})
        answer = bkpsdm.post(page(repairable, "import_repair"), given)

        assert "changed this import" in answer.context["problem"]
        rows = answer.context["rows"]
        assert [(row.number, row.cells[0].value) for row in rows] == [(2, right_nip()), (4, "laki")]

    @pytest.mark.parametrize("version", ["", "x", "-1", "²", "99999999999"])
    def test_of_no_version_is_refused(self, bkpsdm: Client, repairable: Upload, version: str) -> None:
        given = {**self.form(repairable, **{"sel-3-unorid": "SEKSI"}), "versi": version}

        assert "changed this import" in bkpsdm.post(page(repairable, "import_repair"), given).context["problem"]

    def test_touches_no_cell_that_is_not_faulty(self, bkpsdm: Client, repairable: Upload) -> None:
        given = self.form(
            repairable, **{"sel-3-unorid": "SEKSI", "sel-3-nama": "X", "sel-9-nama": "X", "keluar-9": "1"}
        )

        bkpsdm.post(page(repairable, "import_repair"), given)

        assert fresh(repairable).corrections == {"cells": {"3": {"unorid": "SEKSI"}}, "left_out": []}

    def test_by_another_file_takes_its_place(self, bkpsdm: Client, repairable: Upload) -> None:
        file = SimpleUploadedFile("lain.csv", b"NIP BARU,NAMA\n1,2\n")

        nothing = bkpsdm.post(page(repairable, "import_replace"), {"versi": 1})
        bad = {"versi": 1, "file": SimpleUploadedFile("x.xlsx", b"%PDF-1.7")}
        no_table = bkpsdm.post(page(repairable, "import_replace"), bad)
        answer = bkpsdm.post(page(repairable, "import_replace"), {"versi": 1, "file": file})

        assert nothing.context["form"].errors
        assert no_table.context["form"].errors
        assert answer.status_code == 302
        assert fresh(repairable).file_name == "lain.csv"


class TestFaults:
    """The faulty rows as a file."""

    def test_come_as_an_attachment_that_nobody_keeps(self, bkpsdm: Client, repairable: Upload, tmp_path: Path) -> None:
        answer = bkpsdm.get(page(repairable, "import_faults"))

        assert answer["Content-Disposition"].startswith('attachment; filename="to-repair-pegawai.xlsx"')
        assert answer["Cache-Control"] == "no-store"
        (tmp_path / "f.xlsx").write_bytes(answer.getvalue())
        assert len(list(read(path=tmp_path / "f.xlsx").rows)) == 3

    def test_are_gone_with_the_file(self, bkpsdm: Client, repairable: Upload) -> None:
        bkpsdm.post(page(repairable, "import_discard"), {"versi": 1})

        answer = bkpsdm.get(page(repairable, "import_faults"), follow=True)

        assert "no rows to repair" in answer.content.decode()


class TestImports:
    """The list of imports."""

    def test_shows_everybodys_and_finds_ones_own(self, bkpsdm: Client, repairable: Upload) -> None:
        Upload.objects.filter(pk=repairable.pk).update(owner="other", owner_name="Somebody")

        cells = bkpsdm.get(reverse("imports")).context["listing"].cells
        own = bkpsdm.get(reverse("imports"), {"milik": "saya"}).context["listing"].cells
        repaired = bkpsdm.get(reverse("imports"), {"keadaan": "READY"}).context["listing"].cells

        assert [cell.text for cell in cells[0][:6]] == [
            "pegawai.xlsx",
            "Employees (pegawai)",
            "to be repaired",
            "6",
            "3",
            "Somebody",
        ]
        assert (own, repaired) == ([], [])

    def test_can_be_taken_along(self, bkpsdm: Client, repairable: Upload) -> None:
        assert bkpsdm.get(reverse("imports"), {"format": "xlsx"}).content.startswith(b"PK")


class TestHome:
    """The tasks of whoever uploaded a file."""

    def test_lead_to_repair_and_then_to_storing(self, bkpsdm: Client, repairable: Upload) -> None:
        repair = {task.verb: task.url for task in bkpsdm.get("/").context["tasks"]}
        Upload.objects.update(state="READY")
        store = {task.verb: task.url for task in bkpsdm.get("/").context["tasks"]}

        assert repair["Repair 3 rows"] == page(repairable)
        assert store["Store the changes"] == page(repairable)
        assert Message.objects.count() == 1

    def test_are_the_owners_alone(self, bkpsdm: Client, repairable: Upload) -> None:
        Upload.objects.update(owner="other")

        assert page(repairable) not in [task.url for task in bkpsdm.get("/").context["tasks"]]


def test_waits_long_says_what_may_be_the_matter(
    bkpsdm: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(bkpsdm, tmp_path, faulty())
    monkeypatch.setattr(views, "LONG_WAIT", -1)

    assert b"piawai worker" in bkpsdm.get(page(upload)).content
