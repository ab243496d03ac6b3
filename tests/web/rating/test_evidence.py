"""Pages of ratings: files that are put to an answer."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from piawai.competencies.models import EvidenceFile, Round, Sheet
from piawai.competencies.services import evidence_files
from piawai.competencies.terms import SheetState, Source
from piawai.lib import clock
from tests import sheets as made
from tests.cast import Cast
from tests.web.rating.pages import at, text

pytestmark = pytest.mark.django_db


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
