"""Pages of a partner: the needs sent to it, and its offer."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from piawai.competencies.models import Competency
from piawai.learning.models import Call, Offer, Partner
from piawai.learning.services.offers import close_need, send_need
from piawai.lib import clock
from tests import town
from tests.agreed import agreed
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, with an account for each of two partners."""
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    found = cast()
    agreed(found, code="S1", role="partner", person=found.staff, partner="BPSDM", price=1_234_567)
    agreed(found, code="S/2", role="other_partner", person=found.outsider, partner="Lain", price=7_654_321)
    return found


@pytest.fixture
def call(people: Cast) -> Call:
    """A need that was sent to the first partner alone."""
    today = timezone.localdate()
    return send_need(
        competency=Competency.objects.get(code="M.1"),
        level=3,
        people=20,
        days=(today + 60 * DAY, today + 90 * DAY),
        most=None,
        words="Untuk petugas loket",
        answers_until=today + 30 * DAY,
        partners=[Partner.objects.get(name="BPSDM")],
        on=today,
        by=town.BY,
        at=clock.now(),
    )


def test_home_asks_the_partner_that_was_asked_until_it_offers(people: Cast, call: Call) -> None:
    def asked(role: str) -> list[str]:
        return [task.url for task in people.client(role).get("/").context["tasks"] if "kebutuhan" in task.url]

    assert asked("partner") == [reverse("own_call", args=[call.code])]
    assert asked("other_partner") == []

    sent(people, call)

    assert asked("partner") == []


def sent(people: Cast, call: Call, role: str = "partner", **more: Any) -> Any:
    first = timezone.localdate() + 60 * DAY
    plain = {
        "programme": "Loket Prima",
        "form": "3",
        "level": "3",
        "starts_on": f"{first:%d-%m-%Y}",
        "ends_on": f"{first + DAY:%d-%m-%Y}",
        "hours": "16",
        "seats": "25",
        "participant_cost": "500000",
        "fixed_cost": "",
        "mode": "LURING",
    }
    return people.client(role).post(reverse("own_call", args=[call.code]), {**plain, **more}, follow=True)


class TestOwn:
    """A partner reads what was sent to it, and offers."""

    def test_is_listed_to_the_partner_alone(self, people: Cast, call: Call) -> None:
        address = reverse("own_call", args=[call.code])

        assert address in people.client("partner").get(reverse("own_calls")).content.decode()
        assert address not in people.client("other_partner").get(reverse("own_calls")).content.decode()
        assert people.client("other_partner").get(address).status_code == 404
        assert sent(people, call, role="other_partner").status_code == 404

    def test_offer_is_made_changed_and_withdrawn(self, people: Cast, call: Call) -> None:
        sent(people, call)
        sent(people, call, seats="30")

        offer = Offer.objects.get()
        assert (offer.partner.name, offer.seats, offer.fixed_cost, offer.state) == ("BPSDM", 30, 0, "DIAJUKAN")
        assert 'value="30"' in people.client("partner").get(reverse("own_call", args=[call.code])).content.decode()

        people.client("partner").post(reverse("own_offer_withdraw", args=[call.code]))
        offer.refresh_from_db()
        assert offer.state == "DITARIK"

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"programme": ""}, "Write the name of the training."),
            ({"seats": ""}, "Give at least one seat"),
            ({"starts_on": "1-1-2020"}, "Give days to come"),
            ({"form": ""}, "Choose the form."),
        ],
    )
    def test_says_what_to_put_right(self, people: Cast, call: Call, more: dict[str, str], words: str) -> None:
        answer = sent(people, call, **more)

        assert words in answer.content.decode()
        assert not Offer.objects.exists()

    def test_a_need_that_is_closed_takes_no_offer(self, people: Cast, call: Call) -> None:
        close_need(call=call, by=town.BY, at=clock.now())

        sent(people, call)

        assert not Offer.objects.exists()
