"""Corrections are laid over a table, and touch nothing else."""

import datetime as dt
from pathlib import Path

import pytest

from piawai.formats import tables
from piawai.formats.corrections import Corrections, corrected
from tests.factories import spreadsheets

ODD = (
    "007",
    "'007",
    " inner  blanks ",
    "=SUM(A1)",
    "a\nb",
    "1,5",
    0.1 + 0.2,
    1.98e17,
    12.0,
    dt.date(2026, 2, 3),
    dt.datetime(2026, 2, 3, 4, 5, 6),  # noqa: DTZ001 (a cell knows no zone)
)


def table_of(tmp_path: Path, suffix: str = ".xlsx") -> tables.Table:
    rows = [{"NIP": f"{number}", "ISI": cell} for number, cell in enumerate(ODD)]
    return tables.read(path=spreadsheets.write(tmp_path / f"f{suffix}", rows))


def cells(table: tables.Table) -> dict[int, dict[str, object]]:
    return {row.number: dict(row.cells) for row in table.rows}


class TestCorrected:
    """A table with corrections."""

    @pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
    def test_leaves_every_other_cell_as_the_file_has_it(self, tmp_path: Path, suffix: str) -> None:
        table = table_of(tmp_path, suffix)
        before = cells(table)

        after = cells(corrected(table=table, corrections=Corrections({3: {"nip": "anew"}})))

        assert after.pop(3) == {**before.pop(3), "nip": "anew"}
        assert after == before
        assert [type(row["isi"]) for row in after.values()] == [type(row["isi"]) for row in before.values()]

    def test_leaves_rows_out_and_keeps_the_numbers_of_the_others(self, tmp_path: Path) -> None:
        table = table_of(tmp_path)

        found = cells(corrected(table=table, corrections=Corrections(left_out=frozenset({2, 4}))))

        assert list(found) == [3, *range(5, len(ODD) + 2)]

    def test_empties_a_cell_and_knows_no_column_that_the_file_lacks(self, tmp_path: Path) -> None:
        table = table_of(tmp_path)

        found = cells(corrected(table=table, corrections=Corrections({2: {"nip": "", "none": "x"}})))

        assert found[2] == {"nip": None, "isi": "007"}

    def test_tells_the_corrected_file_from_the_first_and_from_others(self, tmp_path: Path) -> None:
        table = table_of(tmp_path)
        ways = (Corrections(), Corrections({2: {"nip": "1"}}), Corrections({2: {"nip": "2"}}), Corrections({}, {2}))

        found = [corrected(table=table, corrections=way).sha256 for way in ways]

        assert found[0] == table.sha256
        assert len(set(found)) == len(ways)
