"""`piawai template` and `piawai import`."""

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pytest

from piawai.audit.models import Event
from piawai.cli import options
from piawai.cli.commands import files
from piawai.people.models import Holiday
from tests.cli.conftest import Run
from tests.factories import rows, spreadsheets


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Give a file of two holidays."""
    return spreadsheets.write(tmp_path / "libur.xlsx", [rows.libur(), rows.libur(TANGGAL="17-08-2027")])


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Give a file with a good holiday and two problems."""
    return spreadsheets.write(
        tmp_path / "salah.xlsx", [rows.libur(), rows.libur(TANGGAL="besok"), rows.libur(NAMA=None, TANGGAL="1-2-2027")]
    )


class TestTemplate:
    """Writing a template."""

    def test_makes_a_sheet_and_says_what_comes_next(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "unor.xlsx"

        status, out, err = run("template", "unor", str(path))

        assert (status, err) == (0, "")
        assert f"piawai import unor {path}" in out
        assert openpyxl.load_workbook(path)["unor"]["A1"].value == "ID"

    def test_leaves_a_file_that_is_there(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "unor.xlsx"
        path.write_bytes(b"filled in")

        status, _out, err = run("template", "unor", str(path))

        assert status == 1
        assert "Choose another name" in err
        assert path.read_bytes() == b"filled in"

    @pytest.mark.parametrize(
        ("words", "said"), [(("gaji", "a.xlsx"), "no kind of file"), (("unor", "a.csv"), "does not end in .xlsx")]
    )
    def test_is_wrong_usage_with(self, words: tuple[str, str], said: str, run: Run) -> None:
        status, _out, err = run("template", *words)

        assert status == 2
        assert said in err


@pytest.mark.django_db
class TestImport:
    """Importing a file."""

    def test_stores_it_and_sums_up(self, run: Run, good: Path) -> None:
        status, out, _err = run("import", "libur", str(good))

        assert status == 0
        assert out == "libur.xlsx (libur): rows 2, new 2, changed 0, unchanged 0.\n"
        assert Holiday.objects.count() == 2

    def test_is_done_in_the_name_of_the_user(self, run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getuser", lambda: "cut")

        run("import", "libur", str(good))

        assert Event.objects.latest("pk").actor == "cli:cut"

    def test_does_without_a_users_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def nobody() -> str:
            raise KeyError("uid")

        monkeypatch.setattr("getpass.getuser", nobody)

        assert options.actor() == "cli"

    def test_refuses_with_a_line_for_each_problem(self, run: Run, bad: Path) -> None:
        status, out, err = run("import", "libur", str(bad))

        assert status == 1
        assert out == "salah.xlsx (libur): 2 problems; nothing was stored.\n"
        assert [line.split(":")[0] for line in err.splitlines() if line.startswith("row")] == [
            "row 3, TANGGAL, “besok”",
            "row 4, NAMA",
        ]
        assert Holiday.objects.count() == 0

    def test_only_tries(self, run: Run, good: Path) -> None:
        status, out, _err = run("import", "libur", str(good), "--dry-run")

        assert status == 0
        assert "new 2" in out
        assert "nothing was stored" in out
        assert Holiday.objects.count() == 0

    def test_prints_json_alone(self, run: Run, good: Path) -> None:
        status, out, err = run("import", "libur", str(good), "--json")

        report = json.loads(out)
        assert (status, err) == (0, "")
        assert (report["kind"], report["rows"], report["new"], report["committed"]) == ("libur", 2, 2, True)

    def test_prints_json_when_refused(self, run: Run, bad: Path) -> None:
        status, out, err = run("import", "libur", str(bad), "--json")

        report = json.loads(out)
        assert status == 1
        assert [problem["code"] for problem in report["errors"]] == ["not_a_day", "missing_value"]
        assert not report["committed"]
        assert len(err.splitlines()) == 2

    def test_prints_json_when_the_file_cannot_be_read(self, run: Run, tmp_path: Path) -> None:
        status, out, err = run("import", "libur", str(tmp_path / "tidak.xlsx"), "--json")

        assert status == 1
        assert json.loads(out)["errors"][0]["code"] == "missing_file"
        assert err == "tidak.xlsx: There is no such file.\n"

    def test_writes_what_it_would_print(self, run: Run, good: Path, tmp_path: Path) -> None:
        status, out, _err = run("import", "libur", str(good), "--json", "--output", str(tmp_path / "out.json"))

        assert (status, out) == (0, "")
        assert json.loads((tmp_path / "out.json").read_text())["new"] == 2

    def test_writes_the_faulty_rows(self, run: Run, bad: Path, tmp_path: Path) -> None:
        target = tmp_path / "perbaikan.xlsx"

        run("import", "libur", str(bad), "--faults", str(target))

        sheet = openpyxl.load_workbook(target).worksheets[0]
        assert sheet.max_row == 3

    @pytest.mark.parametrize(("language", "day"), [("id", "1 Mei 2026"), ("en", "1 May 2026")])
    def test_says_days_in_words_to_people_and_keeps_the_codes_for_programs(
        self, language: str, day: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIAWAI_LANG", language)
        leave = rows.kejadian(NIP="", MULAI=dt.date(2026, 5, 1), SELESAI=dt.date(2026, 4, 30))
        path, target = spreadsheets.write(tmp_path / "kejadian.xlsx", [leave]), tmp_path / "perbaikan.xlsx"

        _status, _out, err = run("import", "kejadian", str(path), "--faults", str(target))
        _status, out, _err = run("import", "kejadian", str(path), "--json")

        (fault,) = (problem for problem in json.loads(out)["errors"] if problem["code"] == "ends_before_start")
        marked = [cell.value for row in openpyxl.load_workbook(target).worksheets[0].iter_rows() for cell in row]
        assert fault["value"] == "2026-04-30"
        assert day in err
        assert "2026-05-01" not in err
        assert any(day in str(value) for value in marked)

    def test_says_where_there_are_no_faulty_rows(self, run: Run, good: Path, tmp_path: Path) -> None:
        target = tmp_path / "perbaikan.xlsx"

        _status, _out, err = run("import", "libur", str(good), "--faults", str(target))

        assert "no faulty rows" in err
        assert not target.exists()

    def test_takes_the_day_that_is_given(self, run: Run, good: Path, tmp_path: Path) -> None:
        units = [rows.unor(ID_ATASAN=None)]
        people = [rows.pegawai(9, **{"UNOR ID": "BIDANG", "TANGGAL LAHIR": dt.date(1985, 3, 9)})]
        run("import", "unor", str(spreadsheets.write(tmp_path / "unor.csv", units)))
        path = str(spreadsheets.write(tmp_path / "pegawai.csv", people))

        assert run("import", "pegawai", path, "--on", "1-1-1980")[0] == 1
        assert run("import", "pegawai", path, "--on", "2026-01-01")[0] == 0

    def test_shows_the_first_warnings_and_counts_the_rest(self, run: Run, tmp_path: Path) -> None:
        units = [rows.unor(ID_ATASAN=None)]
        people = [rows.pegawai(at, **{"UNOR ID": "BIDANG", "JABATAN NAMA": f"Jabatan {at}"}) for at in range(1, 25)]
        run("import", "unor", str(spreadsheets.write(tmp_path / "unor.csv", units)))

        status, out, err = run("import", "pegawai", str(spreadsheets.write(tmp_path / "pegawai.csv", people)))

        assert status == 0
        assert "24 warnings." in out
        assert err.count("warning: ") == files.WARNINGS_SHOWN
        assert "and 4 warnings more" in err

    def test_names_ignored_columns_and_missing_units(self, run: Run, tmp_path: Path) -> None:
        first = spreadsheets.write(tmp_path / "a.csv", [rows.unor(ID_ATASAN=None)])
        second = spreadsheets.write(tmp_path / "b.csv", [rows.unor(ID="LAIN", ID_ATASAN=None, Warna="biru")])
        run("import", "unor", str(first))

        _status, out, _err = run("import", "unor", str(second))

        assert "Known, but not in the file: 1." in out
        assert "Columns ignored: Warna." in out

    def test_is_wrong_usage_with_an_unknown_kind(self, run: Run, good: Path) -> None:
        assert run("import", "gaji", str(good))[0] == 2
