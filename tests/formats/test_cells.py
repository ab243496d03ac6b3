import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piawai.formats import cells
from piawai.formats.cells import Raw, UnreadableCell

NIP = "198001012005011001"
CONVERTERS: dict[str, Callable[..., object]] = {
    "text": cells.text,
    "identifier": cells.identifier,
    "nip": cells.nip,
    "whole_number": cells.whole_number,
    "decimal_number": cells.decimal_number,
    "rupiah": cells.rupiah,
    "day": cells.day,
    "yes_no": cells.yes_no,
    "levels": cells.levels,
    "levels_with_counts": cells.levels_with_counts,
    "choice": cells.choice(values={"YA": 1, "TIDAK": 2}),
}
NOTHING = type(None)
RESULTS: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "identifier": (str,),
    "nip": (str,),
    "whole_number": (int, NOTHING),
    "decimal_number": (Decimal, NOTHING),
    "rupiah": (int, NOTHING),
    "day": (dt.date, NOTHING),
    "yes_no": (bool, NOTHING),
    "levels": (tuple,),
    "levels_with_counts": (tuple,),
    "choice": (int, NOTHING),
}
PARTS = {"levels": (str, int), "levels_with_counts": (str, int, int)}
RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.text(alphabet="0123456789.,-/:;xEe+ 'Rp\u0661\uff11\xa0"),
    st.dates(),
    st.datetimes(),
)


def code_of(convert: Callable[..., object], value: Raw) -> str:
    with pytest.raises(UnreadableCell) as refused:
        convert(value=value)
    return refused.value.code


class TestAnyConverter:
    """Whatever a cell holds, there is a value or a reason."""

    @pytest.mark.parametrize("name", CONVERTERS)
    @given(value=RAW)
    def test_gives_a_value_or_a_reason(self, name: str, value: Raw) -> None:
        try:
            found = CONVERTERS[name](value=value)
        except UnreadableCell:
            return
        assert type(found) in RESULTS[name]
        if isinstance(found, tuple):
            assert {tuple(map(type, part)) for part in found} <= {PARTS[name]}

    @pytest.mark.parametrize("name", CONVERTERS)
    @pytest.mark.parametrize("value", [None, "", " ", "\xa0\u200b", "null", "NULL", " 'Null ", "'"])
    def test_finds_nothing_in_an_empty_cell(self, name: str, value: Raw) -> None:
        assert CONVERTERS[name](value=value) in (None, "", ())

    @pytest.mark.parametrize("name", CONVERTERS)
    @pytest.mark.parametrize("value", ["#N/A", "#DIV/0!", "#UNCALCULATED!"])
    def test_refuses_the_error_of_a_formula(self, name: str, value: str) -> None:
        assert code_of(CONVERTERS[name], value) == "formula_error"


class TestText:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("  Siti\xa0", "Siti"),
            ("'0012", "0012"),
            ("''x", "'x"),
            ("=1+1", "=1+1"),
            ("a\r\nb\x0bc", "a\nb\nc"),
            (12.0, "12"),
            (-0.0, "0"),
            (2.5, "2.5"),
            (7, "7"),
            (True, "TRUE"),
            (dt.date(2026, 1, 31), "2026-01-31"),
            (dt.datetime(2026, 1, 31), "2026-01-31"),  # noqa: DTZ001
            ("nullable", "nullable"),
        ],
    )
    def test_is_plain(self, value: Raw, expected: str) -> None:
        assert cells.text(value=value) == expected

    @pytest.mark.parametrize("value", ["a\x00b", "a\x1fb", "a\ud800b"])
    def test_refuses_what_no_database_stores(self, value: str) -> None:
        assert code_of(cells.text, value) == "control_character"

    @pytest.mark.parametrize("value", [1e15, 1.98e17, float("nan"), float("inf")])
    def test_refuses_a_number_that_lost_digits(self, value: float) -> None:
        assert code_of(cells.text, value) == "digits_lost"


class TestIdentifier:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (" 'A8ACA7F1-23E4 ", "A8ACA7F1-23E4"),
            (NIP, NIP),
            ("00120", "00120"),
            ("1E10", "1E10"),
            ("8" * 32, "8" * 32),
            (12.0, "12"),
            (999_999_999_999_999.0, "999999999999999"),
        ],
    )
    def test_keeps_its_signs(self, value: Raw, expected: str) -> None:
        assert cells.identifier(value=value) == expected

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (1e15, "digits_lost"),
            (float(NIP), "digits_lost"),
            ("1.98E+17", "digits_lost"),
            ("1,98001E+17", "digits_lost"),
            ("2E+17", "digits_lost"),
            (1.1, "fraction_not_code"),
            (dt.date(2026, 2, 1), "turned_into_day"),
            (True, "not_a_code"),
        ],
    )
    def test_refuses_what_may_have_lost_digits(self, value: Raw, code: str) -> None:
        assert code_of(cells.identifier, value) == code


class TestNip:
    """T-NIP: the shape; dates within are for the rules on people."""

    @pytest.mark.parametrize(
        "value",
        [
            NIP,
            f"'{NIP}",
            f" {NIP}\xa0",
            "19800101 200501 1 001",
            "19800101.200501.1.001",
            "19800101-200501-1-001",
            "19800101\n200501\u200b1001",
            int(NIP),
        ],
    )
    def test_is_freed_of_blanks_and_dots(self, value: Raw) -> None:
        assert cells.nip(value=value) == NIP

    def test_takes_the_shape_of_part_time_contracts(self) -> None:
        assert cells.nip(value="199002282025242021") == "199002282025242021"

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (NIP[:-1], "nip_not_18_digits"),
            (NIP + "1", "nip_not_18_digits"),
            ("130123456", "nip_not_18_digits"),
            (12.0, "nip_not_18_digits"),
            (NIP * 2, "nip_not_18_digits"),
            ("1980010120050110O1", "nip_not_digits"),
            ("19800101200501100²", "nip_not_digits"),
            (f"-{NIP[1:]}+", "nip_not_digits"),
            (NIP.translate({ord("1"): "\uff11"}), "foreign_digits"),
            (NIP.translate({ord("1"): "\u0661"}), "foreign_digits"),
            ("1.98E+17", "digits_lost"),
            (float(NIP), "digits_lost"),
            (True, "not_a_code"),
            (dt.date(1980, 1, 1), "turned_into_day"),
        ],
    )
    def test_refuses(self, value: Raw, code: str) -> None:
        assert code_of(cells.nip, value) == code

    def test_says_how_many_digits_there_are(self) -> None:
        with pytest.raises(UnreadableCell) as refused:
            cells.nip(value=NIP[:-1])

        assert refused.value.details == {"digits": 17}


class TestWholeNumber:
    @pytest.mark.parametrize(
        ("value", "expected"), [("3", 3), (" '3", 3), (3.0, 3), ("3.0", 3), ("12,00", 12), ("-3", -3)]
    )
    def test_is_read(self, value: Raw, expected: int) -> None:
        assert cells.whole_number(value=value) == expected

    @pytest.mark.parametrize("value", ["1.500", "1.000", "2.5", 2.5, "tiga", "\uff13", "1 2", True, dt.date.max])
    def test_is_not_guessed(self, value: Raw) -> None:
        assert code_of(cells.whole_number, value) == "not_a_whole_number"

    def test_holds_its_range(self) -> None:
        with pytest.raises(UnreadableCell) as refused:
            cells.whole_number(value="6", least=1, most=5)

        assert (refused.value.code, refused.value.details) == ("out_of_range", {"least": 1, "most": 5})


class TestDecimalNumber:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [("2,5", "2.5"), ("2.5", "2.5"), (2.5, "2.5"), (3, "3"), ("0,125", "0.125"), ("-1.25", "-1.25"), (0.1, "0.1")],
    )
    def test_is_exact(self, value: Raw, expected: str) -> None:
        assert cells.decimal_number(value=value) == Decimal(expected)

    @pytest.mark.parametrize("value", ["1.500", "1,500", "12.345"])
    def test_refuses_what_could_be_thousands(self, value: str) -> None:
        assert code_of(cells.decimal_number, value) == "ambiguous_number"

    @pytest.mark.parametrize("value", ["1.5.0", "x", True, float("nan"), "1e5", "\u0661"])
    def test_refuses_other_texts(self, value: Raw) -> None:
        assert code_of(cells.decimal_number, value) == "not_a_number"


class TestRupiah:
    @pytest.mark.parametrize(
        "value",
        [
            1500000,
            1500000.0,
            "1500000",
            "1.500.000",
            "1,500,000",
            "Rp1.500.000",
            "Rp. 1.500.000,00",
            "Rp 1.500.000,-",
            "rp1.500.000.-",
            "IDR 1,500,000.00",
            "1500000.0",
            " 'Rp\xa01.500.000 ",
        ],
    )
    def test_is_one_and_a_half_million(self, value: Raw) -> None:
        assert cells.rupiah(value=value) == 1_500_000

    @pytest.mark.parametrize("value", ["1,5 juta", "1.5", "1.50.000", "1.500,000.00", "Rp", 1.5, "\uff11", True])
    def test_is_not_guessed(self, value: Raw) -> None:
        assert code_of(cells.rupiah, value) == "not_rupiah"

    @pytest.mark.parametrize("value", [-1, "-1.500", -2.0])
    def test_is_not_negative(self, value: Raw) -> None:
        assert code_of(cells.rupiah, value) == "negative_rupiah"


class TestDay:
    @pytest.mark.parametrize(
        "value",
        [
            dt.date(2026, 1, 31),
            dt.datetime(2026, 1, 31, 23, 59),  # noqa: DTZ001
            46053,
            46053.75,
            "46053",
            "46053.0",
            "31-01-2026",
            "31/1/2026",
            "'31-01-2026",
            "31-01-2026 00:00:00",
            "2026-01-31",
            "2026-01-31T08:30:00+07:00",
            "2026-01-31 08:30:00.000Z",
            " 2026-1-31\xa0",
        ],
    )
    def test_is_the_31st_of_january(self, value: Raw) -> None:
        assert cells.day(value=value) == dt.date(2026, 1, 31)

    @pytest.mark.parametrize(("serial", "expected"), [(1, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01")])
    def test_knows_the_calendar_of_excel(self, serial: int, expected: str) -> None:
        assert cells.day(value=serial) == dt.date.fromisoformat(expected)

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("31-02-2026", "impossible_day"),
            ("2026-13-01", "impossible_day"),
            ("12/31/2026", "impossible_day"),
            ("00-01-2026", "impossible_day"),
            (60, "impossible_day"),
            ("01-01-1899", "day_out_of_range"),
            ("01-01-2201", "day_out_of_range"),
            ("0026-01-31", "day_out_of_range"),
            (dt.date(9999, 12, 31), "day_out_of_range"),
            (0, "day_out_of_range"),
            (-5.0, "day_out_of_range"),
            (999999.0, "day_out_of_range"),
            (2026, "year_not_day"),
            ("1990", "year_not_day"),
            ("31-01-26", "not_a_day"),
            ("31/01-2026", "not_a_day"),
            ("31 Januari 2026", "not_a_day"),
            ("20260131", "not_a_day"),
            ("\uff13\uff11-01-2026", "not_a_day"),
            (True, "not_a_day"),
            (float("nan"), "not_a_day"),
        ],
    )
    def test_is_not_guessed(self, value: Raw, code: str) -> None:
        assert code_of(cells.day, value) == code


class TestChoice:
    def test_matches_in_any_writing(self) -> None:
        convert = cells.choice(values={"SOSIAL_KULTURAL": "SK", "1": "one"})

        assert [convert(value=value) for value in ("sosial kultural", " Sosial_Kultural", 1.0)] == ["SK", "SK", "one"]

    def test_names_what_would_pass(self) -> None:
        with pytest.raises(UnreadableCell) as refused:
            cells.choice(values={"UJI": 1, "DIRI": 2})(value="X")

        assert (refused.value.code, refused.value.details) == ("not_a_choice", {"choices": ("UJI", "DIRI")})

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("YA", True),
            ("y", True),
            (1.0, True),
            (True, True),
            ("Tidak", False),
            ("T", False),
            ("0", False),
            (False, False),
        ],
    )
    def test_is_yes_or_no(self, value: Raw, expected: bool) -> None:
        assert cells.yes_no(value=value) is expected

    def test_refuses_maybe(self) -> None:
        assert code_of(cells.yes_no, "mungkin") == "not_yes_or_no"


class TestLevels:
    @pytest.mark.parametrize(
        "value", ["M.3:3; T.IT.1:2", "M.3 : 3,T.IT.1:2;", "M.3:3\nT.IT.1: 2", " 'M.3:3 ;; T.IT.1:2"]
    )
    def test_are_read_in_order(self, value: str) -> None:
        assert cells.levels(value=value) == (("M.3", 3), ("T.IT.1", 2))

    def test_may_have_counts(self) -> None:
        assert cells.levels_with_counts(value="M.3:3×2; T.1:1x10; T.2:4") == (
            ("M.3", 3, 2),
            ("T.1", 1, 10),
            ("T.2", 4, 1),
        )

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("M.3", "not_levels"),
            ("M.3:", "not_levels"),
            (":3", "not_levels"),
            ("M.3:3:3", "not_levels"),
            ("M.3:tiga", "not_levels"),
            ("M.3:3x2", "not_levels"),
            ("M.3:3;m.3:2", "repeated_code"),
        ],
    )
    def test_are_not_guessed(self, value: str, code: str) -> None:
        assert code_of(cells.levels, value) == code
