"""Shapes of what BKPSDM asks for in rounds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import ASKED_IN_ROUNDS, RoundState
from piawai.people.terms import JobClass
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import set_choices

LONGEST = 500


class _Many(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no type argument when it runs
    """Several rows, as boxes or as a list."""

    def label_from_instance(self, row: Any) -> str:
        """Return a unit further in the deeper it lies; a competency by code and name."""
        if hasattr(row, "path"):
            return "\u2003" * (str(row.path).count(".") - 1) + str(row.name)
        return f"{row.code} {row.name}"


class Draft(forms.Form):
    """What a round is to ask."""

    name = forms.CharField(
        label=_("Name of the round"),
        help_text=_("Those who are asked see it, such as: Mapping of 2027."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the round a name.")},
    )
    opens_on = forms.DateField(
        label=_("First day"),
        help_text=_("Such as 1-2-2027. The round is opened on this day or later."),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the first day."), "invalid": _("Write the day such as 1-2-2027.")},
    )
    closes_on = forms.DateField(
        label=_("Last day"),
        help_text=_("Answers of that day are in time."),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the last day."), "invalid": _("Write the day such as 28/2/2027.")},
    )
    sources = forms.MultipleChoiceField(
        label=_("Who is asked"),
        help_text=_("Results of a competence test come as a file. Those dated in these days are of this round."),
        choices=[(source.value, source.label) for source in ASKED_IN_ROUNDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    competencies = _Many(
        queryset=None,
        to_field_name="code",
        label=_("Competencies"),
        help_text=_("People are asked only about those that the post of the person demands."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one competency.")},
    )
    units = _Many(
        queryset=None,
        to_field_name="siasn_id",
        required=False,
        label=_("Units"),
        help_text=_("With all units below them. Choose none to ask about everybody."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    classes = forms.MultipleChoiceField(
        label=_("Job classes"),
        help_text=_("Choose none for all."),
        required=False,
        choices=JobClass.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def offer(self, *, competencies: QuerySet[Any], units: QuerySet[Any]) -> None:
        """Let the reader choose among competencies and units."""
        self.fields["competencies"].queryset = competencies  # type: ignore[attr-defined]  # a choice of rows
        self.fields["units"].queryset = units.order_by("path")  # type: ignore[attr-defined]  # as above


class Which(forms.Form):
    """Which rounds to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *RoundState.choices])


class Cancel(forms.Form):
    """Why a round is cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the round is cancelled.")},
    )


class Assign(forms.Form):
    """Which assessor gets a sheet about whom."""

    person = forms.ChoiceField(
        label=_("Person"),
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person of the list.")},
    )
    assessor = forms.ChoiceField(
        label=_("Assessor"),
        error_messages={"required": _("Choose an assessor."), "invalid_choice": _("Choose an assessor of the list.")},
    )

    def offer(self, *, people: Sequence[tuple[str, str]], assessors: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among people and assessors: code and words."""
        set_choices(self, "person", [("", "–"), *people])
        set_choices(self, "assessor", [("", "–"), *assessors])
