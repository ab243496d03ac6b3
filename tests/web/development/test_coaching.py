"""Whom to coach: who sees whom, and the task that leads there."""

import pytest
from django.urls import reverse

from piawai.people.models import Person
from piawai.performance.models import Result
from piawai.performance.services import record_results
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
TASK = "Agree on coaching where performance is below Baik"


def rated(person: Person, *, work: int, behaviour: int, year: int = 2025) -> None:
    """Record what an evaluation of a year said."""
    row = Result(person=person, year=year, period="TAHUNAN", work=work, behaviour=behaviour)
    record_results(results=[row], by=town.BY, at=town.NOW)


@pytest.fixture
def rated_cast() -> Cast:
    """The cast: Sari, the head and an outsider are below Baik; a colleague was, and is no longer."""
    found = cast()
    rated(found.staff, work=2, behaviour=3)
    rated(found.head, work=3, behaviour=2)
    rated(found.outsider, work=3, behaviour=3)
    rated(found.colleague, work=3, behaviour=3, year=2024)
    rated(found.colleague, work=2, behaviour=2)
    return found


def names(cast_: Cast, role: str, **asked: str) -> set[str]:
    """Return whom a role sees."""
    listing = cast_.client(role).get(reverse("coaching"), asked).context["listing"]
    return {row.name for row in listing.found}


class TestCoaching:
    """The list."""

    def test_holds_the_own_people_whose_last_predicate_is_below_baik(self, rated_cast: Cast) -> None:
        assert names(rated_cast, "head") == {"Sari Staf"}  # not oneself
        assert names(rated_cast, "other_head") == {"Orang Luar"}
        assert names(rated_cast, "bkpsdm") == {"Sari Staf", "Hadi Kepala", "Orang Luar"}

    def test_says_whether_behaviour_was_the_reason(self, rated_cast: Cast) -> None:
        cells = rated_cast.client("head").get(reverse("coaching")).context["listing"].cells

        assert [cell.text for cell in cells[0]][2:4] == ["Kurang", "yes"]

    @pytest.mark.parametrize("role", ["staff", "operator", "sekda", "mayor", "inspector", "nobody"])
    def test_is_refused_to_others(self, rated_cast: Cast, role: str) -> None:
        assert rated_cast.client(role).get(reverse("coaching")).status_code == 403

    def test_takes_few_queries(self, rated_cast: Cast, django_assert_max_num_queries: object) -> None:
        client = rated_cast.client("bkpsdm")
        client.get(reverse("coaching"))

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("coaching")).status_code == 200


class TestTask:
    """The way there from the home page."""

    @pytest.mark.parametrize(("role", "people"), [("head", "1 person"), ("bkpsdm", "3 people")])
    def test_stands_on_the_home_page(self, rated_cast: Cast, role: str, people: str) -> None:
        tasks = {task.verb: task for task in rated_cast.client(role).get("/").context["tasks"]}

        assert tasks[TASK].detail == people
        assert tasks[TASK].url == reverse("coaching")

    def test_is_not_there_where_nobody_is_below_baik(self) -> None:
        tasks = [task.verb for task in cast().client("head").get("/").context["tasks"]]

        assert TASK not in tasks
