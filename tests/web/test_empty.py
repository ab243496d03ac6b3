"""A new installation: every page of BKPSDM opens, and each list that is empty says what to do."""

import pytest
from django.test import Client
from django.utils import timezone

from piawai.access.services.roles import grant_role
from piawai.accounts.models import User
from piawai.lib import clock
from tests.cast import protect
from tests.e2e.served import Crawl, Shown

pytestmark = pytest.mark.django_db


class Here:
    """The site, asked without a server."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"accept-language": "id"})
        self.client.force_login(user)

    def ask(self, address: str, _role: str) -> tuple[int, str, str]:
        """Return the status of an address, where it leads on, and its text."""
        answer = self.client.get(address)
        text = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
        return answer.status_code, answer.headers.get("Location", ""), text


@pytest.fixture
def pages(db: None) -> list[Shown]:
    user = User.objects.create_user(name="Akun", email="bkpsdm@example.id", created_at=clock.now())
    grant_role(user=user, role="bkpsdm", unit=None, on=timezone.localdate(), by="tests", at=clock.now())
    protect(user)
    return Crawl(Here(user), "bkpsdm").run()


class TestEmptySite:
    """Row 47 of the checklist."""

    def test_opens_everywhere_and_says_what_to_do(self, pages: list[Shown]) -> None:
        empty = {page.address: " ".join(one.text.split()) for page in pages for one in page.classed("pw-empty")}
        links = {page.address for page in pages for one in page.all("a") if any(o.has("pw-empty") for o in one.around)}
        mute = {address: text for address, text in empty.items() if text.count(".") < 2 and address not in links}

        assert [page.address for page in pages if page.status != 200] == []
        assert len(empty) > 5
        assert mute == {}
