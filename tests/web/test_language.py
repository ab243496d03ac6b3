"""The language of the site: chosen with a button, kept by the browser, remembered with the account."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from piawai.accounts.models import User
from piawai.audit.models import Event
from piawai.jobs.models import Message
from piawai.lib import clock
from piawai.people.services.corrections import answer_correction, ask_correction
from piawai.people.terms import CorrectionState, CorrectionSubject
from tests import town
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "rina@kota.go.id", "kuda lumping biru"


def choose(client: Client, language: str) -> None:
    """Push the button of a language."""
    client.post(reverse("set_language"), {"language": language, "next": "/"})


def kept(client: Client) -> str:
    """Return the language that a browser keeps, "" for none."""
    found = client.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    return found.value if found else ""


def remembered(user: User) -> str:
    """Return the language that an account remembers."""
    user.refresh_from_db()
    return user.language


class TestChoice:
    """The button in the footer."""

    def test_is_remembered_with_the_account_and_logged_once(self) -> None:
        people = cast()
        client = people.client("staff")

        choose(client, "en")
        choose(client, "en")

        assert (kept(client), remembered(people.users["staff"])) == ("en", "en")
        assert Event.objects.filter(action="accounts.choose_language", actor=people.staff.code).count() == 1

    @pytest.mark.parametrize("language", ["", "de", "id-ID", "x" * 500])
    def test_of_no_language_of_the_site_changes_nothing(self, language: str) -> None:
        people = cast()
        choose(people.client("staff"), "en")

        choose(people.client("staff"), language)

        assert remembered(people.users["staff"]) == "en"

    def test_of_somebody_unknown_stays_with_the_browser(self) -> None:
        client = Client()

        choose(client, "en")

        assert kept(client) == "en"
        assert not Event.objects.exists()

    def test_by_get_changes_nothing(self) -> None:
        people = cast()

        people.client("staff").get(reverse("set_language"), {"language": "en"})

        assert remembered(people.users["staff"]) == ""


@pytest.mark.usefixtures("cheap_hasher")
class TestNewDevice:
    """Signing in where nobody has chosen a language yet."""

    @pytest.mark.parametrize(
        ("of_account", "of_browser", "spoken"),
        [("en", "", "en"), ("en", "id", "id"), ("", "", ""), ("", "en", "en")],
        ids=["the account's", "the browser's goes before", "none is known", "the browser's"],
    )
    def test_speaks(self, of_account: str, of_browser: str, spoken: str) -> None:
        user = User.objects.create_user(
            name="Rina", email=EMAIL, password=PASSWORD, language=of_account, created_at=clock.now()
        )
        client = Client()
        if of_browser:
            choose(client, of_browser)

        client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})

        assert client.session["_auth_user_id"] == str(user.pk)
        assert kept(client) == spoken


class TestMessages:
    """What is written to an account, whoever causes it in whatever language."""

    @pytest.fixture
    def people(self, settings: Any) -> Cast:
        settings.LANGUAGE_CODE = "id"
        return cast()

    def test_speak_the_language_of_whoever_reads_them(self, people: Cast) -> None:
        User.objects.filter(pk=people.users["bkpsdm"].pk).update(language="en")

        request = ask_correction(
            person=people.staff,
            subject=CorrectionSubject.BASIC,
            wrong="a",
            right="b",
            at=town.NOW,
            tell=[people.users["bkpsdm"].code, people.users["operator"].code],
        )

        said = dict(Message.objects.values_list("to", "subject"))
        assert said[people.users["bkpsdm"].code] == "A request for correction waits"
        assert said[people.users["operator"].code] == "Ada permohonan perbaikan data"
        assert request.state == CorrectionState.WAITING

    def test_of_an_answer_too(self, people: Cast) -> None:
        User.objects.filter(pk=people.users["staff"].pk).update(language="en")
        request = ask_correction(
            person=people.staff, subject=CorrectionSubject.BASIC, wrong="a", right="b", at=town.NOW
        )

        answer_correction(request=request, state=CorrectionState.GRANTED, answer="Sudah.", by="bk", at=town.NOW)

        assert Message.objects.get().subject == "Your request for correction is answered"
