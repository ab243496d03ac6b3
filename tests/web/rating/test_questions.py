"""Pages of ratings: one question a page."""

from typing import Any

import pytest

from piawai.competencies.models import Round, Sheet
from piawai.competencies.services import sheets as services
from piawai.competencies.services.rounds import running
from piawai.competencies.terms import RoundState, SheetState, Source
from piawai.lib import clock
from piawai.people.models import Person
from tests import sheets as made
from tests import town
from tests.cast import Cast
from tests.web.rating.pages import answer, at, text

pytestmark = pytest.mark.django_db


class TestQuestions:
    """An employee answers one question a page."""

    def test_the_list_leads_to_where_the_reader_stopped(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        client = people.client("staff")

        page = client.get(at("ratings"))
        first = client.get(at("rating", sheet.token))
        saved = client.post(first["Location"], {"level": "3", "revision": "1", "act": "later"})
        second = client.get(at("rating", sheet.token))

        assert "Fill in your own rating" in text(page)
        assert first["Location"] == at("rating_question", sheet.token, 1)
        assert saved["Location"] == at("ratings")
        assert second["Location"] == at("rating_question", sheet.token, 2)
        assert "Being filled in · 1 of 2" in text(client.get(at("ratings")))

    def test_asks_in_the_words_of_the_round(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        page = text(people.client("staff").get(at("rating_question", sheet.token, 1)))

        assert "question 1 of 2" in page
        assert "Uraian M.1 tingkat 2" in page
        assert "I have never done this" in page
        assert "Only if you choose a level below 3" in page

    def test_asks_what_is_missing_below_the_required_level(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        client, address = people.client("staff"), at("rating_question", sheet.token, 1)

        refused = client.post(address, {"level": "2", "revision": "1"})
        saved = client.post(address, {"level": "2", "revision": "1", "lacks": "SIKAP"})

        assert refused.status_code == 422
        assert "it decides what helps" in text(refused)
        assert saved["Location"] == at("rating_question", sheet.token, 2)
        assert answer(sheet).lacks == "SIKAP"

    @pytest.mark.parametrize("level", ["", "6", "x"])
    def test_refuses_an_answer_that_is_none(self, people: Cast, open_round: Round, level: str) -> None:
        sheet = made.sheet(open_round, people.staff)

        page = people.client("staff").post(at("rating_question", sheet.token, 1), {"level": level, "revision": "1"})

        assert page.status_code == 422
        assert "Choose one answer." in text(page)

    def test_is_checked_and_sent_once(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        client = people.client("staff")
        client.post(at("rating_question", sheet.token, 1), {"level": "0", "revision": "1", "note": "Contoh"})
        early = client.post(at("rating_check", sheet.token))
        last = client.post(at("rating_question", sheet.token, 2), {"level": "2", "revision": "2"})
        check = client.get(last["Location"])
        sent = client.post(at("rating_check", sheet.token))
        confirmed = client.get(sent["Location"])

        assert early.status_code == 422
        assert "I have never done this; Contoh" in text(check)
        assert f"{at('rating_question', sheet.token, 1)}?periksa=1" in text(check)
        assert "What happens next" in text(confirmed)
        assert sheet.token in text(confirmed)
        assert client.get(at("rating_question", sheet.token, 1))["Location"] == at("rating_sent", sheet.token)
        assert Sheet.objects.get().state == SheetState.SENT

    def test_changing_from_the_check_leads_back_to_it(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)

        address = f"{at('rating_question', sheet.token, 1)}?periksa=1"
        saved = people.client("staff").post(address, {"level": "4", "revision": "1"})

        assert saved["Location"] == at("rating_check", sheet.token)

    def test_of_two_windows_the_second_sees_both_versions_and_chooses(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        client, address = people.client("staff"), at("rating_question", sheet.token, 1)
        client.post(address, {"level": "3", "revision": "1", "note": "Satu"})

        told = client.post(address, {"level": "5", "revision": "1", "note": "Dua"})
        mine = client.post(address, {"level": "5", "revision": str(told.context["revision"]), "note": "Dua"})

        assert told.status_code == 409
        assert "Saved: level 3; Satu" in text(told)
        assert "Yours: level 5; Dua" in text(told)
        assert mine.status_code == 302
        assert answer(sheet).level == 5

    def test_kinship_comes_first_and_yes_sets_aside(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER)
        client = people.client("staff")

        first = client.get(at("rating_question", sheet.token, 1))
        unsaid = client.post(first["Location"], {})
        said = client.post(first["Location"], {"related": "ya"}, follow=True)

        assert first["Location"] == at("rating_related", sheet.token)
        assert unsaid.status_code == 422
        assert "The sheet is set aside" in text(said)
        assert Sheet.objects.get().state == SheetState.SET_ASIDE

    @pytest.mark.parametrize("related", [None, False])
    def test_whoever_did_not_send_is_not_told_to_be_related(
        self, people: Cast, open_round: Round, related: bool | None
    ) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER, related=related)
        running.close_round(round_=open_round, on=clock.today(), by=town.BY, at=clock.now())
        client = people.client("staff")

        page = text(client.get(at("rating_sent", sheet.token)))
        with pytest.raises(services.UnableToAnswer) as refusal:
            services.opened(sheet=sheet, by=people.staff.code, on=clock.today())

        assert "The round ended before this sheet was sent." in page
        assert "related" not in page
        assert refusal.value.code == "not_sent"
        assert "related" not in str(refusal.value)

    def test_a_closed_round_is_read_only(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.staff)
        Round.objects.update(state=RoundState.CLOSED)
        client, address = people.client("staff"), at("rating_question", sheet.token, 1)

        refused = client.post(address, {"level": "3", "revision": "1"})

        assert refused.status_code == 422
        assert "The round is not open" in text(refused)
        assert client.get(address).status_code == 200

    def test_nobody_else_finds_the_sheet(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER, related=False)

        for role in ("head", "other_head", "assessor"):
            for address in (at("rating", sheet.token), at("rating_question", sheet.token, 1)):
                assert people.client(role).get(address).status_code == 404, role
        for role in ("bkpsdm", "sekda", "mayor", "inspector", "nobody", "operator"):
            assert people.client(role).get(at("rating", sheet.token)).status_code == 403, role

    def test_takes_as_many_queries_however_much_is_asked(
        self, people: Cast, django_assert_max_num_queries: Any
    ) -> None:
        many = made.round_(on=clock.today(), codes=tuple(town.CODES))
        own = made.sheet(many, people.staff)
        client, pages = people.client("staff"), (at("rating_question", own.token, 2), at("ratings"))
        client.get("/")
        asked = {}
        for page in pages:
            with django_assert_max_num_queries(12) as queries:
                client.get(page)
            asked[page] = len(queries)
        for person in town.people(*(town.person_row(number) for number in range(20, 30))):
            made.sheet(many, person, people.staff, source=Source.PEER, related=False)
        client.get("/")  # whoever comes first after a change of posts brings them up to date

        for page in pages:
            with django_assert_max_num_queries(12) as queries:
                client.get(page)
            assert len(queries) == asked[page], page


def test_people_without_a_post_have_no_ratings(people: Cast) -> None:
    Person.objects.filter(pk=people.staff.pk).update(code="x")  # the account is nobody's any more

    assert people.client("staff").get(at("ratings")).status_code == 403
