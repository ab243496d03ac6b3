"""Shapes of what readers of the catalogue ask for."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


class Year(forms.Form):
    """Of which year to list the sessions."""

    tahun = forms.ChoiceField(label=_("Year"), required=False)

    def offer(self, years: Sequence[int]) -> None:
        """Let the reader choose among years."""
        choices = [(str(year), str(year)) for year in years]
        self.fields["tahun"].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]
