"""Shapes of what is asked about certificates and results."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from piawai.competencies.terms import Level
from piawai.formats.evidence import MOST_BYTES
from piawai.formats.limits import MEBIBYTE
from piawai.formats.raw_cells import UnreadableCell
from piawai.integrations.files.columns import competency_levels
from piawai.web.days import DAY_FORMATS

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    words = _("Write the day as 24-11-2026.")
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=DAY_FORMATS,
        error_messages={"required": words, "invalid": words},
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _text(label: Any, *, most: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _number() -> forms.TextInput:
    return forms.TextInput(
        attrs={"class": "govuk-input govuk-input--width-4", "inputmode": "decimal", "autocomplete": "off"}
    )


class Reason(forms.Form):
    """Why something is refused or revoked."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The holder reads it. Name the decision, not private matters."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason.")},
    )


class Upload(forms.Form):
    """A certificate of one's own that somebody else issued."""

    name = _text(_("Name of the training"), most=300)
    provider = _text(_("Issued by"), most=300)
    number = _text(
        _("Number of the certificate"), most=100, required=False, help_text=_("Leave it empty if it has none.")
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, at most 5 MiB. Place, camera and scripts are taken out."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose one that holds something."),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is too large before it is read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            text = gettext("The file is larger than %(most)s MiB. Choose a smaller one.")
            raise forms.ValidationError(text % {"most": MOST_BYTES // MEBIBYTE})
        return file


class Accepted(forms.Form):
    """What an uploaded certificate counts as: the facts of a training that somebody completed."""

    name = _text(_("Name of the training"), most=300)
    provider = _text(_("Issued by"), most=300)
    number = _text(_("Number of the certificate"), most=100, required=False)
    form = forms.TypedChoiceField(label=_("Form of training"), coerce=int)
    hours = forms.DecimalField(
        label=_("Hours (JP) on the certificate"),
        required=False,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("Empty where it names none. How many count is worked out by the form of training."),
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    valid_until = _day(_("Last day of validity"), required=False)
    reaches = _text(
        _("Competencies it attests"),
        most=500,
        required=False,
        help_text=_("Code and level, such as M.3:3; T.IT.1:2. Leave it empty if it attests none."),
    )

    def clean_reaches(self) -> dict[str, int]:
        """Return levels by competency code."""
        try:
            return competency_levels(value=self.cleaned_data["reaches"] or None)
        except UnreadableCell as fault:
            levels = {"least": min(Level), "most": max(Level)}
            text = gettext("Write code and level (%(least)s to %(most)s), such as M.3:3; T.IT.1:2.")
            raise forms.ValidationError(text % levels) from fault


class ResultOfOne(forms.Form):
    """The result of one participant: a score, or whether it was passed."""

    score = forms.DecimalField(
        label=_("Score (0 to 100)"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
        localize=True,
        widget=_number(),
    )
    passed = forms.TypedChoiceField(
        label=_("Without a test"),
        required=False,
        empty_value=None,
        coerce=lambda value: value == "ya",
        choices=[("", "–"), ("ya", _("passed")), ("tidak", _("not passed"))],
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )
    hours = forms.DecimalField(
        label=_("Hours (JP)"), min_value=0, decimal_places=2, required=False, localize=True, widget=_number()
    )
