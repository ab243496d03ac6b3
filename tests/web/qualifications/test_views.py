"""Pages of what people hold and until when: what each role sees, and what BKPSDM does there."""

import datetime as dt
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from piawai.competencies.models import Competency, Qualification, QualificationEvent, Standing
from piawai.competencies.services import qualifications as services
from piawai.lib import clock
from piawai.people.models import Person
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town_cast() -> Cast:
    return cast()


def certificate(person: Person, *, days: int = 40, number: str = "12/2026", code: str = "T.IT.1") -> Qualification:
    """Record a certificate of level 2 that runs out so many days from today."""
    today = timezone.localdate()
    return services.add_qualification(
        person=person,
        competency=Competency.objects.get(code=code),
        level=2,
        title="Pranata Komputer",
        number=number,
        source="PELATIHAN",
        valid_from=today - 300 * DAY,
        valid_until=today + days * DAY,
        issuer="BPSDM",
        on=today,
        by="tests",
        at=clock.now(),
    )


class TestPersonCurrency:
    """What a person holds."""

    def test_shows_until_when_in_what_state_and_what_its_end_opens(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)
        first = timezone.localdate() + 20 * DAY
        town.sessions(town.session_row("S9", first, teaches={"T.IT.1": 2}))

        page = town_cast.client("staff").get(reverse("person_currency", args=[town_cast.staff.code])).content.decode()

        assert "Pranata Komputer (12/2026)" in page
        assert "govuk-tag--green" in page
        assert "level 2 is required, and nothing valid is known any more" in page
        assert reverse("session", args=["S9"]) in page
        assert reverse("qualification_add", args=[town_cast.staff.code]) not in page

    def test_tells_the_holder_why_it_is_suspended(self, town_cast: Cast) -> None:
        row = certificate(town_cast.staff)
        services.suspend(
            qualification=row,
            starts_on=timezone.localdate(),
            ends_on=None,
            reason="Keputusan 7/2026",
            seen=0,
            on=timezone.localdate(),
            by="tests",
            at=clock.now(),
        )

        page = town_cast.client("staff").get(reverse("person_currency", args=[town_cast.staff.code])).content.decode()

        assert "suspended" in page
        assert "Keputusan 7/2026" in page
        competencies = town_cast.client("staff").get(reverse("person", args=[town_cast.staff.code])).content.decode()
        assert "suspended or revoked: it does not count" in competencies

    def test_leads_its_holder_alone_to_upload_one_from_elsewhere(self, town_cast: Cast) -> None:
        there = reverse("person_currency", args=[town_cast.staff.code])

        own, led = (town_cast.client(role).get(there).content.decode() for role in ("staff", "head"))

        words = "Do you hold a certificate from elsewhere?"
        assert (words in own, words in led) == (True, False)

    @pytest.mark.parametrize("name", ["person", "person_currency"])
    def test_says_how_long_evidence_counts_and_by_what_rule(self, town_cast: Cast, name: str) -> None:
        page = town_cast.client("staff").get(reverse(name, args=[town_cast.staff.code])).content.decode()

        assert "3 years (PerBKN 26/2019 art. 29(4))" in page
        assert "After its last day it counts no more (local policy)." in page

    def test_may_be_taken_away_by_the_holder(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)
        there = reverse("person_currency", args=[town_cast.staff.code])

        answer = town_cast.client("staff").get(there, {"format": "xlsx"})

        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        assert any("Pranata Komputer (12/2026)" in row for row in sheet.iter_rows(values_only=True))

    def test_leads_from_the_page_of_competencies(self, town_cast: Cast) -> None:
        page = town_cast.client("head").get(reverse("person", args=[town_cast.staff.code])).content.decode()

        assert reverse("person_currency", args=[town_cast.staff.code]) in page


class TestRunningOut:
    """What runs out, for heads and BKPSDM."""

    def names(self, client: Client, **asked: str) -> list[str]:
        return [row.person.name for row in client.get(reverse("running_out"), asked).context["listing"].found]

    def test_heads_see_their_own_people(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)
        certificate(town_cast.outsider, days=20)

        assert self.names(town_cast.client("head")) == ["Sari Staf"]
        assert self.names(town_cast.client("bkpsdm")) == ["Orang Luar", "Sari Staf"]

    def test_is_narrowed_by_days_unit_and_words(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)
        certificate(town_cast.outsider, days=200)
        client = town_cast.client("bkpsdm")

        assert self.names(client) == ["Sari Staf"]
        assert self.names(client, hari="365") == ["Sari Staf", "Orang Luar"]
        assert self.names(client, hari="30") == []
        assert self.names(client, hari="365", unit="LAIN") == ["Orang Luar"]
        assert self.names(client, hari="365", q="sari") == ["Sari Staf"]

    def test_file_says_what_opens_and_what_renews(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)

        answer = town_cast.client("bkpsdm").get(reverse("running_out"), {"format": "xlsx"})

        rows = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
        [row] = [row for row in rows if "Sari Staf" in row]
        assert row[-2:] == (
            "level 2 is required, and nothing valid is known any more",
            "no session on offer yet",
        )

    def test_can_be_printed_and_taken_as_pdf(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)
        client = town_cast.client("bkpsdm")

        printed, pdf = (client.get(reverse("running_out"), {"format": form}) for form in ("cetak", "pdf"))

        assert "Sari Staf" in printed.content.decode()
        assert pdf["Content-Type"] == "application/pdf"

    def test_heads_take_no_file_away(self, town_cast: Cast) -> None:
        answer = town_cast.client("head").get(reverse("running_out"), {"format": "xlsx"})

        assert answer["Content-Type"].startswith("text/html")

    def test_takes_as_many_queries_for_one_as_for_twenty(
        self, town_cast: Cast, django_assert_max_num_queries: Any, django_assert_num_queries: Any
    ) -> None:
        certificate(town_cast.staff)
        client = town_cast.client("bkpsdm")
        client.get(reverse("running_out"))  # whoever comes first on a day brings the posts up to date
        with django_assert_max_num_queries(30) as asked:
            client.get(reverse("running_out"))
        most = len(asked)
        for number, person in enumerate(town.people(*[town.person_row(number) for number in range(20, 35)])):
            certificate(person, number=f"N{number}")
        client.get(reverse("running_out"))

        with django_assert_num_queries(most):
            client.get(reverse("running_out"))


class TestActs:
    """What BKPSDM does with certificates."""

    def asked(self, day: dt.date) -> str:
        return day.strftime("%d-%m-%Y")

    def test_adds_one(self, town_cast: Cast) -> None:
        today = timezone.localdate()
        fields = {
            "competency": "T.IT.1",
            "level": "2",
            "title": "Pranata Komputer",
            "number": "77",
            "source": "UJI",
            "issuer": "",
            "valid_from": self.asked(today),
            "valid_until": "",
        }

        answer = town_cast.client("bkpsdm").post(reverse("qualification_add", args=[town_cast.staff.code]), fields)

        assert answer["Location"] == reverse("person_currency", args=[town_cast.staff.code])
        assert Qualification.objects.get().valid_until == today.replace(year=today.year + 3)
        assert Standing.objects.get(person=town_cast.staff, competency__code="T.IT.1").held == 2

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, town_cast: Cast) -> None:
        there = reverse("qualification_add", args=[town_cast.staff.code])

        page = town_cast.client("bkpsdm").post(there, {"title": "Pranata Komputer"}).content.decode()

        assert "Write the number of the certificate." in page
        assert 'value="Pranata Komputer"' in page

    def test_renews_one(self, town_cast: Cast) -> None:
        row, ends = certificate(town_cast.staff), timezone.localdate() + 40 * DAY
        fields = {
            "seen": "0",
            "number": "13",
            "level": "2",
            "issuer": "BPSDM",
            "valid_from": self.asked(ends + DAY),
            "valid_until": self.asked(ends + 300 * DAY),
        }

        town_cast.client("bkpsdm").post(reverse("qualification_renew", args=[row.pk]), fields)

        assert Qualification.objects.latest("pk").renews == row.reference

    def test_suspends_lets_count_again_and_revokes(self, town_cast: Cast) -> None:
        row = certificate(town_cast.staff)
        client, today = town_cast.client("bkpsdm"), timezone.localdate()
        before = client.get(reverse("qualification", args=[row.pk])).content.decode()

        for name, day in (("suspend", today - 9 * DAY), ("restore", today - 2 * DAY), ("revoke", today)):
            last = QualificationEvent.objects.order_by("pk").last()
            fields = {"seen": str(last.pk if last else 0), "starts_on": self.asked(day), "reason": "Keputusan"}
            answer = client.post(reverse(f"qualification_{name}", args=[row.pk]), fields)
            assert answer.status_code == 302

        page = client.get(reverse("qualification", args=[row.pk])).content.decode()
        assert "govuk-tag--red" in page
        assert page.count("Reason: Keputusan") == 3
        assert ("End the suspension" in before, "End the suspension" in page) == (False, True)

    def test_of_two_editors_the_second_sees_both_and_decides(self, town_cast: Cast) -> None:
        row = certificate(town_cast.staff)
        client, today = town_cast.client("bkpsdm"), timezone.localdate()
        there = reverse("qualification_revoke", args=[row.pk])
        first = {"seen": "0", "starts_on": self.asked(today), "reason": "Keputusan pertama"}
        client.post(reverse("qualification_suspend", args=[row.pk]), first)

        answer = client.post(there, {**first, "reason": "Keputusan kedua"})

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Keputusan pertama" in page
        assert "Keputusan kedua" in page
        seen = QualificationEvent.objects.get().pk
        assert f'value="{seen}"' in page
        assert client.post(there, {**first, "seen": str(seen)}).status_code == 302

    def corrected(self, row: Qualification) -> Qualification:
        """Record a correction of a certificate, by file."""
        newer = services.new_qualification(
            person_id=row.person_id,
            competency=row.competency,
            reference=row.reference,
            level=3,
            title=row.title,
            source=row.source,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        services.record_qualifications(qualifications=[newer], on=timezone.localdate(), by="tests", at=clock.now())
        return newer

    def test_an_earlier_version_leads_to_the_newest(self, town_cast: Cast) -> None:
        row = certificate(town_cast.staff)
        newer = self.corrected(row)

        answer = town_cast.client("bkpsdm").get(reverse("qualification", args=[row.pk]))

        assert answer["Location"] == reverse("qualification", args=[newer.pk])

    def test_corrected_meanwhile_is_changed_when_sent_again(self, town_cast: Cast) -> None:
        row = certificate(town_cast.staff)
        client = town_cast.client("bkpsdm")
        fields = {"seen": "0", "starts_on": self.asked(timezone.localdate()), "reason": "Keputusan"}
        newer = self.corrected(row)

        first = client.post(reverse("qualification_revoke", args=[row.pk]), fields)
        again = client.post(first.context["action"], fields)

        assert (first.status_code, again.status_code) == (409, 302)
        assert f'action="{reverse("qualification_revoke", args=[newer.pk])}"' in first.content.decode()
        assert "level 3" in first.context["about"]
        assert QualificationEvent.objects.get().kind == "DICABUT"

    def test_an_earlier_version_opens_the_form_of_the_newest(self, town_cast: Cast) -> None:
        row = certificate(town_cast.staff)
        newer = self.corrected(row)

        page = town_cast.client("bkpsdm").get(reverse("qualification_renew", args=[row.pk]))

        assert page.context["action"] == reverse("qualification_renew", args=[newer.pk])


class TestHomeTasks:
    """What runs out stands among what is to be done."""

    def test_of_the_holder_and_of_the_head(self, town_cast: Cast) -> None:
        certificate(town_cast.staff)

        own, led = (town_cast.client(role).get(reverse("home")).content.decode() for role in ("staff", "head"))

        assert "Renew what you hold before it runs out" in own
        assert reverse("person_currency", args=[town_cast.staff.code]) in own
        assert "Renew what runs out in your unit" in led
        assert "1 certificate or result" in led
