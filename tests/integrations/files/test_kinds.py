"""Every kind: stored from XLSX and CSV, unchanged the second time, corrected when a value differs."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db.models import Model

from piawai.audit.models import Event
from piawai.competencies.models import Assessment, Competency, Indicator, ServiceNeed, Standard, Standing
from piawai.competencies.queries.standings import standards_by_job
from piawai.development.models import Lock, UnitBudget
from piawai.integrations.files.importing import KINDS
from piawai.learning.models import CompletedTraining, Item, Session
from piawai.lib.facts import Fact
from piawai.people.models import CareerEvent, Holiday, Job, Person, Placement, Service, Unit
from piawai.performance.models import Result
from tests.factories import rows
from tests.factories.rows import Cells
from tests.integrations.files.conftest import TakeIn
from tests.town import NOW, nip

LATER = NOW + dt.timedelta(days=1)
pytestmark = pytest.mark.usefixtures("small_town")


@dataclass(frozen=True)
class Case:
    """Good rows of a kind, the table they go to, and a cell of the first row to change later."""

    table: type[Model]
    rows: tuple[Cells, ...]
    change: Cells


CASES = {
    "unor": Case(
        Unit,
        (rows.unor(ID="SUBBAG", ID_ATASAN="BIDANG"), rows.unor()),
        {"NAMA_UNOR": "Subbagian Umum"},
    ),
    "kamus": Case(
        Indicator,
        (rows.kamus(), rows.kamus(NO_INDIKATOR=None, INDIKATOR="Menjelaskan syarat."), rows.kamus(LEVEL=2)),
        {"INDIKATOR": "Menyapa warga dengan ramah."},
    ),
    "standar": Case(Standard, (rows.standar(), rows.standar(KODE_KOMPETENSI="T.IT.1", BOBOT="3")), {"LEVEL": 4}),
    "pegawai": Case(Person, (rows.pegawai(8), rows.pegawai(9)), {"NAMA": "CUT NYAK DHIEN"}),
    "layanan": Case(Service, (rows.layanan(), rows.layanan(KODE="KK", KOMPETENSI=None)), {"NAMA": "KTP elektronik"}),
    "libur": Case(Holiday, (rows.libur(), rows.libur(TANGGAL="17-08-2027", JENIS=None)), {"NAMA": "Tahun Baru Masehi"}),
    "penilaian": Case(
        Assessment,
        (rows.penilaian(), rows.penilaian(NIP=nip(2), SUMBER="ATASAN", NIP_PENILAI=nip(1))),
        {"LEVEL": 4},
    ),
    "kinerja": Case(Result, (rows.kinerja(), rows.kinerja(PERIODE="TW1")), {"PERILAKU KERJA": "DI ATAS EKSPEKTASI"}),
    "diklat": Case(
        CompletedTraining,
        (rows.diklat(), rows.diklat(NOMOR_SERTIFIKAT=None), rows.diklat(NIP=nip(2))),
        {"JUMLAH JAM": "24,5"},
    ),
    "katalog": Case(Session, (rows.katalog(), rows.katalog(KODE_SESI="S2")), {"KURSI": 25}),
    "anggaran": Case(UnitBudget, (rows.anggaran(), rows.anggaran(UNOR_ID="SEKSI")), {"RUPIAH": 1_000}),
    "kejadian": Case(
        CareerEvent,
        (rows.kejadian(), rows.kejadian(JENIS="PLT", UNOR_ID="DINAS", SELESAI=None)),
        {"SELESAI": "15-03-2027"},
    ),
    "kunci": Case(Lock, (rows.kunci(), rows.kunci(NIP=nip(2), KEPUTUSAN="KELUAR")), {"KEPUTUSAN": "KELUAR"}),
    "soal": Case(Item, (rows.soal(), rows.soal(SOAL="Siapa yang dilayani?", TERBIT="YA")), {"PILIHAN 2": "Diam"}),
}


# Columns that tell one row from another, or say what one is about, though they are not needed as such.
PARTS_OF_KEYS = {
    "kamus": {"NO INDIKATOR", "INDIKATOR"},
    "standar": {"JABATAN NAMA"},
    "pegawai": {"PNS ID"},
    "penilaian": {"NIP PENILAI"},
    "diklat": {"NOMOR SERTIFIKAT"},
    "kejadian": {"UNOR ID"},
    "soal": {"PILIHAN 3"},
}


def test_every_kind_has_a_case() -> None:
    assert list(CASES) == list(KINDS)


@pytest.mark.parametrize("kind", CASES)
class TestEveryKind:
    """A file of each kind."""

    @pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
    def test_is_stored(self, kind: str, suffix: str, take_in: TakeIn) -> None:
        case = CASES[kind]
        before = case.table._default_manager.count()

        report = take_in(kind, *case.rows, suffix=suffix)

        assert report.errors == ()
        assert (report.rows, report.new, report.changed, report.unchanged) == (len(case.rows), len(case.rows), 0, 0)
        assert report.committed
        assert case.table._default_manager.count() == before + len(case.rows)

    def test_changes_nothing_the_second_time(self, kind: str, take_in: TakeIn) -> None:
        case = CASES[kind]
        take_in(kind, *case.rows)
        events, stored = Event.objects.count(), case.table._default_manager.count()

        report = take_in(kind, *case.rows, suffix=".csv", at=LATER)

        assert (report.rows, report.new, report.changed, report.unchanged) == (len(case.rows), 0, 0, len(case.rows))
        assert report.committed
        assert case.table._default_manager.count() == stored
        assert Event.objects.count() == events

    def test_a_column_that_is_absent_leaves_what_is_known(self, kind: str, take_in: TakeIn) -> None:
        case = CASES[kind]
        take_in(kind, *case.rows)
        needed = {column.name for column in KINDS[kind].columns if column.required} | PARTS_OF_KEYS.get(kind, set())
        lean = [{name: value for name, value in row.items() if name in needed} for row in case.rows]

        report = take_in(kind, *lean, at=LATER)

        assert report.errors == ()
        assert (report.new, report.changed, report.unchanged) == (0, 0, len(case.rows))

    def test_is_corrected_where_a_value_differs(self, kind: str, take_in: TakeIn) -> None:
        case = CASES[kind]
        take_in(kind, *case.rows)
        stored = case.table._default_manager.count()

        report = take_in(kind, {**case.rows[0], **case.change}, *case.rows[1:], at=LATER)

        assert (report.new, report.changed, report.unchanged) == (0, 1, len(case.rows) - 1)
        if issubclass(case.table, Fact):
            (correction,) = case.table._default_manager.filter(corrects__isnull=False)
            assert correction.corrects is not None
            assert correction.corrects.corrected
            assert correction.recorded_at == LATER
            assert case.table._default_manager.filter(corrected=False).count() == stored
        else:
            assert case.table._default_manager.count() == stored

    def test_tried_only_says_the_same_and_stores_nothing(self, kind: str, take_in: TakeIn) -> None:
        case = CASES[kind]
        before, events = case.table._default_manager.count(), Event.objects.count()

        tried = take_in(kind, *case.rows, dry_run=True)

        assert not tried.committed
        assert case.table._default_manager.count() == before
        assert Event.objects.count() == events
        report = take_in(kind, *case.rows)
        assert (report.new, report.changed, report.missing) == (tried.new, tried.changed, tried.missing)
        assert report.warnings == tried.warnings

    def test_logs_no_number_of_a_person(self, kind: str, take_in: TakeIn) -> None:
        take_in(kind, *CASES[kind].rows)

        logged = " ".join(f"{event.subject} {event.details}" for event in Event.objects.all())
        assert not any(nip(number) in logged for number in range(10))


class TestUnor:
    """Units."""

    def test_counts_units_that_are_not_named(self, take_in: TakeIn) -> None:
        assert take_in("unor", rows.unor()).missing == 3

    def test_joins_children_before_parents_to_the_known_tree(self, take_in: TakeIn) -> None:
        take_in("unor", *CASES["unor"].rows)

        unit = Unit.objects.select_related("parent__parent").get(siasn_id="SUBBAG")
        assert unit.parent is not None
        assert unit.parent.siasn_id == "BIDANG"
        assert unit.path.startswith(unit.parent.path)

    def test_takes_an_echelon_by_name(self, take_in: TakeIn) -> None:
        take_in("unor", rows.unor(**{"ESELON ID": "II.b"}))

        assert Unit.objects.get(siasn_id="BIDANG").echelon == "22"


class TestKamus:
    """The dictionary."""

    def test_fills_what_other_rows_say_of_the_same(self, take_in: TakeIn) -> None:
        take_in(
            "kamus",
            rows.kamus(DEFINISI=None, DESKRIPSI=None),
            rows.kamus(NO_INDIKATOR=2, DEFINISI="Melayani.", DESKRIPSI="Dibimbing."),
        )

        level = Indicator.objects.get(level__version__competency__code="T.LY.1", number=1).level
        assert level.description == "Dibimbing."
        assert level.version.definition == "Melayani."

    def test_numbers_indicators_in_order_of_appearance(self, take_in: TakeIn) -> None:
        texts = ("Satu.", "Dua.", "Tiga.")

        take_in("kamus", *(rows.kamus(NO_INDIKATOR=None, INDIKATOR=text) for text in texts))

        found = Indicator.objects.filter(level__version__competency__code="T.LY.1").order_by("number")
        assert [(row.number, row.text) for row in found] == [(1, "Satu."), (2, "Dua."), (3, "Tiga.")]

    def test_keeps_a_known_indicator_that_a_row_leaves_out(self, take_in: TakeIn) -> None:
        take_in("kamus", rows.kamus())

        report = take_in("kamus", rows.kamus(NO_INDIKATOR=None, INDIKATOR=None, ASPEK=None))

        assert report.unchanged == 1
        assert Indicator.objects.get(level__version__competency__code="T.LY.1").text == "Menyapa warga."

    def test_describes_a_level_without_indicators(self, take_in: TakeIn) -> None:
        bare = rows.kamus(INDIKATOR=None, ASPEK=None, NO_INDIKATOR=None)

        assert take_in("kamus", bare).new == 1
        assert take_in("kamus", bare).unchanged == 1

    def test_writes_codes_in_capitals(self, take_in: TakeIn) -> None:
        take_in("kamus", rows.kamus(KODE=" t.ly.1 "))

        assert Competency.objects.filter(code="T.LY.1").exists()


class TestStandar:
    """Standards."""

    def test_counts_for_every_job_of_the_name(self, take_in: TakeIn) -> None:
        take_in("standar", *(rows.standar(**{"JABATAN ID": code, "JABATAN NAMA": "Kembar"}) for code in "AB"))

        report = take_in("standar", rows.standar(**{"JABATAN NAMA": "KEMBAR", "KODE KOMPETENSI": "M.2"}))

        assert (report.rows, report.new) == (1, 1)
        twins = set(Job.objects.filter(name_key="kembar").values_list("pk", flat=True))
        demanded = standards_by_job(known_at=LATER)
        assert [any(row.competency == "M.2" for row in demanded[job]) for job in twins] == [True, True]

    def test_counts_for_a_job_of_the_name_that_comes_later(self, take_in: TakeIn) -> None:
        standard = rows.standar(**{"JABATAN NAMA": "Kepala Subbag Umum", "KODE KOMPETENSI": "T.IT.1"})
        take_in("standar", standard)
        people = [rows.pegawai(n, **{"JABATAN ID": f"J{n}", "JABATAN NAMA": "KEPALA SUBBAG UMUM"}) for n in (8, 9)]

        take_in("pegawai", *people)

        found = Standing.objects.filter(competency__code="T.IT.1").values_list("person__nip", "required", "origin")
        assert set(found) == {(nip(8), 2, "JOB"), (nip(9), 2, "JOB")}
        assert take_in("standar", standard).unchanged == 1

    def test_a_row_of_the_job_itself_comes_before_one_by_name(self, take_in: TakeIn) -> None:
        by_name = rows.standar(**{"JABATAN NAMA": "Kembar", "LEVEL": 4, "BERLAKU MULAI": dt.date(2026, 1, 1)})
        own = rows.standar(**{"JABATAN ID": "A", "JABATAN NAMA": "Kembar", "LEVEL": 2})

        take_in("standar", own, by_name)

        job = Job.objects.get(siasn_id="A")
        assert [row.level for row in standards_by_job(known_at=LATER)[job.pk]] == [2]

    def test_names_a_repeated_row_beside_other_faults(self, take_in: TakeIn) -> None:
        twice = [rows.standar(), rows.standar(**{"JABATAN NAMA": "PENGELOLA", "LEVEL": 4})]

        report = take_in("standar", rows.standar(**{"KODE KOMPETENSI": "M.99", "LEVEL": 7}), *twice)

        assert {(problem.row, problem.code) for problem in report.errors} == {
            (2, "unknown_competency"),
            (2, "out_of_range"),
            (4, "repeated_key"),
        }

    def test_makes_a_job_and_warns_with_the_nearest_name(self, take_in: TakeIn) -> None:
        report = take_in("standar", rows.standar(**{"JABATAN NAMA": "Pengelolah"}))

        (warning,) = report.warnings
        assert (warning.row, warning.column, warning.code) == (2, "JABATAN NAMA", "job_new")
        assert "Pengelola." in warning.problem
        assert Job.objects.filter(name="Pengelolah").exists()

    def test_weighs_1_where_nothing_is_said(self, take_in: TakeIn) -> None:
        take_in("standar", *CASES["standar"].rows)

        assert set(Standard.objects.values_list("competency__code", "weight")) == {("M.1", 1), ("T.IT.1", 3)}

    def test_gives_a_known_job_its_class(self, take_in: TakeIn) -> None:
        take_in("standar", rows.standar())

        report = take_in("standar", rows.standar(**{"KELOMPOK JABATAN": "JF Ahli Muda"}))

        assert (report.changed, report.unchanged) == (1, 0)
        assert Job.objects.get(name="Pengelola").group == "JF_AHLI_MUDA"


class TestPegawai:
    """People."""

    def test_stores_what_the_export_says(self, take_in: TakeIn) -> None:
        take_in("pegawai", rows.pegawai(9))

        person = Person.objects.get(nip=nip(9))
        assert person.born_on == dt.date(1985, 3, 9)
        assert (person.siasn_id, person.sex, person.employment, person.legal_status) == ("ORANG9", "M", "PNS", "01")
        (placement,) = Placement.objects.filter(person=person)
        assert (placement.unit.siasn_id, placement.job.name) == ("SEKSI", "Pengelola")
        assert placement.starts_on == dt.date(2022, 2, 1)

    def test_counts_the_missing_and_deletes_nobody(self, take_in: TakeIn) -> None:
        report = take_in("pegawai", rows.pegawai(9))

        assert report.missing == 2
        assert Person.objects.count() == 3

    def test_finds_someone_by_the_siasn_id_when_the_nip_changed(self, take_in: TakeIn) -> None:
        report = take_in("pegawai", rows.pegawai(7, **{"PNS ID": "PNS1"}))

        assert (report.new, report.changed) == (0, 1)
        assert Person.objects.get(siasn_id="PNS1").nip == nip(7)

    def test_leaves_what_a_short_file_does_not_say(self, take_in: TakeIn) -> None:
        take_in("pegawai", rows.pegawai(9))
        short = {
            header: cell
            for header, cell in rows.pegawai(9).items()
            if header in {"NIP BARU", "NAMA", "TANGGAL LAHIR", "UNOR ID", "JABATAN NAMA"}
        }

        report = take_in("pegawai", short)

        assert report.unchanged == 1
        person = Person.objects.get(nip=nip(9))
        assert (person.siasn_id, person.title_after, person.employment) == ("ORANG9", "S.E.", "PNS")

    @pytest.mark.parametrize("written", ["M", "L", "1", 1, 1.0, "Pria"])
    def test_knows_a_man_by(self, written: object, take_in: TakeIn) -> None:
        take_in("pegawai", rows.pegawai(9, **{"JENIS KELAMIN": written}))

        assert Person.objects.get(nip=nip(9)).sex == "M"

    @pytest.mark.parametrize(
        ("cells", "expected"),
        [
            ({"JENIS PEGAWAI NAMA": "PPPK Paruh Waktu", "STATUS CPNS PNS": "PPPK"}, "PPPK_PARUH_WAKTU"),
            ({"JENIS PEGAWAI NAMA": "PNS Daerah", "STATUS CPNS PNS": "CPNS"}, "CPNS"),
            ({"JENIS PEGAWAI NAMA": "PNS Daerah", "STATUS CPNS PNS": "C"}, "CPNS"),
            ({"JENIS PEGAWAI NAMA": None, "STATUS ASN": "PPPK"}, "PPPK"),
            ({"JENIS PEGAWAI NAMA": None}, "PNS"),
        ],
    )
    def test_tells_the_kind_of_civil_servant(self, cells: Cells, expected: str, take_in: TakeIn) -> None:
        take_in("pegawai", rows.pegawai(9, **cells))

        assert Person.objects.get(nip=nip(9)).employment == expected

    def test_neither_stores_nor_ignores_the_private_columns(self, take_in: TakeIn) -> None:
        private = {"AGAMA NAMA": "Islam", "NPWP NOMOR": "1", "BPJS": "2", "ALAMAT": "Jalan", "KPKN ID": "3"}

        report = take_in("pegawai", rows.pegawai(9, **private, UNOR_1="Dinas"))

        assert report.ignored_columns == ("UNOR 1",)


class TestLayanan:
    """Services to the public."""

    def test_counts_a_service_whose_needs_changed(self, take_in: TakeIn) -> None:
        take_in("layanan", rows.layanan())

        report = take_in("layanan", rows.layanan(KOMPETENSI="M.1:2×4"))

        assert (report.changed, report.unchanged) == (1, 0)
        needs = ServiceNeed.objects.current().values_list("competency__code", "level", "holders")
        assert set(needs) == {("M.1", 2, 4), ("T.IT.1", 1, 0)}


class TestPenilaian:
    """Assessments."""

    def test_names_a_known_assessor_by_public_code(self, take_in: TakeIn) -> None:
        take_in("penilaian", rows.penilaian(SUMBER="ATASAN", **{"NIP PENILAI": nip(2)}))

        assert Assessment.objects.get().assessor == Person.objects.get(nip=nip(2)).code

    def test_keeps_an_outside_assessors_number(self, take_in: TakeIn) -> None:
        take_in("penilaian", rows.penilaian(**{"NIP PENILAI": nip(77)}))

        assert Assessment.objects.get().assessor == nip(77)

    def test_takes_an_own_rating_with_and_without_a_number_for_the_same(self, take_in: TakeIn) -> None:
        take_in("penilaian", rows.penilaian(SUMBER="DIRI"))

        assert take_in("penilaian", rows.penilaian(SUMBER="DIRI", **{"NIP PENILAI": nip(1)})).unchanged == 1


class TestKinerja:
    """Performance."""

    @pytest.mark.parametrize(
        "written", ["DIATAS", "Di Atas Ekspektasi", "DIATAS ESPEKTASI", "diatas_ekspektasi", 1, "1"]
    )
    def test_reads_above_expectation(self, written: object, take_in: TakeIn) -> None:
        take_in("kinerja", rows.kinerja(PREDIKAT=None, **{"HASIL KERJA": written}))

        result = Result.objects.get()
        assert (result.work, result.predicate) == (1, "BAIK")

    @pytest.mark.parametrize(("written", "period"), [(3, "03"), ("03", "03"), ("tw 2", "TW2"), ("tahunan", "TAHUNAN")])
    def test_reads_a_period(self, written: object, period: str, take_in: TakeIn) -> None:
        take_in("kinerja", rows.kinerja(PERIODE=written))

        assert Result.objects.get().period == period

    @pytest.mark.parametrize("written", [2, "2", "Baik", "BAIK"])
    def test_reads_a_predicate(self, written: object, take_in: TakeIn) -> None:
        take_in("kinerja", rows.kinerja(PREDIKAT=written))

        assert Result.objects.get().stated == "BAIK"

    def test_keeps_the_values_that_are_given(self, take_in: TakeIn) -> None:
        take_in("kinerja", rows.kinerja(AKUNTABEL="DIATAS", LOYAL=None))

        assert Result.objects.get().values == {"AKUNTABEL": 1}


class TestDiklat:
    """Completed training."""

    def test_gives_evidence(self, take_in: TakeIn) -> None:
        take_in("diklat", rows.diklat())

        found = Assessment.objects.values_list("competency__code", "level", "source", "assessed_on")
        assert set(found) == {(code, 2, "PELATIHAN", dt.date(2026, 3, 4)) for code in ("M.1", "T.IT.1")}


class TestKatalog:
    """The catalogue."""

    def test_stores_what_a_session_teaches_asks_and_is_mandatory_for(self, take_in: TakeIn) -> None:
        take_in("katalog", rows.katalog())

        session = Session.objects.get(code="S1")
        assert [(row.competency.code, row.level) for row in session.outcomes.all()] == [("M.1", 3)]
        assert [(row.competency.code, row.level) for row in session.prerequisites.all()] == [("T.IT.1", 1)]
        assert {row.job_class for row in session.duties.all()} == {"PENGAWAS", "JF_AHLI_MUDA"}
        assert (session.fixed_cost, session.mode) == (12_000_000, "LURING")

    def test_writes_one_programme_one_way(self, take_in: TakeIn) -> None:
        session_rows = (rows.katalog(), rows.katalog(KODE_SESI="S2", NAMA_PROGRAM="PELAYANAN  PRIMA"))

        take_in("katalog", *session_rows)

        assert take_in("katalog", *session_rows).unchanged == 2


class TestKejadian:
    """Events."""

    def test_places_a_transferred_person_in_a_new_job(self, take_in: TakeIn) -> None:
        report = take_in("kejadian", rows.kejadian(JENIS="MUTASI", SELESAI=None, JABATAN_NAMA="Pengelola Arsip"))

        assert [warning.code for warning in report.warnings] == ["job_new"]
        placement = Placement.objects.get(person__nip=nip(1), starts_on=dt.date(2027, 3, 1))
        assert (placement.unit.siasn_id, placement.job.name) == ("SEKSI", "Pengelola Arsip")
