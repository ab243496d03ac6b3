"""The menu of each role: short enough for one line, and marked where the reader is."""

import pytest
from django.urls import reverse

from piawai.access.terms import HeldRole, Holder, Role
from piawai.people.models import Person
from piawai.web.navigation import MOST, Entry, navigation

PERSON = Person(code="abcdefgh", name="Sari")
EVERYBODY = Holder("c", "Sari", PERSON, tuple(HeldRole(role, "/", "Kota", "KOTA") for role in Role))


def flat(entries: list[Entry]) -> list[Entry]:
    """Return the places of a menu, those in groups too."""
    return [place for entry in entries for place in (entry.entries or (entry,))]


class TestNavigation:
    """Groups and marks."""

    @pytest.mark.parametrize("role", list(Role))
    @pytest.mark.parametrize("person", [None, PERSON], ids=["account", "person"])
    def test_fits_a_line_and_names_each_place_once(self, role: Role, person: Person | None) -> None:
        holder = Holder("c", "Sari", person, (HeldRole(role, "/", "Kota", "KOTA"),))

        found = navigation(holder, path="/")

        urls = [place.url for place in flat(found)]
        assert len(found) <= MOST
        assert len(urls) == len(set(urls))
        assert {reverse("home"), reverse("account")} <= set(urls)

    def test_fits_a_line_even_for_whoever_is_everything(self) -> None:
        found = navigation(EVERYBODY, path="/")

        assert len(found) == MOST
        assert [bool(entry.entries) for entry in found[-2:]] == [True, True]

    def test_stays_flat_where_there_is_little(self) -> None:
        assert not any(entry.entries for entry in navigation(Holder("c", "Sari", None, ()), path="/"))

    @pytest.mark.parametrize(
        ("path", "url", "mark"),
        [
            pytest.param("/pegawai/", "/pegawai/", "page", id="the place itself"),
            pytest.param("/pegawai/xyz12345/", "/pegawai/", "true", id="below a place"),
            pytest.param("/pegawai/abcdefgh/", "/pegawai/abcdefgh/", "page", id="the nearest of two"),
            pytest.param("/rencana/kunci/baru/", "/rencana/", "true", id="two steps below"),
        ],
    )
    def test_marks_one_place(self, path: str, url: str, mark: str) -> None:
        marked = [(place.url, place.current) for place in flat(navigation(EVERYBODY, path=path)) if place.current]

        assert marked == [(url, mark)]

    def test_marks_nothing_elsewhere(self) -> None:
        assert not any(place.current for place in flat(navigation(EVERYBODY, path="/bantuan/")))

    def test_marks_the_group_of_the_place(self) -> None:
        groups = [entry for entry in navigation(EVERYBODY, path="/kamus/M.1/") if entry.entries]

        assert [group.current for group in groups] == ["true", ""]
