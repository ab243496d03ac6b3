"""Pages of tests, of the item bank, and of the questions after the end."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.learning.models import Attempt, Enrolment, Feedback, Item, Quiz, Session
from piawai.learning.queries import presence
from piawai.lib import clock
from tests import presence as made
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def session(people: Cast) -> Session:
    """Give a session whose last day is today."""
    return made.under_way(people.staff, people.colleague, first=timezone.localdate() - dt.timedelta(days=1))


@pytest.fixture
def quiz(session: Session) -> Quiz:
    made.bank(session, 2)
    return made.quiz(session, count=2)


class TestTaking:
    """A test from the first tap to the result."""

    def test_one_question_a_page_to_the_result(self, people: Cast, quiz: Quiz) -> None:
        client = people.client("staff")
        home = client.get(reverse("home")).content.decode()
        client.post(reverse("quiz", args=[quiz.pk]))
        code = Attempt.objects.get().code

        first = client.post(reverse("quiz_question", args=[code, 1]), {"option": "1"})
        again = client.get(reverse("quiz", args=[quiz.pk]))
        client.post(reverse("quiz_question", args=[code, 2]), {"option": "0"})
        client.post(reverse("quiz_check", args=[code]))
        page = client.get(reverse("quiz_result", args=[code])).content.decode()

        assert "Take the test after: Program S1" in home
        assert first["Location"] == again["Location"] == reverse("quiz_question", args=[code, 2])
        assert "1 of 2 answers are right: 50 percent." in page
        assert "no certificate and no competency" in page

    def test_an_empty_answer_is_asked_again(self, people: Cast, quiz: Quiz) -> None:
        client = people.client("staff")
        client.post(reverse("quiz", args=[quiz.pk]))

        answer = client.post(reverse("quiz_question", args=[Attempt.objects.get().code, 1]))

        assert answer.status_code == 422

    def test_time_that_is_up_leads_to_the_result(self, people: Cast, quiz: Quiz) -> None:
        client = people.client("staff")
        client.post(reverse("quiz", args=[quiz.pk]))
        past = clock.now() - dt.timedelta(hours=2)
        Attempt.objects.update(started_at=past, due_at=past + dt.timedelta(hours=1))
        code = Attempt.objects.get().code

        answer = client.post(reverse("quiz_question", args=[code, 1]), {"option": "1"}, follow=True)

        assert "The time was up" in answer.content.decode()
        assert Attempt.objects.get().answers == {}

    def test_no_page_tells_which_answer_is_right(self, people: Cast, quiz: Quiz) -> None:
        client = people.client("staff")
        client.post(reverse("quiz", args=[quiz.pk]))

        page = client.get(reverse("quiz_question", args=[Attempt.objects.get().code, 1])).content.decode()

        assert "salah" in page
        assert " checked" not in page


class TestFeedback:
    """The three questions."""

    def test_are_asked_once(self, people: Cast, session: Session) -> None:
        client, own = people.client("staff"), Enrolment.objects.get(person=people.staff)
        address = reverse("feedback", args=[own.code])

        empty = client.post(address)
        sent = client.post(address, {"useful": "5", "taught": "4", "applied": "3", "said": ""})

        assert (empty.status_code, sent.status_code) == (422, 302)
        assert Feedback.objects.get().useful == 5
        assert client.get(address).status_code == 404


class TestBank:
    """The item bank."""

    def test_an_item_from_draft_to_version(self, people: Cast, session: Session) -> None:
        client = people.client("bkpsdm")
        said = {"programme": session.programme_id, "kind": "PILIHAN", "text": "Apa?", "options": "a\nb\n", "right": "2"}

        client.post(reverse("item_new"), said)
        item = Item.objects.get()
        client.post(reverse("item_publish", args=[item.code]))
        client.post(reverse("item", args=[item.code]), {**said, "text": "Siapa?"})

        version = Item.objects.latest("pk")
        assert (version.text, version.state, version.replaces) == ("Siapa?", "DRAF", item)
        assert (item.options, item.right) == (["a", "b"], 1)

    def test_says_what_lacks(self, people: Cast, session: Session) -> None:
        said = {"programme": session.programme_id, "kind": "PILIHAN", "text": "Apa?", "options": "a", "right": "2"}

        answer = people.client("bkpsdm").post(reverse("item_new"), said)

        assert answer.status_code == 422
        assert "options, one a line" in answer.content.decode()

    @pytest.mark.parametrize("kind", ["", "cetak", "pdf", "xlsx"])
    @pytest.mark.parametrize(("name", "args"), [("items", ()), ("session_results", ("S1",))])
    def test_lists_are_taken_away(self, people: Cast, quiz: Quiz, kind: str, name: str, args: tuple[str, ...]) -> None:
        address = reverse(name, args=args)

        assert people.client("bkpsdm").get(address, {"format": kind} if kind else {}).status_code == 200


class TestOrganiser:
    """Setting a test and reading results."""

    def test_sets_a_test(self, people: Cast, session: Session) -> None:
        made.bank(session, 2)
        client, address = people.client("bkpsdm"), reverse("session_results", args=["S1"])

        wrong = client.post(address, {"kind": "AKHIR", "count": "3", "minutes": "30"})
        right = client.post(address, {"kind": "AKHIR", "count": "2", "minutes": "30"})

        assert (wrong.status_code, right.status_code) == (422, 302)
        assert Quiz.objects.get().count == 2

    def test_hides_means_below_five(self, people: Cast, session: Session) -> None:
        own = presence.participants(session)[0]
        Feedback.objects.create(enrolment=own, useful=5, taught=5, applied=5, said="Wqx", made_at=clock.now())

        page = people.client("bkpsdm").get(reverse("session_results", args=["S1"])).content.decode()

        assert "1 answer so far" in page
        assert "Wqx" not in page
