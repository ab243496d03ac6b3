"""What holds for every page: headers, no script in pages, no way out to other sites, no post without its token."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, cast

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", re.IGNORECASE)
ELSEWHERE = ["//evil.example", "https://evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)"]


@pytest.fixture
def town_cast(db: None) -> Cast:
    return cast()


class TestHeaders:
    """Every answer tells the browser how little it may do."""

    @pytest.mark.parametrize("address", ["/", "/bantuan/", "/kota/", "/pegawai/", "/no-such-page/", "/akun/masuk/"])
    def test_are_complete(self, town_cast: Cast, address: str) -> None:
        answer = town_cast.client("bkpsdm").get(address)

        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"

    @pytest.mark.parametrize("address", ["/", "/kota/", "/pegawai/", "/unit/DINAS/", "/bantuan/"])
    def test_pages_hold_no_script_or_style_of_their_own(self, town_cast: Cast, address: str) -> None:
        page = town_cast.client("bkpsdm").get(address, follow=True).content.decode()

        assert "<h1" in page
        assert INLINE.findall(page) == []


class TestNames:
    """Text of people is text."""

    def test_a_name_with_markup_is_shown_as_it_is(self, town_cast: Cast) -> None:
        type(town_cast.staff).objects.filter(pk=town_cast.staff.pk).update(name='<script>alert("x")</script>{{ 7 }}')
        page = town_cast.client("bkpsdm").get(reverse("people")).content.decode()

        assert "&lt;script&gt;" in page
        assert "{{ 7 }}" in page
        assert '<script>alert("x")' not in page


class TestWaysOut:
    """Nothing leads to other sites."""

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_the_language_switch_stays_inside(self, db: None, elsewhere: str) -> None:
        answer = Client().post(reverse("set_language"), {"language": "en", "next": elsewhere})

        assert answer["Location"] == "/"


class TestTokens:
    """No form is taken without its token."""

    @pytest.mark.parametrize("name", ["people_find", "set_language"])
    def test_a_post_without_one_is_refused(self, town_cast: Cast, name: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(town_cast.users["bkpsdm"])

        answer = client.post(reverse(name), {"q": "x", "language": "en"})
        assert answer.status_code == 403
        assert b'<main class="govuk-main-wrapper' in answer.content  # a page of ours, in words
