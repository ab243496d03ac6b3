import datetime as dt
from pathlib import Path

import pytest

from piawai.regulations import values
from piawai.regulations.reading import SHIPPED
from tests.regulations.conftest import Write

HEAD = """
[limit]
description = "A limit."
unit = "days"
"""
ROW = """
[[limit.values]]
from = 2020-01-01
value = 1
source = "Rule 1"
"""


class TestLoadRefuses:
    """A faulty file is refused, naming file, entry and fault."""

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            pytest.param("[limit", "not TOML", id="not TOML"),
            pytest.param("limit = 3", "expected a table", id="no table"),
            pytest.param("[limit]\nunit = 'days'" + ROW, "'description' is missing", id="no description"),
            pytest.param("[limit]\ndescription = 'A'" + ROW, "'unit' is missing", id="no unit"),
            pytest.param(HEAD, "expected a list", id="no values"),
            pytest.param(HEAD + "values = []", "expected a list", id="empty values"),
            pytest.param(HEAD + "colour = 1" + ROW, "does not know colour", id="strange key"),
            pytest.param(HEAD + ROW + "chekced = true", "row 1: does not know chekced", id="misspelt key"),
            pytest.param(HEAD + ROW.replace("from", "note"), "'from' must be a day", id="no from"),
            pytest.param(HEAD + ROW.replace("2020-01-01", "'2020-01-01'"), "must be a day", id="from as text"),
            pytest.param(HEAD + ROW.replace("2020-01-01", "2020-01-01T00:00:00"), "must be a day", id="from as moment"),
            pytest.param(HEAD + ROW.replace("source", "note"), "'source' is missing", id="no source"),
            pytest.param(HEAD + ROW.replace("Rule 1", " "), "'source' must be a text", id="blank source"),
            pytest.param(HEAD + ROW + "checked = 'yes'", "'checked' must be true", id="checked as text"),
            pytest.param(HEAD + ROW.replace("value = 1", ""), "needs exactly one of value", id="no content"),
            pytest.param(HEAD + ROW + "repealed = true", "needs exactly one of value", id="two contents"),
            pytest.param(HEAD + ROW.replace("value = 1", "repealed = false"), "can only be true", id="not repealed"),
            pytest.param(HEAD + ROW.replace("value = 1", "value = ''"), "is not a number", id="empty text"),
            pytest.param(HEAD + ROW.replace("value = 1", "value = [1]"), "is not a number", id="list of numbers"),
            pytest.param(HEAD + ROW.replace("value = 1", "value = nan"), "finite number", id="no number"),
            pytest.param(HEAD + ROW + ROW, "does not come after 2020-01-01", id="a date twice"),
            pytest.param(
                HEAD + ROW + ROW.replace("2020", "2019"),
                "2019-01-01 does not come after",
                id="unsorted dates",
            ),
            pytest.param(
                HEAD + ROW + ROW.replace("2020", "2021").replace("value = 1", "mapping = { A = 1 }"),
                "must have one shape",
                id="two shapes",
            ),
            pytest.param(HEAD + ROW.replace("value = 1", "repealed = true"), "must have one shape", id="only repealed"),
            pytest.param(HEAD + ROW.replace("Rule 1", "local policy"), "needs a 'reason'", id="policy without reason"),
            pytest.param(
                HEAD
                + ROW.replace(
                    "value = 1",
                    "bands = [{ at_least = 1, category = 'A' }, { at_least = 2, category = 'B' }]",
                ),
                "from the highest",
                id="bands rising",
            ),
            pytest.param(
                HEAD + ROW.replace("value = 1", "bands = [{ at_least = '1', category = 'A' }]"),
                "number 'at_least'",
                id="band without number",
            ),
            pytest.param(
                HEAD + ROW.replace("value = 1", "bands = [{ at_least = 1 }]"),
                "'category' is missing",
                id="band without category",
            ),
            pytest.param(
                HEAD + ROW.replace("value = 1", "matrix = { A = { X = 'a', Y = 'b' }, B = { X = 'a' } }"),
                "same columns",
                id="ragged matrix",
            ),
            pytest.param(
                HEAD + ROW.replace("value = 1", "mapping = { A = { value = 1, form = 2 } }"),
                "row 1, A: does not know form",
                id="strange key in a mapping",
            ),
            pytest.param(
                HEAD + ROW.replace("value = 1", "mapping = { A = { value = 1, source = 'local policy' } }"),
                "row 1, A: local policy needs a 'reason'",
                id="policy in a mapping without reason",
            ),
        ],
    )
    def test_a_fault(self, write: Write, text: str, fault: str) -> None:
        folder = write(text)

        with pytest.raises(values.MalformedRegulation, match=fault) as refusal:
            values.load(folders=(folder,))

        assert refusal.value.code == "malformed_regulation"
        assert str(folder / "own.toml") in str(refusal.value)

    def test_naming_the_entry(self, write: Write) -> None:
        folder = write(HEAD + ROW.replace("source", "note"))

        with pytest.raises(values.MalformedRegulation, match=r"own\.toml, limit, row 1: 'source' is missing"):
            values.load(folders=(folder,))

    def test_a_name_in_two_files(self, write: Write) -> None:
        write(HEAD + ROW, file="a.toml")
        folder = write(HEAD + ROW, file="b.toml")

        with pytest.raises(values.MalformedRegulation, match=r"b\.toml, limit: this name stands in .*a\.toml"):
            values.load(folders=(folder,))

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(values.MalformedRegulation, match="no such folder"):
            values.load(folders=(SHIPPED, tmp_path / "absent"))

    def test_a_file_in_another_encoding(self, tmp_path: Path) -> None:
        (tmp_path / "own.toml").write_bytes(b"# caf\xe9")

        with pytest.raises(values.MalformedRegulation, match="UTF-8"):
            values.load(folders=(tmp_path,))


class TestOwnFolder:
    """A city's folder adds rows to the shipped ones, and wins on the same day."""

    def test_replaces_a_local_policy(self, own_folder: Path, write: Write) -> None:
        write(
            """
            [[away_share.values]]
            from = 2010-01-01
            value = 0.2
            source = "local policy"
            reason = "Decided by the mayor."
            checked = true
            """
        )

        found = values.value("away_share", on=dt.date(2026, 1, 1))

        assert (found.value, found.unit, found.reason, found.checked) == (
            0.2,
            "share of people",
            "Decided by the mayor.",
            True,
        )
        assert values.starts("away_share") == (dt.date(2010, 1, 1),)

    def test_adds_a_row(self, own_folder: Path, write: Write) -> None:
        write(
            """
            [[annual_hours_pns.values]]
            from = 2027-01-01
            value = 30
            source = "Rule 1/2026"
            """
        )

        assert values.value("annual_hours_pns", on=dt.date(2026, 12, 31)).whole == 20
        assert values.value("annual_hours_pns", on=dt.date(2027, 1, 1)).whole == 30

    def test_adds_an_entry(self, own_folder: Path, write: Write) -> None:
        write(HEAD + ROW)

        assert values.value("limit", on=dt.date(2026, 1, 1)).whole == 1

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            pytest.param("[away_share]\nunit = 'percent'\n", "the unit is percent, but", id="another unit"),
            pytest.param("", "must have one shape", id="another shape"),
        ],
    )
    def test_may_not_change(self, own_folder: Path, write: Write, text: str, fault: str) -> None:
        write(
            text
            + """
            [[away_share.values]]
            from = 2026-01-01
            mapping = { A = 1 }
            source = "Rule 1"
            """
        )

        with pytest.raises(values.MalformedRegulation, match=fault):
            values.all_entries()
