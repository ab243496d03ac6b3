"""Shapes of what the organiser of a session writes down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.learning.terms import AtMeeting, Means


class Which(forms.Form):
    """Which meetings to list: of a year, and how people stand to them."""

    tahun = forms.ChoiceField(label=_("Year"), required=False)
    keadaan = forms.ChoiceField(label=_("Attendance"), required=False, choices=[("", _("all")), *AtMeeting.choices])


class Ticked(forms.Form):
    """Who was at a meeting: the boxes as they were shown, and as they are now. Codes of enrolments."""

    means = forms.ChoiceField(
        label=_("Where from"),
        choices=[(Means.LIST.value, _("I saw them here")), (Means.PAPER.value, _("the paper list with signatures"))],
        widget=forms.RadioSelect,
        initial=Means.LIST,
        error_messages={"required": _("Choose where you know it from.")},
    )


class Code(forms.Form):
    """The short code of a participant, typed."""

    code = forms.CharField(
        label=_("Short code of a participant"),
        help_text=_("Twelve letters and digits. They stand below the participant's own picture."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write the code.")},
    )
