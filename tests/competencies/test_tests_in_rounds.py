"""Rounds that ask for test results: they come by file, and are the round's by their day."""

import datetime as dt

import pytest

from piawai.competencies.models import Round
from piawai.competencies.queries.rounds import pages, tested
from piawai.competencies.terms import RATED, Source
from piawai.people.models import Person, Unit
from tests import rounds, town

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def section() -> list[Person]:
    return rounds.section()


def names(round_: Round) -> set[str]:
    """Return who has no result yet."""
    return set(tested.untested(round_=round_, scope=Person.objects.all()).values_list("name", flat=True))


class TestResults:
    """Whose results are those of a round."""

    @pytest.mark.parametrize(
        ("code", "source", "on", "counts"),
        [
            pytest.param("M.1", "UJI", rounds.FIRST, True, id="first day"),
            pytest.param("T.IT.1", "UJI", rounds.LAST, True, id="last day"),
            pytest.param("M.1", "UJI", rounds.FIRST - DAY, False, id="before"),
            pytest.param("M.1", "UJI", rounds.LAST + DAY, False, id="after"),
            pytest.param("M.2", "UJI", rounds.FIRST, False, id="another competency"),
            pytest.param("M.1", "CACT", rounds.FIRST, False, id="another source"),
        ],
    )
    def test_are_those_of_its_competencies_and_days(
        self, section: list[Person], code: str, source: str, on: dt.date, counts: bool
    ) -> None:
        found = rounds.opened(sources=[*RATED, Source.TEST])
        town.assessed(section[2], code, 3, on=on, source=source)

        counted = tested.tested(round_=found, units=Unit.objects.all())

        assert counted == {"tested": int(counts), "people": len(section)}
        assert (section[2].name in names(found)) is not counts

    def test_one_that_was_corrected_is_none(self, section: list[Person]) -> None:
        found = rounds.opened(sources=[Source.TEST])
        row = town.assessed(section[2], "M.1", 3, on=rounds.FIRST, source="UJI")
        row.corrected = True
        row.save(update_fields=("corrected",))

        assert tested.tested(round_=found, units=Unit.objects.all())["tested"] == 0

    def test_are_counted_by_unit(self, section: list[Person]) -> None:
        found = rounds.opened(sources=[*RATED, Source.TEST])
        for code in ("M.1", "T.IT.1"):  # two of one person count once
            town.assessed(section[2], code, 3, on=rounds.FIRST, source="UJI")

        rows = pages.progress(round_=found, units=Unit.objects.all(), on=rounds.FIRST)

        assert {row["unit__siasn_id"]: (row["rated"], row["tested"]) for row in rows} == {
            "DINAS": (1, 0),
            "SEKSI": (len(section) - 1, 1),
        }
        office = Unit.objects.filter(siasn_id="DINAS")
        assert tested.tested(round_=found, units=office) == {"tested": 0, "people": 1}

    def test_a_round_of_tests_alone_writes_no_sheet(self, section: list[Person]) -> None:
        found = rounds.opened(sources=[Source.TEST])

        assert not found.sheets.exists()
        assert names(found) == {person.name for person in section}
        rounds.reported(rounds.closed(found))
        assert Round.objects.get().state == "DILAPORKAN"
