"""The home page: what the reader has to do."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from piawai.competencies.models import Competency
from piawai.competencies.services.objections import make_objection
from piawai.development.models import Allocation, AnnualPlan
from piawai.learning.models import Session
from piawai.learning.queries.presence import participants
from piawai.learning.services.external import upload
from piawai.learning.services.presence import take_scan
from piawai.lib import clock
from piawai.people.models import Person
from piawai.people.services import corrections
from piawai.web.home.tasks import Task
from tests import presence, town
from tests.cast import ROLES, Cast, cast
from tests.pictures import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def tasks(client: Client) -> dict[str, Task]:
    """Return the tasks that the home page shows, by verb, the others after the first."""
    context = client.get("/").context
    return {task.verb: task for task in [*context["tasks"], *context["others"]]}


def asked(person: Person) -> None:
    """Let someone ask for a correction."""
    corrections.ask_correction(person=person, subject="JABATAN", wrong="Lama", right="Baru", at=town.NOW)


def plan(*, year: int = 2027, status: str = "optimal", state: str = "DRAF") -> AnnualPlan:
    """Record a plan as the solver leaves it."""
    return AnnualPlan.objects.create(
        year=year,
        as_of=town.TODAY,
        made_at=town.NOW,
        budget=0,
        max_away=0.1,
        asked_gap=0.01,
        status=status,
        state=state,
        objective=1,
        bound=1,
        cost=1_500_000,
        problem=b"",
    )


def goes(person: Person, of: AnnualPlan, *codes: str) -> None:
    """Send someone to sessions on offer."""
    for code in codes:
        Allocation.objects.create(plan=of, person=person, session=Session.objects.get(code=code))


class TestHome:
    """Every role's first page."""

    def test_sends_strangers_to_sign_in(self) -> None:
        assert Client().get("/").headers["Location"].startswith(reverse("account_login"))

    def test_speaks_indonesian_unless_asked_otherwise(self, people: Cast) -> None:
        client = people.client("staff")
        client.defaults.pop("HTTP_ACCEPT_LANGUAGE")

        assert "1 kompetensi di bawah standar" in client.get("/").content.decode()

    def test_has_nothing_to_do_for_whoever_has_no_role(self, people: Cast) -> None:
        page = people.client("nobody").get("/")

        assert page.context["tasks"] == []
        assert b"Nothing to do. Thank you." in page.content

    @pytest.mark.parametrize("role", ROLES)
    def test_takes_few_queries(self, people: Cast, role: str, django_assert_max_num_queries: object) -> None:
        asked(people.staff)
        town.sessions(town.session_row("S1", town.TODAY + dt.timedelta(days=30)))
        goes(people.staff, plan(), "S1")
        client = people.client(role)
        client.get("/")  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get("/").status_code == 200


class TestEmployee:
    """Whoever holds a post."""

    def test_is_asked_for_what_is_missing_to_be_reached(self, people: Cast) -> None:
        Person.objects.filter(pk=people.staff.pk).update(email="sari@example.id")

        found = tasks(people.client("staff"))["Tell us how to reach you"]

        assert (found.detail, found.url) == ("Missing: phone number", reverse("correction_ask"))

    def test_who_can_be_reached_is_not_asked(self, people: Cast) -> None:
        Person.objects.filter(pk=people.staff.pk).update(email="sari@example.id", phone="0812")

        assert "Tell us how to reach you" not in tasks(people.client("staff"))

    def test_sees_what_is_short_and_what_is_unknown(self, people: Cast) -> None:
        client = people.client("staff")

        found = tasks(client)

        page = reverse("person", args=[people.staff.code])
        assert found["See where your post asks for more"].url == page
        assert found["See where your post asks for more"].detail == "1 competency below standard"
        assert found["See what is not yet known of you"].url == page
        standing = client.get("/").context["standing"]
        assert (standing.met, standing.short) == (0, 1)
        assert standing.required == standing.unknown + 1

    def test_goes_where_the_latest_solved_plan_sends(self, people: Cast) -> None:
        soon, later = town.TODAY + dt.timedelta(days=30), town.TODAY + dt.timedelta(days=60)
        town.sessions(
            town.session_row("GONE", town.TODAY - dt.timedelta(days=9)),
            town.session_row("SOON", soon),
            town.session_row("LATER", later),
        )
        goes(people.staff, plan(), "SOON")
        goes(people.staff, plan(state="DISETUJUI"), "LATER", "GONE")
        goes(people.staff, plan(), "SOON")  # a newer draft of the year
        plan(status="infeasible")

        found = [task for task in tasks(people.client("staff")).values() if task.due]

        assert [(task.verb, task.due) for task in found] == [("Get ready for Program LATER", later)]
        assert found[0].url == reverse("plan_why", args=[people.staff.code])

    def test_a_draft_is_said_to_be_one(self, people: Cast) -> None:
        town.sessions(town.session_row("SOON", town.TODAY + dt.timedelta(days=30)))
        goes(people.staff, plan(), "SOON")

        task = tasks(people.client("staff"))["See what is planned for you: Program SOON"]

        assert task.detail == "The plan is a draft: it is not decided yet. Read why."

    def test_seven_stand_first_and_none_of_the_others_is_lost(self, people: Cast) -> None:
        days = [town.TODAY + dt.timedelta(days=number) for number in range(20, 10, -1)]
        town.sessions(*(town.session_row(f"S{day:%d}", day) for day in days))
        goes(people.staff, plan(), *(f"S{day:%d}" for day in days))

        page = people.client("staff").get("/")

        others = page.context["others"]
        assert [task.due for task in page.context["tasks"]] == sorted(days)[:7]
        assert [task.due for task in others[:3]] == sorted(days)[7:]
        assert f"Other tasks ({len(others)})" in page.content.decode()
        assert all(task.verb in page.content.decode() for task in others)

    def test_what_is_due_late_stands_below_what_is_to_be_done_now(self, people: Cast) -> None:
        soon, late = clock.today() + dt.timedelta(days=30), clock.today() + dt.timedelta(days=31)
        town.sessions(town.session_row("SOON", soon), town.session_row("LATE", late))
        goes(people.staff, plan(state="DISETUJUI"), "SOON", "LATE")

        verbs = list(tasks(people.client("staff")))

        assert verbs[0] == "Get ready for Program SOON"
        assert verbs[-1] == "Get ready for Program LATE"
        assert len(verbs) > 2

    def test_what_is_only_worth_a_look_has_no_state(self, people: Cast) -> None:
        assert tasks(people.client("staff"))["See where your post asks for more"].state == ""

    @pytest.mark.parametrize(("begins", "due"), [(-1, 0), (3, 3)])
    def test_says_that_one_is_there_on_each_day_of_a_session(self, people: Cast, begins: int, due: int) -> None:
        today = clock.today()
        presence.under_way(people.staff, first=today + dt.timedelta(days=begins))

        found = tasks(people.client("staff"))["Say that you are there: Program S1"]

        assert found.due == today + dt.timedelta(days=due)

    @pytest.mark.parametrize(("begins", "asks"), [(-1, False), (0, True)])
    def test_whoever_was_seen_at_the_last_meeting_is_not_asked_any_more(
        self, people: Cast, begins: int, asks: bool
    ) -> None:
        today = clock.today()
        session = presence.under_way(people.staff, first=today + dt.timedelta(days=begins))
        meeting = session.meetings.get(starts_at__date=today)
        [enrolment] = participants(session)
        take_scan(scan=presence.scan(meeting, enrolment, meeting.starts_at), at=meeting.starts_at)

        assert ("Say that you are there: Program S1" in tasks(people.client("staff"))) is asks

    def test_reads_the_answer_to_a_request(self, people: Cast) -> None:
        asked(people.staff)
        waiting = tasks(people.client("staff"))
        [request] = people.staff.correction_requests.all()
        corrections.answer_correction(request=request, state="DISETUJUI", answer="Sudah.", by="bk", at=town.NOW)

        answered = tasks(people.client("staff"))

        assert "Follow your request for correction" in waiting
        assert "Read the answer to your request" not in waiting
        assert answered["Read the answer to your request"].url == reverse("corrections")
        assert "Follow your request for correction" not in answered

    def test_sees_nothing_of_requests_of_others(self, people: Cast) -> None:
        asked(people.colleague)

        assert not [task for task in tasks(people.client("staff")).values() if "request" in task.verb]


class TestOtherRoles:
    """Heads, BKPSDM, those who lead the city, the inspectorate."""

    def test_a_head_sees_the_own_unit_s_unknowns(self, people: Cast) -> None:
        found = tasks(people.client("head"))

        unknown = found["Have your people assessed where nothing is known"]
        assert unknown.url == reverse("unit", args=["DINAS"])
        assert unknown.detail == "3 people"
        assert found["Look at the gaps of your unit"].detail == "Dinas Satu"

    def test_bkpsdm_answers_and_completes_the_picture(self, people: Cast) -> None:
        asked(people.staff)
        town.standard("Pengelola", "M.2", 2)
        plan()

        found = tasks(people.client("bkpsdm"))

        assert found["Answer requests for correction"].detail == "1 request waits"
        assert next(iter(found)) == "Answer requests for correction"
        assert found["Name a head for units without one"].detail == "1 unit"  # SEKSI; KOTA has no people

    def test_bkpsdm_checks_certificates_from_elsewhere_of_others(
        self, people: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
        day = town.TODAY - dt.timedelta(days=9)
        said: dict[str, Any] = {"name": "Kursus", "provider": "LAN", "number": "", "starts_on": day, "ends_on": day}
        upload(person=people.staff, **said, file_name="a.png", content=png(), on=town.TODAY, at=town.NOW)

        found = tasks(people.client("bkpsdm"))["Check certificates from elsewhere"]

        assert (found.detail, found.url) == ("1 certificate waits", reverse("external_waiting"))
        assert "Check certificates from elsewhere" not in tasks(people.client("head"))

    def test_bkpsdm_is_told_by_when_a_disputed_level_is_answered(self, people: Cast) -> None:
        town.standard("Pengelola", "M.1", 3)
        town.assessed(people.staff, "M.1", 1, on=town.TODAY)
        made = make_objection(
            person=people.staff,
            competency=Competency.objects.get(code="M.1"),
            reason="Saya memimpin tim.",
            on=clock.today(),
            at=clock.now(),
        )

        found = tasks(people.client("bkpsdm"))["Look at disputed levels again"]

        assert (found.due, found.minutes) == (made.due_on, 10)

    @pytest.mark.parametrize(
        ("role", "state", "verb"),
        [
            ("bkpsdm", "DRAF", "Check the training plan for 2027 and propose it"),
            ("sekda", "DRAF", "Check the training plan for 2027 and propose it"),
            ("mayor", "DRAF", ""),
            ("bkpsdm", "DIUSULKAN", "The training plan for 2027 waits for a decision"),
            ("mayor", "DIUSULKAN", "Approve the training plan for 2027 (Rp1,500,000)"),
            ("bkpsdm", "KEMBALI", "Improve the training plan for 2027"),
            ("mayor", "KEMBALI", ""),
            ("bkpsdm", "DISETUJUI", ""),
            ("mayor", "DISETUJUI", ""),
            ("head", "DIUSULKAN", ""),
        ],
    )
    def test_the_plan_waits_for_whoever_must_act(self, people: Cast, role: str, state: str, verb: str) -> None:
        waiting = plan(state=state)

        found = {task.verb: task.url for task in tasks(people.client(role)).values() if "plan" in task.verb}

        assert found == ({verb: f"{reverse('plan')}?rencana={waiting.pk}"} if verb else {})

    @pytest.mark.parametrize("role", ["sekda", "mayor"])
    def test_who_leads_the_city_sees_its_widest_gap(self, people: Cast, role: str) -> None:
        for person, level in zip(town.people(*map(town.person_row, range(20, 24))), (1, 1, 3, 3), strict=True):
            town.assessed(person, "M.1", level, on=dt.date(2026, 2, 2))
        found = tasks(people.client(role))

        assert found["Look at the widest gap of the city"].detail == "Kompetensi M.1: mean gap 1.0 levels"
        assert "Answer requests for correction" not in found

    @pytest.mark.parametrize("role", ["sekda", "mayor"])
    def test_the_widest_gap_of_few_people_is_not_told(self, people: Cast, role: str) -> None:
        assert "Look at the widest gap of the city" not in tasks(people.client(role))

    def test_the_inspectorate_reads_the_log(self, people: Cast) -> None:
        assert tasks(people.client("inspector"))["Read the log"].url == reverse("audit_log")

    def test_every_way_leads_somewhere_the_reader_may_go(self, people: Cast) -> None:
        asked(people.outsider)
        for role in ROLES:
            client = people.client(role)
            for task in tasks(client).values():
                assert client.get(task.url).status_code == 200, (role, task.verb)
