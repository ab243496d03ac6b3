"""Pages of rounds: drafted by BKPSDM with the price before, opened in the background, followed, closed, reported."""

import datetime as dt
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.cli import worker
from piawai.competencies.models import Accreditation, Assessment, Ratee, Round, Sheet
from piawai.competencies.queries.rounds.waiting import remindable
from piawai.competencies.services.rounds import drafting
from piawai.competencies.terms import SheetState
from piawai.jobs.models import Job, Message
from piawai.jobs.terms import JobState
from piawai.lib import clock
from piawai.people.models import Post
from tests import rounds, sheets, town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST = TODAY + dt.timedelta(days=14)


@pytest.fixture
def people() -> Cast:
    return cast()


def said(**more: Any) -> dict[str, Any]:
    """Return a filled draft."""
    plain = {
        "name": "Pemetaan 2027",
        "opens_on": f"{TODAY:%d/%m/%Y}",
        "closes_on": f"{LAST:%d/%m/%Y}",
        "sources": ["DIRI", "ATASAN"],
        "competencies": ["M.1", "T.IT.1"],
        "units": ["DINAS"],
    }
    return {**plain, **more}


def there(name: str) -> str:
    return reverse(name, args=[Round.objects.get().token])


def page(people: Cast, name: str, role: str = "bkpsdm") -> str:
    return people.client(role).get(there(name)).content.decode()


@pytest.fixture
def priced(people: Cast) -> Cast:
    """A draft of BKPSDM with its price."""
    people.client("bkpsdm").post(reverse("round_new"), said())
    worker.run_once()
    return people


@pytest.fixture
def opened(priced: Cast) -> Cast:
    """The same, opened."""
    priced.client("bkpsdm").post(there("round_open"), {"sample": "SEMUA", "revision": "1"})
    worker.run_once()
    return priced


class TestDraft:
    """The draft and its price."""

    def test_leads_to_the_price(self, people: Cast) -> None:
        client = people.client("bkpsdm")

        answer = client.post(reverse("round_new"), said())

        assert answer["Location"] == there("round_cost")
        assert "It waits for its turn" in client.get(there("round_cost")).content.decode()

    def test_shows_each_sample_with_its_price(self, priced: Cast) -> None:
        text = page(priced, "round_cost")

        assert text.count("Open the round so") == 3
        assert "Time of everybody together" in text
        assert "the most of all ways that leave no question to the own rating alone" in unescape(text)
        assert Sheet.objects.count() == 0

    def test_refuses_at_the_field(self, people: Cast) -> None:
        answer = people.client("bkpsdm").post(reverse("round_new"), said(closes_on="1/1/2020"))

        assert "The last day must not come before the first." in answer.content.decode()
        assert not Round.objects.exists()

    def test_is_changed_with_what_it_said(self, priced: Cast) -> None:
        form = priced.client("bkpsdm").get(there("round_change")).context["form"]

        assert form.initial["units"] == ["DINAS"]
        assert form.initial["revision"] == 1

    def test_of_two_editors_the_second_sees_both_versions_and_chooses(self, priced: Cast) -> None:
        client = priced.client("bkpsdm")
        client.post(there("round_change"), said(name="Pertama", revision="1"))

        answer = client.post(there("round_change"), said(name="Kedua", revision="1"))

        text = answer.content.decode()
        assert answer.status_code == 409
        assert "Pertama" in text
        assert 'value="Kedua"' in text
        assert Round.objects.get().name == "Pertama"
        answer = client.post(
            there("round_change"), said(name="Kedua", revision=answer.context["form"].data["revision"])
        )
        assert answer.status_code == 302
        assert Round.objects.get().name == "Kedua"

    def test_a_price_of_an_older_draft_opens_nothing(self, priced: Cast) -> None:
        client = priced.client("bkpsdm")
        drafting.change_round(
            round_=Round.objects.get(),
            wanted=rounds.wanted(opens_on=TODAY, closes_on=LAST),
            revision=1,
            on=TODAY,
            by=town.BY,
            at=clock.now(),
        )

        text = client.get(there("round_cost")).content.decode()
        answer = client.post(there("round_open"), {"sample": "SEMUA", "revision": "1"}, follow=True)

        assert "Open the round so" not in text
        assert "has been changed since its price was worked out" in answer.content.decode()
        assert not Job.objects.filter(name="rounds.open").exists()


class TestOpening:
    """Opened once, in the background."""

    def test_makes_sheets_and_tells_whoever_asked(self, priced: Cast) -> None:
        client = priced.client("bkpsdm")

        answer = client.post(there("round_open"), {"sample": "SEMUA", "revision": "1"})
        waiting = client.get(answer["Location"]).content.decode()
        worker.run_once()
        done = client.get(answer["Location"])

        assert "The round is being opened" in waiting
        assert done["Location"] == there("round")
        assert Round.objects.get().state == "TERBUKA"
        assert Sheet.objects.exists()
        assert Message.objects.filter(to=priced.users["bkpsdm"].code, subject__contains="Pemetaan 2027").exists()

    def test_two_who_open_it_open_it_once(self, priced: Cast) -> None:
        client = priced.client("bkpsdm")

        ways = {client.post(there("round_open"), {"sample": "SEMUA", "revision": "1"})["Location"] for _who in range(2)}
        worker.run_once()

        assert len(ways) == 1
        assert Job.objects.filter(name="rounds.open", state=JobState.DONE).count() == 1

    def test_says_why_it_could_not(self, priced: Cast) -> None:
        client = priced.client("bkpsdm")
        answer = client.post(there("round_open"), {"sample": "SEMUA", "revision": "1"})
        Round.objects.update(state="DIBATALKAN")

        worker.run_once()

        assert "This cannot be done" in client.get(answer["Location"]).content.decode()

    def test_one_that_was_broken_off_can_be_opened_again(self, priced: Cast) -> None:
        Round.objects.update(state="DIBUKA")

        text = page(priced, "round")
        priced.client("bkpsdm").post(there("round_open"), {"sample": "SEMUA", "revision": "1"})
        worker.run_once()

        assert "Phase 3 of 5: The sheets are being written. Nobody is asked anything yet." in text
        assert there("round_cost") in text
        assert Round.objects.get().state == "TERBUKA"

    def test_while_it_is_under_way_only_bkpsdm_finds_it(self, priced: Cast) -> None:
        Round.objects.update(state="DIBUKA")

        assert "being opened" in priced.client("bkpsdm").get(reverse("rounds")).content.decode()
        assert priced.client("head").get(there("round_progress")).status_code == 404

    @pytest.mark.parametrize("sample", ["", "APA SAJA"])
    def test_needs_a_sample(self, priced: Cast, sample: str) -> None:
        answer = priced.client("bkpsdm").post(there("round_open"), {"sample": sample, "revision": "1"})

        assert answer["Location"] == there("round_cost")


class TestFollowing:
    """Progress by unit, by the reader's scope."""

    @pytest.mark.parametrize(
        ("role", "units"),
        [
            ("head", {"Dinas Satu", "Seksi Satu"}),
            ("other_head", set()),
            ("bkpsdm", {"Dinas Satu", "Seksi Satu"}),
            ("sekda", {"Dinas Satu", "Seksi Satu"}),
            ("mayor", {"Dinas Satu", "Seksi Satu"}),
        ],
    )
    def test_shows_the_own_units(self, opened: Cast, role: str, units: set[str]) -> None:
        listing = opened.client(role).get(there("round_progress")).context["listing"]

        assert {row[0].text for row in listing.cells} == units

    def test_counts_what_is_sent_missing_and_late(self, opened: Cast) -> None:
        found = Round.objects.get()
        mine = list(found.sheets.filter(ratee=opened.staff))
        rounds.answered(found, lambda _sheet: 3, sheets=mine[:1])
        Round.objects.update(opens_on=TODAY - dt.timedelta(days=9), closes_on=TODAY - dt.timedelta(days=1))

        rows = opened.client("head").get(there("round_progress")).context["listing"].found

        section = {row["unit__siasn_id"]: row for row in rows}["SEKSI"]
        about = found.sheets.filter(ratee__in=(opened.staff, opened.colleague)).count()
        assert (section["rated"], section["asked"], section["sent"]) == (2, about, 1)
        assert section["missing"] == section["late"] == about - 1

    def test_a_sheet_that_was_begun_and_not_sent_in_time_is_missing(self, opened: Cast) -> None:
        found = Round.objects.get()
        found.sheets.update(related=False, state=SheetState.SET_ASIDE)

        rows = opened.client("head").get(there("round_progress")).context["listing"].found

        assert sum(row["missing"] for row in rows) == found.sheets.count()

    def test_whoever_is_the_superior_no_longer_owes_nothing(self, opened: Cast) -> None:
        client, found = opened.client("bkpsdm"), Round.objects.get()
        found.sheets.update(state=SheetState.SENT)
        lost = sheets.sheet(found, opened.colleague, opened.head, source="ATASAN")
        Sheet.objects.filter(pk=lost.pk).update(made_at=clock.now() - dt.timedelta(days=4))
        client.get("/")  # whoever comes first brings posts up to date
        Post.objects.filter(person=opened.colleague).update(superior=opened.head)
        owed = remindable(round_=found, on=TODAY, at=clock.now())
        before = list(owed)
        Post.objects.filter(person=opened.colleague).update(superior=opened.other_head)

        rows = client.get(there("round_progress")).context["listing"].found

        assert before == [lost]
        assert sum(row["missing"] for row in rows) == 0
        assert sum(row["asked"] for row in rows) == sum(row["sent"] for row in rows) == found.sheets.count() - 1
        assert f"{found.sheets.count() - 1} of {found.sheets.count() - 1} sheets" in page(opened, "round")
        assert opened.head.name not in page(opened, "round_missing")
        assert not owed.all().exists()

    def test_a_sheet_set_aside_for_kinship_counts_neither_here_nor_in_the_list(self, opened: Cast) -> None:
        found = Round.objects.get()
        Sheet.objects.filter(pk=found.sheets.earliest("pk").pk).update(related=True, state=SheetState.SET_ASIDE)

        listed = opened.client("bkpsdm").get(reverse("rounds")).context["listing"].found

        assert listed[0].asked == found.sheets.count() - 1

    def test_names_who_has_not_sent_everything(self, opened: Cast) -> None:
        text = page(opened, "round_missing", "head")

        assert opened.staff.name in text
        assert opened.outsider.name not in text

    def test_is_taken_away_as_a_file(self, opened: Cast) -> None:
        answer = opened.client("head").get(there("round_progress") + "?format=xlsx")

        sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
        assert any("Seksi Satu" in str(cell.value) for row in sheet.iter_rows() for cell in row)

    def test_queries_do_not_grow(
        self, opened: Cast, django_assert_max_num_queries: Any, django_assert_num_queries: Any
    ) -> None:
        client, names = opened.client("bkpsdm"), ("round_progress", "round_missing", "round")
        asked = {}
        for name in names:
            client.get(there(name))
            with django_assert_max_num_queries(14) as queries:
                client.get(there(name))
            asked[name] = len(queries)

        for person in town.people(*[town.person_row(number) for number in range(20, 35)]):
            sheets.sheet(Round.objects.get(), person)
        client.get(there("round_progress"))  # whoever comes first after a change of posts brings them up to date

        for name in names:
            with django_assert_num_queries(asked[name]):
                client.get(there(name))


class TestMoving:
    """Remind, close, report, cancel."""

    def test_reminding_too_soon_is_refused_in_words(self, opened: Cast) -> None:
        answer = opened.client("bkpsdm").post(there("round_remind"), follow=True)

        assert "Nobody is reminded" in answer.content.decode()

    def test_reminds(self, opened: Cast) -> None:
        Sheet.objects.update(made_at=clock.now() - dt.timedelta(days=4))

        answer = opened.client("bkpsdm").post(there("round_remind"), follow=True)

        assert "people were reminded" in answer.content.decode()

    def test_closes_and_reports(self, opened: Cast) -> None:
        client = opened.client("bkpsdm")
        rounds.answered(Round.objects.get(), lambda _sheet: 3)
        asked = client.get(there("round_close")).content.decode()
        assert "This cannot be undone. Its last day is not over" in asked
        assert "not sent." not in asked

        client.post(there("round_close"))
        job = client.post(there("round_finish"))["Location"]
        worker.run_once()

        assert client.get(job)["Location"] == there("round_report")
        assert Round.objects.get().state == "DILAPORKAN"
        assert Assessment.objects.filter(source="DIRI", assessed_on=TODAY).exists()
        text = client.get(there("round_report")).content.decode()
        assert "Left out: group too small" in text
        assert "Competency gaps as they are now" in text
        assert client.get(there("round_report") + "?format=pdf").content.startswith(b"%PDF")

    def test_says_before_closing_how_much_is_not_sent(self, opened: Cast) -> None:
        asked = page(opened, "round_close")

        sheets_asked = Sheet.objects.count()
        assert f"{sheets_asked} sheets of {sheets_asked} are not sent." in asked

    @pytest.mark.parametrize(
        ("name", "args"),
        [("unit", ["DINAS"]), ("unit_competency", ["DINAS", "M.1"]), ("city", []), ("across", ["M.1"])],
    )
    def test_figures_say_while_it_is_reported_how_many_people_they_count(
        self, opened: Cast, name: str, args: list[str]
    ) -> None:
        client, address = opened.client("bkpsdm"), reverse(name, args=args)
        before = client.get(address).content.decode()

        Round.objects.update(state="PELAPORAN", reported_on=TODAY)
        Ratee.objects.filter(pk=Ratee.objects.earliest("pk").pk).update(reported=True)
        during = client.get(address).content.decode()

        assert "A round is being worked out" not in before
        assert f"A round is being worked out: 1 of {Ratee.objects.count()} people so far" in during

    def test_a_report_that_was_broken_off_goes_on(self, opened: Cast) -> None:
        client = opened.client("bkpsdm")
        client.post(there("round_close"))
        Round.objects.update(state="PELAPORAN", reported_on=TODAY)

        text = page(opened, "round")
        client.post(there("round_finish"))
        worker.run_once()

        assert "Phase 5 of 5: The answers are becoming evidence, person by person." in text
        assert there("round_finish") in text
        assert there("round_cancel") not in text
        assert Round.objects.get().state == "DILAPORKAN"

    def test_cancels_with_a_reason(self, opened: Cast) -> None:
        client = opened.client("bkpsdm")

        blank = client.post(there("round_cancel"), {"reason": ""}).content.decode()
        client.post(there("round_cancel"), {"reason": "Salah sasaran"})

        assert "Write why the round is cancelled." in blank
        assert "Salah sasaran" in client.get(there("round")).content.decode()

    def test_assigns_an_assessor(self, people: Cast) -> None:
        client = people.client("bkpsdm")
        client.post(reverse("round_new"), said(sources=["DIRI", "ASSESSMENT_CENTER"]))
        client.post(there("round_open"), {"sample": "SEMUA", "revision": "1"})
        worker.run_once()
        account = people.users["assessor"].code
        Accreditation.objects.create(
            account=account,
            name="Asesor Satu",
            number="1",
            agency="BKN",
            starts_on=TODAY,
            ends_on=TODAY,
            recorded_by="x",
            recorded_at=clock.now(),
        )
        asked = {"person": people.staff.code, "assessor": account}

        first = client.post(there("round_assessors"), asked, follow=True).content.decode()
        again = client.post(there("round_assessors"), asked).content.decode()

        assert "The assessor has the sheet." in first
        assert "already" in again
        assert Sheet.objects.filter(assessor=account, ratee=people.staff).count() == 1


class TestTests:
    """A round that asks for test results."""

    @pytest.fixture
    def asking(self, people: Cast) -> Cast:
        client = people.client("bkpsdm")
        client.post(reverse("round_new"), said(sources=["DIRI", "UJI"]))
        worker.run_once()
        return people

    @pytest.fixture
    def held(self, asking: Cast) -> Cast:
        asking.client("bkpsdm").post(there("round_open"), {"sample": "SEMUA", "revision": "1"})
        worker.run_once()
        town.assessed(asking.staff, "M.1", 3, on=TODAY, source="UJI")
        return asking

    def test_has_a_price_of_its_own(self, asking: Cast) -> None:
        text = page(asking, "round_cost")

        assert "33.3 minutes for each person on average, beside" in text  # five questions about three people

    def test_says_who_has_a_result_and_where_the_file_goes(self, held: Cast) -> None:
        text = page(held, "round")

        assert "1 of 3 people" in text
        assert reverse("import_new") + "?jenis=penilaian" in text
        assert there("round_untested") in text
        assert there("round_untested") in page(held, "round_progress")

    @pytest.mark.parametrize(("role", "others"), [("head", True), ("other_head", False), ("bkpsdm", True)])
    def test_names_who_has_none_in_the_own_scope(self, held: Cast, role: str, others: bool) -> None:
        text = page(held, "round_untested", role)

        assert held.staff.name not in text
        assert (held.colleague.name in text) is others

    def test_counts_by_unit(self, held: Cast) -> None:
        rows = held.client("head").get(there("round_progress")).context["listing"].found

        assert {row["unit__siasn_id"]: (row["rated"], row["tested"]) for row in rows} == {
            "DINAS": (1, 0),
            "SEKSI": (2, 1),
        }

    @pytest.mark.parametrize("kind", ["", "cetak"])
    def test_the_report_says_so(self, held: Cast, kind: str) -> None:
        held.client("bkpsdm").post(there("round_close"), {"revision": "1"})

        text = held.client("bkpsdm").get(there("round_report"), {"format": kind}).content.decode()

        assert "Of 3 people rated, 1 have a test result of these days." in text

    def test_of_another_round_there_is_no_such_list(self, opened: Cast) -> None:
        assert opened.client("bkpsdm").get(there("round_untested")).status_code == 404
        assert "test result" not in page(opened, "round_progress")


class TestHome:
    """What BKPSDM has to do."""

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("KONSEP", "Open the round"),
            ("TERBUKA", "Close the round"),
            ("DITUTUP", "Report the round"),
            ("DIBUKA", "Open the round"),
            ("PELAPORAN", "Report the round"),
        ],
    )
    def test_names_the_next_step(self, people: Cast, state: str, words: str) -> None:
        first = TODAY if state == "KONSEP" else TODAY - dt.timedelta(days=20)
        last = first + dt.timedelta(days=10)
        rounds.drafted(on=first, opens_on=first, closes_on=last)
        Round.objects.update(state=state)

        text = people.client("bkpsdm").get(reverse("home")).content.decode()

        assert words in text


class TestList:
    """The rounds."""

    def test_shows_drafts_to_bkpsdm_alone(self, priced: Cast) -> None:
        assert "Pemetaan 2027" in priced.client("bkpsdm").get(reverse("rounds")).content.decode()
        assert "Pemetaan 2027" not in priced.client("head").get(reverse("rounds")).content.decode()

    def test_leads_others_to_the_progress(self, opened: Cast) -> None:
        assert there("round_progress") in opened.client("mayor").get(reverse("rounds")).content.decode()
