"""Writing the tree of units."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from piawai.audit.services import log
from piawai.lib.errors import Refusal
from piawai.people import queries, rules
from piawai.people.models import Unit
from piawai.people.terms import UnitRow


class UnableToRecordUnits(Refusal):
    """The units do not form a tree."""


@dataclass(frozen=True)
class UnitsRecorded:
    """Counts of units, and those known but not handed in."""

    new: int
    changed: int
    unchanged: int
    missing: int


@transaction.atomic
def record_units(*, units: Sequence[UnitRow], by: str, at: dt.datetime) -> UnitsRecorded:
    """
    Add and update units; a unit that is not among them stays as it is and is counted as missing.

    :raises UnableToRecordUnits: if a parent is unknown, or units form a loop.
    """
    known = queries.units_by_id()
    ids = {unit.pk: unit.siasn_id for unit in known.values()}
    parents = {unit.siasn_id: ids[unit.parent_id] if unit.parent_id else "" for unit in known.values()}
    parents.update({row.siasn_id: row.parent for row in units})
    if wrong := rules.unit_tree_faults(parents=parents):
        text = _("These units have an unknown parent or form a loop: %(units)s.")
        raise UnableToRecordUnits(text % {"units": ", ".join(sorted(wrong))}, code="unit_tree")

    new = [row for row in units if row.siasn_id not in known]
    Unit.objects.bulk_create([Unit(siasn_id=row.siasn_id, name=row.name) for row in new])
    everyone = queries.units_by_id()
    changed = _state(units, everyone)
    _write_units([everyone[siasn_id] for siasn_id in changed | _renew_paths(everyone)])
    created = {row.siasn_id for row in new}
    result = UnitsRecorded(
        new=len(created),
        changed=len(changed - created),
        unchanged=len(units) - len(changed | created),
        missing=len(known.keys() - {row.siasn_id for row in units}),
    )
    if new or changed:
        details = {"new": result.new, "changed": result.changed, "units": sorted(changed)[:200]}
        log(action="people.record_units", by=by, at=at, details=details)
    return result


def _state(rows: Sequence[UnitRow], units: dict[str, Unit]) -> set[str]:
    """Let units say what rows state of them, and return the ids of those that said something else before."""
    changed = set()
    for row in rows:
        unit = units[row.siasn_id]
        before = (unit.name, unit.parent_id, unit.echelon, unit.kind, unit.leader)
        unit.name, unit.parent, unit.echelon = row.name, units[row.parent] if row.parent else None, row.echelon
        unit.kind, unit.leader = row.kind, row.leader
        if before != (unit.name, unit.parent_id, unit.echelon, unit.kind, unit.leader):
            changed.add(row.siasn_id)
    return changed


def _renew_paths(units: dict[str, Unit]) -> set[str]:
    """Let units have the path that their parents give them, and return the ids of those that had another."""
    by_pk = {unit.pk: unit for unit in units.values()}
    paths: dict[int, str] = {}

    def path(unit: Unit) -> str:
        if unit.pk not in paths:
            above = path(by_pk[unit.parent_id]) if unit.parent_id else ""
            paths[unit.pk] = f"{above}{unit.pk:08d}."
        return paths[unit.pk]

    moved = {siasn_id for siasn_id, unit in units.items() if unit.path != path(unit)}
    for siasn_id in moved:
        units[siasn_id].path = path(units[siasn_id])
    return moved


def _write_units(units: Sequence[Unit]) -> None:
    """Write what stored units say now: as inserts that meet their own id, many times faster than updates."""
    fields = ("name", "parent_id", "path", "echelon", "kind", "leader")
    Unit.objects.bulk_create(
        [Unit(siasn_id=unit.siasn_id, **{field: getattr(unit, field) for field in fields}) for unit in units],
        update_conflicts=True,
        unique_fields=["siasn_id"],
        update_fields=["parent" if field == "parent_id" else field for field in fields],
    )
