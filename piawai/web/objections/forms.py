"""Shapes of requests to look at a level again, and of the replies."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import ObjectionState, Source
from piawai.web.fields import LONGEST_TEXT, reply_field, set_choices


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
    """Upheld or not, what is set aside if upheld, and words for the person."""

    state = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (ObjectionState.UPHELD.value, _("The person is right")),
            (ObjectionState.REJECTED.value, _("The level stays")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    sources = forms.MultipleChoiceField(
        label=_("If the person is right: which ratings no longer count?"),
        help_text=_("Ratings by colleagues, and by staff, are set aside all together, never those of one person."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("If the person is right, choose at least one kind of rating that is set aside.")},
    )
    answer = reply_field()

    def offer(self, sources: Iterable[Source]) -> None:
        """Let the reader choose what is set aside, at first everything; where there is nothing, it is not asked."""
        offered = [(source.value, source.label) for source in sources]
        if not offered:
            del self.fields["sources"]
            return
        set_choices(self, "sources", offered)
        self.initial["sources"] = [value for value, _label in offered]
        self.fields["sources"].required = self.data.get("state") != ObjectionState.REJECTED


class Waiting(forms.Form):
    """Which requests to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *ObjectionState.choices])
