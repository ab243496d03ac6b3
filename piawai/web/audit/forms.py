"""Shapes of what readers of the log ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

DAY_FORMATS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")  # the day first, whatever the language


class Days(forms.Form):
    """From which day to which, both inclusive."""

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
