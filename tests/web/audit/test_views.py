"""The log as a page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from piawai.accounts.models import User
from piawai.audit.services import log
from piawai.people.models import Unit
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
ADDRESS = "/log/"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def inspector(people: Cast) -> Client:
    return people.client("inspector")


def happened(action: str, day: dt.date, *, hour: int = 3, by: str = "tests") -> None:
    """Log something at an hour (UTC; Jakarta is 7 hours ahead) of a day."""
    log(action=action, by=by, at=dt.datetime.combine(day, dt.time(hour), dt.UTC), details={"new": 1})


class TestAuditLog:
    """What was done, by whom."""

    def actions(self, client: Client, **query: str) -> list[str]:
        """Return the actions that the page shows."""
        cells = client.get(ADDRESS, query).context["listing"].cells
        return [row[2].text for row in cells if row[2].text.startswith("test.")]

    def test_shows_the_newest_first(self, inspector: Client) -> None:
        happened("test.earlier", dt.date(2026, 1, 1))
        happened("test.later", dt.date(2026, 1, 2))

        assert self.actions(inspector, q="test.") == ["test.later", "test.earlier"]

    def test_names_who_did_it_on_whom_and_where(self, people: Cast, inspector: Client) -> None:
        mayor = people.users["mayor"]
        User.objects.filter(pk=mayor.pk).update(name="Wali Kota Kita")
        at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        log(action="test.named", by=mayor.code, at=at, subject=f"person {people.staff.code}", details={"unit": "DINAS"})

        [row] = inspector.get(ADDRESS, {"q": "test. kita"}).context["listing"].cells

        assert [cell.text for cell in row[1:]] == [
            f"Wali Kota Kita ({mayor.code})",
            "test.named",
            f"person {people.staff.name} ({people.staff.code})",
            f"unit: {Unit.objects.get(siasn_id='DINAS').name}",
        ]

    def test_shortens_long_details_on_the_page_alone(self, inspector: Client) -> None:
        at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        log(action="test.long", by="tests", at=at, details={"units": [f"U{number}" for number in range(200)]})

        [row] = inspector.get(ADDRESS, {"q": "test.long"}).context["listing"].cells
        [whole] = inspector.get(ADDRESS, {"q": "test.long", "format": "cetak"}).context["listing"].cells

        assert len(row[4].text) <= 300
        assert row[4].text.endswith(" …")
        assert whole[4].text.endswith("U199")

    def test_days_are_inclusive_and_those_of_the_place(self, inspector: Client) -> None:
        happened("test.before", dt.date(2026, 1, 1), hour=16)  # 23.00 in Jakarta
        happened("test.first", dt.date(2026, 1, 1), hour=17)  # midnight
        happened("test.last", dt.date(2026, 1, 2), hour=16)
        happened("test.after", dt.date(2026, 1, 2), hour=17)

        assert self.actions(inspector, dari="2/1/2026", sampai="2/1/2026") == ["test.last", "test.first"]

    def test_says_what_is_wrong_with_a_day(self, inspector: Client) -> None:
        page = inspector.get(ADDRESS, {"dari": "31/2/2026"})

        assert b"govuk-error-summary" in page.content

    @pytest.mark.parametrize("day", ["1/1/0001", "31/12/9999"])
    def test_bears_the_ends_of_the_calendar(self, inspector: Client, day: str) -> None:
        assert inspector.get(ADDRESS, {"dari": day, "sampai": day}).status_code == 200

    @pytest.mark.parametrize("kind", ["pdf", "xlsx"])
    def test_can_be_taken_away(self, inspector: Client, kind: str) -> None:
        answer = inspector.get(ADDRESS, {"format": kind, "q": "test."})

        assert answer.status_code == 200
        assert kind in answer.headers["Content-Disposition"]

    @pytest.mark.parametrize("role", ["staff", "head", "operator", "bkpsdm", "sekda", "mayor", "nobody"])
    def test_is_the_inspectorate_s_alone(self, people: Cast, role: str) -> None:
        assert people.client(role).get(ADDRESS).status_code == 403

    def test_sends_strangers_to_sign_in(self) -> None:
        assert Client().get(ADDRESS).headers["Location"].startswith(reverse("account_login"))

    def test_takes_few_queries(self, inspector: Client, django_assert_max_num_queries: object) -> None:
        inspector.get(ADDRESS)  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert inspector.get(ADDRESS).status_code == 200
