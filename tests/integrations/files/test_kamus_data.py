import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import piawai

KAMUS = Path(piawai.__file__).parent / "integrations" / "files" / "data" / "kamus.csv"
HEADER = "KODE;JENIS;NAMA;DEFINISI;LEVEL;DESKRIPSI;NO INDIKATOR;INDIKATOR;ASPEK;DASAR HUKUM;BERLAKU MULAI"
NATIONAL = [*(f"M.{number}" for number in range(1, 9)), "SK.1"]
LOCAL = ["T.IT.1", "T.LY.1", "T.AR.1", "T.PB.1", "T.KU.1"]
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with KAMUS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";", strict=True))


class TestKamus:
    """The dictionary that comes with the package."""

    def test_has_the_agreed_header_and_no_byte_order_mark(self) -> None:
        assert KAMUS.read_bytes().startswith(HEADER.encode() + b"\n")

    def test_has_every_cell_filled(self, rows: list[Row]) -> None:
        assert all(";".join(row) == HEADER for row in rows)
        assert [row for row in rows if not all(cell and cell == cell.strip() for cell in row.values())] == []

    def test_has_five_levels_with_three_indicators(self, rows: list[Row]) -> None:
        found = [(row["KODE"], row["LEVEL"], row["NO INDIKATOR"]) for row in rows]

        assert found == [(code, level, number) for code in NATIONAL + LOCAL for level in "12345" for number in "123"]

    def test_has_each_aspect_once_a_level(self, rows: list[Row]) -> None:
        aspects = defaultdict(set)
        for row in rows:
            aspects[row["KODE"], row["LEVEL"]].add(row["ASPEK"])

        assert len(aspects) == 70
        assert all(found == {"PENGETAHUAN", "KETERAMPILAN", "SIKAP"} for found in aspects.values())

    def test_says_the_same_of_a_competency_on_every_row(self, rows: list[Row]) -> None:
        about = {
            (
                row["KODE"],
                row["JENIS"],
                row["NAMA"],
                row["DEFINISI"],
                row["DASAR HUKUM"],
                row["BERLAKU MULAI"],
            )
            for row in rows
        }
        levels = {(row["KODE"], row["LEVEL"], row["DESKRIPSI"]) for row in rows}

        assert len(about) == 14
        assert len(levels) == 70
        assert len({description for _, _, description in levels}) == 70

    def test_names_kind_and_source(self, rows: list[Row]) -> None:
        found = {row["KODE"]: (row["JENIS"], row["DASAR HUKUM"], row["BERLAKU MULAI"]) for row in rows}
        rule = "PermenPANRB 38/2017 (dirumuskan ulang)"

        assert found == {
            **dict.fromkeys(NATIONAL[:-1], ("MANAJERIAL", rule, "2018-01-01")),
            "SK.1": ("SOSIAL_KULTURAL", rule, "2018-01-01"),
            **dict.fromkeys(LOCAL, ("TEKNIS", "Draf lokal, belum ditetapkan", "2018-01-01")),
        }

    def test_repeats_no_indicator(self, rows: list[Row]) -> None:
        times = Counter(row["INDIKATOR"].casefold() for row in rows)

        assert [text for text, count in times.items() if count > 1] == []

    @pytest.mark.parametrize("column", ["DEFINISI", "DESKRIPSI", "INDIKATOR"])
    def test_speaks_in_short_whole_sentences(self, rows: list[Row], column: str) -> None:
        for text in {row[column] for row in rows}:
            assert text[0].isupper()
            assert text.endswith(".")
            assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=[.!?])\s+", text)), text
