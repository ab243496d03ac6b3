"""Shapes of what readers of people and units ask for."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LACKING, UNKNOWN, EVERYBODY = "kurang", "belum", "semua"
OWN = "sendiri"
SHOWN: Mapping[str, Promise] = {
    "": _("lacking it, or not yet known"),
    LACKING: _("holding less than required"),
    UNKNOWN: _("not yet known"),
    EVERYBODY: _("everybody of whom it is required"),
}
PLACED: Mapping[str, Promise] = {"": _("in this unit and below it"), OWN: _("in this unit itself only")}
OWN_PEOPLE = f"letak={OWN}"  # the query that leaves out the people of the units below


class Lacking(forms.Form):
    """Which people of a unit to list for one competency."""

    tampil = forms.ChoiceField(label=_("Show"), required=False, choices=list(SHOWN.items()))
    letak = forms.ChoiceField(label=_("Placed"), required=False, choices=list(PLACED.items()))
