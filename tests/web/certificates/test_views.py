"""Pages of certificates: what anybody may check, what each role sees and takes away, and what BKPSDM does."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from piawai.formats import credentials
from piawai.integrations import badges
from piawai.learning.models import Certificate, Enrolment, ExternalCertificate, Session
from piawai.learning.queries.certificates import certificate_by_code
from piawai.learning.services import quizzes
from piawai.learning.services.certificates import revoke_certificate
from piawai.lib import clock
from piawai.lib.home import issuer_key
from tests import presence as made
from tests.cast import Cast, cast
from tests.graduates import FIRST, graduate, held
from tests.pictures import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def town_cast(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("PIAWAI_HOME", str(tmp_path))
    return cast()


def revoked(certificate: Certificate) -> None:
    revoke_certificate(certificate=certificate, reason="Keliru", on=clock.today(), by="tests", at=clock.now(), link="/")


class TestPublicPage:
    """Whether a certificate is genuine, without signing in."""

    def test_valid_revoked_and_unknown(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)
        address = reverse("certificate", args=[certificate.code])
        stranger = Client(headers={"accept-language": "id"})

        valid = stranger.get(address)
        revoked(certificate)
        ended = stranger.get(address)
        unknown = stranger.get(reverse("certificate", args=["x" * 26]))

        assert (valid.status_code, ended.status_code, unknown.status_code) == (200, 200, 404)
        assert ">Sah<" in valid.content.decode()
        assert ">Dicabut<" in ended.content.decode()
        assert ">Tidak ditemukan<" in unknown.content.decode()

    def test_names_the_holder_by_halves_and_never_the_nip(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)

        page = Client().get(reverse("certificate", args=[certificate.code])).content.decode()

        assert "Sa** St**" in page
        assert "Sari" not in page
        assert town_cast.staff.nip not in page
        assert certificate.number in page

    def test_whoever_guesses_is_told_to_wait(self, town_cast: Cast) -> None:
        stranger = Client()
        answers = [stranger.get(reverse("certificate", args=[f"tebak{number}"])).status_code for number in range(31)]

        assert answers == [404] * 30 + [429]
        certificate = graduate(town_cast.staff)
        assert stranger.get(reverse("certificate", args=[certificate.code])).status_code == 200


class TestPublished:
    """What a foreign verifier fetches."""

    def test_issuer_and_list_verify_what_was_taken_away(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)
        taken = town_cast.client("staff").get(reverse("certificate_credential", args=[certificate.code]))
        document = json.loads(taken.content)
        stranger = Client()

        issuer = stranger.get(reverse("issuer")).json()
        before = json.loads(stranger.get(reverse("status_list", args=[0])).content)
        revoked(certificate)
        after = json.loads(stranger.get(reverse("status_list", args=[0])).content)

        public = issuer["verificationMethod"][0]["publicKeyMultibase"]
        assert document["issuer"]["id"] == issuer["id"] == "did:web:testserver:penerbit"
        for one in (document, before, after):
            credentials.verify(one, public=public)
        place = int(document["credentialStatus"]["statusListIndex"])
        assert [credentials.is_revoked(one, place=place) for one in (before, after)] == [False, True]
        assert document["credentialStatus"]["statusListCredential"] == before["id"]
        assert town_cast.staff.nip not in taken.content.decode()

    def test_there_is_no_list_beyond_the_last(self, town_cast: Cast) -> None:
        assert Client().get(reverse("status_list", args=[7])).status_code == 404


class TestCheck:
    """What is said about a credential that somebody shows."""

    def document(self, certificate: Certificate) -> dict[str, Any]:
        found = certificate_by_code(certificate.code)
        assert found is not None
        return badges.credential(certificate=found, site="https://example.id", name="Kota")

    def test_ours_then_revoked(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)
        text = json.dumps(self.document(certificate))

        first = badges.check(text=text, on=clock.today())
        revoked(certificate)
        second = badges.check(text=text, on=clock.today())

        assert (first.valid, first.subject, first.achievement, first.revoked) == (
            True,
            "Sari Staf",
            "Program S1",
            False,
        )
        assert (second.valid, second.revoked) == (False, True)

    def test_altered_of_others_unknown_and_nonsense(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)
        document = self.document(certificate)
        other = {**document, "id": "https://example.id/sertifikat/lain/"}
        del other["proof"]
        texts = [
            json.dumps({**document, "name": "Lain"}),
            json.dumps(
                credentials.signed({k: v for k, v in document.items() if k != "proof"}, key=bytes(32), at=clock.now())
            ),
            json.dumps(credentials.signed(other, key=issuer_key(), at=clock.now())),
            "%PDF-1.7",
        ]

        answers = [badges.check(text=text, on=clock.today()) for text in texts]

        assert [answer.valid for answer in answers] == [False] * 4
        assert len({answer.reason for answer in answers}) == 4


class TestCertificates:
    """Lists, files and revocation."""

    def test_each_role_sees_its_own_people(self, town_cast: Cast) -> None:
        graduate(town_cast.staff)
        graduate(town_cast.outsider, code="S2")

        def seen(role: str) -> list[bool]:
            page = town_cast.client(role).get(reverse("certificates")).content.decode()
            return ["00001/SERT" in page, "00002/SERT" in page]

        assert [seen(role) for role in ("staff", "head", "other_head", "bkpsdm")] == [
            [True, False],
            [True, False],
            [False, True],
            [True, True],
        ]

    def test_gives_a_pdf_to_keep(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)

        answer = town_cast.client("staff").get(reverse("certificate_pdf", args=[certificate.code]))

        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"].startswith("attachment")

    def test_bkpsdm_revokes_with_a_reason(self, town_cast: Cast) -> None:
        certificate = graduate(town_cast.staff)
        client, address = town_cast.client("bkpsdm"), reverse("certificate_revoke", args=[certificate.code])

        assert "Write the reason." in client.post(address, {"reason": " "}).content.decode()
        answer = client.post(address, {"reason": "Keliru"})

        certificate.refresh_from_db()
        assert answer.status_code == 302
        assert certificate.revoked_reason == "Keliru"


class TestResults:
    """BKPSDM records and locks the results of a session."""

    def test_records_then_locks(self, town_cast: Cast) -> None:
        session = held(town_cast.staff, town_cast.colleague)
        one, two = Enrolment.objects.order_by("person__name")  # Kolega, Sari
        client, address = town_cast.client("bkpsdm"), reverse("results", args=[session.code])

        saved = client.post(address, {f"{one.code}-score": "90", f"{two.code}-score": "60"})
        assert saved.status_code == 302
        client.post(reverse("results_lock", args=[session.code]))

        assert Certificate.objects.get().enrolment == one
        assert Session.objects.get().state == "SELESAI"
        page = client.get(address).content.decode()
        assert "not passed" in page
        assert client.post(reverse("results_print", args=[session.code])).status_code == 302

    def test_begin_with_what_the_test_says_and_tell_who_came(self, town_cast: Cast) -> None:
        session = made.under_way(town_cast.staff, first=FIRST)
        attempt = made.begun(session)
        quizzes.answer(attempt=attempt, item=attempt.items[0], option=1, at=attempt.started_at)
        quizzes.submit(attempt=attempt, at=attempt.started_at)

        page = town_cast.client("bkpsdm").get(reverse("results", args=[session.code])).content.decode()

        assert 'value="50"' in page
        assert "0 of 2: too few" in page

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, town_cast: Cast) -> None:
        session = held(town_cast.staff)
        code = Enrolment.objects.get().code

        answer = town_cast.client("bkpsdm").post(reverse("results", args=[session.code]), {f"{code}-score": "900"})

        assert answer.status_code == 422
        assert 'value="900"' in answer.content.decode()


class TestExternal:
    """Certificates from elsewhere: uploaded, checked, counted."""

    def upload(self, cast_: Cast, content: bytes, name: str = "a.png") -> Any:
        said = {"name": "Kursus", "provider": "LAN", "number": "9/X", "starts_on": f"{FIRST:%d-%m-%Y}"}
        file = SimpleUploadedFile(name, content)
        return cast_.client("staff").post(
            reverse("external_upload"), {**said, "ends_on": f"{FIRST:%d-%m-%Y}", "file": file}
        )

    def test_uploaded_accepted_and_counted(self, town_cast: Cast) -> None:
        assert self.upload(town_cast, png()).status_code == 302
        row = ExternalCertificate.objects.get()
        client = town_cast.client("bkpsdm")
        assert row.file_name in client.get(reverse("external_decide", args=[row.code])).content.decode()

        said = {"name": "Kursus", "provider": "LAN", "number": "9/X", "form": "11", "hours": "20", "reaches": "M.1:3"}
        days = {"starts_on": f"{FIRST:%d-%m-%Y}", "ends_on": f"{FIRST:%d-%m-%Y}"}
        answer = client.post(reverse("external_decide", args=[row.code]), {**said, **days})

        row.refresh_from_db()
        assert answer.status_code == 302
        assert row.state == "DITERIMA"
        assert row.training is not None
        assert (row.training.reference, row.training.hours, row.training.reaches) == ("no:9/x", Decimal(20), {"M.1": 3})

    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', id="SVG"),
            pytest.param(b"<html></html>", id="another kind, whatever its name says"),
        ],
    )
    def test_refuses_other_files(self, town_cast: Cast, content: bytes) -> None:
        answer = self.upload(town_cast, content)

        assert answer.status_code == 422
        assert not ExternalCertificate.objects.exists()

    def test_gives_the_file_to_keep_only(self, town_cast: Cast) -> None:
        self.upload(town_cast, png())
        row = ExternalCertificate.objects.get()

        answer = town_cast.client("staff").get(reverse("external_file", args=[row.code]))

        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert row.stored_name not in ("a.png", row.file_name)

    def test_refused_with_a_reason_the_holder_reads(self, town_cast: Cast) -> None:
        self.upload(town_cast, png())
        row = ExternalCertificate.objects.get()

        town_cast.client("bkpsdm").post(reverse("external_refuse", args=[row.code]), {"reason": "Tidak terbaca"})

        assert "Tidak terbaca" in town_cast.client("staff").get(reverse("external")).content.decode()
