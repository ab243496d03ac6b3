"""Studies and prior learning of the demo city."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from piawai.demo import studies
from piawai.learning.models import PriorLearning, Study
from piawai.people.models import CareerEvent
from piawai.people.terms import UnitRow
from tests import town

pytestmark = pytest.mark.django_db


def test_stand_in_different_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    dinas = UnitRow("DINAS", "Dinas Kependudukan", "KOTA", "22", leader=town.nip(9))
    town.units(UnitRow("KOTA", "Kota"), dinas)
    town.dictionary()
    town.people(
        *(town.person_row(number, unit="DINAS", appointed_on=dt.date(2010, 1, 1)) for number in range(1, 8)),
        town.person_row(9, unit="DINAS", job="Kepala Dinas", kind="1"),
    )
    town.standard("Pengelola", "M.1", 3)

    made = studies.ask(on=town.TODAY, by=town.BY, at=town.NOW)

    states = Counter(Study.objects.values_list("state", flat=True))
    assert made == 6
    assert states == {"DIMINTA": 1, "DIDUKUNG": 1, "DIBERIKAN": 2}
    assert Study.objects.filter(starts_on__lte=town.TODAY, kind="IZIN").count() == 1
    assert CareerEvent.objects.filter(kind="TUGAS_BELAJAR").count() == 1
    assert set(PriorLearning.objects.values_list("state", flat=True)) == {"DIMINTA", "DIAKUI"}
