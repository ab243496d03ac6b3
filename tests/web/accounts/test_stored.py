"""Sessions as they are kept."""

import datetime as dt

import pytest

from piawai.lib import clock
from piawai.web.accounts.stored import SessionStore

pytestmark = pytest.mark.django_db


class TestSessionStore:
    """Where sessions are kept."""

    @staticmethod
    def kept(*, until: dt.timedelta) -> SessionStore:
        session = SessionStore()
        session["said"] = "something"
        session.set_expiry(clock.now() + until)
        session.save()
        return session

    def test_gives_back_what_a_session_holds(self) -> None:
        session = self.kept(until=dt.timedelta(minutes=1))

        assert SessionStore(session.session_key)["said"] == "something"

    def test_gives_nothing_of_a_session_that_is_over(self) -> None:
        session = self.kept(until=dt.timedelta(seconds=-1))

        again = SessionStore(session.session_key)

        assert again.get("said") is None
        assert again.session_key is None

    def test_gives_no_session_to_a_key_that_nobody_gave_out(self) -> None:
        made_up = SessionStore("abcdefghijklmnopqrstuvwxyz012345")

        assert made_up.get("said") is None
        assert made_up.session_key is None
