"""Pages of needs that go out to partners."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.learning.models import Call, Offer, Partner, Session
from piawai.learning.services.sessions import cancel_session
from piawai.lib import clock
from tests import town
from tests.cast import Cast, cast
from tests.offers import offered

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def people() -> Cast:
    """Two of the section hold one level less of M.1 than their job requires."""
    found = cast()
    recent = timezone.localdate() - 20 * DAY
    for person in (found.staff, found.colleague):
        town.assessed(person, "M.1", 1, on=recent)
    return found


def page(people: Cast, address: str) -> str:
    return " ".join(people.client("bkpsdm").get(address).content.decode().split())


def need_of(people: Cast) -> tuple[int, int, int]:
    """Return level, people without an offer and seats of the need, as the list shows it."""
    rows = people.client("bkpsdm").get(reverse("unmet_needs")).context["listing"].found
    return next(((row.level, row.left, row.seats) for row in rows if row.competency == "M.1"), (0, 0, 0))


def sent(cast_: Cast, **more: Any) -> Any:
    today = timezone.localdate()
    plain = {
        "people": "2",
        "starts_on": f"{today + 60 * DAY:%d-%m-%Y}",
        "ends_on": f"{today + 90 * DAY:%d-%m-%Y}",
        "answers_until": f"{today + 30 * DAY:%d-%m-%Y}",
        "partners": [Partner.objects.get_or_create(name="Balai", name_key="balai")[0].code],
    }
    address = reverse("need_send", args=["M.1", need_of(cast_)[0]])
    return cast_.client("bkpsdm").post(address, {**plain, **more}, follow=True)


class TestUnmet:
    """What people lack and nobody offers."""

    def test_counts_those_who_are_known_to_lack_it(self, people: Cast) -> None:
        assert need_of(people)[1:] == (2, 0)

    def test_seats_to_come_meet_it(self, people: Cast) -> None:
        level = need_of(people)[0]
        town.sessions(town.session_row("S1", timezone.localdate() + 40 * DAY, seats=1, teaches={"M.1": level}))

        assert need_of(people) == (level, 1, 1)

    @pytest.mark.parametrize("what", ["lower", "begun", "cancelled"])
    def test_seats_that_meet_nothing(self, people: Cast, what: str) -> None:
        level, today = need_of(people)[0], timezone.localdate()
        first = today if what == "begun" else today + 40 * DAY
        town.sessions(town.session_row("S1", first, teaches={"M.1": level - (what == "lower")}))
        if what == "cancelled":
            cancel_session(session=Session.objects.get(), reason="Batal", by=town.BY, at=town.NOW, link="/")

        assert need_of(people) == (level, 2, 0)


class TestSend:
    """A need goes out."""

    def test_leads_to_the_need_that_was_sent(self, people: Cast) -> None:
        answer = sent(people)

        call = Call.objects.get()
        assert answer.redirect_chain[-1][0] == reverse("call", args=[call.code])
        assert (call.people, call.most, call.asked.count()) == (2, None, 1)
        assert "sent" in page(people, reverse("unmet_needs"))

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"partners": []}, "Choose at least one partner."),
            ({"people": ""}, "Say for how many people: at least one."),
            ({"answers_until": "1-1-2020"}, "Give days in this order"),
            ({"starts_on": "besok"}, "Write the day as 24-11-2026."),
        ],
    )
    def test_says_what_to_put_right(self, people: Cast, more: dict[str, Any], words: str) -> None:
        answer = sent(people, **more)

        assert words in answer.content.decode()
        assert not Call.objects.exists()


class TestCompare:
    """Offers side by side, and one is taken."""

    @pytest.fixture
    def call(self, people: Cast) -> Call:
        return offered(on=timezone.localdate(), at=clock.now())

    def test_the_one_that_falls_short_least_comes_first(self, people: Cast, call: Call) -> None:
        rows = people.client("bkpsdm").get(reverse("call", args=[call.code])).context["listing"].found

        assert [(row.offer.partner.name, row.cost, len(row.lacks)) for row in rows] == [
            ("Balai Satu", 10_000_000, 0),
            ("Balai Dua", 30_000_000, 2),
        ]
        assert (rows[0].each, rows[0].each_hour) == (500_000, 31_250)

    def test_queries_do_not_grow(self, people: Cast, call: Call, django_assert_max_num_queries: Any) -> None:
        client = people.client("bkpsdm")
        client.get(reverse("home"))  # the day's posts and standings are made by whoever comes first
        for address in (reverse("call", args=[call.code]), reverse("calls"), reverse("unmet_needs")):
            with django_assert_max_num_queries(12):
                client.get(address)

    def test_taken_it_stands_in_the_catalogue(self, people: Cast, call: Call) -> None:
        offer = Offer.objects.get(partner__name="Balai Satu")

        answer = people.client("bkpsdm").post(
            reverse("offer_take", args=[call.code, offer.code]), {"code": "LK-1"}, follow=True
        )

        assert answer.redirect_chain[-1][0] == reverse("session", args=["LK-1"])
        assert Session.objects.get().partner.name == "Balai Satu"
        assert reverse("session", args=["LK-1"]) in page(people, reverse("call", args=[call.code]))

    def test_a_code_in_use_is_said_beside_the_form(self, people: Cast, call: Call) -> None:
        town.sessions(town.session_row("S1", timezone.localdate() + DAY))
        offer = Offer.objects.get(partner__name="Balai Satu")

        answer = people.client("bkpsdm").post(reverse("offer_take", args=[call.code, offer.code]), {"code": "S1"})

        assert "Give the session a code that no other session has." in answer.content.decode()

    def test_closed_without_one(self, people: Cast, call: Call) -> None:
        people.client("bkpsdm").post(reverse("call_close", args=[call.code]))

        shown = page(people, reverse("call", args=[call.code]))
        assert "closed without an offer taken" in shown
        assert reverse("call_close", args=[call.code]) not in shown

    def test_files_hold_what_the_page_shows(self, people: Cast, call: Call) -> None:
        for kind in ("pdf", "xlsx"):
            answer = people.client("bkpsdm").get(f"{reverse('call', args=[call.code])}?format={kind}")
            assert answer["Content-Disposition"].endswith(f'.{kind}"')
