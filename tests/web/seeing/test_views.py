"""What is seen across units, jobs and services."""

import datetime as dt
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from piawai.audit.models import Event
from piawai.competencies.models import Competency, ServiceNeed
from piawai.competencies.services.posts import record_public_services
from piawai.competencies.services.standings import ALL, refresh
from piawai.insight import queries
from piawai.lib import clock
from piawai.people.models import Job, Person, Service, Unit
from piawai.people.rules import retires_on
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def rows(client: Client, name: str, *args: str, **query: str) -> list[dict[str, str]]:
    """Return the rows of a list, each by the labels of its columns."""
    page = client.get(reverse(name, args=args), query)
    return [{cell.label: cell.text for cell in row} for row in page.context["listing"].cells]


class TestRetiresOn:
    """PEOPLE-10: the first of the month after the one in which the age is reached."""

    @pytest.mark.parametrize(
        ("born_on", "day"),
        [
            (dt.date(1970, 3, 9), dt.date(2028, 4, 1)),
            (dt.date(1970, 11, 30), dt.date(2028, 12, 1)),
            (dt.date(1970, 12, 1), dt.date(2029, 1, 1)),
        ],
    )
    def test_gives_the_first_day_out(self, born_on: dt.date, day: dt.date) -> None:
        assert retires_on(born_on=born_on, age=58) == day


class TestAcross:
    """One competency across the city."""

    def test_counts_each_office_by_level(self, people: Cast) -> None:
        found = rows(people.client("bkpsdm"), "across", "M.1")

        by_office = {row["Office"]: row for row in found}
        assert (by_office["Dinas Satu"]["Short"], by_office["Dinas Satu"]["Not yet known"]) == ("1", "2")
        assert (by_office["Dinas Lain"]["Met"], by_office["Dinas Lain"]["Level 3"]) == ("1", "1")

    def test_hides_small_groups_from_readers_of_groups(self, people: Cast) -> None:
        found = rows(people.client("mayor"), "across", "M.1")

        assert {row["Met"] for row in found} == {"< 5"}


class TestContinuity:
    """Services that hang on one person."""

    def need(self, *, level: int) -> None:
        unit = Unit.objects.get(siasn_id="DINAS")
        needs = [ServiceNeed(service_code="KTP", competency=Competency.objects.get(code="M.1"), level=level)]
        service = Service(code="KTP", name="Pelayanan KTP", unit=unit, essential=True)
        record_public_services(services=[service], needs=needs, by=town.BY, at=clock.now())

    def test_names_the_one_who_holds_it(self, people: Cast) -> None:
        self.need(level=1)

        [row] = rows(people.client("head"), "continuity")

        assert (row["Service"], row["State"], row["Who"]) == ("Pelayanan KTP", "one person", "Sari Staf")

    def test_says_where_nobody_does(self, people: Cast) -> None:
        self.need(level=3)

        [row] = rows(people.client("bkpsdm"), "continuity")

        assert (row["Held by"], row["State"]) == ("0", "nobody")

    def test_shows_a_head_no_service_of_another_office(self, people: Cast) -> None:
        self.need(level=1)

        assert rows(people.client("other_head"), "continuity", tampil="all") == []


class TestLeaving:
    """What the city loses by retirements."""

    def test_counts_those_who_meet_the_standard_by_year(self, people: Cast) -> None:
        today = timezone.localdate()
        Person.objects.filter(pk=people.outsider.pk).update(born_on=dt.date(today.year - 57, 1, 9))
        refresh(people_ids=ALL, on=today, at=clock.now())

        [row] = [row for row in rows(people.client("bkpsdm"), "leaving") if row["Competency"] == "Kompetensi M.1"]

        assert (row["Meet the standard today"], row[str(today.year + 1)], row["Together"]) == ("1", "1", "1")

    def test_hides_few_people_from_readers_of_groups(self, people: Cast) -> None:
        [row] = [row for row in rows(people.client("mayor"), "leaving") if row["Competency"] == "Kompetensi M.1"]

        assert (row["Meet the standard today"], row["Together"]) == ("–", "–")


class TestFit:
    """Who fits a job."""

    def test_asks_for_what_first_and_records_each_look(self, people: Cast) -> None:
        client = people.client("bkpsdm")
        job = Job.objects.get(name="Pengelola")
        address = reverse("fit", args=[job.pk])

        first = client.get(address)
        client.post(address, {"purpose": "Jabatan kosong"})
        found = {row["Name"]: row for row in rows(client, "fit", str(job.pk))}

        event = Event.objects.get(action="insight.look_for_fit")
        assert "For what do you look?" in first.content.decode()
        assert event.details["purpose"] == "Jabatan kosong"
        assert found["Orang Luar"]["Met"] == "1"
        assert found["Sari Staf"]["Short of"] == "Kompetensi M.1"
        assert found["Kolega Kedua"]["Not yet known"] == "Kompetensi M.1, Kompetensi SK.1, Kompetensi T.IT.1"
        assert {row["Match by official results, percent"] for row in found.values()} == {"–"}

    def test_is_searched_and_narrowed_to_a_unit(self, people: Cast) -> None:
        client = people.client("bkpsdm")
        job = Job.objects.get(name="Pengelola")
        client.post(reverse("fit", args=[job.pk]), {"purpose": "Jabatan kosong"})

        found = rows(client, "fit", str(job.pk), unit="LAIN", q="orang")

        assert [row["Name"] for row in found] == ["Orang Luar"]

    def test_takes_the_same_number_of_queries_for_more_people(self, people: Cast) -> None:
        job = Job.objects.get(name="Pengelola")

        def asked() -> int:
            with CaptureQueriesContext(
                connection,
            ) as found:
                queries.fits(scope=Person.objects.all(), job=job, on=town.TODAY, known_at=clock.now())
            return len(found)

        few = asked()
        town.people(*(town.person_row(number) for number in range(20, 30)))

        assert asked() == few


class TestOtherJob:
    """What a person lacks for another job."""

    def test_finds_a_job_by_name_and_compares(self, people: Cast) -> None:
        client = people.client("staff")
        address = reverse("other_job", args=[people.staff.code])
        town.standard("Kepala Dinas", "M.1", 4)
        job = Job.objects.get(name="Kepala Dinas")

        listed = client.get(address, {"cari": "kepala din"}).content.decode()
        page = client.get(address, {"jabatan": str(job.pk)})

        [row] = [row for row in page.context["listing"].cells if row[0].text == "Kompetensi M.1"]
        assert f"?jabatan={job.pk}" in listed
        assert {cell.label: cell.text for cell in row} == {
            "Competency": "Kompetensi M.1",
            "Critical": "no",
            "Required": "4",
            "Held": "1",
            "State": "short",
        }

    def job(self) -> dict[str, str]:
        town.standard("Kepala Dinas", "M.1", 4)
        return {"jabatan": str(Job.objects.get(name="Kepala Dinas").pk)}

    def test_files_hold_what_the_screen_shows(self, people: Cast) -> None:
        client, asked = people.client("bkpsdm"), self.job()
        address = reverse("other_job", args=[people.staff.code])

        page = client.get(address, asked)
        file = client.get(address, {**asked, "format": "xlsx"})
        printed = client.get(address, {**asked, "format": "cetak"}).content.decode()

        rows = list(openpyxl.load_workbook(BytesIO(file.content)).worksheets[0].iter_rows(values_only=True))
        shown = [tuple(cell.text for cell in row) for row in page.context["listing"].cells]
        assert [way.label for way in page.context["listing"].exports] == ["Print", "PDF", "Excel"]
        assert shown == [tuple("–" if cell is None else str(cell) for cell in row[:5]) for row in rows[-len(shown) :]]
        assert client.get(address, {**asked, "format": "pdf"}).content.startswith(b"%PDF")
        assert "Kompetensi M.1" in printed
        assert 'name="cari"' not in printed

    def test_a_search_keeps_the_job(self, people: Cast) -> None:
        client, asked = people.client("bkpsdm"), self.job()
        page = client.get(reverse("other_job", args=[people.staff.code]), asked)

        assert page.context["listing"].kept == [("jabatan", asked["jabatan"])]

    @pytest.mark.parametrize(("role", "may"), [("staff", True), ("head", False), ("bkpsdm", True)])
    def test_is_taken_away_by_whoever_may_take_scores_away(self, people: Cast, role: str, may: bool) -> None:
        asked = {**self.job(), "format": "xlsx"}

        file = people.client(role).get(reverse("other_job", args=[people.staff.code]), asked)

        assert file["Content-Type"].startswith("text/html") is not may

    def test_takes_the_same_number_of_queries_for_more_people(
        self, people: Cast, django_assert_num_queries: Any
    ) -> None:
        client, asked = people.client("bkpsdm"), self.job()
        address = reverse("other_job", args=[people.staff.code])
        client.get(address, asked)
        with CaptureQueriesContext(connection) as few:
            client.get(address, asked)
        before = len(few)
        town.people(*(town.person_row(number) for number in range(20, 30)))
        client.get(address, asked)  # the first request after a change derives who holds which post

        with django_assert_num_queries(before):
            client.get(address, asked)
