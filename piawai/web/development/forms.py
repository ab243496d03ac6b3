"""Shapes of what readers of the plan ask for, and of decisions by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from piawai.development.terms import Decision
from piawai.formats import cells

LONGEST = 500  # letters of a reason
HUNDRED = 100


class Percent(forms.CharField):
    """A share, typed in percent with a decimal comma or point; gives the fraction."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"percent": _("Write a percentage from 0 to 100, such as 10 or 0,5.")}

    def clean(self, value: Any) -> Any:
        """Return the fraction that a text names."""
        typed = (super().clean(value) or "").rstrip("% ")
        try:
            number = cells.decimal_number(value=typed, least=0, most=HUNDRED) if typed else None
        except cells.UnreadableCell as fault:
            raise forms.ValidationError(self.error_messages["percent"]) from fault
        return typed if number is None else float(number) / HUNDRED


class Amount(forms.CharField):
    """An amount of money in whole rupiah."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"rupiah": _("Write an amount in rupiah, such as 1500000000 or Rp1.500.000.000.")}

    def clean(self, value: Any) -> Any:
        """Return the rupiah that a text names."""
        typed = super().clean(value)
        try:
            amount = cells.rupiah(value=typed)
        except cells.UnreadableCell as fault:
            raise forms.ValidationError(self.error_messages["rupiah"]) from fault
        return typed if amount is None else amount


def percent_words(fraction: float) -> str:
    """Return a fraction as people of the chosen language type it in percent: 10 or 0,5."""
    number = round(fraction * HUNDRED, 4)
    return formats.localize(int(number) if number == int(number) else number)


class Question(forms.Form):
    """What the plan of a year must keep."""

    year = forms.IntegerField(
        label=_("Year"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the year."), "invalid": _("Write the year in digits, such as 2027.")},
    )
    budget = Amount(
        label=_("Budget in rupiah"),
        help_text=_("For the whole year. Budgets of units hold beside it."),
        max_length=40,
        error_messages={"required": _("Write the budget.")},
    )
    max_away = Percent(
        label=_("At most so many of a unit away on one day, in percent"),
        help_text=_("10 means one in ten; at least one person may always go."),
        max_length=10,
        error_messages={"required": _("Write how many percent may be away.")},
    )
    gap = Percent(
        label=_("Stop when the plan is so near to the best possible, in percent"),
        help_text=_("1 means: no plan can gain more than one percent more. 0 takes longest."),
        max_length=10,
        error_messages={"required": _("Write how near the plan must come.")},
    )
    time_limit = forms.IntegerField(
        label=_("Time limit in seconds"),
        help_text=_("When it is over, the best plan found so far is kept."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Write the time limit."),
            "invalid": _("Write the time limit in whole seconds, such as 60."),
        },
    )


class Reason(forms.Form):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )


class Two(forms.Form):
    """Which two plans to compare."""

    satu = forms.ChoiceField(label=_("First plan"), required=False)
    dua = forms.ChoiceField(label=_("Second plan"), required=False)

    def offer(self, plans: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among plans: number and words."""
        for name in ("satu", "dua"):
            self.fields[name].choices = list(plans)  # type: ignore[attr-defined]  # a ChoiceField


class Which(forms.Form):
    """Which decisions by hand to list."""

    keadaan = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("in force")), ("semua", _("all, with those changed or lifted"))],
    )


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
        choices=[(choice.value, choice.label) for choice in (Decision.IN, Decision.OUT)],
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
