"""What the demo city is offered, and that duties and decisions can be met."""

import datetime as dt
import itertools
from collections.abc import Mapping

import pytest

from piawai.demo.calendars import holidays
from piawai.demo.catalogue import session_count
from piawai.demo.cells import Cell, Table
from tests.demo.reading import ON, a_day, day, levels, records, text

City = Mapping[str, Table]


class TestHolidays:
    """Fixed days are exact, movable ones calculated (checked against the official days of past years)."""

    @pytest.mark.parametrize(
        ("found_on", "name"),
        [
            (dt.date(2025, 3, 31), "Hari Raya Idulfitri (perkiraan)"),
            (dt.date(2025, 5, 12), "Hari Raya Waisak (perkiraan)"),
            (dt.date(2025, 4, 18), "Wafat Yesus Kristus"),
            (dt.date(2025, 5, 29), "Kenaikan Yesus Kristus"),
            (dt.date(2025, 1, 29), "Tahun Baru Imlek (perkiraan)"),
            (dt.date(2025, 6, 27), "Tahun Baru Islam (perkiraan)"),
            (dt.date(2026, 3, 19), "Hari Suci Nyepi (perkiraan)"),
            (dt.date(2026, 5, 27), "Hari Raya Iduladha (perkiraan)"),
            (dt.date(2026, 8, 17), "Hari Kemerdekaan Republik Indonesia"),
        ],
    )
    def test_fall_on(self, found_on: dt.date, name: str) -> None:
        names = {row[0]: row[1] for row in holidays(on=dt.date(2025, 1, 1)).rows}

        assert names[found_on] == name

    def test_stand_once_a_day_from_the_day_on(self, city: City) -> None:
        days = [a_day(row["TANGGAL"]) for row in records(city["libur"])]

        assert days == sorted(set(days))
        assert min(days) >= ON
        assert {found.year for found in days} == {2026, 2027}


class TestCatalogue:
    """60 sessions of 12 partners over the year after the city's day."""

    @pytest.mark.parametrize(("people", "sessions"), [(20, 6), (400, 10), (2500, 60), (5000, 60), (25_000, 300)])
    def test_grows_with_the_city(self, people: int, sessions: int) -> None:
        assert session_count(people=people) == sessions

    def test_has_60_sessions_of_12_partners(self, city: City) -> None:
        rows = list(records(city["katalog"]))

        assert len({row["KODE SESI"] for row in rows}) == len(rows) == 60
        assert len({text(row["MITRA"]) for row in rows}) == 12

    def test_covers_every_competency(self, city: City) -> None:
        taught = {code for row in records(city["katalog"]) for code in levels(row["KOMPETENSI"])}

        assert taught == {
            *(f"M.{number}" for number in range(1, 9)),
            "SK.1",
            "T.IT.1",
            "T.LY.1",
            "T.AR.1",
            "T.PB.1",
            "T.KU.1",
        }

    def test_lies_on_working_days(self, city: City) -> None:
        assert _days_off_used(city) == []

    def test_lies_on_working_days_in_a_small_city(self, small_city: City) -> None:
        assert _days_off_used(small_city) == []

    def test_stays_within_plausible_figures(self, city: City) -> None:
        for row in records(city["katalog"]):
            seats, minimum = int(text(row["KURSI"])), int(text(row["PESERTA MINIMUM"]))
            assert 15 <= seats <= 40
            assert 5 <= minimum <= 15
            assert 4 <= int(text(row["JP"])) <= 40
            assert 0 <= (a_day(row["TANGGAL SELESAI"]) - a_day(row["TANGGAL MULAI"])).days <= 4


def _days_off_used(city: City) -> list[dt.date]:
    off = {a_day(row["TANGGAL"]) for row in records(city["libur"]) if row["JENIS"] != "JAM_RAMADAN"}
    used: list[dt.date] = []
    for row in records(city["katalog"]):
        number = a_day(row["TANGGAL MULAI"])
        while number <= a_day(row["TANGGAL SELESAI"]):
            used.append(number)
            number += dt.timedelta(days=1)
    return [found for found in used if found in off or found.weekday() > 4]


class TestDuties:
    """Whoever must attend can: enough seats, one of an office at a time, nobody retires or leaves before."""

    def test_of_supervisors_fit_into_their_sessions(self, city: City) -> None:
        offices = _offices(city)
        echelons = {text(row["ID"]): text(row["ESELON ID"]) for row in records(city["unor"])}
        must = [
            row
            for row in records(city["pegawai"])
            if text(row["JENIS JABATAN ID"]) == "1" and echelons[text(row["UNOR ID"])] in {"41", "42"}
        ]
        sessions = [row for row in records(city["katalog"]) if row["WAJIB UNTUK"] == "PENGAWAS"]
        crowd: dict[str, int] = {}
        for row in must:
            office = offices[text(row["UNOR ID"])]
            crowd[office] = crowd.get(office, 0) + 1

        starts = sorted((a_day(row["TANGGAL MULAI"]), a_day(row["TANGGAL SELESAI"])) for row in sessions)

        assert len(must) > 30
        assert sum(int(text(row["KURSI"])) for row in sessions) >= len(must)
        assert max(crowd.values()) <= len(sessions)
        assert all(last < first for (_, last), (first, _) in itertools.pairwise(starts))
        assert not {text(row["NIP BARU"]) for row in must} & _leaving(city)

    def test_are_paid_for_by_their_office(self, city: City) -> None:
        lines = {text(row["UNOR ID"]): int(text(row["RUPIAH"])) for row in records(city["anggaran"])}

        assert min(lines.values()) > 0
        assert 0.5e9 < sum(lines.values()) < 1.5e9


class TestLocks:
    """A dozen decisions, and whoever must go can go."""

    def test_send_people_who_are_there_to_sessions_apart_from_duties(self, city: City) -> None:
        rows = list(records(city["kunci"]))
        sessions = {text(row["KODE SESI"]): row for row in records(city["katalog"])}
        duties = [row for row in sessions.values() if row["WAJIB UNTUK"]]
        offices = _offices(city)
        unit_of = {text(row["NIP BARU"]): text(row["UNOR ID"]) for row in records(city["pegawai"])}
        touched = {text(row["NIP"]) for row in records(city["kejadian"])}

        sent = [(text(row["NIP"]), sessions[text(row["KODE SESI"])]) for row in rows if row["KEPUTUSAN"] == "MASUK"]

        assert len(rows) == 12
        assert len(sent) == 8
        assert len({offices[unit_of[number]] for number, _ in sent}) == len(sent)
        assert not {number for number, _ in sent} & touched
        for _, session in sent:
            assert not text(session["PRASYARAT"])
            assert not any(_meet(session, duty) for duty in duties)


class TestEvents:
    """What befalls people agrees with what the export says of them."""

    def test_of_study_match_the_legal_status(self, city: City) -> None:
        studying = {text(row["NIP BARU"]) for row in records(city["pegawai"]) if row["KEDUDUKAN HUKUM ID"] == "03"}

        sent = {text(row["NIP"]) for row in records(city["kejadian"]) if row["JENIS"] == "TUGAS_BELAJAR"}

        assert sent == studying
        assert len(sent) == 15

    def test_end_after_they_begin_and_once_a_key(self, city: City) -> None:
        rows = list(records(city["kejadian"]))

        kinds = {row["JENIS"] for row in rows}

        assert len({(text(row["NIP"]), row["JENIS"], day(row["MULAI"])) for row in rows}) == len(rows)
        assert all((day(row["SELESAI"]) or a_day(row["MULAI"])) >= a_day(row["MULAI"]) for row in rows)
        assert kinds == {
            "CUTI",
            "TUGAS_BELAJAR",
            "PLT",
            "PLH",
            "DINAS_LUAR",
            "MUTASI",
            "AKHIR_KONTRAK",
            "PENSIUN",
        }


def _offices(city: City) -> dict[str, str]:
    above = {text(row["ID"]): text(row["ID_ATASAN"]) for row in records(city["unor"])}
    found = {}
    for code in above:
        at = code
        while above[at] and above[above[at]]:
            at = above[at]
        found[code] = at
    return found


def _leaving(city: City) -> set[str]:
    return {text(row["NIP"]) for row in records(city["kejadian"]) if row["JENIS"] in {"PENSIUN", "AKHIR_KONTRAK"}}


def _meet(one: Mapping[str, Cell], other: Mapping[str, Cell]) -> bool:
    return a_day(one["TANGGAL MULAI"]) <= a_day(other["TANGGAL SELESAI"]) and a_day(other["TANGGAL MULAI"]) <= a_day(
        one["TANGGAL SELESAI"]
    )
