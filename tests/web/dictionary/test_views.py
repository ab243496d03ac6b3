"""The dictionary and the standards of jobs, as pages."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from piawai.competencies.models import Competency, Version
from piawai.competencies.services.dictionary import record_words
from piawai.competencies.services.versions import publish_all
from piawai.competencies.terms import VersionState, Words
from piawai.lib import clock
from tests import town
from tests.cast import ROLES, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def client(people: Cast) -> Client:
    return people.client("staff")


def words(level: int, number: int, text: str, aspect: str, *, day: dt.date = dt.date(2018, 1, 1)) -> None:
    """Record one behaviour of M.1."""
    row = Words("M.1", "MANAJERIAL", "Integritas", "Jujur", level, "Arti", number, text, aspect, "PermenPANRB", day)
    record_words(words=[row], on=town.TODAY, by=town.BY, at=town.NOW)


def jobs(client: Client, address: str, **query: str) -> list[tuple[str, ...]]:
    """Return the rows of a list as text."""
    cells = client.get(address, query).context["listing"].cells
    return [tuple(cell.text for cell in row) for row in cells]


class TestDictionary:
    """All competencies."""

    def test_is_searched_and_narrowed_by_kind(self, client: Client) -> None:
        found = jobs(client, reverse("dictionary"), q="t.it", jenis="TEKNIS")

        assert [row[1] for row in found] == ["T.IT.1"]

    def test_shows_and_narrows_by_the_state_of_the_words(self, client: Client) -> None:
        publish_all(codes=["M.1"], by=town.BY, at=town.NOW)
        Competency.objects.filter(code="M.2").update(retired_on=town.TODAY, retired_at=town.NOW)

        states = {row[1]: row[3] for row in jobs(client, reverse("dictionary"))}

        assert (states["M.1"], states["M.2"], states["T.IT.1"]) == ("published", "retired", "draft")
        assert [row[1] for row in jobs(client, reverse("dictionary"), keadaan=VersionState.PUBLISHED)] == ["M.1"]

    @pytest.mark.parametrize("name", ["dictionary", "standards"])
    @pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
    def test_is_read_by_every_role(self, people: Cast, name: str, role: str) -> None:
        assert people.client(role).get(reverse(name)).status_code == 200

    @pytest.mark.parametrize("name", ["dictionary", "standards"])
    def test_is_refused_to_whoever_has_no_role(self, people: Cast, name: str) -> None:
        assert people.client("nobody").get(reverse(name)).status_code == 403


class TestCompetency:
    """One competency."""

    @pytest.mark.parametrize(("days", "state"), [(0, "retired"), (1, "published")])
    def test_its_words_are_retired_from_its_day_on(self, client: Client, days: int, state: str) -> None:
        publish_all(codes=["M.1"], by=town.BY, at=town.NOW)
        day = clock.today() + dt.timedelta(days=days)
        Competency.objects.filter(code="M.1").update(retired_on=day, retired_at=town.NOW)

        page = client.get(reverse("competency", args=["M.1"]))

        assert page.context["version"].state == state

    def test_shows_its_behaviours_by_aspect(self, client: Client) -> None:
        words(2, 1, "Tahu aturan", "PENGETAHUAN")
        words(2, 2, "Bertindak jujur", "SIKAP")

        page = client.get(reverse("competency", args=["M.1"]))

        level = page.context["version"].levels[-1]
        assert [texts for _aspect, texts in level.aspects] == [("Tahu aturan",), ("Bertindak jujur",)]
        assert b"Bertindak jujur" in page.content

    def test_shows_the_words_in_force_and_those_of_the_other_versions(self, client: Client) -> None:
        words(2, 1, "Nanti", "SIKAP", day=town.TODAY + dt.timedelta(days=400))
        Version.objects.update(state=VersionState.PUBLISHED)

        page = client.get(reverse("competency", args=["M.1"]))

        assert page.context["version"].starts_on == dt.date(2018, 1, 1)
        assert len(page.context["others"]) == 1
        assert b"Nanti" in page.content

    @pytest.mark.parametrize(("role", "shown"), [("staff", 0), ("bkpsdm", 1)])
    def test_shows_drafts_to_those_who_change_them_alone(self, people: Cast, role: str, shown: int) -> None:
        words(2, 1, "Nanti", "SIKAP", day=town.TODAY + dt.timedelta(days=400))

        page = people.client(role).get(reverse("competency", args=["M.1"]))

        assert len(page.context["others"]) == shown

    def test_shows_the_jobs_that_demand_it(self, client: Client) -> None:
        [found] = jobs(client, reverse("competency", args=["M.1"]))

        assert found[:2] == ("Pengelola", "3")

    @pytest.mark.parametrize(("role", "led"), [("bkpsdm", True), ("mayor", True), ("head", False), ("staff", False)])
    def test_leads_to_the_city_whoever_sees_the_city(self, people: Cast, role: str, led: bool) -> None:
        page = people.client(role).get(reverse("competency", args=["M.1"])).content.decode()

        assert (reverse("across", args=["M.1"]) in page) is led

    def test_unknown_is_not_found(self, client: Client) -> None:
        assert client.get(reverse("competency", args=["M.99"])).status_code == 404

    def test_takes_few_queries(self, client: Client, django_assert_max_num_queries: object) -> None:
        for level in (1, 2, 3):
            words(level, 1, f"Perilaku {level}", "SIKAP")
        client.get(reverse("competency", args=["M.1"]))  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("competency", args=["M.1"])).status_code == 200


class TestStandards:
    """What jobs demand today."""

    def test_shows_the_newest_begun_row_of_each(self, client: Client) -> None:
        town.standard("Pengelola", "M.1", 4, on=dt.date(2024, 1, 1))
        town.standard("Pengelola", "M.1", 5, on=town.TODAY + dt.timedelta(days=400))

        found = [row[:3] for row in jobs(client, reverse("standards"), q="pengelola")]

        assert found == [("Pengelola", "Kompetensi M.1", "4"), ("Pengelola", "Kompetensi T.IT.1", "2")]

    def test_takes_few_queries(self, client: Client, django_assert_max_num_queries: object) -> None:
        client.get(reverse("standards"))  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("standards")).status_code == 200
