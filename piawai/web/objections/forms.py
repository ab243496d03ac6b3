"""Shapes of requests to look at a level again, and of the replies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import ObjectionState

LONGEST = 2_000  # letters of one text


class Make(forms.Form):
    """Why the level is not right."""

    reason = forms.CharField(
        label=_("Why is the level not right?"),
        help_text=_("Describe what you do at work. Name what shows it, such as a report or a certificate."),
        max_length=LONGEST,
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
    answer = forms.CharField(
        label=_("What will the person read?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the answer: the person reads it.")},
    )


class Waiting(forms.Form):
    """Which requests to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ObjectionState.choices])
