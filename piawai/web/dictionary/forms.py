"""Shapes of what readers of the dictionary ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import Kind


class Kinds(forms.Form):
    """Which competencies to list."""

    jenis = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices])
