"""Pages of requests to look at a level again: what each role sees and may choose."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.competencies.models import Assessment, Competency, Objection
from piawai.competencies.services.objections import make_objection
from piawai.lib import clock
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
TICKED = {"state": "DITERIMA", "answer": "Anda benar."}


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def waiting(people: Cast) -> Objection:
    """One of the staff disputes a level that the superior and five peers made; three subordinates spoke too."""
    today = timezone.localdate()
    recent = today - dt.timedelta(days=20)
    town.assessed(people.colleague, "M.1", 1, on=recent, source="ATASAN")
    town.rated(people.colleague, "M.1", [3, 3, 4, 4, 4], on=recent)
    town.rated(people.colleague, "M.1", [5, 5, 5], on=recent, source="BAWAHAN")
    competency = Competency.objects.get(code="M.1")
    return make_objection(person=people.colleague, competency=competency, reason="Keliru", on=today, at=clock.now())


def page_of(people: Cast, role: str, row: Objection) -> str:
    return " ".join(people.client(role).get(reverse("objection", args=[row.token])).content.decode().split())


def sent(people: Cast, row: Objection, role: str = "bkpsdm", **answer: Any) -> Any:
    return people.client(role).post(reverse("objection", args=[row.token]), {**TICKED, **answer}, follow=True)


class TestObjection:
    """BKPSDM chooses what is set aside; the head reads along; others see nothing."""

    def test_bkpsdm_finds_every_source_that_counts_ticked(self, people: Cast, waiting: Objection) -> None:
        page = page_of(people, "bkpsdm", waiting)

        assert page.count('name="sources"') == 2
        assert 'value="ATASAN" checked' in page
        assert 'value="REKAN" checked' in page
        assert "BAWAHAN" not in page  # three are no group: that they spoke is not told

    def test_the_head_reads_without_a_form(self, people: Cast, waiting: Objection) -> None:
        page = page_of(people, "head", waiting)

        assert "Keliru" in page
        assert 'name="sources"' not in page

    @pytest.mark.parametrize(
        ("role", "status"),
        [("staff", 404), ("other_head", 404), ("operator", 403), ("inspector", 403), ("mayor", 403), ("sekda", 403)],
    )
    def test_others_neither_see_nor_answer_it(self, people: Cast, waiting: Objection, role: str, status: int) -> None:
        answer = sent(people, waiting, role, sources=["ATASAN"])

        waiting.refresh_from_db()
        assert answer.status_code == status
        assert waiting.state == "MENUNGGU"

    def test_the_head_cannot_answer(self, people: Cast, waiting: Objection) -> None:
        sent(people, waiting, "head", sources=["ATASAN"])

        waiting.refresh_from_db()
        assert waiting.state == "MENUNGGU"

    def test_what_was_set_aside_is_said_at_once_and_in_the_reply(self, people: Cast, waiting: Objection) -> None:
        receipt = sent(people, waiting, sources=["ATASAN"]).content.decode()

        ended = Assessment.objects.current().filter(valid_until__lt=timezone.localdate())
        assert "Set aside from today on: superior&#x27;s rating." in receipt
        assert [row.source for row in ended] == ["ATASAN"]
        for role in ("bkpsdm", "head"):
            page = page_of(people, role, waiting)
            assert "Set aside" in page
            assert "superior&#x27;s rating" in page
            assert 'name="sources"' not in page

    @pytest.mark.parametrize(
        ("sources", "fault"),
        [([], "choose at least one kind of rating"), (["BAWAHAN"], "Select a valid choice"), (["kode-0"], "Select a")],
    )
    def test_refuses_to_uphold_without_a_source_that_counts(
        self, people: Cast, waiting: Objection, sources: list[str], fault: str
    ) -> None:
        page = sent(people, waiting, sources=sources).content.decode()

        waiting.refresh_from_db()
        assert fault in page
        assert waiting.state == "MENUNGGU"

    def test_rejects_whatever_is_ticked(self, people: Cast, waiting: Objection) -> None:
        sent(people, waiting, state="DITOLAK")

        waiting.refresh_from_db()
        assert (waiting.state, waiting.set_aside) == ("DITOLAK", [])

    def test_says_that_it_is_decided_to_whoever_answers_second(self, people: Cast, waiting: Objection) -> None:
        sent(people, waiting, sources=["ATASAN"])

        page = sent(people, waiting, sources=["ATASAN", "REKAN"]).content.decode()

        waiting.refresh_from_db()
        assert "has been decided in the meantime" in page
        assert waiting.set_aside == ["ATASAN"]

    def test_asks_nothing_of_the_kind_about_an_official_result(self, people: Cast) -> None:
        competency = Competency.objects.get(code="M.1")
        on, at = timezone.localdate(), clock.now()
        row = make_objection(person=people.staff, competency=competency, reason="Keliru", on=on, at=at)

        page = page_of(people, "bkpsdm", row)
        sent(people, row)

        row.refresh_from_db()
        assert 'name="sources"' not in page
        assert (row.state, row.set_aside) == ("DITERIMA", [])
