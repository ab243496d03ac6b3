"""Addresses that only take what a button sends, and texts that are too long: both are answered in words."""

import pytest
from django.urls import reverse

from piawai.people.models import CorrectionRequest
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def test_an_address_of_a_button_is_answered_in_words_with_a_way_back(people: Cast) -> None:
    answer = people.client("bkpsdm").get(reverse("people_find"))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "Nothing was done" in page
    assert f'href="{reverse("home")}"' in page


def test_a_long_text_is_refused_in_words_and_nothing_of_it_is_lost(people: Cast) -> None:
    client, there, long = people.client("staff"), reverse("correction_ask"), "a" * 40_000

    page = client.post(there, {"subject": "JABATAN", "wrong": long, "right": "Baru"}).content.decode()

    assert "(it has 40000)" in page.replace(",", "")
    assert long in page
    assert not CorrectionRequest.objects.exists()


def test_the_browser_cuts_no_text_before_it_can_be_refused(people: Cast) -> None:
    page = people.client("staff").get(reverse("correction_ask")).content.decode()

    assert "<textarea" in page
    assert "maxlength" not in page
