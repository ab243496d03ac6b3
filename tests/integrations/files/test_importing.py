"""What holds for files of every kind."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import OperationalError
from django.utils import translation

from piawai.audit.models import Event
from piawai.competencies.models import Standing
from piawai.competencies.services.posts import record_people
from piawai.formats import tables
from piawai.integrations.files import importing, pegawai
from piawai.integrations.files.importing import KINDS, UnableToImport, faults_file, import_file, write_template
from piawai.integrations.files.words import FILES
from piawai.learning.models import Session
from piawai.people.models import Person, Unit
from tests import town
from tests.factories import rows, spreadsheets
from tests.factories.rows import Cells
from tests.integrations.files.conftest import TakeIn, codes
from tests.town import NOW, TODAY, nip

pytestmark = pytest.mark.usefixtures("small_town")


def _planted() -> list[Cells]:
    """Return fourteen employees, all but the first with faults: thirteen faults in all, two of them in one row."""
    return [
        rows.pegawai(10),
        rows.pegawai(11, **{"NIP BARU": 1.98503092010011e17}),
        rows.pegawai(12, **{"NIP BARU": "1985030920100110"}),
        rows.pegawai(13, **{"NIP BARU": None}),
        rows.pegawai(14, NAMA="null"),
        rows.pegawai(15, **{"TANGGAL LAHIR": "31-02-1985"}),
        rows.pegawai(16, **{"TANGGAL LAHIR": "kemarin"}),
        rows.pegawai(17, **{"TANGGAL LAHIR": TODAY + dt.timedelta(days=9)}),
        rows.pegawai(18, **{"UNOR ID": "SEKSIX"}),
        rows.pegawai(19, **{"JENIS KELAMIN": "X", "TMT JABATAN": 2022}),
        rows.pegawai(20, **{"JENIS JABATAN ID": 9}),
        rows.pegawai(10),
        rows.pegawai(21, **{"PNS ID": "PNS1", "NIP BARU": nip(2)}),
    ]


class TestProblems:
    """The problems of a file."""

    def test_are_all_told_at_once(self, take_in: TakeIn) -> None:
        report = take_in("pegawai", *_planted())

        assert codes(report.errors) == [
            (3, "NIP BARU", "digits_lost"),
            (4, "NIP BARU", "nip_not_18_digits"),
            (5, "NIP BARU", "missing_value"),
            (6, "NAMA", "missing_value"),
            (7, "TANGGAL LAHIR", "impossible_day"),
            (8, "TANGGAL LAHIR", "not_a_day"),
            (9, "TANGGAL LAHIR", "future_day"),
            (10, "UNOR ID", "unknown_unit"),
            (11, "JENIS KELAMIN", "not_a_choice"),
            (11, "TMT JABATAN", "year_not_day"),
            (12, "JENIS JABATAN ID", "not_a_choice"),
            (13, "NIP BARU", "repeated_key"),
            (14, "NIP BARU", "two_persons"),
        ]
        assert report.rows == 13

    def test_let_nothing_be_stored_not_even_the_good_rows(self, take_in: TakeIn) -> None:
        people, events = Person.objects.count(), Event.objects.count()

        report = take_in("pegawai", *_planted())

        assert not report.committed
        assert (Person.objects.count(), Event.objects.count()) == (people, events)

    def test_name_all_missing_columns_together(self, take_in: TakeIn) -> None:
        (problem,) = take_in("pegawai", {"NAMA": "CUT", "UNOR ID": "SEKSI"}).errors

        assert (problem.row, problem.code) == (1, "missing_columns")
        assert problem.column == "NIP BARU, TANGGAL LAHIR, JABATAN NAMA"
        assert "NIP BARU, TANGGAL LAHIR, JABATAN NAMA" in problem.problem

    def test_show_the_value_and_read_as_one_line(self, take_in: TakeIn) -> None:
        (problem,) = take_in("libur", {"TANGGAL": "besok", "NAMA": "X"}).errors

        assert str(problem) == (
            "row 2, TANGGAL, “besok”: This is no day. 31-12-2026, 2026-12-31 or a date cell would pass."
        )

    def test_are_json_as_agreed(self, take_in: TakeIn) -> None:
        report = take_in("libur", {"TANGGAL": "besok", "NAMA": "X", "Lain": 1})

        assert json.loads(json.dumps(report.as_json())) == {
            "kind": "libur",
            "rows": 1,
            "new": 0,
            "changed": 0,
            "unchanged": 0,
            "missing": 0,
            "ignored_columns": ["Lain"],
            "errors": [
                {
                    "row": 2,
                    "column": "TANGGAL",
                    "value": "besok",
                    "code": "not_a_day",
                    "problem": "This is no day. 31-12-2026, 2026-12-31 or a date cell would pass.",
                }
            ],
            "warnings": [],
            "committed": False,
        }

    def test_can_be_written_back_marked(self, take_in: TakeIn, tmp_path: Path) -> None:
        report = take_in("pegawai", *_planted())
        target = tmp_path / "perbaikan.xlsx"

        faults_file(path=tmp_path / "pegawai.xlsx", report=report, target=target)

        sheet = openpyxl.load_workbook(target).worksheets[0]
        originals = [row[-2].value for row in sheet.iter_rows(min_row=2)]
        assert originals == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
        assert "There is no such day" in str(sheet.cell(6, sheet.max_column).value)


class TestSheets:
    """A workbook of several sheets."""

    def test_is_read_from_the_first_and_the_others_are_named(self, tmp_path: Path) -> None:
        workbook = openpyxl.Workbook()
        for name, day in (("2027", "01-01-2027"), ("2028", "01-01-2028")):
            sheet = workbook.create_sheet(name)
            sheet.append(["TANGGAL", "NAMA"])
            sheet.append([day, "Tahun Baru"])
        workbook.save(tmp_path / "libur.xlsx")

        report = import_file(kind="libur", path=tmp_path / "libur.xlsx", on=TODAY, by="tests", at=NOW)

        assert (report.new, codes(report.warnings)) == (1, [(1, "", "other_sheets")])
        assert "2028" in report.warnings[0].problem


class TestQuirks:
    """The quirks of real exports."""

    def test_are_accepted(self, take_in: TakeIn) -> None:
        untidy = {
            " nip_baru ": f"'{nip(9)} ",
            "Nama": "  CUT MEUTIA",
            "pns id": "null",
            "TANGGAL LAHIR": 31115,  # the serial of 9 March 1985
            "jenis kelamin": 1,
            "KEDUDUKAN HUKUM ID": 1,
            "Unor Id": " SEKSI",
            "JABATAN NAMA": "pengelola ",
            "TMT JABATAN": "2022-02-01 00:00:00",
            "TINGKAT PENDIDIKAN ID": 5.0,
            "TAHUN LULUS": "2008",
            "EMAIL": "NULL",
        }

        report = take_in("pegawai", {}, untidy, {"Nama": " "}, on=TODAY)

        assert report.errors == ()
        assert report.warnings == ()
        assert (report.rows, report.new) == (1, 1)
        person = Person.objects.get(nip=nip(9))
        assert (person.name, person.siasn_id, person.born_on) == ("CUT MEUTIA", "", dt.date(1985, 3, 9))
        assert (person.sex, person.legal_status, person.education_level) == ("M", "01", "05")
        assert (person.graduated_in, person.email) == (2008, "")

    def test_of_csv_are_accepted(self, tmp_path: Path) -> None:
        path = tmp_path / "libur.csv"
        path.write_bytes("\ufeffTanggal;NAMA\r\n01/01/2027;'Tahun Baru\r\n\r\n2027-08-17;Kemerdekaan\r\n".encode())

        report = import_file(kind="libur", path=path, on=TODAY, by="tests", at=NOW)

        assert (report.errors, report.new) == ((), 2)

    def test_leave_the_row_numbers_of_the_file(self, take_in: TakeIn) -> None:
        report = take_in("libur", rows.libur(), {}, {}, rows.libur(TANGGAL="besok"))

        assert codes(report.errors) == [(5, "TANGGAL", "not_a_day")]

    @pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
    @pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+62", "-5"])
    def test_do_not_make_formulas_of_texts(self, text: str, suffix: str, take_in: TakeIn) -> None:
        take_in("unor", rows.unor(NAMA_UNOR=text), suffix=suffix)

        assert Unit.objects.get(siasn_id="BIDANG").name == text

    def test_do_not_turn_a_number_into_another_person(self, take_in: TakeIn) -> None:
        (problem,) = take_in("penilaian", rows.penilaian(NIP=float(nip(1)))).errors

        assert problem.code == "digits_lost"
        assert "as text" in problem.problem


class TestRefusals:
    """Files that are refused as a whole."""

    def test_say_what_would_pass(self, tmp_path: Path) -> None:
        path = tmp_path / "pegawai.pdf"
        path.write_bytes(b"%PDF-1.7")

        with pytest.raises(UnableToImport, match="Save it as XLSX or CSV") as refusal:
            import_file(kind="pegawai", path=path, on=TODAY, by="tests", at=NOW)

        assert refusal.value.code == "not_a_table"

    def test_name_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnableToImport, match=r"tidak\.xlsx: There is no such file"):
            import_file(kind="libur", path=tmp_path / "tidak.xlsx", on=TODAY, by="tests", at=NOW)

    def test_name_a_column_that_is_there_twice(self, tmp_path: Path) -> None:
        path = spreadsheets.write(tmp_path / "libur.xlsx", [{"TANGGAL": 1, "Tanggal ": 2, "NAMA": 3}])

        with pytest.raises(UnableToImport, match="is there twice"):
            import_file(kind="libur", path=path, on=TODAY, by="tests", at=NOW)

    def test_name_the_kinds(self, tmp_path: Path) -> None:
        with pytest.raises(UnableToImport, match="unor, kamus, standar, pegawai") as refusal:
            import_file(kind="gaji", path=tmp_path, on=TODAY, by="tests", at=NOW)

        assert refusal.value.code == "unknown_kind"

    @pytest.mark.parametrize("code", FILES)
    def test_have_words_for_each_code(self, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        names = ("row", "column", "part", "header", "other", "line", "encoding", "found", "cells", "headers", "reason")
        details = {**dict.fromkeys(names, 7), "most": 50 * 1024 * 1024}

        def refuse(*, path: Path) -> tables.Table:
            raise tables.UnableToReadTable(code, details)

        monkeypatch.setattr(tables, "read", refuse)

        with pytest.raises(UnableToImport) as refusal:
            import_file(kind="libur", path=tmp_path / "f.xlsx", on=TODAY, by="tests", at=NOW)

        assert refusal.value.code == code
        assert "%(" not in str(refusal.value)

    @pytest.mark.parametrize(
        ("fault", "code", "words"),
        [
            ("database or disk is full", "disk_full", "Nothing was stored"),
            ("database is locked", "busy", "Nothing was stored"),
            ("no such table: people_unit", "not_prepared", "piawai init"),
            ("server closed the connection", "unreachable", "Nothing was stored"),
            ("division by zero", "database", "Nothing was stored"),
        ],
    )
    def test_tell_of_a_database_that_fails_midway(
        self, fault: str, code: str, words: str, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = Person.objects.count()

        def fail(**facts: Any) -> None:
            record_people(**facts)
            raise OperationalError(fault)

        monkeypatch.setattr(pegawai, "record_people", fail)

        with pytest.raises(UnableToImport, match=words) as refusal:
            take_in("pegawai", rows.pegawai(9))

        assert refusal.value.code == code
        assert Person.objects.count() == before

    def test_give_a_report_for_scripts(self) -> None:
        report = importing.refused(kind="libur", refusal=UnableToImport("f.xlsx: no", code="empty_file"))

        assert codes(report.errors) == [(0, "", "empty_file")]
        assert not report.committed


class TestImport:
    """An import."""

    def test_tells_what_it_does(self, tmp_path: Path) -> None:
        path = spreadsheets.write(tmp_path / "libur.xlsx", [rows.libur()])
        told: list[str] = []

        import_file(kind="libur", path=path, on=TODAY, by="tests", at=NOW, progress=told.append)

        assert told == ["Reading libur.xlsx", "Checking 1 row", "Storing 1 row"]

    def test_is_logged_with_who_did_it(self, take_in: TakeIn) -> None:
        take_in("libur", rows.libur())

        imported, recorded = Event.objects.order_by("-pk")[:2]
        assert (recorded.action, recorded.actor, recorded.at) == ("people.record_holidays", "tests", NOW)
        assert (imported.action, imported.subject) == ("files.import_file", "libur")
        assert len(imported.details["sha256"]) == 64

    def test_speaks_the_active_language(self, take_in: TakeIn) -> None:
        with translation.override("id"):
            (problem,) = take_in("libur", {"TANGGAL": "besok", "NAMA": "X"}).errors

        assert (problem.column, problem.code) == ("TANGGAL", "not_a_day")  # whatever the language

    def test_refreshes_standings_where_a_known_job_changes_its_class(self, take_in: TakeIn) -> None:
        town.standard("Pengelola", "T.IT.1", 2)
        before = town_requirements()

        take_in("pegawai", rows.pegawai(9, **{"JENIS JABATAN ID": "1"}))

        assert town_requirements() != before  # a general job demanded level 1 of the nine, this one nothing

    def test_looks_nothing_up_a_row_at_a_time(self, take_in: TakeIn, django_assert_max_num_queries: object) -> None:
        many = [rows.penilaian(NIP=nip(1 + at % 2), TANGGAL=TODAY - dt.timedelta(days=at)) for at in range(200)]

        with django_assert_max_num_queries(40):  # type: ignore[operator]
            report = take_in("penilaian", *many)

        assert report.new == 200


def town_requirements() -> set[tuple[str, int]]:
    """Return what is required of the first person now."""
    found = Standing.objects.filter(person__nip=nip(1)).values_list("competency__code", "required")
    return set(found)


class TestTemplates:
    """The template of each kind."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_has_every_column_once_and_can_be_read_back(self, kind: str, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        with path.open("wb") as target:
            write_template(kind=kind, target=target)

        table = tables.read(path=path)

        assert table.headers == tuple(column.name for column in KINDS[kind].columns)

    def test_of_employees_has_the_67_columns(self) -> None:
        columns = KINDS["pegawai"].columns

        assert len({column.name for column in columns}) == len(columns) == 67
        assert sum(column.read is None for column in columns) == 39

    def test_has_an_example_that_passes(self, tmp_path: Path) -> None:
        town.dictionary({**town.CODES, "T.LY.1": "TEKNIS", "M.5": "MANAJERIAL"})
        for kind in KINDS:
            write_template(kind=kind, target=tmp_path / f"{kind}.xlsx")

            report = import_file(kind=kind, path=tmp_path / f"{kind}.xlsx", on=TODAY, by="tests", at=NOW)

            assert (report.errors, report.new) == ((), 1), kind
        assert Session.objects.filter(code="2027-PPP-01").exists()

    @pytest.mark.parametrize(("language", "sheet"), [("id", "Petunjuk"), ("en", "Instructions")])
    def test_explains_in_the_active_language(self, language: str, sheet: str) -> None:
        target = io.BytesIO()

        with translation.override(language):
            write_template(kind="unor", target=target)

        assert sheet in openpyxl.load_workbook(target).sheetnames
