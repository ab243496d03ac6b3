"""Writing the catalogue and completed training."""

import datetime as dt
from decimal import Decimal

import pytest

from piawai.competencies.models import Assessment, Competency, Standing
from piawai.learning.models import CompletedTraining, Session
from piawai.learning.queries import catalogue as queries
from piawai.learning.queries.completed import credited_hours
from piawai.learning.services.catalogue import record_sessions
from piawai.learning.services.completed import record_trainings
from piawai.learning.terms import SessionRow
from piawai.lib import facts
from piawai.people.models import Person
from piawai.people.queries import everybody
from tests import town

pytestmark = pytest.mark.django_db


class TestRecordSessions:
    """The catalogue, corrected in place."""

    def record(self, *rows: SessionRow) -> tuple[int, int, int]:
        competencies = {competency.code: competency for competency in Competency.objects.all()}
        found = record_sessions(sessions=rows, competencies=competencies, by=town.BY, at=town.NOW)
        return found.new, found.changed, found.unchanged

    def test_counts_new_then_unchanged_then_changed(self) -> None:
        town.dictionary()
        row = town.session_row("S1", dt.date(2027, 3, 1), teaches={"M.1": 3}, asks={"M.2": 2}, duties=("PENGAWAS",))
        dearer = town.session_row("S1", dt.date(2027, 3, 1), teaches={"M.1": 4}, participant_cost=5)

        assert [self.record(row), self.record(row), self.record(dearer)] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]
        stored = queries.session_row(queries.with_details(Session.objects.all()).get())
        assert stored == dearer

    def test_sessions_of_one_programme_share_it(self) -> None:
        self.record(
            town.session_row("S1", dt.date(2027, 3, 1), programme="Pelayanan Prima"),
            town.session_row("S2", dt.date(2027, 6, 1), programme="PELAYANAN  PRIMA"),
        )

        assert len(set(Session.objects.values_list("programme", flat=True))) == 1


class TestRecordTrainings:
    """What people completed; the levels it certifies are evidence."""

    @pytest.fixture
    def person(self) -> Person:
        town.dictionary()
        town.units()
        [found] = town.people(town.person_row(1, job="Analis Ahli Muda", kind="2"))
        return found

    def training(self, person: Person, **more: object) -> CompletedTraining:
        plain: dict[str, object] = {
            "person": person,
            "reference": "no:1",
            "name": "Literasi",
            "form": 3,
            "hours": Decimal(12),
            "starts_on": dt.date(2026, 3, 2),
            "ends_on": dt.date(2026, 3, 4),
            "certificate": "1",
            "reaches": {"M.1": 2},
        }
        return CompletedTraining(**{**plain, **more})

    def record(self, *trainings: CompletedTraining) -> facts.Recorded[CompletedTraining]:
        competencies = {competency.code: competency for competency in Competency.objects.all()}
        return record_trainings(trainings=trainings, competencies=competencies, on=town.TODAY, by=town.BY, at=town.NOW)

    def held(self, person: Person, code: str) -> int | None:
        return Standing.objects.get(person=person, competency__code=code).held

    def test_a_certified_level_is_held(self, person: Person) -> None:
        self.record(self.training(person))

        row = Assessment.objects.get()
        assert (row.source, row.assessed_on, row.valid_until) == ("PELATIHAN", dt.date(2026, 3, 4), dt.date(2029, 3, 4))
        assert self.held(person, "M.1") == 2

    def test_a_certificate_may_end_earlier_than_the_rule(self, person: Person) -> None:
        self.record(self.training(person, valid_until=dt.date(2026, 12, 31)))

        assert Assessment.objects.get().valid_until == dt.date(2026, 12, 31)

    def test_twice_changes_nothing(self, person: Person) -> None:
        self.record(self.training(person))

        recorded = self.record(self.training(person))

        assert (recorded.unchanged, Assessment.objects.count()) == (1, 1)

    def test_a_correction_corrects_the_level(self, person: Person) -> None:
        self.record(self.training(person))

        self.record(self.training(person, reaches={"M.1": 3}))

        assert (self.held(person, "M.1"), Assessment.objects.current().count()) == (3, 1)

    def test_a_level_that_is_no_longer_certified_is_no_longer_held(self, person: Person) -> None:
        self.record(self.training(person))

        self.record(self.training(person, reaches={"M.2": 2}))

        assert (self.held(person, "M.1"), self.held(person, "M.2")) == (None, 2)

    def test_a_corrected_last_day_moves_the_evidence(self, person: Person) -> None:
        self.record(self.training(person))

        self.record(self.training(person, ends_on=dt.date(2026, 3, 5)))

        held = Assessment.objects.current().filter(valid_until__gte=town.TODAY)
        assert [row.assessed_on for row in held] == [dt.date(2026, 3, 5)]

    def test_hours_count_in_the_year_they_end(self, person: Person) -> None:
        self.record(
            self.training(person),
            self.training(person, reference="no:2", hours=Decimal("4.5")),
            self.training(
                person, reference="no:3", starts_on=dt.date(2025, 12, 30), ends_on=dt.date(2026, 1, 2), hours=Decimal(6)
            ),
            self.training(
                person, reference="no:4", starts_on=dt.date(2025, 3, 1), ends_on=dt.date(2025, 3, 1), hours=Decimal(9)
            ),
        )

        hours = credited_hours(scope=everybody(), year=2026, known_at=town.NOW)

        assert hours == {person.pk: Decimal("22.5")}
