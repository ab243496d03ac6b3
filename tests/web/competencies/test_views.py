"""Pages of people and units: what each role sees, and what it does not."""

import datetime as dt
import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.access.models import Viewed
from piawai.access.services.roles import grant_role
from piawai.people.models import PostsDay, Unit
from piawai.web import lists
from tests import town
from tests.cast import Cast, cast, protect

pytestmark = pytest.mark.django_db


@pytest.fixture
def town_cast() -> Cast:
    return cast()


class TestPrint:
    """A page to be printed: no menu, no ways, but the way back."""

    @pytest.mark.parametrize("name", ["person", "unit", "city"])
    def test_leaves_out_what_paper_cannot_do(self, town_cast: Cast, name: str) -> None:
        ids = {"person": [town_cast.staff.code], "unit": ["DINAS"], "city": []}
        there = reverse(name, args=ids[name])
        client = town_cast.client("bkpsdm")

        page = client.get(there).content.decode()
        printed = client.get(there, {"format": "cetak"}).content.decode()

        assert 'href="?format=cetak"' in page
        assert 'id="menu"' in page
        assert 'class="pw-ways"' not in printed
        assert 'id="menu"' not in printed
        assert f'href="{there}"' in printed

    def test_opens_what_a_level_rests_on(self, town_cast: Cast) -> None:
        there = reverse("person", args=[town_cast.staff.code])

        printed = town_cast.client("staff").get(there, {"format": "cetak"}).content.decode()

        assert printed.count('<details class="govuk-details pw-why" open>') == printed.count("<details") > 0


class TestPerson:
    """A person's page."""

    def test_shows_what_is_required_held_and_unknown(self, town_cast: Cast) -> None:
        page = town_cast.client("staff").get(reverse("person", args=[town_cast.staff.code])).content.decode()

        assert "Kompetensi M.1" in page
        assert "2 levels short" in page
        assert "Of 9 required competencies 0 are met, 1 fall short, and 8 are not yet known." not in page
        assert "not yet known" in page
        assert "this one decides" in page

    def test_is_recorded_where_another_person_looks(self, town_cast: Cast) -> None:
        town_cast.client("head").get(reverse("person", args=[town_cast.staff.code]))
        town_cast.client("staff").get(reverse("person", args=[town_cast.staff.code]))

        assert [row.viewer for row in Viewed.objects.all()] == [town_cast.head.code]

    def test_of_a_mayor_shows_no_scores(self, town_cast: Cast) -> None:
        page = town_cast.client("mayor").get(reverse("person", args=[town_cast.staff.code])).content.decode()

        assert "Sari Staf" in page
        assert "Kompetensi M.1" not in page

    @pytest.mark.parametrize(("role", "leads"), [("staff", True), ("head", True), ("bkpsdm", True), ("mayor", False)])
    def test_leads_to_what_is_planned_where_the_reader_may_see_it(
        self, town_cast: Cast, role: str, leads: bool
    ) -> None:
        page = town_cast.client(role).get(reverse("person", args=[town_cast.staff.code])).content.decode()

        assert (f'href="{reverse("plan_why", args=[town_cast.staff.code])}"' in page) is leads

    def test_own_competencies_can_be_taken_away(self, town_cast: Cast) -> None:
        client = town_cast.client("staff")
        answer = client.get(reverse("person", args=[town_cast.staff.code]), {"format": "xlsx"})
        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))

        assert any(row[0] == "Kompetensi M.1" and row[1:4] == (3, 1, 2) for row in rows)

    def test_a_head_may_not_take_scores_away(self, town_cast: Cast) -> None:
        answer = town_cast.client("head").get(reverse("person", args=[town_cast.staff.code]), {"format": "xlsx"})

        assert answer["Content-Type"].startswith("text/html")

    def test_of_somebody_out_of_reach_looks_like_nobody(self, town_cast: Cast) -> None:
        client = town_cast.client("head")
        there = client.get(reverse("person", args=[town_cast.outsider.code]))
        nobody = client.get(reverse("person", args=["zzzzzzzzzzzz"]))

        assert (there.status_code, nobody.status_code) == (404, 404)
        assert self.without_address(there.content) == self.without_address(nobody.content)

    @staticmethod
    def without_address(page: bytes) -> str:
        """The page without what the language switch carries: the address asked for, and its token."""
        return re.sub(r'name="(next|csrfmiddlewaretoken)" value="[^"]*"', "", page.decode())


class TestCertainty:
    """An estimated level on a person's page: how sure it is, and what it rests on."""

    def page(self, town_cast: Cast, role: str = "staff") -> str:
        there = reverse("person", args=[town_cast.staff.code])
        return " ".join(town_cast.client(role).get(there).content.decode().split())

    @pytest.mark.parametrize(
        ("low", "high", "words"), [(2, 3, "fairly sure"), (1, 2, "not yet sure"), (2, 2, "fairly sure")]
    )
    def test_is_said_in_words_beside_the_level(self, town_cast: Cast, low: int, high: int, words: str) -> None:
        town.estimated(town_cast.staff, "T.IT.1", 2, on=town.TODAY, low=low, high=high)

        assert f">{words}<" in self.page(town_cast)

    def test_figures_stand_behind_the_link(self, town_cast: Cast) -> None:
        town.estimated(town_cast.staff, "T.IT.1", 2, on=town.TODAY, low=1, high=3)

        page = self.page(town_cast)

        assert "With 80 percent certainty it is level 1 to 3." in page
        assert "What it rests on is 6 months old on the whole." in page
        assert "2 raters: they see it much alike." in page
        assert "superior&#x27;s rating 80 %, own rating 20 %." in page
        assert "internal mapping, valid until" in page

    def test_what_is_stated_says_nothing_of_it(self, town_cast: Cast) -> None:
        page = self.page(town_cast)

        assert "80 percent" not in page
        assert "sure<" not in page

    def test_an_official_level_stands_beside(self, town_cast: Cast) -> None:
        town.assessed(town_cast.staff, "M.1", 4, on=dt.date(2026, 8, 1), source="UJI")

        assert "Official level: 1." in self.page(town_cast)

    def test_an_open_question_says_what_would_tell(self, town_cast: Cast) -> None:
        said = re.search(r"at the least cost: (.*?)\.<", self.page(town_cast))

        assert said is not None
        assert said[1] == "competence test, about 20 minutes"  # the section has neither head nor enough colleagues


class TestLacking:
    """What is missing most at a gap and what fits, on the person's page and among those who lack a competency."""

    DAY = dt.date(2026, 6, 1)
    TOLD = "attitude (superior's rating, 1 June 2026)"
    FITS = "a talk with the superior, and coaching"

    def rate(self, town_cast: Cast) -> None:
        town.rated(town_cast.staff, "M.1", [1], on=self.DAY, source="ATASAN", lacks=["SIKAP"])

    def page(self, town_cast: Cast, role: str, name: str, *args: str) -> str:
        return " ".join(town_cast.client(role).get(reverse(name, args=args)).content.decode().split())

    @pytest.mark.parametrize("role", ["staff", "head", "bkpsdm"])
    def test_is_told_with_source_and_day(self, town_cast: Cast, role: str) -> None:
        self.rate(town_cast)

        page = self.page(town_cast, role, "person", town_cast.staff.code)

        assert "Missing most: attitude (superior&#x27;s rating, 1 June 2026)." in page
        assert f"What fits: {self.FITS}." in page
        assert "Forms of learning that fit: Coaching, Mentoring. Source: local policy (not verified)." in page

    def test_unknown_stays_unknown(self, town_cast: Cast) -> None:
        page = self.page(town_cast, "staff", "person", town_cast.staff.code)

        assert page.count("What is missing is not known yet.") == 1
        assert "What fits: perhaps a class; ask first what is missing." in page
        assert "Forms of learning that fit" not in page

    def test_of_a_tie_is_told_as_one(self, town_cast: Cast) -> None:
        self.rate(town_cast)
        town.rated(town_cast.staff, "M.1", [1], on=self.DAY, source="DIRI", lacks=["PENGETAHUAN"])

        page = self.page(town_cast, "head", "person", town_cast.staff.code)

        assert "Missing most: knowledge, attitude, named equally often" in page
        assert f"a class or a course; {self.FITS}." in page

    def test_is_hidden_with_the_scores(self, town_cast: Cast) -> None:
        self.rate(town_cast)

        assert "attitude" not in self.page(town_cast, "mayor", "person", town_cast.staff.code)

    @pytest.mark.parametrize("role", ["staff", "head", "bkpsdm"])
    def test_of_four_colleagues_is_told_to_nobody(self, town_cast: Cast, role: str) -> None:
        town.rated(town_cast.staff, "M.1", [1, 1, 1, 1, 4], on=self.DAY, lacks=["SIKAP"] * 4)

        assert "attitude" not in self.page(town_cast, role, "person", town_cast.staff.code)

    def test_stands_in_the_list_of_who_lacks_it(self, town_cast: Cast) -> None:
        self.rate(town_cast)
        page = town_cast.client("head").get(reverse("unit_competency", args=["SEKSI", "M.1"]), {"tampil": "semua"})
        rows = [{cell.label: cell.text for cell in row} for row in page.context["listing"].cells]

        assert {row["Name"]: row["Missing most, and what fits"] for row in rows} == {
            "Sari Staf": f"{self.TOLD}: {self.FITS}",
            "Kolega Kedua": "–",  # of whom nothing is known: no gap
        }

    def test_goes_into_the_files(self, town_cast: Cast) -> None:
        self.rate(town_cast)
        client = town_cast.client("bkpsdm")

        for name, args, told in (
            ("person", [town_cast.staff.code], {"Missing most", "What fits", self.TOLD, self.FITS}),
            ("unit_competency", ["SEKSI", "M.1"], {"Missing most, and what fits", f"{self.TOLD}: {self.FITS}"}),
        ):
            answer = client.get(reverse(name, args=args), {"format": "xlsx"})
            rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
            cells = {cell for row in rows for cell in row}
            assert told <= cells
            assert client.get(reverse(name, args=args), {"format": "pdf"}).content.startswith(b"%PDF")


class TestGroups:
    """No page or file shows what a single peer or subordinate said."""

    DAY = dt.date(2026, 6, 1)

    def page(self, town_cast: Cast, role: str) -> str:
        there = reverse("person", args=[town_cast.staff.code])
        return " ".join(town_cast.client(role).get(there).content.decode().split())

    @pytest.mark.parametrize("role", ["staff", "head", "bkpsdm"])
    @pytest.mark.parametrize("source", ["REKAN", "BAWAHAN"])
    def test_four_are_shown_to_nobody(self, town_cast: Cast, role: str, source: str) -> None:
        town.rated(town_cast.staff, "T.IT.1", [5, 5, 5, 1], on=self.DAY, source=source)

        page = self.page(town_cast, role)

        assert "kode-" not in page
        assert "peers&#x27; rating, valid until" not in page
        assert "subordinates&#x27; rating, valid until" not in page

    def test_five_are_a_mean_and_a_number(self, town_cast: Cast) -> None:
        town.rated(town_cast.staff, "T.IT.1", [2, 2, 2, 3, 4], on=self.DAY)

        page = self.page(town_cast, "staff")

        assert "level 2.6 on the mean of 5 people" in page
        assert "kode-" not in page

    def test_a_sixth_that_comes_later_hides_them_all(self, town_cast: Cast) -> None:
        town.rated(town_cast.staff, "T.IT.1", [2, 2, 2, 3, 4], on=self.DAY)
        town.rated(town_cast.staff, "T.IT.1", [2, 2, 2, 3, 4, 5], on=self.DAY, at=town.NOW + dt.timedelta(minutes=1))

        assert "on the mean of" not in self.page(town_cast, "bkpsdm")

    def test_files_hold_no_ratings(self, town_cast: Cast) -> None:
        town.rated(town_cast.staff, "T.IT.1", [2, 2, 2, 3, 4], on=self.DAY)
        there = reverse("person", args=[town_cast.staff.code])

        answer = town_cast.client("staff").get(there, {"format": "xlsx"})

        book = openpyxl.load_workbook(BytesIO(b"".join(answer) if answer.streaming else answer.content))
        [sheet] = book.worksheets
        cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert not any("2.6" in cell or "kode-" in cell or "peers" in cell for cell in cells)


class TestAssessNext:
    """Whom to assess next in a unit."""

    def test_lists_what_is_open_with_who_what_and_minutes(self, town_cast: Cast) -> None:
        town.estimated(town_cast.colleague, "M.1", 3, on=town.TODAY, low=2, high=4)
        client = town_cast.client("head")

        unit = client.get(reverse("unit", args=["SEKSI"])).content.decode()
        page = " ".join(client.get(reverse("unit_assess", args=["SEKSI"])).content.decode().split())

        assert reverse("unit_assess", args=["SEKSI"]) in unit
        assert "Kolega Kedua" in page
        assert "3 (may be 2 to 4)" in page
        assert "competence test" in page
        assert "20 minutes" in page
        assert "% likely to change it" in page
        assert "nothing is known yet" in page

    def test_leaves_out_what_is_decided(self, town_cast: Cast) -> None:
        for person in (town_cast.staff, town_cast.colleague):
            for code in ("M.1", "M.2", "SK.1", "T.IT.1"):
                town.assessed(person, code, 3, on=dt.date(2026, 3, 3))

        page = town_cast.client("head").get(reverse("unit_assess", args=["SEKSI"])).content.decode()

        assert "For everybody here it is known" in page


class TestMapping:
    """Somebody known by internal mapping alone counts as known everywhere."""

    def test_in_maps_and_lists(self, town_cast: Cast) -> None:
        town.estimated(town_cast.colleague, "M.1", 2, on=town.TODAY)
        client = town_cast.client("head")

        lacking = client.get(reverse("unit_competency", args=["SEKSI", "M.1"])).content.decode()
        unit = client.get(reverse("unit", args=["SEKSI"])).content.decode()

        assert "internal mapping" in lacking
        assert '<span class="pw-heat__short" aria-hidden="true">2/2</span>' in unit


class TestPeople:
    """The list of people."""

    def test_holds_those_within_reach_only(self, town_cast: Cast) -> None:
        page = town_cast.client("head").get(reverse("people")).content.decode()

        assert "Sari Staf" in page
        assert "Orang Luar" not in page

    def test_is_refused_to_employees(self, town_cast: Cast) -> None:
        assert town_cast.client("staff").get(reverse("people")).status_code == 403

    def test_can_be_searched_and_sorted(self, town_cast: Cast) -> None:
        client = town_cast.client("bkpsdm")
        found = client.get(reverse("people"), {"q": "sari pengelola"}).context["listing"]
        backwards = client.get(reverse("people"), {"urut": "-nama"}).context["listing"]

        assert [row.name for row in found.found] == ["Sari Staf"]
        assert next(row.name for row in backwards.found) == "Sari Staf"

    def test_file_holds_what_the_screen_shows(self, town_cast: Cast) -> None:
        answer = town_cast.client("bkpsdm").get(reverse("people"), {"q": "dinas", "format": "xlsx"})
        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
        names = [row[0] for row in rows]

        assert "Hadi Kepala" in names
        assert "Sari Staf" not in names

    def test_a_nip_is_posted_and_leads_to_the_person(self, town_cast: Cast) -> None:
        nip = town_cast.staff.nip
        spaced = f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}"
        answer = town_cast.client("head").post(reverse("people_find"), {"q": spaced})

        assert answer["Location"] == reverse("person", args=[town_cast.staff.code])

    @pytest.mark.parametrize(
        "typed",
        ["{0}\t{1}", "{0}{1}\t", "{0}\u2009{1}", "{0}/{1}", "{0}{1},", "NIP {0}{1}"],
    )
    def test_a_nip_written_in_any_way_leads_to_the_person(self, town_cast: Cast, typed: str) -> None:
        nip = town_cast.staff.nip
        answer = town_cast.client("head").post(reverse("people_find"), {"q": typed.format(nip[:8], nip[8:])})

        assert answer["Location"] == reverse("person", args=[town_cast.staff.code])

    @pytest.mark.parametrize("digits", [15, 17])
    def test_a_nip_that_lost_digits_stands_in_no_address(self, town_cast: Cast, digits: int) -> None:
        long = "x" * 90  # cut off at 100 signs, fewer digits would be left
        for typed in (town_cast.staff.nip[:digits], f"{long} {town_cast.staff.nip[:digits]}"):
            answer = town_cast.client("head").post(reverse("people_find"), {"q": typed})

            assert answer["Location"] == reverse("people")

    def test_a_nip_out_of_reach_is_nobody(self, town_cast: Cast) -> None:
        answer = town_cast.client("head").post(reverse("people_find"), {"q": town_cast.outsider.nip})

        assert answer["Location"] == reverse("people")

    def test_a_nip_in_an_address_is_taken_out(self, town_cast: Cast) -> None:
        answer = town_cast.client("bkpsdm").get(reverse("people"), {"q": town_cast.staff.nip})

        assert answer["Location"] == reverse("people")


class TestUnit:
    """A unit's heat map, and the people behind a cell."""

    def test_head_reaches_who_lacks_what_in_two_clicks_from_the_unit(self, town_cast: Cast) -> None:
        town.sessions(
            town.session_row(
                "S1", timezone.localdate() + dt.timedelta(days=9), programme="Integritas", teaches={"M.1": 3}
            )
        )
        client = town_cast.client("head")
        there = reverse("unit_competency", args=["SEKSI", "M.1"])
        heat = client.get(reverse("unit", args=["DINAS"])).content.decode()
        people = client.get(there).content.decode()

        assert f'href="{there}"' in heat
        assert "Sari Staf" in people
        assert "Integritas" in people
        assert "assess first" in people  # for the colleague, of whom nothing is known

    def test_each_cell_leads_to_as_many_people_as_it_counts(self, town_cast: Cast) -> None:
        client = town_cast.client("head")
        rows = client.get(reverse("unit", args=["DINAS"])).context["heat"].rows

        cells = [cell for row in rows for cell in row.cells if cell.known or cell.unknown]
        found = [
            client.get(cell.url, {"tampil": "semua"} | dict(parse_qsl(urlsplit(cell.url).query))) for cell in cells
        ]

        assert [page.context["listing"].total for page in found] == [cell.known + cell.unknown for cell in cells]
        assert {"letak=sendiri" in cell.url for cell in cells} == {True, False}

    def test_of_another_office_is_not_found(self, town_cast: Cast) -> None:
        client = town_cast.client("head")

        assert client.get(reverse("unit", args=["LAIN"])).status_code == 404
        assert client.get(reverse("unit_competency", args=["LAIN", "M.1"])).status_code == 404

    def test_hides_small_groups_from_readers_of_aggregates(self, town_cast: Cast) -> None:
        mayor = town_cast.client("mayor").get(reverse("city"))
        bkpsdm = town_cast.client("bkpsdm").get(reverse("city"))

        hidden = [cell.hidden for row in mayor.context["heat"].rows for cell in row.cells if cell.known or cell.hidden]
        assert any(hidden)
        assert not any(cell.hidden for row in bkpsdm.context["heat"].rows for cell in row.cells)

    def test_of_few_people_in_all_hides_the_sum_too(self, town_cast: Cast) -> None:
        rows = town_cast.client("mayor").get(reverse("city")).context["heat"].rows
        of_two = [row.cells[0] for row in rows]  # M.1: two people are known in the whole town

        assert [cell.hidden for cell in of_two if cell.known or cell.hidden]
        assert all(cell.hidden for cell in of_two if cell.known or cell.hidden)

    @pytest.mark.parametrize("role", ["mayor", "sekda"])
    def test_is_closed_to_readers_of_groups_who_could_subtract_pages(self, town_cast: Cast, role: str) -> None:
        assert town_cast.client(role).get(reverse("unit", args=["DINAS"])).status_code == 403

    def test_with_a_nul_in_its_address_is_not_found(self, town_cast: Cast) -> None:
        client = town_cast.client("bkpsdm")

        assert [client.get(there).status_code for there in ("/unit/%00/", "/unit/SEKSI/%00/", "/kamus/%00/")] == [
            404
        ] * 3

    def test_of_a_head_leads_to_the_own_unit(self, town_cast: Cast) -> None:
        assert town_cast.client("head").get(reverse("city"))["Location"] == reverse("unit", args=["DINAS"])


class TestLeavers:
    """Whoever has left."""

    def test_is_open_to_bkpsdm_alone(self, town_cast: Cast) -> None:
        town.event(town_cast.colleague, "PENSIUN", dt.date(2026, 1, 1))
        page = reverse("person", args=[town_cast.colleague.code])

        found = {role: town_cast.client(role).get(page).status_code for role in ("bkpsdm", "sekda", "mayor", "head")}
        assert found == {"bkpsdm": 200, "sekda": 404, "mayor": 404, "head": 404}

    def test_holds_no_granted_role(self, town_cast: Cast) -> None:
        user = town_cast.users["staff"]
        grant_role(user=user, role="bkpsdm", unit=None, on=dt.date(2026, 1, 1), by="tests", at=town.NOW)
        protect(user)
        client = town_cast.client("staff")
        before = client.get(reverse("people")).status_code
        town.event(town_cast.staff, "PENSIUN", dt.date(2026, 2, 1))

        assert (before, client.get(reverse("people")).status_code) == (200, 403)


class TestLongLists:
    """A file or a print holds what it says, or is refused."""

    @pytest.mark.parametrize("kind", ["pdf", "xlsx", "cetak"])
    def test_are_refused_in_words(self, town_cast: Cast, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lists, "MOST_ROWS", 3)
        answer = town_cast.client("bkpsdm").get(reverse("people"), {"format": kind, "q": "a"}, follow=True)

        assert answer.redirect_chain == [(f"{reverse('people')}?q=a", 302)]
        assert "a file or print holds at most 3" in answer.content.decode()


class TestQueries:
    """The number of queries does not grow with the number of people."""

    @pytest.mark.parametrize(
        ("name", "args"),
        [
            ("people", []),
            ("unit", ["DINAS"]),
            ("unit_competency", ["DINAS", "M.1"]),
            ("unit_assess", ["DINAS"]),
            ("city", []),
        ],
    )
    def test_at_most_twelve(
        self, town_cast: Cast, name: str, args: list[str], django_assert_max_num_queries: object
    ) -> None:
        town.people(*(town.person_row(number) for number in range(20, 60)))
        client = town_cast.client("bkpsdm")
        client.get(reverse("people"))  # the first request of a day derives who holds which post
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse(name, args=args)).status_code == 200

    def test_at_most_twelve_for_a_person_of_whom_something_is_open(
        self, town_cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        client = town_cast.client("head")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12) as asked:
            assert client.get(reverse("person", args=[town_cast.staff.code])).status_code == 200
        posts = [query["sql"] for query in asked if query["sql"].startswith('SELECT "people_post"."id"')]
        assert posts == [], "the post comes with its person"


class TestNewDay:
    """Rights follow posts at midnight."""

    def test_who_is_transferred_is_out_of_reach_from_that_day_on(self, town_cast: Cast) -> None:
        client = town_cast.client("head")
        page = reverse("person", args=[town_cast.staff.code])
        before = client.get(page).status_code
        lain = Unit.objects.get(siasn_id="LAIN")
        town.event(town_cast.staff, "MUTASI", timezone.localdate(), unit=lain)
        PostsDay.objects.update(as_of=dt.date(2026, 1, 1))  # a night has passed

        assert (before, client.get(page).status_code) == (200, 404)
