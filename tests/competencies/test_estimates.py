"""What ratings amount to: the estimates they become, in the night and at once."""

import datetime as dt

import pytest

from piawai.competencies.models import Assessment, Competency, Estimate, Qualification, RaterModel, Standing
from piawai.competencies.queries import estimates as queries
from piawai.competencies.queries import standings
from piawai.competencies.queries.qualifications import last_change
from piawai.competencies.services import estimates as services
from piawai.competencies.services import qualifications
from piawai.competencies.services.estimates import fit_everybody
from piawai.jobs.models import Job
from piawai.people.models import Person
from piawai.people.queries import everybody
from piawai.stats.raters.fitting import fit
from piawai.stats.raters.terms import Beliefs, Fit, Ratings
from tests import town

DAY = dt.timedelta(days=1)
RECENT = dt.date(2026, 6, 1)
UNTIL = dt.date(2027, 6, 1)
LATER = town.NOW + dt.timedelta(hours=2)


@pytest.fixture
def team(db: None) -> list[Person]:
    """Eight people in a section, of whom M.1, M.2 and SK.1 are required by their class, rated by their superior."""
    town.dictionary()
    town.units()
    found = town.people(*[town.person_row(number, job="Analis Ahli Muda", kind="2") for number in range(1, 9)])
    for person in found:
        for code, level in (("M.1", 3), ("M.2", 2)):
            town.rated(person, code, [level], on=RECENT, source="ATASAN")
    return found


def fitted(on: dt.date = town.TODAY, at: dt.datetime = town.NOW) -> int:
    """Fit over everybody and return how many estimates were written."""
    return len(fit_everybody(on=on, by=town.BY, at=at).written)


def stand(person: Person, code: str) -> Standing:
    return Standing.objects.get(person=person, competency__code=code)


def newest(person: Person, code: str) -> Estimate:
    rows = Estimate.objects.current().filter(person=person, competency__code=code)
    return rows.latest("estimated_on")


class TestFitEverybody:
    """The nightly run."""

    def test_writes_an_estimate_for_each_rated_pair_and_keeps_the_model(self, team: list[Person]) -> None:
        assert fitted() == 16
        assert RaterModel.objects.get().ratings == 16

    def test_internal_mapping_then_decides_and_says_how_sure(self, team: list[Person]) -> None:
        fitted()

        row = stand(team[0], "M.1")
        assert (row.source, row.official, row.valid_until, row.official_level) == ("PEMETAAN", False, UNTIL, None)
        assert (row.low or 9) <= (row.held or 0) <= (row.high or 0)

    def test_a_second_night_without_news_writes_nothing(self, team: list[Person]) -> None:
        fitted()

        assert fitted(town.TODAY + DAY, LATER) == 0

    def test_an_own_rating_alone_makes_no_estimate(self, team: list[Person]) -> None:
        town.rated(team[0], "SK.1", [5], on=RECENT, source="DIRI")
        fitted()

        assert stand(team[0], "SK.1").held is None

    @pytest.mark.parametrize(("number", "known"), [(4, False), (5, True)])
    def test_peers_make_one_from_the_smallest_group_on(self, team: list[Person], number: int, known: bool) -> None:
        town.rated(team[0], "SK.1", [3] * number, on=RECENT)
        fitted()

        assert (stand(team[0], "SK.1").held is not None) == known

    def test_small_groups_do_not_move_an_estimate(self, team: list[Person]) -> None:
        fitted()
        before = newest(team[0], "M.1").mean
        town.rated(team[0], "M.1", [5] * 4, on=RECENT)

        fitted(town.TODAY + DAY, LATER)

        assert newest(team[0], "M.1").mean == before

    def test_official_results_are_not_touched(self, team: list[Person]) -> None:
        town.assessed(team[0], "M.1", 5, on=dt.date(2025, 3, 1))
        fitted()

        row = stand(team[0], "M.1")
        assert (row.held, row.source, row.official_level, row.low) == (5, "ASSESSMENT_CENTER", 5, None)
        match = standings.matches(scope=everybody(), on=town.TODAY, known_at=town.NOW)[team[0].pk]
        assert match.jpm.measured == 1

    def test_an_estimate_that_ratings_no_longer_make_ends(self, team: list[Person]) -> None:
        town.rated(team[0], "SK.1", [3] * 5, on=RECENT)
        fitted()
        of_one = Assessment.objects.filter(person=team[0], competency__code="SK.1", assessor="kode-0")
        assert of_one.update(corrected=True) == 1

        fitted(town.TODAY + DAY, LATER)

        assert newest(team[0], "SK.1").valid_until == town.TODAY
        assert standings.stands(scope=everybody(), on=town.TODAY + DAY, known_at=LATER)[team[0].pk]["SK.1"].held is None

    def test_what_was_held_then_can_be_reproduced(self, team: list[Person]) -> None:
        fitted()
        then = stand(team[0], "M.1").held
        town.rated(team[0], "M.1", [1] * 6, on=town.TODAY, source="BAWAHAN", at=LATER)

        [held] = [
            rows[team[0].pk]["M.1"].held
            for rows in [standings.stands(scope=everybody(), on=town.TODAY, known_at=town.NOW)]
        ]

        assert held is not None
        assert held.level == then
        assert newest(team[0], "M.1").recorded_at == LATER

    def test_standing_equals_a_recomputation(self, team: list[Person]) -> None:
        town.rated(team[1], "M.1", [2, 3, 3, 4, 4, 5], on=RECENT)
        fitted()

        for day in (town.TODAY, UNTIL, UNTIL + DAY):
            rows = standings.dated_rows(scope=everybody(), on=day, known_at=town.NOW)
            computed = {person_id: rows.stands(person_id, day) for person_id in rows.careers}
            assert standings.stands(scope=everybody(), on=day, known_at=town.NOW) == computed
        assert stand(team[0], "M.1").changes_on == UNTIL + DAY

    def test_of_nobody_keeps_no_model(self, db: None) -> None:
        town.dictionary()

        assert fitted() == 0
        assert not RaterModel.objects.exists()

    def test_whoever_was_rated_meanwhile_is_estimated_by_the_new_model(
        self, team: list[Person], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def slow(*, ratings: Ratings, beliefs: Beliefs) -> Fit:
            town.rated(team[0], "SK.1", [4], on=RECENT, source="ATASAN")
            return fit(ratings=ratings, beliefs=beliefs)

        monkeypatch.setattr(services, "fit", slow)
        fitted()

        assert stand(team[0], "SK.1").source == "PEMETAAN"
        assert stand(team[1], "M.1").source == "PEMETAAN"


class TestFollow:
    """Estimates follow ratings in the transaction that records them."""

    def test_before_the_first_fit_a_superior_decides_as_stated(self, team: list[Person]) -> None:
        assert (stand(team[0], "M.1").source, stand(team[0], "M.1").low) == ("ATASAN", None)
        assert not Estimate.objects.exists()

    def test_one_person_changes_at_once_with_leniencies_held(self, team: list[Person]) -> None:
        fitted()
        before = newest(team[0], "M.1")

        town.rated(team[0], "M.1", [5] * 6, on=town.TODAY, at=LATER)

        after = newest(team[0], "M.1")
        assert after.mean > before.mean + 0.1
        assert after.shares["REKAN"] > after.shares["ATASAN"]
        assert RaterModel.objects.count() == 1
        assert stand(team[0], "M.1").source == "PEMETAAN"

    def test_a_rating_in_a_group_that_is_new_to_the_model_is_taken_in(self, team: list[Person]) -> None:
        fitted()

        town.rated(team[0], "T.IT.1", [4], on=town.TODAY, source="ATASAN", at=LATER)

        assert newest(team[0], "T.IT.1").raters == 1

    def test_many_people_are_left_to_a_job(self, team: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
        fitted()
        monkeypatch.setattr(services, "MOST_AT_ONCE", 0)

        town.rated(team[0], "SK.1", [4], on=RECENT, source="ATASAN", at=LATER)

        assert Job.objects.get().name == services.JOB
        assert stand(team[0], "SK.1").source == "ATASAN"

    def test_training_is_no_rating(self, team: list[Person]) -> None:
        fitted()
        count = Estimate.objects.count()

        town.assessed(team[0], "M.1", 2, on=RECENT, source="PELATIHAN", at=LATER)

        assert Estimate.objects.count() == count


def attested(person: Person, code: str, level: int) -> Qualification:
    """Record a certificate of a test that holds from the day of the ratings until theirs end."""
    return qualifications.add_qualification(
        person=person,
        competency=Competency.objects.get(code=code),
        level=level,
        title="Uji",
        number="9/2026",
        source="UJI",
        valid_from=RECENT,
        valid_until=UNTIL,
        issuer="LSP",
        on=town.TODAY,
        by=town.BY,
        at=town.NOW,
    )


def befalls(act: str, row: Qualification, **days: dt.date | None) -> None:
    """Suspend a certificate, end that, or revoke it."""
    getattr(qualifications, act)(
        qualification=row, **days, reason="Putusan", seen=last_change(row), on=town.TODAY, by=town.BY, at=LATER
    )


def weighed(on: dt.date = town.TODAY) -> list[tuple[int, int]]:
    """Return person and level of the tests that the model of raters weighs on a day."""
    rows = queries.ratings_valid(scope=everybody(), on=on).filter(source="UJI").order_by("person_id")
    return list(rows.values_list("person_id", "level"))


class TestSuspendedCertificates:
    """COMP-20 and COMP-21: what does not count for the level held does not weigh in the model of raters either."""

    @pytest.mark.parametrize(
        ("first", "last", "days"),
        [
            pytest.param(town.TODAY, town.TODAY + DAY, [False, True, True, False], id="suspended for two days"),
            pytest.param(town.TODAY, None, [False, True, True, True], id="suspended without end"),
        ],
    )
    def test_is_left_out_on_the_days_of_a_suspension(
        self, team: list[Person], first: dt.date, last: dt.date | None, days: list[bool]
    ) -> None:
        row = attested(team[0], "M.1", 5)

        befalls("suspend", row, starts_on=first, ends_on=last)

        found = [weighed(town.TODAY + number * DAY) == [] for number in (-1, 0, 1, 2)]
        assert found == days

    def test_is_weighed_again_from_the_end_of_a_suspension(self, team: list[Person]) -> None:
        row = attested(team[0], "M.1", 5)
        befalls("suspend", row, starts_on=town.TODAY - 9 * DAY, ends_on=None)

        befalls("end_suspension", row, starts_on=town.TODAY)

        assert (weighed(town.TODAY - DAY), weighed()) == ([], [(team[0].pk, 5)])

    def test_is_left_out_for_good_from_a_revocation_and_after_its_last_day(self, team: list[Person]) -> None:
        attested(team[1], "M.1", 4)

        befalls("revoke", attested(team[0], "M.1", 5), starts_on=town.TODAY)

        assert weighed(town.TODAY - DAY) == [(team[0].pk, 5), (team[1].pk, 4)]
        assert weighed() == [(team[1].pk, 4)]
        assert weighed(UNTIL + DAY) == []

    def test_of_the_same_number_another_person_and_competency_stay(self, team: list[Person]) -> None:
        for person, code in ((team[1], "M.1"), (team[0], "M.2")):
            attested(person, code, 4)

        befalls("suspend", attested(team[0], "M.1", 5), starts_on=town.TODAY, ends_on=None)

        assert weighed() == [(team[0].pk, 4), (team[1].pk, 4)]

    @pytest.mark.parametrize("act", ["suspend", "revoke"])
    def test_moves_the_estimate_at_once_with_leniencies_held(self, team: list[Person], act: str) -> None:
        row = attested(team[0], "M.1", 5)
        fitted()
        before = newest(team[0], "M.1")

        befalls(act, row, starts_on=town.TODAY, **({"ends_on": None} if act == "suspend" else {}))

        after = newest(team[0], "M.1")
        assert "UJI" in before.shares
        assert set(after.shares) == {"ATASAN"}
        assert after.mean < before.mean
        assert RaterModel.objects.count() == 1
        assert stand(team[0], "M.1").held == after.level

    def test_is_no_anchor_of_the_nightly_fit(self, team: list[Person]) -> None:
        for person in team[:4]:
            befalls("suspend", attested(person, "M.1", 5), starts_on=town.TODAY, ends_on=None)

        fitted()

        assert RaterModel.objects.get().ratings == 16
        assert set(newest(team[0], "M.1").shares) == {"ATASAN"}

    def test_is_left_out_where_it_was_suspended_while_the_fit_ran(
        self, team: list[Person], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = attested(team[0], "M.1", 5)

        def slow(*, ratings: Ratings, beliefs: Beliefs) -> Fit:
            befalls("suspend", row, starts_on=town.TODAY, ends_on=None)
            return fit(ratings=ratings, beliefs=beliefs)

        monkeypatch.setattr(services, "fit", slow)
        fitted()

        assert set(newest(team[0], "M.1").shares) == {"ATASAN"}


class TestProposal:
    """What to find out next about a person."""

    def proposals(self, person: Person) -> dict[str, str]:
        asked = queries.next_asked(on=town.TODAY)
        rows = queries.undecided(Standing.objects.filter(person=person).select_related("competency"), on=town.TODAY)
        found = {row.competency.code: asked.proposal(row, person.post, row) for row in rows}
        return {code: proposal.source for code, proposal in found.items() if proposal}

    def test_of_the_unknown_is_the_cheapest_source_there_is(self, team: list[Person]) -> None:
        assert self.proposals(team[0]) == {"SK.1": "REKAN"}  # nobody leads the section: there is no superior to ask

    def test_what_is_decided_asks_for_nothing(self, team: list[Person]) -> None:
        town.assessed(team[0], "SK.1", 1, on=RECENT)

        assert self.proposals(team[0]) == {}

    def test_an_estimate_on_both_sides_asks_those_who_are_not_in_it(self, team: list[Person]) -> None:
        town.estimated(team[0], "M.1", 3, on=town.TODAY, low=2, high=4)

        assert self.proposals(team[0])["M.1"] == "REKAN"

    def test_an_estimate_on_one_side_asks_for_nothing(self, team: list[Person]) -> None:
        town.estimated(team[0], "M.1", 3, on=town.TODAY, low=3, high=4)

        assert "M.1" not in self.proposals(team[0])
