"""Certificates recorded, renewed, suspended and revoked, and what that does to the held level."""

import datetime as dt
from typing import Any

import pytest

from piawai.audit.models import Event
from piawai.competencies.models import Assessment, Competency, Qualification, QualificationEvent, Standing
from piawai.competencies.queries import qualifications as queries
from piawai.competencies.queries.standings import stands
from piawai.competencies.services import qualifications as services
from piawai.competencies.terms import Currency
from piawai.people.models import Person
from piawai.people.queries import everybody
from piawai.regulations import values
from tests import town

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EARLY = dt.datetime(2025, 1, 6, 3, 0, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 1, 5), dt.date(2027, 1, 5)


@pytest.fixture
def person() -> Person:
    """One person of whom T.IT.1 is required at level 3."""
    town.dictionary()
    town.units()
    [found] = town.people(town.person_row(1, job="Analis Ahli Muda", kind="2"), at=EARLY)
    town.standard("Analis Ahli Muda", "T.IT.1", 3, weight=2, at=EARLY)
    return found


def at(day: dt.date) -> dt.datetime:
    """Return the morning of a day."""
    return dt.datetime(day.year, day.month, day.day, 3, 0, tzinfo=dt.UTC)


def added(person: Person, *, recorded_on: dt.date = town.TODAY, **changes: Any) -> Qualification:
    plain: dict[str, Any] = {
        "competency": Competency.objects.get(code="T.IT.1"),
        "level": 3,
        "title": "Sertifikat Pranata Komputer",
        "number": "12/2026",
        "source": "PELATIHAN",
        "valid_from": FIRST,
        "valid_until": LAST,
        "issuer": "BPSDM",
    }
    return services.add_qualification(
        **{**plain, **changes}, person=person, on=recorded_on, by=town.BY, at=at(recorded_on)
    )


def act(name: str, row: Qualification, *, recorded_on: dt.date = town.TODAY, **said: Any) -> Any:
    """Do something to a certificate as whoever has seen all that befell it."""
    plain: dict[str, Any] = {"seen": queries.last_change(row)}
    if name != "renew":
        plain["reason"] = "Keputusan 1/2026"
    return getattr(services, name)(
        **{**plain, **said}, qualification=row, on=recorded_on, by=town.BY, at=at(recorded_on)
    )


def held(person: Person, on: dt.date = town.TODAY, known_at: dt.datetime = town.NOW) -> int | None:
    """Return the level of T.IT.1 that is held on a day, as known at a moment."""
    found = stands(scope=everybody(), on=on, known_at=known_at)[person.pk]["T.IT.1"].held
    return found.level if found else None


def state(person: Person, on: dt.date, known_at: dt.datetime) -> Currency | None:
    """Return how the one thing that a person holds stands on a day, as known at a moment."""
    found = queries.holdings(scope=everybody(), on=on, known_at=known_at)
    return found[0].state if found else None


class TestAddQualification:
    """A certificate recorded by hand."""

    def test_is_held_with_its_evidence_in_one_event(self, person: Person) -> None:
        row = added(person)

        evidence = Assessment.objects.get()
        assert (evidence.level, evidence.source, evidence.assessed_on, evidence.valid_until) == (
            3,
            "PELATIHAN",
            FIRST,
            LAST,
        )
        assert row.title == "Sertifikat Pranata Komputer (12/2026)"
        assert Standing.objects.get(person=person, competency__code="T.IT.1").held == 3
        assert Event.objects.filter(action="competencies.record_qualifications").count() == 1

    def test_without_last_day_holds_as_long_as_its_source(self, person: Person) -> None:
        assert added(person, valid_until=None).valid_until == dt.date(2029, 1, 5)

    def test_counts_in_its_grace_period_where_policy_gives_one(
        self, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        days = values.mapping("assessment_validity_years", on=FIRST)  # 3: as good a number as any
        asked = values.mapping
        monkeypatch.setattr(
            values, "mapping", lambda name, *, on: days if name == "qualification_grace_days" else asked(name, on=on)
        )

        added(person)

        assert (held(person, LAST + 3 * DAY), held(person, LAST + 4 * DAY)) == (3, None)
        assert state(person, LAST + DAY, town.NOW) == Currency.GRACE

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            pytest.param({"valid_until": FIRST - DAY}, "days", id="that ends before it begins"),
            pytest.param({"source": "CACT"}, "source", id="of an official result"),
            pytest.param({"number": " "}, "missing", id="without number"),
            pytest.param({"title": " "}, "missing", id="without name"),
            pytest.param({"valid_from": dt.date(2001, 1, 1)}, "not_in_force", id="before any rule"),
        ],
    )
    def test_refuses_one(self, person: Person, changes: dict[str, Any], code: str) -> None:
        with pytest.raises(services.UnableToRecordQualification) as refusal:
            added(person, **changes)

        assert refusal.value.code == code
        assert not Qualification.objects.exists()
        assert not Assessment.objects.exists()

    def test_refuses_one_that_is_known_however_its_number_is_written(self, person: Person) -> None:
        added(person, number="12/X/2026")

        with pytest.raises(services.UnableToRecordQualification) as refusal:
            added(person, number=" 12/x/2026")

        assert refusal.value.code == "known"


class TestRecordQualifications:
    """Corrections, as a file brings them."""

    def record(self, person: Person, *, recorded_on: dt.date, **changes: Any) -> None:
        plain: dict[str, Any] = {
            "competency": Competency.objects.get(code="T.IT.1"),
            "reference": "no:1",
            "level": 3,
            "title": "Diklat",
            "source": "PELATIHAN",
            "valid_from": FIRST,
            "valid_until": LAST,
        }
        row = services.new_qualification(**{**plain, **changes}, person_id=person.pk)
        services.record_qualifications(qualifications=[row], on=recorded_on, by=town.BY, at=at(recorded_on))

    def test_a_correction_before_the_last_day_is_over_is_recorded(self, person: Person) -> None:
        self.record(person, recorded_on=FIRST)
        self.record(person, recorded_on=LAST, valid_until=LAST + 30 * DAY)

        assert held(person, LAST + 30 * DAY, at(LAST)) == 3

    def test_a_correction_afterwards_revives_nothing(self, person: Person) -> None:
        self.record(person, recorded_on=FIRST)

        with pytest.raises(services.UnableToRecordQualification) as refusal:
            self.record(person, recorded_on=LAST + DAY, valid_until=LAST + 30 * DAY)

        assert refusal.value.code == "revives"
        assert held(person, LAST + DAY, at(LAST + DAY)) is None

    def test_one_that_was_not_passed_takes_its_evidence_back(self, person: Person) -> None:
        self.record(person, recorded_on=FIRST)
        self.record(person, recorded_on=FIRST + DAY, passed=False)

        assert held(person, FIRST + DAY, at(FIRST + DAY)) is None
        assert held(person, FIRST, at(FIRST)) == 3  # so it was known that day

    def test_of_a_revoked_one_revives_nothing(self, person: Person) -> None:
        self.record(person, recorded_on=FIRST)
        act("revoke", Qualification.objects.get(), starts_on=FIRST, recorded_on=FIRST)

        self.record(person, recorded_on=FIRST + DAY, valid_until=LAST + 400 * DAY)

        assert held(person, FIRST + DAY, at(FIRST + DAY)) is None


class TestRenew:
    """The certificate that prolongs another."""

    def renewed(self, row: Qualification, **changes: Any) -> Qualification:
        plain: dict[str, Any] = {
            "level": 3,
            "number": "13/2027",
            "valid_from": LAST + DAY,
            "valid_until": LAST + 365 * DAY,
            "issuer": "BPSDM",
        }
        return act("renew", row, **{**plain, **changes})  # type: ignore[no-any-return]

    def test_is_a_new_one_that_names_the_old(self, person: Person) -> None:
        row = added(person)

        new = self.renewed(row)

        assert (new.renews, new.title) == (row.reference, "Sertifikat Pranata Komputer (13/2027)")
        assert (held(person, LAST), held(person, LAST + DAY)) == (3, 3)
        assert not Qualification.objects.filter(corrected=True).exists()

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            pytest.param({"valid_from": FIRST, "valid_until": LAST}, "not_longer", id="that holds no longer"),
            pytest.param({"number": "12/2026"}, "known", id="under the same number"),
            pytest.param({"valid_until": FIRST}, "days", id="that ends before it begins"),
        ],
    )
    def test_refuses_one(self, person: Person, changes: dict[str, Any], code: str) -> None:
        row = added(person)

        with pytest.raises(services.UnableToRecordQualification) as refusal:
            self.renewed(row, **changes)

        assert refusal.value.code == code

    def test_refuses_to_prolong_what_was_revoked(self, person: Person) -> None:
        row = added(person)
        act("revoke", row, starts_on=FIRST)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            self.renewed(row)

        assert refusal.value.code == "not_renewable"


class TestSuspend:
    """A certificate that does not count for a while."""

    def test_counts_neither_on_the_first_nor_on_the_last_day(self, person: Person) -> None:
        row = added(person)
        first, last = dt.date(2026, 12, 1), dt.date(2026, 12, 10)

        act("suspend", row, starts_on=first, ends_on=last)

        found = [held(person, day) for day in (first - DAY, first, last, last + DAY)]
        assert found == [3, None, None, 3]

    def test_is_foreseen_by_the_standing(self, person: Person) -> None:
        row = added(person)

        act("suspend", row, starts_on=dt.date(2026, 12, 1), ends_on=None)

        standing = Standing.objects.get(person=person, competency__code="T.IT.1")
        assert (standing.held, standing.changes_on) == (3, dt.date(2026, 12, 1))

    def test_takes_the_level_at_once(self, person: Person) -> None:
        act("suspend", added(person), starts_on=town.TODAY, ends_on=None)

        assert Standing.objects.get(person=person, competency__code="T.IT.1").held is None

    def test_counts_again_when_it_is_ended(self, person: Person) -> None:
        row = added(person)
        act("suspend", row, starts_on=dt.date(2026, 11, 1), ends_on=None)

        act("end_suspension", row, starts_on=dt.date(2026, 11, 20))

        found = [held(person, day) for day in (dt.date(2026, 11, 19), dt.date(2026, 11, 20))]
        assert found == [None, 3]
        assert Event.objects.filter(action="competencies.end_suspension").count() == 1

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            pytest.param({"starts_on": FIRST, "ends_on": FIRST - DAY}, "days", id="that ends before it begins"),
            pytest.param({"starts_on": FIRST - DAY, "ends_on": None}, "not_held", id="before the first day"),
            pytest.param({"starts_on": LAST + DAY, "ends_on": None}, "not_held", id="after the last day"),
            pytest.param({"starts_on": FIRST, "ends_on": None, "reason": " "}, "reason_missing", id="without reason"),
            pytest.param({"starts_on": FIRST, "ends_on": None, "seen": 99}, "changed", id="by who has not seen all"),
        ],
    )
    def test_refuses(self, person: Person, said: dict[str, Any], code: str) -> None:
        row = added(person)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("suspend", row, **said)

        assert refusal.value.code == code
        assert not QualificationEvent.objects.exists()

    def test_refuses_a_second_one_on_the_same_days(self, person: Person) -> None:
        row = added(person)
        act("suspend", row, starts_on=FIRST, ends_on=None)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("suspend", row, starts_on=FIRST + DAY, ends_on=None)

        assert refusal.value.code == "not_held"

    def test_of_two_editors_the_second_is_told(self, person: Person) -> None:
        row = added(person)
        seen = queries.last_change(row)
        act("suspend", row, starts_on=town.TODAY, ends_on=None)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("revoke", row, starts_on=town.TODAY, seen=seen)

        assert refusal.value.code == "changed"


class TestEndSuspension:
    """What was not suspended cannot be let count again."""

    def test_refuses_where_it_is_not_suspended(self, person: Person) -> None:
        row = added(person)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("end_suspension", row, starts_on=town.TODAY)

        assert refusal.value.code == "not_suspended"

    def test_refuses_where_it_is_revoked(self, person: Person) -> None:
        row = added(person)
        act("suspend", row, starts_on=FIRST, ends_on=None)
        act("revoke", row, starts_on=town.TODAY)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("end_suspension", row, starts_on=town.TODAY)

        assert refusal.value.code == "not_suspended"


class TestRevoke:
    """A certificate that never counts again."""

    def test_counts_to_the_day_before(self, person: Person) -> None:
        row = added(person)

        act("revoke", row, starts_on=dt.date(2026, 11, 10))

        found = [held(person, day) for day in (dt.date(2026, 11, 9), dt.date(2026, 11, 10), LAST)]
        assert found == [3, None, None]
        assert Standing.objects.get(person=person, competency__code="T.IT.1").held is None

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            pytest.param({"starts_on": FIRST - DAY}, "not_held", id="before it began"),
            pytest.param({"starts_on": FIRST, "reason": ""}, "reason_missing", id="without reason"),
            pytest.param({"starts_on": FIRST, "seen": 99}, "changed", id="by who has not seen all"),
        ],
    )
    def test_refuses(self, person: Person, said: dict[str, Any], code: str) -> None:
        row = added(person)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("revoke", row, **said)

        assert refusal.value.code == code

    def test_refuses_to_do_it_twice(self, person: Person) -> None:
        row = added(person)
        act("revoke", row, starts_on=FIRST)

        with pytest.raises(services.UnableToChangeQualification) as refusal:
            act("revoke", row, starts_on=FIRST)

        assert refusal.value.code == "revoked"


class TestAsOfADay:
    """Who was current on day D, under the rules of day D, and as known at a moment."""

    def test_a_revocation_recorded_later_was_not_known_before(self, person: Person) -> None:
        """On 1 March it was current, on 2 March not; recorded on 5 March: what did we know on 3 March?"""
        row = added(person, recorded_on=FIRST)
        second, fifth = dt.date(2026, 3, 2), dt.date(2026, 3, 5)
        act("revoke", row, starts_on=second, recorded_on=fifth)

        as_known_on_the_third = [state(person, day, at(dt.date(2026, 3, 3))) for day in (second - DAY, second)]
        as_known_on_the_fifth = [state(person, day, at(fifth)) for day in (second - DAY, second)]

        assert as_known_on_the_third == [Currency.CURRENT, Currency.CURRENT]
        assert as_known_on_the_fifth == [Currency.CURRENT, Currency.REVOKED]
        assert [held(person, second, at(day)) for day in (dt.date(2026, 3, 3), fifth)] == [3, None]

    def test_results_without_certificate_are_held_too(self, person: Person) -> None:
        town.assessed(person, "M.1", 2, on=dt.date(2025, 6, 1))
        added(person)

        found = queries.holdings(scope=everybody(), on=town.TODAY, known_at=town.NOW)

        assert [(row.competency, row.source, row.until, row.state) for row in found] == [
            ("M.1", "ASSESSMENT_CENTER", dt.date(2028, 6, 1), Currency.CURRENT),
            ("T.IT.1", "PELATIHAN", LAST, Currency.CURRENT),
        ]

    def test_of_two_the_one_that_counts_longest_speaks(self, person: Person) -> None:
        added(person, number="1", valid_until=dt.date(2026, 2, 1))
        added(person, number="2", valid_from=FIRST + DAY)

        [found] = queries.best(queries.holdings(scope=everybody(), on=town.TODAY, known_at=town.NOW))

        assert (found.state, found.until) == (Currency.CURRENT, LAST)


class TestRunningOut:
    """What runs out soon, and what that opens."""

    def ending(self, until: dt.date = town.TODAY + 90 * DAY) -> list[Assessment]:
        rows = queries.running_out(scope=everybody(), on=town.TODAY, until=until)
        return list(queries.with_details(rows).order_by("pk"))

    def test_says_what_the_day_after_lacks(self, person: Person) -> None:
        added(person)
        [row] = self.ending()

        [opening] = queries.openings([row], known_at=town.NOW).values()

        assert (opening.required, opening.before, opening.after, opening.lacks) == (3, 3, None, True)

    def test_other_evidence_may_take_its_place(self, person: Person) -> None:
        added(person)
        town.assessed(person, "T.IT.1", 2, on=dt.date(2025, 12, 1), source="UJI")
        [row] = self.ending()

        [opening] = queries.openings([row], known_at=town.NOW).values()

        assert (opening.after, opening.lacks) == (2, True)

    def test_what_is_outlasted_needs_no_renewal(self, person: Person) -> None:
        added(person)
        added(person, number="2", valid_until=LAST + 400 * DAY)

        assert self.ending() == []

    @pytest.mark.parametrize(
        ("acts", "listed"),
        [
            pytest.param([("suspend", town.TODAY, None)], True, id="suspended without end"),
            pytest.param([("suspend", town.TODAY, LAST + DAY)], True, id="suspended until the day after"),
            pytest.param([("suspend", town.TODAY, LAST)], False, id="suspended, but back by the day after"),
            pytest.param([("suspend", LAST + DAY, None)], True, id="suspended from the day after"),
            pytest.param([("suspend", LAST + 2 * DAY, None)], False, id="suspended only later"),
            pytest.param(
                [("suspend", town.TODAY, None), ("end_suspension", LAST + DAY, None)], False, id="let count again"
            ),
            pytest.param(
                [
                    ("suspend", town.TODAY, None),
                    ("end_suspension", town.TODAY + DAY, None),
                    ("suspend", town.TODAY + DAY, None),
                ],
                True,
                id="let count again and suspended anew",
            ),
            pytest.param([("revoke", LAST + DAY, None)], True, id="revoked from the day after"),
        ],
    )
    def test_what_does_not_count_the_day_after_outlasts_nothing(
        self, person: Person, acts: list[tuple[str, dt.date, dt.date | None]], *, listed: bool
    ) -> None:
        added(person)
        longer = added(person, number="2", valid_until=LAST + 400 * DAY)

        for name, first, last in acts:
            days = {"starts_on": first, "ends_on": last} if name == "suspend" else {"starts_on": first}
            act(name, longer, **days)

        assert [row.valid_until for row in self.ending()] == ([LAST] if listed else [])
        assert (held(person, LAST + DAY) is None) == listed

    @pytest.mark.parametrize("name", ["revoke", "suspend"])
    def test_what_does_not_count_does_not_run_out(self, person: Person, name: str) -> None:
        days: dict[str, Any] = {"ends_on": None} if name == "suspend" else {}
        act(name, added(person), starts_on=town.TODAY, **days)

        assert self.ending() == []

    def test_what_ends_later_is_not_listed(self, person: Person) -> None:
        added(person)

        assert self.ending(LAST - DAY) == []

    def test_takes_as_many_queries_for_one_as_for_forty(
        self, person: Person, django_assert_num_queries: Any, django_assert_max_num_queries: Any
    ) -> None:
        added(person)
        with django_assert_max_num_queries(20) as asked:
            queries.openings(self.ending(), known_at=town.NOW)
        for other in town.people(*[town.person_row(number) for number in range(2, 10)]):
            added(other, number=f"{other.pk}")

        with django_assert_num_queries(len(asked)):
            queries.openings(self.ending(), known_at=town.NOW)
        with django_assert_num_queries(3):
            queries.holdings(scope=everybody(), on=town.TODAY, known_at=town.NOW)
