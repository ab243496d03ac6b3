"""Which plan is shown, two of them compared, and the way to an approved one."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.access.models import Viewed
from piawai.audit.terms import Actor
from piawai.development.models import AnnualPlan
from piawai.development.services import approval, planning
from piawai.development.terms import TRANSITIONS, PlanAction, PlanState
from piawai.jobs.models import Message
from piawai.lib import clock
from tests import town
from tests.cast import ROLES, Cast, cast

pytestmark = pytest.mark.django_db
BEGINS = timezone.localdate() + dt.timedelta(days=40)
MAY = {"plan_propose": {"bkpsdm", "sekda"}, "plan_approve": {"mayor"}, "plan_return": {"mayor"}}
ACTIONS = {"plan_propose": PlanAction.PROPOSE, "plan_approve": PlanAction.APPROVE, "plan_return": PlanAction.RETURN}


def solved(*, budget: int = 5000) -> AnnualPlan:
    return planning.solve_plan(
        year=BEGINS.year,
        budget=budget,
        max_away=1.0,
        gap=0.0,
        time_limit=20,
        on=timezone.localdate(),
        by=town.BY,
        at=clock.now(),
    )


@pytest.fixture
def planned() -> Cast:
    """The cast and a session that costs 1000 a person; a plan for two of them, then one for all five."""
    found = cast()
    town.sessions(town.session_row("S1", BEGINS, programme="Integritas", teaches={"M.1": 3}, participant_cost=1000))
    solved(budget=2000)
    solved()
    return found


def plans() -> list[AnnualPlan]:
    return list(AnnualPlan.objects.order_by("pk"))


def put(plan: AnnualPlan, state: str) -> None:
    AnnualPlan.objects.filter(pk=plan.pk).update(state=state)


class TestMoving:
    """Every action in every state by every role."""

    @pytest.mark.parametrize("name", MAY)
    @pytest.mark.parametrize("state", PlanState)
    def test_is_for_those_who_may_in_the_states_that_lead_on(self, planned: Cast, name: str, state: PlanState) -> None:
        plan = plans()[1]
        arriving = TRANSITIONS.get((state, ACTIONS[name]), state)

        for role in ROLES:
            put(plan, state)
            answer = planned.client(role).post(reverse(name, args=[plan.pk]), {"reason": "Terlalu mahal."})
            now = AnnualPlan.objects.get(pk=plan.pk).state
            if role in MAY[name]:
                assert now == arriving
            else:
                assert (answer.status_code, now) == (403, state)

    @pytest.mark.parametrize("name", MAY)
    @pytest.mark.parametrize("state", PlanState)
    def test_asks_only_where_the_answer_is_not_refused(self, planned: Cast, name: str, state: PlanState) -> None:
        plan = plans()[1]
        put(plan, state)

        answer = planned.client(max(MAY[name])).get(reverse(name, args=[plan.pk]), follow=True)

        assert bool(answer.redirect_chain) == ((state, ACTIONS[name]) not in TRANSITIONS)
        if answer.redirect_chain:
            assert f"This cannot be done: plan {plan.pk} is" in answer.content.decode()

    def test_asks_nothing_of_a_plan_that_cannot_be_or_while_another_waits(self, planned: Cast) -> None:
        old, new = plans()
        AnnualPlan.objects.filter(pk=new.pk).update(status="infeasible")
        put(old, PlanState.PROPOSED)
        third = solved()

        for plan, words in ((new, "has no solution"), (third, "already waits for a decision")):
            answer = planned.client("bkpsdm").get(reverse("plan_propose", args=[plan.pk]), follow=True)
            assert answer.redirect_chain == [(f"{reverse('plan')}?rencana={plan.pk}", 302)]
            assert words in answer.content.decode()

    @pytest.mark.parametrize("name", ["plan_approve", "plan_return"])
    def test_asks_nothing_of_whoever_proposed_it(self, planned: Cast, name: str) -> None:
        plan = plans()[1]
        by = Actor(code=planned.users["mayor"].code, name="Wali")
        approval.propose(plan=plan, actor=by, notice=approval.Notice(to=(), link="/"), at=clock.now())

        answer = planned.client("mayor").get(reverse(name, args=[plan.pk]), follow=True)

        assert "You proposed this plan yourself." in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "role", "state"),
        [("plan_propose", "bkpsdm", PlanState.DRAFT), ("plan_approve", "mayor", PlanState.PROPOSED)],
    )
    def test_shows_the_figures_before_anything_is_decided(
        self, planned: Cast, name: str, role: str, state: PlanState
    ) -> None:
        put(plans()[1], state)
        plan = plans()[1]
        there = reverse(name, args=[plan.pk])

        answer = planned.client(role).get(there)

        assert dict(answer.context["figures"]) | {
            "Year": str(BEGINS.year),
            "Money used": "Rp5,000",
            "People who go": "5",
            "Sessions that run": "1",
        } == dict(answer.context["figures"])
        assert f'href="{answer.context["back"]}"' in answer.content.decode()
        assert AnnualPlan.objects.get(pk=plan.pk).state == plan.state

    def test_tells_those_who_must_act(self, planned: Cast) -> None:
        plan = plans()[1]
        planned.client("sekda").post(reverse("plan_propose", args=[plan.pk]))
        planned.client("mayor").post(reverse("plan_return", args=[plan.pk]), {"reason": "Terlalu mahal."})

        told = {(row.to, row.subject, row.link) for row in Message.objects.all()}
        there = f"{reverse('plan')}?rencana={plan.pk}"
        assert told == {
            (planned.users["mayor"].code, "Rencana pelatihan menunggu keputusan Anda", there),
            (planned.users["bkpsdm"].code, "Rencana pelatihan dikembalikan", there),
            (planned.users["sekda"].code, "Rencana pelatihan dikembalikan", there),
        }

    def test_a_double_tap_is_one_step(self, planned: Cast) -> None:
        plan = plans()[1]
        client = planned.client("bkpsdm")
        client.post(reverse("plan_propose", args=[plan.pk]))
        page = client.post(reverse("plan_propose", args=[plan.pk]), follow=True).content.decode()

        assert plan.steps.count() == 1
        assert f"plan {plan.pk} is proposed, not yet approved" in page

    def test_a_return_needs_a_reason_which_everybody_who_reads_figures_sees(self, planned: Cast) -> None:
        plan = plans()[1]
        planned.client("bkpsdm").post(reverse("plan_propose", args=[plan.pk]))
        there = reverse("plan_return", args=[plan.pk])
        empty = planned.client("mayor").post(there, {"reason": ""})
        planned.client("mayor").post(there, {"reason": "Terlalu mahal."})

        assert "Write the reason." in empty.content.decode()
        assert "Reason: Terlalu mahal." in planned.client("bkpsdm").get(reverse("plan")).content.decode()

    @pytest.mark.parametrize(
        ("role", "state", "labels"),
        [
            ("bkpsdm", "DRAF", ["Propose the plan"]),
            ("sekda", "KEMBALI", ["Propose the plan"]),
            ("mayor", "DRAF", []),
            ("mayor", "DIUSULKAN", ["Approve the plan", "Return it with a reason"]),
            ("bkpsdm", "DIUSULKAN", []),
            ("bkpsdm", "DISETUJUI", []),
        ],
    )
    def test_the_page_offers_what_can_be_done(self, planned: Cast, role: str, state: str, labels: list[str]) -> None:
        put(plans()[1], state)

        actions = planned.client(role).get(reverse("plan")).context["actions"]

        assert [action["label"] for action in actions] == labels


class TestWhichPlan:
    """The newest plan, an earlier one, the approved one."""

    def test_who_reads_figures_is_shown_the_newest_or_the_one_asked_for(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        old, new = plans()

        assert client.get(reverse("plan")).context["plan"] == new
        assert client.get(reverse("plan"), {"rencana": old.pk}).context["plan"] == old
        assert client.get(reverse("plan_people"), {"rencana": old.pk}).context["listing"].total == 2
        assert client.get(reverse("plan_people")).context["listing"].total == 5

    @pytest.mark.parametrize("asked", ["0", "x", "99999999999999999999", "-1"])
    def test_one_that_is_not_there_is_not_found(self, planned: Cast, asked: str) -> None:
        assert planned.client("bkpsdm").get(reverse("plan"), {"rencana": asked}).status_code == 404

    @pytest.mark.parametrize("role", ["staff", "head"])
    def test_whom_it_concerns_is_shown_the_approved_one_as_decided(self, planned: Cast, role: str) -> None:
        old, new = plans()
        client = planned.client(role)
        why = reverse("plan_why", args=[planned.staff.code])
        draft = client.get(why).content.decode()
        put(old, PlanState.APPROVED)
        approved = client.get(why)

        assert "Draft: nothing in it is decided yet." in draft
        assert "Approved: what it says is decided." in approved.content.decode()
        assert approved.context["plan"] == old
        assert client.get(reverse("plan_people")).context["listing"].described[0].startswith("Approved")
        assert client.get(why, {"rencana": old.pk}).status_code == 200
        assert client.get(why, {"rencana": new.pk}).status_code == 404

    def test_the_list_names_state_and_figures_of_each(self, planned: Cast) -> None:
        put(plans()[0], PlanState.APPROVED)

        answer = planned.client("mayor").get(reverse("plan_list"))
        cells = [[cell.text for cell in row] for row in answer.context["listing"].cells]

        assert [(row[0], row[1], row[3], row[6], row[7]) for row in cells] == [
            (f"plan {plans()[1].pk}", str(BEGINS.year), "draft", "5", "Rp5,000"),
            (f"plan {plans()[0].pk}", str(BEGINS.year), "approved", "2", "Rp2,000"),
        ]

    def test_the_list_is_searched_by_number_or_year(self, planned: Cast) -> None:
        client = planned.client("mayor")
        AnnualPlan.objects.filter(pk=plans()[0].pk).update(year=1999)

        def found(asked: str) -> list[int]:
            rows = client.get(reverse("plan_list"), {"q": asked}).context["listing"].found
            return [row.pk for row in rows]

        assert found("1999") == [plans()[0].pk]
        assert found(str(BEGINS.year)) == [plans()[1].pk]
        assert found("31415") == []

    def test_money_of_the_list_is_a_number_in_a_spreadsheet(self, planned: Cast) -> None:
        answer = planned.client("bkpsdm").get(reverse("plan_list"), {"format": "xlsx"})
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        last = list(sheet.iter_rows())[-1]

        assert (last[7].value, last[7].number_format) == (2000, '"Rp"#,##0')


class TestCompare:
    """Two plans side by side."""

    def test_a_plan_that_cannot_be_is_not_near_to_the_best(self, planned: Cast) -> None:
        AnnualPlan.objects.filter(pk=plans()[1].pk).update(status="infeasible")

        rows = planned.client("bkpsdm").get(reverse("plan_compare")).context["rows"]

        [found] = [(one, other) for label, one, other in rows if label == "Short of the best possible by at most"]
        assert (found[0] == "–", found[1]) == (False, "–")

    def test_shows_the_newest_two_and_who_goes_in_one_only(self, planned: Cast) -> None:
        answer = planned.client("bkpsdm").get(reverse("plan_compare"))
        old, new = plans()

        assert answer.context["names"] == (f"plan {old.pk}", f"plan {new.pk}")
        figures = {label: (one, other) for label, one, other in answer.context["rows"]}
        assert figures["People who go"] == ("2", "5")
        assert figures["Money used"] == ("Rp2,000", "Rp5,000")
        listing = answer.context["listing"]
        both = set(old.allocations.values_list("person__name", flat=True))
        assert {row.person.name for row in listing.found} == {row.person.name for row in new.allocations.all()} - both
        assert {row.plan_id for row in listing.found} == {new.pk}

    def test_shows_the_two_asked_for(self, planned: Cast) -> None:
        old, new = plans()

        answer = planned.client("bkpsdm").get(reverse("plan_compare"), {"satu": new.pk, "dua": old.pk})

        assert answer.context["names"] == (f"plan {new.pk}", f"plan {old.pk}")

    @pytest.mark.parametrize("role", ["sekda", "mayor"])
    def test_gives_no_names_to_whoever_may_not_list_them(self, planned: Cast, role: str) -> None:
        answer = planned.client(role).get(reverse("plan_compare"))

        assert answer.context["rows"]
        assert "listing" not in answer.context
        assert "Sari Staf" not in answer.content.decode()

    def test_says_so_where_there_are_no_two(self) -> None:
        page = cast().client("bkpsdm").get(reverse("plan_compare")).content.decode()

        assert "There are no two plans to compare yet." in page


class TestTaken:
    """A page as a file is what the screen shows."""

    def test_the_figures_with_money_as_numbers(self, planned: Cast) -> None:
        client = planned.client("mayor")
        shown = client.get(reverse("plan")).context["facts"]
        answer = client.get(reverse("plan"), {"format": "xlsx"})
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        rows = {row[0].value: row[1] for row in sheet.iter_rows() if len(row) > 1}

        assert {fact.label for fact in shown} <= set(rows)
        assert (rows["Money used"].value, rows["Money used"].number_format) == (5000, '"Rp"#,##0')
        assert "Draft: nothing in it is decided yet." in rows

    def test_a_person_takes_the_own_reasons_a_head_does_not(self, planned: Cast) -> None:
        why = reverse("plan_why", args=[planned.staff.code])
        own = planned.client("staff").get(why, {"format": "xlsx"})
        rows = list(openpyxl.load_workbook(BytesIO(own.content)).worksheets[0].iter_rows(values_only=True))

        assert (*rows[-1][:2], rows[-1][3]) == ("S1", "Integritas", "yes")
        assert planned.client("staff").get(why, {"format": "pdf"}).content.startswith(b"%PDF")
        assert planned.client("head").get(why, {"format": "pdf"})["Content-Type"].startswith("text/html")
        assert Viewed.objects.count() == 1  # the head looked; a file is a look as well


class TestSearchByNip:
    """A NIP is typed, and stands in no address."""

    @pytest.mark.parametrize("name", ["plan_people", "plan_assess", "locks"])
    def test_leads_to_the_holder_s_rows(self, planned: Cast, name: str) -> None:
        client = planned.client("bkpsdm")
        client.post(
            reverse("lock_add"),
            {"person": planned.staff.nip, "session": "S1", "decision": "KELUAR", "reason": "Bertugas"},
        )
        nip = planned.staff.nip

        answer = client.post(reverse(name), {"q": f"{nip[:8]} {nip[8:]}", "urut": "nama"})

        assert answer["Location"] == f"{reverse(name)}?urut=nama&orang={planned.staff.code}"

    def test_of_nobody_in_the_list_is_said(self, planned: Cast) -> None:
        client = planned.client("head")

        answer = client.post(reverse("plan_people"), {"q": planned.outsider.nip}, follow=True)

        assert answer.redirect_chain == [(reverse("plan_people"), 302)]
        assert "Nobody with this NIP is in this list." in answer.content.decode()

    def test_words_go_to_the_same_list(self, planned: Cast) -> None:
        answer = planned.client("head").post(reverse("plan_people"), {"q": "sari", "angkatan": "S1"})

        assert answer["Location"] == f"{reverse('plan_people')}?q=sari&angkatan=S1"


class TestQueries:
    """The number of queries does not grow with the number of plans."""

    @pytest.mark.parametrize("name", ["plan", "plan_list", "plan_compare", "plan_new", "plan_people"])
    def test_at_most_twelve(self, planned: Cast, name: str, django_assert_max_num_queries: object) -> None:
        for budget in range(1000, 4000, 1000):
            solved(budget=budget)
        client = planned.client("bkpsdm")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse(name)).status_code == 200
