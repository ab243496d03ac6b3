"""Writing people, units and posts."""

import datetime as dt

import pytest

from piawai.audit.models import Event
from piawai.people import queries
from piawai.people.models import CareerEvent, Holiday, Job, Person, Placement, Unit
from piawai.people.services import events, persons, units
from piawai.people.terms import UnitRow
from tests import town

pytestmark = pytest.mark.django_db


def posts_of(person: Person) -> list[tuple[str, str, dt.date]]:
    """Return the uncorrected posts of a person in order of day."""
    rows = Placement.objects.current().filter(person=person).order_by("starts_on")
    return [(row.unit.siasn_id, row.job.name, row.starts_on) for row in rows]


class TestRecordUnits:
    """A tree of any depth, in any order."""

    def test_takes_parents_after_children(self) -> None:
        recorded = units.record_units(
            units=[UnitRow("C", "Seksi", "B"), UnitRow("B", "Dinas", "A"), UnitRow("A", "Kota")],
            by=town.BY,
            at=town.NOW,
        )

        assert (recorded.new, recorded.changed, recorded.unchanged) == (3, 0, 0)
        below = queries.units_below(Unit.objects.get(siasn_id="B"))
        assert {unit.siasn_id for unit in below} == {"B", "C"}

    def test_handed_in_twice_changes_nothing(self) -> None:
        town.units()
        before = Event.objects.count()

        town.units()

        assert Event.objects.count() == before

    def test_moves_what_hangs_below(self) -> None:
        town.units(
            UnitRow("A", "Kota"), UnitRow("B", "Dinas", "A"), UnitRow("C", "Bidang", "B"), UnitRow("D", "X", "C")
        )

        recorded = units.record_units(units=[UnitRow("C", "Bidang", "A")], by=town.BY, at=town.NOW)

        assert (recorded.changed, recorded.missing) == (1, 3)
        assert {unit.siasn_id for unit in queries.units_below(Unit.objects.get(siasn_id="B"))} == {"B"}
        assert {unit.siasn_id for unit in queries.units_below(Unit.objects.get(siasn_id="C"))} == {"C", "D"}

    @pytest.mark.parametrize(
        "rows",
        [
            pytest.param([UnitRow("B", "Dinas", "X")], id="an unknown parent"),
            pytest.param([UnitRow("A", "A", "B"), UnitRow("B", "B", "A")], id="a loop"),
        ],
    )
    def test_refuses(self, rows: list[UnitRow]) -> None:
        with pytest.raises(units.UnableToRecordUnits):
            units.record_units(units=rows, by=town.BY, at=town.NOW)

        assert Unit.objects.count() == 0


class TestRecordPeople:
    """Persons and their posts, as an export states them."""

    def test_a_post_begins_on_the_day_the_file_states(self) -> None:
        town.units()

        [person] = town.people(town.person_row(1, job_since_on=dt.date(2018, 5, 1)))

        assert posts_of(person) == [("SEKSI", "Pengelola", dt.date(2018, 5, 1))]

    def test_twice_changes_nothing(self) -> None:
        town.units()
        town.people(town.person_row(1), on=town.TODAY)

        recorded = persons.record_people(
            people=[town.person_row(1)], on=town.TODAY + dt.timedelta(30), by=town.BY, at=town.NOW
        )

        assert (recorded.new, recorded.changed, recorded.unchanged) == (0, 0, 1)
        assert Placement.objects.count() == 1

    def test_another_unit_is_another_post_from_the_day_of_the_file(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))

        town.people(town.person_row(1, unit="DINAS"), on=town.TODAY)

        assert posts_of(person) == [
            ("SEKSI", "Pengelola", dt.date(2020, 1, 1)),
            ("DINAS", "Pengelola", town.TODAY),
        ]

    def test_another_post_on_the_same_day_is_a_correction_that_names_the_old_row(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1), on=town.TODAY)

        town.people(town.person_row(1, unit="DINAS"), on=town.TODAY)

        old, new = Placement.objects.order_by("pk")
        assert (old.corrected, new.corrects_id) == (True, old.pk)
        assert posts_of(person) == [("DINAS", "Pengelola", town.TODAY)]

    def test_what_was_known_before_a_correction_stays_known(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1), on=town.TODAY)
        later = town.NOW + dt.timedelta(days=1)
        town.people(town.person_row(1, unit="DINAS"), on=town.TODAY, at=later)

        before = queries.careers(scope=queries.everybody(), on=town.TODAY, known_at=town.NOW)
        after = queries.careers(scope=queries.everybody(), on=town.TODAY, known_at=later)

        units = {unit.pk: unit.siasn_id for unit in Unit.objects.all()}
        seen = [found[person.pk].on(town.TODAY) for found in (before, after)]
        assert [units[post.unit_id] for post in seen if post] == ["SEKSI", "DINAS"]

    def test_counts_the_present_people_that_are_missing(self) -> None:
        town.units()
        town.people(town.person_row(1), town.person_row(2), town.person_row(3, legal_status="99"))

        recorded = persons.record_people(people=[town.person_row(1)], on=town.TODAY, by=town.BY, at=town.NOW)

        assert recorded.missing == 1
        assert Person.objects.count() == 3

    def test_who_leaves_later_was_there_before(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))
        town.people(town.person_row(1, legal_status="99"), on=dt.date(2025, 6, 1))

        career = queries.careers(scope=queries.everybody(), on=town.TODAY, known_at=town.NOW)[person.pk]

        days = [dt.date(2025, 5, 31), dt.date(2025, 6, 1)]
        assert [career.on(day) is not None for day in days] == [True, False]

    def test_finds_a_person_by_siasn_id_when_the_nip_changes(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1, siasn_id="abc"))

        town.people(town.person_row(1, siasn_id="abc", nip=town.nip(9)))

        assert Person.objects.get().pk == person.pk
        assert Person.objects.get().nip == town.nip(9)

    def test_refuses_a_row_that_names_two_persons(self) -> None:
        town.units()
        town.people(town.person_row(1, siasn_id="abc"), town.person_row(2, siasn_id="def"))

        with pytest.raises(persons.UnableToRecordPeople):
            town.people(town.person_row(1, siasn_id="def"))

    def test_the_log_names_the_fields_and_holds_no_value(self) -> None:
        town.units()
        town.people(town.person_row(1, siasn_id="abc", phone="0812", nik="117200"))

        town.people(town.person_row(1, siasn_id="abc", nip=town.nip(9), phone="0813", nik="117201", name="Baru"))

        logged = str(list(Event.objects.values_list("details", flat=True)))
        assert not any(
            secret in logged for secret in (town.nip(1), town.nip(9), "0812", "0813", "1172", "Baru", "Pegawai")
        )
        assert "'name'" in logged


class TestNameJobs:
    """By SIASN id, else by name."""

    def test_a_job_known_by_name_takes_on_the_id(self) -> None:
        town.units()
        town.people(town.person_row(1, job="Analis  Kebijakan"))

        town.people(town.person_row(1, job="ANALIS KEBIJAKAN", job_id="J1"), on=town.TODAY)

        job = Job.objects.get()
        assert (job.siasn_id, Placement.objects.count()) == ("J1", 1)

    def test_two_ids_are_two_jobs_though_they_share_a_name(self) -> None:
        town.units()

        town.people(
            town.person_row(1, job="Sekretaris", job_id="J1"), town.person_row(2, job="Sekretaris", job_id="J2")
        )

        assert Job.objects.count() == 2


class TestRecordEvents:
    """Absences, acting posts, transfers, ends."""

    def test_a_transfer_places_the_person_from_its_day(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))
        day = dt.date(2027, 4, 1)

        town.event(person, "MUTASI", day, unit=Unit.objects.get(siasn_id="DINAS"))

        assert posts_of(person)[-1] == ("DINAS", "Pengelola", day)

    def test_retirement_ends_the_post(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))

        town.event(person, "PENSIUN", dt.date(2027, 4, 1))

        career = queries.careers(scope=queries.everybody(), on=town.TODAY, known_at=town.NOW)[person.pk]
        assert career.on(dt.date(2027, 3, 31)) is not None
        assert career.on(dt.date(2027, 4, 1)) is None

    def test_what_a_transfer_leaves_out_comes_from_the_transfer_before(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1), town.person_row(2, job="Arsiparis"))[:1]
        moves = [
            CareerEvent(
                person=person, kind="MUTASI", starts_on=dt.date(2027, 6, 1), job=Job.objects.get(name="Arsiparis")
            ),
            CareerEvent(
                person=person, kind="MUTASI", starts_on=dt.date(2027, 1, 1), unit=Unit.objects.get(siasn_id="DINAS")
            ),
        ]

        events.record_events(events=moves, by=town.BY, at=town.NOW)

        assert posts_of(person)[-1] == ("DINAS", "Arsiparis", dt.date(2027, 6, 1))

    def test_refuses_a_transfer_that_leaves_out_what_nobody_knows(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))

        with pytest.raises(events.UnableToRecordEvents):
            town.event(person, "MUTASI", dt.date(2019, 1, 1), unit=Unit.objects.get(siasn_id="DINAS"))

    def test_a_prolonged_contract_ends_on_its_newest_day(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))
        town.event(person, "AKHIR_KONTRAK", dt.date(2027, 1, 1))

        town.event(person, "AKHIR_KONTRAK", dt.date(2028, 1, 1))

        career = queries.careers(scope=queries.everybody(), on=town.TODAY, known_at=town.NOW)[person.pk]
        assert career.departs_on == dt.date(2028, 1, 1)

    def test_who_is_hired_again_works_again(self) -> None:
        town.units()
        [person] = town.people(town.person_row(1))
        town.event(person, "AKHIR_KONTRAK", dt.date(2025, 1, 1))

        town.people(town.person_row(1, unit="DINAS"), on=dt.date(2026, 1, 1))

        career = queries.careers(scope=queries.everybody(), on=town.TODAY, known_at=town.NOW)[person.pk]
        assert career.on(dt.date(2025, 6, 1)) is None
        assert career.on(town.TODAY) is not None


class TestHeads:
    """Who leads a unit on a day, and who is whose superior."""

    def setup(self) -> list[Person]:
        town.units(
            UnitRow("DINAS", "Dinas", "", "22", leader=town.nip(1)),
            UnitRow("SEKSI", "Seksi", "DINAS", "41"),
        )
        return town.people(
            town.person_row(1, unit="DINAS", job="Kepala Dinas", kind="1"),
            town.person_row(2, job="Kepala Seksi", kind="1"),
            town.person_row(3),
        )

    def heads(self, on: dt.date = town.TODAY) -> dict[str, str]:
        names = dict(Person.objects.values_list("pk", "nip"))
        units = dict(Unit.objects.values_list("pk", "siasn_id"))
        return {units[unit]: names[head] for unit, head in queries.heads(on=on, known_at=town.NOW).items()}

    def test_the_named_leader_and_the_only_structural_holder(self) -> None:
        self.setup()

        assert self.heads() == {"DINAS": town.nip(1), "SEKSI": town.nip(2)}

    def test_two_structural_holders_are_no_head(self) -> None:
        self.setup()
        town.people(town.person_row(4, job="Kepala Seksi Lama", kind="1"))

        assert "SEKSI" not in self.heads()

    def test_an_acting_head_from_and_until_the_dates(self) -> None:
        people = self.setup()
        town.event(
            people[2], "PLT", dt.date(2026, 12, 1), dt.date(2026, 12, 31), unit=Unit.objects.get(siasn_id="DINAS")
        )

        assert [self.heads(day)["DINAS"] for day in (dt.date(2026, 11, 30), dt.date(2026, 12, 1))] == [
            town.nip(1),
            town.nip(3),
        ]
        assert self.heads(dt.date(2027, 1, 1))["DINAS"] == town.nip(1)

    def test_whoever_was_transferred_leads_no_more_though_the_file_says_so(self) -> None:
        boss = self.setup()[0]
        town.units(UnitRow("LAIN", "Dinas Lain", "", "22"))
        moved = dt.date(2026, 12, 1)
        town.event(boss, "MUTASI", moved, unit=Unit.objects.get(siasn_id="LAIN"))

        assert self.heads(moved - dt.timedelta(days=1))["DINAS"] == town.nip(1)
        assert "DINAS" not in self.heads(moved)

    def test_superiors(self) -> None:
        boss, chief, staff = self.setup()
        ids = {unit.siasn_id: unit.pk for unit in Unit.objects.all()}

        found = queries.superiors(
            posts={boss.pk: ids["DINAS"], chief.pk: ids["SEKSI"], staff.pk: ids["SEKSI"]},
            heads_of=queries.heads(on=town.TODAY, known_at=town.NOW),
        )

        assert found == {boss.pk: None, chief.pk: boss.pk, staff.pk: chief.pk}

    def test_nobody_is_their_own_superior(self) -> None:
        boss, *_ = self.setup()
        ids = {unit.siasn_id: unit.pk for unit in Unit.objects.all()}

        found = queries.superiors(
            posts={boss.pk: ids["SEKSI"]}, heads_of={ids["SEKSI"]: boss.pk, ids["DINAS"]: boss.pk}
        )

        assert found == {boss.pk: None}


class TestRecordHolidays:
    """Special days of the calendar."""

    def test_a_corrected_day_counts_once(self) -> None:
        day = dt.date(2027, 3, 10)
        for kind in ("LIBUR", "JAM_RAMADAN"):
            events.record_holidays(holidays=[Holiday(day=day, name="Idulfitri", kind=kind)], by=town.BY, at=town.NOW)

        assert queries.days_off(first=day, last=day) == frozenset()
        assert Holiday.objects.count() == 2
