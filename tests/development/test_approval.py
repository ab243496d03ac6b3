"""A plan's way from draft to approved."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import OperationalError, connection

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.audit.terms import Actor
from piawai.development import rules
from piawai.development.models import AnnualPlan, PlanStep
from piawai.development.services import approval
from piawai.development.terms import PlanAction, PlanState
from piawai.jobs.models import Message

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
BKPSDM, MAYOR = Actor("bk", "Petugas BKPSDM"), Actor("wk", "Wali Kota")
DRAFT, PROPOSED, APPROVED, RETURNED, SUPERSEDED = PlanState
MOVES = {
    (DRAFT, PlanAction.PROPOSE): PROPOSED,
    (RETURNED, PlanAction.PROPOSE): PROPOSED,
    (PROPOSED, PlanAction.APPROVE): APPROVED,
    (PROPOSED, PlanAction.RETURN): RETURNED,
    (DRAFT, PlanAction.SUPERSEDE): SUPERSEDED,
    (RETURNED, PlanAction.SUPERSEDE): SUPERSEDED,
    (APPROVED, PlanAction.SUPERSEDE): SUPERSEDED,
}


def plan(*, state: str = DRAFT, year: int = 2027, status: str = "optimal") -> AnnualPlan:
    """Record a plan as the solver leaves it, in a state."""
    return AnnualPlan.objects.create(
        year=year,
        as_of=NOW.date(),
        made_at=NOW,
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


def notice(*to: str) -> approval.Notice:
    return approval.Notice(to=to, link="/rencana/?rencana=1")


def propose(of: AnnualPlan) -> None:
    approval.propose(plan=of, actor=BKPSDM, notice=notice("wk"), at=NOW)


def approve(of: AnnualPlan, actor: Actor = MAYOR) -> None:
    approval.approve(plan=of, actor=actor, notice=notice("bk", "wk"), at=NOW)


def give_back(of: AnnualPlan, reason: str = "Terlalu mahal.", actor: Actor = MAYOR) -> None:
    approval.give_back(plan=of, reason=reason, actor=actor, notice=notice("bk"), at=NOW)


ACTS: dict[str, Callable[[AnnualPlan], None]] = {
    PlanAction.PROPOSE: propose,
    PlanAction.APPROVE: approve,
    PlanAction.RETURN: give_back,
}


def state_of(of: AnnualPlan) -> str:
    return AnnualPlan.objects.get(pk=of.pk).state


class TestPlanMayBecome:
    """PLAN-06: from which state an action leads where."""

    @pytest.mark.parametrize("state", PlanState)
    @pytest.mark.parametrize("action", PlanAction)
    def test_follows_the_table(self, state: PlanState, action: PlanAction) -> None:
        assert rules.plan_may_become(state=state, action=action) == MOVES.get((state, action))


@pytest.mark.django_db
class TestMoving:
    """Every action from every state."""

    @pytest.mark.parametrize("state", PlanState)
    @pytest.mark.parametrize("action", ACTS)
    def test_moves_as_the_table_says_or_is_refused(self, state: PlanState, action: PlanAction) -> None:
        one = plan(state=state)
        arriving = MOVES.get((state, action))

        if arriving is None:
            with pytest.raises(approval.UnableToMovePlan) as refusal:
                ACTS[action](one)
            assert refusal.value.code == "state"
        else:
            ACTS[action](one)

        assert state_of(one) == (arriving or state)
        assert one.steps.count() == Message.objects.count() == Event.objects.count() == bool(arriving)

    def test_is_kept_with_name_reason_and_audit(self) -> None:
        one = plan()
        propose(one)
        give_back(one, " Terlalu mahal. ")

        assert list(PlanStep.objects.order_by("pk").values_list("action", "name", "reason")) == [
            ("usulkan", "Petugas BKPSDM", ""),
            ("kembalikan", "Wali Kota", "Terlalu mahal."),
        ]
        event = Event.objects.latest("pk")
        assert (event.actor, event.action, event.subject) == ("wk", "development.move_plan", f"plan {one.pk}")
        assert event.details == {"action": "kembalikan", "state": "KEMBALI"}

    @pytest.mark.parametrize(("language", "year"), [("en", "The training plan for 2027"), ("id", "2027")])
    def test_tells_each_in_the_own_language(self, language: str, year: str) -> None:
        User.objects.create_user(code="wk", language=language, created_at=NOW)
        propose(plan())

        message = Message.objects.get()
        assert (message.subject == "A training plan waits for your decision") is (language == "en")
        assert year in message.body

    def test_tells_those_who_must_act_but_not_whoever_acts(self) -> None:
        one = plan()
        propose(one)
        approve(one)

        assert list(Message.objects.order_by("pk").values_list("to", flat=True)) == ["wk", "bk"]

    def test_approval_replaces_what_was_approved_and_drafted_before(self) -> None:
        old, draft, returned = plan(state=APPROVED), plan(), plan(state=RETURNED)
        new, newer, other_year = plan(state=PROPOSED), plan(), plan(state=APPROVED, year=2026)

        approve(new)

        assert [state_of(row) for row in (old, draft, returned)] == [SUPERSEDED] * 3
        assert [state_of(row) for row in (new, newer, other_year)] == [APPROVED, DRAFT, APPROVED]


@pytest.mark.django_db
class TestRefusals:
    """What is refused whatever the table says."""

    def test_of_a_plan_without_solution(self) -> None:
        one = plan(status="infeasible")

        with pytest.raises(approval.UnableToMovePlan) as refusal:
            propose(one)

        assert (refusal.value.code, state_of(one)) == ("no_solution", DRAFT)

    def test_of_a_second_one_that_waits_in_the_same_year(self) -> None:
        first, second = plan(), plan()
        propose(first)

        with pytest.raises(approval.UnableToMovePlan) as refusal:
            propose(second)

        assert (refusal.value.code, state_of(second), second.steps.count()) == ("another_plan", DRAFT, 0)

    @pytest.mark.parametrize("act", [approve, give_back])
    def test_of_ones_own_proposal(self, act: Callable[..., None]) -> None:
        one = plan()
        propose(one)

        with pytest.raises(approval.UnableToMovePlan) as refusal:
            act(one, actor=BKPSDM)

        assert (refusal.value.code, state_of(one)) == ("own_proposal", PROPOSED)

    def test_of_a_return_without_reason(self) -> None:
        one = plan(state=PROPOSED)

        with pytest.raises(approval.UnableToMovePlan) as refusal:
            give_back(one, " \n")

        assert (refusal.value.code, state_of(one)) == ("reason_missing", PROPOSED)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Several decide in the same second."""

    def at_once(self, acts: list[Callable[[], None]]) -> list[str]:
        """Do all at once, each with a connection of its own, and return the codes of the refusals."""
        together = threading.Barrier(len(acts))

        def begin(act: Callable[[], None]) -> str:
            together.wait(timeout=10)
            try:
                while True:
                    try:
                        act()
                    except approval.UnableToMovePlan as refusal:
                        return refusal.code
                    except OperationalError:  # SQLite in memory does not wait for the other's lock
                        continue
                    return ""
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(begin, acts))

    def test_one_decision_on_a_plan_counts(self) -> None:
        one = plan(state=PROPOSED)
        codes = self.at_once([partial(act, AnnualPlan.objects.get(pk=one.pk)) for act in (approve, give_back, approve)])

        assert sorted(codes) == ["", "state", "state"]
        assert one.steps.count() == 1

    def test_one_of_two_plans_of_a_year_waits(self) -> None:
        rows = [plan(), plan()]

        codes = self.at_once([partial(propose, row) for row in rows])

        assert sorted(codes) == ["", "another_plan"]
        assert sorted(state_of(row) for row in rows) == [PROPOSED, DRAFT]
