"""Pages of ratings: raters are named and confirmed, assessors accredited."""

import datetime as dt

import pytest

from piawai.competencies.models import Accreditation, Nomination, Round
from piawai.competencies.terms import RoundState
from piawai.jobs.models import Message
from piawai.lib import clock
from tests import sheets as made
from tests.cast import Cast
from tests.web.rating.pages import at, text

pytestmark = pytest.mark.django_db


class TestNaming:
    """Raters are named and confirmed."""

    @pytest.fixture
    def naming(self, people: Cast) -> Round:
        return made.round_(state=RoundState.NOMINATING, on=clock.today())

    def test_a_colleague_is_named_and_confirmed(self, people: Cast, naming: Round) -> None:
        client, address = people.client("staff"), at("nominate", naming.token)
        page = client.get(client.get(at("nominations"))["Location"])
        client.post(address, {"source": "REKAN", "chosen": [people.colleague.code]})
        row = Nomination.objects.get()
        waiting = people.client("head").get(at("nominations_waiting"))
        people.client("head").post(at("nomination_decide", row.pk), {"decision": "setujui"})

        assert "Kolega Kedua" in text(page)
        assert "Orang Luar" not in text(page)
        assert "They count where at least 5 answer" in text(page)
        assert "Kolega Kedua" in text(waiting)
        assert Nomination.objects.get().state == "DISETUJUI"
        assert "Confirmed" in text(client.get(address)) or "confirmed" in text(client.get(address))

    def test_whoever_named_is_led_to_the_names_and_has_a_text_to_pass_on(self, people: Cast, naming: Round) -> None:
        row = Nomination.objects.create(
            round=naming, ratee=people.staff, rater=people.colleague, source="REKAN", made_at=clock.now()
        )
        people.client("head").post(at("nomination_decide", row.pk), {"decision": "tolak"})
        told = Message.objects.get(to=people.staff.code)
        client = people.client("staff")

        page = text(client.get(at("message", told.pk)))
        opened = client.get(at("message_open", told.pk))

        assert f"http://testserver{at('nominations')}" in page
        assert people.colleague.name not in page
        assert opened["Location"] == at("nominations")
        assert people.colleague.name in text(client.get(opened["Location"], follow=True))

    def test_stands_among_the_tasks_until_the_round_begins(self, people: Cast, naming: Round) -> None:
        [task] = [one for one in people.client("staff").get("/").context["tasks"] if one.verb == "Name your raters"]

        assert task.due == naming.opens_on - dt.timedelta(days=1)

    def test_a_stranger_is_refused(self, people: Cast, naming: Round) -> None:
        people.client("staff").post(at("nominate", naming.token), {"source": "REKAN", "chosen": [people.outsider.code]})

        assert not Nomination.objects.exists()

    def test_only_the_superior_and_bkpsdm_decide(self, people: Cast, naming: Round) -> None:
        row = Nomination.objects.create(
            round=naming, ratee=people.staff, rater=people.colleague, source="REKAN", made_at=clock.now()
        )
        address = at("nomination_decide", row.pk)

        assert people.client("other_head").get(address).status_code == 404
        assert people.client("staff").get(address).status_code == 403
        assert people.client("bkpsdm").get(address).status_code == 200

    def test_a_name_is_taken_back_by_its_owner_alone(self, people: Cast, naming: Round) -> None:
        row = Nomination.objects.create(
            round=naming, ratee=people.staff, rater=people.colleague, source="REKAN", made_at=clock.now()
        )
        address = at("nomination_withdraw", row.pk)

        assert people.client("head").post(address).status_code == 404
        assert people.client("staff").post(address).status_code == 302
        assert not Nomination.objects.exists()


class TestAccreditations:
    """BKPSDM records who may assess officially, and ends it."""

    def test_is_recorded_and_withdrawn(self, people: Cast) -> None:
        client, account = people.client("bkpsdm"), people.users["assessor"].code
        said = {
            "account": account,
            "number": "AK-1",
            "agency": "BKN",
            "starts_on": "01-01-2026",
            "ends_on": "31-12-2030",
        }
        client.post(at("accreditation_new"), said)
        row = Accreditation.objects.get()
        listed = client.get(at("accreditations"))
        client.post(at("accreditation_withdraw", row.pk))

        assert "AK-1" in text(listed)
        assert Accreditation.objects.get().withdrawn_on == clock.today()

    def test_asks_for_what_is_missing(self, people: Cast) -> None:
        assert people.client("bkpsdm").post(at("accreditation_new"), {}).status_code == 422
