"""Every code of a problem: what brings it about, and that nothing is stored."""

import datetime as dt
import re
from dataclasses import dataclass

import pytest
from django.utils import translation

from piawai.audit.models import Event
from piawai.competencies.models import Qualification
from piawai.competencies.services.versions import publish_all
from piawai.integrations.files import reading
from piawai.integrations.files.importing import KINDS, Report
from piawai.integrations.files.words import PROBLEMS
from piawai.learning.models import Session
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import SessionState
from piawai.people.models import Unit
from tests import town
from tests.factories import rows
from tests.factories.rows import Cells
from tests.integrations.files.conftest import TakeIn, codes
from tests.town import TODAY, nip

LATE = TODAY + dt.timedelta(days=1)
EARLY = dt.date(1980, 1, 1)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(?! )")  # "2026-12-31 or a date cell would pass" is an example
pytestmark = pytest.mark.usefixtures("small_town")


@dataclass(frozen=True)
class Case:
    """Rows of a kind, and the problem that they have: row, column, code."""

    kind: str
    rows: tuple[Cells, ...]
    row: int
    column: str
    code: str


def _one(kind: str, column: str, code: str, cell: object, **more: object) -> Case:
    """Return a case of one row with one wrong cell."""
    return Case(kind, (getattr(rows, kind)(**{**more, column: cell}),), 2, column, code)


def _two(kind: str, column: str, code: str, **changes: object) -> Case:
    """Return a case of two rows, the second wrong beside the first."""
    return Case(kind, (getattr(rows, kind)(), getattr(rows, kind)(**changes)), 3, column, code)


ERRORS = [
    # single cells
    _one("diklat", "JUMLAH JAM", "ambiguous_number", "1.500"),
    _one("unor", "NAMA_UNOR", "control_character", "Bidang\x01"),
    _one("libur", "TANGGAL", "day_out_of_range", "1-1-1850"),
    _one("pegawai", "NIP BARU", "digits_lost", 1.98503092010011e17),
    _one("pegawai", "NIP BARU", "digits_lost", "1,98503E+17"),
    _one("pegawai", "NIP BARU", "foreign_digits", "١٩٨٥٠٣٠٩٢٠١٠٠١١٠٠٩"),
    _one("libur", "NAMA", "formula_error", "#N/A"),
    _one("unor", "ID", "fraction_not_code", 1.5),
    _one("pegawai", "TANGGAL LAHIR", "impossible_day", "31-02-1985"),
    _one("katalog", "KOMPETENSI", "level_off_scale", "M.1:6"),
    _one("anggaran", "RUPIAH", "negative_rupiah", "-5"),
    _one("pegawai", "NIP BARU", "nip_not_18_digits", "19850309"),
    _one("pegawai", "NIP BARU", "nip_not_digits", "19850309201001100X"),
    _one("penilaian", "SUMBER", "not_a_choice", "RAMALAN"),
    _one("unor", "ID", "not_a_code", True),
    _one("libur", "TANGGAL", "not_a_day", "besok"),
    _one("diklat", "JUMLAH JAM", "not_a_number", "banyak"),
    _one("standar", "LEVEL", "not_a_whole_number", "tiga"),
    _one("diklat", "KOMPETENSI", "not_levels", "M.1"),
    _one("layanan", "KOMPETENSI", "not_levels_with_counts", "M.1"),
    _one("anggaran", "RUPIAH", "not_rupiah", "murah"),
    _one("layanan", "PENTING", "not_yes_or_no", "mungkin"),
    _one("penilaian", "LEVEL", "out_of_range", 6),
    _one("standar", "BOBOT", "out_of_range", 0),
    _one("layanan", "KOMPETENSI", "out_of_range", "M.1:2×0"),
    _one("anggaran", "RUPIAH", "out_of_range", f"{10**16}"),
    _one("katalog", "KOMPETENSI", "repeated_code", "M.1:2; M.1:3"),
    _one("unor", "JENIS", "text_too_long", "x" * 61),
    _one("unor", "ID", "text_too_long", "x" * 37),
    _one("unor", "ID", "turned_into_day", dt.date(2026, 1, 1)),
    _one("libur", "TANGGAL", "year_not_day", 2027),
    # rows
    _one("pegawai", "TMT JABATAN", "before_birth", EARLY),
    _one("penilaian", "NIP PENILAI", "rates_oneself", nip(1), NIP=nip(1), SUMBER="ATASAN"),
    _one("penilaian", "TANGGAL", "before_birth", EARLY),
    _one("diklat", "TANGGAL MULAI", "before_birth", EARLY),
    _one("kejadian", "MULAI", "before_birth", EARLY),
    _two("kamus", "NAMA", "disagrees", LEVEL=2, NAMA="Lain"),
    _two("kamus", "JENIS", "disagrees", LEVEL=2, JENIS="KEDARURATAN"),
    _two("kamus", "DEFINISI", "disagrees", LEVEL=2, DEFINISI="Lain."),
    _two("kamus", "DASAR HUKUM", "disagrees", LEVEL=2, DASAR_HUKUM="Lain"),
    _two("kamus", "DESKRIPSI", "disagrees", NO_INDIKATOR=2, DESKRIPSI="Lain."),
    _two("katalog", "JENIS DIKLAT ID", "disagrees", KODE_SESI="S2", JENIS_DIKLAT_ID=8),
    Case(
        "standar",
        (
            rows.standar(KELOMPOK_JABATAN="PENGAWAS"),
            rows.standar(KELOMPOK_JABATAN="PELAKSANA", KODE_KOMPETENSI="M.2"),
        ),
        3,
        "KELOMPOK JABATAN",
        "disagrees",
    ),
    _one("diklat", "TANGGAL SELESAI", "ends_before_start", "01-03-2026"),
    _one("katalog", "TANGGAL SELESAI", "ends_before_start", "01-01-2027"),
    _one("kejadian", "SELESAI", "ends_before_start", "01-01-2027"),
    _one("penilaian", "TANGGAL", "future_day", LATE),
    _one("diklat", "TANGGAL SELESAI", "future_day", LATE),
    _one("pegawai", "TANGGAL LAHIR", "future_day", LATE),
    _two("kamus", "INDIKATOR", "indicator_missing", NO_INDIKATOR=2, INDIKATOR=None),
    _one("katalog", "PESERTA MINIMUM", "minimum_over_seats", 31),
    Case("libur", ({"TANGGAL": TODAY},), 1, "NAMA", "missing_columns"),
    Case("standar", (rows.standar(JABATAN_NAMA=None),), 2, "JABATAN ID", "missing_one_of"),
    _one("unor", "NAMA_UNOR", "missing_value", "null"),
    _one("kinerja", "TAHUN", "not_in_force", 2015),
    _one("penilaian", "TANGGAL", "not_in_force", "01-01-2000"),
    _one("diklat", "TANGGAL SELESAI", "not_in_force", "04-01-2000", TANGGAL_MULAI="02-01-2000"),
    _two("unor", "ID", "repeated_key"),
    _two("kamus", "NO INDIKATOR", "repeated_key"),
    _two("standar", "KODE KOMPETENSI", "repeated_key", LEVEL=4),
    _two("pegawai", "NIP BARU", "repeated_key"),
    _two("layanan", "KODE", "repeated_key"),
    _two("libur", "TANGGAL", "repeated_key"),
    _two("penilaian", "NIP", "repeated_key", LEVEL=1),
    _two("kinerja", "NIP", "repeated_key"),
    _two("diklat", "NIP", "repeated_key", NAMA_KURSUS="Lain"),
    _two("katalog", "KODE SESI", "repeated_key"),
    _two("anggaran", "UNOR ID", "repeated_key"),
    _two("kejadian", "NIP", "repeated_key"),
    _two("kunci", "NIP", "repeated_key"),
    _two("soal", "SOAL", "repeated_key", SOAL="apa yang  pertama dilakukan petugas loket?"),
    Case(
        "pegawai",
        (rows.pegawai(1, **{"PNS ID": "PNS1"}), rows.pegawai(5, **{"PNS ID": "PNS1"})),
        3,
        "NIP BARU",
        "repeated_key",
    ),
    _one("pegawai", "NIP BARU", "two_persons", nip(2), **{"PNS ID": "PNS1"}),
    _one("kejadian", "UNOR ID", "unit_needed", None, JENIS="PLT"),
    _one("kejadian", "UNOR ID", "unit_or_job_needed", None, JENIS="MUTASI"),
    Case("unor", (rows.unor(ID_ATASAN="SUB"), rows.unor(ID="SUB", ID_ATASAN="BIDANG")), 2, "ID_ATASAN", "unit_loop"),
    _one("unor", "ID_ATASAN", "unit_loop", "BIDANG"),
    _one("unor", "ID_ATASAN", "unit_loop", "SEKSI", ID="DINAS"),  # closes a loop with what is known
    _one("unor", "ID_ATASAN", "unknown_parent", "DINASX"),
    _one("standar", "KODE KOMPETENSI", "unknown_competency", "M.9"),
    _one("penilaian", "KODE KOMPETENSI", "unknown_competency", "M.9"),
    _one("layanan", "KOMPETENSI", "unknown_competency", "M.9:1"),
    _one("diklat", "KOMPETENSI", "unknown_competency", "M.9:1"),
    _one("katalog", "KOMPETENSI", "unknown_competency", "M.9:1"),
    _one("katalog", "PRASYARAT", "unknown_competency", "M.9:1"),
    _one("diklat", "JENIS DIKLAT ID", "unknown_form", 26),
    _one("katalog", "JENIS DIKLAT ID", "unknown_form", 0),
    _one("standar", "JABATAN ID", "unknown_job", "J1", JABATAN_NAMA=None),
    _one("katalog", "WAJIB UNTUK", "unknown_job_class", "PENGAWAS; RAJA"),
    *(_one(kind, "NIP", "unknown_person", nip(7)) for kind in ("penilaian", "kinerja", "diklat", "kejadian", "kunci")),
    _one("penilaian", "NIP PENILAI", "unknown_person", nip(7), SUMBER="ATASAN"),
    _one("penilaian", "NIP PENILAI", "unknown_person", nip(7), SUMBER="REKAN"),
    _one("kunci", "KODE SESI", "unknown_session", "SESSI"),
    _one("soal", "PROGRAM", "unknown_programme", "Program SESSI"),
    _one("soal", "KOMPETENSI", "unknown_competency", "M.9"),
    _one("soal", "PILIHAN 3", "option_twice", "Menyapa warga"),
    _one("soal", "PILIHAN 5", "option_left_out", "Bertanya", **{"PILIHAN 4": None}),
    _one("soal", "KUNCI", "option_of_key_missing", 4),
    *(_one(kind, "UNOR ID", "unknown_unit", "SEKSIX") for kind in ("pegawai", "layanan", "anggaran", "kejadian")),
    _one("diklat", "BERLAKU SAMPAI", "valid_until_before_end", "03-03-2026"),
]

WARNINGS = [
    _one("penilaian", "NIP PENILAI", "assessor_unknown", nip(7)),
    _one("kinerja", "NIP PENILAI", "assessor_unknown", nip(7)),
    Case(
        "standar",
        (
            rows.standar(JABATAN_ID="J1", JABATAN_NAMA="Satu"),
            rows.standar(JABATAN_ID="J1", JABATAN_NAMA="Dua", KODE_KOMPETENSI="M.2"),
        ),
        3,
        "JABATAN NAMA",
        "job_names_differ",
    ),
    _one("standar", "KELOMPOK JABATAN", "unknown_group", "NGAWUR"),
    _one("pegawai", "JABATAN NAMA", "job_new", "Arsiparis Terampil"),
    _one("standar", "JABATAN NAMA", "job_new", "Arsiparis Terampil"),
    _one("kejadian", "JABATAN NAMA", "job_new", "Arsiparis Terampil", JENIS="MUTASI"),
    Case(
        "pegawai",
        (rows.pegawai(1, **{"PNS ID": "PNS1", "JABATAN NAMA": "Arsiparis", "TMT JABATAN": "01-01-2019"}),),
        2,
        "TMT JABATAN",
        "job_since_before_known",
    ),
    _one("pegawai", "TMT JABATAN", "job_since_future", LATE),
    _one("unor", "PEMIMPIN", "leader_unknown", nip(7)),
    _one("pegawai", "NIP BARU", "nip_birth_date", town.nip(9, born_on=dt.date(1985, 3, 10))),
    _one("pegawai", "NIP BARU", "nip_future", "198503092027011009"),
    _one("pegawai", "NIP BARU", "nip_sequence", nip(0)),
    _one("pegawai", "NIP BARU", "nip_sex", nip(9, sex="2")),
    _one("pegawai", "NOMOR HP", "phone_shape", "tidak ada"),
    _one("pegawai", "EMAIL", "email_shape", "bukan surel"),
    _one("pegawai", "NIP BARU", "nip_shape", "198503092010441009"),
    _one("pegawai", "NIP BARU", "nip_under_age", "198503091999011009"),
    _one("kinerja", "PERIODE", "period_not_ended", "TW4", TAHUN=2026),
    _one("kinerja", "PREDIKAT", "predicate_off_matrix", "SANGAT BAIK"),
    _one("penilaian", "NIP PENILAI", "self_by_other", nip(2), SUMBER="DIRI"),
    _one("pegawai", "PNS ID", "siasn_id_differs", "PNS9", NIP_BARU=nip(1)),
]


def _name(case: Case) -> str:
    return f"{case.kind}-{case.code}-{case.column}"


@pytest.mark.parametrize("case", ERRORS, ids=_name)
class TestErrors:
    """A file with an error."""

    def test_is_refused_and_nothing_is_stored(self, case: Case, take_in: TakeIn) -> None:
        events = Event.objects.count()

        report = take_in(case.kind, *case.rows)

        assert (case.row, case.column, case.code) in codes(report.errors)
        assert (report.new, report.changed, report.unchanged, report.committed) == (0, 0, 0, False)
        assert Event.objects.count() == events
        assert all("%(" not in problem.problem for problem in report.errors)
        assert not any(ISO_DAY.search(problem.problem) for problem in report.errors)


@pytest.mark.parametrize("case", WARNINGS, ids=_name)
class TestWarnings:
    """A file with something doubtful."""

    def test_is_stored_with_a_warning(self, case: Case, take_in: TakeIn) -> None:
        report = take_in(case.kind, *case.rows)

        assert report.errors == ()
        assert report.committed
        assert (case.row, case.column, case.code) in codes(report.warnings)
        assert all("%(" not in problem.problem for problem in report.warnings)
        assert not any(ISO_DAY.search(problem.problem) for problem in report.warnings)


class TestCertificates:
    """A certificate that ran out cannot be prolonged by the file that brought it."""

    def taken_in(self, take_in: TakeIn, **changes: object) -> Report:
        return take_in("diklat", rows.diklat(**changes))

    def test_is_held_as_long_as_the_file_says(self, take_in: TakeIn) -> None:
        self.taken_in(take_in, BERLAKU_SAMPAI="31-12-2026")

        found = set(Qualification.objects.values_list("competency__code", "reference", "valid_until"))
        assert found == {(code, "no:0012/2026", dt.date(2026, 12, 31)) for code in ("M.1", "T.IT.1")}

    def test_is_not_prolonged_once_it_has_run_out(self, take_in: TakeIn) -> None:
        self.taken_in(take_in, BERLAKU_SAMPAI="31-10-2026")

        report = self.taken_in(take_in, BERLAKU_SAMPAI="31-10-2027")

        assert codes(report.errors) == [(2, "BERLAKU SAMPAI", "revives")]
        assert not report.committed

    def test_is_renewed_under_another_number(self, take_in: TakeIn) -> None:
        self.taken_in(take_in, BERLAKU_SAMPAI="31-10-2026")

        days = {"TANGGAL_MULAI": "2-11-2026", "TANGGAL_SELESAI": "3-11-2026"}
        report = self.taken_in(take_in, BERLAKU_SAMPAI="31-10-2027", NOMOR_SERTIFIKAT="0099/2026", **days)

        assert report.committed

    def test_may_be_prolonged_before(self, take_in: TakeIn) -> None:
        self.taken_in(take_in, BERLAKU_SAMPAI="31-12-2026")

        assert self.taken_in(take_in, BERLAKU_SAMPAI="31-12-2027").committed


REQUIRED = [(kind.name, column.name) for kind in KINDS.values() for column in kind.columns if column.required]


@pytest.mark.parametrize(("kind", "column"), REQUIRED)
class TestRequired:
    """A needed column."""

    def test_is_missed(self, kind: str, column: str, take_in: TakeIn) -> None:
        cells = getattr(rows, kind)()
        del cells[column]

        report = take_in(kind, cells)

        assert codes(report.errors) == [(1, column, "missing_columns")]

    def test_may_not_be_empty_nor_unreadable(self, kind: str, column: str, take_in: TakeIn) -> None:
        empty, broken = ({**getattr(rows, kind)(), column: cell} for cell in (None, "#REF!"))

        report = take_in(kind, empty, broken)

        assert {(2, column, "missing_value"), (3, column, "formula_error")} <= set(codes(report.errors))


class TestAll:
    """The words for problems."""

    def test_have_a_case_for_every_code(self) -> None:
        assert {case.code for case in (*ERRORS, *WARNINGS)} | {
            "more_problems",
            "other_sheets",
            "revives",
            "published_words",
            "seats_given",
            "opened_session",
            "opened_programme",
        } == set(PROBLEMS)

    def test_published_words_are_not_changed_by_a_file(self, take_in: TakeIn) -> None:
        take_in("kamus", rows.kamus())
        publish_all(codes=[str(rows.kamus()["KODE"])], by="tests", at=town.NOW)

        again, changed = take_in("kamus", rows.kamus()), take_in("kamus", {**rows.kamus(), "DESKRIPSI": "Lain"})

        assert not again.errors
        assert [(problem.column, problem.code) for problem in changed.errors] == [("BERLAKU MULAI", "published_words")]

    def test_seats_that_are_given_are_not_taken_away_by_a_file(self, take_in: TakeIn) -> None:
        kept = {Unit.objects.get(siasn_id="SEKSI").pk: 12}
        take_in("katalog", rows.katalog(KODE_SESI="SESI"))
        open_session(session=Session.objects.get(), steps=1, kept=kept, on=town.TODAY, by=town.BY, at=town.NOW)

        fewer = take_in("katalog", rows.katalog(KODE_SESI="SESI", KURSI=11))
        enough = take_in("katalog", rows.katalog(KODE_SESI="SESI", KURSI=12, PRASYARAT=None))

        assert codes(fewer.errors) == [(2, "KURSI", "seats_given")]
        assert "12" in fewer.errors[0].problem
        assert enough.committed

    def test_what_people_agreed_to_is_not_changed_by_a_file(self, take_in: TakeIn) -> None:
        row = rows.katalog(KODE_SESI="SESI")
        take_in("katalog", row)
        open_session(session=Session.objects.get(), steps=1, kept={}, on=town.TODAY, by=town.BY, at=town.NOW)
        other = {
            "NAMA PROGRAM": "Lain",
            "MITRA": "Lembaga Lain",
            "TANGGAL MULAI": dt.date(2027, 3, 2),
            "TANGGAL SELESAI": dt.date(2027, 3, 4),
            "JP": 20,
            "KOMPETENSI": "M.1:2",
        }
        money = {"KURSI": 31, "PESERTA MINIMUM": 9, "BIAYA TETAP": 1, "BIAYA PER PESERTA": 1}

        opened = take_in("katalog", {**row, **other})
        form = take_in("katalog", {**row, "KODE SESI": "S9", "JENIS DIKLAT ID": 4})
        dearer = take_in("katalog", {**row, **money})
        Session.objects.filter(code="SESI").update(state=SessionState.HELD)
        over = take_in("katalog", {**row, **{name: 5 + value for name, value in money.items()}})

        assert codes(opened.errors) == [(2, column, "opened_session") for column in other]
        assert codes(form.errors) == [(2, "JENIS DIKLAT ID", "opened_programme")]
        assert dearer.committed
        assert {(column, code) for _row, column, code in codes(over.errors)} == {
            (column, "opened_session") for column in money
        }

    def test_stop_where_there_are_too_many(self, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "MOST_PROBLEMS", 3)

        report = take_in("libur", *({"TANGGAL": "besok", "NAMA": "X"} for _ in range(9)))

        assert [problem.code for problem in report.errors] == ["not_a_day"] * 3 + ["more_problems"]

    @pytest.mark.parametrize(
        ("kind", "cells", "named"),
        [
            ("penilaian", {"NIP": nip(1).replace("0309", "0308")}, f"{nip(1)} Pegawai 1"),
            ("penilaian", {"KODE KOMPETENSI": "T.IT.2"}, "T.IT.1 Kompetensi T.IT.1"),
            ("anggaran", {"UNOR ID": "DINASS"}, "Dinas (DINAS)"),
            ("pegawai", {"UNOR ID": "hilang", "UNOR NAMA": "Seksie"}, "Seksi (SEKSI)"),
            ("unor", {"ID_ATASAN": "DINES"}, "Dinas (DINAS)"),
            ("kunci", {"KODE SESI": "SESSI"}, "SESI"),
        ],
    )
    def test_name_the_nearest_known(self, kind: str, cells: Cells, named: str, take_in: TakeIn) -> None:
        (problem,) = take_in(kind, {**getattr(rows, kind)(), **cells}).errors

        assert problem.problem.endswith(f"{named}.")

    def test_name_the_other_row(self, take_in: TakeIn) -> None:
        report = take_in("unor", rows.unor(), rows.unor(ID="LAIN"), rows.unor())

        assert [(problem.row, problem.problem) for problem in report.errors] == [
            (4, "Row 2 has the same ID. Keep one of the two rows.")
        ]

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("id", "baris 2, TANGGAL, “25 November 2026”: "),
            ("en", "row 2, TANGGAL, “25 November 2026”: The day lies after 24 November 2026"),
        ],
    )
    def test_say_days_as_people_do_and_keep_the_cell_for_programs(
        self, language: str, said: str, take_in: TakeIn
    ) -> None:
        with translation.override(language):
            (problem,) = take_in("penilaian", rows.penilaian(TANGGAL=LATE)).errors

            assert str(problem).startswith(said)
            assert "24 November 2026" in problem.problem
        assert (problem.code, problem.as_json()["value"]) == ("future_day", "2026-11-25")
