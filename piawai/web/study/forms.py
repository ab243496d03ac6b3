"""Shapes of what is asked about studies and prior learning."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import Level
from piawai.formats.evidence import MOST_BYTES
from piawai.formats.limits import MEBIBYTE
from piawai.learning.terms import Degree, Funding, HandedIn, PriorState, StudyKind, StudyState
from piawai.web.days import DAY_FORMATS
from piawai.web.fields import LONGEST_TEXT, set_choices

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 3  # fields of one form; the service takes more


def _day(label: Any, *, help_text: Any = "") -> forms.DateField:
    words = _("Write the day as 24-11-2026.")
    return forms.DateField(
        label=label,
        help_text=help_text,
        input_formats=DAY_FORMATS,
        error_messages={"required": words, "invalid": words},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _text(label: Any, *, most: int, missing: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        help_text=help_text,
        error_messages={"required": missing},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _words(label: Any, *, missing: Any = "", required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        error_messages={"required": missing},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Asked(forms.Form):
    """A study that somebody asks for."""

    kind = forms.ChoiceField(
        label=_("How do you study?"),
        choices=StudyKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you study.")},
    )
    degree = forms.ChoiceField(
        label=_("Degree aimed at"),
        choices=[("", "–"), *Degree.choices],
        error_messages={"required": _("Choose the degree.")},
    )
    programme = _text(_("Programme of study"), most=200, missing=_("Write the programme of study."))
    institution = _text(
        _("Institution"),
        most=200,
        missing=_("Write the name of the institution."),
        help_text=_("Its full name. A partner institution is recognised by it."),
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day as planned"))
    funding = forms.ChoiceField(
        label=_("Who pays"),
        choices=[("", "–"), *Funding.choices],
        error_messages={"required": _("Choose who pays.")},
    )
    aims = forms.MultipleChoiceField(
        label=_("Competencies of your post that it is for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = _words(_("Why this study"), required=False, help_text=_("Your head and BKPSDM read it."))

    def offer(self, *, aims: list[tuple[str, str]], institutions: Iterable[Any]) -> None:
        """Let the reader choose among competencies, code and name, and name the partners that may be recognised."""
        names = ", ".join(one.name for one in institutions)
        if names:
            hint = gettext("Its full name. These partners are recognised by it: %(names)s.")
            self.fields["institution"].help_text = hint % {"names": names}
        if aims:
            set_choices(self, "aims", aims)
        else:
            del self.fields["aims"]


class Reason(forms.Form):
    """Why something is refused; the person reads it."""

    reason = _words(
        _("Reason"),
        missing=_("Write the reason: the person reads it."),
        help_text=_("The person reads it. Name the decision, not private matters."),
    )


class Letter(forms.Form):
    """The letter by which a study is granted."""

    letter = _text(_("Number of the letter"), most=100, missing=_("Write the number of the letter."))


class Extension(Letter):
    """By which letter, until when and why a study takes longer."""

    ends_on = _day(_("New last day"))
    reason = _words(_("Reason"), missing=_("Write the reason."))
    seen = forms.DateField(widget=forms.HiddenInput)


class LastDay(forms.Form):
    """The day on which the degree was earned."""

    ended_on = _day(_("Last day of the study"), help_text=_("The person is back on the day after."))


class Ended(LastDay, Reason):
    """When and why a study ended without a degree."""


class Studies(forms.Form):
    """Which studies to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *StudyState.choices])
    jenis = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *StudyKind.choices])


class Priors(forms.Form):
    """Which requests for recognition to list."""

    keadaan = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *PriorState.choices])


class Prior(forms.Form):
    """What prior learning somebody wants recognised, with files that show it."""

    competency = forms.ChoiceField(label=_("Competency"), error_messages={"required": _("Choose the competency.")})
    level = forms.TypedChoiceField(
        label=_("Level"),
        coerce=int,
        choices=[("", "–"), *Level.choices],
        error_messages={"required": _("Choose the level.")},
    )
    words = _words(
        _("What did you do and learn?"),
        missing=_("Describe what you did and learned, where and when."),
        help_text=_("Where, when, what for, and what came of it. Name no other person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_FILES + 1):
            self.fields[f"file_{number}"] = forms.FileField(
                label=gettext("File that shows it (%(number)s)") % {"number": number},
                required=number == 1,
                help_text=gettext("PDF, JPEG or PNG, at most 5 MiB. Place, camera and scripts are taken out."),
                widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
                error_messages={
                    "required": _("Choose a file."),
                    "empty": _("The file is empty. Choose one that holds something."),
                },
            )

    def offer(self, competencies: Iterable[tuple[str, str]]) -> None:
        """Let the reader choose among competencies: code and name."""
        set_choices(self, "competency", [("", "–"), *competencies])

    def clean(self) -> dict[str, Any]:
        """Refuse what is too large before it is read."""
        said = super().clean() or {}
        for number in range(1, MOST_FILES + 1):
            file: UploadedFile[bytes] | None = said.get(f"file_{number}")
            if file is not None and (file.size or 0) > MOST_BYTES:
                text = gettext("The file is larger than %(most)s MiB. Choose a smaller one.")
                self.add_error(f"file_{number}", text % {"most": MOST_BYTES // MEBIBYTE})
        return said

    @property
    def handed_in(self) -> list[HandedIn]:
        """The files that were chosen."""
        files = [self.cleaned_data.get(f"file_{number}") for number in range(1, MOST_FILES + 1)]
        return [HandedIn(file.name or "", file.read()) for file in files if file is not None]


class Assessor(forms.Form):
    """Which accredited assessor looks at a request."""

    account = forms.ChoiceField(label=_("Assessor"), error_messages={"required": _("Choose the assessor.")})

    def offer(self, assessors: Iterable[tuple[str, str]]) -> None:
        """Let the reader choose among assessors: account and name."""
        set_choices(self, "account", [("", "–"), *assessors])


class Recognised(Reason):
    """The level that is recognised, and why."""

    level = forms.TypedChoiceField(
        label=_("Level recognised"),
        coerce=int,
        choices=[("", "–"), *Level.choices],
        error_messages={"required": _("Choose the level.")},
    )
