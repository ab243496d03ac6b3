"""Shapes of the questions about behaviour at work, and of what is shown of the answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.learning.terms import Behaviour, Frequency, Surrounding
from piawai.web.fields import LONGEST_TEXT

UNSEEN = "0"
MOST_SIGNS = 3  # of what shows a level: more would not be read on a phone


class FollowUp(forms.Form):
    """How often each competency shows at work, what helps, and what hinders."""

    helps = forms.MultipleChoiceField(
        label=_("What helps?"), choices=Surrounding, widget=forms.CheckboxSelectMultiple, required=False
    )
    hinders = forms.MultipleChoiceField(
        label=_("What hinders?"), choices=Surrounding, widget=forms.CheckboxSelectMultiple, required=False
    )
    said = forms.CharField(
        label=_("What would help more?"),
        help_text=_("Do not name people. It is read without your name."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, asked: Sequence[Behaviour], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = {f"competency_{one.competency}": one for one in asked}
        unseen = gettext("I had no occasion for it") if own else gettext("I could not see it")
        words = gettext("%(name)s: how often do you do this?") if own else gettext("%(name)s: how often do you see it?")
        choices = [(str(one.value), str(one.label).capitalize()) for one in reversed(Frequency)]
        for name, one in self._asked.items():
            self.fields[name] = forms.ChoiceField(
                label=words % {"name": one.name},
                help_text="; ".join(sign.rstrip(".;") for sign in one.signs[:MOST_SIGNS]),
                choices=[*choices, (UNSEEN, unseen)],
                widget=forms.RadioSelect,
                error_messages={
                    "required": gettext("%(name)s: choose one answer.") % {"name": one.name},
                    "invalid_choice": gettext("%(name)s: choose one answer.") % {"name": one.name},
                },
            )
        self.order_fields([*self._asked, "helps", "hinders", "said"])

    @property
    def seen(self) -> dict[int, int | None]:
        """How often each competency (id) shows, None where it could not be seen."""
        said = {one.competency: self.cleaned_data[name] for name, one in self._asked.items()}
        return {competency: None if value == UNSEEN else int(value) for competency, value in said.items()}


class Shown(forms.Form):
    """What a row of the figures is."""

    per = forms.ChoiceField(
        label=_("One row for each"),
        choices=[("", _("session")), ("program", _("programme"))],
        required=False,
    )
