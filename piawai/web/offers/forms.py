"""Shapes of a need that is sent to partners, and of taking an offer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import Level
from piawai.learning.terms import CallState, Mode
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


class Offered(forms.Form):
    """What a partner offers for a need."""

    programme = forms.CharField(
        label=_("Name of the training"),
        max_length=300,
        error_messages={"required": _("Write the name of the training.")},
    )
    form = forms.ChoiceField(label=_("Form of learning"), error_messages={"required": _("Choose the form.")})
    level = forms.ChoiceField(label=_("Level reached"), choices=Level.choices)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    hours = forms.DecimalField(
        label=_("Hours (JP)"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        error_messages={"required": _("Give at least one seat and more than 0 hours (JP).")},
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        error_messages={"required": _("Give at least one seat and more than 0 hours (JP).")},
    )
    participant_cost = forms.IntegerField(
        label=_("Price for each person, in rupiah"),
        min_value=0,
        error_messages={"required": _("Write the price for each person; 0 where it is free.")},
    )
    fixed_cost = forms.IntegerField(label=_("Price for the whole session, in rupiah"), min_value=0, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    mode = forms.ChoiceField(label=_("How it is held"), choices=Mode.choices)
    note = forms.CharField(
        label=_("What else we should know"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def offer(self, kinds: Iterable[tuple[str, str]]) -> None:
        """Let the reader choose among forms of learning: SIASN's id and name."""
        set_choices(self, "form", [("", "–"), *kinds])
