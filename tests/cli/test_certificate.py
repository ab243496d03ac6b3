"""`piawai certificate verify` and `piawai export`: what leaves us, and what comes back."""

import json
from pathlib import Path

import pytest

from piawai.people.models import Person
from tests import town
from tests.cli.conftest import Run
from tests.graduates import graduate

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> list[Person]:
    """Two who passed; the second has no PNS ID."""
    town.dictionary()
    town.units()
    found = town.people(town.person_row(1, siasn_id="PNS-1"), town.person_row(2))
    for number, person in enumerate(found, start=1):
        graduate(person, code=f"S{number}")
    return found


class TestVerify:
    """Ours, unaltered, standing."""

    def test_what_was_exported_verifies_and_altered_it_does_not(
        self, two: list[Person], run: Run, tmp_path: Path
    ) -> None:
        file = tmp_path / "badges.json"
        assert run("export", "badges", str(file), "--format", "json")[0] == 0
        [document, _other] = json.loads(file.read_text())
        shown = tmp_path / "shown.json"
        shown.write_text(json.dumps(document))

        status, out, _err = run("certificate", "verify", str(shown), "--format", "json")

        assert (status, list(json.loads(out))) == (
            0,
            ["valid", "reason", "subject", "achievement", "issued", "revoked"],
        )
        shown.write_text(json.dumps({**document, "name": "Lain"}))
        status, out, err = run("certificate", "verify", str(shown))
        assert status == 1
        assert out.startswith("NOT VALID")
        assert "altered" in err

    def test_says_where_there_is_no_file(self, run: Run, tmp_path: Path) -> None:
        status, _out, err = run("certificate", "verify", str(tmp_path / "none.json"))

        assert status == 1
        assert "no such file" in err


class TestExport:
    """Files for SIASN."""

    def test_writes_rows_and_names_by_code_who_is_left_out(self, two: list[Person], run: Run, tmp_path: Path) -> None:
        file = tmp_path / "kursus.json"

        status, out, err = run("export", "siasn-kursus", str(file), "--format", "json")

        answer = {"kind": "siasn-kursus", "rows": 1, "skipped": [{"person": two[1].code, "reason": "no_pns_id"}]}
        assert (status, json.loads(out), err) == (0, answer, "")
        [row] = json.loads(file.read_text())
        assert (row["pnsOrangId"], row["nomorSertipikat"]) == ("PNS-1", "00001/SERT/2026")
        assert two[0].nip not in file.read_text()

    def test_another_kind_is_wrong_usage(self, run: Run, tmp_path: Path) -> None:
        assert run("export", "lain", str(tmp_path / "x"))[0] == 2
