"""Shapes of items, tests, answers and opinions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.learning.terms import ItemKind, ItemRow, QuizKind
from piawai.web.fields import LONGEST_TEXT, set_choices

SCALE = [("5", _("5: very")), ("4", "4"), ("3", "3"), ("2", "2"), ("1", _("1: not at all"))]


class Item(forms.Form):
    """An item of the bank."""

    programme = forms.ChoiceField(label=_("Programme"), error_messages={"required": _("Choose a programme.")})
    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind, widget=forms.RadioSelect, initial=ItemKind.CHOICE)
    text = forms.CharField(
        label=_("Question"),
        help_text=_("For a short case, the case first."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the question.")},
    )
    options = forms.CharField(
        label=_("Options"),
        help_text=_("Two to six, one a line. Every reader sees them in another order."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write the options, one a line.")},
    )
    right = forms.IntegerField(
        label=_("Number of the right option"),
        help_text=_("1 for the first line."),
        min_value=1,
        max_value=6,
        error_messages={"required": _("Write a number from 1 to 6."), "invalid": _("Write a number from 1 to 6.")},
    )
    competency = forms.ChoiceField(label=_("Competency"), required=False)

    def __init__(
        self,
        *args: Any,
        programmes: Iterable[tuple[str, str]],
        competencies: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "programme", [("", gettext("Choose")), *programmes])
        set_choices(self, "competency", [("", gettext("None")), *competencies])

    @property
    def row(self) -> ItemRow:
        """What was written."""
        said = self.cleaned_data
        options = tuple(line.strip() for line in said["options"].splitlines() if line.strip())
        competency = int(said["competency"]) if said["competency"] else None
        return ItemRow(said["kind"], said["text"], options, said["right"] - 1, competency)


class Which(forms.Form):
    """Of which programme to list the items."""

    program = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, *args: Any, programmes: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "program", [("", gettext("All")), *programmes])


class Quiz(forms.Form):
    """The test before or after a session."""

    kind = forms.ChoiceField(label=_("Which test"), choices=QuizKind, widget=forms.RadioSelect, initial=QuizKind.AFTER)
    count = forms.IntegerField(label=_("How many items"), min_value=1, max_value=200)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=600)


class Answer(forms.Form):
    """The answer to one question of a test."""

    option = forms.TypedChoiceField(
        label=_("Options"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer."), "invalid_choice": _("Choose one answer.")},
    )

    def __init__(self, *args: Any, options: Iterable[tuple[int, str]], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "option", [(str(place), text) for place, text in options])
        self.fields["option"].label = label


def _scale(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=SCALE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer."), "invalid_choice": _("Choose one answer.")},
    )


class Feedback(forms.Form):
    """The three questions after the end."""

    useful = _scale(_("Is what you learnt useful for your work?"))
    taught = _scale(_("Was it taught well?"))
    applied = _scale(_("Can you apply it now?"))
    said = forms.CharField(
        label=_("What should change?"),
        help_text=_("Do not name people. It is read without your name."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
