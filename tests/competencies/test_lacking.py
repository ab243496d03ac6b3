"""What is missing at a gap: what raters name, what may be told, and how it gets from a sheet to a page."""

import datetime as dt
from typing import Any

import pytest

from piawai.competencies.models import Answer, Assessment, Competency, Sheet, Standing
from piawai.competencies.queries.estimates import opinions
from piawai.competencies.queries.lacking import missing_in
from piawai.competencies.rules import lacking as rules
from piawai.competencies.services.objections import answer_objection, make_objection
from piawai.competencies.terms import Missing, Opinion
from piawai.people.models import Person
from tests import rounds, town

DAY = dt.timedelta(days=1)
RECENT = dt.date(2026, 6, 1)
UNTIL = dt.date(2027, 6, 1)
KNOWLEDGE, SKILL, ATTITUDE = "PENGETAHUAN", "KETERAMPILAN", "SIKAP"


def opinion(source: str, *lacks: str, on: dt.date = RECENT, until: dt.date = UNTIL, **more: Any) -> Opinion:
    """Return what one source says, as it may be shown."""
    return Opinion(source, on, until, 2, 1, counts=True, lacks=lacks, **more)


class TestMostNamed:
    """COMP-48: what few of a group say is not told."""

    @pytest.mark.parametrize(
        ("named", "expected"),
        [
            pytest.param([SKILL] * 5, (SKILL,), id="all say the same"),
            pytest.param([SKILL] * 3 + [ATTITUDE] * 2, (SKILL,), id="what most say"),
            pytest.param([ATTITUDE] * 3 + [KNOWLEDGE] * 3, (KNOWLEDGE, ATTITUDE), id="a tie names both"),
            pytest.param([SKILL] * 4, (), id="four are too few"),
            pytest.param([SKILL] * 4 + [""] * 6, (), id="four of ten are too few"),
            pytest.param([], (), id="nobody"),
        ],
    )
    def test_returns(self, named: list[str], expected: tuple[str, ...]) -> None:
        assert rules.most_named(named, smallest=5) == expected


class TestMissingMost:
    """COMP-49: what the newest of each source name most."""

    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            pytest.param([], Missing(), id="nothing is said: unknown"),
            pytest.param([opinion("ATASAN")], Missing(), id="nobody names one: unknown"),
            pytest.param([opinion("ATASAN", SKILL)], Missing((SKILL,), ("ATASAN",), RECENT), id="one alone"),
            pytest.param(
                [opinion("ATASAN", SKILL), opinion("DIRI", SKILL, on=RECENT + DAY), opinion("REKAN", ATTITUDE)],
                Missing((SKILL,), ("DIRI", "ATASAN"), RECENT + DAY),
                id="two of three, the newest first",
            ),
            pytest.param(
                [opinion("ATASAN", SKILL), opinion("DIRI", KNOWLEDGE)],
                Missing((KNOWLEDGE, SKILL), ("ATASAN", "DIRI"), RECENT),
                id="a tie is told as one",
            ),
            pytest.param(
                [opinion("ATASAN", SKILL), opinion("REKAN", SKILL, ATTITUDE)],
                Missing((SKILL,), ("ATASAN", "REKAN"), RECENT),
                id="a divided group speaks for both",
            ),
            pytest.param(
                [opinion("ATASAN", KNOWLEDGE, on=RECENT - DAY), opinion("ATASAN", SKILL)],
                Missing((SKILL,), ("ATASAN",), RECENT),
                id="an older one of the same source is silent",
            ),
            pytest.param(
                [opinion("ATASAN"), opinion("ATASAN", KNOWLEDGE, on=RECENT - DAY)],
                Missing(),
                id="also where the newer one names nothing",
            ),
            pytest.param([opinion("ATASAN", SKILL, until=town.TODAY - DAY)], Missing(), id="what has run out"),
            pytest.param([opinion("ATASAN", SKILL, on=town.TODAY + DAY)], Missing(), id="what is not yet true"),
            pytest.param(
                [opinion("UJI", SKILL, without=((RECENT, None),))], Missing(), id="what is suspended is silent"
            ),
        ],
    )
    def test_returns(self, said: list[Opinion], expected: Missing) -> None:
        assert rules.missing_most(said, on=town.TODAY) == expected

    def test_two_assessors_of_one_day_both_speak(self) -> None:
        said = [opinion("ASSESSMENT_CENTER", SKILL), opinion("ASSESSMENT_CENTER", ATTITUDE), opinion("DIRI", SKILL)]

        assert rules.missing_most(said, on=town.TODAY).aspects == (SKILL,)


@pytest.fixture
def section(db: None) -> list[Person]:
    """The head of an office, the head of a section, and seven who work in it; of the third M.1 is required at 3."""
    found = rounds.section()
    town.standard("Pengelola", "M.1", 3)
    town.assessed(found[2], "M.1", 1, on=dt.date(2026, 2, 2))
    return found


def missing(person: Person, *, on: dt.date = town.TODAY) -> Missing:
    """Return what is missing most in M.1, after both ways to it were seen to say the same."""
    competency = Competency.objects.get(code="M.1")
    listed = missing_in(standings=Standing.objects.all(), competency=competency, on=on).get(person.pk, Missing())
    shown = rules.missing_most(opinions(person, on=on)[competency.pk], on=on)
    assert listed == shown
    return shown


class TestReading:
    """A page of one and a list of many say the same of what is missing."""

    def test_superior_and_self_are_told_alone(self, section: list[Person]) -> None:
        town.rated(section[2], "M.1", [1], on=RECENT, source="ATASAN", lacks=[ATTITUDE])
        town.rated(section[2], "M.1", [2], on=RECENT, source="DIRI", lacks=[ATTITUDE])

        assert missing(section[2]) == Missing((ATTITUDE,), ("ATASAN", "DIRI"), RECENT)

    @pytest.mark.parametrize("source", ["REKAN", "BAWAHAN"])
    @pytest.mark.parametrize(("naming", "told"), [(4, ()), (5, (SKILL,))])
    def test_colleagues_and_staff_are_told_in_groups_only(
        self, section: list[Person], source: str, naming: int, told: tuple[str, ...]
    ) -> None:
        town.rated(section[2], "M.1", [2] * naming + [4] * 3, on=RECENT, source=source, lacks=[SKILL] * naming)

        assert missing(section[2]).aspects == told

    def test_a_sixth_that_comes_later_hides_them_all(self, section: list[Person]) -> None:
        town.rated(section[2], "M.1", [2] * 5, on=RECENT, lacks=[SKILL] * 5)
        before = missing(section[2])
        later = town.NOW + dt.timedelta(minutes=1)
        town.rated(section[2], "M.1", [2] * 6, on=RECENT, lacks=[SKILL] * 6, at=later)

        assert (before.aspects, missing(section[2])) == ((SKILL,), Missing())

    def test_who_meets_what_is_required_is_not_listed(self, section: list[Person]) -> None:
        town.rated(section[2], "M.1", [1], on=RECENT, source="ATASAN", lacks=[ATTITUDE])
        town.assessed(section[2], "M.1", 4, on=dt.date(2026, 10, 1))
        competency = Competency.objects.get(code="M.1")

        assert missing_in(standings=Standing.objects.all(), competency=competency, on=town.TODAY) == {}

    def test_an_upheld_objection_silences_what_it_sets_aside(self, section: list[Person]) -> None:
        Assessment.objects.all().delete()
        town.rated(section[2], "M.1", [1], on=RECENT, source="ATASAN", lacks=[ATTITUDE])
        before = missing(section[2])
        said: dict[str, Any] = {"on": town.TODAY, "at": town.NOW}
        competency = Competency.objects.get(code="M.1")
        objection = make_objection(person=section[2], competency=competency, reason="Tidak benar", **said)
        answer_objection(objection=objection, state="DITERIMA", answer="Ya", by="bk", sources=["ATASAN"], **said)

        assert before.aspects == (ATTITUDE,)
        assert Assessment.objects.current().get().lacks == ATTITUDE  # it stays on record
        assert missing(section[2]) == Missing()

    def test_takes_one_query_for_many(self, section: list[Person], django_assert_num_queries: Any) -> None:
        for person in section[2:]:
            town.rated(person, "M.1", [1], on=RECENT, source="ATASAN", lacks=[ATTITUDE])
        competency = Competency.objects.get(code="M.1")

        with django_assert_num_queries(1):
            found = missing_in(standings=Standing.objects.all(), competency=competency, on=town.TODAY)

        assert len(found) == len(section) - 2


class TestReport:
    """What was named on sheets becomes part of the evidence."""

    def test_goes_with_the_answer(self, section: list[Person]) -> None:
        found = rounds.opened(sources=("ATASAN", "DIRI"))
        rounds.answered(found, lambda _sheet: 2)
        Answer.objects.filter(sheet__source="ATASAN").update(lacks=SKILL)

        rounds.reported(rounds.closed(found))

        told = Assessment.objects.filter(assessed_on=rounds.LAST)
        assert Sheet.objects.filter(source="DIRI").exists()
        assert set(told.values_list("source", "lacks")) == {("ATASAN", SKILL), ("DIRI", "")}
        assert missing(section[2], on=rounds.LAST) == Missing((SKILL,), ("ATASAN",), rounds.LAST)
