"""Pages of ratings: one question a page, tables, evidence, naming, accreditations."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from piawai.competencies.models import Accreditation, Answer, EvidenceFile, Nomination, Round, Sheet
from piawai.competencies.services import evidence_files
from piawai.competencies.terms import RoundState, SheetState, Source
from piawai.jobs.models import Message
from piawai.lib import clock
from piawai.people.models import Person
from tests import sheets as made
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return made.led(cast())


@pytest.fixture
def open_round(people: Cast) -> Round:
    made.levels_in_words("M.1")
    return made.round_(on=clock.today())


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def answer(sheet: Sheet, code: str = "M.1") -> Answer:
    return Answer.objects.get(sheet=sheet, asked__competency__code=code)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


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


def photo() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (20, 20), (9, 9, 9)).save(target, "JPEG")
    return SimpleUploadedFile("../../foto 198503092010011001.php.jpg", target.getvalue(), "text/html")


class TestEvidence:
    """Files lie with an answer, and are given out to the rater alone."""

    @pytest.fixture
    def sheet(self, people: Cast, open_round: Round) -> Sheet:
        return made.sheet(open_round, people.staff)

    def add(self, client: Client, sheet: Sheet, file: SimpleUploadedFile) -> Any:
        return client.post(at("rating_evidence", sheet.token, 1), {"file": file})

    def test_is_kept_written_anew_and_given_out_to_be_kept(self, people: Cast, sheet: Sheet) -> None:
        client = people.client("staff")

        added = self.add(client, sheet, photo())
        row = EvidenceFile.objects.get()
        given = client.get(at("evidence_file", row.token))

        assert added.status_code == 302
        assert row.file_name == "foto ….php.jpg"
        assert [path.name for path in evidence_files.folder().iterdir()] == [row.stored_name]
        assert given["Content-Disposition"].startswith("attachment")
        assert given["X-Content-Type-Options"] == "nosniff"
        assert given["Content-Type"] == "image/jpeg"
        assert given.content.startswith(b"\xff\xd8\xff")

    @pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"%PDF-1.7 broken", b"GIF89a"])
    def test_others_are_refused_and_leave_nothing(self, people: Cast, sheet: Sheet, content: bytes) -> None:
        page = self.add(people.client("staff"), sheet, SimpleUploadedFile("a.pdf", content))

        assert page.status_code == 422
        assert not EvidenceFile.objects.exists()
        assert not evidence_files.folder().exists() or not list(evidence_files.folder().iterdir())

    def test_nobody_else_gets_it(self, people: Cast, sheet: Sheet) -> None:
        self.add(people.client("staff"), sheet, photo())
        address = at("evidence_file", EvidenceFile.objects.get().token)

        assert {people.client(role).get(address).status_code for role in ("head", "other_head", "assessor")} == {404}
        assert {people.client(role).get(address).status_code for role in ("bkpsdm", "mayor", "inspector")} == {403}

    def test_is_removed_with_the_file_until_sent(
        self, people: Cast, sheet: Sheet, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = people.client("staff")
        self.add(client, sheet, photo())
        token = EvidenceFile.objects.get().token
        Sheet.objects.update(state=SheetState.SENT)
        client.post(at("evidence_remove", token))
        kept = EvidenceFile.objects.get().stored_name
        Sheet.objects.update(state=SheetState.BEGUN)

        with django_capture_on_commit_callbacks(execute=True):
            client.post(at("evidence_remove", token))

        assert kept
        assert EvidenceFile.objects.get().stored_name == ""
        assert list(evidence_files.folder().iterdir()) == []
        assert client.get(at("evidence_file", token)).status_code == 404

    def test_what_no_row_names_is_swept_up_after_a_day(self, people: Cast, sheet: Sheet) -> None:
        self.add(people.client("staff"), sheet, photo())
        (evidence_files.folder() / "lost.pdf").write_bytes(b"x")
        now = clock.now()

        soon = evidence_files.sweep(at=now)
        late = evidence_files.sweep(at=now.replace(year=now.year + 1))

        assert (soon, late) == (0, 1)
        assert len(list(evidence_files.folder().iterdir())) == 1

    def test_is_not_put_to_what_colleagues_say(self, people: Cast, open_round: Round) -> None:
        sheet = made.sheet(open_round, people.colleague, people.staff, source=Source.PEER, related=False)

        assert self.add(people.client("staff"), sheet, photo()).status_code == 404

    def test_not_more_than_a_few(self, people: Cast, sheet: Sheet) -> None:
        client = people.client("staff")
        for _number in range(evidence_files.MOST_FILES):
            self.add(client, sheet, photo())

        page = self.add(client, sheet, photo())

        assert "There are 5 files already" in text(page)
        assert len(list(evidence_files.folder().iterdir())) == 5


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


def test_people_without_a_post_have_no_ratings(people: Cast) -> None:
    Person.objects.filter(pk=people.staff.pk).update(code="x")  # the account is nobody's any more

    assert people.client("staff").get(at("ratings")).status_code == 403
