"""Shapes of requests to look at a level again, and of the replies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import ObjectionState
from piawai.web.fields import LONGEST_TEXT, reply_field


class Make(forms.Form):
    """Why the level is not right."""

    reason = forms.CharField(
        label=_("Why is the level not right?"),
        help_text=_("Describe what you do at work. Name what shows it, such as a report or a certificate."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write why the level is not right.")},
    )


class Answer(forms.Form):
    """Upheld or not, with words for the person."""

    state = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (ObjectionState.UPHELD.value, _("The person is right")),
            (ObjectionState.REJECTED.value, _("The level stays")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    answer = reply_field()


class Waiting(forms.Form):
    """Which requests to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ObjectionState.choices])
