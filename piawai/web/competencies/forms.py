"""Shapes of what readers of people and units ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Lacking(forms.Form):
    """Which people of a unit to list for one competency."""

    LACKING, UNKNOWN, EVERYBODY = "kurang", "belum", "semua"

    tampil = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("lacking it, or not yet known")),
            (LACKING, _("holding less than required")),
            (UNKNOWN, _("not yet known")),
            (EVERYBODY, _("everybody of whom it is required")),
        ],
    )
