"""Legal values by day: the only module of this package that others import."""

import datetime as dt
import functools
import hashlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar

from piawai.regulations.reading import LOCAL_POLICY, SHIPPED, load
from piawai.regulations.shapes import (
    Band,
    Bands,
    Entry,
    Figure,
    Lookup,
    MalformedRegulation,
    Matrix,
    NotInForce,
    Provision,
    Repealed,
    UnknownRegulation,
    Value,
)

__all__ = [
    "LOCAL_POLICY",
    "Band",
    "Bands",
    "Entry",
    "Figure",
    "Lookup",
    "MalformedRegulation",
    "Matrix",
    "NotInForce",
    "Provision",
    "Repealed",
    "UnknownRegulation",
    "Value",
    "all_entries",
    "bands",
    "digest",
    "load",
    "mapping",
    "matrix",
    "starts",
    "value",
]

Shape = TypeVar("Shape", bound=Provision)


@functools.cache
def all_entries() -> Mapping[str, Entry]:
    """
    Return every entry by name: the shipped ones, then the rows of the folder PIAWAI_REGULATIONS names.

    The files are read once in the life of the process.

    :raises MalformedRegulation: if any file is faulty.
    """
    own = os.environ.get("PIAWAI_REGULATIONS", "")
    return load(folders=(SHIPPED, Path(own)) if own else (SHIPPED,))


def value(name: str, *, on: dt.date) -> Value:
    """
    Return the value in force on a day.

    :raises NotInForce: if no row applies on the day, or the name is unknown.
    """
    return _in_force(name, on=on, shape=Value)


def bands(name: str, *, on: dt.date) -> Bands:
    """
    Return the cut-offs in force on a day.

    :raises NotInForce: if no row applies on the day, or the name is unknown.
    """
    return _in_force(name, on=on, shape=Bands)


def matrix(name: str, *, on: dt.date) -> Matrix:
    """
    Return the matrix in force on a day.

    :raises NotInForce: if no row applies on the day, or the name is unknown.
    """
    return _in_force(name, on=on, shape=Matrix)


def mapping(name: str, *, on: dt.date) -> Lookup:
    """
    Return the dictionary in force on a day.

    :raises NotInForce: if no row applies on the day, or the name is unknown.
    """
    return _in_force(name, on=on, shape=Lookup)


def digest(names: Collection[str]) -> str:
    """Return what tells apart one set of rows of these regulations from another: 64 characters."""
    rows = [all_entries()[name].rows for name in sorted(names)]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def starts(name: str) -> tuple[dt.date, ...]:
    """
    Return the days on which a regulation changes, oldest first; the day of a repeal is one of them.

    :raises UnknownRegulation: if no regulation has the name.
    """
    entry = all_entries().get(name)
    if entry is None:
        raise _unknown(name, on=dt.date.min)
    return tuple(row.applies_from for row in entry.rows)


def _in_force(name: str, *, on: dt.date, shape: type[Shape]) -> Shape:
    entry = all_entries().get(name)
    if entry is None:
        raise _unknown(name, on=on)
    if entry.shape is not shape:
        raise UnknownRegulation(
            f"{name} is of the shape {entry.shape.__name__}, not {shape.__name__}.",
            name=name,
            on=on,
            code="unknown_regulation",
        )
    begun = [row for row in entry.rows if row.applies_from <= on]
    if not begun:
        raise NotInForce(
            f"{name} is not in force on {on}; it starts on {entry.rows[0].applies_from}.", name=name, on=on
        )
    latest = begun[-1]
    if isinstance(latest, shape):
        return latest
    raise NotInForce(
        f"{name} is not in force on {on}; it was repealed on {latest.applies_from} ({latest.source}).",
        name=name,
        on=on,
    )


def _unknown(name: str, *, on: dt.date) -> UnknownRegulation:
    return UnknownRegulation(
        f"No regulation is called {name}; the names are the headings of the files in regulations/data.",
        name=name,
        on=on,
        code="unknown_regulation",
    )
