"""Fields that several areas ask for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 2_000  # letters of what a person asks for, and of the reply


class _Unit(forms.ModelChoiceField):  # type: ignore[type-arg]  # no type argument when it runs
    """A unit, shown below the one it belongs to."""

    def label_from_instance(self, unit: Any) -> str:
        """Return its name, further in the deeper it lies."""
        return "\u2003" * (str(unit.path).count(".") - 1) + str(unit.name)


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Let the field `name` of a form choose among `choices`, value and words, which are known only now."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)


def reply_field() -> forms.CharField:
    """Return a field for the reply to what a person asked for."""
    return forms.CharField(
        label=_("What will the person read?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the answer: the person reads it.")},
    )


def unit_field(units: QuerySet[Any], *, label: Any, empty: Any) -> _Unit:
    """Return a field to choose one of `units` by its SIASN id; `empty` says what no choice means."""
    found = units.order_by("path")
    return _Unit(queryset=found, to_field_name="siasn_id", required=False, label=label, empty_label=empty)
