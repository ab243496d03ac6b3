"""T-CSRF, T-REDIR, T-HDR: every address of the site takes no post from elsewhere, leads nowhere else, and is sealed."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, include, path, reverse

from tests.cast import Cast, cast
from tests.security.pages import Found, named, route, walk
from tests.security.sealed import lacks, lacks_of_a_page

ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https:///evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    " //evil.example",
    "//evil.example\\@testserver/",
    "http://testserver@evil.example/",
)
DUMMY = {"IntConverter": 1, "SlugConverter": "x", "StringConverter": "x", "PathConverter": "x"}
SITE = "http://testserver/"


def fault(request: HttpRequest) -> HttpResponse:
    """Break."""
    raise RuntimeError


urlpatterns = [path("fault/", fault, name="fault"), path("", include("piawai.config.urls"))]


def addresses() -> Iterator[tuple[str, str]]:
    """Give every address of the site by name, with some argument where it takes any."""
    for name, pattern in named():
        kinds = {key: type(converter).__name__ for key, converter in pattern.pattern.converters.items()}
        assert set(kinds.values()) <= set(DUMMY), f"say in DUMMY what stands for {kinds}"
        args = {key: DUMMY[kind] for key, kind in kinds.items()}
        yield name, reverse(name, kwargs=args)


ADDRESSES = dict(addresses())


@pytest.fixture
def town_cast(db: None, caplog: pytest.LogCaptureFixture) -> Cast:
    """Give the cast; hundreds of refusals are not logged."""
    for name in ("django.request", "django.security.csrf"):
        caplog.set_level("CRITICAL", logger=name)
    return cast()


def guarded(town_cast: Cast, role: str) -> Client:
    """Return a browser that must show its token; "" for signed out."""
    client = Client(enforce_csrf_checks=True)
    if role:
        client.force_login(town_cast.users[role])
    return client


class TestAddresses:
    """What is swept is the whole site."""

    def test_are_all_swept(self) -> None:
        assert len(ADDRESSES) == len(list(named())) > 40
        assert all(route(address) == name for name, address in ADDRESSES.items())

    def test_none_is_excepted_from_the_token_but_where_no_cookie_counts(self) -> None:
        excepted = [name for name, pattern in named() if getattr(pattern.callback, "csrf_exempt", False)]

        assert excepted == ["attending_send", "scanner_send"]


class TestTokens:
    """A post without the token, or from another site, does nothing, whatever the address."""

    @pytest.mark.parametrize("role", ["", "bkpsdm"])
    def test_without_one_everything_is_refused(self, town_cast: Cast, role: str) -> None:
        client = guarded(town_cast, role)

        for name, address in ADDRESSES.items():
            assert client.post(address).status_code == 403, name
            assert client.post(address, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403, name

    @pytest.mark.parametrize(
        ("role", "origin"),
        [("", "https://evil.example"), ("bkpsdm", "http://testserver.evil.example"), ("staff", "null")],
    )
    def test_from_elsewhere_everything_is_refused(self, town_cast: Cast, role: str, origin: str) -> None:
        client = guarded(town_cast, role)
        client.get(reverse("help"))
        token = client.cookies["csrftoken"].value

        for name, address in ADDRESSES.items():
            given = {"csrfmiddlewaretoken": token}
            assert client.post(address, given, headers={"origin": origin}).status_code == 403, name

    def test_with_one_a_post_is_taken(self, town_cast: Cast) -> None:
        client = guarded(town_cast, "bkpsdm")
        client.get(reverse("help"))
        given = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "language": "en"}

        answer = client.post(reverse("set_language"), given, headers={"origin": "http://testserver"})

        assert answer.status_code == 302


def leads_outside(location: str) -> bool:
    """Return whether a browser would leave the site: it drops control signs, and takes many or back slashes for two."""
    bare = "".join(sign for sign in location.strip(" \t\r\n") if sign not in "\t\r\n").replace("\\", "/")
    if bare.startswith("//"):
        bare = f"//{bare.lstrip('/')}"
    parts = urlsplit(urljoin(SITE, bare))
    return (parts.scheme, parts.netloc) != ("http", "testserver")


class TestWaysOut:
    """However an address is asked to lead on, it stays inside."""

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_the_judge_sees_what_a_browser_does(self, elsewhere: str) -> None:
        assert leads_outside(elsewhere)
        assert not leads_outside("/akun/?next=//evil.example")

    @pytest.mark.parametrize("role", ["", "staff"])
    def test_none_leads_to_another_site(self, town_cast: Cast, role: str) -> None:
        last = "account_logout"
        led = 0
        for name, address in sorted(ADDRESSES.items(), key=lambda item: item[0] == last):
            client = Client()
            if role:
                client.force_login(town_cast.users[role])
            for elsewhere in ELSEWHERE[::6] if role else ELSEWHERE:
                asked = {"next": elsewhere, "language": "en", "action": "skip", "password": "x"}
                for answer in (client.get(address, {"next": elsewhere}), client.post(address, asked)):
                    if answer.status_code in {301, 302, 303, 307, 308}:
                        led += 1
                        assert not leads_outside(answer["Location"]), f"{name}: {answer['Location']}"
        assert led > len(ELSEWHERE) * 2

    @pytest.mark.parametrize("address", ["//evil.example/", "///evil.example", "/\\evil.example/", "//evil.example"])
    def test_an_address_like_another_site_leads_nowhere(self, db: None, address: str) -> None:
        answer = Client().get(address)

        assert not leads_outside(answer.get("Location", "/"))


class TestHeaders:
    """Every answer, whatever it is, tells the browser how little it may do, and keeps nothing of a page."""

    @pytest.mark.parametrize("role", ["", "staff", "bkpsdm"])
    def test_of_every_address(self, town_cast: Cast, role: str) -> None:
        client = town_cast.client(role) if role else Client()
        codes = set()

        for name, address in ADDRESSES.items():
            answer = client.get(address)
            codes.add(answer.status_code)
            assert lacks_of_a_page(answer) == [], name
            client = town_cast.client(role) if role and name == "account_logout" else client
        assert codes >= ({200, 302} if not role else {200, 302, 404})

    def test_of_every_page_and_file_of_a_head(self, town_cast: Cast) -> None:
        kinds = set()

        def visit(address: str, answer: Any, page: Found | None) -> None:
            kinds.add(answer.get("Content-Type", "").split(";")[0])
            assert lacks_of_a_page(answer) == [], address
            if page is None and answer.status_code == 200:
                assert answer["Content-Disposition"].startswith("attachment"), address

        walk(town_cast.client("head"), visit=visit, each=2)
        assert any("pdf" in kind for kind in kinds)
        assert any("spreadsheet" in kind for kind in kinds)

    @pytest.mark.parametrize(
        ("address", "code"), [("/no-such-page/", 404), ("/log/", 403), ("/bantuan", 301), ("/fault/", 500)]
    )
    @override_settings(ROOT_URLCONF=__name__)
    def test_of_refusals_and_faults(self, town_cast: Cast, address: str, code: int) -> None:
        client = town_cast.client("staff")
        client.raise_request_exception = False

        answer = client.get(address)

        assert answer.status_code == code
        assert lacks_of_a_page(answer) == []

    def test_of_a_post_without_its_token_and_of_a_strange_host(self, town_cast: Cast) -> None:
        refused = guarded(town_cast, "staff").post(reverse("set_language"))
        strange = Client().get("/bantuan/", headers={"host": "evil.example"})
        wrong = town_cast.client("staff").delete(reverse("help"))

        assert [refused.status_code, strange.status_code, wrong.status_code] == [403, 400, 405]
        assert [lacks_of_a_page(answer) for answer in (refused, strange, wrong)] == [[], [], []]

    def test_of_every_static_file(self, db: None) -> None:
        files = [name for finder in finders.get_finders() for name, _storage in finder.list([]) if "piawai" in name]
        assert any(name.endswith(".svg") for name in files)

        for name in files:
            answer = Client().get(f"/static/{name}")
            assert answer.status_code == 200, name
            assert lacks(answer) == [], name
            answer.close()


def test_the_fault_is_no_address_of_the_site() -> None:
    assert "fault" not in {name for name, _pattern in named(get_resolver().url_patterns)}
