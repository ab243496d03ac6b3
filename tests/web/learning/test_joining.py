"""Pages by which people get into sessions, role by role."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from piawai.development.models import Allocation, AnnualPlan
from piawai.jobs.models import Message
from piawai.learning.models import Enrolment, Session
from piawai.learning.services import enrolments
from piawai.learning.services.sessions import open_session
from piawai.learning.terms import Entry
from piawai.lib import clock
from piawai.people.models import Person, Unit
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
BEGINS = timezone.localdate() + dt.timedelta(days=40)


@pytest.fixture
def people() -> Cast:
    return cast()


def opened(code: str = "S1", *, steps: int = 1, **more: Any) -> Session:
    """Return an open session that is held online, where nothing else is said."""
    offered(code, **more)
    session = Session.objects.get(code=code)
    return open_session(session=session, steps=steps, kept={}, on=timezone.localdate(), by="tests", at=clock.now())


def offered(code: str = "S1", **more: Any) -> None:
    town.sessions(town.session_row(code, BEGINS, **{"mode": "DARING", "teaches": {"M.1": 3}, **more}))


def asked(session: Session, person: Person) -> Enrolment:
    return enrolments.ask(session=session, person=person, on=timezone.localdate(), at=clock.now(), head=None, link="/")


def invited(session: Session, *people: Person) -> None:
    enrolments.invite(
        session=session,
        scope=Person.objects.filter(pk__in=[person.pk for person in people]).order_by("pk"),
        entry=Entry.INVITED,
        on=timezone.localdate(),
        by="tests",
        at=clock.now(),
        link="/",
    )


def states() -> dict[str, str]:
    return dict(Enrolment.objects.values_list("person__name", "state"))


def said(client: Client, address: str) -> list[str]:
    """Return the messages that a page shows."""
    return [str(message) for message in client.get(address).context["messages"]]


def post(client: Client, name: str, *args: str, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data)


class TestAsking:
    """An employee asks for a seat."""

    def test_is_recorded_and_the_head_is_told(self, people: Cast) -> None:
        opened()
        client = people.client("staff")
        assert "Ask for a seat" in client.get(reverse("session", args=["S1"])).content.decode()

        answer = post(client, "session_ask", "S1")

        made = Enrolment.objects.get()
        assert answer["Location"] == reverse("enrolment", args=[made.code])
        assert states() == {"Sari Staf": "DIMINTA"}
        assert list(Message.objects.values_list("to", "link")) == [(people.head.code, reverse("enrolments_waiting"))]
        page = client.get(reverse("session", args=["S1"])).content.decode()
        assert "The request waits for the head of the unit." in page
        assert reverse("session_ask", args=["S1"]) not in page

    def test_says_what_stands_in_the_way_before_and_after_sending(self, people: Cast) -> None:
        opened(asks={"T.IT.1": 2})
        client, words = people.client("staff"), "The session asks for Kompetensi T.IT.1 at level 2"

        page, sent = client.get(reverse("session_ask", args=["S1"])), post(client, "session_ask", "S1")

        assert words in page.content.decode()
        assert '<button class="govuk-button">Ask for a seat' not in page.content.decode()
        assert (sent.status_code, words in sent.content.decode()) == (422, True)
        assert not Enrolment.objects.exists()

    def test_is_not_offered_while_the_session_is_not_open(self, people: Cast) -> None:
        offered()
        client = people.client("staff")

        assert reverse("session_ask", args=["S1"]) not in client.get(reverse("session", args=["S1"])).content.decode()
        assert "The session is not open." in client.get(reverse("session_ask", args=["S1"])).content.decode()


class TestHead:
    """A head nominates, agrees and refuses."""

    def test_nominates_those_ticked_and_reads_who_cannot_come(self, people: Cast) -> None:
        opened()
        invited(opened("S0", programme="Lain"), people.colleague)
        client, address = people.client("head"), reverse("session_nominate", args=["S1"])

        client.post(address, {"act": "kirim", "chosen": [people.staff.code, people.colleague.code]})

        assert Enrolment.objects.get(person=people.staff).state == "DISETUJUI"
        assert said(client, address) == [
            "1 person has a seat.",
            "Kolega Kedua: Enrolled in S0 on the same days.",
        ]

    def test_sees_who_lacks_most_first_of_own_people_only(self, people: Cast) -> None:
        opened()

        listing = people.client("head").get(reverse("session_nominate", args=["S1"])).context["listing"]

        assert [(row.name, row.lacks) for row in listing.found] == [("Sari Staf", 2), ("Kolega Kedua", 0)]

    def test_cannot_nominate_somebody_elses_people_nor_oneself(self, people: Cast) -> None:
        opened()
        client, address = people.client("head"), reverse("session_nominate", args=["S1"])

        client.post(address, {"act": "kirim", "chosen": [people.outsider.code, people.head.code]})

        assert said(client, address) == ["Tick at least one person first."]
        assert not Enrolment.objects.exists()

    def test_agrees_with_one_tap(self, people: Cast) -> None:
        made = asked(opened(), people.staff)
        client = people.client("head")
        assert [row.code for row in client.get(reverse("enrolments_waiting")).context["listing"].found] == [made.code]

        post(client, "enrolment_approve", made.code)

        assert states() == {"Sari Staf": "DISETUJUI"}
        assert said(client, reverse("enrolments_waiting")) == ["Sari Staf: The seat is certain."]

    def test_refuses_with_a_reason(self, people: Cast) -> None:
        made = asked(opened(), people.staff)
        client = people.client("head")

        empty = post(client, "enrolment_refuse", made.code)
        post(client, "enrolment_refuse", made.code, reason="Loket kosong")

        assert (empty.status_code, "Write the reason." in empty.content.decode()) == (422, True)
        assert list(Enrolment.objects.values_list("state", "reason")) == [("DITOLAK", "Loket kosong")]
        assert "Loket kosong" in people.client("staff").get(reverse("enrolment", args=[made.code])).content.decode()

    def test_is_told_when_it_is_decided_already(self, people: Cast) -> None:
        made = asked(opened(steps=2), people.staff)
        client = people.client("head")
        post(client, "enrolment_approve", made.code)

        again = post(client, "enrolment_approve", made.code)

        assert again.status_code == 403  # the second step is BKPSDM's
        assert Enrolment.objects.get().agreed_by == people.head.code

    def test_does_not_see_another_heads_people(self, people: Cast) -> None:
        made = asked(opened(), people.staff)
        client = people.client("other_head")

        assert client.get(reverse("enrolment", args=[made.code])).status_code == 404
        assert post(client, "enrolment_approve", made.code).status_code == 404
        assert client.get(reverse("session_people", args=["S1"])).context["listing"].total == 0


class TestEmployee:
    """One's own learning."""

    def test_accepts_with_one_tap(self, people: Cast) -> None:
        invited(opened(), people.staff)
        client = people.client("staff")
        page = client.get(reverse("my_learning"))
        code = Enrolment.objects.get().code
        assert reverse("enrolment_accept", args=[code]) in page.content.decode()

        answer = post(client, "enrolment_accept", code)

        assert answer["Location"] == reverse("my_learning")
        assert states() == {"Sari Staf": "DISETUJUI"}
        groups = client.get(reverse("my_learning")).context["groups"]
        assert [len(group["rows"]) for group in groups] == [0, 1, 0]

    def test_declines_with_a_reason_and_the_next_is_invited(self, people: Cast) -> None:
        invited(opened(seats=1), people.staff, people.colleague)
        code = Enrolment.objects.get(person=people.staff).code

        post(people.client("staff"), "enrolment_decline", code, reason="Dinas luar")

        assert states() == {"Sari Staf": "TIDAK_HADIR", "Kolega Kedua": "DIUNDANG"}

    def test_reads_the_place_in_the_queue(self, people: Cast) -> None:
        invited(opened(seats=1), people.colleague)
        invited(Session.objects.get(), people.staff)

        page = people.client("staff").get(reverse("my_learning")).content.decode()

        assert "All seats are taken. Number 1 on the waiting list." in page

    def test_cancels_in_time(self, people: Cast) -> None:
        invited(opened(), people.staff)
        code = Enrolment.objects.get().code

        post(people.client("staff"), "enrolment_cancel", code, reason="Sakit")

        assert states() == {"Sari Staf": "DIBATALKAN"}

    def test_cannot_answer_for_somebody_else(self, people: Cast) -> None:
        invited(opened(), people.colleague)
        code = Enrolment.objects.get().code

        assert post(people.client("staff"), "enrolment_accept", code).status_code == 404
        assert post(people.client("head"), "enrolment_accept", code).status_code == 404

    def test_is_asked_on_the_first_page(self, people: Cast) -> None:
        invited(opened(), people.staff)

        tasks = people.client("staff").get("/").context["tasks"]

        task = next(one for one in tasks if one.verb == "Answer the invitation to Program S1")
        assert (task.url, task.due) == (reverse("my_learning"), timezone.localdate() + dt.timedelta(days=3))


class TestBkpsdm:
    """What the personnel agency does."""

    def test_opens_a_session_with_kept_seats(self, people: Cast) -> None:
        offered()
        client = people.client("bkpsdm")

        answer = post(client, "session_open", "S1", steps="2", unit_1="DINAS", seats_1="5")

        assert answer["Location"] == reverse("session", args=["S1"])
        found = Session.objects.get()
        assert (found.state, found.steps, found.reserved) == ("DIBUKA", 2, 5)
        assert "Dinas Satu: 5 of 5 free" in client.get(reverse("session", args=["S1"])).content.decode()

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Choose who decides."),
            ({"steps": "1", "unit_1": "DINAS"}, "Write how many seats are kept for this unit."),
            ({"steps": "1", "seats_1": "3"}, "Choose the unit for which these seats are kept."),
            ({"steps": "1", "unit_1": "DINAS", "seats_1": "x"}, "Write the seats in digits, such as 5."),
            ({"steps": "1", "unit_1": "DINAS", "seats_1": "31"}, "More seats are kept for units than there are."),
            (
                {"steps": "1", "unit_1": "DINAS", "seats_1": "1", "unit_2": "DINAS", "seats_2": "1"},
                "This unit is named twice.",
            ),
        ],
    )
    def test_is_told_what_is_wrong_with_an_opening(self, people: Cast, data: dict[str, str], words: str) -> None:
        offered()

        answer = post(people.client("bkpsdm"), "session_open", "S1", **data)

        assert (answer.status_code, words in answer.content.decode()) == (422, True)

    def test_invites_whom_the_approved_plan_sends(self, people: Cast) -> None:
        session = opened()
        plan = planned(session, people.staff, people.outsider)
        client = people.client("bkpsdm")

        post(client, "session_invite_planned", "S1")
        assert said(client, reverse("session", args=["S1"])) == [
            f"No approved plan for {BEGINS.year} sends anybody to this session. Have one approved, or choose people."
        ]
        AnnualPlan.objects.filter(pk=plan.pk).update(state="DISETUJUI")
        post(client, "session_invite_planned", "S1")

        assert set(Enrolment.objects.values_list("person__name", "entry", "state")) == {
            ("Sari Staf", "RENCANA", "DIUNDANG"),
            ("Orang Luar", "RENCANA", "DIUNDANG"),
        }
        assert said(client, reverse("session", args=["S1"])) == ["2 people have a seat."]

    def test_invites_those_ticked(self, people: Cast) -> None:
        opened(seats=1)
        client, address = people.client("bkpsdm"), reverse("session_invite", args=["S1"])

        client.post(address, {"act": "kirim", "chosen": [people.staff.code, people.outsider.code]})

        assert said(client, address) == ["1 person has a seat. 1 person waits."]

    def test_records_who_said_elsewhere_that_they_come(self, people: Cast) -> None:
        invited(opened(seats=2), people.staff, people.outsider)
        client, address = people.client("bkpsdm"), reverse("session_answers", args=["S1"])
        assert people.staff.code in client.get(address).content.decode()
        both = {"act": "kirim", "chosen": [people.staff.code, people.outsider.code]}

        client.post(address, {"act": "kirim"})
        assert said(client, address) == ["Tick at least one person first."]
        client.post(address, {**both, "chosen": [people.staff.code]})
        assert said(client, address) == ["Recorded: 1 person comes."]
        client.post(address, both)

        assert said(client, address) == [
            "Recorded: 1 person comes.",
            "The answer of 1 person is not open any more.",
        ]
        assert states() == {"Sari Staf": "DISETUJUI", "Orang Luar": "DISETUJUI"}
        told = Message.objects.filter(to=people.users["staff"].code).latest("pk")
        assert "Kesediaan Anda sudah dicatat" in told.body

    def test_a_head_records_it_for_own_people_alone(self, people: Cast) -> None:
        invited(opened(seats=2), people.staff, people.outsider)
        client, address = people.client("head"), reverse("session_answers", args=["S1"])

        client.post(address, {"act": "kirim", "chosen": [people.staff.code, people.outsider.code]})

        assert states() == {"Sari Staf": "DISETUJUI", "Orang Luar": "DIUNDANG"}

    def test_takes_the_second_step(self, people: Cast) -> None:
        made = asked(opened(steps=2), people.staff)
        client = people.client("bkpsdm")

        post(client, "enrolment_approve", made.code)
        assert said(client, reverse("enrolment", args=[made.code])) == [
            "The head has not agreed yet. Wait for the answer, or invite this person yourself."
        ]
        post(people.client("head"), "enrolment_approve", made.code)
        waiting = client.get(reverse("enrolments_waiting")).context["listing"].found
        post(client, "enrolment_approve", made.code)

        assert [row.code for row in waiting] == []  # read after the second step
        assert states() == {"Sari Staf": "DISETUJUI"}

    def test_sends_somebody_else(self, people: Cast) -> None:
        invited(opened(), people.staff)
        code = Enrolment.objects.get().code
        client, address = people.client("bkpsdm"), reverse("enrolment_substitute", args=[code])
        assert people.outsider.code in client.get(address).content.decode()

        client.post(f"{address}?pengganti={people.outsider.code}", {"reason": "Sakit"})

        assert states() == {"Sari Staf": "DIBATALKAN", "Orang Luar": "DISETUJUI"}

    def test_lists_people_of_the_same_unit_first(self, people: Cast) -> None:
        invited(opened(), people.outsider)
        address = reverse("enrolment_substitute", args=[Enrolment.objects.get().code])

        rows = list(people.client("bkpsdm").get(address).context["listing"].found)

        here = [row.post.unit_id == people.outsider.post.unit_id for row in rows]
        assert here == sorted(here, reverse=True)
        assert len(set(here)) == 2

    def test_cancels_an_enrolment_with_a_reason(self, people: Cast) -> None:
        invited(opened(), people.staff)
        code = Enrolment.objects.get().code

        post(people.client("bkpsdm"), "enrolment_cancel", code, reason="Salah orang")

        assert list(Enrolment.objects.values_list("state", "reason")) == [("DIBATALKAN", "Salah orang")]

    def test_cancels_a_session_with_a_reason(self, people: Cast) -> None:
        invited(opened(), people.staff)
        client = people.client("bkpsdm")

        empty = post(client, "session_cancel", "S1")
        post(client, "session_cancel", "S1", reason="Pengajar sakit")

        assert empty.status_code == 422
        assert Session.objects.get().state == "DIBATALKAN"
        assert states() == {"Sari Staf": "DIBATALKAN"}

    def test_sets_the_meetings(self, people: Cast) -> None:
        opened()
        client, address = people.client("bkpsdm"), reverse("session_meetings", args=["S1"])
        day = f"{BEGINS:%d-%m-%Y}"
        assert f'value="{day}"' in client.get(address).content.decode()

        wrong = client.post(address, {"day_1": day, "begins_1": "08.00"})
        outside = client.post(address, {"day_1": "01-01-2020", "begins_1": "08.00", "ends_1": "09.00"})
        none = client.post(address, {"day_1": ""})
        client.post(address, {"day_1": day, "begins_1": "08.30", "ends_1": "12:00", "place_1": "Aula"})

        assert (wrong.status_code, outside.status_code, none.status_code) == (422, 422, 422)
        assert "Each meeting lies within the days of the session." in outside.content.decode()
        meeting = Session.objects.get().meetings.get()
        assert timezone.localtime(meeting.starts_at).strftime("%H.%M") == "08.30"
        assert "Aula" in client.get(reverse("session", args=["S1"])).content.decode()

    def test_list_of_participants_can_be_narrowed_and_taken_away(self, people: Cast) -> None:
        invited(opened(seats=1), people.staff, people.outsider)
        client, address = people.client("bkpsdm"), reverse("session_people", args=["S1"])

        everybody = client.get(address).context["listing"]
        waiting = client.get(address, {"keadaan": "DAFTAR_TUNGGU"}).context["listing"]

        assert [row.person.name for row in everybody.found] == ["Sari Staf", "Orang Luar"]
        assert [row.person.name for row in waiting.found] == ["Orang Luar"]
        assert client.get(address, {"format": "pdf"})["Content-Type"] == "application/pdf"
        assert people.client("head").get(address, {"format": "pdf"})["Content-Type"].startswith("text/html")


def planned(session: Session, *people: Person) -> AnnualPlan:
    """Send people to a session in a plan that is proposed."""
    plan = AnnualPlan.objects.create(
        year=session.starts_on.year,
        as_of=timezone.localdate(),
        made_at=clock.now(),
        budget=0,
        max_away=0.1,
        asked_gap=0.01,
        status="optimal",
        state="DIUSULKAN",
        objective=1,
        bound=1,
        cost=0,
        problem=b"",
    )
    for person in people:
        Allocation.objects.create(plan=plan, person=person, session=session)
    return plan


class TestQueries:
    """What pages cost, for any number of people."""

    @pytest.mark.parametrize("role", ["staff", "head", "bkpsdm"])
    @pytest.mark.parametrize("name", ["session", "session_people", "enrolments_waiting", "my_learning", "home"])
    def test_are_few(self, people: Cast, role: str, name: str, django_assert_max_num_queries: Any) -> None:
        session = opened(seats=1)
        invited(session, people.staff, people.outsider)
        asked(session, people.colleague)
        planned(session, people.staff)
        assert Unit.objects.exists()
        client = people.client(role)
        client.get("/")
        args = ["S1"] if name.startswith("session") else []

        with django_assert_max_num_queries(12):
            client.get(reverse(name, args=args))
