"""Samples of the inspectorate: who is drawn, what may be read of them, and until when."""

import datetime as dt
import hashlib
from http import HTTPStatus
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from piawai.access import scopes
from piawai.access.holding import holder
from piawai.access.models import Sample, SampledPerson, Viewed
from piawai.access.services import samples
from piawai.access.services.roles import grant_role
from piawai.access.terms import MOST_SAMPLED, MOST_SAMPLES, SAMPLE_LASTS, Holder, Permission
from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.lib import clock
from piawai.people.models import Person
from piawai.people.terms import UnitRow
from tests import town
from tests.cast import Cast, cast

pytestmark = [pytest.mark.django_db]
DRAW = "/log/sampel/baru/"


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(samples, "SAMPLED_OF", 1)  # the town is small; TestLimits has the share that holds
    return cast()


def draw(people: Cast, role: str = "inspector", **said: str) -> Any:
    """Send the form: one of the first office, unless said otherwise."""
    return people.client(role).post(DRAW, {"unit": "DINAS", "size": "1", "reason": "Surat tugas 7", **said})


def drawn() -> set[str]:
    """Return the codes of whoever is in a sample."""
    return set(SampledPerson.objects.values_list("person__code", flat=True))


def page(people: Cast, person: Person) -> int:
    """Return what the inspector is answered on a person's page."""
    return int(people.client("inspector").get(reverse("person", args=[person.code])).status_code)


class TestDraw:
    """At random, from a unit and below, and so that it can be repeated."""

    def test_takes_so_many_of_the_unit(self, people: Cast) -> None:
        draw(people, size="2")

        inside = {people.staff.code, people.colleague.code, people.head.code}
        assert len(drawn()) == 2
        assert drawn() <= inside

    def test_can_be_repeated(self, people: Cast) -> None:
        draw(people, unit="", size="3")

        row = Sample.objects.get()
        codes = sorted(Person.objects.values_list("code", flat=True))
        assert hashlib.sha256("\n".join(codes).encode()).hexdigest() == row.pool_digest
        assert set(samples.drawn_with(seed=row.seed, codes=codes, size=3)) == drawn()

    def test_is_not_always_the_same(self) -> None:
        codes = [str(number) for number in range(50)]

        found = {tuple(samples.drawn_with(seed=str(seed), codes=codes, size=3)) for seed in range(20)}

        assert len(found) == 20

    def test_never_takes_the_reader(self, people: Cast) -> None:
        own = Holder(people.staff.code, "Sari", people.staff, ())

        samples.draw(holder=own, unit=None, size=4, reason="x", at=clock.now())

        assert people.staff.code not in drawn()

    def test_leaves_the_seed_and_no_name_in_the_log(self, people: Cast) -> None:
        draw(people)

        event = Event.objects.get(action="access.draw_sample")
        assert event.details == {"unit": "DINAS", "size": 1, "pool": 3, "seed": Sample.objects.get().seed}
        assert event.actor == people.users["inspector"].code

    def test_happens_once_by_two_taps(self, people: Cast) -> None:
        first, again = draw(people)["Location"], draw(people)["Location"]

        assert first == again
        assert Sample.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong", [{"size": "0"}, {"size": str(MOST_SAMPLED + 1)}, {"size": "x"}, {"reason": " "}, {"unit": "TIDAK"}]
    )
    def test_is_refused(self, people: Cast, wrong: dict[str, str]) -> None:
        assert draw(people, **wrong).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not Sample.objects.exists()

    def test_does_not_become_choosing(self, people: Cast) -> None:
        for number in range(MOST_SAMPLES):
            draw(people, unit="", reason=f"Alasan {number}")

        assert draw(people, unit="", reason="Satu lagi").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert Sample.objects.count() == MOST_SAMPLES

    @pytest.mark.parametrize("role", ["staff", "head", "operator", "bkpsdm", "sekda", "mayor"])
    def test_is_the_inspectorate_s_alone(self, people: Cast, role: str) -> None:
        assert draw(people, role).status_code == HTTPStatus.FORBIDDEN
        assert not Sample.objects.exists()


class TestLimits:
    """A third of a unit within thirty days, and five samples, whether they were ended or not."""

    def inspector(self, number: int = 0) -> Holder:
        user = User.objects.create_user(name="Inspektur", email=f"i{number}@example.id", created_at=clock.now())
        grant_role(user=user, role="inspektorat", unit=None, on=clock.today(), by="tests", at=clock.now())
        return Holder(user.code, "I", None, ())

    def crowd(self, count: int) -> None:
        town.units(UnitRow("KOTA", "Kota"), UnitRow("DINAS", "Dinas Satu", "KOTA", "22"))
        rows = [town.person_row(number, unit="DINAS") for number in range(1, count + 1)]
        town.people(*rows, on=dt.date(2020, 1, 1))

    def drawn(self, reader: Holder, size: int, *, reason: str = "x", at: dt.datetime | None = None) -> str:
        """Draw and end at once; return why it was refused, "" where it was not."""
        at = at or clock.now()
        try:
            sample = samples.draw(holder=reader, unit=None, size=size, reason=reason, at=at)
        except samples.UnableToDraw as refusal:
            return refusal.code
        samples.end_sample(sample=sample, by=reader.code, at=at)
        return ""

    @pytest.mark.parametrize(("size", "answer"), [(1, ""), (2, "share"), (50, "share")])
    def test_are_a_third_of_three(self, size: int, answer: str) -> None:
        self.crowd(3)

        assert self.drawn(self.inspector(), size) == answer

    def test_count_what_was_ended(self) -> None:
        self.crowd(7)
        reader = self.inspector()

        answers = [self.drawn(reader, 2, reason=str(number)) for number in range(3)]

        assert answers == ["", "share", "share"]
        assert SampledPerson.objects.count() == 2

    def test_count_what_another_inspector_drew(self) -> None:
        self.crowd(6)

        assert [self.drawn(self.inspector(number), 2) for number in range(2)] == ["", "share"]

    def test_are_five_samples_whether_ended_or_not(self) -> None:
        self.crowd(24)
        reader = self.inspector()

        answers = [self.drawn(reader, 1, reason=str(number)) for number in range(6)]

        assert answers == [*[""] * MOST_SAMPLES, "too_many"]

    def test_end_with_their_time(self) -> None:
        self.crowd(3)
        reader, now = self.inspector(), clock.now()
        self.drawn(reader, 1, at=now - SAMPLE_LASTS)

        assert self.drawn(reader, 1, at=now) == ""


class TestReading:
    """Exactly those drawn, read and never changed, until the sample ends."""

    def test_opens_the_pages_of_those_drawn_alone(self, people: Cast) -> None:
        before = page(people, people.staff)
        draw(people)

        everybody = (people.staff, people.colleague, people.head, people.outsider, people.other_head)
        open_ = {person.code for person in everybody if page(people, person) == HTTPStatus.OK}

        assert before == HTTPStatus.FORBIDDEN
        assert open_ == drawn()

    def test_shows_their_scores_and_leaves_a_view(self, people: Cast) -> None:
        draw(people, size="3")

        response = people.client("inspector").get(reverse("person", args=[people.staff.code]))

        assert "M.1" in response.content.decode()
        viewed = Viewed.objects.get(person=people.staff)
        assert viewed.viewer == people.users["inspector"].code

    def test_lists_them_alone(self, people: Cast) -> None:
        draw(people)

        found = people.client("inspector").get(reverse("people")).context["listing"].found

        assert {person.code for person in found} == drawn()

    def test_reaches_no_unit_and_changes_nothing(self, people: Cast) -> None:
        draw(people, size="3")
        reader = holder(user=people.users["inspector"], on=clock.today(), at=clock.now())

        reading = {permission for permission in Permission if scopes.people(reader, permission).exists()}

        everybody = {Permission.LOG_READ, Permission.SAMPLES_DRAW, Permission.CATALOGUE_READ, Permission.STANDARDS_READ}
        assert {permission.name for permission in reading - everybody} == {
            "PEOPLE_LIST",
            "PERSON_READ",
            "PEOPLE_EXPORT",
            "SCORES_READ",
            "SCORES_EXPORT",
            "PLAN_READ",
        }
        assert not scopes.units(reader, Permission.SCORES_READ).exists()
        assert people.client("inspector").get(reverse("unit", args=["DINAS"])).status_code == HTTPStatus.FORBIDDEN

    def test_is_every_inspector_s_and_nobody_else_s(self, people: Cast) -> None:
        draw(people, size="3")

        for role in ("operator", "mayor", "nobody"):
            reader = holder(user=people.users[role], on=clock.today(), at=clock.now())
            assert reader.samples == ()

    def test_ends_with_its_time(self, people: Cast) -> None:
        draw(people, size="3")
        sample = Sample.objects.get()
        user, today = people.users["inspector"], clock.today()

        last = holder(user=user, on=today + SAMPLE_LASTS - dt.timedelta(days=1), at=clock.now())
        after = holder(user=user, on=today + SAMPLE_LASTS, at=clock.now())

        assert (last.samples, after.samples) == ((sample.pk,), ())

    def test_ends_at_once_when_ended(self, people: Cast) -> None:
        draw(people, size="3")
        sample = Sample.objects.get()
        before = page(people, people.staff)

        people.client("inspector").post(reverse("sample", args=[sample.pk]))

        assert (before, page(people, people.staff)) == (HTTPStatus.OK, HTTPStatus.FORBIDDEN)
        assert Event.objects.filter(action="access.end_sample").count() == 1

    def test_shows_no_names_once_ended(self, people: Cast) -> None:
        draw(people, size="3")
        address = reverse("sample", args=[Sample.objects.get().pk])
        client = people.client("inspector")
        before = client.get(address).content.decode()
        client.post(address)

        assert "Sari Staf" in before
        assert "Sari Staf" not in client.get(address).content.decode()

    def test_loses_whoever_has_left(self, people: Cast) -> None:
        draw(people, size="3")
        town.event(people.staff, "PENSIUN", dt.date(2026, 2, 1))

        assert page(people, people.staff) == HTTPStatus.NOT_FOUND

    def test_ends_once(self, people: Cast) -> None:
        draw(people)
        sample = Sample.objects.get()
        samples.end_sample(sample=sample, by="a", at=clock.now())

        with pytest.raises(samples.UnableToEndSample):
            samples.end_sample(sample=sample, by="a", at=clock.now())

    @pytest.mark.parametrize("address", ["/log/sampel/", DRAW, "people", "sample"])
    def test_takes_few_queries(
        self, people: Cast, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        draw(people, size="3")
        found = {"people": reverse("people"), "sample": reverse("sample", args=[Sample.objects.get().pk])}
        client = people.client("inspector")
        client.get(DRAW)

        with django_assert_max_num_queries(12):
            assert client.get(found.get(address, address)).status_code == HTTPStatus.OK
