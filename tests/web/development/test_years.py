"""Plans of several years: what a draft for another year leaves as it is."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.access import duties
from piawai.development.models import Allocation, AnnualPlan
from piawai.development.queries import pages
from piawai.development.queries.problems import question
from piawai.development.terms import PlanState
from piawai.insight.queries import planned_sessions
from piawai.learning.models import Session
from piawai.lib import clock
from piawai.people.models import Person
from piawai.people.queries import everybody
from piawai.solvers.training.packing import pack
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT = TODAY.year + 1
LATER = NEXT + 1


def plan(*, year: int, state: PlanState, person: Person, session: str, status: str = "optimal") -> AnnualPlan:
    """Record a plan that sends one person to one session."""
    found = AnnualPlan.objects.create(
        year=year,
        as_of=TODAY,
        made_at=clock.now(),
        state=state,
        budget=0,
        max_away=0.1,
        asked_gap=0.01,
        status=status,
        objective=1,
        bound=1,
        cost=0,
        problem=b"",
    )
    Allocation.objects.create(plan=found, person=person, session=Session.objects.get(code=session), closes={})
    return found


@pytest.fixture
def people() -> Cast:
    """The cast, and two sessions, one in each of the coming years."""
    found = cast()
    town.sessions(
        town.session_row("S1", dt.date(NEXT, 3, 1), programme="Integritas", teaches={"M.1": 3}),
        town.session_row("S2", dt.date(LATER, 3, 1), programme="Digital", teaches={"T.IT.1": 2}),
    )
    return found


@pytest.fixture
def approved(people: Cast) -> AnnualPlan:
    """The approved plan of the coming year."""
    return plan(year=NEXT, state=PlanState.APPROVED, person=people.staff, session="S1")


@pytest.fixture
def draft(approved: AnnualPlan, people: Cast) -> AnnualPlan:
    """A draft for the year after, made later."""
    return plan(year=LATER, state=PlanState.DRAFT, person=people.staff, session="S2")


class TestADraftForAnotherYear:
    """It hides nothing of the approved plan."""

    def test_leaves_the_employee_the_approved_sessions(self, people: Cast, draft: AnnualPlan) -> None:
        assert draft.year == LATER

        found = duties.own_sessions(person=people.staff, on=TODAY)

        assert [(row.programme, row.decided) for row in found] == [("Integritas", True), ("Digital", False)]

    def test_leaves_the_planned_sessions_of_both_years(self, people: Cast, draft: AnnualPlan) -> None:
        assert draft.year == LATER

        assert planned_sessions(scope=everybody()) == {people.staff.pk: {"S1", "S2"}}

    @pytest.mark.parametrize("role", ["head", "bkpsdm", "mayor"])
    def test_is_not_what_a_page_begins_with(
        self, people: Cast, approved: AnnualPlan, draft: AnnualPlan, role: str
    ) -> None:
        answer = people.client(role).get(reverse("plan"))

        assert answer.context["plan"] == approved
        assert [row["url"] for row in answer.context["years"]] == ["", f"{reverse('plan')}?rencana={draft.pk}"]

    @pytest.mark.parametrize("name", ["plan", "plan_people"])
    def test_can_be_chosen(self, people: Cast, draft: AnnualPlan, name: str) -> None:
        page = people.client("head").get(reverse(name), {"rencana": draft.pk}).content.decode()

        assert f"plan {draft.pk} for {LATER}" in page
        assert f"{NEXT} (approved)" in page

    def test_can_be_chosen_for_the_own_reasons(self, people: Cast, approved: AnnualPlan, draft: AnnualPlan) -> None:
        asked = question(year=NEXT, budget=0, max_away=1.0, on=TODAY, known_at=clock.now())
        AnnualPlan.objects.update(problem=pack(problem=asked.problem))

        answer = people.client("staff").get(reverse("plan_why", args=[people.staff.code]))

        assert answer.context["plan"] == approved
        assert str(draft.pk) in answer.context["years"][1]["url"]

    def test_leaves_the_invitation_to_the_approved_session(self, people: Cast, draft: AnnualPlan) -> None:
        client = people.client("head")
        answers = {code: client.get(reverse("session", args=[code])) for code in ("S1", "S2")}

        assert "Integritas" in answers["S1"].context["invitation"]
        assert answers["S2"].context["invitation"] == ""  # nothing of it is decided
        assert [row.plan_id for row in answers["S2"].context["listing"].found] == [draft.pk]


class TestADraftOfTheSameYear:
    """The approved plan of a year wins over it."""

    def test_is_nobody_s_but_the_planners(self, people: Cast, approved: AnnualPlan) -> None:
        other = plan(year=NEXT, state=PlanState.DRAFT, person=people.colleague, session="S1")

        assert list(pages.that_hold()) == [approved]
        assert people.client("head").get(reverse("plan"), {"rencana": other.pk}).status_code == 404
        assert people.client("bkpsdm").get(reverse("plan"), {"rencana": other.pk}).context["plan"] == other

    def test_newest_holds_while_none_is_approved(self, people: Cast) -> None:
        plan(year=NEXT, state=PlanState.DRAFT, person=people.staff, session="S1")
        newest = plan(year=NEXT, state=PlanState.DRAFT, person=people.colleague, session="S1")
        plan(year=NEXT, state=PlanState.DRAFT, person=people.staff, session="S1", status="infeasible")

        assert list(pages.that_hold()) == [newest]
        assert pages.in_force(among=pages.that_hold(), on=TODAY) == newest


class TestInForce:
    """The plan a page begins with."""

    def test_is_the_draft_once_the_approved_year_is_over(self, approved: AnnualPlan, draft: AnnualPlan) -> None:
        assert pages.in_force(among=pages.that_hold(), on=dt.date(NEXT, 12, 31)) == approved
        assert pages.in_force(among=pages.that_hold(), on=dt.date(LATER, 1, 1)) == draft

    def test_is_the_plan_of_the_last_year_where_nothing_came_after(self, approved: AnnualPlan) -> None:
        assert pages.in_force(among=pages.that_hold(), on=dt.date(LATER, 1, 1)) == approved
