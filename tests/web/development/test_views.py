"""Pages of the plan: what each role sees, what it does not, and decisions by hand."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import formats, timezone

from piawai.access.models import Viewed
from piawai.development.models import AnnualPlan, Lock
from piawai.development.queries import priorities
from piawai.development.services import planning
from piawai.learning.models import Session
from piawai.lib import clock
from piawai.people.models import Person
from piawai.people.queries import everybody
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
BEGINS = timezone.localdate() + dt.timedelta(days=40)


def solved(*, budget: int = 10_000_000) -> AnnualPlan:
    """Make the plan of the year in which the sessions begin."""
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
    """The cast, two sessions and a plan: everybody goes to S1, for the hours owed; Sari Staf also closes a gap."""
    found = cast()
    town.sessions(
        town.session_row("S1", BEGINS, programme="Integritas", teaches={"M.1": 3}, participant_cost=1000),
        town.session_row("S2", BEGINS, programme="Digital", teaches={"T.IT.1": 2}, seats=1),
    )
    solved()
    return found


def said(person: str, **more: str) -> dict[str, str]:
    """Return a filled form of a decision."""
    return {"person": person, "session": "S1", "decision": "KELUAR", "reason": "Bertugas di tempat lain", **more}


class TestPlan:
    """The figures of the plan."""

    @pytest.mark.parametrize("role", ["bkpsdm", "sekda", "mayor"])
    def test_shows_gain_bound_and_source_to_those_who_read_figures(self, planned: Cast, role: str) -> None:
        page = planned.client(role).get(reverse("plan")).content.decode()
        plan = AnnualPlan.objects.get()

        assert f"{plan.objective:.2f}" in page
        assert "This plan is the best possible under its rules, and that is proven." in page
        assert f"plan {plan.pk} for {BEGINS.year}" in page

    def test_shows_a_head_the_own_part_only(self, planned: Cast) -> None:
        answer = planned.client("other_head").get(reverse("plan"))
        facts = {fact.label: fact.text for fact in answer.context["facts"]}

        assert facts["People who go"] == "2"  # of five
        assert "Gain" not in facts

    def test_leads_an_employee_to_the_own_reasons(self, planned: Cast) -> None:
        answer = planned.client("staff").get(reverse("plan"))

        assert answer["Location"] == reverse("plan_why", args=[planned.staff.code])

    @pytest.mark.parametrize("role", ["operator", "inspector", "nobody"])
    def test_is_refused_to_others(self, planned: Cast, role: str) -> None:
        assert planned.client(role).get(reverse("plan")).status_code == 403

    def test_names_the_rules_that_cannot_all_hold(self, planned: Cast) -> None:
        AnnualPlan.objects.all().delete()
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip, decision="MASUK"))
        solved(budget=1)  # less than S1 costs

        page = client.get(reverse("plan")).content.decode()

        assert "a lock says that Sari Staf must go to session S1" in page

    def test_says_what_to_do_where_there_is_none(self) -> None:
        page = cast().client("bkpsdm").get(reverse("plan")).content.decode()

        assert "No plan has been made yet" in page


class TestPlanPeople:
    """Who goes where."""

    def names(self, planned: Cast, role: str, **asked: str) -> set[str]:
        """Return whom a role is shown."""
        listing = planned.client(role).get(reverse("plan_people"), asked).context["listing"]
        return {row.person.name for row in listing.found}

    def test_holds_those_within_reach_only(self, planned: Cast) -> None:
        assert self.names(planned, "head") == {"Sari Staf", "Kolega Kedua", "Hadi Kepala"}
        assert self.names(planned, "other_head") == {"Orang Luar", "Kepala Lain"}
        assert self.names(planned, "staff") == {"Sari Staf"}
        assert len(self.names(planned, "bkpsdm")) == 5

    @pytest.mark.parametrize("role", ["mayor", "operator", "inspector", "nobody"])
    def test_is_refused_to_others(self, planned: Cast, role: str) -> None:
        assert planned.client(role).get(reverse("plan_people")).status_code == 403

    def test_can_be_searched_and_narrowed_to_a_session(self, planned: Cast) -> None:
        assert self.names(planned, "bkpsdm", q="sari integritas") == {"Sari Staf"}
        assert self.names(planned, "bkpsdm", angkatan="S2") != self.names(planned, "bkpsdm", angkatan="S1")

    def test_says_what_it_closes(self, planned: Cast) -> None:
        page = planned.client("staff").get(reverse("plan_people")).content.decode()

        assert "Kompetensi M.1 +2" in page

    def test_file_holds_what_the_screen_shows(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        shown = client.get(reverse("plan_people"), {"q": "satu"}).context["listing"]
        answer = client.get(reverse("plan_people"), {"q": "satu", "format": "xlsx"})
        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        names = [row[0] for row in rows]

        assert [row.person.name for row in shown.found] == names[-shown.total :]
        assert "Orang Luar" not in names

    def test_a_head_may_not_take_names_away(self, planned: Cast) -> None:
        answer = planned.client("head").get(reverse("plan_people"), {"format": "xlsx"})

        assert answer["Content-Type"].startswith("text/html")

    @pytest.mark.parametrize("typed", ["{0}\t{1}", "{0}\u2009{1}", "{0}/{1}", "{0}{1},", "NIP {0}{1}"])
    def test_a_nip_shows_its_holder_and_no_namesake(self, planned: Cast, typed: str) -> None:
        Person.objects.filter(pk=planned.colleague.pk).update(name=planned.staff.name)
        client, nip = planned.client("bkpsdm"), planned.staff.nip

        there = client.post(reverse("plan_people"), {"q": typed.format(nip[:8], nip[8:])})["Location"]
        page = client.get(there)

        assert there == f"{reverse('plan_people')}?orang={planned.staff.code}"
        assert {row.person for row in page.context["listing"].found} == {planned.staff}
        assert "One person, found by NIP" in page.content.decode()

    @pytest.mark.parametrize("field", ["q", "angkatan"])
    def test_no_field_carries_what_may_be_a_nip_into_the_address(self, planned: Cast, field: str) -> None:
        answer = planned.client("bkpsdm").post(reverse("plan_people"), {field: planned.staff.nip[:15]})

        assert answer["Location"] == reverse("plan_people")

    def test_a_nip_in_an_address_is_taken_out(self, planned: Cast) -> None:
        answer = planned.client("bkpsdm").get(reverse("plan_people"), {"q": planned.staff.nip})

        assert answer["Location"] == reverse("plan_people")


class TestPlanWhy:
    """Why someone goes where."""

    def test_gives_a_reason_for_every_session(self, planned: Cast) -> None:
        answer = planned.client("staff").get(reverse("plan_why", args=[planned.staff.code]))

        assert [row.session for row in answer.context["chosen"]] == ["S1"]
        assert [row.session for row in answer.context["others"]] == ["S2"]
        assert "Chosen: it adds a gain of" in answer.content.decode()

    def test_says_when_each_session_begins(self, planned: Cast) -> None:
        page = planned.client("staff").get(reverse("plan_why", args=[planned.staff.code])).content.decode()

        begins = Session.objects.get(code="S1").starts_on

        assert f"</a> S1, {formats.date_format(begins, 'DATE_FORMAT')}</dt>" in page

    def test_what_closes_no_known_gap_stands_apart(self, planned: Cast) -> None:
        there = reverse("plan_why", args=[planned.staff.code])
        before = planned.client("staff").get(there)
        planned.client("bkpsdm").post(reverse("lock_add"), said(planned.staff.nip))
        solved()
        after = planned.client("staff").get(there)

        assert [[row.session for row in before.context[name]] for name in ("near", "rest")] == [[], ["S2"]]
        assert "1 session that closes no known gap" in before.content.decode()
        assert [[row.session for row in after.context[name]] for name in ("chosen", "near", "rest")] == [
            ["S2"],
            ["S1"],
            [],
        ]

    def test_is_recorded_where_another_person_looks(self, planned: Cast) -> None:
        planned.client("staff").get(reverse("plan_why", args=[planned.staff.code]))
        planned.client("head").get(reverse("plan_why", args=[planned.staff.code]))

        assert [(row.viewer, row.what) for row in Viewed.objects.all()] == [(planned.head.code, "plan_why")]

    @pytest.mark.parametrize("role", ["staff", "head"])
    def test_of_somebody_out_of_reach_is_not_found(self, planned: Cast, role: str) -> None:
        answer = planned.client(role).get(reverse("plan_why", args=[planned.outsider.code]))

        assert answer.status_code == 404


class TestPlanAssess:
    """Whom to assess first."""

    def test_lists_the_people_of_the_reader_most_telling_first(self, planned: Cast) -> None:
        listing = planned.client("head").get(reverse("plan_assess")).context["listing"]
        found = {row.name: row.worth for row in listing.found}

        assert next(iter(found)) == "Kolega Kedua"  # of whom neither M.1 nor T.IT.1 is known
        assert found["Kolega Kedua"] > found["Sari Staf"] > 0
        assert "Orang Luar" not in found

    def test_agrees_with_the_list_of_the_command(self, planned: Cast) -> None:
        listing = planned.client("bkpsdm").get(reverse("plan_assess")).context["listing"]
        told = priorities.assess_first(
            scope=everybody(), year=BEGINS.year, on=timezone.localdate(), known_at=clock.now(), limit=100
        )

        shown = [(row.nip, row.unknown) for row in listing.found]
        assert [row.worth for row in listing.found] == pytest.approx([row.worth for row in told])
        assert shown == [(row.nip, row.unknown) for row in told]

    @pytest.mark.parametrize("role", ["staff", "mayor", "operator"])
    def test_is_refused_to_who_leads_no_unit(self, planned: Cast, role: str) -> None:
        assert planned.client(role).get(reverse("plan_assess")).status_code == 403


class TestLocks:
    """Decisions by hand."""

    def test_a_nip_decides_at_once(self, planned: Cast) -> None:
        nip = planned.staff.nip
        answer = planned.client("bkpsdm").post(reverse("lock_add"), said(f"{nip[:8]} {nip[8:14]} {nip[14:]}"))

        assert answer["Location"] == reverse("locks")
        assert [(row.person.name, row.decision) for row in Lock.objects.all()] == [("Sari Staf", "KELUAR")]

    def test_a_name_decides_after_one_of_those_found_is_chosen(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        first = client.post(reverse("lock_add"), said("kepala"))
        before = Lock.objects.count()
        client.post(reverse("lock_add"), said("kepala", chosen=planned.head.code))

        assert "Choose the person you mean." in first.content.decode()
        assert "Who of these?</legend>" in first.content.decode()  # not optional
        assert "Kepala Lain, Dinas Lain" in first.content.decode()
        assert before == 0
        assert Lock.objects.get().person.name == "Hadi Kepala"

    def test_a_change_is_a_correction(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip))
        there = reverse("lock_change", args=[Lock.objects.get().pk])
        client.post(there, {"decision": "MASUK", "reason": "Penugasan"})

        old, new = Lock.objects.order_by("pk")
        assert (old.decision, old.corrected) == ("KELUAR", True)
        assert (new.decision, new.corrects_id) == ("MASUK", old.pk)
        assert client.get(there).status_code == 404  # a corrected decision is history

    def test_can_be_lifted_with_a_reason_and_stays_in_the_history(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip))
        held = Lock.objects.get()
        there = reverse("lock_lift", args=[held.pk])
        without = client.post(there, {"reason": " "})
        answer = client.post(there, {"reason": "Tugas selesai"})

        assert "Write the reason." in without.content.decode()
        assert answer["Location"] == reverse("locks")
        lifted = Lock.objects.get(corrected=False)
        assert (lifted.decision, lifted.reason, lifted.corrects_id) == ("DICABUT", "Tugas selesai", held.pk)
        again = client.post(there, {"reason": "Tugas selesai"}, follow=True)
        assert "was changed or lifted in the meantime" in again.content.decode()
        assert Lock.objects.filter(decision="DICABUT").count() == 1
        assert client.get(reverse("locks")).context["listing"].total == 0
        rows = client.get(reverse("locks"), {"keadaan": "semua"}).context["listing"].cells
        assert {(row[4].text, row[7].text) for row in rows} == {
            ("must not go", "changed since"),
            ("lifted: the plan chooses freely", "lifted"),
        }

    def test_a_lifted_one_leaves_the_plan_free_and_can_be_decided_anew(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip))
        without = solved().allocations.filter(person=planned.staff, session__code="S1").exists()
        client.post(reverse("lock_lift", args=[Lock.objects.get().pk]), {"reason": "Tugas selesai"})
        with_lifted = solved().allocations.filter(person=planned.staff, session__code="S1").exists()
        client.post(reverse("lock_add"), said(planned.staff.nip, decision="MASUK"))

        assert (without, with_lifted) == (False, True)
        assert Lock.objects.get(corrected=False).decision == "MASUK"
        assert Lock.objects.count() == 3

    def test_the_history_stands_beside_the_decision(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip))
        client.post(reverse("lock_add"), said(planned.staff.nip, decision="MASUK", reason="Penugasan"))

        page = client.get(reverse("lock_change", args=[Lock.objects.get(corrected=False).pk]))

        assert ["must go. Reason: Penugasan" in page.context["history"][0], len(page.context["history"])] == [True, 2]

    def test_more_of_a_name_than_are_shown_is_said(self, planned: Cast) -> None:
        town.people(*(town.person_row(number, name=f"Budi {number}") for number in range(20, 43)))

        page = planned.client("bkpsdm").post(reverse("lock_add"), said("budi")).content.decode()

        assert "3 more people have this name. Write more of the name, or the NIP." in page

    @pytest.mark.parametrize(
        ("more", "text"),
        [
            pytest.param({"person": "Siapa Dia"}, "Nobody who holds a post is found.", id="unknown name"),
            pytest.param({"person": ""}, "Write a name or a NIP.", id="no name"),
            pytest.param({"session": ""}, "Choose a session.", id="no session"),
            pytest.param({"session": "S0"}, "Choose a session of the list.", id="a session that has begun"),
            pytest.param({"decision": ""}, "Choose whether the person must go or must not go.", id="no decision"),
            pytest.param({"reason": ""}, "Write the reason.", id="no reason"),
        ],
    )
    def test_a_form_is_refused_with_the_reason(self, planned: Cast, more: dict[str, str], text: str) -> None:
        town.sessions(town.session_row("S0", timezone.localdate() - dt.timedelta(days=1)))
        answer = planned.client("bkpsdm").post(reverse("lock_add"), said(planned.staff.nip) | more)

        assert answer.status_code == 200
        assert text in answer.content.decode()
        assert not Lock.objects.exists()

    def test_more_must_go_than_there_are_seats_is_refused(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip, session="S2", decision="MASUK"))
        answer = client.post(reverse("lock_add"), said(planned.colleague.nip, session="S2", decision="MASUK"))

        assert "All 1 seats of session S2 are already decided." in answer.content.decode()
        assert Lock.objects.count() == 1

    def test_two_sessions_on_the_same_days_are_refused(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        client.post(reverse("lock_add"), said(planned.staff.nip, session="S2", decision="MASUK"))
        answer = client.post(reverse("lock_add"), said(planned.staff.nip, session="S1", decision="MASUK"))

        assert "must already go to session S2 on the same days" in answer.content.decode()
        assert Lock.objects.count() == 1

    @pytest.mark.parametrize("role", ["staff", "head", "mayor", "operator", "inspector"])
    def test_are_refused_to_others(self, planned: Cast, role: str) -> None:
        client = planned.client(role)

        assert client.get(reverse("locks")).status_code == 403
        assert client.post(reverse("lock_add"), said(planned.staff.nip)).status_code == 403
        assert not Lock.objects.exists()

    def test_file_holds_what_the_screen_shows(self, planned: Cast) -> None:
        client = planned.client("bkpsdm")
        for person in (planned.staff, planned.outsider):
            client.post(reverse("lock_add"), said(person.nip))
        answer = client.get(reverse("locks"), {"q": "sari", "format": "xlsx"})
        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))

        assert rows[-1][0] == "Sari Staf"
        assert "Orang Luar" not in {row[0] for row in rows}


class TestQueries:
    """The number of queries does not grow with the number of people."""

    @pytest.mark.parametrize("name", ["plan", "plan_people", "plan_assess", "locks", "lock_add"])
    def test_at_most_twelve(self, planned: Cast, name: str, django_assert_max_num_queries: object) -> None:
        self.grow()
        client = planned.client("bkpsdm")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse(name)).status_code == 200

    def test_at_most_twelve_for_the_reasons(self, planned: Cast, django_assert_max_num_queries: object) -> None:
        self.grow()
        client = planned.client("head")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("plan_why", args=[planned.staff.code])).status_code == 200

    def grow(self) -> None:
        """Let forty more people come, and plan anew."""
        town.people(*(town.person_row(number) for number in range(20, 60)))
        solved()
        assert Person.objects.count() == 45
