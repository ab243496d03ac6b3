"""Reading regulation files: TOML in, validated entries out. A faulty file is refused as a whole."""

import datetime as dt
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from piawai.regulations.shapes import (
    Band,
    Bands,
    Datum,
    Entry,
    Lookup,
    MalformedRegulation,
    Matrix,
    Provision,
    Repealed,
    Scalar,
    Value,
)

SHIPPED = Path(__file__).with_name("data")
LOCAL_POLICY = "local policy"

_SHAPES: Mapping[str, type[Provision]] = {
    "value": Value,
    "bands": Bands,
    "matrix": Matrix,
    "mapping": Lookup,
    "repealed": Repealed,
}
_ENTRY_KEYS = {"description", "unit", "values"}
_ROW_KEYS = {"from", "source", "source_id", "checked", "reason", "note", *_SHAPES}
_CELL_KEYS = {"value", "source", "source_id", "checked", "reason", "note"}

Table = Mapping[str, object]


@dataclass(frozen=True)
class _Place:
    """Where the reader is, so that a fault can be named."""

    file: str
    entry: str
    row: str = ""

    def fault(self, text: str) -> MalformedRegulation:
        where = ", ".join(part for part in (self.file, self.entry, self.row) if part)
        return MalformedRegulation(f"{where}: {text}", code="malformed_regulation")


def load(*, folders: Sequence[Path]) -> Mapping[str, Entry]:
    """
    Return the entries of all `*.toml` files of the folders, by name.

    A later folder adds to an earlier one: rows of the same name are merged by date, and on the same
    date the later folder wins. It may leave out description and unit where the earlier one gives them.
    Within one folder a name stands in one file only.

    :raises MalformedRegulation: if a folder is missing or a file is faulty.
    """
    entries: dict[str, Entry] = {}
    for folder in folders:
        if not folder.is_dir():
            raise _Place(str(folder), "").fault("there is no such folder")
        own: dict[str, Entry] = {}
        for path in sorted(folder.glob("*.toml")):
            for name, raw in _parsed(path).items():
                place = _Place(str(path), name)
                if name in own:
                    raise place.fault(f"this name stands in {own[name].file} already")
                own[name] = _entry(_table(raw, place=place), earlier=entries.get(name), place=place)
        entries |= own
    return MappingProxyType(entries)


def _parsed(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _Place(str(path), "").fault(f"this is not TOML in UTF-8: {error}") from error


def _entry(raw: Table, *, earlier: Entry | None, place: _Place) -> Entry:
    _refuse_strange_keys(raw, known=_ENTRY_KEYS, place=place)
    description = _text(raw, "description", default=earlier.description if earlier else None, place=place)
    unit = _text(raw, "unit", default=earlier.unit if earlier else None, place=place)
    if earlier and unit != earlier.unit:
        raise place.fault(f"the unit is {unit}, but {earlier.file} gives {earlier.unit}")
    head = Provision(
        name=place.entry,
        description=description,
        unit=unit,
        source="",
        applies_from=dt.date.min,
        checked=False,
        reason="",
        note="",
    )
    rows = [
        _row(_table(row, place=place), head=head, place=replace(place, row=f"row {number}"))
        for number, row in enumerate(_items(raw.get("values"), place=place), start=1)
    ]
    for one, next_one in pairwise(rows):
        if one.applies_from >= next_one.applies_from:
            raise place.fault(f"{next_one.applies_from} does not come after {one.applies_from}")
    if earlier:
        rows = _merged(earlier.rows, rows)
    shapes = {type(row) for row in rows} - {Repealed}
    if len(shapes) != 1:
        raise place.fault("the rows must have one shape: all value, all bands, all matrix or all mapping")
    return Entry(place.entry, description, unit, shapes.pop(), tuple(rows), place.file)


def _merged(earlier: Iterable[Provision], later: Iterable[Provision]) -> list[Provision]:
    by_date = {row.applies_from: row for row in (*earlier, *later)}
    return [by_date[day] for day in sorted(by_date)]


def _row(raw: Table, *, head: Provision, place: _Place) -> Provision:
    _refuse_strange_keys(raw, known=_ROW_KEYS, place=place)
    applies_from = raw.get("from")
    if type(applies_from) is not dt.date:
        raise place.fault("'from' must be a day, written 2017-04-07")
    said = [key for key in _SHAPES if key in raw]
    if len(said) != 1:
        raise place.fault(f"needs exactly one of {', '.join(_SHAPES)}")
    head = _origin(raw, head=replace(head, applies_from=applies_from), place=place)
    content = raw[said[0]]
    if said[0] == "value":
        return Value(**vars(head), value=_datum(content, place=place))
    if said[0] == "bands":
        return Bands(**vars(head), bands=_bands(content, place=place))
    if said[0] == "matrix":
        return Matrix(**vars(head), cells=_cells(content, place=place))
    if said[0] == "mapping":
        values = _lookup(content, head=head, place=place)
        head = replace(head, checked=all(each.checked for each in values.values()))
        return Lookup(**vars(head), values=values)
    if content is not True:
        raise place.fault("'repealed' can only be true")
    return Repealed(**vars(head))


def _origin(raw: Table, *, head: Provision, place: _Place) -> Provision:
    """Return the head with the source, mark, reason and note of a row or of one key of a mapping."""
    checked = raw.get("checked", head.checked and "source" not in raw)  # another source, another mark
    if not isinstance(checked, bool):
        raise place.fault("'checked' must be true or false")
    found = replace(
        head,
        source=_text(raw, "source", default=head.source or None, place=place),
        source_id=_text(raw, "source_id", default="" if "source" in raw else head.source_id, place=place),
        checked=checked,
        reason=_text(raw, "reason", default=head.reason, place=place),
        note=_text(raw, "note", default=head.note, place=place),
    )
    if found.source == LOCAL_POLICY and not found.reason:
        raise place.fault("local policy needs a 'reason'")
    return found


def _bands(raw: object, *, place: _Place) -> tuple[Band, ...]:
    found = []
    for item in _items(raw, place=place):
        band = _table(item, place=place)
        _refuse_strange_keys(band, known={"at_least", "category"}, place=place)
        at_least = _scalar(band.get("at_least"), place=place)
        if isinstance(at_least, bool | str):
            raise place.fault("each band needs a number 'at_least'")
        found.append(Band(at_least, _text(band, "category", default=None, place=place)))
    for higher, lower in pairwise(found):
        if higher.at_least <= lower.at_least:
            raise place.fault("bands must be listed from the highest cut-off to the lowest")
    return tuple(found)


def _cells(raw: object, *, place: _Place) -> Mapping[str, Mapping[str, str]]:
    rows = {name: _table(cells, place=place) for name, cells in _table(raw, place=place).items()}
    if len({frozenset(cells) for cells in rows.values()}) != 1:
        raise place.fault("every row of a matrix must have the same columns")
    found = {
        row: {column: _text(cells, column, default=None, place=place) for column in cells}
        for row, cells in rows.items()
    }
    return MappingProxyType({row: MappingProxyType(cells) for row, cells in found.items()})


def _lookup(raw: object, *, head: Provision, place: _Place) -> Mapping[str, Value]:
    """A key holds its value, or a table with `value` and an origin of its own."""
    found = {}
    for key, content in _table(raw, place=place).items():
        at_key = replace(place, row=f"{place.row}, {key}")
        cell: Table = content if isinstance(content, dict) and "value" in content else {"value": content}
        _refuse_strange_keys(cell, known=_CELL_KEYS, place=at_key)
        origin = _origin(cell, head=head, place=at_key)
        found[key] = Value(**vars(origin), value=_datum(cell["value"], place=at_key))
    return MappingProxyType(found)


def _datum(raw: object, *, place: _Place) -> Datum:
    if isinstance(raw, list) and raw and all(isinstance(code, str) and code for code in raw):
        return tuple(raw)
    if isinstance(raw, dict) and raw:
        return MappingProxyType({key: _scalar(field, place=place) for key, field in raw.items()})
    return _scalar(raw, place=place)


def _scalar(raw: object, *, place: _Place) -> Scalar:
    if isinstance(raw, float) and not math.isfinite(raw):
        raise place.fault(f"{raw} is not a finite number")
    if isinstance(raw, bool | int | float) or (isinstance(raw, str) and raw):
        return raw
    raise place.fault(f"{raw!r} is not a number, a text, a list of codes or a record")


def _text(raw: Table, key: str, *, default: str | None, place: _Place) -> str:
    found = raw.get(key, default)
    if found is None:
        raise place.fault(f"'{key}' is missing")
    if not isinstance(found, str) or (key in raw and not found.strip()):
        raise place.fault(f"'{key}' must be a text that is not empty")
    return found


def _table(raw: object, *, place: _Place) -> Table:
    if isinstance(raw, dict) and raw:
        return raw
    raise place.fault("expected a table that is not empty")


def _items(raw: object, *, place: _Place) -> list[object]:
    if isinstance(raw, list) and raw:
        return raw
    raise place.fault("expected a list that is not empty")


def _refuse_strange_keys(raw: Table, *, known: set[str], place: _Place) -> None:
    strange = sorted(set(raw) - known)
    if strange:
        raise place.fault(f"does not know {', '.join(strange)}; knows {', '.join(sorted(known))}")
