"""Taking the item bank in from a file: new items, corrected ones, new versions of published ones."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from piawai.audit.services import log
from piawai.learning.models import Item
from piawai.learning.queries.quizzes import newest_items
from piawai.learning.rules.quizzes import item_key
from piawai.learning.services.quizzes import change_item, publish_item, record_item
from piawai.learning.terms import BankRow, ItemRow, ItemState
from piawai.lib.facts import Counts


@transaction.atomic
def record_items(*, rows: Sequence[BankRow], by: str, at: dt.datetime) -> Counts:
    """
    Write the items of a file: an item is known by its programme and question.

    A draft is corrected in place; of a published one a new version is made. Nothing is taken out of the bank, and what
    is published stays so, whatever the file says.

    :raises UnableToKeepItem: if an item lacks something.
    """
    known = newest_items(programmes={row.programme for row in rows})
    new = changed = 0
    for row in rows:
        item = known.get((row.programme, item_key(text=row.row.text)))
        if item is None:
            item = record_item(programme=row.programme, row=row.row, by=by, at=at)
            new += 1
            _publish(item, row, by=by, at=at)
            continue
        said = _said(row, item)
        differs = said != _stored(item)
        if differs:
            item = change_item(item=item, row=said, by=by, at=at)
        if _publish(item, row, by=by, at=at) or differs:
            changed += 1
    if new or changed:
        log(action="learning.record_items", by=by, at=at, subject="items", details={"new": new, "changed": changed})
    return Counts(new, changed, len(rows) - new - changed)


def _said(row: BankRow, item: Item) -> ItemRow:
    """Return what a row says of an item that is known; its question stays worded as it is."""
    said = replace(row.row, text=item.text)
    if "kind" in row.unstated:
        said = replace(said, kind=item.kind)
    return replace(said, competency=item.competency_id) if "competency" in row.unstated else said


def _stored(item: Item) -> ItemRow:
    return ItemRow(item.kind, item.text, tuple(item.options), item.right, item.competency_id)


def _publish(item: Item, row: BankRow, *, by: str, at: dt.datetime) -> bool:
    """Publish a draft that a row asks to publish, and return whether it was one."""
    if not row.publish or item.state != ItemState.DRAFT:
        return False
    publish_item(item=item, by=by, at=at)
    return True
