"""Shapes of what readers of the plan ask for, and of decisions by hand."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.development.terms import Decision

LONGEST = 500  # letters of a reason


class Goes(forms.Form):
    """Of which session to list the people."""

    angkatan = forms.ChoiceField(label=_("Session"), required=False)

    def offer(self, sessions: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among sessions: code and programme."""
        choices = [(code, f"{code} {programme}") for code, programme in sessions]
        self.fields["angkatan"].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


class Change(forms.Form):
    """Whether someone must or must not go, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the person must go or must not go.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stands beside the decision for everybody who may read it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )


class Add(Change):
    """A decision on somebody, who is looked for by name or NIP; of several found one is `chosen`."""

    person = forms.CharField(
        label=_("Person"),
        help_text=_("Name or NIP."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a name or a NIP.")},
    )
    chosen = forms.ChoiceField(label=_("Who of these?"), required=False, widget=forms.RadioSelect)
    session = forms.ChoiceField(
        label=_("Session"),
        error_messages={"required": _("Choose a session."), "invalid_choice": _("Choose a session of the list.")},
    )
    field_order = ("person", "chosen", "session", "decision", "reason")

    def offer(self, sessions: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among sessions: code and words."""
        self.fields["session"].choices = [("", "–"), *sessions]  # type: ignore[attr-defined]

    def offer_people(self, people: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among people: code and words; without people nothing is asked."""
        if people:
            self.fields["chosen"].choices = people  # type: ignore[attr-defined]
        else:
            del self.fields["chosen"]
