"""What was typed into a form is not lost with the session, and kept nowhere but on the page."""

import pytest
from django.test import Client
from django.urls import reverse

from piawai.people.models import CorrectionRequest
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db

TYPED = {"subject": "JABATAN", "wrong": "Staf <b>", "right": "Pengelola"}
ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def town_cast(db: None) -> Cast:
    return cast()


def token(client: Client, address: str) -> str:
    """Return the token of the forms on a page."""
    page = client.get(address).content.decode()
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


class TestAfterTheSession:
    """A form of someone who is signed in no longer."""

    def test_is_shown_again_to_be_sent_once_more(self) -> None:
        answer = Client().post(reverse("correction_ask"), TYPED)

        page = answer.content.decode()
        assert answer.status_code == 401
        assert answer["Cache-Control"] == "no-store"
        assert f'action="{reverse("correction_ask")}"' in page
        assert '<input type="hidden" name="wrong" value="Staf &lt;b&gt;">' in page
        assert '<input type="hidden" name="right" value="Pengelola">' in page

    def test_holds_no_secret(self) -> None:
        answer = Client().post(reverse("correction_ask"), {**TYPED, "password": "rahasia-sekali"})

        assert answer.status_code == 302
        assert b"rahasia-sekali" not in answer.content

    def test_of_the_own_account_is_never_kept(self) -> None:
        answer = Client().post(reverse("usersessions_list"), {"wrong": "Staf"})

        assert answer.status_code == 302

    def test_with_nothing_in_it_leads_to_sign_in(self) -> None:
        answer = Client().post(reverse("correction_ask"), {"csrfmiddlewaretoken": "x"})

        assert answer["Location"].startswith(reverse("account_login"))

    def test_arrives_after_signing_in_elsewhere(self, town_cast: Cast) -> None:
        client = Client(enforce_csrf_checks=True, headers=ORIGIN)
        client.force_login(town_cast.users["staff"])
        old = token(client, reverse("correction_ask"))
        client.logout()
        client.get(reverse("account_login"))
        client.force_login(town_cast.users["staff"])  # a new session, and a new token
        del client.cookies["csrftoken"]
        late = client.post(reverse("correction_ask"), {**TYPED, "csrfmiddlewaretoken": old})
        fresh = late.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

        client.post(reverse("correction_ask"), {**TYPED, "csrfmiddlewaretoken": fresh})

        assert late.status_code == 403
        assert CorrectionRequest.objects.get().wrong == "Staf <b>"


class TestFormTooOld:
    """A form whose token is not valid."""

    def test_is_given_back_on_our_own_pages(self, town_cast: Cast) -> None:
        client = Client(enforce_csrf_checks=True, headers=ORIGIN)
        client.force_login(town_cast.users["staff"])

        answer = client.post(reverse("correction_ask"), TYPED)

        assert answer.status_code == 403
        assert b'name="right" value="Pengelola"' in answer.content

    @pytest.mark.parametrize("headers", [{}, {"origin": "https://other.example"}], ids=["unknown", "other site"])
    def test_is_not_given_back_to_strangers(self, town_cast: Cast, headers: dict[str, str]) -> None:
        client = Client(enforce_csrf_checks=True, headers=headers)
        client.force_login(town_cast.users["staff"])

        answer = client.post(reverse("correction_ask"), TYPED)

        assert answer.status_code == 403
        assert b"Pengelola" not in answer.content
