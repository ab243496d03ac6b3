"""Files on their way in: checked, repaired, stored once, thrown away; and every refusal."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from piawai.audit.models import Event
from piawai.formats.tables import read
from piawai.integrations.files import importing
from piawai.integrations.uploads import queries
from piawai.integrations.uploads.models import Upload
from piawai.integrations.uploads.services import acts, files, findings, running
from piawai.integrations.uploads.services.acts import UnableToChangeUpload
from piawai.integrations.uploads.services.files import UnableToTakeFile
from piawai.integrations.uploads.terms import UploadState
from piawai.jobs.models import Job, Message
from piawai.jobs.terms import JobState
from piawai.people.models import Person
from tests import town
from tests.factories import rows
from tests.formats import hostile
from tests.integrations.uploads.conftest import BUDI, RINA, Send, bytes_of, fresh, good, never, nothing, run

pytestmark = pytest.mark.django_db
# One of each sort: tests/formats holds them all
HOSTILE = (
    "one_cell_of_300_megabytes",
    "external_file",
    "billion_laughs",
    "ten_thousand_sheets",
    "dtd_hidden_in_utf_16",
)


def faulty(count: int = 5) -> list[dict[str, object]]:
    """Return rows of people, two of them faulty: the second NIP is short, the unit of the third is unknown."""
    found = [dict(row) for row in good(count)]
    found[1]["NIP BARU"] = "1990"
    found[2]["UNOR ID"] = "SEKS"
    return found


def kept(upload: Upload) -> list[str]:
    """Return the names of what is kept of an upload."""
    folder = files.folder_of(token=upload.token)
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


class TestUpload:
    """A file that is uploaded."""

    def test_is_kept_for_its_owner_only_and_waits_for_its_check(self, send: Send, home: Path) -> None:
        upload = send(good(2))

        path = files.path_of(upload=upload)
        assert path.is_relative_to(home)
        assert path.stat().st_mode & 0o777 == 0o600
        assert (upload.state, upload.version, upload.owner) == (UploadState.CHECKING, 1, "rina")
        job = Job.objects.get()
        assert (job.name, job.arguments) == ("import.check", {"upload": upload.token, "version": 1})
        assert Person.objects.count() == 0

    def test_is_one_after_a_double_tap(self, send: Send) -> None:
        first, second = send(good(2)), send(good(2))

        assert first.pk == second.pk
        assert Job.objects.count() == 1
        assert len(list(files.root().iterdir())) == 1

    @pytest.mark.parametrize("name", HOSTILE)
    def test_that_means_harm_is_refused_at_once_or_by_the_check(self, send: Send, tmp_path: Path, name: str) -> None:
        _code, build = hostile.BUILDERS[name]
        path = tmp_path / "hostile.xlsx"
        build(path)

        try:
            upload = acts.upload_file(
                kind="pegawai",
                holds_on=town.TODAY,
                name="a.xlsx",
                chunks=[path.read_bytes()],
                language="en",
                by=RINA,
                at=town.NOW,
            )
        except UnableToTakeFile:
            assert not any(path.is_file() for path in files.root().rglob("*"))
            return
        found = run(upload)

        assert found.state == UploadState.REFUSED
        assert found.problem
        assert upload.stored_name not in found.problem
        assert kept(upload) == []

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            pytest.param(b"", "empty_file", id="empty"),
            pytest.param(b"%PDF-1.7 <html>", "not_a_table", id="a PDF"),
            pytest.param(b"\x89PNG\r\n<?php echo 1;", "not_a_table", id="a picture with a programme in it"),
            pytest.param(b"<svg onload='x'></svg>", "not_a_table", id="a drawing with a script"),
            pytest.param(b"<html><table></table></html>", "not_a_table", id="a page"),
        ],
    )
    def test_that_is_no_table_is_refused_and_not_kept(
        self, home: Path, small_town: None, content: bytes, code: str
    ) -> None:
        with pytest.raises(UnableToTakeFile) as refused:
            acts.upload_file(
                kind="pegawai",
                holds_on=town.TODAY,
                name="pegawai.xlsx",
                chunks=[content],
                language="en",
                by=RINA,
                at=town.NOW,
            )

        assert refused.value.code == code
        assert not Upload.objects.exists()
        assert not any(path.is_file() for path in home.rglob("*"))

    def test_that_is_too_large_is_refused_before_it_is_all_read(self, home: Path) -> None:
        taken: list[int] = []

        def endless() -> object:
            while True:
                taken.append(1)
                yield b"x" * files.LIMITS.packed

        with pytest.raises(UnableToTakeFile) as refused:
            files.keep(token="abc", chunks=endless())  # type: ignore[arg-type]  # noqa: S106 (no secret)

        assert refused.value.code == "file_too_large"
        assert len(taken) == 2
        assert not any(path.is_file() for path in home.rglob("*"))

    def test_of_no_kind_is_refused(self, home: Path, small_town: None) -> None:
        with pytest.raises(UnableToTakeFile, match="no such kind"):
            acts.upload_file(
                kind="gaji", holds_on=town.TODAY, name="a", chunks=[b"x"], language="en", by=RINA, at=town.NOW
            )

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            pytest.param("../../etc/passwd", "passwd", id="a path"),
            pytest.param("C:\\data\\simpeg.xlsx", "simpeg.xlsx", id="a path of Windows"),
            pytest.param("a\u202excod.xlsx\x00", "axcod.xlsx", id="signs that turn the direction, and NUL"),
            pytest.param("pegawai 198503092010012001.xlsx", "pegawai ….xlsx", id="a NIP"),
            pytest.param("...", "file without a name", id="nothing left"),
        ],
    )
    def test_has_a_name_that_can_be_shown(self, name: str, shown: str) -> None:
        assert files.clean_name(name=name) == shown

    def test_has_a_short_name(self) -> None:
        found = files.clean_name(name=f"{'a' * 300}.xlsx")

        assert len(found) <= files.LONGEST_NAME
        assert found.endswith(".xlsx")


class TestCheck:
    """The check of a file."""

    def test_says_what_would_change_and_stores_nothing(self, send: Send) -> None:
        found = run(send(good(3)))

        assert (found.state, found.row_count, found.fault_count) == (UploadState.READY, 3, 0)
        assert (found.report["new"], found.report["changed"]) == (3, 0)
        assert Person.objects.count() == 0

    def test_names_faulty_rows_with_what_stands_in_them(self, send: Send) -> None:
        found = run(send(faulty()))

        assert (found.state, found.row_count, found.fault_count) == (UploadState.TO_REPAIR, 5, 2)
        short, unknown = found.report["faults"]
        assert (short["row"], short["cells"][0]["column"], short["cells"][0]["value"]) == (3, "NIP BARU", "1990")
        assert short["cells"][0]["problems"] == ["The number has 4 digits; a NIP has 18."]
        assert ["NAMA", "ORANG 2"] in short["about"]
        assert unknown["cells"][0]["proposals"] == ["SEKSI"]

    def test_proposes_the_values_that_pass(self, send: Send) -> None:
        found = run(send([{**good(1)[0], "JENIS KELAMIN": "laki"}]))

        assert found.report["faults"][0]["cells"][0]["proposals"] == ["M", "F", "L", "P", "1", "2"]

    def test_writes_the_faulty_rows_as_a_spreadsheet(self, send: Send) -> None:
        found = run(send(faulty()))

        path = acts.take_faults(upload=found, by=RINA, at=town.NOW)
        assert path.stat().st_mode & 0o777 == 0o600
        assert [row.cells["nama"] for row in read(path=path).rows] == ["ORANG 2", "ORANG 3"]
        assert Event.objects.filter(action="uploads.take_faults", actor="rina").count() == 1

    def test_keeps_no_more_faulty_rows_than_a_page_can_use(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(findings, "MOST_ROWS", 1)

        found = run(send(faulty()))

        assert len(found.report["faults"]) == 1
        assert found.fault_count == 2
        path = acts.take_faults(upload=found, by=RINA, at=town.NOW)
        assert len(list(read(path=path).rows)) == 2

    def test_tells_whoever_asked(self, send: Send) -> None:
        upload = run(send(faulty()))

        message = Message.objects.get()
        assert (message.to, message.subject) == ("rina", "2 rows of an import need repair")
        assert message.link == f"/impor/{upload.token}/"

    def test_leaves_a_file_alone_that_was_thrown_away_meanwhile(self, send: Send) -> None:
        upload = send(good(1))
        acts.discard(upload=upload, version=1, by=RINA, at=town.NOW)

        running.check(token=upload.token, version=1, at=town.NOW, tell=nothing, end=never)

        assert fresh(upload).state == UploadState.DISCARDED

    def test_leaves_a_file_alone_that_is_thrown_away_while_it_is_read(self, send: Send) -> None:
        upload = send(good(1))

        def tell(_done: int, _total: int, _words: str) -> None:
            if fresh(upload).version == 1:
                acts.discard(upload=fresh(upload), version=1, by=RINA, at=town.NOW)

        running.check(token=upload.token, version=1, at=town.NOW, tell=tell, end=never)

        assert fresh(upload).state == UploadState.DISCARDED
        assert not Message.objects.exists()

    def test_is_tried_again_where_the_database_failed(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        upload = send(good(1))

        def fails(**_given: object) -> None:
            raise importing.UnableToImport("busy", code="busy") from DatabaseError("locked")

        monkeypatch.setattr(running, "store_rows", fails)

        with pytest.raises(DatabaseError):
            running.check(token=upload.token, version=1, at=town.NOW, tell=nothing, end=never)
        assert fresh(upload).state == UploadState.CHECKING

    def test_says_how_far_it_is(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        upload, told = send(good(120)), []
        monkeypatch.setattr(running, "SAID_EVERY", 0.0)

        def tell(_done: int, _total: int, _words: str) -> None:
            told.append(files.progress(token=upload.token))

        running.check(token=upload.token, version=1, at=town.NOW, tell=tell, end=lambda _result: None)

        seen = [(step.percent, step.row, step.rows) for step in told if step is not None]
        assert seen == [
            (0, 0, 0),
            (0, 0, 120),
            (25, 50, 120),
            (50, 100, 120),
            (60, 120, 120),
            (75, 120, 120),
            (90, 120, 120),
        ]


class TestRepair:
    """Repair in the browser."""

    def test_lays_new_texts_over_cells_and_has_the_file_checked_again(self, send: Send) -> None:
        upload = run(send(faulty()))
        cells = {(3, "nipbaru"): town.nip(2), (4, "unorid"): "SEKSI"}

        acts.repair(upload=upload, version=1, cells=cells, left_out=(), by=BUDI, at=town.NOW)
        found = run(upload)

        assert (found.state, found.version, found.fault_count) == (UploadState.READY, 2, 0)
        assert found.report["new"] == 5
        assert Message.objects.filter(to="budi").count() == 1

    def test_leaves_rows_out(self, send: Send) -> None:
        upload = run(send(faulty()))

        acts.repair(upload=upload, version=1, cells={}, left_out=[3, 4], by=RINA, at=town.NOW)
        found = run(upload)

        assert (found.state, found.row_count) == (UploadState.READY, 3)

    def test_builds_on_earlier_repair(self, send: Send) -> None:
        upload = run(send(faulty()))
        acts.repair(upload=upload, version=1, cells={(3, "nipbaru"): town.nip(2)}, left_out=(), by=RINA, at=town.NOW)
        upload = run(upload)
        assert [fault["row"] for fault in upload.report["faults"]] == [4]

        acts.repair(upload=upload, version=2, cells={(4, "unorid"): "SEKSI"}, left_out=(), by=RINA, at=town.NOW)

        assert run(upload).state == UploadState.READY

    def test_of_two_at_once_refuses_the_second_and_says_what_happened(self, send: Send) -> None:
        upload = run(send(faulty()))
        acts.repair(upload=upload, version=1, cells={(3, "nipbaru"): town.nip(2)}, left_out=(), by=BUDI, at=town.NOW)

        with pytest.raises(UnableToChangeUpload, match="Budi changed this import") as refused:
            acts.repair(upload=upload, version=1, cells={(4, "unorid"): "X"}, left_out=(), by=RINA, at=town.NOW)

        assert refused.value.code == "changed"
        assert fresh(upload).corrections["cells"] == {"3": {"nipbaru": town.nip(2)}}

    def test_without_a_change_is_refused(self, send: Send) -> None:
        upload = run(send(faulty()))

        with pytest.raises(UnableToChangeUpload, match="not changed anything"):
            acts.repair(upload=upload, version=1, cells={}, left_out=(), by=RINA, at=town.NOW)

    def test_of_too_much_is_refused(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        upload = run(send(faulty()))
        monkeypatch.setattr(acts, "MOST_CORRECTIONS", 1)

        with pytest.raises(UnableToChangeUpload, match="More than 1 corrections"):
            acts.repair(upload=upload, version=1, cells={(3, "nipbaru"): "1"}, left_out=[4], by=RINA, at=town.NOW)

    def test_is_logged_without_values(self, send: Send) -> None:
        upload = run(send(faulty()))
        acts.repair(upload=upload, version=1, cells={(3, "nipbaru"): town.nip(2)}, left_out=[4], by=RINA, at=town.NOW)

        event = Event.objects.get(action="uploads.repair")
        assert event.details == {"kind": "pegawai", "cells": 1, "left_out": 1}

    def test_by_another_file_drops_what_was_corrected(self, send: Send, tmp_path: Path) -> None:
        upload = run(send(faulty()))
        acts.repair(upload=upload, version=1, cells={(3, "nipbaru"): town.nip(2)}, left_out=(), by=RINA, at=town.NOW)
        upload = run(upload)
        first = upload.stored_name

        acts.replace_file(
            upload=upload,
            version=2,
            name="anew.xlsx",
            chunks=[bytes_of(tmp_path, good(4))],
            language="en",
            by=RINA,
            at=town.NOW,
        )
        found = run(upload)

        assert (found.state, found.row_count, found.file_name) == (UploadState.READY, 4, "anew.xlsx")
        assert found.corrections == {}
        assert first not in kept(upload)

    def test_by_another_file_that_comes_too_late_keeps_the_first(self, send: Send, tmp_path: Path) -> None:
        upload = run(send(faulty()))
        acts.repair(upload=upload, version=1, cells={}, left_out=[3], by=BUDI, at=town.NOW)
        before = kept(upload)

        with pytest.raises(UnableToChangeUpload):
            acts.replace_file(
                upload=upload,
                version=1,
                name="a.xlsx",
                chunks=[bytes_of(tmp_path, good(4))],
                language="en",
                by=RINA,
                at=town.NOW,
            )

        assert kept(upload) == before

    def test_by_another_file_leaves_nothing_where_the_database_fails(
        self, send: Send, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upload = run(send(faulty()))
        before = kept(upload)

        def fails(*_given: object, **_more: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(acts, "log", fails)
        with pytest.raises(DatabaseError):
            acts.replace_file(
                upload=upload,
                version=1,
                name="a.xlsx",
                chunks=[bytes_of(tmp_path, good(4))],
                language="en",
                by=RINA,
                at=town.NOW,
            )

        assert [name for name in kept(upload) if name != files.PROGRESS] == [
            name for name in before if name != files.PROGRESS
        ]


class TestStore:
    """Storing the rows of a file."""

    def test_stores_them_once_and_throws_the_file_away(self, send: Send) -> None:
        upload = run(send(good(3)))
        acts.ask_to_store(upload=upload, version=1, by=BUDI, at=town.NOW)
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)

        found = run(upload)

        assert (found.state, found.changed_by, found.row_count) == (UploadState.STORED, "budi", 3)
        assert Person.objects.count() == 3
        assert Job.objects.filter(name="import.store").count() == 1
        assert Event.objects.get(action="files.import_file").actor == "budi"
        assert (found.stored_name, found.corrections) == ("", {})
        assert "faults" not in found.report
        assert kept(upload) == []

    def test_a_second_time_changes_nothing(self, send: Send) -> None:
        upload = run(send(good(3)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)
        run(upload)

        running.store(token=upload.token, version=2, at=town.NOW, tell=nothing, end=never)

        assert Event.objects.filter(action="files.import_file").count() == 1

    def test_is_asked_for_again_when_it_is_done_without_harm(self, send: Send) -> None:
        upload = run(send(good(1)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)
        run(upload)

        found = acts.ask_to_store(upload=upload, version=1, by=BUDI, at=town.NOW)

        assert found.state == UploadState.STORED

    def test_that_does_not_end_stores_nothing(self, send: Send) -> None:
        upload = run(send(good(3)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)

        def die(_result: object) -> None:
            raise InterruptedError

        with pytest.raises(InterruptedError):
            running.store(token=upload.token, version=2, at=town.NOW, tell=nothing, end=die)

        assert Person.objects.count() == 0
        assert fresh(upload).state == UploadState.STORING
        assert run(upload).state == UploadState.STORED

    def test_reads_the_file_before_its_transaction(self, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
        upload = run(send(good(3)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)
        depths = {}

        def noting(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
            def noted(**given: Any) -> Any:
                depths[name] = len(connection.atomic_blocks)
                return act(**given)

            return noted

        monkeypatch.setattr(running, "read_file", noting("read", importing.read_file))
        monkeypatch.setattr(running, "store_rows", noting("store", importing.store_rows))
        around = len(connection.atomic_blocks)

        found = run(upload)

        assert found.state == UploadState.STORED
        assert depths == {"read": around, "store": around + 1}

    def test_leaves_a_file_alone_that_is_thrown_away_while_it_is_read(self, send: Send) -> None:
        upload = run(send(good(3)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)

        def tell(_done: int, _total: int, _words: str) -> None:
            Upload.objects.filter(pk=upload.pk).update(state=UploadState.DISCARDED)

        running.store(token=upload.token, version=2, at=town.NOW, tell=tell, end=never)

        assert fresh(upload).state == UploadState.DISCARDED
        assert not Person.objects.exists()

    def test_finds_what_changed_since_the_check_and_goes_back_to_repair(self, send: Send) -> None:
        upload = run(send([rows.pegawai(1, PNS_ID="A")]))
        town.people(town.person_row(1, siasn_id="B"), town.person_row(2, siasn_id="A"))  # somebody else imported
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)

        found = run(upload)

        assert (found.state, found.fault_count) == (UploadState.TO_REPAIR, 1)
        assert found.report["faults"][0]["cells"][0]["column"] == "NIP BARU"
        assert Person.objects.get(nip=town.nip(1)).name == "Pegawai 1"

    def test_of_a_file_that_is_not_ready_is_refused(self, send: Send) -> None:
        upload = run(send(faulty()))

        with pytest.raises(UnableToChangeUpload, match="to be repaired"):
            acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)

    def test_of_a_file_that_is_gone_is_refused(self, send: Send) -> None:
        upload = run(send(good(1)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)
        files.path_of(upload=upload).unlink()

        found = run(upload)

        assert (found.state, found.problem) == (UploadState.REFUSED, "There is no such file.")


class TestDiscard:
    """Throwing a file away."""

    def test_leaves_nothing_of_it(self, send: Send) -> None:
        upload = run(send(faulty()))

        acts.discard(upload=upload, version=1, by=RINA, at=town.NOW)
        found = acts.discard(upload=upload, version=1, by=RINA, at=town.NOW)

        assert (found.state, found.report, found.stored_name) == (UploadState.DISCARDED, {}, "")
        assert kept(upload) == []
        assert Event.objects.filter(action="uploads.discard").count() == 1

    def test_of_one_that_is_being_stored_is_refused(self, send: Send) -> None:
        upload = run(send(good(1)))
        acts.ask_to_store(upload=upload, version=1, by=RINA, at=town.NOW)

        with pytest.raises(UnableToChangeUpload, match="being stored"):
            acts.discard(upload=fresh(upload), version=2, by=RINA, at=town.NOW)
        assert kept(upload)

    def test_gives_no_rows_along_any_more(self, send: Send) -> None:
        upload = acts.discard(upload=run(send(faulty())), version=1, by=RINA, at=town.NOW)

        with pytest.raises(UnableToChangeUpload, match="no rows to repair"):
            acts.take_faults(upload=upload, by=RINA, at=town.NOW)


class TestTryAgain:
    """Work that was given up."""

    def test_begins_anew(self, send: Send) -> None:
        upload = send(good(1))
        Job.objects.update(state=JobState.FAILED, finished_at=town.NOW)

        acts.try_again(upload=fresh(upload), version=1, by=BUDI, at=town.NOW)

        assert run(upload).state == UploadState.READY

    def test_is_refused_where_it_goes_on(self, send: Send) -> None:
        upload = send(good(1))

        with pytest.raises(UnableToChangeUpload, match="being checked"):
            acts.try_again(upload=fresh(upload), version=1, by=BUDI, at=town.NOW)


class TestClean:
    """The daily cleaning."""

    def test_throws_away_what_nobody_touched_for_a_month(self, send: Send) -> None:
        old = run(send(faulty()))

        before = acts.clean(at=town.NOW + dt.timedelta(days=29))
        after = acts.clean(at=town.NOW + dt.timedelta(days=31))

        assert (before, after) == (0, 1)
        assert fresh(old).state == UploadState.DISCARDED
        assert kept(old) == []

    def test_leaves_the_file_of_one_that_somebody_repairs_meanwhile(
        self, send: Send, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen = run(send(faulty()))
        acts.repair(upload=seen, version=1, cells={}, left_out=[3], by=BUDI, at=town.NOW)
        monkeypatch.setattr(queries, "past", lambda *, before: [seen])

        cleaned = acts.clean(at=town.NOW + dt.timedelta(days=31))

        assert cleaned == 0
        assert seen.stored_name in kept(seen)
        assert run(seen).state == UploadState.TO_REPAIR

    def test_removes_folders_that_belong_to_nothing(self, send: Send) -> None:
        upload = send(good(1))
        stray, arriving = files.root() / "stray", files.root() / "arriving"
        for folder in (stray, arriving):
            folder.mkdir()
        long_ago = (town.NOW - dt.timedelta(days=3)).timestamp()
        os.utime(stray, (long_ago, long_ago))
        os.utime(arriving, (town.NOW.timestamp(), town.NOW.timestamp()))

        acts.clean(at=town.NOW)

        assert not stray.exists()
        assert arriving.exists()
        assert kept(upload)
