"""The demo city as a whole: the same for the same seed and day, consistent in itself, at any size."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from piawai.demo.cells import Cell, Table
from piawai.demo.city import plan_budget, tables, write_files
from piawai.demo.siasn import OTHER_BIRTH_DATES, OTHER_SEXES
from tests.demo.reading import ON, a_day, day, levels, records, text

KINDS = [
    "unor",
    "standar",
    "pegawai",
    "layanan",
    "libur",
    "penilaian",
    "kinerja",
    "diklat",
    "katalog",
    "anggaran",
    "kejadian",
    "kunci",
]
DICTIONARY = Path(__file__).parents[2] / "piawai/integrations/files/data/kamus.csv"
City = Mapping[str, Table]


def by_nip(city: City) -> dict[str, Mapping[str, Cell]]:
    return {text(row["NIP BARU"]): row for row in records(city["pegawai"])}


class TestTables:
    """The content by kind is decided by size, seed and day alone."""

    def test_are_the_same_for_the_same_seed_and_day(self) -> None:
        first = tables(people=200, seed=1, on=ON)

        second = tables(people=200, seed=1, on=ON)

        assert first == second

    @pytest.mark.parametrize("kind", ["pegawai", "penilaian", "kinerja", "diklat", "katalog", "kejadian"])
    def test_differ_with_another_seed(self, kind: str) -> None:
        one, other = tables(people=200, seed=1, on=ON), tables(people=200, seed=2, on=ON)

        assert one[kind] != other[kind]

    @pytest.mark.slow
    def test_fit_into_files_with_25_000_people(self) -> None:
        content = tables(people=25_000, seed=1, on=ON)

        assert max(len(table.rows) for table in content.values()) < 200_000
        assert len(content["katalog"].rows) == 300

    def test_need_twenty_people(self) -> None:
        with pytest.raises(ValueError, match="at least 20"):
            tables(people=19, seed=1, on=ON)


class TestWriteFiles:
    """One spreadsheet a kind, in the order of import."""

    def test_writes_what_the_tables_say(self, tmp_path: Path) -> None:
        paths = write_files(folder=tmp_path / "files", people=20, seed=1, on=ON)

        assert list(paths) == KINDS
        content = tables(people=20, seed=1, on=ON)
        for kind, path in paths.items():
            assert path == tmp_path / "files" / f"{kind}.xlsx"
            sheet = openpyxl.load_workbook(path).active
            assert sheet is not None
            written = list(sheet.iter_rows(values_only=True))
            assert written[0] == content[kind].headers
            assert len(written) == len(content[kind].rows) + 1
            assert [_plain(cell) for cell in written[1]] == [_plain(cell) for cell in content[kind].rows[0]]


def _plain(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


class TestPlanBudget:
    """What the year may cost binds."""

    @pytest.mark.parametrize(("people", "rupiah"), [(20, 12_000_000), (2500, 1_500_000_000), (25_000, 7_500_000_000)])
    def test_returns(self, people: int, rupiah: int) -> None:
        assert plan_budget(people=people) == rupiah

    def test_is_less_than_all_seats_cost(self, city: City) -> None:
        full = sum(
            int(text(row["BIAYA TETAP"])) + int(text(row["KURSI"])) * int(text(row["BIAYA PER PESERTA"]))
            for row in records(city["katalog"])
        )

        assert full > 2 * plan_budget(people=2500)


class TestReferences:
    """Whatever a file names exists, at the full size and at small ones."""

    def test_hold_in_the_whole_city(self, city: City) -> None:
        assert _dangling(city) == []

    def test_hold_in_a_small_city(self, small_city: City) -> None:
        assert list(small_city) == KINDS
        assert all(table.rows for table in small_city.values())
        assert _dangling(small_city) == []


def _dangling(city: City) -> list[tuple[str, str, str]]:
    units = {text(row["ID"]) for row in records(city["unor"])}
    people = set(by_nip(city)) | {text(row["PNS ID"]) for row in records(city["pegawai"])}
    sessions = {text(row["KODE SESI"]) for row in records(city["katalog"])}
    jobs = {text(row["JABATAN NAMA"]) for kind in ("standar", "pegawai") for row in records(city[kind])}
    with DICTIONARY.open(encoding="utf-8-sig") as stream:
        codes = {row["KODE"] for row in csv.DictReader(stream, delimiter=";")}
    known = {
        "ID_ATASAN": units,
        "UNOR ID": units,
        "PEMIMPIN": people,
        "NIP": people,
        "NIP PENILAI": people,
        "KODE SESI": sessions,
        "JABATAN NAMA": jobs,
        "KODE KOMPETENSI": codes,
    }
    found = [
        (kind, header, text(row[header]))
        for kind, table in city.items()
        for row in records(table)
        for header in set(known) & set(table.headers)
        if text(row[header]) and text(row[header]) not in known[header]
    ]
    for kind in ("katalog", "layanan", "diklat"):
        for row in records(city[kind]):
            named = {**levels(row["KOMPETENSI"]), **levels(row.get("PRASYARAT"))}
            found.extend((kind, "KOMPETENSI", code) for code in named if code not in codes)
            assert all(1 <= level <= 5 for level in named.values())
    return found


class TestPeople:
    """2,500 invented people in the columns of a SIASN export."""

    def test_are_as_many_as_asked_of_whom_794_work_part_time(self, city: City) -> None:
        people = list(records(city["pegawai"]))

        statuses = Counter(text(row["JENIS PEGAWAI NAMA"]) for row in people)

        assert len(city["pegawai"].headers) == 67
        assert len(people) == 2500
        assert statuses["PPPK Paruh Waktu"] == 794
        assert statuses["PPPK"] == 450
        assert statuses["CPNS Daerah"] == 60

    def test_have_a_unique_number_that_says_birth_appointment_and_sex(self, city: City) -> None:
        other_birth_dates = other_sexes = 0
        numbers = by_nip(city)

        for number, row in numbers.items():
            appointed = a_day(row["TMT CPNS"])
            contract = "PPPK" in text(row["JENIS PEGAWAI NAMA"])
            assert number.isdigit()
            assert number[8:14] == (f"{appointed:%Y}21" if contract else f"{appointed:%Y%m}")
            assert appointed <= ON
            assert appointed.year - int(number[:4]) >= 18
            other_birth_dates += number[:8] != a_day(row["TANGGAL LAHIR"]).strftime("%Y%m%d")
            other_sexes += number[14] != {"M": "1", "F": "2"}[text(row["JENIS KELAMIN"])]

        assert len(numbers) == len(set(numbers)) == 2500
        assert {len(number) for number in numbers} == {18}
        assert other_birth_dates == OTHER_BIRTH_DATES
        assert other_sexes == OTHER_SEXES

    def test_carry_the_quirks_of_real_exports(self, city: City) -> None:
        people = list(records(city["pegawai"]))

        births = Counter(type(row["TANGGAL LAHIR"]) for row in people)

        assert any(str(row["NIP BARU"]).startswith("'") for row in people)
        assert any(row["EMAIL"] == "null" for row in people)
        assert set(births) == {str, dt.date}
        assert len(city["pegawai"].rows) - len(people) == 5

    def test_hold_one_job_an_id(self, city: City) -> None:
        pairs = {(text(row["JABATAN ID"]), text(row["JABATAN NAMA"])) for row in records(city["pegawai"])}

        assert len(pairs) == len({code for code, _ in pairs}) == len({name for _, name in pairs})


class TestUnits:
    """One root; every other unit has a head, or a PLT where the post is vacant."""

    def test_form_one_tree(self, city: City) -> None:
        above = {text(row["ID"]): text(row["ID_ATASAN"]) for row in records(city["unor"])}

        roots = [code for code, parent in above.items() if not parent]

        assert len(roots) == 1
        assert 30 <= sum(parent == roots[0] for parent in above.values()) <= 40

    def test_have_a_head_or_an_acting_one(self, city: City) -> None:
        acting = {text(row["UNOR ID"]) for row in records(city["kejadian"]) if row["JENIS"] == "PLT"}

        headless = {text(row["ID"]) for row in records(city["unor"]) if not text(row["PEMIMPIN"])}

        assert headless == acting
        assert len(acting) == 5

    def test_offer_25_services(self, city: City) -> None:
        assert len(city["layanan"].rows) == 25


class TestEvidence:
    """Nothing is dated after the city's day or before the person's appointment."""

    def test_is_dated_within_service(self, city: City) -> None:
        since = {number: a_day(row["TMT CPNS"]) for number, row in by_nip(city).items()}
        days = [(text(row["NIP"]), a_day(row["TANGGAL"])) for row in records(city["penilaian"])]
        days += [(text(row["NIP"]), a_day(row["TANGGAL MULAI"])) for row in records(city["diklat"])]
        days += [(text(row["NIP"]), a_day(row["TANGGAL SELESAI"])) for row in records(city["diklat"])]

        wrong = [(number, found) for number, found in days if not since[number] <= found <= ON]

        assert wrong == []

    def test_of_the_nine_is_official_and_valid_for_two_thirds(self, city: City) -> None:
        valid_from = dt.date(ON.year - 3, ON.month, ON.day)
        measured: dict[str, set[str]] = {}

        for row in records(city["penilaian"]):
            if row["SUMBER"] in {"ASSESSMENT_CENTER", "CACT"} and a_day(row["TANGGAL"]) >= valid_from:
                measured.setdefault(text(row["NIP"]), set()).add(text(row["KODE KOMPETENSI"]))

        assert {len(codes) for codes in measured.values()} == {9}
        assert 0.63 < len(measured) / 2500 < 0.70

    def test_has_one_row_a_key_and_levels_on_the_scale(self, city: City) -> None:
        rows = list(records(city["penilaian"]))
        keys = Counter(
            (text(row["NIP"]), row["KODE KOMPETENSI"], day(row["TANGGAL"]), row["SUMBER"], text(row["NIP PENILAI"]))
            for row in rows
        )

        assert max(keys.values()) == 1
        assert {text(row["LEVEL"]) for row in rows} == {"1", "2", "3", "4", "5"}

    def test_of_performance_is_mostly_good(self, city: City) -> None:
        rows = list(records(city["kinerja"]))
        predicates = Counter(text(row["PREDIKAT"]).upper() for row in rows)

        keys = Counter((text(row["NIP"]), text(row["TAHUN"]), row["PERIODE"]) for row in rows)

        assert max(keys.values()) == 1
        assert 0.12 < predicates["SANGAT BAIK"] / len(rows) < 0.15
        assert 0.02 < 1 - (predicates["SANGAT BAIK"] + predicates["BAIK"]) / len(rows) < 0.035

    def test_of_training_has_one_row_a_key(self, city: City) -> None:
        keys = Counter(
            (text(row["NIP"]), text(row["NAMA KURSUS"]), day(row["TANGGAL MULAI"])) for row in records(city["diklat"])
        )

        assert max(keys.values()) == 1

    def test_of_training_runs_out_soon_for_some_and_has_run_out_for_others(self, city: City) -> None:
        ends = [
            day(row["BERLAKU SAMPAI"])
            for row in records(city["diklat"])
            if text(row["KOMPETENSI"]) and day(row["BERLAKU SAMPAI"])
        ]

        soon = sum(ON <= end <= ON + dt.timedelta(days=90) for end in ends if end)
        over = sum(end < ON for end in ends if end)

        assert soon >= 10
        assert over >= 50


class TestStandards:
    """A job with any managerial row lists all eight; some jobs have none."""

    def test_list_all_managerial_competencies_or_none(self, city: City) -> None:
        listed: dict[str, set[str]] = {}

        for row in records(city["standar"]):
            listed.setdefault(text(row["JABATAN NAMA"]), set()).add(text(row["KODE KOMPETENSI"]))

        managerial = Counter(len([code for code in codes if code.startswith("M.")]) for codes in listed.values())
        jobs = {text(row["JABATAN NAMA"]) for row in records(city["pegawai"])}
        technical = sum(any(code.startswith("T.") for code in codes) for codes in listed.values())
        assert set(managerial) == {0, 8}
        assert 0.5 < technical / len(jobs) < 0.7
        assert jobs - set(listed)

    def test_have_one_row_a_key(self, city: City) -> None:
        keys = Counter(
            (row["JABATAN NAMA"], row["KODE KOMPETENSI"], day(row["BERLAKU MULAI"])) for row in records(city["standar"])
        )

        assert max(keys.values()) == 1
