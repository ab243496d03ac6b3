"""Shapes of a need that is sent to partners, and of taking an offer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.learning.terms import CallState
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import LONGEST_TEXT, set_choices


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day as 24-11-2026."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class Need(forms.Form):
    """For how many people, when, for how much money, and to whom it is sent."""

    people = forms.IntegerField(
        label=_("For how many people"),
        min_value=1,
        error_messages={"required": _("Say for how many people: at least one.")},
    )
    starts_on = _day(_("First day on which it can be held"))
    ends_on = _day(_("Last day on which it can be held"))
    most = forms.IntegerField(
        label=_("Money there is, in rupiah"),
        required=False,
        min_value=0,
        help_text=_("Leave it empty to let partners name their price."),
    )
    answers_until = _day(_("Offers until"))
    words = forms.CharField(
        label=_("What else partners should know"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("Name no person: partners read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    partners = forms.MultipleChoiceField(
        label=_("Send it to"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one partner.")},
    )

    def offer(self, partners: Iterable[tuple[str, str]]) -> None:
        """Let the reader choose among partners: code and name."""
        set_choices(self, "partners", partners)


class Take(forms.Form):
    """The code of the session that an offer becomes."""

    code = forms.CharField(
        label=_("Code of the session"),
        max_length=40,
        help_text=_("Such as PP-2027-03. No other session has it."),
        error_messages={"required": _("Give the session a code that no other session has.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Calls(forms.Form):
    """Which needs to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *CallState.choices])
