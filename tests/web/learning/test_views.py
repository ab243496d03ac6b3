"""Pages of the catalogue."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import formats, timezone

from piawai.development.services import planning
from piawai.lib import clock
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
BEGINS = timezone.localdate() + dt.timedelta(days=40)


@pytest.fixture
def offered() -> Cast:
    """The cast, two sessions of different years, and a plan for the first of them."""
    found = cast()
    town.sessions(
        town.session_row(
            "S1",
            BEGINS,
            programme="Integritas",
            teaches={"M.1": 3},
            asks={"T.IT.1": 1},
            duties=("JF_PENYELIA",),
            participant_cost=1_500_000,
            place="Bandung",
        ),
        town.session_row("S/2", BEGINS + dt.timedelta(days=400), programme="Digital"),
    )
    solved()
    return found


def solved() -> None:
    """Solve the plan of the first session's year."""
    planning.solve_plan(
        year=BEGINS.year,
        budget=1_000_000_000,
        max_away=1.0,
        gap=0.0,
        time_limit=20,
        on=timezone.localdate(),
        by=town.BY,
        at=clock.now(),
    )


class TestCatalogue:
    """The sessions on offer."""

    @pytest.mark.parametrize("role", ["staff", "head", "operator", "bkpsdm", "mayor", "inspector"])
    def test_is_shown_to_every_role(self, offered: Cast, role: str) -> None:
        page = offered.client(role).get(reverse("catalogue")).content.decode()

        assert f'href="{reverse("session", args=["S1"])}"' in page

    def test_is_refused_to_who_holds_no_role(self, offered: Cast) -> None:
        assert offered.client("nobody").get(reverse("catalogue")).status_code == 403

    def test_can_be_narrowed_to_a_year_searched_and_sorted(self, offered: Cast) -> None:
        client = offered.client("staff")

        def codes(**asked: str) -> list[str]:
            return [row.code for row in client.get(reverse("catalogue"), asked).context["listing"].found]

        assert codes(tahun=str(BEGINS.year)) == ["S1"]
        assert codes(tahun="x") == ["S1", "S/2"]
        assert codes(q="digital") == ["S/2"]
        assert codes(urut="-mulai") == ["S/2", "S1"]

    def test_a_search_finds_every_form_of_a_word(self, offered: Cast) -> None:
        town.sessions(town.session_row("S3", BEGINS, programme="Pelayanan Prima", teaches={"M.1": 3}))

        answer = offered.client("staff").get(reverse("catalogue"), {"q": "melayani"})

        assert [row.code for row in answer.context["listing"].found] == ["S3"]

    def test_file_holds_what_the_screen_shows(self, offered: Cast) -> None:
        asked = {"tahun": str(BEGINS.year), "format": "xlsx"}
        answer = offered.client("staff").get(reverse("catalogue"), asked)
        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))

        assert rows[-1][:2] == ("Integritas", "S1")
        assert "Digital" not in {row[0] for row in rows}

    def test_takes_the_same_queries_for_any_number_of_sessions(
        self, offered: Cast, django_assert_max_num_queries: object
    ) -> None:
        town.sessions(*(town.session_row(f"T{number}", BEGINS) for number in range(30)))
        client = offered.client("head")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("catalogue")).context["listing"].total == 32


class TestSession:
    """One session."""

    def test_says_what_it_teaches_asks_and_costs(self, offered: Cast) -> None:
        page = offered.client("mayor").get(reverse("session", args=["S1"])).content.decode()

        for words in ("Kompetensi M.1", "level 3", "Kompetensi T.IT.1", "JF Penyelia", "Rp1,500,000", "Bandung"):
            assert words in page
        assert "Who goes to S1 in the plan" not in page

    @pytest.mark.parametrize(
        ("role", "names"),
        [("staff", ["Sari Staf"]), ("other_head", ["Orang Luar"])],
    )
    def test_names_those_within_reach_only(self, offered: Cast, role: str, names: list[str]) -> None:
        town.assessed(offered.staff, "T.IT.1", 1, on=dt.date(2026, 3, 3))
        town.assessed(offered.outsider, "T.IT.1", 1, on=dt.date(2026, 3, 3))
        solved()
        listing = offered.client(role).get(reverse("session", args=["S1"])).context["listing"]

        assert [row.person.name for row in listing.found] == names

    def test_is_searched_by_name_or_unit(self, offered: Cast) -> None:
        town.assessed(offered.staff, "T.IT.1", 1, on=dt.date(2026, 3, 3))
        solved()
        client, address = offered.client("bkpsdm"), reverse("session", args=["S1"])
        row = client.get(address).context["listing"].found[0]

        def found(asked: str) -> list[str]:
            return [row.person.name for row in client.get(address, {"q": asked}).context["listing"].found]

        assert row.person.name in found(row.person.name)
        assert row.person.name in found(row.unit_name)
        assert found("tidak ada") == []

    def test_of_one_day_says_the_day_once(self, offered: Cast) -> None:
        town.sessions(town.session_row("SEHARI", BEGINS, ends_on=BEGINS))

        facts = offered.client("staff").get(reverse("session", args=["SEHARI"])).context["facts"]

        assert facts[0]["text"] == formats.date_format(BEGINS, "DATE_FORMAT")

    def test_may_have_a_slash_in_its_code(self, offered: Cast) -> None:
        assert offered.client("staff").get(reverse("session", args=["S/2"])).status_code == 200

    def test_that_is_not_on_offer_is_not_found(self, offered: Cast) -> None:
        assert offered.client("staff").get(reverse("session", args=["S9"])).status_code == 404

    def test_takes_few_queries(self, offered: Cast, django_assert_max_num_queries: object) -> None:
        client = offered.client("bkpsdm")
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("session", args=["S1"])).status_code == 200
