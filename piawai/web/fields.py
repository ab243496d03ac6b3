"""Fields that several areas ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet


class _Unit(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument when it runs
    """A unit, shown below the one it belongs to."""

    def label_from_instance(self, unit: Any) -> str:
        """Return its name, further in the deeper it lies."""
        return "\u2003" * (str(unit.path).count(".") - 1) + str(unit.name)


def unit_field(units: QuerySet[Any], *, label: Any, empty: Any) -> _Unit:
    """Return a field to choose one of `units` by its SIASN id; `empty` says what no choice means."""
    found = units.order_by("path")
    return _Unit(queryset=found, to_field_name="siasn_id", required=False, label=label, empty_label=empty)
