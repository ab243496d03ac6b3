"""Shapes of what readers of the dictionary ask for, and of what BKPSDM writes into it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import Aspect, Kind, Level, RelationKind, Said, VersionState
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import set_choices

SPARE = 2  # empty lines for behaviours that each level offers beyond those it has
LONGEST = 2_000


def _area(label: Any, *, rows: int = 3, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=widget)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day as 24-11-2026."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class Kinds(forms.Form):
    """Which competencies to list."""

    jenis = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices])
    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *VersionState.choices])


class Day(forms.Form):
    """From which day something holds."""

    starts_on = _day(_("In force from"))


class Words(forms.Form):
    """The words of a version: five levels, each with its description and its behaviours by aspect."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    definition = forms.CharField(
        label=_("Definition"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what the competency is.")},
    )
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)

    def __init__(self, *args: Any, behaviours: Mapping[int, int], **more: Any) -> None:
        super().__init__(*args, **more)
        for level in Level:
            label = _("Level %(level)s: what it means") % {"level": level.value}
            self.fields[f"level_{level.value}"] = _area(label, rows=2)
            for number in range(1, behaviours.get(level.value, 0) + SPARE + 1):
                of = {"level": level.value, "number": number}
                self.fields[f"text_{level.value}_{number}"] = _area(
                    _("Level %(level)s, behaviour %(number)s") % of, rows=2
                )
                self.fields[f"aspect_{level.value}_{number}"] = forms.ChoiceField(
                    label=_("Level %(level)s, behaviour %(number)s: it shows") % of,
                    required=False,
                    choices=Aspect.choices,
                )

    def said(self) -> dict[int, Said]:
        """Return the words by level; a behaviour without text is left out."""
        found = {}
        for level in Level:
            texts = [
                (self.cleaned_data.get(name.replace("text_", "aspect_", 1), ""), text)
                for name, text in self.cleaned_data.items()
                if name.startswith(f"text_{level.value}_") and text
            ]
            found[level.value] = Said(self.cleaned_data[f"level_{level.value}"], tuple(texts))
        return found


def words_as_typed(said: Mapping[int, Said]) -> dict[str, str]:
    """Return the words of a version as the form's fields hold them."""
    found = {}
    for level, words in said.items():
        found[f"level_{level}"] = words.description
        for number, (aspect, text) in enumerate(words.indicators, start=1):
            found |= {f"text_{level}_{number}": text, f"aspect_{level}_{number}": aspect}
    return found


class Retire(forms.Form):
    """From which day nobody is asked about a competency, and why."""

    retired_on = _day(_("Not demanded from"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )


class Relate(forms.Form):
    """How a competency stands to another."""

    kind = forms.ChoiceField(label=_("This competency"), choices=RelationKind.choices)
    other = forms.ChoiceField(label=_("Other competency"))

    def offer(self, competencies: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among competencies: code and words."""
        set_choices(self, "other", competencies)


class Former(forms.Form):
    """Which competency of today an entry of the former list corresponds to."""

    known = forms.CharField(widget=forms.HiddenInput, required=False)
    competency = forms.ChoiceField(label=_("Competency of today"), required=False)

    def offer(self, competencies: Sequence[tuple[str, str]]) -> None:
        """Let the reader choose among competencies: code and words, or none."""
        none = ("", _("none fits"))
        set_choices(self, "competency", [none, *competencies])


class Demand(forms.Form):
    """What a job demands of a competency, from a day on."""

    known = forms.IntegerField(widget=forms.HiddenInput, required=False)
    competency = forms.ChoiceField(label=_("Competency"))
    level = forms.TypedChoiceField(label=_("Required level"), coerce=int, choices=Level.choices)
    weight = forms.TypedChoiceField(
        label=_("Weight"), coerce=int, choices=[(number, str(number)) for number in range(1, 6)]
    )
    critical = forms.BooleanField(label=_("Critical"), help_text=_("Nobody can do the job without it."), required=False)
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    starts_on = _day(_("In force from"))

    def offer(self, competencies: Sequence[tuple[str, str]]) -> None:
        """Let the writer choose among competencies: code and words."""
        set_choices(self, "competency", competencies)


class Copy(forms.Form):
    """From which job to copy, and from when the copy holds."""

    source = forms.CharField(
        label=_("Name of the similar job"),
        help_text=_("Write it whole; the list of standards has the names."),
        max_length=300,
        error_messages={"required": _("Write the name of the job.")},
    )
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    starts_on = _day(_("In force from"))


class JobForm(forms.Form):
    """What the form of a job's standard (SKJ) says besides competencies."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("Summary of the job"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what the job is for.")},
    )
    affairs = forms.CharField(label=_("Affairs or group of jobs"), required=False, max_length=200)
    rank = forms.CharField(label=_("Rank"), required=False, max_length=200)
    education = _area(_("Education: level and field"), rows=2)
    training = _area(
        _("Training: managerial, technical, functional"), hint=_("Say of each: absolute, important or needed.")
    )
    experience = _area(_("Experience"), rows=2)
    indicators = _area(_("By what the work is measured"))
