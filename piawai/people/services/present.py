"""Keeping true who holds which post today, and who leads what."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from piawai.lib import bulk
from piawai.lib.locks import one_at_a_time
from piawai.people import queries
from piawai.people.models import Post, PostsDay, UnitHead


@transaction.atomic
def refresh_posts(*, on: dt.date, at: dt.datetime) -> None:
    """
    Derive everybody's post, office and superior, and every unit's head, for a day, as known at a moment.

    Part of the transaction of whatever caused it; not an audit event of its own, since it states nothing new.
    """
    one_at_a_time("import")
    careers = queries.careers(scope=queries.everybody(), on=on, known_at=at)
    posts = {person: post for person, career in careers.items() if (post := career.on(on)) is not None}
    heads = queries.heads(on=on, known_at=at)
    acting = queries.acting_heads(on=on, known_at=at)
    superiors = queries.superiors(posts={person: post.unit_id for person, post in posts.items()}, heads_of=heads)
    offices = queries.offices()
    _leave(
        Post,
        ("person_id", "unit_id", "office_id", "job_id", "superior_id"),
        (
            (person, post.unit_id, offices.get(post.unit_id, post.unit_id), post.job_id, superiors[person])
            for person, post in posts.items()
        ),
    )
    _leave(
        UnitHead,
        ("unit_id", "person_id", "acting"),
        ((unit, person, acting.get(unit) == person) for unit, person in heads.items()),
    )
    PostsDay.objects.update_or_create(pk=1, defaults={"as_of": on, "law": queries.law_of_presence()})


def _leave(model: type[models.Model], fields: tuple[str, ...], wanted: Iterable[tuple[Any, ...]]) -> None:
    """Leave exactly `wanted` in a table; rows that say the same stay as they are."""
    rows = set(wanted)
    stored = {tuple(row[1:]): row[0] for row in model._default_manager.values_list("pk", *fields)}
    stale = [pk for row, pk in stored.items() if row not in rows]
    for start in range(0, len(stale), 5_000):
        model._default_manager.filter(pk__in=stale[start : start + 5_000]).delete()
    bulk.insert(model, [model(**dict(zip(fields, row, strict=True))) for row in rows if row not in stored])
