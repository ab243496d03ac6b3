"""The item bank as a file fills it: by programme and question, published ones by new versions."""

import datetime as dt

import pytest

from piawai.audit.models import Event
from piawai.learning.models import Item, Programme
from piawai.learning.rules.quizzes import item_key
from piawai.learning.services.items import record_items
from piawai.learning.services.quizzes import UnableToKeepItem, publish_item
from piawai.learning.terms import BankRow, ItemKind, ItemRow, ItemState
from piawai.lib.facts import Counts
from tests import town

QUESTION = "Siapa yang dilayani?"


class TestItemKey:
    """TEST-07: the same question handed in again is the same item."""

    def test_case_and_spaces_tell_nothing(self) -> None:
        assert item_key(text=" Siapa  yang\nDILAYANI?") == item_key(text=QUESTION)
        assert item_key(text="Siapa dilayani?") != item_key(text=QUESTION)


@pytest.fixture
def programme(db: None) -> Programme:
    town.dictionary()
    town.sessions(town.session_row("SESI", town.TODAY + dt.timedelta(days=30)))
    return Programme.objects.get()


def row(
    programme: Programme, *, text: str = QUESTION, right: int = 0, publish: bool = False, **more: object
) -> BankRow:
    made = ItemRow(str(more.get("kind", ItemKind.CHOICE)), text, ("warga", "atasan", "tamu"), right)
    unstated = frozenset(str(name) for name in more.get("unstated", ()))  # type: ignore[attr-defined]
    return BankRow(programme.pk, made, publish=publish, unstated=unstated)


def recorded(*rows: BankRow) -> Counts:
    return record_items(rows=rows, by=town.BY, at=town.NOW)


class TestRecordItems:
    """All of a file at once."""

    def test_writes_drafts_and_published_ones(self, programme: Programme) -> None:
        found = recorded(row(programme), row(programme, text="Kapan?", publish=True))

        assert found == Counts(new=2)
        states = Item.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [ItemState.DRAFT, ItemState.PUBLISHED]
        assert Event.objects.filter(action="learning.record_items").count() == 1

    def test_the_same_again_changes_nothing(self, programme: Programme) -> None:
        recorded(row(programme, publish=True))

        assert recorded(row(programme, text=QUESTION.upper())) == Counts(unchanged=1)
        assert Item.objects.get().state == ItemState.PUBLISHED

    def test_a_draft_is_corrected_in_place(self, programme: Programme) -> None:
        recorded(row(programme))

        assert recorded(row(programme, right=1)) == Counts(changed=1)
        assert Item.objects.get().right == 1

    def test_a_published_one_gets_a_new_version(self, programme: Programme) -> None:
        recorded(row(programme, publish=True))

        assert recorded(row(programme, right=1)) == Counts(changed=1)
        assert recorded(row(programme, right=1)) == Counts(unchanged=1)
        assert recorded(row(programme, right=1, publish=True)) == Counts(changed=1)

        old, new = Item.objects.order_by("pk")
        assert (old.state, old.right) == (ItemState.REPLACED, 0)
        assert (new.state, new.right, new.replaces) == (ItemState.PUBLISHED, 1, old)

    def test_what_a_file_does_not_speak_of_stays(self, programme: Programme) -> None:
        recorded(row(programme, kind=ItemKind.CASE.value))

        assert recorded(row(programme, unstated=frozenset({"kind"}))) == Counts(unchanged=1)
        assert recorded(row(programme)) == Counts(changed=1)

    def test_questions_belong_to_their_programme(self, programme: Programme) -> None:
        town.sessions(town.session_row("LAIN", town.TODAY + dt.timedelta(days=30)))
        recorded(row(programme))

        assert recorded(row(Programme.objects.exclude(pk=programme.pk).get())) == Counts(new=1)

    def test_nothing_is_written_where_one_is_refused(self, programme: Programme) -> None:
        with pytest.raises(UnableToKeepItem):
            recorded(row(programme), row(programme, text="Kapan?", right=7))

        assert not Item.objects.exists()

    def test_what_is_published_is_not_published_again(self, programme: Programme) -> None:
        recorded(row(programme, publish=True))

        with pytest.raises(UnableToKeepItem):
            publish_item(item=Item.objects.get(), by=town.BY, at=town.NOW)
