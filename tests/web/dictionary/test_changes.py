"""BKPSDM writes the dictionary and the standards of jobs in the browser."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from piawai.competencies.models import Competency, Round, RoundCompetency, Standing, Version
from piawai.competencies.queries import dictionary as queries
from piawai.competencies.services import versions
from piawai.competencies.terms import Level, RoundState, VersionState
from piawai.lib import clock
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def client(people: Cast) -> Client:
    return people.client("bkpsdm")


@pytest.fixture
def draft(people: Cast) -> Version:
    return versions.draft_version(
        competency=Competency.objects.get(code="M.1"),
        starts_on=dt.date(2100, 1, 1),
        by="tests",
        at=clock.now(),
    )


def typed(revision: int, **more: str) -> dict[str, str]:
    """Return the words of a whole version as a browser sends them."""
    levels = {f"level_{level.value}": f"Arti {level.value}" for level in Level}
    return {"revision": str(revision), "definition": "Jujur", **levels, **more}


def posted(client: Client, name: str, args: list[Any], said: dict[str, Any]) -> Any:
    return client.post(reverse(name, args=args), said)


class TestVersion:
    """From draft to published words."""

    def test_is_drafted_written_and_published(self, client: Client) -> None:
        posted(client, "version_add", ["M.1"], {"starts_on": "1-1-2100"})
        version = Version.objects.latest("pk")
        behaviour = {"text_2_1": "Mengingatkan rekan", "aspect_2_1": "SIKAP"}

        posted(client, "version_edit", ["M.1", version.pk], typed(1, **behaviour))
        posted(client, "version_publish", ["M.1", version.pk], {"revision": "2"})

        version.refresh_from_db()
        assert version.state == VersionState.PUBLISHED
        assert queries.words_of(version)[2].indicators == (("SIKAP", "Mengingatkan rekan"),)

    def test_shows_the_second_writer_both_and_lets_choose(self, client: Client, draft: Version) -> None:
        posted(client, "version_edit", ["M.1", draft.pk], typed(1, level_1="Kata yang pertama"))

        second = posted(client, "version_edit", ["M.1", draft.pk], typed(1, level_1="Kata yang kedua"))
        chosen = posted(client, "version_edit", ["M.1", draft.pk], typed(2, level_1="Kata yang kedua"))

        page = second.content.decode()
        assert second.status_code == 409
        assert "Kata yang pertama" in page
        assert "Kata yang kedua" in page
        assert 'name="revision" value="2"' in page
        assert chosen.status_code == 302
        assert queries.words_of(draft)[1].description == "Kata yang kedua"

    def test_published_is_not_found_for_editing(self, client: Client, draft: Version) -> None:
        posted(client, "version_edit", ["M.1", draft.pk], typed(1))
        posted(client, "version_publish", ["M.1", draft.pk], {"revision": "2"})

        assert client.get(reverse("version_edit", args=["M.1", draft.pk])).status_code == 404

    def test_keeps_more_behaviours_than_the_page_had_room_for(self, client: Client, draft: Version) -> None:
        many = {f"text_1_{number}": f"Perilaku {number}" for number in range(1, 7)}

        posted(client, "version_edit", ["M.1", draft.pk], typed(1, **many))

        assert len(queries.words_of(draft)[1].indicators) == 6


class TestRetire:
    """What it touches is shown first."""

    def test_shows_what_it_touches_and_retires(self, client: Client) -> None:
        page = client.get(reverse("competency_retire", args=["M.1"]))

        posted(client, "competency_retire", ["M.1"], {"retired_on": "1-1-2100", "reason": "Diganti"})

        used = {fact["label"]: fact["text"] for fact in page.context["facts"]}
        assert used["Jobs whose own standard demands it"] == "1"
        assert Competency.objects.get(code="M.1").retired_on == dt.date(2100, 1, 1)

    def test_names_the_rounds_that_have_not_ended(self, client: Client) -> None:
        today = clock.today()
        for name, state in (("Putaran berjalan", RoundState.OPEN), ("Putaran lama", RoundState.REPORTED)):
            days = {"opens_on": today, "closes_on": today, "most_minutes": 30, "made_by": town.BY, "made_at": town.NOW}
            round_ = Round.objects.create(name=name, state=state, **days)
            RoundCompetency.objects.create(round=round_, competency=Competency.objects.get(code="M.1"))

        page = client.get(reverse("competency_retire", args=["M.1"]))

        used = {fact["label"]: fact["text"] for fact in page.context["facts"]}
        assert used["Rounds that ask about it"] == "2"
        assert used["Rounds among them that have not ended"] == "Putaran berjalan"


class TestJob:
    """The form of a job's standard."""

    def test_is_read_and_taken_away(self, client: Client, people: Cast) -> None:
        address = reverse("job", args=[people.staff.post.job_id])

        page = client.get(address).content.decode()
        book = load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content))
        pdf = client.get(address, {"format": "pdf"})
        printed = client.get(address, {"format": "cetak"}).content.decode()

        cells = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
        assert "Kompetensi M.1" in page
        assert "M.1 Kompetensi M.1" in cells
        assert pdf.content.startswith(b"%PDF")
        assert "Kompetensi M.1" in printed
        assert reverse("demand_edit", args=[people.staff.post.job_id]) not in printed

    def test_shows_what_its_class_demands_where_it_has_no_demands_of_that_kind(
        self, client: Client, people: Cast
    ) -> None:
        job = people.head.post.job
        town.standard(job.name, "T.IT.1", 2)
        address = reverse("job", args=[job.pk])

        page = client.get(address)
        book = load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content))

        rows = [one["row"] for one in page.context["demands"]]
        shown = {row.competency.code: (row.level, row.starts_on) for row in rows}
        required = {row.competency.code: row.required for row in Standing.objects.filter(person=people.head)}
        assert {code: level for code, (level, _day) in shown.items()} == required
        assert [code for code, (_level, day) in shown.items() if day is not None] == ["T.IT.1"]
        assert page.content.decode().count("level of the job class") == len(shown) - 1
        assert page.content.decode().count("Levels of job classes:") == 1
        assert len(list(book.worksheets[0].iter_rows())) > len(shown)

    def test_a_demand_is_changed_and_the_second_editor_is_told(self, client: Client, people: Cast) -> None:
        number = people.staff.post.job_id
        job = people.staff.post.job
        row = queries.demands_of(job=job, on=clock.today())[0]
        day = f"{clock.today():%d-%m-%Y}"
        said = {"known": row.pk, "competency": "M.1", "level": 4, "weight": 2, "critical": "on", "starts_on": day}

        first = posted(client, "demand_edit", [number], said)
        second = posted(client, "demand_edit", [number], {**said, "level": 2})

        now = queries.demands_of(job=job, on=clock.today())[0]
        assert (first.status_code, second.status_code) == (302, 409)
        assert (now.level, now.weight, now.critical) == (4, 2, True)
        assert f'name="known" value="{now.pk}"' in second.content.decode()

    def test_the_form_is_written(self, client: Client, people: Cast) -> None:
        number = people.staff.post.job_id

        posted(client, "job_form", [number], {"revision": "0", "summary": "Mengelola arsip"})

        assert "Mengelola arsip" in client.get(reverse("job", args=[number])).content.decode()

    def test_is_copied_from_a_similar_job(self, client: Client, people: Cast) -> None:
        number = people.head.post.job_id
        day = f"{clock.today():%d-%m-%Y}"

        unknown = posted(client, "standards_copy", [number], {"source": "Tidak Ada", "starts_on": day})
        posted(client, "standards_copy", [number], {"source": "Pengelola", "starts_on": day})

        assert "No job has this name" in unknown.content.decode()
        assert len(queries.demands_of(job=people.head.post.job, on=clock.today())) == 2

    def test_asks_few_questions_of_the_database(
        self, client: Client, people: Cast, django_assert_max_num_queries: object
    ) -> None:
        address = reverse("job", args=[people.staff.post.job_id])
        client.get(address)  # the first page of a day refreshes what holds for it

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            client.get(address)


class TestFormer:
    """SIASN's former list."""

    def test_a_correspondence_is_changed(self, client: Client) -> None:
        versions.record_former(names={"12": ("Kegigihan (Kgg)", "")}, by="tests", at=clock.now())

        posted(client, "former_edit", ["12"], {"competency": "M.1"})

        assert "M.1 Kompetensi M.1" in client.get(reverse("former")).content.decode()

    def test_of_two_who_decide_the_second_sees_both_and_chooses(self, client: Client) -> None:
        versions.record_former(names={"12": ("Kegigihan (Kgg)", "")}, by="tests", at=clock.now())
        posted(client, "former_edit", ["12"], {"known": "", "competency": "M.1"})

        second = posted(client, "former_edit", ["12"], {"known": "", "competency": "M.2"})
        chosen = posted(client, "former_edit", ["12"], {"known": "M.1", "competency": "M.2"})

        page = second.content.decode()
        assert (second.status_code, chosen.status_code) == (409, 302)
        assert "Stored now is: M.1 Kompetensi M.1" in page
        assert 'name="known" value="M.1"' in page
        assert '<option value="M.2" selected>' in page
        assert "M.2 Kompetensi M.2" in client.get(reverse("former")).content.decode()
