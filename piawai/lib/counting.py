"""Counting the rows of many queries in one statement."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


def counts(rows: Mapping[str, QuerySet[Any, Any]]) -> dict[str, int]:
    """Return how many rows each query finds, by its name; one statement for all, none where nothing is asked."""
    connection = connections[DEFAULT_DB_ALIAS]
    found = dict.fromkeys(rows, 0)
    parts: list[str] = []
    parameters: list[Any] = []
    names = []
    for name, query in rows.items():
        bare = query.order_by() if query.query.values_select else query.order_by().values("pk")
        try:
            sql, values = bare.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # it is known to find nothing
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted)")  # noqa: S608 (made by Django, values apart)
        parameters += values
        names.append(name)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", parameters)
            found |= zip(names, cursor.fetchone(), strict=True)
    return found
