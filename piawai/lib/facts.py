"""
Dated facts: rows that are never overwritten.

A correction is a new row that names the old one, so that any past report can be reproduced: what was
true on a day (`..._on`), and what we knew at a moment (`recorded_at`).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.db import models

AnyFact = TypeVar("AnyFact", bound="Fact")

_BATCH = 5_000  # rows a query asks for at once: far below the variables SQLite allows


class FactQuerySet(models.QuerySet[AnyFact]):
    """Facts as known now, or as known at a moment."""

    def current(self) -> Self:
        """Return the facts that no correction has replaced."""
        return self.filter(corrected=False)

    def known_at(self, moment: dt.datetime) -> Self:
        """Return the facts as they were known at `moment`: recorded by then, and not yet corrected by then."""
        corrections = self.model._default_manager.filter(corrects=models.OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(recorded_at__lte=moment).exclude(models.Exists(corrections))


class Fact(models.Model):
    """
    The shape of every dated fact. `KEY` names the fields that say which fact it is, the first of them
    selective (a person, a unit); `VALUES` names what it says. Both by column (`person_id`).
    """

    KEY: ClassVar[tuple[str, ...]]
    VALUES: ClassVar[tuple[str, ...]]
    unstated: frozenset[str] = frozenset()  # of VALUES, what whoever hands the fact in does not speak of
    corrects_id: int | None

    recorded_at = models.DateTimeField()
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="+")
    corrected = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def _columns(self, names: tuple[str, ...]) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in names)

    @property
    def key(self) -> tuple[Any, ...]:
        """Which fact this is."""
        return self._columns(self.KEY)

    @property
    def says(self) -> tuple[Any, ...]:
        """What it says."""
        return self._columns(self.VALUES)


@dataclass(frozen=True)
class Counts:
    """What became of things that were handed in."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Recorded(Counts, Generic[AnyFact]):
    """Counts, and the rows written: new ones and corrections."""

    written: Sequence[AnyFact] = field(default=())


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _known(model: type[AnyFact], leads: Sequence[Any]) -> dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]]:
    """Return id and values of the uncorrected facts whose first key column is one of `leads`, by key."""
    known = {}
    width = 1 + len(model.KEY)
    for batch in _batches(leads):
        rows = model._default_manager.filter(corrected=False, **{f"{model.KEY[0]}__in": batch})
        for row in rows.values_list("pk", *model.KEY, *model.VALUES):
            known[row[1:width]] = (row[0], row[width:])
    return known


def record(model: type[AnyFact], facts: Sequence[AnyFact], *, at: dt.datetime) -> Recorded[AnyFact]:
    """
    Write unsaved `facts`: new ones as they are, differing ones as corrections of the row they replace.

    Handing in the same facts again writes nothing. What a fact leaves `unstated` stays as it is known. No two
    may share a key. Call inside a transaction.
    """
    known = _known(model, sorted({fact.key[0] for fact in facts}))
    new, corrections, replaced = [], [], []
    for fact in facts:
        fact.recorded_at = at
        old, says = known.get(fact.key, (None, ()))
        for name, value in zip(fact.VALUES, says, strict=False):
            if name in fact.unstated:
                setattr(fact, name, value)
        if old is None:
            new.append(fact)
        elif says != fact.says:
            fact.corrects_id = old
            corrections.append(fact)
            replaced.append(old)
    for batch in _batches(replaced):
        model._default_manager.filter(pk__in=batch).update(corrected=True)
    written = [*new, *corrections]
    model._default_manager.bulk_create(written, batch_size=_BATCH)
    return Recorded(len(new), len(corrections), len(facts) - len(written), written)
