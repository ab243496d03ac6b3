"""A search form leads to its list, and nothing that may be a NIP into an address."""

import pytest
from django.urls import reverse

from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


class TestSearch:
    @pytest.mark.parametrize(
        ("asked", "there"),
        [
            ({"alamat": "/katalog/", "q": "air bersih", "tahun": "2027"}, "/katalog/?q=air+bersih&tahun=2027"),
            ({"alamat": "/katalog/", "q": ""}, "/katalog/"),
            ({"alamat": "/katalog/", "q": town.nip(1)}, "/katalog/"),
            ({"alamat": "/katalog/", "q": f"NIP {town.nip(1)},"}, "/katalog/"),
            ({"alamat": "/katalog/", "q": town.nip(1)[:17]}, "/katalog/"),
            ({"alamat": "//lain.example/", "q": "x"}, "/"),
            ({"alamat": "https://lain.example/", "q": "x"}, "/"),
            ({"q": "x"}, "/"),
        ],
    )
    def test_leads_to_the_list(self, people: Cast, asked: dict[str, str], there: str) -> None:
        assert people.client("bkpsdm").post(reverse("search"), asked).headers["Location"] == there

    @pytest.mark.parametrize("page", ["sign_in_codes", "roles", "catalogue", "dictionary", "imports", "messages"])
    def test_every_form_of_a_list_is_sent_by_post(self, people: Cast, page: str) -> None:
        content = people.client("bkpsdm").get(reverse(page)).content.decode()

        form = content[content.index('class="pw-search"') :]
        assert form.startswith('class="pw-search" method="post"')

    def test_who_lacks_what_is_found_by_nip(self, people: Cast) -> None:
        page = reverse("unit_competency", args=["DINAS", "M.1"])

        there = people.client("bkpsdm").post(page, {"q": town.nip(1)}).headers["Location"]

        assert there == f"{page}?orang={people.staff.code}"
        assert "Sari Staf" in people.client("bkpsdm").get(there).content.decode()
