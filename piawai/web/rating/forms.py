"""Shapes of answers, names and accreditations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.competencies.services.sheets import LONGEST_NOTE, Given
from piawai.competencies.terms import Aspect, Source
from piawai.formats.evidence import MOST_BYTES
from piawai.formats.limits import MEBIBYTE
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import set_choices

NOT_OBSERVED = "0"
LEVELS = [(str(level), str(level)) for level in range(1, 6)]
LACKING = [(aspect.value, aspect.label) for aspect in Aspect if aspect.value]


class Related(forms.Form):
    """Whether the rater is related to the person."""

    related = forms.ChoiceField(
        label=_("Are you related to this person, by blood or by marriage?"),
        choices=[("tidak", _("No")), ("ya", _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )


class Answer(forms.Form):
    """The answer to one question. What is missing most is asked below the required level only."""

    level = forms.ChoiceField(
        label=_("Level"),
        choices=[*LEVELS, (NOT_OBSERVED, _("I have never seen this"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one answer."), "invalid_choice": _("Choose one answer.")},
    )
    lacks = forms.ChoiceField(
        label=_("What is missing most?"), choices=LACKING, widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(
        label=_("An example from work"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, required: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demanded = required
        if required is None or required == 1:
            del self.fields["lacks"]
        else:
            text = gettext("Only if you choose a level below %(level)s, which the post asks for.")
            self.fields["lacks"].help_text = text % {"level": required}

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing where the level is below what the post asks for."""
        said = super().clean() or {}
        level = said.get("level", "")
        below = self.demanded is not None and level.isdigit() and 0 < int(level) < self.demanded
        if below and not said.get("lacks") and "lacks" in self.fields:
            self.add_error("lacks", gettext("Choose what is missing most: it decides what helps."))
        return said

    @property
    def given(self) -> Given:
        """What was answered."""
        said = self.cleaned_data
        return given(said["level"], lacks=said.get("lacks", ""), note=said["note"])


def given(level: str, *, lacks: str = "", note: str = "") -> Given:
    """Return an answer as it was typed or chosen; what is no number is off the scale, and refused."""
    number = int(level) if level.isdigit() and level.isascii() and len(level) == 1 else -1
    return Given(None if level == NOT_OBSERVED else number, lacks, note)


class File(forms.Form):
    """A file to put to an answer."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, at most 5 MiB. Place, camera and scripts are taken out."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose one that holds something."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            text = gettext("The file is larger than %(most)s MiB. Choose a smaller one.")
            raise forms.ValidationError(text % {"most": MOST_BYTES // MEBIBYTE})
        return file


class Name(forms.Form):
    """Whom to name, as what."""

    source = forms.ChoiceField(choices=[(one.value, one.label) for one in (Source.PEER, Source.SUBORDINATE)])
    rater = forms.CharField(max_length=12)


class Which(forms.Form):
    """Whom to look for among those who may be named."""

    sebagai = forms.ChoiceField(label=_("Name them as"), required=False)

    def __init__(self, *args: Any, sources: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "sebagai", sources)


class Decide(forms.Form):
    """What is decided on a name."""

    decision = forms.ChoiceField(choices=[("setujui", _("Confirm")), ("tolak", _("Refuse"))])


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        error_messages={"required": _("Write the day as 24-11-2026."), "invalid": _("Write the day as 24-11-2026.")},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class Accreditation(forms.Form):
    """Which account may assess officially, by which letter, from when to when."""

    account = forms.ChoiceField(
        label=_("Assessor"),
        help_text=_("Accounts with the role of assessor. The role is given under Roles."),
        error_messages={"required": _("Choose an assessor."), "invalid_choice": _("Choose an assessor.")},
    )
    number = forms.CharField(
        label=_("Number of the accreditation"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number.")},
    )
    agency = forms.CharField(
        label=_("Issued by"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write who issued it.")},
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))

    def __init__(self, *args: Any, accounts: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "account", [("", gettext("Choose")), *accounts.items()])
