"""Shapes of what readers of the log ask for."""

from operator import itemgetter

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.web.audit.sentences import ACTIONS
from piawai.web.days import DAY_FORMATS


def _actions() -> list[tuple[str, str]]:
    found = sorted(((code, str(sentence)) for code, sentence in ACTIONS.items()), key=itemgetter(1))
    return [("", gettext("All")), *found]


class Days(forms.Form):
    """From which day to which, both inclusive, and what was done."""

    dari = forms.DateField(
        label=_("From"),
        required=False,
        input_formats=DAY_FORMATS,
        error_messages={"invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    sampai = forms.DateField(
        label=_("Up to"),
        required=False,
        input_formats=DAY_FORMATS,
        error_messages={"invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tindakan = forms.ChoiceField(label=_("Action"), required=False, choices=_actions)
