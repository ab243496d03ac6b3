"""Shapes of what people say about their own data, and of the answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.people.terms import CorrectionState, CorrectionSubject
from piawai.web.fields import LONGEST_TEXT, reply_field


class Ask(forms.Form):
    """What is wrong, and what is right."""

    subject = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=CorrectionSubject,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    wrong = forms.CharField(
        label=_("What is written now?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is wrong now.")},
    )
    right = forms.CharField(
        label=_("What should be written?"),
        help_text=_("Name the letter or certificate that shows it, if there is one."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is right.")},
    )


class Answer(forms.Form):
    """Granted or not, with words for the person."""

    state = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (CorrectionState.GRANTED.value, _("Granted: the data has been corrected")),
            (CorrectionState.REFUSED.value, _("Not granted")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    answer = reply_field()


class Waiting(forms.Form):
    """Which requests to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *CorrectionState.choices])
