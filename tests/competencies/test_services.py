"""Writing the dictionary, standards and evidence; standings stay true."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piawai.competencies.models import Assessment, Competency, Indicator, Standing, StandingPeriod
from piawai.competencies.queries import standings as queries
from piawai.competencies.services.dictionary import record_words
from piawai.competencies.services.standings import refresh, refresh_due
from piawai.competencies.terms import NINE, STATED, Match, Stand, Words
from piawai.people.models import Job, Person, Unit
from piawai.people.queries import everybody
from tests import town

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def computed(on: dt.date, known_at: dt.datetime = town.NOW) -> dict[int, dict[str, Stand]]:
    """Return everybody's stands, computed from the dated rows alone."""
    rows = queries.dated_rows(scope=everybody(), on=on, known_at=known_at)
    return {person_id: rows.stands(person_id, on) for person_id in rows.careers}


def read(on: dt.date, known_at: dt.datetime = town.NOW) -> dict[int, dict[str, Stand]]:
    """Return everybody's stands as pages and reports read them."""
    return queries.stands(scope=everybody(), on=on, known_at=known_at)


@pytest.fixture
def person() -> Person:
    """One person in a section, a dictionary of four competencies, and one technical standard."""
    town.dictionary()
    town.units()
    [found] = town.people(town.person_row(1, job="Analis Ahli Muda", kind="2"))
    town.standard("Analis Ahli Muda", "T.IT.1", 3, weight=2)
    return found


class TestStanding:
    """The read model, one cause after another."""

    def stand(self, person: Person, code: str) -> Standing:
        return Standing.objects.get(person=person, competency__code=code)

    def test_knows_job_standard_and_class_defaults(self, person: Person) -> None:
        found = Standing.objects.filter(person=person).values_list("competency__code", "required", "weight", "origin")

        assert set(found) == {
            ("M.1", 3, 1, "CLASS"),
            ("M.2", 3, 1, "CLASS"),
            ("SK.1", 3, 1, "CLASS"),
            ("T.IT.1", 3, 2, "JOB"),
        }

    def test_unknown_is_null(self, person: Person) -> None:
        row = self.stand(person, "M.1")

        assert (row.held, row.gap, row.official) == (None, None, False)

    def test_follows_an_assessment(self, person: Person) -> None:
        town.assessed(person, "M.1", 2, on=dt.date(2025, 6, 1))

        row = self.stand(person, "M.1")
        assert (row.held, row.gap, row.official, row.source) == (2, 1, True, "ASSESSMENT_CENTER")
        assert (row.valid_until, row.changes_on) == (dt.date(2028, 6, 1), dt.date(2028, 6, 2))

    def test_changes_when_formal_evidence_gives_way(self, person: Person) -> None:
        town.assessed(person, "M.1", 2, on=dt.date(2024, 1, 10))
        town.assessed(person, "M.1", 4, on=dt.date(2026, 6, 1), source="ATASAN")

        assert self.stand(person, "M.1").changes_on == dt.date(2027, 1, 11)
        assert read(dt.date(2027, 1, 11))[person.pk]["M.1"].held.level == 4  # type: ignore[union-attr]

    def test_foresees_a_standard_that_is_decided_but_not_in_force(self, person: Person) -> None:
        town.standard("Analis Ahli Muda", "T.IT.1", 4, on=dt.date(2027, 7, 1))

        assert self.stand(person, "T.IT.1").changes_on == dt.date(2027, 7, 1)
        assert StandingPeriod.objects.get(person=person).changes_on == dt.date(2027, 7, 1)

    def test_foresees_a_transfer_and_retirement(self, person: Person) -> None:
        town.event(person, "PENSIUN", dt.date(2027, 9, 1))

        assert self.stand(person, "M.1").changes_on == dt.date(2027, 9, 1)
        assert read(dt.date(2027, 9, 1))[person.pk] == {}

    def test_a_person_who_left_has_no_standing(self, person: Person) -> None:
        row = town.person_row(1, job="Analis Ahli Muda", kind="2", legal_status="99")
        town.people(row, on=town.TODAY)

        assert not Standing.objects.filter(person=person).exists()

    def test_a_correction_replaces_what_was_held(self, person: Person) -> None:
        town.assessed(person, "M.1", 2, on=dt.date(2025, 6, 1))
        town.assessed(person, "M.1", 3, on=dt.date(2025, 6, 1))

        old, new = Assessment.objects.order_by("pk")
        assert (old.corrected, new.corrects_id, self.stand(person, "M.1").held) == (True, old.pk, 3)

    def test_an_issued_report_can_be_reproduced(self, person: Person) -> None:
        later = town.NOW + DAY
        town.assessed(person, "M.1", 2, on=dt.date(2025, 6, 1))
        town.assessed(person, "M.1", 3, on=dt.date(2025, 6, 1), at=later)

        levels = [read(town.TODAY, known_at)[person.pk]["M.1"].held for known_at in (town.NOW, later)]

        assert [held.level for held in levels if held] == [2, 3]

    def test_refresh_due_refreshes_only_what_no_longer_holds(self, person: Person) -> None:
        town.people(town.person_row(2))
        town.assessed(person, "M.1", 2, on=dt.date(2025, 6, 1))

        assert refresh_due(on=dt.date(2028, 6, 1), at=town.NOW) == 0
        assert refresh_due(on=dt.date(2028, 6, 2), at=town.NOW) == 1
        assert self.stand(person, "M.1").held is None

    def test_the_number_of_queries_does_not_grow_with_people(
        self, person: Person, django_assert_max_num_queries: object
    ) -> None:
        town.people(*[town.person_row(number) for number in range(2, 40)])

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            rows = queries.gap_rows(scope=everybody(), on=town.TODAY, known_at=town.NOW)

        assert len({row.nip for row in rows}) == 39


class TestStandingEqualsRecomputation:
    """The query behind gaps is exact for any day, whatever was recorded in whatever order."""

    days = st.dates(dt.date(2022, 1, 1), dt.date(2031, 1, 1))
    causes = st.one_of(
        st.tuples(
            st.just("assessed"),
            st.sampled_from(STATED),
            st.integers(1, 5),
            st.dates(dt.date(2021, 1, 1), town.TODAY),
        ),
        st.tuples(st.just("standard"), st.sampled_from(["M.1", "T.IT.1", "SK.1"]), st.integers(1, 5), days),
        st.tuples(st.just("moved"), st.sampled_from(["DINAS", "SEKSI"]), st.just(0), days),
        st.tuples(st.just("left"), st.sampled_from(["PENSIUN", "AKHIR_KONTRAK"]), st.just(0), days),
        st.tuples(st.just("refreshed"), st.just(""), st.just(0), days),
    )

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(causes=st.lists(causes, max_size=6), days=st.lists(days, min_size=1, max_size=4))
    def test_for_any_day(
        self,
        person: Person,
        causes: list[tuple[str, str, int, dt.date]],
        days: list[dt.date],
    ) -> None:
        with transaction.atomic():
            for kind, what, level, day in causes:
                self.record(person, kind, what, level, day)
            stored = {row.person_id: row for row in StandingPeriod.objects.all()}

            for day in [*days, town.TODAY]:
                assert read(day) == computed(day)
            period = stored[person.pk]
            self.holds_until_it_changes(person, period)
            transaction.set_rollback(True)

    def record(self, person: Person, kind: str, what: str, level: int, day: dt.date) -> None:
        if kind == "assessed":
            town.assessed(person, "M.1", level, on=day, source=what)
        elif kind == "standard":
            town.standard("Analis Ahli Muda", what, level, on=day)
        elif kind == "moved":
            town.people(town.person_row(1, unit=what, job="Analis Ahli Muda", kind="2"), on=day)
        elif kind == "left":
            town.event(person, what, day)
        else:
            refresh(people_ids=None, on=day, at=town.NOW)

    def holds_until_it_changes(self, person: Person, period: StandingPeriod) -> None:
        now = computed(period.as_of)[person.pk]
        assert {
            row.competency.code
            for row in Standing.objects.select_related("competency").all()
            if row.person_id == person.pk
        } == now.keys()
        if period.changes_on is not None:
            assert computed(period.changes_on - DAY)[person.pk] == now
            assert computed(period.changes_on)[person.pk] != now
        for row in Standing.objects.filter(person=person).select_related("competency"):
            code = row.competency.code
            if row.changes_on is not None:
                assert computed(row.changes_on - DAY)[person.pk].get(code) == now[code]
                assert computed(row.changes_on)[person.pk].get(code) != now[code]


class TestMatches:
    """Job person match with its categories, by official levels alone."""

    @pytest.fixture
    def chief(self) -> Person:
        town.dictionary({code: "SOSIAL_KULTURAL" if code == "SK.1" else "MANAJERIAL" for code in NINE})
        town.units()
        [found] = town.people(town.person_row(1, job="Analis Ahli Muda", kind="2"))
        return found

    def assess(self, person: Person, levels: tuple[int, ...]) -> None:
        for code, level in zip(NINE, levels, strict=False):
            town.assessed(person, code, level, on=dt.date(2026, 1, 10))

    def match(self, person: Person) -> Match:
        return queries.matches(scope=everybody(), on=town.TODAY, known_at=town.NOW)[person.pk]

    def test_worked_example_of_the_domain_brief(self, chief: Person) -> None:
        self.assess(chief, (3, 3, 2, 3, 3, 2, 3, 2, 3))

        found = self.match(chief)

        assert (round(found.jpm.capped or 0, 2), found.filling, found.mapping) == (88.89, "MS", "Cukup Optimal")

    def test_is_classed_on_the_capped_figure(self, chief: Person) -> None:
        self.assess(chief, (5, 3, 2, 3, 3, 2, 3, 2, 3))

        found = self.match(chief)

        assert (round(found.jpm.raw or 0, 2), found.mapping) == (96.30, "Cukup Optimal")

    def test_is_incomplete_when_a_test_stands_in_for_an_official_result(self, chief: Person) -> None:
        self.assess(chief, (3,) * 8)
        town.assessed(chief, "SK.1", 3, on=dt.date(2026, 1, 10), source="UJI")

        found = self.match(chief)

        assert (found.jpm.raw, found.jpm.measured, found.filling, found.mapping) == (None, 8, "", "")


class TestRecordWords:
    """The dictionary's drafts are updated in place."""

    WORD = Words("T.X.1", "TEKNIS", "Arsip", "Menata", 1, "Dasar", 1, "Menyusun", "SKILL", "Draf", dt.date(2020, 1, 1))

    def record(self, *words: Words) -> tuple[int, int, int]:
        found = record_words(words=words, on=town.TODAY, by=town.BY, at=town.NOW)
        return found.new, found.changed, found.unchanged

    def test_counts_new_then_unchanged_then_changed(self) -> None:
        other = Words(
            "T.X.1", "TEKNIS", "Arsip", "Menata", 1, "Dasar", 1, "Menyimpan", "SKILL", "Draf", dt.date(2020, 1, 1)
        )

        assert [self.record(self.WORD), self.record(self.WORD), self.record(other)] == [(1, 0, 0), (0, 0, 1), (0, 1, 0)]
        assert Indicator.objects.get().text == "Menyimpan"

    def test_the_nine_begin_to_hold_when_they_are_named(self) -> None:
        town.units()
        town.people(town.person_row(1))
        assert Standing.objects.count() == 0

        town.dictionary()

        assert set(Standing.objects.values_list("competency__code", flat=True)) == {"M.1", "M.2", "SK.1"}

    def test_a_competency_keeps_its_row(self) -> None:
        self.record(self.WORD)
        before = Competency.objects.get().pk

        self.record(Words("T.X.1", "TEKNIS", "Kearsipan", "Menata", 2, "", 1, "", "", "Draf", dt.date(2020, 1, 1)))

        assert (Competency.objects.get().pk, Competency.objects.get().name) == (before, "Kearsipan")


class TestActingProfiles:
    """Acting as a head brings that job's profile, for its days."""

    def test_counts_from_its_first_to_its_last_day(self) -> None:
        town.units()
        town.dictionary()
        [person] = town.people(town.person_row(1))
        town.people(town.person_row(2, unit="DINAS", job="Kepala Dinas", kind="1"))
        town.standard("Pengelola", "M.1", 2)
        town.standard("Kepala Dinas", "M.1", 4)
        head, unit = Job.objects.get(name="Kepala Dinas"), Unit.objects.get(siasn_id="DINAS")
        first, last = town.TODAY - dt.timedelta(days=3), town.TODAY + dt.timedelta(days=3)

        town.event(person, "PLT", first, last, unit=unit, job=head)

        stored = Standing.objects.get(person=person, competency__code="M.1")
        assert (stored.required, stored.origin, stored.also) == (4, "ACTING", "JOB:2")
        assert stored.changes_on == last + dt.timedelta(days=1)
        rows = queries.dated_rows(scope=everybody(), on=town.TODAY, known_at=town.NOW)
        assert rows.stands(person.pk, last + dt.timedelta(days=1))["M.1"].requirement.level == 2

    def test_a_corrected_event_takes_the_profile_away(self) -> None:
        town.units()
        town.dictionary()
        [person] = town.people(town.person_row(1))
        town.people(town.person_row(2, unit="DINAS", job="Kepala Dinas", kind="1"))
        town.standard("Pengelola", "M.1", 2)
        town.standard("Kepala Dinas", "M.1", 4)
        head, unit = Job.objects.get(name="Kepala Dinas"), Unit.objects.get(siasn_id="DINAS")
        town.event(person, "PLT", town.TODAY, None, unit=unit, job=head)

        town.event(person, "PLT", town.TODAY, None, unit=unit, job=None)

        assert Standing.objects.get(person=person, competency__code="M.1").required == 2
