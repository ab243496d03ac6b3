"""Pages of ratings: a superior's table of all staff, and the assessor's by keyboard."""

from typing import Any

import pytest

from piawai.competencies.models import Accreditation, Round, Sheet
from piawai.competencies.terms import SheetState, Source
from piawai.lib import clock
from tests import sheets as made
from tests import town
from tests.cast import Cast
from tests.web.rating.pages import answer, at, text

pytestmark = pytest.mark.django_db


class TestStaffTable:
    """A superior rates all own staff in one table."""

    @pytest.fixture
    def both(self, people: Cast, open_round: Round) -> tuple[Sheet, Sheet]:
        return (
            made.sheet(open_round, people.staff, people.head, source=Source.SUPERIOR),
            made.sheet(open_round, people.colleague, people.head, source=Source.SUPERIOR),
        )

    def test_asks_once_about_kinship_with_all(self, people: Cast, open_round: Round, both: tuple[Sheet, Sheet]) -> None:
        client, address = people.client("head"), at("rating_staff", open_round.token)

        first = client.get(address)
        client.post(first["Location"], {"related": [both[1].token]})
        page = client.get(address)

        assert "Sari Staf" in text(page)
        assert "You do not rate Kolega Kedua" in text(page)
        assert "Kolega Kedua" not in text(client.get(address))
        assert list(Sheet.objects.order_by("pk").values_list("related", "state")) == [
            (False, SheetState.BEGUN),
            (True, SheetState.SET_ASIDE),
        ]

    def test_saves_cells_and_sends_what_is_whole(
        self, people: Cast, open_round: Round, both: tuple[Sheet, Sheet]
    ) -> None:
        Sheet.objects.update(related=False)
        first, second = both
        client, address = people.client("head"), at("rating_staff", open_round.token)

        said = {f"{first.token}-M.1": "2", f"{first.token}-T.IT.1": "0", f"{second.token}-M.1": "4"}
        said |= {f"{one.token}-revision": "1" for one in both}
        page = client.post(address, {**said, "act": "send"})

        assert page.status_code == 422
        assert "Kolega Kedua: You cannot send the sheet yet" in text(page)
        assert [Sheet.objects.get(pk=one.pk).state for one in both] == [SheetState.SENT, SheetState.BEGUN]
        assert answer(second).level == 4

    def test_says_when_all_are_sent_and_offers_nothing_more(
        self, people: Cast, open_round: Round, both: tuple[Sheet, Sheet]
    ) -> None:
        Sheet.objects.update(related=False)
        client, address = people.client("head"), at("rating_staff", open_round.token)
        codes = ("M.1", "T.IT.1")
        said = {f"{one.token}-{code}": "3" for one in both for code in codes}

        said |= {f"{one.token}-revision": "1" for one in both}
        page = client.post(address, {**said, "act": "send"}, follow=True)

        assert "Your answers are sent." in text(page)
        assert "All are sent. You have nothing to do." in text(page)
        assert 'name="act"' not in text(page)

    def test_asks_what_is_missing_where_the_level_is_too_low(
        self, people: Cast, open_round: Round, both: tuple[Sheet, Sheet]
    ) -> None:
        Sheet.objects.update(related=False)
        first, second = both
        client, address = people.client("head"), at("rating_staff", open_round.token)
        before = text(client.get(address))

        said = {f"{first.token}-M.1": "2", f"{first.token}-M.1-lacks": "SIKAP"}
        said |= {f"{second.token}-M.1": "4", f"{second.token}-M.1-lacks": "SIKAP"}
        client.post(address, said | {f"{one.token}-revision": "1" for one in both})

        assert 'aria-label="What is missing most (optional): Sari Staf: Kompetensi M.1"' in before
        assert (answer(first).lacks, answer(second).lacks) == ("SIKAP", "")  # three is required
        assert text(client.get(address)).count('<option value="SIKAP" selected>') == 1

    def test_tells_of_two_windows(self, people: Cast, open_round: Round, both: tuple[Sheet, Sheet]) -> None:
        Sheet.objects.update(related=False)
        token = both[0].token
        client, address = people.client("head"), at("rating_staff", open_round.token)
        client.post(address, {f"{token}-M.1": "2", f"{token}-revision": "1"})

        told = client.post(address, {f"{token}-M.1": "3", f"{token}-revision": "1"})

        assert told.status_code == 409
        assert "Saved: level 2" in text(told)
        assert answer(both[0]).level == 2

    def test_a_superior_of_yesterday_finds_nothing(
        self, people: Cast, open_round: Round, both: tuple[Sheet, Sheet]
    ) -> None:
        assert people.client("other_head").get(at("rating_staff", open_round.token)).status_code == 404

    def test_takes_as_many_queries_however_many_staff(
        self, people: Cast, open_round: Round, django_assert_max_num_queries: Any
    ) -> None:
        for person in town.people(*(town.person_row(number) for number in range(20, 34))):
            made.sheet(open_round, person, people.head, source=Source.SUPERIOR, related=False)
        client = people.client("head")
        client.get("/")

        with django_assert_max_num_queries(12):
            page = client.get(at("rating_staff", open_round.token))

        assert len(page.context["rows"]) == 14


class TestAssessor:
    """An assessor answers in a table, about somebody whose name is hidden."""

    @pytest.fixture
    def sheet(self, people: Cast, open_round: Round) -> Sheet:
        account = people.users["assessor"].code
        made.accredited(account, on=clock.today())
        return made.sheet(open_round, people.staff, source=Source.ASSESSMENT_CENTER, assessor=account, related=False)

    def test_sees_a_code_in_place_of_the_name(self, people: Cast, sheet: Sheet) -> None:
        client = people.client("assessor")

        pages = [client.get(at("ratings")), client.get(at("rating_table", sheet.token))]

        assert all("Sari" not in text(page) for page in pages)
        assert f"{sheet.token[:3]}-{sheet.token[3:6]}".upper() in text(pages[1])

    def test_is_asked_about_kinship_by_code_and_may_still_say_so_later(self, people: Cast, sheet: Sheet) -> None:
        Sheet.objects.update(related=None)
        client, address = people.client("assessor"), at("rating_related", sheet.token)
        asked = text(client.get(address))
        client.post(address, {"related": "tidak"})
        table = text(client.get(at("rating_table", sheet.token)))

        client.post(address, {"related": "ya"})

        assert "You are not told the name." in asked
        assert f'href="{address}"' in table
        assert Sheet.objects.get().state == SheetState.SET_ASIDE

    def test_saves_what_was_chosen_and_sends_the_whole(self, people: Cast, sheet: Sheet) -> None:
        client, address = people.client("assessor"), at("rating_table", sheet.token)

        part = client.post(address, {"level-1": "4", "revision": "1"}, headers={"hx-request": "true"})
        early = client.post(address, {"level-1": "4", "revision": "2", "act": "send"})
        sent = client.post(address, {"level-1": "4", "level-2": "0", "revision": "2", "act": "send"})

        assert part.status_code == 200
        assert text(part).startswith('<div id="saved">')
        assert "2. Kompetensi T.IT.1" in text(part)
        assert early.status_code == 422
        assert sent["Location"] == at("rating_sent", sheet.token)
        assert (answer(sheet).level, answer(sheet, "T.IT.1").level) == (4, None)

    def test_may_say_what_is_missing_below_the_required_level(self, people: Cast, sheet: Sheet) -> None:
        client, address = people.client("assessor"), at("rating_table", sheet.token)

        client.post(address, {"level-1": "2", "lacks-1": "SIKAP", "level-2": "5", "lacks-2": "SIKAP", "revision": "1"})
        page = text(client.get(address))
        client.post(address, {"level-1": "2", "lacks-1": "", "revision": "2"})

        assert page.count('<option value="SIKAP" selected>') == 1
        assert 'data-below="3"' in page
        assert (answer(sheet).level, answer(sheet).lacks) == (2, "")  # optional: taken back

    def test_what_is_no_aspect_is_refused(self, people: Cast, sheet: Sheet) -> None:
        said = {"level-1": "2", "lacks-1": "BAKAT", "revision": "1"}

        page = people.client("assessor").post(at("rating_table", sheet.token), said)

        assert page.status_code == 422
        assert "Choose knowledge, skill or attitude." in text(page)

    def test_is_told_both_versions_in_the_part_that_is_exchanged(self, people: Cast, sheet: Sheet) -> None:
        client, address = people.client("assessor"), at("rating_table", sheet.token)
        client.post(address, {"level-1": "4", "revision": "1"})

        part = client.post(address, {"level-1": "2", "revision": "1"}, headers={"hx-request": "true"})

        assert "Saved: level 4" in text(part)
        assert "Yours: level 2" in text(part)
        assert answer(sheet).level == 4

    def test_without_accreditation_nothing_is_saved(self, people: Cast, sheet: Sheet) -> None:
        Accreditation.objects.all().delete()

        page = people.client("assessor").post(at("rating_table", sheet.token), {"level-1": "4", "revision": "1"})

        assert page.status_code == 422
        assert "accreditation is not valid" in text(page)
