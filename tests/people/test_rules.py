"""Rules about people, without a database."""

import datetime as dt

import pytest

from piawai.people import rules
from piawai.people.terms import Career, PlacementPeriod

BORN = dt.date(1985, 3, 9)
TODAY = dt.date(2026, 11, 24)
ECHELONS = {"22": "JPT_PRATAMA", "31": "ADMINISTRATOR", "41": "PENGAWAS"}
LEVELS = {"TERAMPIL": "JF_TERAMPIL", "AHLI MUDA": "JF_AHLI_MUDA"}


class TestReadNip:
    """PEOPLE-01: what the digits of a NIP say."""

    def test_reads_a_pns(self) -> None:
        reading = rules.read_nip("198503092010012007")

        assert reading == rules.NipReading("PNS", BORN, "F", (2010, 1))

    def test_reads_a_pppk(self) -> None:
        reading = rules.read_nip("199001012024211003")

        assert reading == rules.NipReading("PPPK", dt.date(1990, 1, 1), "M", (2024, None))

    @pytest.mark.parametrize(
        ("nip", "expected"),
        [
            pytest.param("198502302010012007", None, id="30 February is no day"),
            pytest.param("198513092010012007", None, id="nor is a 13th month"),
        ],
    )
    def test_says_nothing_about_an_impossible_birth_date(self, nip: str, expected: None) -> None:
        assert rules.read_nip(nip).born_on is expected

    def test_knows_no_shape_of_month_13(self) -> None:
        assert rules.read_nip("198503092010132007").shape == ""


class TestNipDoubts:
    """PEOPLE-02: what looks wrong about a NIP beside the other facts."""

    @pytest.mark.parametrize(
        ("nip", "sex", "expected"),
        [
            pytest.param("198503092010011007", "M", [], id="a sound one"),
            pytest.param("198503092010011007", "", [], id="a sex not stated contradicts nothing"),
            pytest.param("198503082010011007", "M", ["nip_birth_date"], id="another birth date"),
            pytest.param("198503092010011007", "F", ["nip_sex"], id="another sex"),
            pytest.param("198503092010013007", "M", ["nip_sex"], id="a sex digit of 3"),
            pytest.param("198503092010011000", "M", ["nip_sequence"], id="sequence 000"),
            pytest.param("198503092010131007", "M", ["nip_shape"], id="neither PNS nor PPPK"),
            pytest.param("198503092026121007", "M", ["nip_future"], id="appointed next month"),
            pytest.param("198503092001011007", "M", ["nip_under_age"], id="appointed at 16"),
            pytest.param("199001012024211003", "M", ["nip_birth_date"], id="a PPPK with another birth date"),
        ],
    )
    def test_returns(self, nip: str, sex: str, expected: list[str]) -> None:
        assert rules.nip_doubts(nip=nip, born_on=BORN, sex=sex, on=TODAY) == expected


class TestLooksLikePhone:
    """PEOPLE-08: whether somebody could be called by it."""

    @pytest.mark.parametrize("text", ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "(0652) 21005"])
    def test_what_people_write_passes(self, text: str) -> None:
        assert rules.looks_like_phone(text)

    @pytest.mark.parametrize("text", ["1234567", "0812345678901234", "tidak ada", "<script>08123456789</script>", "-"])
    def test_what_nobody_can_call_does_not(self, text: str) -> None:
        assert not rules.looks_like_phone(text)


class TestLooksLikeEmail:
    """PEOPLE-09: whether it could be an address."""

    @pytest.mark.parametrize(
        ("text", "passes"),
        [
            ("sari@contoh.go.id", True),
            ("s.ari+x@contoh.id", True),
            ("bukan surel", False),
            ("sari@contoh", False),
            ("@contoh.id", False),
            ("sari@contoh.", False),
            ("a b@contoh.id", False),
        ],
    )
    def test_has_two_parts(self, text: str, passes: bool) -> None:
        assert rules.looks_like_email(text) == passes


class TestEmployment:
    """PEOPLE-03: the kind of civil servant."""

    @pytest.mark.parametrize(
        ("stated", "nip", "expected"),
        [
            ("PNS", "198503092010011007", "PNS"),
            ("CPNS", "198503092010011007", "CPNS"),
            ("P PPPK", "198503092010011007", "PPPK"),
            ("pppk_paruh_waktu", "198503092010011007", "PPPK_PARUH_WAKTU"),
            ("PPPK Paruh Waktu", "199001012025211003", "PPPK_PARUH_WAKTU"),
            ("", "198503092010011007", "PNS"),
            ("", "199001012024211003", "PPPK"),
            ("", "198503092010131007", ""),
        ],
    )
    def test_returns(self, stated: str, nip: str, expected: str) -> None:
        assert rules.employment(stated=stated, nip=nip) == expected


class TestJobClass:
    """PEOPLE-04: the class of a job."""

    @pytest.mark.parametrize(
        ("kind", "name", "leads", "echelon", "group", "expected"),
        [
            pytest.param("1", "Kepala Dinas", True, "22", "", "JPT_PRATAMA", id="structural, by echelon"),
            pytest.param(
                "1", "Kepala Seksi", False, "41", "", "PENGAWAS", id="structural, though not yet named leader"
            ),
            pytest.param("1", "Kepala", True, "", "", "", id="structural without echelon: none"),
            pytest.param("1", "Kepala", True, "", "PENGAWAS", "PENGAWAS", id="unless the standards file says"),
            pytest.param("1", "Kepala", True, "", "Pimpinan", "", id="in words that are a class"),
            pytest.param("2", "Analis SDM Ahli Muda", False, "22", "", "JF_AHLI_MUDA", id="functional, by its level"),
            pytest.param("2", "Perawat", False, "22", "", "", id="functional without level: none"),
            pytest.param("2", "Instruktur Keterampilan", False, "", "", "", id="a level is a whole word"),
            pytest.param("3", "Dokter Ahli Muda", True, "31", "", "JF_AHLI_MUDA", id="both kinds: the level first"),
            pytest.param("3", "Dokter", True, "31", "", "ADMINISTRATOR", id="both kinds: else the echelon"),
            pytest.param("4", "Pengelola", False, "22", "", "PELAKSANA", id="any other is pelaksana"),
            pytest.param("", "Pengelola", False, "22", "", "PELAKSANA", id="not stated: pelaksana"),
            pytest.param("", "Perawat Terampil", False, "", "", "JF_TERAMPIL", id="not stated, but a level"),
            pytest.param("", "Kepala Dinas", True, "22", "", "JPT_PRATAMA", id="not stated, but leads a unit"),
        ],
    )
    def test_returns(self, kind: str, name: str, leads: bool, echelon: str, group: str, expected: str) -> None:
        found = rules.job_class(
            kind=kind, name=name, leads=leads, echelon=echelon, group=group, by_echelon=ECHELONS, by_level=LEVELS
        )

        assert found == expected


class TestPlacementStart:
    """PEOPLE-05: the day on which a newly seen post begins."""

    @pytest.mark.parametrize(
        ("new", "since", "held", "expected"),
        [
            pytest.param(True, dt.date(2019, 5, 1), None, (dt.date(2019, 5, 1), ""), id="the file's own day"),
            pytest.param(True, None, None, (TODAY, ""), id="none stated: the day of the file"),
            pytest.param(False, dt.date(2019, 5, 1), None, (TODAY, ""), id="an old job in another unit: today"),
            pytest.param(True, dt.date(2027, 1, 1), None, (TODAY, "job_since_future"), id="a day to come"),
            pytest.param(
                True, dt.date(2019, 5, 1), dt.date(2020, 1, 1), (TODAY, "job_since_before_known"), id="before the known"
            ),
            pytest.param(
                True, dt.date(2020, 1, 1), dt.date(2020, 1, 1), (dt.date(2020, 1, 1), ""), id="same day: a correction"
            ),
        ],
    )
    def test_returns(
        self, new: bool, since: dt.date | None, held: dt.date | None, expected: tuple[dt.date, str]
    ) -> None:
        assert rules.placement_start(job_is_new=new, job_since_on=since, held_since_on=held, on=TODAY) == expected


class TestUnitTreeFaults:
    """A tree given as child to parent."""

    @pytest.mark.parametrize(
        ("parents", "expected"),
        [
            pytest.param({"a": "", "b": "a", "c": "b"}, {}, id="a tree"),
            pytest.param({"a": "", "b": "x"}, {"b": "unknown_parent"}, id="a parent nobody knows"),
            pytest.param({"a": "b", "b": "a", "c": "a"}, {"a": "loop", "b": "loop"}, id="a loop, not what hangs on it"),
            pytest.param({"a": "a"}, {"a": "loop"}, id="one's own parent"),
        ],
    )
    def test_returns(self, parents: dict[str, str], expected: dict[str, str]) -> None:
        assert rules.unit_tree_faults(parents=parents) == expected


class TestOffices:
    """PEOPLE-06: the office a unit belongs to."""

    @pytest.mark.parametrize(
        ("parents", "echelons", "expected"),
        [
            pytest.param({1: None, 2: 1, 3: 2, 4: 3}, {2: "22"}, {1: 1, 2: 2, 3: 2, 4: 2}, id="below the government"),
            pytest.param({1: None, 2: 1}, {1: "22"}, {1: 1, 2: 1}, id="a top with an echelon is an office"),
            pytest.param({1: None, 2: None, 3: 2}, {2: "31"}, {1: 1, 2: 2, 3: 2}, id="several tops"),
        ],
    )
    def test_returns(self, parents: dict[int, int | None], echelons: dict[int, str], expected: dict[int, int]) -> None:
        assert rules.offices(parents=parents, echelons=echelons) == expected


class TestCareer:
    """Where someone works on a day."""

    CAREER = Career(
        1,
        ((dt.date(2020, 1, 1), True),),
        (PlacementPeriod(dt.date(2020, 1, 1), 1, 1), PlacementPeriod(dt.date(2026, 1, 1), 2, 1)),
        dt.date(2027, 7, 1),
    )

    @pytest.mark.parametrize(
        ("day", "unit"),
        [
            (dt.date(2019, 12, 31), None),
            (dt.date(2020, 1, 1), 1),
            (dt.date(2025, 12, 31), 1),
            (dt.date(2026, 1, 1), 2),
            (dt.date(2027, 6, 30), 2),
            (dt.date(2027, 7, 1), None),
        ],
    )
    def test_follows_the_days(self, day: dt.date, unit: int | None) -> None:
        post = self.CAREER.on(day)

        assert (post.unit_id if post else None) == unit

    def test_is_empty_without_a_status_that_counts(self) -> None:
        gone = Career(1, ((dt.date(2020, 1, 1), False),), self.CAREER.placements)

        assert gone.on(TODAY) is None

    def test_follows_the_status_from_day_to_day(self) -> None:
        statuses = ((dt.date(2021, 1, 1), True), (dt.date(2022, 1, 1), False), (dt.date(2023, 1, 1), True))
        career = Career(1, statuses, self.CAREER.placements)

        days = [dt.date(year, 6, 1) for year in (2020, 2021, 2022, 2023)]

        assert [career.on(day) is not None for day in days] == [True, True, False, True]


class TestCeiling:
    """PEOPLE-11: how many may be away, at least one."""

    @pytest.mark.parametrize(
        ("people", "share", "expected"),
        [(1, 0.1, 1), (9, 0.1, 1), (20, 0.1, 2), (29, 0.1, 2), (30, 0.1, 3), (70, 0.1, 7), (10, 0.0, 1), (3, 1.0, 3)],
    )
    def test_returns(self, people: int, share: float, expected: int) -> None:
        assert rules.ceiling(people=people, share=share) == expected


class TestWorkingDays:
    """PEOPLE-12: Monday to Friday but days off."""

    def test_leaves_out_weekend_and_holiday(self) -> None:
        found = rules.working_days(first=dt.date(2027, 5, 27), last=dt.date(2027, 6, 1), days_off={dt.date(2027, 6, 1)})

        assert found == [dt.date(2027, 5, 27), dt.date(2027, 5, 28), dt.date(2027, 5, 31)]
