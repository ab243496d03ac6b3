"""Requests for correction and who looked, as pages."""

import pytest
from django.test import Client
from django.urls import reverse

from piawai.access.models import Viewed
from piawai.people.models import CorrectionRequest, Person
from piawai.people.services import corrections
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
ASK = {"subject": "KONTAK", "wrong": "Nomor lama", "right": "0812 1111 2222"}


@pytest.fixture
def people() -> Cast:
    return cast()


def asked(person: Person, *, wrong: str = "Gelar S.E.") -> CorrectionRequest:
    """Return a request that waits."""
    return corrections.ask_correction(person=person, subject="DATA_POKOK", wrong=wrong, right="S.H.", at=town.NOW)


class TestCorrections:
    """The list of one's own requests."""

    def test_shows_the_own_ones_only(self, people: Cast) -> None:
        asked(people.staff, wrong="Punya Sari")
        asked(people.colleague, wrong="Punya Kolega")

        page = people.client("staff").get(reverse("corrections"))

        assert b"Punya Sari" in page.content
        assert b"Punya Kolega" not in page.content

    def test_is_searched_by_the_words_of_a_request(self, people: Cast) -> None:
        asked(people.staff, wrong="Gelar S.E.")
        corrections.ask_correction(person=people.staff, **ASK, at=town.NOW)

        found = people.client("staff").get(reverse("corrections"), {"q": "nomor"}).context["listing"].found

        assert [row.wrong for row in found] == ["Nomor lama"]

    def test_shortens_a_long_text_whose_whole_stands_on_its_page(self, people: Cast) -> None:
        long = "Alamat saya salah tulis. " * 20
        request = asked(people.staff, wrong=long)
        client = people.client("staff")

        [row] = client.get(reverse("corrections")).context["listing"].cells
        whole = client.get(reverse("correction", args=[request.pk])).content.decode()

        assert row[1].text.endswith("Alamat saya …")
        assert len(row[1].text) <= 140
        assert long.strip() in whole

    def test_sends_whoever_only_answers_to_those_that_wait(self, people: Cast) -> None:
        page = people.client("bkpsdm").get(reverse("corrections"))

        assert page.headers["Location"] == reverse("corrections_waiting")

    @pytest.mark.parametrize("role", ["mayor", "inspector", "nobody"])
    def test_is_refused_without_a_post(self, people: Cast, role: str) -> None:
        assert people.client(role).get(reverse("corrections")).status_code == 403

    def test_sends_strangers_to_sign_in(self) -> None:
        page = Client().get(reverse("corrections"))

        assert page.headers["Location"].startswith(reverse("account_login"))


class TestCorrectionAsk:
    """Asking."""

    def test_records_the_request_of_the_reader(self, people: Cast) -> None:
        page = people.client("staff").post(reverse("correction_ask"), ASK)

        assert page.headers["Location"] == reverse("corrections")
        request = CorrectionRequest.objects.get()
        assert (request.person, request.subject, request.right) == (people.staff, "KONTAK", "0812 1111 2222")

    def test_asked_twice_is_one_request(self, people: Cast) -> None:
        client = people.client("staff")
        client.post(reverse("correction_ask"), ASK)
        client.post(reverse("correction_ask"), ASK)

        assert CorrectionRequest.objects.count() == 1

    @pytest.mark.parametrize("field", sorted(ASK))
    def test_keeps_what_was_typed_and_names_what_is_missing(self, people: Cast, field: str) -> None:
        page = people.client("staff").post(reverse("correction_ask"), {**ASK, field: ""})

        assert page.status_code == 200
        assert list(page.context["form"].errors) == [field]
        assert b"govuk-error-summary" in page.content
        assert not CorrectionRequest.objects.exists()

    def test_shows_a_refusal(self, people: Cast) -> None:
        for number in range(corrections.MOST_WAITING):
            asked(people.staff, wrong=f"Salah {number}")

        page = people.client("staff").post(reverse("correction_ask"), ASK)

        assert page.context["form"].non_field_errors()
        assert CorrectionRequest.objects.count() == corrections.MOST_WAITING

    def test_is_refused_without_a_post(self, people: Cast) -> None:
        assert people.client("bkpsdm").post(reverse("correction_ask"), ASK).status_code == 403


class TestCorrectionsWaiting:
    """The list of whoever answers."""

    def test_shows_everybody_s_and_finds_by_name_and_state(self, people: Cast) -> None:
        asked(people.staff)
        corrections.withdraw_correction(request=asked(people.outsider), at=town.NOW)
        client = people.client("bkpsdm")

        everybody = client.get(reverse("corrections_waiting"))
        waiting = client.get(reverse("corrections_waiting"), {"keadaan": "MENUNGGU"})
        named = client.get(reverse("corrections_waiting"), {"q": "luar"})

        names = [[row[0].text for row in page.context["listing"].cells] for page in (everybody, waiting, named)]
        assert [sorted(rows) for rows in names] == [["Orang Luar", "Sari Staf"], ["Sari Staf"], ["Orang Luar"]]

    @pytest.mark.parametrize("role", ["staff", "head", "operator", "sekda", "mayor", "inspector", "nobody"])
    def test_is_bkpsdm_s_alone(self, people: Cast, role: str) -> None:
        assert people.client(role).get(reverse("corrections_waiting")).status_code == 403

    def test_takes_few_queries(self, people: Cast, django_assert_max_num_queries: object) -> None:
        for number in range(5):
            asked(people.staff, wrong=f"Salah {number}")
            asked(people.outsider, wrong=f"Salah {number}")
        client = people.client("bkpsdm")
        client.get(reverse("corrections_waiting"))  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("corrections_waiting")).status_code == 200


class TestCorrection:
    """One request, for whoever asked and whoever answers."""

    def test_is_answered_and_read(self, people: Cast) -> None:
        request = asked(people.staff)
        there = reverse("correction", args=[request.pk])
        said = {"state": "DISETUJUI", "answer": "Sudah diperbaiki."}

        page = people.client("bkpsdm").post(there, said)

        assert page.headers["Location"] == reverse("corrections_waiting")
        assert "Sudah diperbaiki." in people.client("staff").get(there).content.decode()

    def test_answered_in_the_meantime_shows_the_answer_it_got(self, people: Cast) -> None:
        request = asked(people.staff)
        corrections.answer_correction(
            request=request, state="TIDAK_DISETUJUI", answer="Ijazah belum ada.", by="bk", at=town.NOW
        )

        said = {"state": "DISETUJUI", "answer": "Sudah."}
        page = people.client("bkpsdm").post(reverse("correction", args=[request.pk]), said)

        assert page.status_code == 200
        assert page.context["form"].non_field_errors()
        assert "Ijazah belum ada." in page.content.decode()
        request.refresh_from_db()
        assert request.state == "TIDAK_DISETUJUI"

    def test_needs_words(self, people: Cast) -> None:
        request = asked(people.staff)

        page = people.client("bkpsdm").post(reverse("correction", args=[request.pk]), {"state": "DISETUJUI"})

        assert list(page.context["form"].errors) == ["answer"]

    @pytest.mark.parametrize("role", ["head", "operator", "mayor", "inspector", "nobody"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_another_is_not_found(self, people: Cast, role: str, method: str) -> None:
        request = asked(people.staff)
        client = people.client(role)

        page = getattr(client, method)(reverse("correction", args=[request.pk]))

        assert page.status_code == 404

    def test_ones_own_cannot_be_answered(self, people: Cast) -> None:
        request = asked(people.staff)
        said = {"state": "DISETUJUI", "answer": "Sudah."}

        people.client("staff").post(reverse("correction", args=[request.pk]), said)

        request.refresh_from_db()
        assert request.state == "MENUNGGU"

    def test_reading_another_s_is_noted(self, people: Cast) -> None:
        there = reverse("correction", args=[asked(people.staff).pk])

        people.client("bkpsdm").get(there)
        people.client("staff").get(there)

        assert list(Viewed.objects.values_list("person__code", "what")) == [(people.staff.code, "correction")]

    def test_takes_few_queries(self, people: Cast, django_assert_max_num_queries: object) -> None:
        there = reverse("correction", args=[asked(people.staff).pk])
        client = people.client("bkpsdm")
        client.get(there)  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(there).status_code == 200


class TestCorrectionWithdraw:
    """Thinking again."""

    def test_withdraws_the_own_one(self, people: Cast) -> None:
        request = asked(people.staff)

        people.client("staff").post(reverse("correction_withdraw", args=[request.pk]))

        request.refresh_from_db()
        assert request.state == "DIBATALKAN"

    def test_of_another_is_not_found(self, people: Cast) -> None:
        request = asked(people.colleague)

        page = people.client("staff").post(reverse("correction_withdraw", args=[request.pk]))

        request.refresh_from_db()
        assert (page.status_code, request.state) == (404, "MENUNGGU")

    def test_needs_a_post(self, people: Cast) -> None:
        request = asked(people.staff)

        assert people.client("staff").get(reverse("correction_withdraw", args=[request.pk])).status_code == 405


class TestViewers:
    """Who looked at my data."""

    def test_shows_who_opened_the_own_page(self, people: Cast) -> None:
        for person, name in ((people.staff, "Bu Rina"), (people.colleague, "Pak Budi")):
            Viewed.objects.create(person=person, viewer="abc", viewer_name=name, what="person", at=town.NOW)

        page = people.client("staff").get(reverse("viewers"))

        assert b"Bu Rina" in page.content
        assert b"Pak Budi" not in page.content

    def test_is_not_found_without_a_person(self, people: Cast) -> None:
        assert people.client("mayor").get(reverse("viewers")).status_code == 404

    def test_takes_few_queries(self, people: Cast, django_assert_max_num_queries: object) -> None:
        client = people.client("staff")
        client.get(reverse("viewers"))  # the first page of a day renews who holds which post

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(reverse("viewers")).status_code == 200
